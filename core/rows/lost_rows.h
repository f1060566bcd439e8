/* SPDX-License-Identifier: MIT */
/* Does a table that stays keep its rows? Counted before and after the SQL of a difference. */
#ifndef WB_CORE_ROWS_LOST_ROWS_H
#define WB_CORE_ROWS_LOST_ROWS_H

#include "rows.h"

struct counted {
	const struct object *table;
	int64_t rows;
};

VEC(struct counted, counted_vec);

/* What was counted, where. */
struct lost_rows {
	struct scratch *scratch;
	const char *title; /* of the way */
	struct counted_vec counted;
};

/* Count the tables with made-up rows that the difference neither drops nor is known to empty. */
int lost_rows_begin(struct lost_rows *lost, const struct rows *rows, const struct difference *d,
		    struct wb_error *err);
/* Count again, and add a line for each that has fewer: "up: table t has lost 3 of 3 rows". */
int lost_rows_end(const struct lost_rows *lost, const struct model *now, struct string_vec *out,
		  struct wb_error *err);

#endif
