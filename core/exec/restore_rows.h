/* SPDX-License-Identifier: MIT */
/* Restore points, as the log has them: how each table of a step stood when the step began. */
#ifndef WB_CORE_RESTORE_ROWS_H
#define WB_CORE_RESTORE_ROWS_H

struct stream;
struct wb_error;

/* Behind its `started` row: one for each table. A script has none. */
int restore_rows_note(struct stream *s, struct wb_error *err);

#endif
