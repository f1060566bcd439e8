/* SPDX-License-Identifier: MIT */
/* COPY from and to the client. */
#include <limits.h>
#include <string.h>

#include "postgresql.h"

#define PART 65536

/* Wait until what is to be sent is on its way. While the server has something to say, stop: it is
 * an error. */
static bool make_room(struct pg_conn *c)
{
	while (PQflush(c->db) == 1) {
		if (pg_ready(c, true, 1000) > 0 && !PQconsumeInput(c->db))
			return false;
	}
	return PQstatus(c->db) == CONNECTION_OK;
}

static bool put(struct pg_conn *c, const char *data, size_t len)
{
	while (len) {
		int part = len > PART ? PART : (int)len;
		int rc = PQputCopyData(c->db, data, part);

		if (rc < 0 || !make_room(c))
			return false;
		if (rc == 0)
			continue;
		data += part;
		len -= (size_t)part;
	}
	return true;
}

/* All data, or a word to the server that there are no more. */
static void send_data(struct pg_conn *c, const struct wb_ops *ops, struct wb_error *err)
{
	const char *data = NULL, *refusal = NULL;
	size_t len = 0;
	int more = 0;

	if (!ops)
		refusal = "there are no data for this COPY";
	while (ops && (more = ops->data(ops->ctx, &data, &len, err)) == 1)
		if (!put(c, data, len))
			break;
	if (more < 0)
		refusal = "the data could not be read";
	while (PQputCopyEnd(c->db, refusal) == 0 && make_room(c))
		;
	make_room(c);
}

static void drop_data(struct pg_conn *c)
{
	char *data;
	int rc;

	while ((rc = PQgetCopyData(c->db, &data, 1)) >= 0) {
		if (rc == 0 && pg_ready(c, false, 1000) > 0 && !PQconsumeInput(c->db))
			return;
		if (rc > 0)
			PQfreemem(data);
	}
}

/* The next result; waits with the socket, since the connection does not block. */
static PGresult *next_result(struct pg_conn *c)
{
	while (PQisBusy(c->db)) {
		bool more = PQflush(c->db) == 1;

		if (pg_ready(c, more, 1000) > 0 && !PQconsumeInput(c->db))
			break;
	}
	return PQgetResult(c->db);
}

int pg_copy(struct pg_conn *c, const char *sql, const struct wb_ops *ops, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	PGresult *result;
	bool both;

	kit_wait_begin(&c->wait, PQsocket(c->db), true);
	if (!PQsendQueryParams(c->db, sql, 0, NULL, NULL, NULL, NULL, 0))
		return pg_fail(c, NULL, NULL, err);
	while ((result = next_result(c))) {
		switch (PQresultStatus(result)) {
		case PGRES_COPY_IN:
			send_data(c, ops, &why);
			break;
		case PGRES_COPY_OUT:
			drop_data(c);
			break;
		case PGRES_TUPLES_OK:
		case PGRES_COMMAND_OK:
		case PGRES_EMPTY_QUERY:
			break;
		default:
			pg_fail(c, result, sql, &why);
		}
		both = PQresultStatus(result) == PGRES_COPY_BOTH;
		PQclear(result);
		/* a COPY in both directions gives its result for ever */
		if (both || PQstatus(c->db) == CONNECTION_BAD)
			break;
	}
	if (PQstatus(c->db) == CONNECTION_BAD && !why.status)
		pg_fail(c, NULL, NULL, &why);
	kit_wait_end(&c->wait);
	return pg_first_error(err, &why);
}
