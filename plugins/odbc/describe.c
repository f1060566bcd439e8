/* SPDX-License-Identifier: MIT */
/* What a connection is like. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "odbc.h"

void odbc_info(const struct odbc_conn *c, SQLUSMALLINT what, char *out, size_t size)
{
	SQLWCHAR wide[512] = { 0 };
	SQLSMALLINT bytes = 0;
	struct kit_text text = { 0 };

	out[0] = '\0';
	if (!SQL_SUCCEEDED(SQLGetInfoW(c->dbc, what, wide, sizeof(wide), &bytes)))
		return;
	odbc_narrow(&text, wide,
		    (size_t)bytes / sizeof(wide[0]) < 511 ? (size_t)bytes / sizeof(wide[0]) : 511);
	snprintf(out, size, "%s", text.data ? text.data : "");
	kit_text_release(&text);
}

/* The name of one of our tables as the catalog has it. */
static void catalog_name(const struct odbc_conn *c, const char *table, char *out, size_t size)
{
	snprintf(out, size, "%s", table);
	for (char *at = out; c->own.portable.flags & WB_PORTABLE_UPPER && *at; at++)
		if (*at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
}

/* An underscore in the name is a pattern to the driver: others may come as well. */
static int find_row(struct odbc_conn *c, SQLHSTMT stmt, const char *table, bool *out,
		    struct wb_error *err)
{
	SQLRETURN said;

	while (SQL_SUCCEEDED(said = SQLFetch(stmt))) {
		struct kit_text name = { 0 };
		int rc = odbc_value(c, stmt, 3, &name, err);

		if (rc == 0 && name.data && strcasecmp(name.data, table) == 0)
			*out = true;
		kit_text_release(&name);
		if (rc < 0)
			return rc;
	}
	return said == SQL_NO_DATA ? 0 : odbc_fail(c, SQL_HANDLE_STMT, stmt, err);
}

int odbc_has_table(struct odbc_conn *c, const char *table, bool *out, struct wb_error *err)
{
	char name[64];
	SQLHSTMT stmt;
	size_t name_len, home_len;
	SQLWCHAR *wide, *home;
	int rc = odbc_statement(c, &stmt, err);

	*out = false;
	if (rc < 0)
		return rc;
	catalog_name(c, table, name, sizeof(name));
	wide = odbc_wide(name, strlen(name), &name_len);
	home = *c->home ? odbc_wide(c->home, strlen(c->home), &home_len) : NULL;
	if (!wide || (*c->home && !home))
		rc = kit_no_memory(err);
	else if (!SQL_SUCCEEDED(SQLTablesW(stmt, c->own.catalogs ? home : NULL, SQL_NTS,
					   c->own.catalogs ? NULL : home, SQL_NTS, wide, SQL_NTS,
					   NULL, 0)))
		rc = odbc_fail(c, SQL_HANDLE_STMT, stmt, err);
	else
		rc = find_row(c, stmt, name, out, err);
	SQLFreeHandle(SQL_HANDLE_STMT, stmt);
	free(wide);
	free(home);
	return rc;
}

uint64_t odbc_features(const struct odbc_conn *c)
{
	return (c->ddl_rolls_back ? WB_F_TRANSACTIONAL_DDL : 0) | (c->own.file ? 0 : WB_F_NO_LOCK) |
	       (c->own.no_keep ? WB_F_NO_KEEP : 0);
}

uint32_t odbc_lex_mode(const struct odbc_conn *c)
{
	return ODBC_MODE_SET | c->own.mode |
	       odbc_profile_index(c->profile->name) << ODBC_MODE_PROFILE;
}

static int check_transactions(const struct odbc_conn *c, const char *product, struct wb_error *err)
{
	SQLUSMALLINT capable = SQL_TC_NONE;

	if (SQL_SUCCEEDED(SQLGetInfo(c->dbc, SQL_TXN_CAPABLE, &capable, sizeof(capable), NULL)) &&
	    capable == SQL_TC_NONE && c->own.ddl < 0)
		return odbc_host->fail(
			err, WB_E_UNSUPPORTED,
			"%s has no transactions, as its driver says: a history can't "
			"be kept there",
			product);
	return 0;
}

int odbc_describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	struct odbc_conn *c = conn;
	bool there = false;
	int rc;

	odbc_info(c, SQL_DBMS_NAME, out->product, sizeof(out->product));
	odbc_info(c, SQL_DBMS_VER, out->version, sizeof(out->version));
	odbc_info(c, SQL_USER_NAME, out->user, sizeof(out->user));
	rc = check_transactions(c, out->product, err);
	if (rc == 0)
		rc = odbc_has_table(c, "whimbrel_version", &there, err);
	if (rc < 0)
		return rc;
	out->tables = there ? WB_TABLES_PRESENT : WB_TABLES_ABSENT;
	snprintf(out->database, sizeof(out->database), "%s", c->database);
	snprintf(out->home, sizeof(out->home), "%s", c->home);
	snprintf(out->schema, sizeof(out->schema), "%s", c->schema);
	out->lex_mode = odbc_lex_mode(c);
	out->lease_ms = c->lease_ms;
	out->features = odbc_features(c);
	if (!c->profile->tested)
		snprintf(out->warning, sizeof(out->warning),
			 "%s by ODBC: its profile \"%s\" was written from manuals and never tried; "
			 "try it on a copy first",
			 out->product, c->profile->name);
	return 0;
}
