/* SPDX-License-Identifier: MIT */
/* What ALTER DATABASE and ALTER ROLE say holds for sessions that begin afterwards, and nothing gives it to one that is there: RESET
 * brings back what it began with. So a step behind one that has said such a thing, and a run that has waited while another one
 * may have, goes on in a session that begins then.
 *
 * The lock goes over without a moment in which nobody has it. It is held in both modes (lock.c), and others try for the exclusive
 * one first: the old session lets go of that, the new one takes the shared one beside the old one's, and once that is gone, too,
 * takes the exclusive one, which nobody else can have meanwhile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "postgresql.h"

/* The first value of a query of one row, for free(); "" for null. */
static char *value(struct pg_conn *c, const char *sql, const char *const *params, int count,
		   struct wb_error *err)
{
	PGresult *result = pg_row(c, sql, params, count, err);
	char *text;

	if (!pg_shape(&result, 1, 1, err))
		return NULL;
	text = strdup(PQgetvalue(result, 0, 0));
	PQclear(result);
	if (!text)
		kit_no_memory(err);
	return text;
}

/* The same as the user whose session it is: a role that it begins with may not see what sessions there are. */
static char *value_as_user(struct pg_conn *c, const char *sql, const char *const *params, int count,
			   struct wb_error *err)
{
	char *text = NULL;

	if (pg_query(c, "BEGIN; SET LOCAL ROLE NONE", NULL, err) == 0)
		text = value(c, sql, params, count, err);
	if (text && pg_query(c, "COMMIT", NULL, err) < 0) {
		free(text);
		text = NULL;
	}
	return text;
}

/* Does a session that begins now begin with something else, or without what a routine has made in this one? */
static int is_other(struct pg_conn *c, struct wb_error *err)
{
	char *now = value(c, "SELECT " PG_BEGINS_WITH, NULL, 0, err);
	int other = now ? !c->began_with || strcmp(now, c->began_with) != 0 : kit_failed(err);

	free(now);
	if (other == 0 && c->custom_due)
		other = pg_hidden_custom(c, pg_began_with(c), err);
	return other;
}

static int stopped(const char *why, struct wb_error *err)
{
	pg_host->fail(err, WB_E_CONNECT,
		      "what ALTER DATABASE or ALTER ROLE has set holds for sessions that begin "
		      "afterwards, and the one for the next step %s",
		      why);
	snprintf(err->detail, sizeof(err->detail),
		 "What is done is kept: `whimbrel upgrade` again goes on with that step.");
	return WB_E_CONNECT;
}

/* A scratch database's is not described. */
static int name_session(struct pg_conn *c, struct wb_error *err)
{
	char *name =
		value_as_user(c,
			      "SELECT " PG_SESSION " FROM pg_catalog.pg_stat_activity WHERE pid = "
			      "pg_catalog.pg_backend_pid()",
			      NULL, 0, err);

	if (!name)
		return kit_failed(err);
	snprintf(c->session, sizeof(c->session), "%s", name);
	free(name);
	return 0;
}

/* One that is on the same server, in the same database and as the same user: it sees the old one. */
static int look_at(struct pg_conn *fresh, const struct pg_conn *old, struct wb_error *err)
{
	static const char sql[] =
		"SELECT CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_stat_activity a JOIN "
		"pg_catalog.pg_stat_activity b ON b.pid = pg_catalog.pg_backend_pid() AND b.datid "
		"= a.datid AND b.usesysid = a.usesysid WHERE a.pid || '/' || extract(epoch FROM "
		"a.backend_start) = $1) THEN (SELECT " PG_SESSION
		" FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid() AND pid "
		"= $2::int) END";
	char settings[512], pid[16];
	const char *params[] = { old->session, pid };
	const char *strings = PQparameterStatus(fresh->db, "standard_conforming_strings");
	char *session;

	/* the files were read by what held then */
	if (old->backslash != (strings && strcmp(strings, "off") == 0))
		return stopped("has another standard_conforming_strings", err);
	snprintf(pid, sizeof(pid), "%d", PQbackendPID(fresh->db));
	session = value_as_user(fresh, sql, params, 2, err);
	if (!session)
		return kit_failed(err);
	snprintf(fresh->session, sizeof(fresh->session), "%s", session);
	free(session);
	if (!*fresh->session)
		return stopped("is in another place", err);
	fresh->began_with = value(fresh, "SELECT " PG_BEGINS_WITH, NULL, 0, err);
	if (!fresh->began_with)
		return kit_failed(err);
	pg_settings_sql(fresh, false, settings, sizeof(settings));
	return settings[0] ? pg_query(fresh, settings, NULL, err) : 0;
}

