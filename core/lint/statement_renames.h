/* SPDX-License-Identifier: MIT */
/* A revision that is run statement by statement, and what its statements rename. */
#ifndef WB_CORE_LINT_STATEMENT_RENAMES_H
#define WB_CORE_LINT_STATEMENT_RENAMES_H

#include "statement_risks.h"
#include "tracked_tables.h"

struct steps {
	struct scratch *scratch;
	const char *path;
	struct model before, read; /* as the revision found it; as it was read last … */
	struct model *now;         /* … or as it was found, if nobody has read it since */
	uint32_t unread;           /* the line of the first statement since then; 0: none */
	struct tracked_tables tracked;
	struct mark_vec *marks;
};

/* Note a risk at a line; `lost`: what goes with it, or NULL. -1: there is no memory. */
int steps_mark(struct steps *s, uint32_t line, const struct change *c, const char *lost);
/* Tables and columns that the statement renamed: 1, what else differs came of that; 0: it renamed
 * none. */
int steps_take_renames(struct steps *s, struct model *next, uint32_t line, struct wb_error *err);

#endif
