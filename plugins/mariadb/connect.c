/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "definer.h"
#include "target.h"

/* How the server reports what our rows set for themselves: told by setting it to what it is. */
#define LEARN_SHIELDED                                                          \
	";SET SESSION sql_mode=@@sql_mode,sql_big_selects=@@sql_big_selects,"   \
	"group_concat_max_len=@@group_concat_max_len,max_statement_time=@@max_" \
	"statement_time"

static int begin_session(struct maria_conn *c, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int rc;

	kit_text_write(&sql, "SET autocommit=1;%s%s%s", c->session.init,
		       c->mysql ? "" : LEARN_SHIELDED ";", c->mysql ? "" : maria_init_connect_sql);
	c->session.tracking = c->session.learning = true;
	rc = maria_ask(c, &sql, maria_init_connect_take, c, err);
	c->session.tracking = c->session.learning = false;
	return rc;
}

/* What a connection sets for itself. A later SET of the same is put back to this after the step. */
static int set_session(struct maria_conn *c, const struct wb_params *params, struct wb_error *err)
{
	size_t n = 0;

	n += (size_t)snprintf(
		c->session.init, sizeof(c->session.init),
		"SET SESSION session_track_schema=1,session_track_system_variables='*'");
	if (params->statement_lock_timeout_ms) {
		unsigned s = (params->statement_lock_timeout_ms + 999) / 1000;

		n += (size_t)snprintf(c->session.init + n, sizeof(c->session.init) - n,
				      ",lock_wait_timeout=%u,innodb_lock_wait_timeout=%u", s, s);
	}
	if (params->flags & WB_CONNECT_NO_STATEMENT_TIMEOUT)
		n += (size_t)snprintf(c->session.init + n, sizeof(c->session.init) - n, ",%s=0",
				      c->mysql ? "max_execution_time" : "max_statement_time");
	if (params->statement_timeout_ms && c->mysql)
		n += (size_t)snprintf(c->session.init + n, sizeof(c->session.init) - n,
				      ",max_execution_time=%u", params->statement_timeout_ms);
	else if (params->statement_timeout_ms)
		n += (size_t)snprintf(c->session.init + n, sizeof(c->session.init) - n,
				      ",max_statement_time=%u.%03u",
				      params->statement_timeout_ms / 1000,
				      params->statement_timeout_ms % 1000);
	return begin_session(c, err);
}

static void read_product(struct maria_conn *c)
{
	c->version = mysql_get_server_version(c->link.db);
	c->mysql = !mariadb_connection(c->link.db);
	c->link.thread = mysql_thread_id(c->link.db);
	snprintf(c->session.names, sizeof(c->session.names), "%s",
		 mysql_character_set_name(c->link.db));
}

int maria_connect(const struct wb_params *params, void **out, struct wb_error *err)
{
	struct maria_conn *c = calloc(1, sizeof(*c));

	if (!c)
		return kit_no_memory(err);
	c->link.client = params->client;
	c->watcher = params->flags & WB_CONNECT_WATCHER;
	c->link.wait.statement_timeout_ms = params->statement_timeout_ms;
	c->link.wait.lock_timeout_ms = params->statement_lock_timeout_ms;
	c->link.target = maria_target_new(params, err);
	if (c->link.target)
		c->link.db = maria_open(c->link.target, c->link.client, err);
	if (!c->link.db) {
		maria_close(c);
		return kit_failed(err);
	}
	read_product(c);
	snprintf(c->home, sizeof(c->home), "%s",
		 params->version_schema ? params->version_schema : "");
	if (!c->watcher && set_session(c, params, err) < 0) {
		maria_close(c);
		return kit_failed(err);
	}
	maria_counts_forget(c, true);
	*out = c;
	return 0;
}

