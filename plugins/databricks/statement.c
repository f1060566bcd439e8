/* SPDX-License-Identifier: MIT */
/* A statement from its request to its end: submitted, and asked for until it is over. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "databricks.h"

/* How long the service may keep a request open: the id of a user's statement is needed to cancel it, and of the
 * first one people want to know that the warehouse has to start. */
#define WAIT_USERS "5s"
#define WAIT_OWN "10s"
/* When we are to stop: what tells of the run is given so long to end, and what was cancelled to be over. */
#define OURS_MS 5000
#define CANCELLED_MS 10000
/* Between two looks, growing. */
#define LOOK_MS 100
#define LOOK_MOST_MS 2000
/* So many at a time: the service has limits. */
#define TOGETHER 16
#define MOST_BYTES ((size_t)16 << 20)

/* A statement under way. */
struct going {
	struct brick_conn *c;
	const struct brick_statement *s;
	json_t *answer; /* the newest */
	char id[128];
	char path[160];
	int64_t began_ms;
	int64_t rows;                  /* that were given on */
	bool last;                     /* begun although we are to stop */
	int64_t stop_ms, cancelled_ms; /* since when we are to, and have asked for that; 0: not */
	bool timed_out;
};

/* By these a later run finds what became of it. Our own have no number: they must not be taken for a user's. */
static json_t *make_tags(const struct brick_conn *c, bool users)
{
	char step[24] = "own";

	if (users)
		snprintf(step, sizeof(step), "%" PRIu64, c->sequence);
	return json_pack("[{s:s,s:s},{s:s,s:s}]", "key", "whimbrel_run", "value", c->run_id, "key",
			 "whimbrel_step", "value", step);
}

static void set_text(json_t *body, const char *key, const char *used, const char *usual)
{
	const char *value = used ? used : usual;

	if (value && *value)
		json_object_set_new(body, key, json_string(value));
}

static const char *wait_of(const struct brick_conn *c, const struct brick_statement *s)
{
	if (s->later || (!c->answered && !brick_waits_first(c)))
		return "0s";
	return s->whose == BRICK_USERS || !c->answered ? WAIT_USERS : WAIT_OWN;
}

/* A user's result is not wanted, or its first row alone: as links it may be of any size. */
static json_t *make_body(const struct brick_conn *c, const struct brick_statement *s)
{
	bool users = s->whose == BRICK_USERS;
	json_t *body = json_pack("{s:s%,s:s,s:s,s:s,s:s,s:s}", "statement", s->text, s->len,
				 "warehouse_id", c->login.warehouse, "wait_timeout", wait_of(c, s),
				 "on_wait_timeout", "CONTINUE", "format", "JSON_ARRAY",
				 "disposition", users ? "EXTERNAL_LINKS" : "INLINE");

	if (!body)
		return NULL;
	set_text(body, "catalog", users ? c->used_catalog : NULL, c->login.catalog);
	set_text(body, "schema", users ? c->used_schema : NULL, c->login.schema);
	json_object_set_new(body, "query_tags", make_tags(c, users));
	return body;
}

static int submit(struct going *g, bool *out_sent, struct wb_error *err)
{
	struct brick_call call = { .method = "POST", .path = BRICK_STATEMENTS };
	int rc;

	if (g->s->len > MOST_BYTES)
		return kit_host->fail(err, WB_E_UNABLE,
				      "the statement has %zu bytes, and the service takes 16 MiB",
				      g->s->len);
	call.body = make_body(g->c, g->s);
	if (!call.body)
		return kit_host->fail(err, WB_E_SQL,
				      "the statement is no UTF-8, or memory is short");
	rc = brick_call(g->c, &call, &g->answer, out_sent, err);
	json_decref(call.body);
	return rc;
}

static int note_id(struct going *g, struct wb_error *err)
{
	const char *id = json_string_value(json_object_get(g->answer, "statement_id"));

	if (!id || strlen(id) >= sizeof(g->id) || strspn(id, BRICK_ID_MARKS) != strlen(id))
		return kit_host->fail(err, WB_E_LOST, "%s gave no id for the statement",
				      g->c->login.host);
	snprintf(g->id, sizeof(g->id), "%s", id);
	snprintf(g->path, sizeof(g->path), BRICK_STATEMENTS "/%s", id);
	return 0;
}

static const char *state_of(const struct going *g)
{
	const char *state =
		json_string_value(json_object_get(json_object_get(g->answer, "status"), "state"));

	return state ? state : "";
}

static bool is_under_way(const struct going *g)
{
	return strcmp(state_of(g), "PENDING") == 0 || strcmp(state_of(g), "RUNNING") == 0;
}

static void tell_start(struct going *g)
{
	struct brick_conn *c = g->c;
	int64_t ms = kit_clock_ms() - g->began_ms;

	if (strcmp(state_of(g), "PENDING") != 0)
		return;
	kit_host->progress(c->client, "waiting for the SQL warehouse", (uint64_t)ms / 1000, 0);
	if (c->told_start || ms < 2000)
		return;
	c->told_start = true;
	kit_host->log(c->client, WB_LOG_NOTICE, "waiting for the SQL warehouse to start");
}

/* A warehouse that has not begun yet is waited for by what tells of the run alone. */
static bool must_end(struct going *g, int64_t now)
{
	const bool users = g->s->whose == BRICK_USERS;
	const uint32_t limit = users ? g->c->statement_timeout_ms : 0;

	g->timed_out = limit && now - g->began_ms > limit;
	if (!g->stop_ms && brick_stopping(g->c))
		g->stop_ms = now;
	return g->timed_out || (g->stop_ms && (users || now - g->stop_ms > OURS_MS ||
					       (!g->last && strcmp(state_of(g), "PENDING") == 0)));
}

