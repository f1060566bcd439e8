/* SPDX-License-Identifier: MIT */
/* Restore points, as the log has them: how each table of a step stood when the step began. */
#ifndef WB_CORE_POINTS_H
#define WB_CORE_POINTS_H

struct stream;
struct wb_error;

/* Behind its `started` row: one for each table. A script has none. */
int points_note(struct stream *s, struct wb_error *err);

#endif
