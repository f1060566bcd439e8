/* SPDX-License-Identifier: MIT */
/* Statements of our own to the catalog, and single values. */
#include <stdlib.h>
#include <string.h>

#include "odbc.h"

int odbc_statement(struct odbc_conn *c, SQLHSTMT *out, struct wb_error *err)
{
	if (c->lost)
		return odbc_host->fail(err, WB_E_LOST, "the connection is lost");
	if (SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, c->dbc, out)))
		return 0;
	return odbc_fail(c, SQL_HANDLE_DBC, c->dbc, err);
}

/* A value comes in pieces, and a letter may be cut in two: all of it first. */
int odbc_value(struct odbc_conn *c, SQLHSTMT stmt, SQLUSMALLINT column, struct kit_text *out,
	       struct wb_error *err)
{
	const size_t room = sizeof((SQLWCHAR[1024]){ 0 });
	SQLWCHAR piece[1024];
	struct kit_text wide = { 0 };
	bool is_null = false;
	SQLRETURN said;

	for (;;) {
		SQLLEN len = 0;
		size_t got = room - sizeof(piece[0]);

		said = SQLGetData(stmt, column, SQL_C_WCHAR, piece, (SQLLEN)room, &len);
		if (!SQL_SUCCEEDED(said))
			break;
		if (len == SQL_NULL_DATA) {
			is_null = true;
			break;
		}
		if (len != SQL_NO_TOTAL && (size_t)len < got)
			got = (size_t)len;
		kit_text_append(&wide, (const char *)piece, got);
		if (said == SQL_SUCCESS)
			break;
	}
	if (said != SQL_NO_DATA && !SQL_SUCCEEDED(said)) {
		kit_text_release(&wide);
		return odbc_fail(c, SQL_HANDLE_STMT, stmt, err);
	}
	if (wide.len)
		odbc_narrow(out, (const SQLWCHAR *)(const void *)wide.data,
			    wide.len / sizeof(SQLWCHAR));
	else
		kit_text_append(out, "", 0);
	kit_text_release(&wide);
	return out->failed ? kit_no_memory(err) : is_null;
}

struct first {
	char *out;
	size_t size;
};

static int odbc_ask_row(struct odbc_conn *c, SQLHSTMT stmt, struct first *first,
			struct wb_error *err)
{
	struct kit_text text = { 0 };
	int rc = odbc_value(c, stmt, 1, &text, err);

	if (rc == 0 && text.data) {
		size_t len = text.len < first->size ? text.len : first->size - 1;

		memcpy(first->out, text.data, len);
		first->out[len] = '\0';
	}
	kit_text_release(&text);
	return rc < 0 ? rc : 0;
}

int odbc_ask(struct odbc_conn *c, const char *sql, char *out, size_t size, struct wb_error *err)
{
	struct first first = { out, size };
	SQLSMALLINT columns = 0;
	SQLRETURN said;
	SQLHSTMT stmt;
	int rc = odbc_statement(c, &stmt, err);

	out[0] = '\0';
	if (rc < 0)
		return rc;
	said = odbc_exec(c, stmt, sql, strlen(sql));
	if (!SQL_SUCCEEDED(said) && said != SQL_NO_DATA)
		rc = odbc_fail(c, SQL_HANDLE_STMT, stmt, err);
	else if (SQL_SUCCEEDED(SQLNumResultCols(stmt, &columns)) && columns > 0 &&
		 SQL_SUCCEEDED(SQLFetch(stmt)))
		rc = odbc_ask_row(c, stmt, &first, err);
	SQLFreeHandle(SQL_HANDLE_STMT, stmt);
	return rc;
}
