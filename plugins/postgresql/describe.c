/* SPDX-License-Identifier: MIT */
/* What a connection is like, in one round trip, and its settings with it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elsewhere.h"

/* Where no schema of the search path may be used: one that is in it, as somebody has written it, and has our tables.
 * The server leaves it out without a word, and what is applied would be taken for nothing. */
#define HIDDEN_HOME                                                                               \
	"(SELECT min(quote_ident(n.nspname)) FROM pg_class c JOIN pg_namespace n ON n.oid = "     \
	"c.relnamespace WHERE c.relname = 'whimbrel_version' AND c.relkind IN ('r', 'p') "        \
	"AND NOT has_schema_privilege(n.oid, 'USAGE') AND EXISTS (SELECT FROM "                   \
	"unnest(string_to_array(current_setting('search_path'), ',')) p WHERE btrim(p, ' \"') = " \
	"n.nspname OR lower(btrim(p)) = n.nspname OR btrim(p, ' \"') = '$user' AND n.nspname = "  \
	"current_user))"

/* $1 the process id that the connection was told, $2 version_schema or null. Settings are made only
 * where no proxy stands between: behind one they would be left to whoever gets the server session
 * next. */
static const char query[] =
	"SELECT s.direct, s.database, coalesce(s.schema, ''), s.login, "
	"CASE WHEN s.direct THEN (SELECT " PG_SESSION
	" FROM pg_stat_activity WHERE pid = pg_backend_pid()) ELSE '' END, "
	"(SELECT string_agg(quote_ident(n), ', ' ORDER BY n) FROM unnest(s.having) n), "
	"cardinality(s.having), "
	"coalesce($2, s.having[1], s.schema, ''), "
	"to_regnamespace(quote_ident(coalesce($2, s.having[1], s.schema))) IS NOT NULL, "
	"(SELECT sum(CASE c.relname WHEN 'whimbrel_version' THEN 2 ELSE 1 END) "
	"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
	"WHERE c.relname IN ('whimbrel_version', 'whimbrel_log') AND n.nspname = coalesce($2, "
	"s.having[1], s.schema)), "
	"CASE WHEN $2 IS NULL AND s.schema IS NULL THEN " HIDDEN_HOME " END, "
	"pg_is_in_recovery(), " PG_BEGINS_WITH ", %s%s FROM ("
	"SELECT pg_backend_pid() = $1::int AS direct, current_database() AS database, "
	"current_schema()::text AS schema, "
	"session_user::text AS login, ARRAY(SELECT n.nspname::text FROM pg_class c JOIN "
	"pg_namespace n ON n.oid = c.relnamespace "
	"WHERE c.relname = 'whimbrel_version' AND c.relkind IN ('r', 'p') AND n.nspname = ANY "
	"(current_schemas(false))) AS having) s";

/* What TABLES is the sum of: without the log it is known what is applied. */
enum { LOG_THERE = 1, VERSION_THERE = 2 };

enum {
	DIRECT,
	DATABASE,
	SCHEMA,
	LOGIN,
	SESSION,
	HOMES,
	HOME_COUNT,
	HOME,
	HOME_THERE,
	TABLES,
	HIDDEN,
	RECOVERY,
	BEGINS_WITH,
	ELSEWHERE
};

static PGresult *ask(struct pg_conn *c, struct wb_error *err)
{
	char settings[512], extra[640] = "", sql[6144], pid[16];
	const char *params[] = { pid, c->version_schema };
	PGresult *result;

	snprintf(pid, sizeof(pid), "%d", PQbackendPID(c->db));
	pg_settings_sql(c, false, settings, sizeof(settings));
	/* a scalar subquery has one column, so the settings become one row of it */
	if (settings[0] && !c->watcher)
		snprintf(extra, sizeof(extra),
			 ", CASE WHEN s.direct THEN (SELECT settings::text FROM (%s) settings) END",
			 settings);
	/* all routines are looked through: for those that may run one */
	snprintf(sql, sizeof(sql), query, c->reads || c->watcher ? "false" : pg_elsewhere_any_sql,
		 extra);
	result = pg_row(c, sql, params, 2, err);
	return pg_shape(&result, ELSEWHERE + 1, 1, err) ? result : NULL;
}

