/* SPDX-License-Identifier: MIT */
/* Scratch databases: of the same server, as empty as a new one, with the encoding, locale and
 * settings of the first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ making */

/* The statement is put together by the target's server, which knows what its version has. */
static const char create_query[] =
	"SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING %L LC_COLLATE %L LC_CTYPE "
	"%L', $1::text, "
	"pg_encoding_to_char(d.encoding), d.datcollate, d.datctype) || CASE j.provider WHEN 'i' "
	"THEN "
	"format(' LOCALE_PROVIDER icu ICU_LOCALE %L', j.locale) WHEN 'b' THEN "
	"format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', j.locale) ELSE '' END, "
	"to_regnamespace('public') IS NULL, "
	"CASE WHEN current_schema() <> 'public' THEN quote_ident(current_schema()) END, "
	"format('CREATE DATABASE %I TEMPLATE template0 ENCODING %L LC_COLLATE ''C'' LC_CTYPE "
	"''C''', $1::text, pg_encoding_to_char(d.encoding)), d.datcollate, "
	"(SELECT array_agg(rolname) FROM pg_roles WHERE rolname !~ '^pg_')::text, "
	"strpos(current_setting('search_path'), 'pg_temp') = 0 FROM "
	"pg_database d CROSS JOIN LATERAL "
	"(SELECT to_jsonb(d)->>'datlocprovider' AS provider, "
	"coalesce(to_jsonb(d)->>'daticulocale', to_jsonb(d)->>'datlocale') AS locale) j "
	"WHERE d.datname = current_database()";

enum create_column { CREATE, NO_PUBLIC, SCHEMA, CREATE_IN_C, COLLATION, ROLES, BARE };

/* Nobody misses what a crash takes of it, and waiting for the disk is most of the time. The database's
 * own setting outlives a RESET ALL, which a session's would not. */
#define NEVER_WAITS "format('ALTER DATABASE %I SET synchronous_commit TO off', $1::text)"

/* Settings that ALTER DATABASE made; those of the role and of the URL hold for the new database as
 * well, … */
static const char settings_query[] =
	"SELECT concat_ws('; ', string_agg(format('ALTER DATABASE %I SET %I FROM CURRENT', "
	"$1::text, name), '; '), " NEVER_WAITS ") FROM pg_settings "
	"WHERE source IN ('database', 'database user') AND context = 'user'";

/* … but not on another server, which then needs all that change what SQL means. A list is written as
 * it is read. */
static const char settings_elsewhere_query[] =
	"SELECT concat_ws('; ', string_agg(format('ALTER DATABASE %I SET %I TO ', $1::text, name) "
	"|| CASE WHEN "
	"name "
	"IN ('search_path', 'local_preload_libraries') AND setting <> '' THEN setting ELSE "
	"quote_literal(setting) END, '; '), " NEVER_WAITS
	") FROM pg_settings WHERE context = 'user' AND ((source IN "
	"('database', 'database user', 'user') AND name NOT IN ('default_tablespace', "
	"'temp_tablespaces', 'role', 'session_authorization')) OR name IN ('search_path', "
	"'standard_conforming_strings', 'backslash_quote', 'escape_string_warning', 'DateStyle', "
	"'IntervalStyle', 'TimeZone', 'check_function_bodies', 'default_table_access_method', "
	"'default_toast_compression', 'bytea_output', 'xmloption', 'xmlbinary', 'array_nulls', "
	"'transform_null_equals', 'quote_all_identifiers', 'lo_compat_privileges', "
	"'default_with_oids', 'row_security', 'default_text_search_config') AND source <> "
	"'default')";

static char *ask_text(struct pg_conn *c, const char *sql, const char *name, struct wb_error *err)
{
	PGresult *result = pg_row(c, sql, &name, 1, err);
	char *text = pg_shape(&result, 1, 1, err)
			     ? strdup(PQgetisnull(result, 0, 0) ? "" : PQgetvalue(result, 0, 0))
			     : NULL;

	if (result && !text)
		kit_no_memory(err);
	PQclear(result);
	return text;
}

static int run_quietly(struct pg_conn *c, const char *sql, struct wb_error *err)
{
	int status;

	c->own = true;
	status = *sql ? pg_query(c, sql, NULL, err) : 0;
	c->own = false;
	return status;
}

static int open_connection(const struct pg_conn *c, const char *name, bool filtered,
			   struct pg_conn **out, struct wb_error *err)
{
	struct pg_conn *new = calloc(1, sizeof(*new));
	struct wb_error why = WB_ERROR_INIT;
	int status = 0;

	if (!new || pthread_mutex_init(&new->renewal, NULL) != 0) {
		free(new);
		return kit_no_memory(err);
	}
	new->client = c->client;
	new->wait.statement_timeout_ms = c->wait.statement_timeout_ms;
	new->no_timeout = c->no_timeout;
	new->wait.lock_timeout_ms = c->wait.lock_timeout_ms;
	new->no_check = c->no_check;
	new->scratch = true;
	new->filtered = filtered;
	if (c->version_schema && !(new->version_schema = strdup(c->version_schema)))
		status = kit_no_memory(err);
	if (status == 0 && pg_connect_again(c, name, new, &why) < 0)
		status = pg_host->fail(err, why.status, "scratch database: %s", why.message);
	if (status < 0) {
		pg_close(new);
		return status;
	}
	*out = new;
	return 0;
}

