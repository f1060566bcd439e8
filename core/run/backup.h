/* SPDX-License-Identifier: MIT */
/* Saving a database to a file. */
#ifndef WB_CORE_BACKUP_H
#define WB_CORE_BACKUP_H

#include "session.h"

/* To `path`, or under a name of its own in `directory`, of which the `retain` newest are kept (0: all). The lock is held. */
int backup_save(struct wb_session *s, const char *path, const char *directory, uint32_t retain,
		struct wb_error *err);

#endif
