/* SPDX-License-Identifier: MIT */
/* Results of catalog functions, whole: most drivers have one of them open at a time. */
#include <stdlib.h>
#include <string.h>

#include "odbc.h"

const char *odbc_cell(const struct odbc_grid *grid, size_t row, size_t column)
{
	return grid->cells[row * grid->width + column];
}

void odbc_grid_release(struct odbc_grid *grid)
{
	for (size_t i = 0; i < grid->count * grid->width; i++)
		free(grid->cells[i]);
	free(grid->cells);
	*grid = (struct odbc_grid){ 0 };
}

static int read_cell(struct odbc_conn *c, SQLHSTMT stmt, SQLUSMALLINT column, char **out,
		     struct wb_error *err)
{
	struct kit_text text = { 0 };
	int rc = odbc_value(c, stmt, column, &text, err);

	*out = NULL;
	if (rc == 0)
		*out = kit_text_take(&text);
	kit_text_release(&text);
	if (rc == 0 && !*out)
		return kit_no_memory(err);
	return rc < 0 ? rc : 0;
}

static int read_row(struct odbc_conn *c, SQLHSTMT stmt, const SQLUSMALLINT *columns,
		    struct odbc_grid *grid, struct wb_error *err)
{
	char **cells;
	int rc = 0;

	if (grid->count == grid->room) {
		size_t room = grid->room ? 2 * grid->room : 16;

		cells = reallocarray(grid->cells, room * grid->width, sizeof(*cells));
		if (!cells)
			return kit_no_memory(err);
		grid->cells = cells;
		grid->room = room;
	}
	cells = grid->cells + grid->count++ * grid->width;
	for (size_t i = 0; i < grid->width; i++)
		cells[i] = NULL;
	for (size_t i = 0; rc == 0 && i < grid->width; i++)
		rc = read_cell(c, stmt, columns[i], &cells[i], err);
	return rc;
}

int odbc_grid_read(struct odbc_conn *c, SQLHSTMT stmt, SQLRETURN said, const SQLUSMALLINT *columns,
		   struct odbc_grid *out, struct wb_error *err)
{
	int rc = SQL_SUCCEEDED(said) ? 0 : odbc_fail(c, SQL_HANDLE_STMT, stmt, err);

	*out = (struct odbc_grid){ 0 };
	while (columns[out->width])
		out->width++;
	while (rc == 0 && SQL_SUCCEEDED(said = SQLFetch(stmt)))
		rc = read_row(c, stmt, columns, out, err);
	if (rc == 0 && said != SQL_NO_DATA)
		rc = odbc_fail(c, SQL_HANDLE_STMT, stmt, err);
	SQLFreeHandle(SQL_HANDLE_STMT, stmt);
	if (rc < 0)
		odbc_grid_release(out);
	return rc;
}

int odbc_grid_query(struct odbc_conn *c, const char *sql, const SQLUSMALLINT *columns,
		    struct odbc_grid *out, struct wb_error *err)
{
	SQLHSTMT stmt;
	int rc = odbc_statement(c, &stmt, err);

	*out = (struct odbc_grid){ 0 };
	if (rc == 0)
		rc = odbc_grid_read(c, stmt, odbc_exec(c, stmt, sql, strlen(sql)), columns, out,
				    err);
	return rc;
}
