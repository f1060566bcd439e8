/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "run.h"
#include "schema.h"

static bool is(const struct wb_error *err, const char *sqlstate)
{
	return strcmp(err->sqlstate, sqlstate) == 0;
}

static int run_read(struct pg_conn *c, const struct wb_op *op, struct wb_rows *rows,
		    struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;

	if (pg_query(c, op->text, rows, &why) == 0)
		return 0;
	if (is(&why, "42P01") || is(&why, "3F000"))
		return pg_host->fail(err, WB_E_NO_TABLES, "there are no tables whimbrel_*");
	return pg_first_error(err, &why);
}

/* Two that make the lease's table at once: the later one meets, by how far it had come, the row of
 * the catalog, the table, its type or the schema. */
static bool made_by_another(const struct wb_error *err)
{
	return is(err, "23505") || is(err, "42P07") || is(err, "42710") || is(err, "42P06");
}

static int run_take(struct pg_conn *c, const struct wb_op *op, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;

	/* whoever had it may have said what later sessions begin with */
	c->leased = true;
	if (c->renew == RENEW_NO)
		c->renew = RENEW_ASK;
	if (pg_query(c, op->text, NULL, &why) == 0 || made_by_another(&why))
		return 0;
	return pg_first_error(err, &why);
}

/* Its last result, however many rows a server makes of it. */
static PGresult *commit(struct pg_conn *c)
{
	PGresult *last = NULL, *next;

	if (!PQsendQuery(c->db, "COMMIT"))
		return NULL;
	PQsetSingleRowMode(c->db);
	while ((next = PQgetResult(c->db))) {
		PQclear(last);
		last = next;
		if (PQstatus(c->db) == CONNECTION_BAD || pg_copies(PQresultStatus(last)))
			break;
	}
	return last;
}

static int run_commit(struct pg_conn *c, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	PGresult *result;
	bool done;
	int status = 0;

	/* what is checked at the end of a transaction, and copied to other servers, is the users' */
	kit_wait_begin(&c->wait, PQsocket(c->db), true);
	result = commit(c);
	kit_wait_end(&c->wait);
	done = PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!done && pg_fail(c, result, NULL, &why) == WB_E_LOST)
		status = pg_host->fail(err, WB_E_UNCERTAIN,
				       "the connection broke during a commit: %s", why.message);
	else if (!done)
		status = pg_first_error(err, &why);
	else if (strcmp(PQcmdStatus(result), "COMMIT") != 0)
		status = pg_host->fail(err, WB_E_SQL,
				       "the transaction had failed, and was rolled back");
	PQclear(result);
	return status;
}

/* Whatever a step did to the session goes with it. */
static int run_rollback(struct pg_conn *c, struct wb_error *err)
{
	char settings[512];
	int status = 0;

	if (PQtransactionStatus(c->db) != PQTRANS_IDLE)
		status = pg_query(c, "ROLLBACK", NULL, err);
	if (status < 0 || c->pooled || c->watcher)
		return status;
	pg_left_renews(c);
	pg_settings_sql(c, false, settings, sizeof(settings));
	status = pg_query(c,
			  "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; CLOSE ALL; "
			  "DEALLOCATE ALL; UNLISTEN *; "
			  "DISCARD SEQUENCES; DISCARD TEMP",
			  NULL, err);
	return status == 0 && settings[0] ? pg_query(c, settings, NULL, err) : status;
}

static int run_settle(struct pg_conn *c, const struct wb_op *op, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int status = 0;

	c->resumed = false;
	/* the savepoint is for steps that come through `run`, and so is its release */
	if (!op->args->part || (c->scratch && pg_settle_spared(op, (enum pg_leaves)c->left)))
		return 0;
	for (int i = 0; status == 0 && pg_is_settled(op) && pg_left_sql(c, i, &sql); i++)
		status = sql.len && !sql.failed ? pg_query(c, sql.data, NULL, err) : 0;
	kit_text_release(&sql);
	if (status == 0)
		status = pg_query(c, op->text, NULL, err);
	if (status == 0 && pg_is_settled(op))
		c->left = LEAVES_NOTHING;
	return status;
}

/* A step may have said of later sessions that they only read, and one that takes it up is such a one. */
static bool only_reads(const struct pg_conn *c)
{
	const char *reads = PQparameterStatus(c->db, "default_transaction_read_only");
	const char *standby = PQparameterStatus(c->db, "in_hot_standby");

	return c->tables && reads && strcmp(reads, "on") == 0 && standby &&
	       strcmp(standby, "off") == 0 && PQtransactionStatus(c->db) == PQTRANS_IDLE;
}

