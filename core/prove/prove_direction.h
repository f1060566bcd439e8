/* SPDX-License-Identifier: MIT */
/* One way of a proof: the SQL from what a scratch database has to what it shall have, run there. */
#ifndef WB_CORE_PROVE_PROVE_DIRECTION_H
#define WB_CORE_PROVE_PROVE_DIRECTION_H

#include "rows/lost_rows.h"

/* From what is on scratch to `goal`. */
struct direction {
	struct scratch *scratch;
	const char *title;
	struct model *goal;
	struct wb_names renames;
	bool back;
	struct string_vec *candidates; /* what else may be renamed; NULL: nobody asks */
	const struct rows *rows;       /* those in its tables; NULL: they are empty */
	/* what fails is known to fail with rows that do not fit: these may be such */
	bool *unfit;
	struct string_vec *unproved; /* what still differs then, and which rows are lost */
	/* the tables whose columns it leaves in another order than the goal's, which `places_from` has not yet; NULL: nobody
	 * asks */
	struct string_vec *places;
	const struct model *places_from;
};

/* The SQL of a difference. */
struct direction_sql {
	struct buf text;
	struct buf keeps; /* lines that keep what it loses, in front of it */
	bool alone;       /* outside of transactions */
};

void direction_sql_release(struct direction_sql *sql);
/* Write the SQL and run it there. 1: it could not be run. */
int direction_run(const struct direction *direction, struct direction_sql *out,
		  struct wb_error *err);
/* Run it as it is first written, from `now`. 1: it can't be run, loses rows, or does not make `goal` to the letter, and
 * what there is now is nobody's schema. */
int direction_exactly(const struct direction *direction, struct model *now,
		      struct direction_sql *out, struct wb_error *err);
/* Made-up rows, where what turns `from` into `to` can hurt them. */
int direction_fill(struct scratch *s, struct rows *rows, struct model *from, struct model *to,
		   struct wb_error *err);
/* Only write it. */
int direction_write(struct scratch *s, struct model *now, struct model *goal,
		    struct direction_sql *out, struct wb_error *err);

#endif
