/* SPDX-License-Identifier: MIT */
/* Tables on standard output: aligned for people, one row a line, nothing cut when it is no
 * terminal. */
#ifndef WB_CLI_TABLE_H
#define WB_CLI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "output.h"

struct wb_error;

#define TABLE_RIGHT UINT32_C(1) /* numbers */
#define TABLE_CUT UINT32_C(2)   /* may be cut to make the table fit the terminal */

struct column {
	const char *title;
	uint32_t flags;
};

struct table;

/* NULL with `err` set when there is no memory. */
struct table *table_new(const struct output *output, const struct column *columns, size_t count,
			struct wb_error *err);
/* Append a row: one text a column, copied; NULL is an empty cell. `paints` may be NULL. Trouble
 * shows in table_print. */
void table_add(struct table *table, const char *const *cells, const enum paint *paints);
/* Print it, unless it has no row, and free it. */
int table_print(struct table *table, struct wb_error *err);
void table_free(struct table *table);

#endif
