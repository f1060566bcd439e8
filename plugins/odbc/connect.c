/* SPDX-License-Identifier: MIT */
/* The way there: a data source, or a driver and what it asks for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "odbc.h"

/* ------------------------------------------------------------------ the connection string */

/* "Key=value;", in braces where the value has what would end it. */
static void add_key(struct kit_text *out, const char *key, const char *value)
{
	if (!value || !*value)
		return;
	kit_text_add(out, key);
	kit_text_add(out, "=");
	if (!value[strcspn(value, "[]{}(),;?*=!@ ")]) {
		kit_text_add(out, value);
	} else {
		kit_text_add(out, "{");
		for (const char *at = value; *at; at++)
			kit_text_append(out, *at == '}' ? "}}" : at, *at == '}' ? 2 : 1);
		kit_text_add(out, "}");
	}
	kit_text_add(out, ";");
}

/* A command that only reads must not make a file: one that is not there is shown as an empty database. */
static const char *database_of(const struct wb_params *params, const char *driver)
{
	const bool reads = params->flags & WB_CONNECT_READ_ONLY;

	if (reads && params->database && driver && strcasestr(driver, "sqlite") &&
	    access(params->database, F_OK) < 0)
		return ":memory:";
	return params->database;
}

static int connection_string(const struct wb_params *params, struct kit_text *out,
			     struct wb_error *err)
{
	const char *dsn = odbc_option(params, "dsn"), *driver = odbc_option(params, "driver"),
		   *more = odbc_option(params, "connect");

	if (!dsn && !driver)
		dsn = params->host;
	if (!dsn && !driver && !(more && (strcasestr(more, "driver=") || strcasestr(more, "dsn="))))
		return odbc_host->fail(err, WB_E_CONFIG,
				       "the URL names no data source: odbc://DSN, "
				       "odbc://HOST:PORT/DATABASE?driver=NAME, or an option "
				       "connect = \"Driver=NAME;…\"");
	add_key(out, "DSN", dsn);
	add_key(out, "Driver", driver);
	if (driver) {
		add_key(out, "Server", params->host);
		add_key(out, "Port", params->port);
	}
	add_key(out, "UID", params->user);
	add_key(out, "PWD", params->password);
	add_key(out, "Database", database_of(params, driver ? driver : more));
	kit_text_add(out, more ? more : "");
	if (more && *more && more[strlen(more) - 1] != ';')
		kit_text_add(out, ";");
	return 0;
}

/* The value of PWD (or PASSWORD) in a connection string, for free(); NULL: there is none. */
static char *password_in(const char *text)
{
	const char *at = text ? strcasestr(text, "pwd=") : NULL, *begin, *end;

	if (!at && text)
		at = strcasestr(text, "password=");
	if (!at)
		return NULL;
	begin = strchr(at, '=') + 1;
	if (*begin == '{') {
		begin++;
		end = strchr(begin, '}');
	} else {
		end = strchr(begin, ';');
	}
	return strndup(begin, end ? (size_t)(end - begin) : strlen(begin));
}

/* ------------------------------------------------------------------ connecting */

static int make_handles(struct odbc_conn *c, struct wb_error *err)
{
	const SQLULEN seconds = (c->connect_timeout_ms + 999) / 1000;

	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &c->env)))
		return kit_no_memory(err);
	SQLSetEnvAttr(c->env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
	if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, c->env, &c->dbc)))
		return kit_no_memory(err);
	if (seconds)
		SQLSetConnectAttr(c->dbc, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER)seconds,
				  SQL_IS_UINTEGER);
	return 0;
}

int odbc_choose_profile(struct odbc_conn *c, const struct wb_params *params, const char *dbms,
			struct wb_error *err)
{
	const char *named = odbc_option(params, "profile");

	c->named = named != NULL;
	c->profile = named ? odbc_profile_named(named) : odbc_profile_of(dbms);
	if (!c->profile)
		return odbc_host->fail(err, WB_E_CONFIG,
				       "profile=%s: it is postgresql, mariadb, sqlite, sqlserver, "
				       "oracle, db2, snowflake or standard",
				       named);
	return odbc_override(c, params, err);
}

/* What the driver tells once and for all. */
static void learn(struct odbc_conn *c)
{
	SQLUSMALLINT capable = SQL_TC_NONE, usual = SQL_IC_MIXED;
	char quote[8];

	SQLGetInfo(c->dbc, SQL_TXN_CAPABLE, &capable, sizeof(capable), NULL);
	SQLGetInfo(c->dbc, SQL_IDENTIFIER_CASE, &usual, sizeof(usual), NULL);
	odbc_info(c, SQL_IDENTIFIER_QUOTE_CHAR, quote, sizeof(quote));
	c->usual_case = (SQLSMALLINT)usual;
	c->any_case = usual == SQL_IC_MIXED;
	c->quote = quote[0] && quote[0] != ' ' ? quote[0] : '"';
	c->ddl_rolls_back = c->own.ddl < 0 ? capable == SQL_TC_ALL : c->own.ddl == 1;
	if (usual == SQL_IC_UPPER)
		c->own.portable.flags |= WB_PORTABLE_UPPER;
	if (c->quote == '`')
		c->own.portable.flags |= WB_PORTABLE_BACKTICK;
}

/* Some drivers take it from the connection string alone, and which one it is only a connection tells. */
static int connect_again(struct odbc_conn *c, uint32_t lock_ms, struct wb_error *err)
{
	char value[16];

	snprintf(value, sizeof(value), "%u", lock_ms);
	add_key(&c->way, c->own.lock_timeout_key, value);
	SQLDisconnect(c->dbc);
	c->connected = false;
	return odbc_open(c, err);
}

