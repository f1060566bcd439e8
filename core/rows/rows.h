/* SPDX-License-Identifier: MIT */
/* Made-up rows: what fails, or loses something, only where there are rows is found with them. A few
 * in every table, as its constraints allow, parents first. */
#ifndef WB_CORE_ROWS_ROWS_H
#define WB_CORE_ROWS_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "difference/difference.h"
#include "scratch/scratch.h"

/* What was put into which table of one scratch database. */
struct rows {
	struct filled *tables;
	/* SQL for whose values there shall be rows; NULL: none */
	const struct string_vec *texts;
};

/* Put rows into the tables of `model`, which is what the scratch database has: into those of `only`
 * (NULL: into all) that have changed since they were filled. What can't be filled is told at the
 * log's level of information and is no error. */
int rows_fill(struct rows *rows, struct scratch *s, const struct model *model,
	      const struct object_vec *only, struct wb_error *err);
void rows_release(struct rows *rows);
/* Tables that `model` lacks were gone meanwhile, and their rows with them. */
void rows_forget(struct rows *rows, const struct model *model);
/* Take out what was put in, of a model that the scratch database has. */
int rows_clear(struct rows *rows, struct scratch *s, const struct model *model,
	       struct wb_error *err);
/* Was anything put into this table, or tried to? */
bool rows_tried(const struct rows *rows, const struct object *table);
/* Are there any? Are there in this table? */
bool rows_any(const struct rows *rows);
bool rows_in(const struct rows *rows, const struct object *table);

/* How many rows a table has; -1 in `*out`: that can't be told. */
int rows_count(struct scratch *s, const struct object *table, int64_t *out, struct wb_error *err);
/* Do rows break a constraint (SQLSTATE class 23)? Is it their values that this failure comes from
 * (classes 01, 22 and 23: warnings, data exceptions, constraints), so that other rows may pass? */
bool rows_violate(const struct wb_error *err);
bool rows_are_to_blame(const struct wb_error *err);

#endif
