/* SPDX-License-Identifier: MIT */
/* Lines by which a step keeps what it is about to lose, and its way back fills it in again:
 *
 *	-- whimbrel:keep TABLE(COLUMN, ...) key(COLUMN, ...)
 *	-- whimbrel:fill TABLE(COLUMN, ...) key(COLUMN, ...)
 *
 * Behind each stand statements, wherever the section is read: a table beside the other one takes the columns and the key, and
 * gives them back. `rows` instead of the key is for a table that goes with its rows. `of REVISION` behind all of it says whose
 * it is, where the line has come into another one: that other table has its name from the revision. */
#ifndef WB_CORE_KEEP_H
#define WB_CORE_KEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct wb_error;

#define KEEP_PREFIX "-- whimbrel:"
#define KEEP_OWNER "of"
#define KEEP_TABLE "whimbrel_kept_" /* what the names of those tables begin with */

/* What is behind `keep` or `fill`. */
struct keep_said {
	const char *what;
	size_t len;
	bool fill;
	bool by_merge; /* WB_F_KEEP_BY_MERGE: set by whoever has it written */
	bool refused;  /* WB_F_NO_KEEP: the same */
};

/* What a line says, without its end; false: it is neither. */
bool keep_line(const char *line, size_t len, struct keep_said *out);
/* Append the statements that it stands for. */
int keep_write(const struct keep_said *said, const char *revision, struct buf *out,
	       struct wb_error *err);
/* Append what is behind `keep` or `fill` in a line of this revision as another one has to say it. */
int keep_own(const char *what, const char *revision, struct buf *out, struct wb_error *err);
/* Append the name of the table that keeps it. */
int keep_table(const char *what, size_t len, const char *revision, struct buf *out,
	       struct wb_error *err);

#endif
