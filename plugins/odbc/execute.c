/* SPDX-License-Identifier: MIT */
/* Running operations: statements with their time-out, rows, transactions. */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/split.h>
#include <whimbrel/kit/words.h>

#include "odbc.h"

/* ------------------------------------------------------------------ being stopped */

void odbc_stop(void *conn)
{
	SQLCancel(((struct odbc_conn *)conn)->statement);
}

int odbc_cancel(void *conn, struct wb_error *err)
{
	(void)err;
	kit_running_cancel(&((struct odbc_conn *)conn)->running);
	return 0;
}

/* ------------------------------------------------------------------ rows */

struct row {
	struct wb_value *values;
	struct kit_text *texts;
	size_t count;
};

static int row_make(struct row *row, size_t count, struct wb_error *err)
{
	row->count = count;
	row->values = calloc(count, sizeof(*row->values));
	row->texts = calloc(count, sizeof(*row->texts));
	return row->values && row->texts ? 0 : kit_no_memory(err);
}

static void row_clear(struct row *row)
{
	for (size_t i = 0; row->texts && i < row->count; i++)
		kit_text_release(&row->texts[i]);
}

static void row_release(struct row *row)
{
	row_clear(row);
	free(row->texts);
	free(row->values);
}

/* 1: no more are wanted. */
static int give_row(struct odbc_conn *c, struct row *row, struct wb_rows *rows, bool own,
		    struct wb_error *err)
{
	const bool blank = own && c->own.portable.flags & WB_PORTABLE_EMPTY_IS_NULL;

	row_clear(row);
	for (size_t i = 0; i < row->count; i++) {
		struct kit_text *text = &row->texts[i];
		int rc = odbc_value(c, c->statement, (SQLUSMALLINT)(i + 1), text, err);

		if (rc < 0)
			return rc;
		row->values[i].data = rc == 1 ? NULL : text->data ? text->data : "";
		row->values[i].len = blank && text->len == 1 && *text->data == ' ' ? 0 : text->len;
	}
	return odbc_host->row(rows, row->values, row->count);
}

/* To the end, also when no more rows are wanted: what a query does beside its rows counts. */
static int take_rows(struct odbc_conn *c, struct wb_rows *rows, bool own, struct wb_error *err)
{
	SQLHSTMT stmt = c->statement;
	struct row row = { 0 };
	SQLSMALLINT columns = 0;
	SQLRETURN said = SQLNumResultCols(stmt, &columns);
	int rc = 0;

	if (!SQL_SUCCEEDED(said) || columns <= 0)
		return 0;
	if (rows)
		rc = row_make(&row, (size_t)columns, err);
	while (rc >= 0 && SQL_SUCCEEDED(said = SQLFetch(stmt)))
		if (rows && rc == 0)
			rc = give_row(c, &row, rows, own, err);
	row_release(&row);
	if (rc < 0)
		return rc;
	return said == SQL_NO_DATA ? 0 : odbc_fail(c, SQL_HANDLE_STMT, stmt, err);
}

/* ------------------------------------------------------------------ statements */

/* A statement may have several results, and may fail behind the first. */
static int take_results(struct odbc_conn *c, struct wb_rows *rows, bool own, struct wb_error *err)
{
	int rc = take_rows(c, rows, own, err);
	SQLRETURN said;

	while (rc == 0) {
		said = SQLMoreResults(c->statement);
		if (said == SQL_NO_DATA)
			return 0;
		rc = SQL_SUCCEEDED(said) ? take_rows(c, NULL, own, err)
					 : odbc_fail(c, SQL_HANDLE_STMT, c->statement, err);
	}
	return rc;
}

/* libmaodbc takes what has several semicolons for several statements, unless its second word is one of these, and ends the
 * process over those that can't be prepared (3.1.15). */