static int move_lock(struct pg_conn *fresh, struct pg_conn *old, struct wb_error *err)
{
	const struct {
		struct pg_conn *on;
		const char *sql;
	} moves[] = {
		{ old, "SELECT pg_catalog.pg_advisory_unlock($1::bigint)" },
		{ fresh, "SELECT pg_catalog.pg_try_advisory_lock_shared($1::bigint)" },
		{ old, "SELECT pg_catalog.pg_advisory_unlock_shared($1::bigint)" },
		{ fresh, "SELECT pg_catalog.pg_try_advisory_lock($1::bigint)" },
	};
	const char *params[] = { old->lock_key };

	for (size_t i = 0; *old->lock_key && i < sizeof(moves) / sizeof(moves[0]); i++) {
		char *did = value(moves[i].on, moves[i].sql, params, 1, err);
		const bool failed = did && *did != 't';

		free(did);
		if (failed)
			pg_host->fail(err, WB_E_LOCK_LOST,
				      "this run's lock could not be taken over by the session for "
				      "the next step");
		if (!did || failed)
			return kit_failed(err);
	}
	return 0;
}

/* From here on `c` is the fresh one's connection, and that the old one's. */
static void exchange(struct pg_conn *c, struct pg_conn *fresh)
{
	PGconn *db = c->db;
	PGcancel *cancel = c->cancel;
	char *began_with = c->began_with;

	pthread_mutex_lock(&c->renewal);
	c->db = fresh->db;
	c->cancel = fresh->cancel;
	pthread_mutex_unlock(&c->renewal);
	fresh->db = db;
	fresh->cancel = cancel;
	c->began_with = fresh->began_with;
	fresh->began_with = began_with;
	pg_session_renewed(c->session, fresh->session);
	memcpy(c->session, fresh->session, sizeof(c->session));
	pg_take_notices(c);
	pg_take_notices(fresh);
}

static int begin_again(struct pg_conn *c, struct wb_error *err)
{
	struct pg_conn fresh = { .client = c->client, .no_timeout = c->no_timeout, .own = true };
	struct wb_error why = WB_ERROR_INIT;
	int status = *c->session ? 0 : name_session(c, err);

	if (status < 0)
		return status;
	fresh.wait.statement_timeout_ms = c->wait.statement_timeout_ms;
	fresh.wait.lock_timeout_ms = c->wait.lock_timeout_ms;
	fresh.no_check = c->no_check;
	status = pg_connect_again(c, NULL, &fresh, &why);
	if (status < 0 && status != WB_E_CANCELLED) {
		char words[512];

		snprintf(words, sizeof(words), "could not be opened: %.400s", why.message);
		status = stopped(words, err);
	} else if (status < 0) {
		pg_first_error(err, &why);
	}
	if (status == 0)
		status = look_at(&fresh, c, err);
	if (status == 0)
		status = move_lock(&fresh, c, err);
	if (status == 0)
		exchange(c, &fresh);
	pg_disconnect(&fresh);
	return status;
}

int pg_renew(struct pg_conn *c, struct wb_error *err)
{
	const bool sure = c->renew == RENEW_SURE, due = c->renew != RENEW_NO;
	const bool own = c->own;
	int status;

	c->renew = RENEW_NO;
	if (!due || c->pooled || c->watcher)
		return 0;
	c->own = true;
	status = sure ? 1 : is_other(c, err);
	if (status == 1)
		status = begin_again(c, err);
	c->own = own;
	c->custom_due = false;
	return status < 0 ? status : sure || status;
}
