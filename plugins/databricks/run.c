/* SPDX-License-Identifier: MIT */
/* The queue. A statement of a user's is a request; what the journal has to say before it goes in one request in
 * front of it, whose rows also renew the lease, or fail since it is gone. What needs no intent, since it may be
 * repeated together with its neighbours, waits with its rows until something else has to be written. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "databricks.h"

#define OWN_BYTES ((size_t)1 << 20)

struct runner {
	struct brick_conn *c;
	const struct wb_ops *ops;
	/* what was handed out and is not done */
	uint64_t *ids;
	size_t id_count, id_room;
	struct kit_text
		others; /* statements, of whimbrel_version as a rule, each with its semicolon */
	struct kit_text rows; /* of the log */
	int64_t row_count;
	struct kit_text
		lazy; /* rows of the log that may wait: that statements are done which may be repeated */
	int64_t lazy_count;
	bool ran_lazy; /* the statement that ran last was such a one */
	char *home;
	bool failed;
	int status;
	struct wb_error error;
};

static int broken(struct runner *r, int status)
{
	r->failed = true;
	r->status = status;
	return status;
}

/* ------------------------------------------------------------------ telling */

static void tell(struct runner *r, uint64_t id, int32_t outcome)
{
	bool why = outcome == WB_FAILED || outcome == WB_UNKNOWN || outcome == WB_FAILED_PARTLY;
	int rc = r->ops->done(r->ops->ctx, id, outcome, why ? &r->error : NULL);

	if (rc < 0 && !r->failed)
		broken(r, rc);
}

static void tell_all(struct runner *r, int32_t first, int32_t rest)
{
	for (size_t i = 0; i < r->id_count; i++)
		tell(r, r->ids[i], i ? rest : first);
	r->id_count = 0;
}

/* ------------------------------------------------------------------ our own */

static void add_rows(struct kit_text *rows, int64_t *count, const struct wb_args *args)
{
	kit_text_write(rows, " UNION ALL SELECT %d, ", ++*count);
	brick_log_row(rows, args);
}

/* Numbers follow on when rows that waited come first. */
static void take_lazy(struct runner *r)
{
	if (!r->lazy_count)
		return;
	kit_text_append(&r->rows, r->lazy.data, r->lazy.len);
	r->row_count += r->lazy_count;
	kit_text_release(&r->lazy);
	r->lazy = (struct kit_text){ 0 };
	r->lazy_count = 0;
}

static void drop_lazy(struct runner *r)
{
	kit_text_release(&r->lazy);
	r->lazy = (struct kit_text){ 0 };
	r->lazy_count = 0;
}

static void add_log(struct runner *r, const struct wb_args *args)
{
	bool done = strcmp(args->event, "done") == 0, intent = strcmp(args->event, "intent") == 0;

	/* one that may be repeated needs no intent; that it is done is told with the next rows */
	if (intent && r->c->lazy)
		return;
	if (done && r->ran_lazy && !r->row_count) {
		add_rows(&r->lazy, &r->lazy_count, args);
		return;
	}
	/* of a step that has ended nobody asks for its statements */
	if (strcmp(args->event, "applied") == 0 || strcmp(args->event, "reverted") == 0)
		drop_lazy(r);
	take_lazy(r);
	add_rows(&r->rows, &r->row_count, args);
}