static bool ends_the_driver(struct odbc_conn *c, struct kit_part text)
{
	static const char *const whole[] = { "DEFINER", "PROCEDURE", "FUNCTION", NULL };
	static const char *const bodies[] = { "TRIGGER", "EVENT", "OR", NULL };
	const char *semicolon = memchr(text.at, ';', text.len);
	char driver[64] = "";
	struct kit_words w;

	if (!semicolon || !memchr(semicolon + 1, ';', text.len - (size_t)(semicolon + 1 - text.at)))
		return false;
	kit_words_begin(&w, text.at, text.len, 0);
	if (!kit_word_is(&w, "CREATE"))
		return false;
	kit_words_next(&w);
	if (kit_word_is_any(&w, whole) || !kit_word_is_any(&w, bodies))
		return false;
	return SQL_SUCCEEDED(SQLGetInfo(c->dbc, SQL_DRIVER_NAME, driver, sizeof(driver), NULL)) &&
	       strncmp(driver, "libmaodbc", 9) == 0;
}

static int run_text(struct odbc_conn *c, struct kit_part text, struct wb_rows *rows, bool own,
		    struct wb_error *err)
{
	SQLHSTMT stmt = c->statement;
	SQLRETURN said;

	if (!own && ends_the_driver(c, text))
		return odbc_host->fail(err, WB_E_UNSUPPORTED,
				       "MariaDB's ODBC driver ends the process over a body of "
				       "several statements here: write CREATE DEFINER = "
				       "CURRENT_USER TRIGGER (or EVENT, ...) without OR REPLACE, "
				       "or use the dialect mariadb");
	/* braces and question marks in what users write are the server's */
	if (!own)
		SQLSetStmtAttr(stmt, SQL_ATTR_NOSCAN, (SQLPOINTER)SQL_NOSCAN_ON, SQL_IS_UINTEGER);
	said = odbc_exec(c, stmt, text.at, text.len);
	if (said == SQL_NEED_DATA) {
		SQLCancel(stmt);
		return odbc_host->fail(err, WB_E_SQL,
				       "the driver takes a ? outside of strings for a parameter");
	}
	if (!SQL_SUCCEEDED(said) && said != SQL_NO_DATA)
		return odbc_fail(c, SQL_HANDLE_STMT, stmt, err);
	return take_results(c, rows, own, err);
}

static int run(struct odbc_conn *c, struct kit_part text, struct wb_rows *rows, bool own,
	       struct wb_error *err)
{
	SQLHSTMT stmt;
	int rc = odbc_statement(c, &stmt, err);

	if (rc < 0)
		return rc;
	c->statement = stmt;
	rc = kit_running_begin(&c->running, 0, err);
	if (rc == 0)
		rc = run_text(c, text, rows, own, err);
	kit_running_end(&c->running);
	SQLFreeHandle(SQL_HANDLE_STMT, stmt);
	return rc;
}

/* ------------------------------------------------------------------ transactions */

static int set_autocommit(struct odbc_conn *c, bool on, struct wb_error *err)
{
	const SQLULEN value = on ? SQL_AUTOCOMMIT_ON : SQL_AUTOCOMMIT_OFF;

	if (SQL_SUCCEEDED(SQLSetConnectAttr(c->dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)value,
					    SQL_IS_UINTEGER)))
		return 0;
	return odbc_fail(c, SQL_HANDLE_DBC, c->dbc, err);
}

static int end_transaction(struct odbc_conn *c, SQLSMALLINT how, struct wb_error *err)
{
	int rc = 0;

	c->running.cancelled = c->running.timed_out = false;
	if (c->lost)
		return odbc_host->fail(err, WB_E_LOST, "the connection is lost");
	if (!SQL_SUCCEEDED(SQLEndTran(SQL_HANDLE_DBC, c->dbc, how)))
		rc = odbc_fail(c, SQL_HANDLE_DBC, c->dbc, err);
	if (rc == WB_E_LOST && how == SQL_COMMIT)
		rc = err->status = WB_E_UNCERTAIN;
	return rc;
}

static int begin(struct odbc_conn *c, struct wb_error *err)
{
	int rc = 0;

	/* where DDL commits, what is open is committed */
	if (c->in_transaction)
		rc = end_transaction(c, SQL_COMMIT, err);
	else
		rc = set_autocommit(c, false, err);
	if (rc == 0)
		c->in_transaction = true;
	return rc;
}

static int commit(struct odbc_conn *c, struct wb_error *err)
{
	int rc;

	if (!c->in_transaction)
		return 0;
	rc = end_transaction(c, SQL_COMMIT, err);
	if (rc < 0)
		return rc;
	c->in_transaction = false;
	return set_autocommit(c, true, err);
}

