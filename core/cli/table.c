/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "fail.h"

struct table {
	struct libscols_table *cols;
	size_t columns, rows;
	bool color, failed;
};

static int add_columns(struct table *table, const struct column *columns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int flags = (columns[i].flags & TABLE_RIGHT) ? SCOLS_FL_RIGHT : 0;

		if (columns[i].flags & TABLE_CUT)
			flags |= SCOLS_FL_TRUNC;
		if (!scols_table_new_column(table->cols, columns[i].title, 0, flags))
			return -1;
	}
	return 0;
}

struct table *table_new(const struct output *output, const struct column *columns, size_t count,
			struct wb_error *err)
{
	struct table *table = calloc(1, sizeof(*table));

	if (table) {
		table->columns = count;
		table->color = output->color;
		table->cols = scols_new_table();
	}
	if (!table || !table->cols || add_columns(table, columns, count) < 0) {
		table_free(table);
		cli_fail(err, WB_E_NOMEM, "out of memory");
		return NULL;
	}
	/* what would drive the terminal is escaped already, and not to be twice */
	scols_table_enable_noencoding(table->cols, 1);
	scols_table_enable_colors(table->cols, output->color);
	scols_table_set_termforce(table->cols, output->terminal ? SCOLS_TERMFORCE_ALWAYS
								: SCOLS_TERMFORCE_NEVER);
	return table;
}

static int set_cell(struct libscols_line *line, size_t column, const char *text)
{
	size_t most = strlen(text) * 8 + 1;
	char *shown = malloc(most);
	int rc = shown ? scols_line_set_data(line, column, say_escaped(text, shown, most)) : -1;

	free(shown);
	return rc;
}

void table_add(struct table *table, const char *const *cells, const enum paint *paints)
{
	struct libscols_line *line = scols_table_new_line(table->cols, NULL);

	table->rows++;
	if (!line) {
		table->failed = true;
		return;
	}
	for (size_t i = 0; i < table->columns; i++) {
		if (cells[i] && set_cell(line, i, cells[i]) < 0)
			table->failed = true;
		if (table->color && paints && paints[i] != PAINT_NONE)
			scols_cell_set_color(scols_line_get_cell(line, i),
					     paint_code(true, paints[i]));
	}
}

int table_print(struct table *table, struct wb_error *err)
{
	bool failed = table->failed || (table->rows && scols_print_table(table->cols) < 0);

	table_free(table);
	return failed ? cli_fail(err, WB_E_NOMEM, "the table could not be printed") : 0;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	scols_unref_table(table->cols);
	free(table);
}
