/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

int pg_ready(struct pg_conn *c, bool send, int timeout_ms)
{
	struct pollfd fd = { .fd = PQsocket(c->db),
			     .events = (short)(POLLIN | (send ? POLLOUT : 0)) };
	int ready;

	if (fd.fd < 0)
		return 1;
	ready = poll(&fd, 1, timeout_ms);
	return ready < 0 && errno == EINTR ? 0 : ready;
}

int pg_give_row(const PGresult *result, int row, struct wb_rows *rows)
{
	struct wb_value values[32];
	int count = PQnfields(result);

	/* nobody asks for more: an expectation looks at the first column, and our own queries have
	 * 13 */
	if (count > 32)
		count = 32;
	for (int i = 0; i < count; i++) {
		values[i].data = PQgetisnull(result, row, i) ? NULL : PQgetvalue(result, row, i);
		values[i].len = (size_t)PQgetlength(result, row, i);
	}
	return pg_host->row(rows, values, (size_t)count);
}

/* Queries of ours end by themselves within this; GRACE: what users ask for ends so much later than
 * the server should have ended it. */
#define OWN_MS 30000
#define GRACE_MS 10000

void pg_wait_begin(struct pg_conn *c, bool users)
{
	uint32_t timeout = c->statement_timeout_ms ? c->statement_timeout_ms + GRACE_MS : 0;
	uint32_t lock = c->lock_timeout_ms + GRACE_MS;

	if (!users) {
		timeout = timeout > OWN_MS ? timeout : OWN_MS;
		timeout = timeout > lock ? timeout : lock;
	}
	pg_wait_end(c);
	c->wait_ms = timeout;
	c->wait = pg_host->wait_begin(PQsocket(c->db), timeout);
}

void pg_wait_end(struct pg_conn *c)
{
	c->gave_up |= pg_host->wait_end(c->wait) != 0;
	c->wait = 0;
}

/* The first error wins. */
static int first_error(struct wb_error *err, const struct wb_error *why)
{
	if (why->status && !err->status)
		*err = *why;
	return why->status;
}

/* ------------------------------------------------------------------ one statement */

/* One result of a statement: a failure goes into `err`, and what follows is still read. */
static void take_result(struct pg_conn *c, const PGresult *result, const char *sql,
			struct wb_rows **rows, struct wb_error *err)
{
	switch (PQresultStatus(result)) {
	case PGRES_SINGLE_TUPLE:
	case PGRES_TUPLES_OK:
		for (int i = 0; *rows && i < PQntuples(result); i++)
			if (pg_give_row(result, i, *rows))
				*rows = NULL;
		break;
	case PGRES_COMMAND_OK:
	case PGRES_EMPTY_QUERY:
		break;
	case PGRES_COPY_IN:
		PQputCopyEnd(c->db, "no data can be sent here");
		break;
	case PGRES_COPY_OUT: {
		char *data;

		while (PQgetCopyData(c->db, &data, 0) > 0)
			PQfreemem(data);
		break;
	}
	default:
		pg_fail(c, result, sql, err);
	}
}

int pg_query(struct pg_conn *c, const char *sql, const char *const *params, int count,
	     struct wb_rows *rows, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	PGresult *result;

	pg_wait_begin(c, false);
	/* without parameters as one simple message, which may hold several statements of ours */
	if (!(count ? PQsendQueryParams(c->db, sql, count, NULL, params, NULL, NULL, 0)
		    : PQsendQuery(c->db, sql))) {
		pg_fail(c, NULL, NULL, err);
		pg_wait_end(c);
		return err->status;
	}
	PQsetSingleRowMode(c->db);
	while ((result = PQgetResult(c->db))) {
		take_result(c, result, sql, &rows, &why);
		PQclear(result);
		if (PQstatus(c->db) == CONNECTION_BAD)
			break;
	}
	if (!why.status && PQstatus(c->db) == CONNECTION_BAD)
		pg_fail(c, NULL, NULL, &why);
	pg_wait_end(c);
	return first_error(err, &why);
}

/* No answer that is kept whole has more. */
#define MOST_ROWS 10000

