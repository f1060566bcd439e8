/* SPDX-License-Identifier: MIT */
/* What somebody else's step has done to rows, told for a person. */
#ifndef WB_CORE_ROWS_ROW_REPORT_H
#define WB_CORE_ROWS_ROW_REPORT_H

#include "model/model.h"

/* The rows of one table: its columns' names, and each row as its values' texts, in the order of the columns. */
struct table_rows {
	char *key, *title;
	struct string_vec columns;
	struct string_vec
		given; /* those of them that have a default, and so values of the server's */
	struct string_vec values; /* row after row, NULL as "NULL" */
	size_t rows;
	bool too_many; /* there are more than are looked at */
};

VEC(struct table_rows, table_rows_vec);

/* All rows of the tables of a model, as they are now. */
int row_report_read(struct connection *c, const struct model *model, struct table_rows_vec *out,
		    struct wb_error *err);
/* Add a line for what has come and gone in tables that are there both times, by the columns that are there both times. */
int row_report_tell(const struct table_rows_vec *before, const struct table_rows_vec *now,
		    struct string_vec *out, struct wb_error *err);
void row_report_free(struct table_rows_vec *tables);

#endif
