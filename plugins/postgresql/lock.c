/* SPDX-License-Identifier: MIT */
/* One run at a time: a session's advisory lock. Waiters ask again and again: one that waited in the
 * server would hold a snapshot, for which CREATE INDEX CONCURRENTLY waits, whose run holds the
 * lock.
 *
 * It is held in both modes. The exclusive one keeps others out; the shared one is what the guard
 * asks for, by letting go of it and taking it again: pg_advisory_unlock_shared() says whether it
 * was held (manual, 9.27.10), without a look through all locks of the server. While either is held
 * nobody else can have the exclusive one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "elsewhere.h"

#define POLL_MS 100

enum { BUSY, TAKEN, TAKEN_AND_LEASES };

/* Is there a table of leases? It is looked for behind taking the lock, and not by the statement's
 * snapshot, which is older; so is what sessions begin with since this one has begun, by a statement of its own. */
static int try_once(struct pg_conn *c, const char *key, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	PGresult *result;
	int taken = BUSY;

	kit_text_write(
		&sql,
		"SELECT t.taken AND pg_advisory_lock_shared(t.number) IS NOT NULL, "
		"t.number, CASE WHEN "
		"t.taken THEN to_regclass(CASE WHEN %L = '' THEN '' ELSE quote_ident(%L) || "
		"'.' END || "
		"'whimbrel_lock') IS NOT NULL END FROM (SELECT "
		"pg_try_advisory_lock(k.number) AS taken, "
		"k.number FROM (SELECT " PG_LOCK_NUMBER(
			"%L::text") " AS number OFFSET 0) k OFFSET 0) t; SELECT " PG_BEGINS_WITH
				    ", %s::text, NULL",
		c->home, c->home, key, pg_elsewhere_any_sql);
	result = sql.failed ? (kit_no_memory(err), NULL) : pg_rows(c, sql.data, err);
	kit_text_release(&sql);
	if (!pg_shape(&result, 3, 2, err))
		return kit_failed(err);
	if (PQgetvalue(result, 0, 0)[0] == 't') {
		taken = PQgetvalue(result, 0, 2)[0] == 't' ? TAKEN_AND_LEASES : TAKEN;
		snprintf(c->lock_key, sizeof(c->lock_key), "%s", PQgetvalue(result, 0, 1));
		c->elsewhere |= PQgetvalue(result, 1, 1)[0] == 't';
		if (strcmp(PQgetvalue(result, 1, 0), c->began_with ? c->began_with : "") != 0)
			c->renew = RENEW_SURE;
	}
	PQclear(result);
	return taken;
}

/* Whose the lock is that `number`, an expression, says; the second column names the session. */
#define HOLDER(number)                                                                            \
	"SELECT format('process %s, user %s, application %s, client %s, connected since %s "      \
	"UTC', a.pid, coalesce(a.usename, '?'), coalesce(nullif(a.application_name, ''), '?')"    \
	", coalesce(host(a.client_addr), 'local'), "                                              \
	"to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')) AS who, "          \
	"a.pid || '/' || extract(epoch FROM a.backend_start) AS session "                         \
	"FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE l.locktype = 'advisory' "      \
	"AND l.granted AND l.mode = 'ExclusiveLock' AND l.objsubid = 1 AND l.database = (SELECT " \
	"oid FROM pg_database WHERE datname = current_database()) "                               \
	"AND (l.classid::bigint << 32 | l.objid::bigint) = " PG_LOCK_NUMBER(number)

static PGresult *ask_holder(struct pg_conn *c, const char *key, struct wb_error *err)
{
	const char *params[] = { key };

	PGresult *result = pg_row(c, HOLDER("$1::text"), params, 1, err);

	return pg_shape(&result, 2, 0, err) ? result : NULL;
}

/* A reading of the lease that tells of the lock as well: one row in any case. */
int pg_read_lease(const struct wb_portable *how, const struct wb_args *args, struct wb_text *out,
		  struct wb_error *err)
{
	int status;

	kit_write(out,
		  "WITH lock AS (SELECT %L::text AS key) SELECT l.*, h.who FROM lock LEFT JOIN (",
		  args->key);
	status = pg_host->portable(how, WB_OWN_LEASE_READ, args, out, err);
	kit_add(out, ") l ON true LEFT JOIN (" HOLDER("(SELECT key FROM lock)") ") h ON true");
	return status;
}

static int locked(struct pg_conn *c, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;
	PGresult *result = ask_holder(c, key, &ignored);
	const char *holder = result && PQntuples(result) ? PQgetvalue(result, 0, 0) : "";

	if (!err->status)
		snprintf(err->detail, sizeof(err->detail),
			 *holder ? "held by %s" : "it is not known who holds it%s", holder);
	pg_host->fail(err, WB_E_LOCKED, "another run holds the lock%s",
		      timeout_ms ? " and did not release it in time" : "");
	PQclear(result);
	return WB_E_LOCKED;
}

int pg_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	struct pg_conn *c = conn;
	const int64_t deadline = kit_clock_ms() + timeout_ms;
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	int taken;

	while ((taken = try_once(c, key, err)) == 0) {
		/* whoever holds it may say what later sessions begin with */
		c->renew = RENEW_SURE;
		if (pg_host->stopping(c->client))
			return pg_host->fail(err, WB_E_CANCELLED,
					     "interrupted while waiting for the lock");
		if (kit_clock_ms() >= deadline)
			return locked(c, key, timeout_ms, err);
		nanosleep(&pause, NULL);
	}
	return taken < 0 ? taken : taken == TAKEN_AND_LEASES;
}

int pg_unlock(void *conn, const char *key, struct wb_error *err)
{
	struct pg_conn *c = conn;
	const char *params[] = { c->lock_key };
	PGresult *result;
	bool released;

	(void)key;
	if (!c->lock_key[0])
		return pg_host->fail(err, WB_E_LOCK_LOST, "the lock was not held");
	result = pg_row(c,
			"SELECT pg_advisory_unlock_shared($1::bigint) AND "
			"pg_advisory_unlock($1::bigint)",
			params, 1, err);
	c->lock_key[0] = '\0';
	if (!pg_shape(&result, 1, 1, err))
		return kit_failed(err);
	released = PQgetvalue(result, 0, 0)[0] == 't';
	PQclear(result);
	if (released)
		return 0;
	return pg_host->fail(err, WB_E_LOCK_LOST,
			     "this run's lock was gone before its end: another run may have worked "
			     "at the same time");
}

int pg_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
	      struct wb_error *err)
{
	PGresult *result = ask_holder(conn, key, err);
	int found;

	if (!result)
		return kit_failed(err);
	found = PQntuples(result) > 0;
	if (found) {
		kit_add(out, PQgetvalue(result, 0, 0));
		kit_add(out_session, PQgetvalue(result, 0, 1));
	}
	PQclear(result);
	return found;
}
