/* SPDX-License-Identifier: MIT */
#include "table.h"

#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>

#include "exit_code.h"

#define COLUMNS_MOST 16

/* Where nothing is to be cut or painted, and all texts are plain ones, a table of many rows is kept as one text,
 * a NUL behind each cell, and measured as it comes. */
struct table {
	struct libscols_table *cols;
	size_t columns, rows;
	bool color, failed;
	bool simple;
	const char *titles[COLUMNS_MOST];
	bool right[COLUMNS_MOST];
	size_t widths[COLUMNS_MOST];
	char *text;
	size_t len, room;
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

static void set_simple(struct table *table, const struct output *output,
		       const struct column *columns)
{
	table->simple = !output->terminal && !output->color && table->columns <= COLUMNS_MOST;
	for (size_t i = 0; table->simple && i < table->columns; i++) {
		table->right[i] = columns[i].flags & TABLE_RIGHT;
		table->titles[i] = columns[i].title;
		table->widths[i] = strlen(columns[i].title);
	}
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
	set_simple(table, output, columns);
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

static void add_line(struct table *table, const char *const *cells, const enum paint *paints)
{
	struct libscols_line *line = scols_table_new_line(table->cols, NULL);

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

/* ------------------------------------------------------------------ as one text */

/* Printable, and as wide as it is long. */
static bool is_plain(const char *text)
{
	while (*text >= ' ' && *text <= '~')
		text++;
	return !*text;
}

static int add_text(struct table *table, const char *text)
{
	size_t size = strlen(text) + 1;

	if (table->len + size > table->room) {
		size_t room = (table->len + size) * 2;
		char *grown = realloc(table->text, room);

		if (!grown)
			return -1;
		table->text = grown;
		table->room = room;
	}
	memcpy(table->text + table->len, text, size);
	table->len += size;
	return 0;
}

/* The cells of the row at `at`; returns where the next one is. */
static const char *take_row(const struct table *table, const char *at, const char **cells)
{
	for (size_t i = 0; i < table->columns; i++) {
		cells[i] = at;
		at += strlen(at) + 1;
	}
	return at;
}

/* Something came that is not plain. */
static void end_simple(struct table *table)
{
	const char *cells[COLUMNS_MOST], *at = table->text;

	table->simple = false;
	while (at && at < table->text + table->len) {
		at = take_row(table, at, cells);
		add_line(table, cells, NULL);
	}
}

static bool add_simple(struct table *table, const char *const *cells)
{
	for (size_t i = 0; i < table->columns; i++)
		if (cells[i] && !is_plain(cells[i]))
			return false;
	for (size_t i = 0; i < table->columns; i++) {
		const char *cell = cells[i] ? cells[i] : "";
		size_t len = strlen(cell);

		if (add_text(table, cell) < 0)
			table->failed = true;
		if (len > table->widths[i])
			table->widths[i] = len;
	}
	return true;
}

/* Into `to`, which has room for it; returns its end. */
static char *put_row(const struct table *table, const char *const *cells, char *to)
{
	for (size_t i = 0; i < table->columns; i++) {
		size_t len = strlen(cells[i]), blanks = table->widths[i] - len;
		bool last = i + 1 == table->columns;

		memset(to, ' ', table->right[i] ? blanks : 0);
		to += table->right[i] ? blanks : 0;
		memcpy(to, cells[i], len);
		to += len;
		memset(to, ' ', table->right[i] || last ? 0 : blanks);
		to += table->right[i] || last ? 0 : blanks;
		*to++ = last ? '\n' : ' ';
	}
	return to;
}

static int print_simple(const struct table *table)
{
	const char *cells[COLUMNS_MOST], *at = table->text;
	size_t most = 0;
	char *row;
	int rc;

	for (size_t i = 0; i < table->columns; i++)
		most += table->widths[i] + 1;
	row = malloc(most);
	rc = row ? cli_write(NULL, row, (size_t)(put_row(table, table->titles, row) - row)) : -1;
	while (rc >= 0 && at < table->text + table->len) {
		at = take_row(table, at, cells);
		rc = cli_write(NULL, row, (size_t)(put_row(table, cells, row) - row));
	}
	free(row);
	return rc;
}

/* ------------------------------------------------------------------ rows */

void table_add(struct table *table, const char *const *cells, const enum paint *paints)
{
	table->rows++;
	if (table->simple && add_simple(table, cells))
		return;
	if (table->simple)
		end_simple(table);
	add_line(table, cells, paints);
}

int table_print(struct table *table, struct wb_error *err)
{
	bool failed = table->failed;

	if (table->rows && !failed)
		failed = (table->simple ? print_simple(table) : scols_print_table(table->cols)) < 0;
	table_free(table);
	return failed ? cli_fail(err, WB_E_NOMEM, "the table could not be printed") : 0;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	scols_unref_table(table->cols);
	free(table->text);
	free(table);
}
