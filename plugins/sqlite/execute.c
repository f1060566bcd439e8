/* SPDX-License-Identifier: MIT */
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

static int prepare(struct sqlite_conn *c, const char *text, size_t len, sqlite3_stmt **out,
		   struct wb_error *err)
{
	const char *tail;
	struct sqlite_word more;
	int rc;

	*out = NULL;
	if (len > INT_MAX)
		return sqlite_host->fail(err, WB_E_SQL, "a statement of %zu bytes: SQLite takes %d",
					 len, sqlite3_limit(c->db, SQLITE_LIMIT_SQL_LENGTH, -1));
	rc = sqlite3_prepare_v3(c->db, text, (int)len, 0, out, &tail);
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

static int step(struct sqlite_conn *c, sqlite3_stmt *stmt, struct wb_rows *rows,
		struct wb_error *err)
{
	struct wb_value *values = NULL;
	int rc;

	if (rows && sqlite3_column_count(stmt) > 0) {
		values = calloc((size_t)sqlite3_column_count(stmt), sizeof(*values));
		if (!values)
			return sqlite_host->fail(err, WB_E_NOMEM, "out of memory");
	}
	c->timed_out = false;
	c->statement_deadline = c->timeout_ms ? sqlite_clock_ms() + c->timeout_ms : 0;
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

static int run_text(struct sqlite_conn *c, const char *text, size_t len, struct wb_rows *rows,
		    struct wb_error *err)
{
	sqlite3_stmt *stmt;
	int status = prepare(c, text, len, &stmt, err);

	/* a text of comments alone is no statement */
	if (status == 0 && stmt)
		status = step(c, stmt, rows, err);
	sqlite3_finalize(stmt);
	return status;
}

int sqlite_simple(struct sqlite_conn *c, const char *sql, char *first, size_t first_size,
		  struct wb_error *err)
{
	sqlite3_stmt *stmt;
	int status = prepare(c, sql, strlen(sql), &stmt, err);
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

/* Files with a rollback journal commit as one. With one of them in WAL they do not: a crash in between
 * leaves one of the commits, or the journal's row without what it tells of. */
static int check_attached(struct sqlite_conn *c, struct wb_error *err)
{
	char mode[16] = "", name[256], list[80], *sql;
	int status = sqlite_simple(c, "PRAGMA main.journal_mode", mode, sizeof(mode), err);
	bool wal = strcmp(mode, "wal") == 0;

	for (int i = 2; status == 0; i++) {
		name[0] = '\0';
		snprintf(list, sizeof(list), "SELECT name FROM pragma_database_list WHERE seq = %d",
			 i);
		status = sqlite_simple(c, list, name, sizeof(name), err);
		if (status < 0 || !name[0])
			return status;
		sql = sqlite3_mprintf("PRAGMA \"%w\".journal_mode", name);
		if (!sql)
			return sqlite_host->fail(err, WB_E_NOMEM, "out of memory");
		status = sqlite_simple(c, sql, mode, sizeof(mode), err);
		sqlite3_free(sql);
		if (status == 0 && (wal || strcmp(mode, "wal") == 0) && strcmp(mode, "memory") != 0)
			return sqlite_host->fail(err, WB_E_UNSUPPORTED,
						 "%s is in WAL, and %s is written as well: a crash "
						 "could keep the commit "
						 "of one and lose that of the other; take it out "
						 "of that first (PRAGMA "
						 "journal_mode = DELETE)",
						 wal ? "the database" : name,
						 wal ? name : "the database");
	}
	return status;
}

static int run_user(struct sqlite_conn *c, const struct wb_op *op, struct wb_rows *rows,
		    struct wb_error *err)
{
	int status = sqlite_before(c, op->text, op->full_len, err);

