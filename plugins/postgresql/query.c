/* SPDX-License-Identifier: MIT */
/* One query, and its answer. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "postgresql.h"

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

int pg_first_error(struct wb_error *err, const struct wb_error *why)
{
	if (why->status && !err->status)
		*err = *why;
	return why->status;
}

/* ------------------------------------------------------------------ one statement */

/* One result of a statement: a failure goes into `err`, and what follows is still read, where the result
 * of a COPY in both directions would come for ever. */
static bool take_result(struct pg_conn *c, const PGresult *result, const char *sql,
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
	case PGRES_COPY_BOTH:
		pg_host->fail(err, WB_E_CONNECT,
			      "the server begins to replicate, which was not asked for");
		return false;
	default:
		pg_fail(c, result, sql, err);
	}
	return PQstatus(c->db) != CONNECTION_BAD;
}

int pg_query(struct pg_conn *c, const char *sql, struct wb_rows *rows, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	PGresult *result;
	bool more = true;

	kit_wait_begin(&c->wait, PQsocket(c->db), false);
	/* one simple message, which may hold several statements of ours */
	if (!PQsendQuery(c->db, sql)) {
		pg_fail(c, NULL, NULL, err);
		kit_wait_end(&c->wait);
		return kit_failed(err);
	}
	PQsetSingleRowMode(c->db);
	while (more && (result = PQgetResult(c->db))) {
		more = take_result(c, result, sql, &rows, &why);
		if (!why.status && pg_copies(PQresultStatus(result)))
			pg_host->fail(&why, WB_E_CONNECT,
				      "the server answers a question of ours with a COPY");
		PQclear(result);
	}
	if (!why.status && PQstatus(c->db) == CONNECTION_BAD)
		pg_fail(c, NULL, NULL, &why);
	kit_wait_end(&c->wait);
	return pg_first_error(err, &why);
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
			return kit_no_memory(err);
	}
	return *all ? 0 : kit_no_memory(err);
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
	pg_first_error(err, &why);
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
	kit_wait_begin(&c->wait, PQsocket(c->db), false);
	result = PQsendQueryParams(c->db, sql, count, NULL, params, NULL, NULL, 0)
			 ? collect(c, sql, err)
			 : NULL;
	if (!result)
		pg_fail(c, NULL, NULL, err);
	kit_wait_end(&c->wait);
	c->own = false;
	return result;
}

PGresult *pg_rows(struct pg_conn *c, const char *sql, struct wb_error *err)
{
	PGresult *result;

	c->own = true;
	kit_wait_begin(&c->wait, PQsocket(c->db), false);
	result = PQsendQuery(c->db, sql) ? collect(c, sql, err) : NULL;
	if (!result)
		pg_fail(c, NULL, NULL, err);
	kit_wait_end(&c->wait);
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

int pg_run_user(struct pg_conn *c, const struct wb_op *op, struct wb_rows *rows,
		struct wb_error *err)
{
	char *sql = strndup(op->text, op->len);
	PGresult *result;
	bool failed = false;
	int status = 0;

	if (!sql)
		return kit_no_memory(err);
	kit_wait_begin(&c->wait, PQsocket(c->db), true);
	if (!PQsendQueryParams(c->db, sql, 0, NULL, NULL, NULL, NULL, 0))
		status = pg_fail(c, NULL, NULL, err);
	else
		PQsetSingleRowMode(c->db);
	while (status == 0 && (result = PQgetResult(c->db))) {
		struct wb_error why = WB_ERROR_INIT;
		bool more = take_result(c, result, sql, &rows, &why);

		PQclear(result);
		if (pg_first_error(err, &why) < 0)
			failed = true;
		if (!more)
			status = pg_fail(c, NULL, NULL, err);
	}
	kit_wait_end(&c->wait);
	free(sql);
	return failed ? kit_failed(err) : status;
}
