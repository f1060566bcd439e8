/* SPDX-License-Identifier: MIT */
/* Saving the database and bringing it back, by SQLite's own copying of pages: what comes out is a database file. */
#include <stdio.h>
#include <string.h>

#include "sqlite.h"

#define PAGES_AT_ONCE 256
#define RESTARTS_MOST 3 /* others write so often: from here on they wait for us */
#define PAUSE_MS 4
#define BUSY_MS 30000 /* how long others' locks are waited for, where no time is given */

struct copying {
	struct sqlite_conn *c;
	sqlite3 *from, *to;
	const char *phase;
	bool holds; /* a transaction of ours keeps what is read as it is */
};

static int fail(sqlite3 *db, const char *path, int rc, struct wb_error *err)
{
	int status = rc == SQLITE_BUSY || rc == SQLITE_LOCKED ? WB_E_BUSY : WB_E_FILE;

	return sqlite_host->fail(err, status, "%s: %s", path,
				 db ? sqlite3_errmsg(db) : sqlite3_errstr(rc));
}

static int open_file(const char *path, int flags, sqlite3 **out, struct wb_error *err)
{
	int rc = sqlite3_open_v2(path, out, flags, NULL);

	return rc == SQLITE_OK ? 0 : fail(*out, path, rc, err);
}

/* In a journal of before images this holds up who writes; in a WAL nobody. */
static int hold(struct copying *k, struct wb_error *err)
{
	k->holds = true;
	if (sqlite_simple(k->c, "BEGIN", NULL, 0, err) < 0)
		return kit_failed(err);
	return sqlite_simple(k->c, "SELECT count(*) FROM sqlite_master", NULL, 0, err);
}

/* Have others' locks stood in the way for too long? */
static bool waits_in_vain(const struct copying *k, int rc, int64_t *since_ms)
{
	int64_t now = kit_clock_ms(), most = k->c->busy_ms > BUSY_MS ? k->c->busy_ms : BUSY_MS;

	if (rc != SQLITE_BUSY && rc != SQLITE_LOCKED)
		*since_ms = now;
	else
		sqlite3_sleep(PAUSE_MS);
	return now - *since_ms > most;
}

/* What another connection writes begins it anew. */
static int copy(struct copying *k, bool may_hold, const char *path, struct wb_error *err)
{
	sqlite3_backup *b = sqlite3_backup_init(k->to, "main", k->from, "main");
	int restarts = 0, left = 0, rc = SQLITE_OK, status = 0;
	int64_t since_ms = kit_clock_ms();

	if (!b)
		return fail(k->to, path, SQLITE_ERROR, err);
	while (status == 0 && (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED)) {
		int before = left;

		rc = sqlite3_backup_step(b, PAGES_AT_ONCE);
		left = sqlite3_backup_remaining(b);
		sqlite_host->progress(k->c->client, k->phase,
				      (uint64_t)(sqlite3_backup_pagecount(b) - left),
				      (uint64_t)sqlite3_backup_pagecount(b));
		restarts += before && left >= before && rc == SQLITE_OK;
		if (may_hold && !k->holds && restarts >= RESTARTS_MOST)
			status = hold(k, err);
		if (sqlite_host->stopping(k->c->client))
			status = sqlite_host->fail(err, WB_E_CANCELLED, "interrupted");
		if (waits_in_vain(k, rc, &since_ms))
			break;
	}
	sqlite3_backup_finish(b);
	if (k->holds)
		sqlite3_exec(k->c->db, "COMMIT", NULL, NULL, NULL);
	return status == 0 && rc != SQLITE_DONE ? fail(k->to, path, rc, err) : status;
}

/* ------------------------------------------------------------------ saving */

static int save(struct sqlite_conn *c, const char *path, struct wb_error *err)
{
	struct copying k = { .c = c, .from = c->db, .phase = "saving" };
	int rc = open_file(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &k.to, err);

	if (rc == 0)
		rc = copy(&k, true, path, err);
	/* a file alone, and no WAL beside it */
	if (rc == 0)
		sqlite3_exec(k.to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
	sqlite3_close(k.to);
	return rc;
}

/* ------------------------------------------------------------------ bringing back */

static int first_text(sqlite3 *db, const char *sql, char *out, size_t size)
{
	sqlite3_stmt *statement = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(statement);
	if (rc == SQLITE_ROW)
		snprintf(out, size, "%s", (const char *)sqlite3_column_text(statement, 0));
	sqlite3_finalize(statement);
	return rc == SQLITE_ROW ? 0 : -1;
}

/* Torn or foreign files are told before anything is replaced. */
static int check(sqlite3 *db, const char *path, struct wb_error *err)
{
	char found[256] = "";

	if (first_text(db, "PRAGMA quick_check(1)", found, sizeof(found)) < 0)
		return fail(db, path, SQLITE_CORRUPT, err);
	return strcmp(found, "ok") == 0
		       ? 0
		       : sqlite_host->fail(err, WB_E_FILE, "%s is damaged: %s", path, found);
}

/* Pages of another size don't fit into a WAL. */
static int leave_wal(struct sqlite_conn *c, sqlite3 *from, struct wb_error *err)
{
	char theirs[32] = "", ours[32] = "", mode[32] = "";

	if (first_text(from, "PRAGMA page_size", theirs, sizeof(theirs)) < 0 ||
	    first_text(c->db, "PRAGMA page_size", ours, sizeof(ours)) < 0 ||
	    first_text(c->db, "PRAGMA journal_mode", mode, sizeof(mode)) < 0 ||
	    strcmp(mode, "wal") != 0 || strcmp(theirs, ours) == 0)
		return 0;
	return sqlite_simple(c, "PRAGMA journal_mode = DELETE", NULL, 0, err);
}

static int restore(struct sqlite_conn *c, const char *path, struct wb_error *err)
{
	struct copying k = { .c = c, .to = c->db, .phase = "restoring" };
	int rc = open_file(path, SQLITE_OPEN_READONLY, &k.from, err);

	if (rc == 0)
		rc = check(k.from, path, err);
	if (rc == 0)
		rc = leave_wal(c, k.from, err);
	if (rc == 0)
		rc = copy(&k, false, c->path, err);
	sqlite3_close(k.from);
	return rc;
}

int sqlite_backup(void *conn, const struct wb_backup *what, struct wb_rows *rows,
		  struct wb_error *err)
{
	struct sqlite_conn *c = conn;

	(void)rows;
	if (c->memory)
		return sqlite_host->fail(err, WB_E_UNSUPPORTED,
					 "%s: there is no database file to %s", c->path,
					 what->restore ? "restore to" : "save");
	return what->restore ? restore(c, what->path, err) : save(c, what->path, err);
}
