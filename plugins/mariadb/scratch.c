/* SPDX-License-Identifier: MIT */
/* Scratch databases: a database and a throw-away user who may do anything in it and nothing else.
 * So the server itself refuses what would reach out of it. */
#include <errmsg.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/random.h>

#include "definer.h"

/* ------------------------------------------------------------------ the user */

#define USER_MAX 32 /* MySQL's; MariaDB's is longer */

/* The end of a name is what tells it from others. */
static void user_of(const char *name, char out[USER_MAX + 1])
{
	size_t len = strlen(name);

	if (len <= USER_MAX)
		snprintf(out, USER_MAX + 1, "%s", name);
	else
		snprintf(out, USER_MAX + 1, "wb%s", name + len - (USER_MAX - 2));
}

/* Letters of both cases, digits and a sign, as rules for passwords ask for. */
static int make_password(char *out, size_t size, struct wb_error *err)
{
	unsigned char bytes[24];
	size_t n = (size_t)snprintf(out, size, "Wb-1");

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		return maria_host->fail(err, WB_E_INTERNAL, "no random numbers");
	for (size_t i = 0; i < sizeof(bytes) && n + 3 < size; i++)
		n += (size_t)snprintf(out + n, size - n, "%02x", bytes[i]);
	explicit_bzero(bytes, sizeof(bytes));
	return 0;
}

/* In GRANT a name of a database is a pattern. */
static void add_pattern(struct kit_text *sql, const char *name)
{
	kit_text_add(sql, "`");
	for (; *name; name++) {
		if (*name == '_' || *name == '%')
			kit_text_add(sql, "\\");
		kit_text_append(sql, name, 1);
	}
	kit_text_add(sql, "`");
}

/* Statements of a line each, one after the other: a server that is told to stop between those that were
 * sent together answers no more of them, and their client waits for ever. */
static int run(struct maria_conn *c, struct kit_text *sql, struct wb_error *err)
{
	int rc = sql->failed ? kit_no_memory(err) : 0;

	for (const char *at = sql->data; rc == 0 && at && *at;) {
		size_t len = strcspn(at, "\n");

		rc = maria_query_all(c, &(struct kit_part){ at, len }, NULL, NULL, err);
		at += len + (at[len] != '\0');
	}
	if (sql->data)
		explicit_bzero(sql->data, sql->len);
	free(sql->data);
	*sql = (struct kit_text){ 0 };
	return rc;
}

static int refuse(struct wb_error *err)
{
	struct wb_error why = *err;

	if (why.status != WB_E_SQL)
		return why.status;
	*err = (struct wb_error)WB_ERROR_INIT;
	maria_host->fail(
		err, WB_E_REFUSED,
		"no scratch database: it needs a user who may CREATE DATABASE, CREATE USER and "
		"GRANT ALL on it, or a `scratch` server: scratch = \"private\", or a URL (%.300s)",
		why.message);
	err->native_code = why.native_code;
	return WB_E_REFUSED;
}

/* ------------------------------------------------------------------ making and dropping */

struct like {
	char collation[128], charset[128], settings[1024];
	bool distrusts; /* who makes triggers and routines, for the sake of the binary log */
};

static void take_like(void *ctx, MYSQL_ROW row)
{
	struct like *like = ctx;

	like->distrusts = row[3] && row[3][0] == '1';
	snprintf(like->charset, sizeof(like->charset), "%s", row[0] ? row[0] : "utf8mb4");
	snprintf(like->collation, sizeof(like->collation), "%s",
		 row[1] ? row[1] : "utf8mb4_general_ci");
	snprintf(like->settings, sizeof(like->settings), "%s", row[2] ? row[2] : "");
}

