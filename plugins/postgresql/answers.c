/* SPDX-License-Identifier: MIT */
/* Reading the pipeline's answers. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

#define SHOW_MS 200 /* how often a clock that people watch moves */

unsigned pg_under_way(const struct pg_run *r)
{
	return r->tail - r->head;
}

static struct pg_slot *first(struct pg_run *r)
{
	return &r->slots[r->head % PG_MESSAGES];
}

/* Room for what went wrong; the struct is big, and most have none. */
static bool needs_error(struct pg_slot *s)
{
	if (!s->err && (s->err = calloc(1, sizeof(*s->err))))
		s->err->size = sizeof(*s->err);
	return s->err != NULL;
}

static void say(struct pg_slot *s, int32_t status, const char *why)
{
	if (needs_error(s))
		pg_host->fail(s->err, status, "%s", why);
}

/* The failure of a message. */
static void fail_slot(struct pg_run *r, struct pg_slot *s, const PGresult *result)
{
	const struct wb_args args = { .part = s->part };
	const struct wb_op op = { .what = s->what, .args = &args };

	r->failed = true;
	s->outcome = WB_FAILED;
	if (s->err || !needs_error(s))
		return;
	pg_fail(r->c, result, s->text, s->err);
	if (s->op_kind == WB_OP_OWN)
		pg_fail_own(&op, s->err);
	if (!s->err->sqlstate[0])
		s->outcome = WB_UNKNOWN;
	else if (s->flags & WB_OP_ALONE)
		s->outcome = pg_may_have_left(s->err) ? WB_FAILED_PARTLY : WB_FAILED;
	else
		s->outcome = WB_FAILED_ALL;
}

int pg_run_report(struct pg_run *r, struct pg_slot *s)
{
	struct wb_error nomem = WB_ERROR_INIT;
	const struct wb_error *err = s->err;
	int rc;

	if (s->outcome != WB_DONE && s->outcome != WB_SKIPPED && !err) {
		kit_no_memory(&nomem);
		err = &nomem;
	}
	if (err && !r->err->status)
		*r->err = *err;
	rc = r->ops->done(r->ops->ctx, s->id, s->outcome, err);
	if (rc < 0)
		r->failed = true;
	return rc;
}

void pg_take_hidden(struct pg_run *r, struct pg_slot *s)
{
	if (!r->hidden.err || s->outcome != WB_SKIPPED)
		return;
	s->err = r->hidden.err;
	s->outcome = r->hidden.outcome;
	r->hidden.err = NULL;
}

/* The first message is answered. */
static void finish(struct pg_run *r)
{
	struct pg_slot s = *first(r);

	r->head++;
	r->bytes -= s.bytes;
	free(s.text);
	if (s.joins)
		r->joined =
			s.outcome == WB_DONE || s.outcome == WB_UNKNOWN ? s.outcome : WB_SKIPPED;
	if ((s.kind == KIND_HIDDEN || s.kind == KIND_ASK) && s.err && !r->hidden.err) {
		r->hidden = s;
		return;
	}
	if (s.kind <= KIND_NOTHING) {
		pg_take_hidden(r, &s);
		if (s.what == WB_OWN_SETTLE && s.op_kind == WB_OP_OWN && s.outcome == WB_DONE)
			r->c->resumed = false;
		pg_run_report(r, &s);
	}
	free(s.err);
}

void pg_run_lose(struct pg_run *r)
{
	r->lost = r->failed = true;
	if (pg_under_way(r) && first(r)->outcome == WB_DONE)
		fail_slot(r, first(r), NULL);
	while (pg_under_way(r)) {
		struct pg_slot *s = first(r);

		if (s->outcome == WB_DONE)
			s->outcome = WB_UNKNOWN;
		if (s->outcome == WB_UNKNOWN && !s->err)
			say(s, WB_E_LOST, "the connection broke before the answer came");
		finish(r);
	}
	pg_fail(r->c, NULL, NULL, r->err);
}

/* The answer is for the plugin, or for an operation that went in the same message. */
static bool keep_row(struct pg_run *r, const struct pg_slot *s, const PGresult *result)
{
	const char *value = PQntuples(result) ? PQgetvalue(result, 0, 0) : "";

	switch (s->kind) {
	case KIND_ASK:
		r->c->bare = *value == 't';
		r->c->hides_locks |= strchr(value, 'l') != NULL;
		r->c->hides_defaults |= strchr(value, 'd') != NULL;
		r->c->hides_links |= strchr(value, 'n') != NULL;
		r->c->hides_custom |= strchr(value, 'c') != NULL;
		return true;
	default:
		if (s->joins)
			snprintf(r->joined_row, sizeof(r->joined_row), "%s", value);
		return s->joins;
	}
}

static void take_row(struct pg_run *r, const struct pg_slot *s, const PGresult *result)
{
	const bool own =
		s->op_kind == WB_OP_OWN && (s->what == WB_OWN_RECORD || s->what == WB_OWN_ERASE);
	struct wb_value values[1];

	if (keep_row(r, s, result))
		return;
	if ((!own && (s->op_kind != WB_OP_EXPECT || r->enough)) || !PQntuples(result))
		return;
	values[0].data = PQgetisnull(result, 0, 0) ? NULL : PQgetvalue(result, 0, 0);
	values[0].len = (size_t)PQgetlength(result, 0, 0);
	if (r->ops->row(r->ops->ctx, values, PQnfields(result) ? 1 : 0) != 0 && !own)
		r->enough = true;
}