void maria_close(void *conn)
{
	struct maria_conn *c = conn;

	if (!c)
		return;
	if (c->link.db)
		mysql_close(c->link.db);
	free(c->session.next_transaction);
	free(c->session.outside_due);
	free(c->session.init_connect);
	kit_names_release(&c->session.dirty);
	kit_names_release(&c->resume.variables);
	maria_temporary_release(c);
	maria_prepared_release(c);
	maria_set_inside_release(c);
	maria_held_release(c);
	maria_forget_lasting(c);
	maria_definers_release(c);
	maria_target_free(c->link.target);
	maria_target_free(c->trial.lender);
	free(c);
}

#define CANCEL_S 5

/* A statement is ended through a connection of its own, since this one is waiting for it. */
static int kill_query(const struct maria_conn *c, struct wb_error *err)
{
	struct maria_target brief = *c->link.target;
	char sql[64];
	uint64_t wait;
	MYSQL *db;
	int rc = 0;

	if (!brief.connect_timeout_s || brief.connect_timeout_s > CANCEL_S)
		brief.connect_timeout_s = CANCEL_S;
	db = maria_open(&brief, NULL, err);
	if (!db)
		return kit_failed(err);
	snprintf(sql, sizeof(sql), "KILL QUERY %llu", (unsigned long long)c->link.thread);
	wait = maria_host->wait_begin((int)mysql_get_socket(db), CANCEL_S * 1000);
	if (mysql_query(db, sql))
		rc = maria_fail(db, err);
	maria_host->wait_end(wait);
	mysql_close(db);
	return rc;
}

/* A server that for so long does not even take the request will not answer the statement, or has no connection left
 * while it runs. */
int maria_cancel(void *conn, struct wb_error *err)
{
	struct maria_conn *c = conn;
	const int64_t began = kit_clock_ms();
	int rc = c->link.given_up ? 0 : kill_query(c, err);

	if (rc == 0) {
		c->link.deaf_ms = 0;
		return 0;
	}
	if (!c->link.deaf_ms)
		c->link.deaf_ms = began;
	if (kit_clock_ms() - c->link.deaf_ms < CANCEL_S * 1000LL)
		return rc;
	c->link.given_up = true;
	shutdown((int)mysql_get_socket(c->link.db), SHUT_RDWR);
	return rc;
}

/* ------------------------------------------------------------------ describe */

enum {
	ROW_DATABASE,
	ROW_USER,
	ROW_MODE,
	ROW_PACKET,
	ROW_STARTED,
	ROW_TABLES,
	ROW_SEES,
	ROW_USERS,
	ROW_TIMEOUT,
	ROW_ROLE,
	ROW_WSREP
};

struct described {
	char values[ROW_WSREP + 1][256];
	unsigned columns;
};

static void take_described(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	struct described *d = ctx;

	(void)lengths;
	d->columns = columns;
	for (unsigned i = 0; i < columns && i <= ROW_WSREP; i++)
		snprintf(d->values[i], sizeof(d->values[i]), "%s", row[i] ? row[i] : "");
}

static int ask(struct maria_conn *c, struct described *d, struct wb_error *err)
{
	/* the start of the server tells connection ids of before and after a restart apart; to
	 * within two seconds */
	static const char started[] = "(UNIX_TIMESTAMP(SYSDATE()) - (SELECT variable_value FROM "
				      "%s.global_status WHERE variable_name='UPTIME'))";
	const char *schema = c->mysql ? "performance_schema" : "information_schema";
	char sql[2048], uptime[256], home[256 * 2 + 1];

	snprintf(uptime, sizeof(uptime), started, schema);
	mysql_real_escape_string(c->link.db, home, c->home, strlen(c->home));
	snprintf(sql, sizeof(sql),
		 "SELECT DATABASE(), CURRENT_USER(), @@sql_mode, @@max_allowed_packet, %s, "
		 "(SELECT COUNT(*) FROM information_schema.tables WHERE table_schema=%s%s%s AND "
		 "table_name='whimbrel_version'), "
		 "(SELECT COUNT(*) FROM information_schema.user_privileges WHERE "
		 "privilege_type='PROCESS'), "
		 "(SELECT COUNT(*) FROM information_schema.tables WHERE table_schema='mysql' AND "
		 "table_name='%s'), "
		 "@@innodb_rollback_on_timeout, CURRENT_ROLE(), "
		 "(SELECT variable_value FROM %s.global_variables WHERE "
		 "variable_name='WSREP_ON')",
		 uptime, *c->home ? "'" : "DATABASE()", home, *c->home ? "'" : "",
		 c->mysql ? "user" : "global_priv", schema);
	return maria_query_all(c, &(struct kit_part){ sql, strlen(sql) }, take_described, d, err);
}