/* The lease is row 0, which is there; the rows get the numbers behind the last one. */
static void write_rows(struct runner *r, struct kit_text *out)
{
	const struct brick_lease *lease = &r->c->lease;

	kit_text_write(
		out,
		"MERGE INTO %T AS t USING (SELECT CASE WHEN m.held = 0 THEN raise_error('whimbrel: "
		"the lock is gone') WHEN r.n = 0 THEN 0 ELSE m.last + r.n END AS id, r.* FROM "
		"(SELECT "
		"0 AS n, '' AS run_id, " BRICK_NOW " AS at, CAST(NULL AS STRING) AS revision, "
		"CAST(NULL AS STRING) AS direction, '' AS "
		"event, CAST(NULL AS BIGINT) AS statement, CAST(NULL AS BIGINT) AS statements, "
		"CAST(NULL AS STRING) AS hash, CAST(NULL AS STRING) AS session, CAST(NULL AS "
		"STRING) AS probe, CAST(NULL AS STRING) AS detail, 2 AS format",
		r->home, "whimbrel_log");
	kit_text_append(out, r->rows.data, r->rows.len);
	kit_text_write(out, ") AS r CROSS JOIN (SELECT coalesce(max(id), 0) AS last, ");
	if (lease->owner[0])
		kit_text_write(
			out,
			"count_if(id = 0 AND run_id = %L AND session = %L AND CAST(detail AS "
			"BIGINT) > " BRICK_NOW_MS ")",
			lease->name, lease->owner);
	else
		kit_text_add(out, "1");
	kit_text_write(
		out,
		" AS held FROM %T) AS m) AS s ON t.id = s.id AND t.id = 0 AND t.run_id = %L WHEN "
		"MATCHED THEN UPDATE SET detail = CAST(greatest(CAST(t.detail AS "
		"BIGINT), " BRICK_NOW_MS
		" + %d) AS STRING) WHEN NOT MATCHED AND s.id > 0 THEN INSERT (" BRICK_LOG_COLUMNS
		") VALUES (s.id, s.run_id, s.at, s.revision, s.direction, s.event, s.statement, "
		"s.statements, s.hash, s.session, s.probe, s.detail, s.format)",
		r->home, "whimbrel_log", lease->name, (int64_t)lease->ttl_ms);
}

/* Before what is not in the log's own commit. */
static void write_guard(struct runner *r, struct kit_text *out)
{
	const struct brick_lease *lease = &r->c->lease;

	if (lease->owner[0])
		kit_text_write(
			out,
			"SELECT CASE WHEN count_if(id = 0 AND run_id = %L AND session = %L AND "
			"CAST(detail AS BIGINT) > " BRICK_NOW_MS
			") = 1 THEN 1 ELSE raise_error('whimbrel: the lock is gone') END FROM "
			"%T;\n",
			lease->name, lease->owner, r->home, "whimbrel_log");
}

static void write_message(struct runner *r, struct kit_text *out)
{
	bool script = r->others.len > 0;

	if (script) {
		kit_text_add(out, "BEGIN\n");
		write_guard(r, out);
		kit_text_append(out, r->others.data, r->others.len);
	}
	if (r->row_count)
		write_rows(r, out);
	if (script)
		kit_text_add(out, r->row_count ? ";\nEND" : "END");
}

static void forget(struct runner *r)
{
	kit_text_release(&r->others);
	kit_text_release(&r->rows);
	r->others = r->rows = (struct kit_text){ 0 };
	r->row_count = 0;
}

/* Another writer was faster, which is the renewal of our own lease as a rule: nothing was done of the log, and
 * what was done of the other table may be done again. */
static int send(struct runner *r, const struct kit_text *sql, bool *out_sent)
{
	const struct brick_statement s = { .text = sql->data, .len = sql->len, .whose = BRICK_OWN };

	for (uint32_t try = 0;; try++) {
		struct wb_error why = WB_ERROR_INIT;
		int rc = brick_run_statement(r->c, &s, out_sent, &why);

		if (rc == WB_E_BUSY && brick_give_way(r->c, try, &why) == 0)
			continue;
		if (rc < 0) {
			rc = brick_own_failed(WB_OWN_LOG, &why);
			r->error = why;
		}
		return rc;
	}
}

static int flush(struct runner *r)
{
	struct kit_text sql = { 0 };
	bool sent = false;
	int rc = 0;

	if (r->failed)
		return r->status;
	if (r->row_count || r->others.len) {
		write_message(r, &sql);
		/* a statement that is under way renews it too, so it counts from its beginning */
		brick_lease_renewed(r->c->lease.owner);
		rc = sql.failed || r->rows.failed || r->others.failed ? kit_no_memory(&r->error)
								      : send(r, &sql, &sent);
	}
	kit_text_release(&sql);
	forget(r);
	if (rc < 0) {
		broken(r, rc);
		tell_all(r, sent ? WB_UNKNOWN : WB_FAILED, WB_SKIPPED);
		return rc;
	}
	tell_all(r, WB_DONE, WB_DONE);
	return r->failed ? r->status : 0;
}

static void add_statement(struct runner *r, const struct wb_op *op)
{
	kit_text_append(&r->others, op->text, op->len);
	kit_text_add(&r->others, ";\n");
}