static int end_in_time(struct going *g, struct wb_error *err)
{
	const int64_t now = kit_clock_ms();
	struct wb_error ignored = WB_ERROR_INIT;

	if (!g->cancelled_ms && must_end(g, now)) {
		g->cancelled_ms = now;
		brick_cancel_statement(g->c, g->id, &ignored);
	}
	if (!g->cancelled_ms || now - g->cancelled_ms < CANCELLED_MS)
		return 0;
	return kit_host->fail(err, WB_E_LOST, "%s was asked to end the statement %s, and has not",
			      g->c->login.host, g->id);
}

static int look(struct going *g, struct wb_error *err)
{
	json_t *answer = NULL;
	int rc = brick_get(g->c, g->path, &answer, err);

	if (rc < 0)
		return rc;
	json_decref(g->answer);
	g->answer = answer;
	return 0;
}

/* Asked to stop we still wait for the end, for a while: what became of the statement should be known. */
static int wait_end(struct going *g, struct wb_error *err)
{
	uint32_t pause = g->s->later ? 0 : LOOK_MS;
	struct wb_error ignored = WB_ERROR_INIT;

	while (is_under_way(g)) {
		tell_start(g);
		if (end_in_time(g, err) < 0)
			return kit_failed(err);
		if (brick_pause(g->c, pause, &ignored) < 0)
			nanosleep(&(struct timespec){ .tv_nsec = LOOK_MS * 1000000L }, NULL);
		pause = !pause                         ? LOOK_MS
			: pause * 3 / 2 < LOOK_MOST_MS ? pause * 3 / 2
						       : LOOK_MOST_MS;
		if (look(g, err) < 0)
			return kit_failed(err);
	}
	return 0;
}

static int judge_end(struct going *g, struct wb_error *err)
{
	const char *state = state_of(g);

	/* closed: it was successful, and its result is gone */
	if (strcmp(state, "SUCCEEDED") == 0 || (strcmp(state, "CLOSED") == 0 && !g->s->take)) {
		g->c->answered = true;
		return 0;
	}
	if (strcmp(state, "FAILED") == 0)
		return brick_statement_failed(g->s->about ? g->s->about : g->s->text,
					      g->s->about ? g->s->about_len : g->s->len,
					      json_object_get(g->answer, "status"), err);
	if (g->timed_out)
		return kit_host->fail(err, WB_E_TIMEOUT, "the statement took longer than %.3g s",
				      g->c->statement_timeout_ms / 1000.0);
	if (strcmp(state, "CANCELED") == 0)
		return kit_host->fail(err, g->cancelled_ms ? WB_E_CANCELLED : WB_E_SQL,
				      g->cancelled_ms
					      ? "cancelled"
					      : "somebody else has cancelled the statement");
	return kit_host->fail(err, WB_E_LOST, "the service said that the statement is '%s'", state);
}

static struct going going_of(struct brick_conn *c, const struct brick_statement *s)
{
	return (struct going){
		.c = c, .s = s, .began_ms = kit_clock_ms(), .last = brick_stopping(c)
	};
}

static int begin(struct going *g, bool *out_sent, struct wb_error *err)
{
	int rc = submit(g, out_sent, err);

	if (rc == 0) {
		rc = note_id(g, err);
		*out_sent = rc < 0;
	}
	return rc;
}

static int finish(struct going *g, bool *out_sent, struct wb_error *err)
{
	int rc = wait_end(g, err);

	/* only a statement whose end is known has surely done nothing when it failed */
	*out_sent = rc < 0;
	if (rc == 0) {
		rc = judge_end(g, err);
		/* whoever has cancelled it may have been too late */
		*out_sent = rc < 0 && err &&
			    (strstr(err->message, BRICK_BEHIND_COMMIT) || rc == WB_E_LOST ||
			     (strcmp(state_of(g), "CANCELED") == 0 && !g->cancelled_ms));
	}
	return rc == 0 && g->s->take ? brick_give_result(g->c, g->s, g->answer, err) : rc;
}

int brick_run_statement(struct brick_conn *c, const struct brick_statement *s, bool *out_sent,
			struct wb_error *err)
{
	struct going g = going_of(c, s);
	int rc = begin(&g, out_sent, err);

	if (rc == 0)
		rc = finish(&g, out_sent, err);
	json_decref(g.answer);
	return rc;
}

int brick_run_together(struct brick_conn *c, const struct brick_statement *s, size_t count,
		       struct wb_error *err)
{
	struct going going[TOGETHER];
	const size_t now = count < TOGETHER ? count : TOGETHER;
	bool sent;
	int rc = 0;

	for (size_t i = 0; i < now; i++) {
		going[i] = going_of(c, &s[i]);
		rc = rc == 0 ? begin(&going[i], &sent, err) : rc;
	}
	for (size_t i = 0; i < now; i++) {
		rc = rc == 0 ? finish(&going[i], &sent, err) : rc;
		json_decref(going[i].answer);
	}
	return rc == 0 && count > now ? brick_run_together(c, s + now, count - now, err) : rc;
}

int brick_query(struct brick_conn *c, struct kit_text *sql, int (*take)(void *ctx, json_t *row),
		void *ctx, struct wb_error *err)
{
	const struct brick_statement s = { .text = sql->data ? sql->data : "",
					   .len = sql->len,
					   .whose = BRICK_OWN,
					   .take = take,
					   .ctx = ctx };
	bool sent;
	int rc = sql->failed ? kit_no_memory(err) : brick_run_statement(c, &s, &sent, err);

	kit_text_release(sql);
	return rc;
}