/* The connection knows it from here on. */
static void keep_described(struct maria_conn *c, const struct described *d)
{
	snprintf(c->database, sizeof(c->database), "%s", d->values[ROW_DATABASE]);
	memcpy(c->session.current, c->database, sizeof(c->session.current));
	if (!*c->home)
		memcpy(c->home, c->database, sizeof(c->home));
	maria_account_of(d->values[ROW_USER], &c->account);
	memcpy(c->role, d->values[ROW_ROLE], sizeof(c->role));
	c->lex_mode = maria_mode_of(d->values[ROW_MODE], strlen(d->values[ROW_MODE]));
	c->link.max_packet = strtoull(d->values[ROW_PACKET], NULL, 10);
	c->sees_processes = d->values[ROW_SEES][0] > '0';
	c->sees_users = d->values[ROW_USERS][0] > '0';
	c->rolls_back_on_timeout = d->values[ROW_TIMEOUT][0] == '1';
	c->galera = strcmp(d->values[ROW_WSREP], "ON") == 0;
	c->bare = d->values[ROW_TABLES][0] <= '0';
}

static void tell_described(const struct maria_conn *c, const struct described *d,
			   struct wb_server *out)
{
	const char *info = mysql_get_server_info(c->link.db);

	out->tables = c->bare ? WB_TABLES_ABSENT : WB_TABLES_PRESENT;
	out->features = MARIA_FEATURES | (c->galera ? WB_F_NO_LOCK : 0);
	out->lex_mode = c->lex_mode;
	snprintf(out->product, sizeof(out->product), "%s", c->mysql ? "MySQL" : "MariaDB");
	snprintf(out->version, sizeof(out->version), "%.63s",
		 strncmp(info, "5.5.5-", 6) == 0 ? info + 6 : info);
	memcpy(out->database, c->database, sizeof(c->database));
	memcpy(out->schema, c->database, sizeof(c->database));
	memcpy(out->home, c->home, sizeof(c->home));
	snprintf(out->user, sizeof(out->user), "%s", d->values[ROW_USER]);
	snprintf(out->session, sizeof(out->session), "connection %llu@%.24s",
		 (unsigned long long)c->link.thread, d->values[ROW_STARTED]);
}

static int no_database(const struct maria_conn *c, struct wb_error *err)
{
	const char *name = c->link.target->database;

	if (!name || !*name)
		return maria_host->fail(err, WB_E_CONFIG, "the URL names no database");
	return maria_host->fail(err, WB_E_CONNECT,
				"the server is in no database, and %s was asked for: it is neither "
				"MariaDB nor MySQL, or a proxy changes its answers",
				name);
}

int maria_describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	struct maria_conn *c = conn;
	struct described *d = calloc(1, sizeof(*d));
	int rc = d ? ask(c, d, err) : kit_no_memory(err);

	if (rc == 0 && d->columns <= ROW_WSREP)
		rc = maria_host->fail(
			err, WB_E_CONNECT,
			"the server's answer has %u columns, and %d were asked for: it "
			"is neither MariaDB nor MySQL, or a proxy changes its answers",
			d->columns, ROW_WSREP + 1);
	if (rc == 0 && !*c->home && !d->values[ROW_DATABASE][0])
		rc = no_database(c, err);
	if (rc >= 0) {
		keep_described(c, d);
		tell_described(c, d, out);
	}
	free(d);
	return rc < 0 ? rc : 0;
}