static int note_home(struct runner *r, const struct wb_args *args)
{
	if (r->home || !args)
		return 0;
	r->home = strdup(args->home ? args->home : r->c->home);
	return r->home ? 0 : broken(r, kit_no_memory(&r->error));
}

static int add_own(struct runner *r, const struct wb_op *op)
{
	void *grown = kit_grow(r->ids, &r->id_room, r->id_count, sizeof(*r->ids));

	if (!grown)
		return broken(r, kit_no_memory(&r->error));
	r->ids = grown;
	r->ids[r->id_count++] = op->id;
	if (note_home(r, op->args) < 0)
		return r->status;
	switch (op->what) {
	case WB_OWN_GUARD:
		if (op->args->owner) {
			snprintf(r->c->lease.name, sizeof(r->c->lease.name), "%s", op->args->name);
			snprintf(r->c->lease.owner, sizeof(r->c->lease.owner), "%s",
				 op->args->owner);
		}
		break;
	case WB_OWN_LOG:
		add_log(r, op->args);
		break;
	case WB_OWN_SETTLE:
	case WB_OWN_ROLLBACK:
		brick_unfollow(r->c);
		break;
	default:
		if (op->len)
			add_statement(r, op);
		break;
	}
	return r->rows.len + r->others.len > OWN_BYTES ? flush(r) : 0;
}

/* ------------------------------------------------------------------ a user's */

static int give(void *ctx, json_t *row)
{
	struct wb_value values[BRICK_VALUES];
	struct runner *r = ctx;

	r->ops->row(r->ops->ctx, values, brick_values(row, values, BRICK_VALUES));
	return 1; /* the first one is asked for */
}

/* A script of the user's may have done a part, and what was cancelled may have ended at that moment; everything
 * else is whole or nothing. */
static bool in_parts(const struct wb_op *op, int rc)
{
	struct kit_words w;

	if (rc == WB_E_CANCELLED || rc == WB_E_TIMEOUT)
		return true;

	kit_words_begin(&w, op->text, op->len, 0);
	return kit_word_is(&w, "BEGIN") || kit_word_is(&w, "CALL") || kit_word_is(&w, "EXECUTE") ||
	       kit_word_is(&w, "COPY");
}

static int add_user(struct runner *r, const struct wb_op *op)
{
	bool sent = false, expects = op->kind == WB_OP_EXPECT;
	int rc = flush(r);

	if (rc < 0) {
		tell(r, op->id, WB_SKIPPED);
		return rc;
	}
	rc = brick_run_users(r->c, op, expects ? give : NULL, r, &sent, &r->error);
	r->ran_lazy = r->c->lazy;
	r->c->lazy = false;
	if (rc == 0) {
		tell(r, op->id, WB_DONE);
		return r->failed ? r->status : 0;
	}
	broken(r, rc);
	tell(r, op->id, sent ? WB_UNKNOWN : in_parts(op, rc) ? WB_FAILED_PARTLY : WB_FAILED);
	return rc;
}

/* A statement failed: what is done before it is kept all the same. */
static void keep_lazy(struct runner *r)
{
	struct kit_text sql = { 0 };
	struct wb_error why = r->error;
	bool sent;

	if (!r->lazy_count || r->status == WB_E_LOST || r->status == WB_E_LOCK_LOST)
		return;
	forget(r);
	take_lazy(r);
	write_message(r, &sql);
	if (!sql.failed)
		send(r, &sql, &sent);
	kit_text_release(&sql);
	r->error = why;
}

int brick_run(void *conn, const struct wb_ops *ops, struct wb_error *err)
{
	struct runner r = { .c = conn, .ops = ops, .error = WB_ERROR_INIT };
	struct wb_op op = { .size = sizeof(op) };
	int rc = 1;

	atomic_store(&r.c->cancelled, false);
	r.c->lazy = false;
	while (!r.failed && (rc = ops->next(ops->ctx, &op, err)) == 1)
		if (op.kind == WB_OP_OWN)
			add_own(&r, &op);
		else
			add_user(&r, &op);
	if (!r.failed && rc == 0)
		flush(&r);
	tell_all(&r, WB_SKIPPED, WB_SKIPPED);
	keep_lazy(&r);
	if (r.failed && err && !err->status)
		*err = r.error;
	forget(&r);
	drop_lazy(&r);
	free(r.ids);
	free(r.home);
	return r.failed ? r.status : rc < 0 ? rc : 0;
}
