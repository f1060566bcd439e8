/* SPDX-License-Identifier: MIT */
/* One statement, and what SQLite says of it. */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite.h"

/* ------------------------------------------------------------------ errors */

/* SQLite has no code for it. */
static bool is_there(const char *message)
{
	return strstr(message, " already exists") || strstr(message, "duplicate column name: ");
}

/* What is wrong with the file, and not with the statement. */
static const char *hint_for(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return "another program writes to it, or reads what would be changed; "
		       "statement_lock_timeout is how long to wait for it";
	case SQLITE_FULL:
		return "make room on the disk where it is";
	case SQLITE_READONLY:
		return "the file, its folder or the disk may not be written";
	default:
		return NULL;
	}
}

static int32_t status_of(const struct sqlite_conn *c, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return WB_E_BUSY;
	case SQLITE_INTERRUPT:
		return c->timed_out ? WB_E_TIMEOUT : WB_E_CANCELLED;
	case SQLITE_AUTH:
		/* a file that is not there makes nothing here: what uses it fails by itself */
		return c->scratch ? WB_E_OUTSIDE : WB_E_SQL;
	case SQLITE_NOMEM:
		return WB_E_NOMEM;
	case SQLITE_FULL:
	case SQLITE_READONLY:
	case SQLITE_IOERR:
		return WB_E_UNABLE;
	case SQLITE_ERROR:
		return is_there(sqlite3_errmsg(c->db)) ? WB_E_EXISTS : WB_E_SQL;
	case SQLITE_NOTADB:
	case SQLITE_CANTOPEN:
		return WB_E_CONNECT;
	default:
		return WB_E_SQL;
	}
}

/* SQLite has none of its own: the classes of the standard (SQL:2016 part 2, 24.1) for what rows do. */
void sqlite_set_sqlstate(int rc, struct wb_error *err)
{
	const char *state = (rc & 0xff) == SQLITE_CONSTRAINT ? "23000"
			    : (rc & 0xff) == SQLITE_MISMATCH || (rc & 0xff) == SQLITE_TOOBIG
				    ? "22000"
				    : "";

	snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", state);
}

int sqlite_fail(struct sqlite_conn *c, int rc, struct wb_error *err)
{
	int32_t status = status_of(c, rc);
	bool first = !err->status;
	const char *hint = hint_for(rc);
	int offset = -1;

#if SQLITE_VERSION_NUMBER >= 3038000
	offset = sqlite3_error_offset(c->db);
#endif
	if (status == WB_E_CONNECT || status == WB_E_BUSY || status == WB_E_UNABLE)
		sqlite_host->fail(err, status, "%s: %s", c->path, sqlite3_errmsg(c->db));
	else
		sqlite_host->fail(err, status, "%s", sqlite3_errmsg(c->db));
	if (first) {
		err->native_code = rc;
		sqlite_set_sqlstate(rc, err);
		if (hint && !err->detail[0])
			snprintf(err->detail, sizeof(err->detail), "hint: %s", hint);
		err->position = offset >= 0 ? (uint32_t)offset + 1 : 0;
	}
	return status;
}

/* ------------------------------------------------------------------ statements */

#define SHORT_TEXT 1024

int sqlite_prepare(struct sqlite_conn *c, const char *text, size_t len, sqlite3_stmt **out,
		   struct wb_error *err)
{
	char copy[SHORT_TEXT];
	const char *tail;
	struct sqlite_word more;
	size_t size = len;
	int rc;

	*out = NULL;
	if (len > INT_MAX)
		return sqlite_host->fail(err, WB_E_SQL, "a statement of %zu bytes: SQLite takes %d",
					 len, sqlite3_limit(c->db, SQLITE_LIMIT_SQL_LENGTH, -1));
	/* of a text that does not end in a NUL it takes a copy from the heap */
	if (len < sizeof(copy)) {
		memcpy(copy, text, len);
		copy[len] = '\0';
		text = copy;
		size++;
	}
	rc = sqlite3_prepare_v3(c->db, text, (int)size, 0, out, &tail);
	if (rc != SQLITE_OK)
		return sqlite_fail(c, rc, err);
	sqlite_next(text, len, (size_t)(tail - text), &more);
	while (more.token == TOKEN_SEMICOLON)
		sqlite_next(text, len, more.end, &more);
	if (more.token == TOKEN_END)
		return 0;
	sqlite3_finalize(*out);
	*out = NULL;
	return sqlite_host->fail(err, WB_E_INTERNAL,
				 "two statements in one: SQLite ends the first at byte %zu",
				 (size_t)(tail - text));
}

/* Hand over one row: 1 when no more are wanted. */
static int give_row(sqlite3_stmt *stmt, struct wb_rows *rows, struct wb_value *values)
{
	int count = sqlite3_column_count(stmt);

	for (int i = 0; i < count; i++) {
		values[i].data = (const char *)sqlite3_column_text(stmt, i);
		values[i].len = (size_t)sqlite3_column_bytes(stmt, i);
	}
	return sqlite_host->row(rows, values, (size_t)count);
}

int sqlite_step(struct sqlite_conn *c, sqlite3_stmt *stmt, struct wb_rows *rows,
		struct wb_error *err)
{
	struct wb_value *values = NULL;
	int rc;

	if (rows && sqlite3_column_count(stmt) > 0) {
		values = calloc((size_t)sqlite3_column_count(stmt), sizeof(*values));
		if (!values)
			return kit_no_memory(err);
	}
	c->timed_out = false;
	c->statement_deadline = c->timeout_ms ? kit_clock_ms() + c->timeout_ms : 0;
	/* to the end, also when no more rows are wanted: the rest of a RETURNING or of a function's
	 * effects counts */
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
		if (values && give_row(stmt, rows, values)) {
			free(values);
			values = NULL;
		}
	c->statement_deadline = 0;
	free(values);
	return rc == SQLITE_DONE ? 0 : sqlite_fail(c, rc, err);
}

int sqlite_run_text(struct sqlite_conn *c, const char *text, size_t len, struct wb_rows *rows,
		    struct wb_error *err)
{
	sqlite3_stmt *stmt;
	int status = sqlite_prepare(c, text, len, &stmt, err);

	/* a text of comments alone is no statement */
	if (status == 0 && stmt)
		status = sqlite_step(c, stmt, rows, err);
	sqlite3_finalize(stmt);
	return status;
}

int sqlite_simple(struct sqlite_conn *c, const char *sql, char *first, size_t first_size,
		  struct wb_error *err)
{
	sqlite3_stmt *stmt;
	int status = sqlite_prepare(c, sql, strlen(sql), &stmt, err);
	int rc = SQLITE_DONE;

	if (status < 0)
		return status;
	while (stmt && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
		if (first && first_size) {
			const char *text = (const char *)sqlite3_column_text(stmt, 0);

			snprintf(first, first_size, "%s", text ? text : "");
			first = NULL;
		}
	if (rc != SQLITE_DONE)
		status = sqlite_fail(c, rc, err);
	sqlite3_finalize(stmt);
	return status;
}
