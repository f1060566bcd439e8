/* SPDX-License-Identifier: MIT */
/* Branches of the graph that are run in one order and in the other: the parts of it. */
#ifndef WB_CORE_PROVE_MERGE_ORDERS_H
#define WB_CORE_PROVE_MERGE_ORDERS_H

#include "rows/contents.h"
#include "rows/row_statement.h"
#include "rows/rows.h"

VEC(struct revision_vec, branch_vec);
VEC(struct string_vec, names_vec);
VEC(struct row_statement_vec, statements_vec);

/* Heads, and what each needs; the first `common` of `base` is what all of them need. */
struct orders {
	struct wb_session *session;
	struct string_vec heads;
	struct branch_vec needed;
	struct revision_vec base;
	struct string_vec shared; /* tables of the base that several branches speak of */
	struct names_vec touched; /* of each branch: whose rows of those it reads or changes */
	struct statements_vec statements; /* of each branch: what it does to them */
	struct model model;               /* what all stand on, before anything has run */
	struct string_vec texts;          /* of each branch: its SQL */
	struct string_vec idle;           /* what has changed no made-up row in the first order */
	bool shared_known;
	bool without_rows; /* no made-up ones: with them a step fails */
	/* for people, each once: what could not be tried */
	struct string_vec unproved;
};

/* What one order ends with. */
struct ending {
	struct model model;
	struct contents contents;
	char *failed; /* a step failed, which and why; NULL: none */
	bool unfit;   /* … on made-up rows alone */
	bool has_contents;
};

int orders_find(struct orders *o, const char *const *targets, size_t count, struct wb_error *err);
void orders_release(struct orders *o);
/* "a, b", or the other way round. Takes memory; NULL. */
char *orders_title(const struct orders *o, bool reverse);
/* Run them on a scratch database. 1: it could not be, and `unproved` says why. */
int orders_run(struct orders *o, bool reverse, struct ending *out, struct wb_error *err);
void ending_release(struct ending *ending);

#endif