/* Add the row of `one` to `*all`. */
static int keep_row(PGresult **all, const PGresult *one, struct wb_error *err)
{
	int row = *all ? PQntuples(*all) : 0;

	if (row >= MOST_ROWS)
		return pg_host->fail(err, WB_E_CONNECT, "the server's answer has no end");
	if (!*all)
		*all = PQcopyResult(one, PG_COPYRES_ATTRS);
	for (int i = 0; *all && i < PQnfields(one); i++) {
		bool null = PQgetisnull(one, 0, i);

		if (!PQsetvalue(*all, row, i, null ? NULL : PQgetvalue(one, 0, i),
				null ? -1 : PQgetlength(one, 0, i)))
			return pg_host->fail(err, WB_E_NOMEM, "out of memory");
	}
	return *all ? 0 : pg_host->fail(err, WB_E_NOMEM, "out of memory");
}

bool pg_copies(ExecStatusType what)
{
	return what == PGRES_COPY_IN || what == PGRES_COPY_OUT || what == PGRES_COPY_BOTH;
}

/* All rows of an answer, of which there are few. */
static PGresult *collect(struct pg_conn *c, const char *sql, struct wb_error *err)
{
	PGresult *one, *all = NULL;
	struct wb_error why = WB_ERROR_INIT;

	PQsetSingleRowMode(c->db);
	while ((one = PQgetResult(c->db))) {
		ExecStatusType what = PQresultStatus(one);

		if (what == PGRES_SINGLE_TUPLE && !why.status)
			keep_row(&all, one, &why);
		else if (what == PGRES_TUPLES_OK && !all && !why.status)
			all = PQcopyResult(one, PG_COPYRES_ATTRS);
		else if (what != PGRES_SINGLE_TUPLE && what != PGRES_TUPLES_OK)
			pg_fail(c, one, sql, &why);
		PQclear(one);
		/* a COPY gives its result for ever */
		if (PQstatus(c->db) == CONNECTION_BAD || pg_copies(what))
			break;
	}
	first_error(err, &why);
	if (!why.status)
		return all;
	PQclear(all);
	return NULL;
}

PGresult *pg_row(struct pg_conn *c, const char *sql, const char *const *params, int count,
		 struct wb_error *err)
{
	PGresult *result;

	c->own = true;
	pg_wait_begin(c, false);
	result = PQsendQueryParams(c->db, sql, count, NULL, params, NULL, NULL, 0)
			 ? collect(c, sql, err)
			 : NULL;
	if (!result)
		pg_fail(c, NULL, NULL, err);
	pg_wait_end(c);
	c->own = false;
	return result;
}

bool pg_shape(PGresult **result, int columns, int rows, struct wb_error *err)
{
	if (!*result)
		return false;
	if (PQnfields(*result) >= columns && PQntuples(*result) >= rows)
		return true;
	pg_host->fail(err, WB_E_CONNECT,
		      "the server's answer has %d columns and %d rows, and at least %d and %d were "
		      "asked for: it is not PostgreSQL, or a proxy changes its answers",
		      PQnfields(*result), PQntuples(*result), columns, rows);
	PQclear(*result);
	*result = NULL;
	return false;
}

/* A user's statement, alone in its message. */
static int run_user(struct pg_conn *c, const struct wb_op *op, struct wb_rows *rows,
		    struct wb_error *err)
{
	char *sql = strndup(op->text, op->len);
	PGresult *result;
	int status = 0;

	if (!sql)
		return pg_host->fail(err, WB_E_NOMEM, "out of memory");
	pg_wait_begin(c, true);
	if (!PQsendQueryParams(c->db, sql, 0, NULL, NULL, NULL, NULL, 0))
		status = pg_fail(c, NULL, NULL, err);
	else
		PQsetSingleRowMode(c->db);
	while (status == 0 && (result = PQgetResult(c->db))) {
		struct wb_error why = WB_ERROR_INIT;

		take_result(c, result, sql, &rows, &why);
		PQclear(result);
		first_error(err, &why);
		if (PQstatus(c->db) == CONNECTION_BAD)
			status = pg_fail(c, NULL, NULL, err);
	}
	pg_wait_end(c);
	free(sql);
	return status < 0 ? status : err->status;
}

/* ------------------------------------------------------------------ our own */

static bool is(const struct wb_error *err, const char *sqlstate)
{
	return strcmp(err->sqlstate, sqlstate) == 0;
}

static int run_read(struct pg_conn *c, const struct wb_op *op, struct wb_rows *rows,
		    struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;

	if (pg_query(c, op->text, NULL, 0, rows, &why) == 0)
		return 0;
	if (is(&why, "42P01") || is(&why, "3F000"))
		return pg_host->fail(err, WB_E_NO_TABLES, "there are no tables whimbrel_*");
	return first_error(err, &why);
}

