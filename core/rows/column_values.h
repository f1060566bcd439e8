/* SPDX-License-Identifier: MIT */
/* What the columns of a made-up row may hold: values of their types, and those that the table's own
 * constraints speak of. */
#ifndef WB_CORE_ROWS_COLUMN_VALUES_H
#define WB_CORE_ROWS_COLUMN_VALUES_H

#include "model/model.h"

struct column_values {
	const struct object *column;
	const struct object *key; /* the foreign key that it is of; NULL: none */
	size_t key_at;            /* its place in that */
	bool nullable, has_default;
	bool distinct;            /* a key that is not a foreign one has it */
	size_t due;               /* so many of the values, the first ones, deserve a row each */
	struct string_vec values; /* SQL expressions … */
	size_t spoken_of; /* … of which the first so many stand in constraints, or in `texts` */
};

VEC(struct column_values, column_values_vec);

/* A table, and SQL that speaks of its rows; NULL: there is none. */
struct candidate_source {
	const struct model *model;
	const struct object *table;
	const struct string_vec *texts;
};

/* Of the columns of a table that a row names: those that the server fills in by itself are left
 * out. */
int column_values_read(struct connection *conn, const struct candidate_source *from,
		       struct column_values_vec *out, struct wb_error *err);
void column_values_free(struct column_values_vec *columns);

/* Of a foreign key: the table that it refers to, and the name of the column that stands for its
 * `at`th one ("" when that is not known). NULL: it is out of sight. */
struct object *reference_table(const struct object *key);
int reference_column(const struct object *key, size_t at, struct buf *out);

#endif
