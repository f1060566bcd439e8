/* SPDX-License-Identifier: MIT */
/* What a revision risks, told statement by statement: the schema is read before and after each that
 * may harm, and the dialect says what the difference risks. Its words alone tell nobody that. */
#ifndef WB_CORE_LINT_STATEMENT_RISKS_H
#define WB_CORE_LINT_STATEMENT_RISKS_H

#include "difference/difference.h"
#include "scratch/scratch.h"

/* One risk. */
struct mark {
	uint32_t line; /* of the statement, in the file; 0: of nobody knows which */
	struct wb_risk risk;
	char *title; /* "drop column users.email" */
	/* the key, at first, of a table that goes with this; NULL: none does */
	char *lost;
};

VEC(struct mark *, mark_vec);

/* The schema of a scratch database, if it was read and nothing was run since. */
struct known_model {
	bool is_known;
	struct model model;
};

/* Run the `up` of a revision on scratch, and say what it risks for what was there before it. */
int steps_run(struct scratch *scratch, struct revision *revision, struct known_model *known,
	      struct mark_vec *out, struct wb_error *err);
void marks_free(struct mark_vec *marks);

#endif
