/* SPDX-License-Identifier: MIT */
/* What another session is doing, and who blocks it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postgresql.h"

#define PROGRESS(view, phase, done, total)                         \
	"SELECT pid, " phase " AS phase, " done " AS done, " total \
	" AS total FROM pg_stat_progress_" view

/* The views by the version that has them. */
static const struct {
	int version;
	const char *sql;
} views[] = {
	{ 120000, PROGRESS("create_index", "'index: ' || phase",
			   "CASE WHEN blocks_total > 0 THEN blocks_done ELSE tuples_done END",
			   "CASE WHEN blocks_total > 0 THEN blocks_total ELSE tuples_total END") },
	{ 120000,
	  PROGRESS("vacuum", "'vacuum: ' || phase", "heap_blks_scanned", "heap_blks_total") },
	{ 120000, PROGRESS("cluster", "lower(command) || ': ' || phase", "heap_blks_scanned",
			   "heap_blks_total") },
	{ 130000,
	  PROGRESS("analyze", "'analyze: ' || phase", "sample_blks_scanned", "sample_blks_total") },
	{ 140000, PROGRESS("copy", "'copy'", "bytes_processed", "bytes_total") },
};

#define THIS_SESSION "a.pid || '/' || extract(epoch FROM a.backend_start) = $1"

static void write_query(int version, char *out, size_t size)
{
	int at = snprintf(out, size,
			  "SELECT a.pid, (extract(epoch FROM clock_timestamp() - a.query_start) * "
			  "1000)::bigint, a.query, "
			  "CASE WHEN a.wait_event_type = 'Lock' THEN 'lock: ' || a.wait_event ELSE "
			  "'' END, coalesce(p.phase, ''), "
			  "coalesce(p.done, 0), coalesce(p.total, 0), a.state <> 'idle' FROM "
			  "pg_stat_activity a LEFT JOIN (");

	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (version >= views[i].version)
			at += snprintf(out + at, size - (size_t)at, "%s%s", i ? " UNION ALL " : "",
				       views[i].sql);
	snprintf(out + at, size - (size_t)at, ") p ON p.pid = a.pid WHERE " THIS_SESSION);
}

static void take_activity(const PGresult *result, struct wb_activity *out)
{
	bool busy = PQgetvalue(result, 0, 7)[0] == 't';

	out->alive = 1;
	out->elapsed_ms = busy ? strtoll(PQgetvalue(result, 0, 1), NULL, 10) : -1;
	snprintf(out->statement, sizeof(out->statement), "%s",
		 busy ? PQgetvalue(result, 0, 2) : "");
	snprintf(out->waits_for, sizeof(out->waits_for), "%s", PQgetvalue(result, 0, 3));
	snprintf(out->phase, sizeof(out->phase), "%s", PQgetvalue(result, 0, 4));
	out->done = strtoull(PQgetvalue(result, 0, 5), NULL, 10);
	out->total = strtoull(PQgetvalue(result, 0, 6), NULL, 10);
}

static int tell_blockers(struct pg_conn *c, const char *session, struct wb_rows *rows,
			 struct wb_error *err)
{
	const char *params[] = { session };
	PGresult *result = pg_row(c,
				  "SELECT b.pid || '/' || extract(epoch FROM b.backend_start), "
				  "coalesce(b.usename, ''), "
				  "coalesce(b.application_name, ''), round(extract(epoch FROM "
				  "clock_timestamp() - a.query_start))::bigint, "
				  "coalesce(b.query, '') FROM pg_stat_activity a, "
				  "unnest(pg_blocking_pids(a.pid)) AS blocker "
				  "JOIN pg_stat_activity b ON b.pid = blocker WHERE " THIS_SESSION,
				  params, 1, err);

	if (!result)
		return kit_failed(err);
	for (int i = 0; i < PQntuples(result) && !pg_give_row(result, i, rows); i++)
		;
	PQclear(result);
	return 0;
}

/* Sessions that others have taken the place of (renew.c), by the names that the engine knows: whoever asks has another
 * connection, in another thread. One that is not here any more is looked for by its old name, and not found. */
#define RENEWED_MOST 16
static pthread_mutex_t renewed_mutex = PTHREAD_MUTEX_INITIALIZER;
static struct {
	char known[64], now[64];
} renewed[RENEWED_MOST];
static unsigned renewed_count;

void pg_session_renewed(const char *was, const char *now)
{
	unsigned i = 0;

	pthread_mutex_lock(&renewed_mutex);
	while (i < RENEWED_MOST && (!*was || strcmp(renewed[i].now, was) != 0))
		i++;
	if (i == RENEWED_MOST) {
		i = renewed_count++ % RENEWED_MOST;
		snprintf(renewed[i].known, sizeof(renewed[i].known), "%s", was);
	}
	snprintf(renewed[i].now, sizeof(renewed[i].now), "%s", now);
	pthread_mutex_unlock(&renewed_mutex);
}

static void name_now(const char *session, char *out, size_t size)
{
	snprintf(out, size, "%s", session);
	pthread_mutex_lock(&renewed_mutex);
	for (unsigned i = 0; i < RENEWED_MOST; i++)
		if (*session && strcmp(renewed[i].known, session) == 0)
			snprintf(out, size, "%s", renewed[i].now);
	pthread_mutex_unlock(&renewed_mutex);
}

int pg_observe(void *conn, const char *session, struct wb_activity *out, struct wb_rows *blockers,
	       struct wb_error *err)
{
	struct pg_conn *c = conn;
	struct wb_activity activity = { .size = out->size, .elapsed_ms = -1 };
	char now[64], sql[2048];
	const char *params[] = { now };
	PGresult *result;

	name_now(session, now, sizeof(now));
	write_query(PQserverVersion(c->db), sql, sizeof(sql));
	result = pg_row(c, sql, params, 1, err);
	if (!pg_shape(&result, 7, 0, err))
		return kit_failed(err);
	if (PQntuples(result))
		take_activity(result, &activity);
	PQclear(result);
	*out = activity;
	return activity.waits_for[0] && blockers ? tell_blockers(c, now, blockers, err) : 0;
}

int pg_end_session(void *conn, const char *session, int32_t gently, struct wb_error *err)
{
	char now[64];
	const char *params[] = { now };
	PGresult *result;
	bool refused;

	name_now(session, now, sizeof(now));
	result = pg_row(conn,
			gently ? "SELECT pg_cancel_backend(a.pid) FROM pg_stat_activity "
				 "a WHERE " THIS_SESSION
			       : "SELECT pg_terminate_backend(a.pid) FROM "
				 "pg_stat_activity a WHERE " THIS_SESSION,
			params, 1, err);

	if (!pg_shape(&result, 1, 0, err))
		return kit_failed(err);
	/* one that is gone has ended */
	refused = PQntuples(result) && PQgetvalue(result, 0, 0)[0] != 't';
	PQclear(result);
	return refused ? pg_host->fail(err, WB_E_SQL, "the server could not end session %s",
				       session)
		       : 0;
}
