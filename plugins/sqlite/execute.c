/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite.h"

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
		sql = kit_text_make("PRAGMA %N.journal_mode", name);
		if (!sql)
			return kit_no_memory(err);
		status = sqlite_simple(c, sql, mode, sizeof(mode), err);
		free(sql);
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

/* The authorizer looks at what is the user's. */
static int write_rows(struct sqlite_conn *c, struct wb_error *err)
{
	int status;

	c->track = false;
	status = sqlite_rows_write(c, err);
	c->track = true;
	return status;
}

/* What is prepared tells what it does; then it is done. */
static int run_tracked(struct sqlite_conn *c, const struct wb_op *op, struct wb_rows *rows,
		       struct wb_error *err)
{
	sqlite3_stmt *stmt;
	int status;

	c->track = true;
	c->renames = c->wrote_attached = c->wrote = c->wrote_schema = c->asks = c->ours = false;
	c->stepped = false;
	c->text = op->text;
	c->text_len = op->full_len;
	status = sqlite_prepare(c, op->text, op->full_len, &stmt, err);
	if (status == 0 && c->ours)
		status = write_rows(c, err);
	if (status == 0 && stmt)
		status = sqlite_counters_before(c, err);
	c->total_before = sqlite3_total_changes(c->db);
	c->stepped = status == 0 && stmt;
	if (c->stepped)
		status = sqlite_step(c, stmt, rows, err);
	sqlite3_finalize(stmt);
	c->total += sqlite3_total_changes(c->db) - c->total_before;
	c->track = false;
	c->text = NULL;
	return status;
}

static int run_user(struct sqlite_conn *c, const struct wb_op *op, struct wb_rows *rows,
		    struct wb_error *err)
{
	int status;

	kit_words_begin(&c->first, op->text, op->full_len, 0);
	status = sqlite_before(c, &c->first, err);
	if (status < 0)
		return status;
	status = run_tracked(c, op, rows, err);
	sqlite_counters_after(c);
	if (status == WB_E_SQL && strncmp(sqlite3_errmsg(c->db), "no such ", 8) == 0 && c->lost)
		status = err->status = WB_E_UNCERTAIN;
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
	int status = sqlite_run_text(c, op->text, op->len, rows, &why);

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
	int status = sqlite_run_text(c, op->text, op->len, NULL, err);

	if (op->what == WB_OWN_SAVEPOINT)
		sqlite_rows_begin(c);
	else
		sqlite_rows_undo(c, true);
	/* where none of ours is open, others may change what is defined */
	c->looked &= op->what == WB_OWN_SAVEPOINT;
	return status < 0 ? status : sqlite_foreign_begin(c, err);
}

static int run_release(struct sqlite_conn *c, const struct wb_op *op, struct wb_error *err)
{
	int status = sqlite_run_text(c, op->text, op->len, NULL, err);

	if (status == 0)
		sqlite_rows_end(c);
	return status;
}

/* Settings survive a rollback, so they are put back after it. */
static int run_rollback(struct sqlite_conn *c, const struct wb_op *op, struct wb_error *err)
{
	int status = 0;

	sqlite_foreign_undo(c);
	sqlite_rows_undo(c, op->what == WB_OWN_ROLLBACK);
	c->wrote_temporary = true;
	if (op->what != WB_OWN_ROLLBACK || !sqlite3_get_autocommit(c->db))
		status = sqlite_run_text(c, op->text, op->len, NULL, err);
	if (status == 0)
		status = sqlite_restore(c, err);
	return status < 0 ? status : sqlite_drop_temporary(c, err);
}

static int run_commit(struct sqlite_conn *c, const struct wb_op *op, struct wb_error *err)
{
	int status = sqlite_run_text(c, op->text, op->len, NULL, err);

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
		status = sqlite_foreign_check(c, err);
	if (status == 0)
		status = sqlite_keep_end(c, err);
	return status < 0 ? status : sqlite_drop_temporary(c, err);
}

/* The end row of a statement that remembers says what the connection has. */
static int run_log(struct sqlite_conn *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	if (op->args && op->args->probe_sql && op->args->event &&
	    strcmp(op->args->event, "done") == 0 && sqlite_keep(c, err) < 0)
		return kit_failed(err);
	return sqlite_run_text(c, op->text, op->len, rows, err);
}

/* Does it look at nothing that waits to be written? */
static bool may_precede(int32_t what)
{
	return what == WB_OWN_SAVEPOINT || what == WB_OWN_RELEASE || what == WB_OWN_SETTLE ||
	       what == WB_OWN_GUARD || what == WB_OWN_ROLLBACK_TO || what == WB_OWN_ROLLBACK;
}

static int run_own(struct sqlite_conn *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	int status = sqlite_rows_keep(c, op, err);

	if (status == 0 && !may_precede(op->what))
		status = sqlite_rows_write(c, err);
	if (status)
		return status < 0 ? status : 0;
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
	case WB_OWN_RELEASE:
		return run_release(c, op, err);
	case WB_OWN_SETTLE:
		return run_settle(c, err);
	case WB_OWN_GUARD:
		return sqlite_guard(c, err);
	case WB_OWN_LOG:
		return run_log(c, op, rows, err);
	default:
		return op->len ? sqlite_run_text(c, op->text, op->len, rows, err) : 0;
	}
}

/* Does the user's session refuse to write? Rows of ours are none of what it refuses. */
static bool only_queries(struct sqlite_conn *c)
{
	struct wb_error ignored = WB_ERROR_INIT;
	char value[8] = "";

	return c->session.query_only &&
	       sqlite_simple(c, "PRAGMA query_only", value, sizeof(value), &ignored) == 0 &&
	       value[0] == '1';
}

/* A step begins with what a new connection has. */
static int run_unseen(struct sqlite_conn *c, const struct wb_op *op, struct wb_rows *rows,
		      struct wb_error *err)
{
	sqlite3_int64 id = sqlite3_last_insert_rowid(c->db);
	const bool refuses = only_queries(c);
	int status;

	if (refuses)
		sqlite3_exec(c->db, "PRAGMA query_only=0", NULL, NULL, NULL);
	status = run_own(c, op, rows, err);
	if (refuses && op->what != WB_OWN_SETTLE)
		sqlite3_exec(c->db, "PRAGMA query_only=1", NULL, NULL, NULL);
	/* a step begins so, also one that is tried again */
	if (op->what == WB_OWN_SETTLE || op->what == WB_OWN_SAVEPOINT)
		c->changes = c->total = id = 0;
	sqlite3_set_last_insert_rowid(c->db, id);
	return status;
}

int sqlite_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	struct sqlite_conn *c = conn;

	switch (op->kind) {
	case WB_OP_OWN:
		return run_unseen(c, op, rows, err);
	case WB_OP_USER:
		return run_user(c, op, NULL, err);
	case WB_OP_EXPECT:
		return run_user(c, op, rows, err);
	default:
		return sqlite_host->fail(err, WB_E_UNSUPPORTED, "operation kind %d", (int)op->kind);
	}
}