/* A COMMIT of a failed transaction answers ROLLBACK, and no error. */
static void check_commit(struct pg_run *r, struct pg_slot *s, const PGresult *result)
{
	const char *tag = PQcmdStatus((PGresult *)(uintptr_t)result);

	if (s->op_kind != WB_OP_OWN || s->what != WB_OWN_COMMIT || strcmp(tag, "COMMIT") == 0)
		return;
	r->failed = true;
	s->outcome = WB_FAILED_ALL;
	say(s, WB_E_SQL, "the transaction had failed, and was rolled back");
}

static void take_result(struct pg_run *r, struct pg_slot *s, const PGresult *result)
{
	switch (PQresultStatus(result)) {
	case PGRES_SINGLE_TUPLE:
		take_row(r, s, result);
		break;
	case PGRES_TUPLES_OK:
	case PGRES_COMMAND_OK:
	case PGRES_EMPTY_QUERY:
		check_commit(r, s, result);
		break;
	case PGRES_PIPELINE_ABORTED:
		s->outcome = WB_SKIPPED;
		break;
	case PGRES_COPY_IN:
	case PGRES_COPY_OUT:
	case PGRES_COPY_BOTH:
		/* one that the words did not show: there is no way out of it in a pipeline */
		r->failed = r->lost = true;
		s->outcome = WB_FAILED_ALL;
		say(s, WB_E_UNSUPPORTED, "a COPY to or from the client that can't be done here");
		break;
	default:
		fail_slot(r, s, result);
	}
}

/* An operation that went in the message of the one before it. */
static void take_joined(struct pg_run *r, struct pg_slot *s)
{
	const struct wb_value value = { r->joined_row, strlen(r->joined_row) };

	s->outcome = r->joined;
	if ((s->what == WB_OWN_RECORD || s->what == WB_OWN_ERASE) && s->outcome == WB_DONE &&
	    value.len)
		r->ops->row(r->ops->ctx, &value, 1);
	finish(r);
}

/* One result, if there is one to be had without waiting. */
static bool take_one(struct pg_run *r)
{
	struct pg_slot *s = first(r);
	PGresult *result;

	if (s->kind == KIND_NOTHING) {
		s->outcome = r->failed ? WB_SKIPPED : WB_DONE;
		finish(r);
		return true;
	}
	if (s->kind == KIND_JOINED) {
		take_joined(r, s);
		return true;
	}
	if (s->kind != KIND_SYNC && !s->reading) {
		/* before PQisBusy, which parses, and would begin to collect rows */
		PQsetSingleRowMode(r->c->db);
		s->reading = true;
		r->c->own = s->op_kind == WB_OP_OWN;
	}
	if (PQisBusy(r->c->db))
		return false;
	result = PQgetResult(r->c->db);
	if (!result) {
		if (PQstatus(r->c->db) == CONNECTION_BAD)
			pg_run_lose(r);
		else if (s->kind != KIND_SYNC)
			finish(r);
		return true;
	}
	if (PQresultStatus(result) == PGRES_PIPELINE_SYNC)
		finish(r);
	else
		take_result(r, s, result);
	PQclear(result);
	if (!r->lost && PQstatus(r->c->db) != CONNECTION_BAD)
		return true;
	pg_run_lose(r);
	return true;
}

/* What users asked for may take its time: their statements, and what is checked at their end. */
static bool is_users(const struct pg_slot *s)
{
	return s->op_kind == WB_OP_USER || s->op_kind == WB_OP_EXPECT || s->what == WB_OWN_COMMIT ||
	       s->what == WB_OWN_SETTLE;
}

/* A server keeps its answers to itself until it is asked for them, or has a buffer full: that to a message
 * of ours may come behind what users asked for later. */
static bool waits_for_users(const struct pg_run *r)
{
	for (unsigned i = 0; i < pg_under_way(r); i++)
		if (is_users(&r->slots[(r->head + i) % PG_MESSAGES]))
			return true;
	return false;
}

/* The time of a message begins when the one before it is answered. */
static void limit(struct pg_run *r)
{
	if (r->armed && r->waiting == r->head)
		return;
	kit_wait_begin(&r->c->wait, PQsocket(r->c->db), waits_for_users(r));
	r->waiting = r->head;
	r->armed = true;
}

void pg_run_pump(struct pg_run *r, unsigned messages, size_t bytes)
{
	while (!r->lost && (pg_under_way(r) > messages || r->bytes > bytes)) {
		/* a failure to send is no reason to stop: answers may still be there */
		bool more = PQflush(r->c->db) == 1;

		while (!r->lost && pg_under_way(r) && take_one(r))
			;
		if (r->lost || (pg_under_way(r) <= messages && r->bytes <= bytes))
			break;
		limit(r);
		if (pg_ready(r->c, more, SHOW_MS) > 0)
			PQconsumeInput(r->c->db);
		else
			pg_host->progress(r->c->client, NULL, 0, 0);
	}
	kit_wait_end(&r->c->wait);
	r->armed = false;
}