static void copy(char *out, size_t size, const PGresult *result, int column)
{
	snprintf(out, size, "%s", PQgetvalue(result, 0, column));
}

static bool is_true(const PGresult *result, int column)
{
	return PQgetvalue(result, 0, column)[0] == 't';
}

static void set_features(const struct pg_conn *c, struct wb_server *out)
{
	out->features = PG_FEATURES | (c->pooled ? WB_F_NO_LOCK : 0);
}

static int take(struct pg_conn *c, const PGresult *result, struct wb_server *out,
		struct wb_error *err)
{
	const char *strings = PQparameterStatus(c->db, "standard_conforming_strings");
	const char *encoding = PQparameterStatus(c->db, "server_encoding");

	if (!c->version_schema && strtol(PQgetvalue(result, 0, HOME_COUNT), NULL, 10) > 1)
		return pg_host->fail(err, WB_E_CONFIG,
				     "several schemas of the search path have a table "
				     "whimbrel_version: %s; say which one with "
				     "version_schema",
				     PQgetvalue(result, 0, HOMES));
	if (!PQgetisnull(result, 0, HIDDEN))
		return pg_host->fail(err, WB_E_CONNECT,
				     "schema %s has a table whimbrel_version, and %s may not use "
				     "the schema, so what is applied can't be told: GRANT USAGE ON "
				     "SCHEMA %s, and SELECT on its tables whimbrel_*",
				     PQgetvalue(result, 0, HIDDEN), PQgetvalue(result, 0, LOGIN),
				     PQgetvalue(result, 0, HIDDEN));
	c->pooled = !is_true(result, DIRECT);
	c->any_text =
		encoding && (strcmp(encoding, "UTF8") == 0 || strcmp(encoding, "SQL_ASCII") == 0);
	c->backslash = strings && strcmp(strings, "off") == 0;
	c->tables = strtol(PQgetvalue(result, 0, TABLES), NULL, 10) == VERSION_THERE + LOG_THERE;
	copy(out->database, sizeof(out->database), result, DATABASE);
	copy(out->schema, sizeof(out->schema), result, SCHEMA);
	copy(out->home, sizeof(out->home), result, HOME);
	memcpy(c->home, out->home, sizeof(c->home));
	copy(out->user, sizeof(out->user), result, LOGIN);
	copy(out->session, sizeof(out->session), result, SESSION);
	copy(c->session, sizeof(c->session), result, SESSION);
	free(c->began_with);
	c->began_with = strdup(PQgetvalue(result, 0, BEGINS_WITH));
	if (!c->began_with)
		return kit_no_memory(err);
	c->elsewhere |= is_true(result, ELSEWHERE);
	c->home_missing = out->home[0] && !is_true(result, HOME_THERE);
	snprintf(out->usual_schema, sizeof(out->usual_schema), "public");
	snprintf(out->product, sizeof(out->product), "PostgreSQL");
	snprintf(out->version, sizeof(out->version), "%s",
		 PQparameterStatus(c->db, "server_version"));
	out->tables = strtol(PQgetvalue(result, 0, TABLES), NULL, 10) >= VERSION_THERE
			      ? WB_TABLES_PRESENT
			      : WB_TABLES_ABSENT;
	out->lex_mode = c->backslash ? PG_MODE_BACKSLASH : 0;
	set_features(c, out);
	if (is_true(result, RECOVERY))
		snprintf(out->warning, sizeof(out->warning),
			 "this server is a standby: it can be read, and nothing else");
	else if (c->pooled)
		snprintf(out->warning, sizeof(out->warning),
			 "a pooling proxy stands in front of the server: the lock is a lease in a "
			 "table, and nothing can be "
			 "told of sessions");
	return 0;
}

int pg_describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	struct pg_conn *c = conn;
	struct wb_error why = WB_ERROR_INIT;
	PGresult *result = ask(c, &why);
	int status;

	/* not every system can tell that a client is gone, and the server then refuses the
	 * setting */
	if (!result && strcmp(why.sqlstate, "22023") == 0 && pg_can_check(c) && !c->no_check) {
		c->no_check = true;
		result = ask(c, err);
	} else if (!result && !err->status) {
		*err = why;
	}
	if (!result)
		return kit_failed(err);
	status = take(c, result, out, err);
	PQclear(result);
	return status;
}
