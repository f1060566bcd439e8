/* SPDX-License-Identifier: MIT */
/* Scratch databases: in memory where the database is a file, else databases of a server whose target says that they
 * may be made there. Nobody knows what a statement by ODBC can reach: so it must be a server where nothing can come to
 * harm. */
#include <stdio.h>
#include <string.h>

#include "odbc.h"

/* Nothing may run there unless it is the one that was asked for: a driver may have its own mind about its keys. */
static int check_place(const struct odbc_conn *c, const char *name, void **out,
		       struct wb_error *err)
{
	struct odbc_conn *scratch = *out;

	if (strcmp(scratch->database, name) == 0 && strcmp(scratch->database, c->database) != 0) {
		scratch->scratch = true;
		return 0;
	}
	odbc_host->fail(
		err, WB_E_UNSUPPORTED,
		"the driver connected to %s where the scratch database %s was asked for: it "
		"can't be used for trials",
		scratch->database, name);
	*out = NULL;
	odbc_close(scratch);
	return kit_failed(err);
}

int odbc_scratch_drop(void *conn, const char *name, struct wb_error *err)
{
	struct odbc_conn *c = conn;
	char sql[128], nothing[8];

	if (c->own.file || !c->own.databases)
		return 0;
	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s", name);
	return odbc_ask(c, sql, nothing, sizeof(nothing), err);
}

static int make_database(struct odbc_conn *c, const char *name, void **out, struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;
	char sql[128], nothing[8];
	int rc;

	snprintf(sql, sizeof(sql), "CREATE DATABASE %s", name);
	rc = odbc_ask(c, sql, nothing, sizeof(nothing), err);
	if (rc < 0)
		return rc;
	rc = odbc_connect_to(c, name, out, err);
	if (rc == 0)
		rc = check_place(c, name, out, err);
	if (rc < 0)
		odbc_scratch_drop(c, name, &ignored);
	return rc;
}

/* No driver tells the settings of `like`. */
int odbc_scratch_open(void *conn, void *like, const char *name, void **out, struct wb_error *err)
{
	struct odbc_conn *c = conn;
	int rc;

	(void)like;
	if (c->own.file) {
		rc = odbc_connect_to(c, ":memory:", out, err);
		return rc == 0 ? check_place(c, ":memory:", out, err) : rc;
	}
	if (c->own.databases && c->scratch_allowed)
		return make_database(c, name, out, err);
	return odbc_host->fail(
		err, WB_E_UNSUPPORTED,
		"by ODBC nobody knows what statements on a scratch database can reach: "
		"give the target a `scratch` URL, of a server where nothing can come to "
		"harm, with scratch_databases=yes%s",
		c->own.databases ? "" : " (and a profile that makes databases)");
}

int odbc_scratch_list(void *conn, const char *prefix, struct wb_rows *rows, struct wb_error *err)
{
	struct odbc_conn *c = conn;
	static const SQLUSMALLINT columns[] = { 1, 2, 0 };
	struct odbc_grid grid;
	int rc;

	if (!c->own.databases || !c->scratch_allowed)
		return 0;
	rc = odbc_grid_query(c, c->own.databases, columns, &grid, err);
	for (size_t i = 0; rc == 0 && i < grid.count; i++) {
		const char *name = odbc_cell(&grid, i, 0), *used = odbc_cell(&grid, i, 1);
		const struct wb_value values[] = { { name, name ? strlen(name) : 0 },
						   { used, used ? strlen(used) : 0 } };

		if (name && strncmp(name, prefix, strlen(prefix)) == 0)
			odbc_host->row(rows, values, 2);
	}
	odbc_grid_release(&grid);
	return rc;
}