int pg_scratch_drop(void *conn, const char *name, struct wb_error *err)
{
	char sql[128];

	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS \"%s\"", name);
	return run_quietly(conn, sql, err);
}

/* As the first database is without its tables: no `public` where it has none, and the schema where
 * unqualified names go. */
static int furnish(struct pg_conn *new, bool no_public, const char *schema, struct wb_error *err)
{
	char sql[512] = "";

	if (no_public && run_quietly(new, "DROP SCHEMA IF EXISTS public", err) < 0)
		return kit_failed(err);
	if (schema)
		snprintf(sql, sizeof(sql), "CREATE SCHEMA IF NOT EXISTS %s", schema);
	return run_quietly(new, sql, err);
}

static int create(struct pg_conn *c, const char *sql, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int status = run_quietly(c, sql, &why);

	if (status < 0 && strcmp(why.sqlstate, "42501") == 0)
		return pg_host->fail(
			err, WB_E_REFUSED,
			"no scratch database: it needs a role that may create "
			"databases (ALTER ROLE … CREATEDB), or a `scratch` server: scratch = "
			"\"private\", or a URL (%s)",
			why.message);
	if (status < 0)
		*err = why;
	return status;
}

/* Locales are the machine's. One that is not there orders rows, and changes no schema. */
static int create_like(struct pg_conn *c, const PGresult *first, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	char line[512];
	int status = create(c, PQgetvalue(first, 0, CREATE), &why);

	if (status == 0)
		return 0;
	if (strcmp(why.sqlstate, "42809") != 0 && strcmp(why.sqlstate, "22023") != 0 &&
	    strcmp(why.sqlstate, "42704") != 0) {
		*err = why;
		return status;
	}
	snprintf(line, sizeof(line),
		 "the scratch server has no locale %.100s, C takes its place: %.300s",
		 PQgetvalue(first, 0, COLLATION), why.message);
	pg_host->log(c->client, WB_LOG_WARNING, line);
	return create(c, PQgetvalue(first, 0, CREATE_IN_C), err);
}

/* As the target is, of which `first` tells. */
static int be_like(struct pg_conn *new, PGresult *first, bool filtered, struct wb_error *err)
{
	const char *schema = PQgetisnull(first, 0, SCHEMA) ? NULL : PQgetvalue(first, 0, SCHEMA);

	/* template0 has no code but PostgreSQL's own */
	new->bare = PQgetvalue(first, 0, BARE)[0] == 't';
	if (!filtered && !(new->roles = strdup(PQgetvalue(first, 0, ROLES))))
		return kit_no_memory(err);
	return furnish(new, PQgetvalue(first, 0, NO_PUBLIC)[0] == 't', schema, err);
}

/* `like` is the target, and `conn` the same, or a server for this purpose. */
int pg_scratch_open(void *conn, void *like, const char *name, void **out, struct wb_error *err)
{
	const bool filtered = like == conn;
	struct pg_conn *c = conn;
	struct wb_error ignored = WB_ERROR_INIT;
	struct pg_conn *new = NULL;
	PGresult *first = pg_row(like, create_query, &name, 1, err);
	char *settings =
		pg_shape(&first, BARE + 1, 1, err)
			? ask_text(like, filtered ? settings_query : settings_elsewhere_query, name,
				   err)
			: NULL;
	int status = !settings  ? kit_failed(err)
		     : filtered ? create(c, PQgetvalue(first, 0, CREATE), err)
				: create_like(c, first, err);

	/* each in a message of its own would be as well, but none may fail the others */
	if (status == 0) {
		status = run_quietly(c, settings, err);
		if (status == 0)
			status = open_connection(c, name, filtered, &new, err);
		if (status == 0)
			status = be_like(new, first, filtered, err);
		if (status < 0) {
			pg_close(new);
			pg_scratch_drop(c, name, &ignored);
		}
	}
	free(settings);
	PQclear(first);
	if (status == 0)
		*out = new;
	return status;
}

/* ------------------------------------------------------------------ a private server */

int pg_scratch_clear(void *conn, struct wb_error *err)
{
	PGresult *statements = pg_row(conn, pg_clear_sql, NULL, 0, err);

	/* one that cannot go stands in nobody's way but its own */
	for (int i = 0; statements && i < PQntuples(statements); i++) {
		struct wb_error ignored = WB_ERROR_INIT;

		run_quietly(conn, PQgetvalue(statements, i, 0), &ignored);
	}
	PQclear(statements);
	return statements ? 0 : kit_failed(err);
}

/* ------------------------------------------------------------------ listing */

int pg_scratch_list(void *conn, const char *prefix, struct wb_rows *rows, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int status;

	kit_text_write(&sql,
		       "SELECT d.datname, CASE WHEN EXISTS (SELECT FROM pg_stat_activity a WHERE "
		       "a.datid = d.oid) THEN '1' ELSE '0' END FROM pg_database d WHERE "
		       "starts_with(d.datname, %L)",
		       prefix);
	status = sql.failed ? kit_no_memory(err) : pg_query(conn, sql.data, rows, err);
	kit_text_release(&sql);
	return status;
}