	if (status < 0)
		return status;
	c->track = true;
	c->renames = c->wrote_attached = false;
	c->text = op->text;
	c->text_len = op->full_len;
	status = run_text(c, op->text, op->full_len, rows, err);
	c->track = false;
	c->text = NULL;
	if (status == 0 && c->wrote_attached && !c->scratch)
		status = check_attached(c, err);
	if (status == 0 && c->renames)
		sqlite_renamed(c, op->text, op->full_len);
	if (sqlite3_get_autocommit(c->db))
		sqlite_foreign_commit(c);
	return status;
}

/* ------------------------------------------------------------------ our own */

/* Reading fails where our tables are not there. The schema is asked, not the message. */
static int run_read(struct sqlite_conn *c, const struct wb_op *op, struct wb_rows *rows,
		    struct wb_error *err)
{
	const char *table = op->what == WB_OWN_READ ? "whimbrel_version" : "whimbrel_log";
	struct wb_error why = WB_ERROR_INIT;
	char sql[128], found[8] = "";
	int status = run_text(c, op->text, op->len, rows, &why);

	if (status == 0)
		return 0;
	if (status == WB_E_SQL) {
		struct wb_error ignored = WB_ERROR_INIT;

		snprintf(sql, sizeof(sql),
			 "SELECT count(*) FROM main.sqlite_schema WHERE name = '%s'", table);
		if (sqlite_simple(c, sql, found, sizeof(found), &ignored) == 0 && found[0] == '0')
			return sqlite_host->fail(err, WB_E_NO_TABLES, "there is no table %s",
						 table);
	}
	if (!err->status)
		*err = why;
	return status;
}

static int run_begin(struct sqlite_conn *c, const struct wb_op *op, struct wb_error *err)
{
	int status = run_text(c, op->text, op->len, NULL, err);

	return status < 0 ? status : sqlite_foreign_begin(c, err);
}

/* Settings survive a rollback, so they are put back after it. */
static int run_rollback(struct sqlite_conn *c, const struct wb_op *op, struct wb_error *err)
{
	int status = 0;

	sqlite_foreign_undo(c);
	if (op->what != WB_OWN_ROLLBACK || !sqlite3_get_autocommit(c->db))
		status = run_text(c, op->text, op->len, NULL, err);
	if (status == 0)
		status = sqlite_restore(c, err);
	return status < 0 ? status : sqlite_drop_temporary(c, err);
}

static int run_commit(struct sqlite_conn *c, const struct wb_op *op, struct wb_error *err)
{
	int status = run_text(c, op->text, op->len, NULL, err);

	if (status < 0)
		return status;
	sqlite_foreign_commit(c);
	if (!c->settled)
		return 0;
	/* what could not be put back inside the transaction */
	c->settled = false;
	return sqlite_restore(c, err);
}

static int run_settle(struct sqlite_conn *c, struct wb_error *err)
{
	int status = sqlite_restore(c, err);

	c->settled = true;
	sqlite_lost_release(c);
	if (status == 0)
		status = sqlite_foreign_settle(c, err);
	return status < 0 ? status : sqlite_drop_temporary(c, err);
}

static int run_own(struct sqlite_conn *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	switch (op->what) {
	case WB_OWN_READ:
	case WB_OWN_JOURNAL:
	case WB_OWN_LOG_READ:
		return run_read(c, op, rows, err);
	case WB_OWN_BEGIN:
	case WB_OWN_SAVEPOINT:
		return run_begin(c, op, err);
	case WB_OWN_COMMIT:
		return run_commit(c, op, err);
	case WB_OWN_ROLLBACK:
	case WB_OWN_ROLLBACK_TO:
		return run_rollback(c, op, err);
	case WB_OWN_SETTLE:
		return run_settle(c, err);
	case WB_OWN_GUARD:
		return sqlite_guard(c, err);
	default:
		return op->len ? run_text(c, op->text, op->len, rows, err) : 0;
	}
}

int sqlite_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	struct sqlite_conn *c = conn;

	switch (op->kind) {
	case WB_OP_OWN:
		return run_own(c, op, rows, err);
	case WB_OP_USER:
		return run_user(c, op, NULL, err);
	case WB_OP_EXPECT:
		return run_user(c, op, rows, err);
	default:
		return sqlite_host->fail(err, WB_E_UNSUPPORTED, "operation kind %d", (int)op->kind);
	}
}