/* Two that take the lease at once make its table at once: then it is there. */
static int run_take(struct pg_conn *c, const struct wb_op *op, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;

	if (pg_query(c, op->text, NULL, 0, NULL, &why) == 0 || is(&why, "23505") ||
	    is(&why, "42P07") || is(&why, "42P06"))
		return 0;
	return first_error(err, &why);
}

static int run_commit(struct pg_conn *c, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	PGresult *result;
	bool done;
	int status = 0;

	/* what is checked at the end of a transaction, and copied to other servers, is the users' */
	pg_wait_begin(c, true);
	result = PQexec(c->db, "COMMIT");
	pg_wait_end(c);
	done = PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!done && pg_fail(c, result, NULL, &why) == WB_E_LOST)
		status = pg_host->fail(err, WB_E_UNCERTAIN,
				       "the connection broke during a commit: %s", why.message);
	else if (!done)
		status = first_error(err, &why);
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
		status = pg_query(c, "ROLLBACK", NULL, 0, NULL, err);
	if (status < 0 || c->pooled || c->watcher)
		return status;
	pg_settings_sql(c, false, settings, sizeof(settings));
	status = pg_query(c,
			  "RESET SESSION AUTHORIZATION; RESET ROLE; RESET ALL; CLOSE ALL; "
			  "DEALLOCATE ALL; UNLISTEN *; "
			  "DISCARD SEQUENCES; DISCARD TEMP",
			  NULL, 0, NULL, err);
	return status == 0 && settings[0] ? pg_query(c, settings, NULL, 0, NULL, err) : status;
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
		return op->args->part ? 0 : pg_query(c, op->text, NULL, 0, NULL, err);
	case WB_OWN_SETTLE:
		c->resumed = false;
		/* and so is its release */
		return op->args->part ? pg_query(c, op->text, NULL, 0, NULL, err) : 0;
	default:
		return op->len ? pg_query(c, op->text, NULL, 0, rows, err) : 0;
	}
}

static int run_own(struct pg_conn *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	struct wb_op copy = *op;
	char *sql = strndup(op->text ? op->text : "", op->len);
	int status;

	if (!sql)
		return pg_host->fail(err, WB_E_NOMEM, "out of memory");
	copy.text = sql;
	c->own = true;
	status = dispatch_own(c, &copy, rows, err);
	c->own = false;
	free(sql);
	if (op->what == WB_OWN_ENSURE)
		c->tables &= status == 0;
	return status < 0 ? pg_fail_own(op, err) : 0;
}

int pg_run_user(struct pg_conn *c, const struct wb_op *op, struct wb_error *err)
{
	return run_user(c, op, NULL, err);
}

/* On a scratch database: the role may not be there, or may not be acted for. That is told, and spoils
 * nothing else. */
static int run_privileges(struct pg_conn *c, const struct wb_op *op, struct wb_error *err)
{
	const bool block = PQtransactionStatus(c->db) == PQTRANS_INTRANS;
	struct wb_error why = WB_ERROR_INIT;

	if (block && pg_query(c, "SAVEPOINT whimbrel_privileges", NULL, 0, NULL, err) < 0)
		return err->status;
	if ((c->filtered ? pg_run_user : pg_run_on_own_server)(c, op, &why) == 0)
		return block ? pg_query(c, "RELEASE SAVEPOINT whimbrel_privileges", NULL, 0, NULL,
					err)
			     : 0;
	if (block && PQtransactionStatus(c->db) == PQTRANS_INERROR &&
	    pg_query(c, "ROLLBACK TO SAVEPOINT whimbrel_privileges", NULL, 0, NULL, err) < 0)
		return err->status;
	/* undefined_object, insufficient_privilege */
	if (is(&why, "42704") || is(&why, "42501"))
		why.status = WB_E_ROLE;
	return first_error(err, &why);
}

int pg_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	struct pg_conn *c = conn;

	if (c->filtered && op->kind != WB_OP_OWN && pg_refuse_reach(c, op->text, op->len, err) < 0)
		return err->status;
	switch (op->kind) {
	case WB_OP_OWN:
		return run_own(c, op, rows, err);
	case WB_OP_USER:
		if (!c->scratch)
			return run_user(c, op, NULL, err);
		if (op->facts & WB_PIECE_PRIVILEGES)
			return run_privileges(c, op, err);
		return c->filtered ? run_user(c, op, NULL, err) : pg_run_on_own_server(c, op, err);
	case WB_OP_EXPECT:
		return run_user(c, op, rows, err);
	default:
		return pg_host->fail(err, WB_E_UNSUPPORTED, "operation kind %d", (int)op->kind);
	}
}