/* The character set of the database, and the settings of the session that change what SQL means. */
static int look(struct maria_conn *c, struct like *out, struct wb_error *err)
{
	/* on MySQL they are for those who may set everything */
	static const char restricted[] =
		",',innodb_strict_mode=',@@innodb_strict_mode,"
		"',explicit_defaults_for_timestamp=',@@explicit_defaults_for_timestamp";
	struct kit_text sql = { 0 };

	kit_text_write(&sql,
		       "SELECT default_character_set_name,default_collation_name,"
		       "CONCAT('sql_mode=''',@@sql_mode,"
		       "''',foreign_key_checks=',@@foreign_key_checks%s,"
		       "',time_zone=''',@@time_zone,"
		       "''',default_storage_engine=''',@@default_storage_engine,''''),"
		       "@@log_bin AND NOT @@log_bin_trust_function_creators"
		       " FROM information_schema.schemata WHERE schema_name=%L",
		       c->mysql ? "" : restricted, c->database);
	return maria_ask(c, &sql, take_like, out, err);
}

int maria_scratch_drop(void *conn, const char *name, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char user[USER_MAX + 1];

	user_of(name, user);
	kit_text_write(&sql,
		       "DROP DATABASE IF EXISTS `%s`\nDROP USER IF EXISTS `%s`@'%%',`%s`@localhost",
		       name, user, user);
	return run(conn, &sql, err);
}

static int make(struct maria_conn *c, const char *name, const char *password,
		const struct like *like, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char user[USER_MAX + 1];
	const char *hosts[] = { "'%'", "localhost" };

	user_of(name, user);
	kit_text_write(&sql, "CREATE DATABASE `%s` CHARACTER SET %s COLLATE %s", name,
		       like->charset, like->collation);
	for (size_t i = 0; i < 2; i++) {
		/* localhost: else a user without a name that is there would come first */
		kit_text_write(&sql, "\nCREATE USER `%s`@%s IDENTIFIED BY '%s'\nGRANT ALL ON ",
			       user, hosts[i], password);
		add_pattern(&sql, name);
		kit_text_write(&sql, ".* TO `%s`@%s", user, hosts[i]);
	}
	return run(c, &sql, err);
}

/* What holds a lock of this name is connected: unlike a list of processes everybody sees that. */
static int claim(struct maria_conn *c, const char *name, struct wb_error *err)
{
	struct kit_text sql = { 0 };

	kit_text_write(&sql, "SELECT GET_LOCK('%s',0)", name);
	return run(c, &sql, err);
}

/* Names of databases that every user of this server may use, like `test`: the throw-away user's
 * statements must not name them. */
static void take_open(void *ctx, MYSQL_ROW row)
{
	struct maria_conn *c = ctx;
	size_t len = strlen(c->trial.others);

	snprintf(c->trial.others + len, sizeof(c->trial.others) - len, "%s\n",
		 row[0] ? row[0] : "");
}

static int find_open(struct maria_conn *c, const char *name, struct wb_error *err)
{
	struct kit_text sql = { 0 };

	kit_text_write(
		&sql,
		"SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN"
		" ('information_schema','performance_schema',%L)",
		name);
	return maria_ask(c, &sql, take_open, c, err);
}

/* As the throw-away user, or without a password as who is connected. */
static struct maria_conn *log_in(const struct maria_conn *server, const struct maria_conn *like,
				 const char *name, const char *password, struct wb_error *err)
{
	struct maria_conn *c = calloc(1, sizeof(*c));
	char user[USER_MAX + 1];

	user_of(name, user);
	if (!c) {
		kit_no_memory(err);
		return NULL;
	}
	c->link.client = server->link.client;
	c->version = server->version;
	c->mysql = server->mysql;
	c->link.wait.statement_timeout_ms = like->link.wait.statement_timeout_ms;
	c->link.wait.lock_timeout_ms = like->link.wait.lock_timeout_ms;
	c->scratch = true;
	c->trial.filtered = password != NULL;
	memcpy(c->session.names, like->session.names, sizeof(c->session.names));
	memcpy(c->trial.target_database, like->database, sizeof(c->trial.target_database));
	memcpy(c->trial.target_role, like->role, sizeof(c->trial.target_role));
	c->trial.target_account = like->account;
	c->link.target =
		maria_target_like(server->link.target, password ? user : NULL, password, name);
	if (c->link.target)
		c->link.db = maria_open(c->link.target, c->link.client, err);
	else
		kit_no_memory(err);
	if (c->link.db) {
		c->link.thread = mysql_thread_id(c->link.db);
		return c;
	}
	maria_close(c);
	return NULL;
}