/* A row of ours, in a transaction of its own or outside of one. */
static int run_begin(struct pg_conn *c, const struct wb_op *op, struct wb_error *err)
{
	if (pg_renew(c, err) < 0)
		return kit_failed(err);
	return pg_query(c, only_reads(c) ? "BEGIN READ WRITE" : op->text, NULL, err);
}

static int run_log(struct pg_conn *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	const bool only = only_reads(c);
	struct wb_error why = WB_ERROR_INIT;
	int status = only ? pg_query(c, "BEGIN READ WRITE", NULL, err) : 0;

	if (status == 0)
		status = pg_query(c, op->text, rows, err);
	if (only && pg_query(c, "COMMIT", NULL, &why) < 0 && status == 0)
		status = pg_first_error(err, &why);
	return status;
}

static int dispatch_own(struct pg_conn *c, const struct wb_op *op, struct wb_rows *rows,
			struct wb_error *err)
{
	switch (op->what) {
	case WB_OWN_READ:
	case WB_OWN_JOURNAL:
	case WB_OWN_LOG_READ:
	case WB_OWN_LEASE_READ:
		return run_read(c, op, rows, err);
	case WB_OWN_LEASE_TAKE:
		return run_take(c, op, err);
	case WB_OWN_COMMIT:
		return run_commit(c, err);
	case WB_OWN_ROLLBACK:
		return run_rollback(c, err);
	case WB_OWN_BEGIN:
		/* the savepoint is for steps, and those come through `run` */
		if (op->args->part)
			return 0;
		return run_begin(c, op, err);
	case WB_OWN_SETTLE:
		return run_settle(c, op, err);
	case WB_OWN_LOG:
		return op->len ? run_log(c, op, rows, err) : 0;
	default:
		return op->len ? pg_query(c, op->text, rows, err) : 0;
	}
}

static int run_own(struct pg_conn *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	struct wb_op copy = *op;
	char *sql = strndup(op->text ? op->text : "", op->len);
	int status;

	if (!sql)
		return kit_no_memory(err);
	copy.text = sql;
	c->own = true;
	status = dispatch_own(c, &copy, rows, err);
	c->own = false;
	free(sql);
	if (op->what == WB_OWN_ENSURE)
		c->tables &= status == 0;
	return status < 0 ? pg_fail_own(op, err) : 0;
}

/* On a scratch database: the role may not be there, or may not be acted for. That is told, and spoils
 * nothing else. */
static int run_privileges(struct pg_conn *c, const struct wb_op *op, struct wb_error *err)
{
	const bool block = PQtransactionStatus(c->db) == PQTRANS_INTRANS;
	struct wb_error why = WB_ERROR_INIT;

	if (block && pg_query(c, "SAVEPOINT whimbrel_privileges", NULL, err) < 0)
		return kit_failed(err);
	if ((c->filtered ? pg_run_user(c, op, NULL, &why) : pg_run_on_own_server(c, op, &why)) == 0)
		return block ? pg_query(c, "RELEASE SAVEPOINT whimbrel_privileges", NULL, err) : 0;
	if (block && PQtransactionStatus(c->db) == PQTRANS_INERROR &&
	    pg_query(c, "ROLLBACK TO SAVEPOINT whimbrel_privileges", NULL, err) < 0)
		return kit_failed(err);
	/* undefined_object, insufficient_privilege */
	if (is(&why, "42704") || is(&why, "42501"))
		why.status = WB_E_ROLE;
	return pg_first_error(err, &why);
}

int pg_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	struct pg_conn *c = conn;

	c->ran_users |= op->kind != WB_OP_OWN;
	if (op->kind != WB_OP_OWN && c->scratch) {
		pg_scratch_heed(c, op);
	} else if (op->kind != WB_OP_OWN) {
		c->bare = false;
		pg_left_learn(c, op->text, op->len);
	}
	if (c->filtered && op->kind != WB_OP_OWN &&
	    pg_refuse_outside(c, op->text, op->len, err) < 0)
		return kit_failed(err);
	switch (op->kind) {
	case WB_OP_OWN:
		return run_own(c, op, rows, err);
	case WB_OP_USER:
		if (!c->scratch)
			return pg_run_user(c, op, NULL, err);
		if (op->facts & WB_PIECE_PRIVILEGES)
			return run_privileges(c, op, err);
		return c->filtered ? pg_run_user(c, op, NULL, err)
				   : pg_run_on_own_server(c, op, err);
	case WB_OP_EXPECT:
		return pg_run_user(c, op, rows, err);
	default:
		return pg_host->fail(err, WB_E_UNSUPPORTED, "operation kind %d", (int)op->kind);
	}
}