/* What a user's statement began, drivers know nothing of. */
static int rollback(struct odbc_conn *c, struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = 0;

	if (c->in_transaction)
		rc = end_transaction(c, SQL_ROLLBACK, err);
	if (rc == 0 && c->in_transaction)
		rc = set_autocommit(c, true, err);
	if (rc == 0 && c->users_transaction)
		run(c, (struct kit_part){ "ROLLBACK", strlen("ROLLBACK") }, NULL, true, &ignored);
	c->in_transaction = c->users_transaction = false;
	return rc;
}

/* ------------------------------------------------------------------ operations */

static struct kit_part text_of(const struct wb_op *op)
{
	return (struct kit_part){ op->text, op->len };
}

static int guard(struct odbc_conn *c, const struct wb_op *op, struct wb_rows *rows,
		 struct wb_error *err)
{
	if (op->len)
		return run(c, text_of(op), rows, true, err);
	if (!c->own.file || !c->lock.path || kit_lock_file_held(&c->lock))
		return 0;
	return odbc_host->fail(err, WB_E_LOCK_LOST,
			       "this run's lock is gone: its lock file was removed");
}

static const char *table_of(int32_t what)
{
	switch (what) {
	case WB_OWN_READ:
	case WB_OWN_READ_DOWN:
		return "whimbrel_version";
	case WB_OWN_JOURNAL:
	case WB_OWN_LOG_READ:
		return "whimbrel_log";
	case WB_OWN_LEASE_READ:
		return "whimbrel_lock";
	default:
		return NULL;
	}
}

/* A reading that failed: is it that the table is not there? The catalog says it, in every language. */
static int run_own(struct odbc_conn *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT, ignored = WB_ERROR_INIT;
	const char *table = table_of(op->what);
	bool there = true;
	int rc = run(c, text_of(op), rows, true, &why);

	if (rc == 0)
		return 0;
	if (table && rc != WB_E_LOST && odbc_has_table(c, table, &there, &ignored) == 0 && !there)
		return odbc_host->fail(err, WB_E_NO_TABLES, "there is no table %s", table);
	if (!err->status)
		*err = why;
	return rc;
}

static int own(struct odbc_conn *c, const struct wb_op *op, struct wb_rows *rows,
	       struct wb_error *err)
{
	switch (op->what) {
	case WB_OWN_BEGIN:
		return begin(c, err);
	case WB_OWN_COMMIT:
		return commit(c, err);
	case WB_OWN_ROLLBACK:
		return rollback(c, err);
	case WB_OWN_GUARD:
		return guard(c, op, rows, err);
	default:
		return op->len ? run_own(c, op, rows, err) : 0;
	}
}

/* What leads out of a file in memory is another file; what a server has beside its databases belongs to all of them. */
static int scratch_check(const struct odbc_conn *c, const struct wb_op *op, struct wb_error *err)
{
	static const char *const files[] = { "ATTACH", "DETACH", "VACUUM INTO", NULL };
	static const char *const servers[] = {
		"CREATE USER",    "ALTER USER",    "DROP USER", "RENAME USER",
		"CREATE ROLE",    "ALTER ROLE",    "DROP ROLE", "CREATE DATABASE",
		"ALTER DATABASE", "DROP DATABASE", NULL
	};
	const char *const *out = c->own.file ? files : servers;

	for (; c->scratch && *out; out++)
		if (kit_begins(op->text, op->len, *out))
			return odbc_host->fail(err, c->own.file ? WB_E_REFUSED : WB_E_OUTSIDE,
					       "%s leads out of a scratch database", *out);
	return 0;
}

int odbc_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	struct odbc_conn *c = conn;

	if (op->kind == WB_OP_OWN)
		return own(c, op, rows, err);
	if (scratch_check(c, op, err) < 0)
		return kit_failed(err);
	if (op->facts & (WB_PIECE_TX_BEGIN | WB_PIECE_CALLS | WB_PIECE_SAVEPOINT))
		c->users_transaction = true;
	return run(c, text_of(op), op->kind == WB_OP_EXPECT ? rows : NULL, false, err);
}
