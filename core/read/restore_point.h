/* SPDX-License-Identifier: MIT */
/* Lines by which a step notes how a table stands when it begins, for databases that keep older versions:
 *
 *	-- whimbrel:restore-point TABLE
 *
 * `downgrade --restore` brings the table back to that. */
#ifndef WB_CORE_RESTORE_POINT_H
#define WB_CORE_RESTORE_POINT_H

#include <stddef.h>

/* What a line, without its end, names; NULL: it is none. */
const char *restore_point_line(const char *line, size_t len, size_t *out_len);

#endif