/* The settings stand in `init`: they come back when a step has been put right. */
static int set_up(struct maria_conn *c, const struct maria_conn *like, const char *name,
		  const struct like *of, struct wb_error *err)
{
	int n = snprintf(c->session.init, sizeof(c->session.init), "%s,%s", like->session.init,
			 of->settings);

	if (n < 0 || (size_t)n >= sizeof(c->session.init))
		return maria_host->fail(
			err, WB_E_INTERNAL,
			"the session's settings are too long for a scratch database");
	if (maria_simple(c, "SET autocommit=1", NULL, 0, err) < 0 ||
	    maria_simple(c, c->session.init, NULL, 0, err) < 0 || claim(c, name, err) < 0)
		return kit_failed(err);
	return c->trial.filtered ? find_open(c, name, err) : 0;
}

/* On a server for this purpose, with the settings of the target `from`. */
static int open_like(struct maria_conn *c, struct maria_conn *from, const char *name, void **out,
		     struct wb_error *err)
{
	struct maria_conn *scratch = NULL;
	struct wb_error ignored = WB_ERROR_INIT;
	struct like like = { .collation = "utf8mb4_general_ci", .charset = "utf8mb4" };
	struct kit_text sql = { 0 };
	int rc = look(from, &like, err);

	if (rc < 0)
		return rc;
	kit_text_write(&sql, "CREATE DATABASE `%s` CHARACTER SET %s COLLATE %s", name, like.charset,
		       like.collation);
	rc = run(c, &sql, err);
	if (rc < 0)
		return rc;
	scratch = log_in(c, from, name, NULL, err);
	rc = scratch ? set_up(scratch, from, name, &like, err) : kit_failed(err);
	if (rc < 0) {
		maria_close(scratch);
		maria_scratch_drop(c, name, &ignored);
		return rc;
	}
	*out = scratch;
	return 0;
}

static int open_here(struct maria_conn *c, const char *name, void **out, struct wb_error *err)
{
	struct maria_conn *scratch = NULL;
	struct wb_error ignored = WB_ERROR_INIT;
	struct like like = { .collation = "utf8mb4_general_ci", .charset = "utf8mb4" };
	char password[64];
	int rc = look(c, &like, err);

	if (rc == 0)
		rc = make_password(password, sizeof(password), err);
	if (rc < 0)
		return rc;
	if (make(c, name, password, &like, err) < 0) {
		rc = refuse(err);
	} else {
		scratch = log_in(c, c, name, password, err);
		if (scratch && like.distrusts)
			scratch->trial.lender = maria_target_like(c->link.target, NULL, NULL, name);
		rc = scratch ? set_up(scratch, c, name, &like, err) : kit_failed(err);
	}
	explicit_bzero(password, sizeof(password));
	if (rc < 0) {
		maria_close(scratch);
		/* one by one: the first may be what was not allowed */
		maria_scratch_drop(c, name, &ignored);
		return rc;
	}
	*out = scratch;
	return 0;
}

int maria_scratch_open(void *conn, void *like, const char *name, void **out, struct wb_error *err)
{
	return like == conn ? open_here(conn, name, out, err)
			    : open_like(conn, like, name, out, err);
}

/* ------------------------------------------------------------------ listing */

static void take_database(void *ctx, MYSQL_ROW row)
{
	struct wb_value values[2];

	for (size_t i = 0; i < 2; i++)
		values[i] = (struct wb_value){ row[i], row[i] ? strlen(row[i]) : 0 };
	maria_host->row(ctx, values, 2);
}

int maria_scratch_list(void *conn, const char *prefix, struct wb_rows *rows, struct wb_error *err)
{
	struct kit_text sql = { 0 };

	kit_text_write(&sql,
		       "SELECT schema_name,IF(IS_USED_LOCK(schema_name) IS NULL,'0','1') FROM "
		       "information_schema.schemata WHERE LEFT(schema_name,%z)=%L",
		       strlen(prefix), prefix);
	return maria_ask(conn, &sql, take_database, rows, err);
}