static int set_lock_timeout(struct odbc_conn *c, uint32_t lock_ms, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char number[16], nothing[8];
	int rc = 0;

	if (!lock_ms)
		return 0;
	if (c->own.lock_timeout_key)
		return connect_again(c, lock_ms, err);
	snprintf(number, sizeof(number), "%u", lock_ms);
	for (const char *at = c->own.lock_timeout; at && *at; at++)
		kit_text_append(&sql, *at == '#' ? number : at, *at == '#' ? strlen(number) : 1);
	if (sql.failed)
		rc = kit_no_memory(err);
	else if (sql.len)
		rc = odbc_ask(c, sql.data, nothing, sizeof(nothing), err);
	kit_text_release(&sql);
	return rc;
}

static int set_up(struct odbc_conn *c, const struct wb_params *params, struct wb_error *err)
{
	int rc;

	learn(c);
	rc = odbc_prove_letters(c, err);
	return rc == 0 ? set_lock_timeout(c, params->statement_lock_timeout_ms, err) : rc;
}

static int find_home(struct odbc_conn *c, const struct wb_params *params, struct wb_error *err)
{
	char name[512];
	int rc = 0;

	odbc_info(c, SQL_DATABASE_NAME, name, sizeof(name));
	c->database = strdup(name);
	name[0] = '\0';
	if (c->own.schema)
		rc = odbc_ask(c, c->own.schema, name, sizeof(name), err);
	if (rc < 0)
		return rc;
	c->schema = strdup(name);
	c->home = strdup(params->version_schema && *params->version_schema ? params->version_schema
									   : name);
	return c->home && c->schema && c->database ? 0 : kit_no_memory(err);
}

int odbc_connect(const struct wb_params *params, void **out, struct wb_error *err)
{
	struct odbc_conn *c = calloc(1, sizeof(*c));
	char dbms[128];
	int rc;

	if (!c)
		return kit_no_memory(err);
	kit_running_init(&c->running, odbc_stop, c);
	c->client = params->client;
	c->password = params->password ? strdup(params->password)
				       : password_in(odbc_option(params, "connect"));
	c->connect_timeout_ms = params->connect_timeout_ms;
	rc = make_handles(c, err);
	if (rc == 0)
		rc = connection_string(params, &c->way, err);
	if (rc == 0)
		rc = odbc_open(c, err);
	odbc_info(c, SQL_DBMS_NAME, dbms, sizeof(dbms));
	if (rc == 0)
		rc = odbc_choose_profile(c, params, dbms, err);
	if (rc == 0)
		rc = set_up(c, params, err);
	if (rc == 0)
		rc = find_home(c, params, err);
	if (rc < 0)
		odbc_close(c);
	else
		*out = c;
	return rc;
}

/* Where a key's value ends, and what is behind it begins. */
static size_t value_end(const char *way, size_t at)
{
	bool braces = way[at] == '{';

	for (at += braces; way[at] && (braces || way[at] != ';'); at++) {
		if (way[at] != '}')
			continue;
		if (way[at + 1] == '}')
			at++;
		else
			braces = false;
	}
	return at + (way[at] == ';');
}

/* The string without the keys that say which database: of a key that comes twice some drivers take the first,
 * and some the last. */
static void add_without_database(struct kit_text *out, const char *way)
{
	while (*way) {
		size_t key = strcspn(way, "="), end = way[key] ? value_end(way, key + 1) : key;

		if (!(key == 8 && strncasecmp(way, "Database", key) == 0) &&
		    !(key == 2 && strncasecmp(way, "DB", key) == 0))
			kit_text_append(out, way, end);
		way += end;
	}
}

int odbc_connect_to(const struct odbc_conn *like, const char *database, void **out,
		    struct wb_error *err)
{
	const struct wb_params nothing = { .size = sizeof(nothing) };
	struct odbc_conn *c = calloc(1, sizeof(*c));
	int rc;

	if (!c)
		return kit_no_memory(err);
	kit_running_init(&c->running, odbc_stop, c);
	c->client = like->client;
	c->profile = like->profile;
	c->own = like->own; /* whose texts live as long as that connection, which is in use */
	c->password = like->password ? strdup(like->password) : NULL;
	add_key(&c->way, "Database", database);
	add_without_database(&c->way, like->way.data);
	c->connect_timeout_ms = like->connect_timeout_ms;
	rc = make_handles(c, err);
	if (rc == 0)
		rc = odbc_open(c, err);
	if (rc == 0) {
		learn(c);
		rc = find_home(c, &nothing, err);
	}
	if (rc < 0)
		odbc_close(c);
	else
		*out = c;
	return rc;
}

void odbc_close(void *conn)
{
	struct odbc_conn *c = conn;

	if (!c)
		return;
	kit_lock_file_release(&c->lock);
	/* with a transaction open there would be no way out */
	if (c->connected && (c->in_transaction || c->users_transaction))
		SQLEndTran(SQL_HANDLE_DBC, c->dbc, SQL_ROLLBACK);
	if (c->connected)
		SQLDisconnect(c->dbc);
	if (c->dbc)
		SQLFreeHandle(SQL_HANDLE_DBC, c->dbc);
	if (c->env)
		SQLFreeHandle(SQL_HANDLE_ENV, c->env);
	for (size_t i = 0; i < c->option_count; i++)
		free(c->options[i]);
	if (c->password)
		explicit_bzero(c->password, strlen(c->password));
	free(c->password);
	if (c->way.data)
		explicit_bzero(c->way.data, c->way.len);
	kit_text_release(&c->way);
	free(c->home);
	free(c->schema);
	free(c->database);
	kit_running_release(&c->running);
	free(c);
}
