/* SPDX-License-Identifier: MIT */
/* run: a queue of operations, sent ahead or one by one. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "trial.h"

#define MOST 4000

/* What stands in the queue: an own operation, or a user's statement. */
struct entry {
	int32_t what; /* enum wb_own; 0: `sql` */
	const char *sql;
	int32_t kind;
};

struct queue {
	struct trial *t;
	struct connection *c; /* NULL: the trial's own */
	const struct entry *entries;
	int count, repeat; /* the last entry comes so many times */
	int handed, reported, rows;
	int outcomes[8];
	bool disorder, late; /* an answer out of turn; an expectation whose answer came too late */
	bool expects;
	int stop_at;
	struct wb_args args;
	struct buf sql;
};

static const struct entry *entry_at(const struct queue *q, int i)
{
	return &q->entries[i < q->count ? i : q->count - 1];
}

static int queue_next(void *ctx, struct wb_op *out, struct wb_error *err)
{
	struct queue *q = ctx;
	const struct entry *e = entry_at(q, q->handed);

	q->late |= q->expects;
	if (q->stop_at && q->handed == q->stop_at)
		return wb_error_set(err, WB_E_CANCELLED, "the suite stops here");
	if (q->handed >= q->count + q->repeat)
		return 0;
	*out = (struct wb_op){ .size = sizeof(*out), .id = (uint64_t)++q->handed };
	out->kind = e->what ? WB_OP_OWN : e->kind;
	out->what = e->what;
	buf_clear(&q->sql);
	if (e->what) {
		q->args.home = q->t->a.server.home;
		if (driver_compose(composer_of(&q->t->a), e->what, &q->args, &q->sql, err) < 0)
			return wb_error_kept(err);
		out->args = &q->args;
	} else {
		trial_fill(q->t, e->sql, 1, &q->sql);
	}
	q->expects = out->kind == WB_OP_EXPECT;
	out->text = buf_text(&q->sql);
	out->len = out->full_len = q->sql.len;
	return 1;
}

static int queue_data(void *ctx, const char **data, size_t *len, struct wb_error *err)
{
	(void)ctx;
	(void)data;
	(void)len;
	(void)err;
	return 0;
}

static int queue_row(void *ctx, const struct wb_value *values, size_t count)
{
	(void)values;
	((struct queue *)ctx)->rows += count > 0;
	return 1;
}

static int queue_done(void *ctx, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	struct queue *q = ctx;

	(void)err;
	q->expects = false;
	q->disorder |= id != (uint64_t)q->reported + 1;
	if (q->reported < 8)
		q->outcomes[q->reported] = outcome;
	q->reported++;
	return 0;
}

static int run(struct trial *t, struct queue *q)
{
	struct wb_ops ops = { .size = sizeof(ops),
			      .ctx = q,
			      .next = queue_next,
			      .data = queue_data,
			      .row = queue_row,
			      .done = queue_done };
	int rc;

	q->t = t;
	q->args = trial_args(t);
	snprintf(t->out->sql, sizeof(t->out->sql), "a queue of %d operations",
		 q->count + q->repeat);
	wb_error_clear(&t->err);
	rc = driver_run(q->c ? q->c : &t->a, &ops, &t->err);
	buf_release(&q->sql);
	return rc;
}

static bool in_order(struct trial *t, const struct queue *q)
{
	if (q->disorder)
		return trial_broken(t, "each operation is reported once, in order", "it was not");
	return q->reported == q->handed ||
	       trial_broken(t, "each operation that was handed out is reported", "%d of %d were",
			    q->reported, q->handed);
}

static bool does_all(struct trial *t)
{
	static const struct entry entries[] = { { WB_OWN_BEGIN, NULL, 0 },
						{ WB_OWN_RECORD, NULL, 0 },
						{ WB_OWN_LOG, NULL, 0 },
						{ WB_OWN_COMMIT, NULL, 0 } };
	struct queue q = { .entries = entries, .count = 4 };

	return trial_ensure(t) && (run(t, &q) == 0 || trial_failed(t, "a queue is emptied")) &&
	       in_order(t, &q) && trial_row(t, &t->a, true, "behind the queue") &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool stops_at_failure(struct trial *t)
{
	const struct entry entries[] = { { WB_OWN_BEGIN, NULL, 0 },
					 { WB_OWN_RECORD, NULL, 0 },
					 { 0, t->words->wrong, WB_OP_USER },
					 { WB_OWN_COMMIT, NULL, 0 } };
	struct queue q = { .entries = entries, .count = 4 };

	if (!trial_ensure(t))
		return false;
	if (run(t, &q) == 0)
		return trial_broken(t, "a queue with a wrong statement fails", "it is done");
	if (!in_order(t, &q))
		return false;
	if (q.outcomes[1] != WB_DONE || q.outcomes[2] == WB_DONE ||
	    (q.reported > 3 && q.outcomes[3] == WB_DONE))
		return trial_broken(t, "DONE before it, FAILED, and nothing behind it is done",
				    "%d %d %d %d", q.outcomes[0], q.outcomes[1], q.outcomes[2],
				    q.outcomes[3]);
	return trial_own(t, &t->a, WB_OWN_ROLLBACK) &&
	       trial_row(t, &t->a, false, "behind a failed queue and ROLLBACK");
}

static bool keeps_committed(struct trial *t)
{
	const struct entry entries[] = { { WB_OWN_BEGIN, NULL, 0 },
					 { WB_OWN_RECORD, NULL, 0 },
					 { WB_OWN_COMMIT, NULL, 0 },
					 { WB_OWN_BEGIN, NULL, 0 },
					 { 0, t->words->wrong, WB_OP_USER } };
	struct queue q = { .entries = entries, .count = 5 };

	if (!trial_ensure(t))
		return false;
	if (run(t, &q) == 0)
		return trial_broken(t, "a queue with a wrong statement fails", "it is done");
	return in_order(t, &q) && trial_own(t, &t->a, WB_OWN_ROLLBACK) &&
	       trial_row(t, &t->a, true, "that was committed before the failure") &&
	       trial_own(t, &t->a, WB_OWN_ERASE);
}

static bool gives_rows(struct trial *t)
{
	const struct entry entries[] = { { 0, t->words->look, WB_OP_EXPECT },
					 { 0, t->words->change, WB_OP_USER } };
	struct queue q = { .entries = entries, .count = 2 };

	return trial_make(t, &t->a) && (run(t, &q) == 0 || trial_failed(t, "a queue is emptied")) &&
	       in_order(t, &q) && trial_is(t, q.rows == 1, "the row of an expectation", "no row") &&
	       trial_is(t, !q.late,
			"an expectation is answered before the next operation is asked for",
			"it was not") &&
	       trial_drop(t, &t->a);
}

static bool drops_rows(struct trial *t)
{
	const struct entry entries[] = { { 0, t->words->look, WB_OP_USER },
					 { 0, t->words->change, WB_OP_USER } };
	struct queue q = { .entries = entries, .count = 2 };

	return trial_make(t, &t->a) && (run(t, &q) == 0 || trial_failed(t, "a queue is emptied")) &&
	       in_order(t, &q) && trial_look(t, &t->a, "1") && trial_drop(t, &t->a);
}

static bool does_many(struct trial *t)
{
	const struct entry entries[] = { { WB_OWN_BEGIN, NULL, 0 },
					 { 0, t->words->change, WB_OP_USER } };
	struct queue q = { .entries = entries, .count = 2, .repeat = MOST - 1 };
	char sum[16];

	snprintf(sum, sizeof(sum), "%d", MOST);
	return trial_make(t, &t->a) && (run(t, &q) == 0 || trial_failed(t, "a queue is emptied")) &&
	       in_order(t, &q) && trial_own(t, &t->a, WB_OWN_COMMIT) && trial_look(t, &t->a, sum) &&
	       trial_drop(t, &t->a);
}

/* The engine's own trouble. */
static bool stops_when_told(struct trial *t)
{
	static const struct entry entries[] = { { WB_OWN_BEGIN, NULL, 0 },
						{ WB_OWN_RECORD, NULL, 0 },
						{ WB_OWN_LOG, NULL, 0 } };
	struct queue q = { .entries = entries, .count = 3, .stop_at = 2 };
	int rc;

	if (!trial_ensure(t))
		return false;
	rc = run(t, &q);
	if (rc == 0)
		return trial_broken(t, "what `next` returned", "success");
	return in_order(t, &q) && trial_own(t, &t->a, WB_OWN_ROLLBACK) &&
	       trial_row(t, &t->a, false, "behind a queue that was stopped, and ROLLBACK");
}

/* The engine doesn't know which of the statements that were sent ahead is under way. */
static bool ends_late_statement(struct trial *t)
{
	struct target target = *t->target;
	struct connection c = { .handle = NULL };
	struct buf sql = { 0 };
	struct entry entries[] = { { WB_OWN_BEGIN, NULL, 0 }, { 0, NULL, WB_OP_USER } };
	struct queue q = { .entries = entries, .count = 2, .c = &c };
	bool fine = trial_slow(t, &sql);
	int64_t began = clock_ms();
	int rc = 0;

	target.statement_timeout_ms = 700;
	t->target = &target;
	entries[1].sql = buf_text(&sql);
	if (fine && trial_open(t, &c, 0)) {
		rc = run(t, &q);
		fine = rc < 0 ||
		       trial_broken(t, "a statement_timeout of 700 ms ends what was sent",
				    "it ran for %lld ms", (long long)(clock_ms() - began));
		fine = fine && in_order(t, &q) &&
		       (rc == WB_E_TIMEOUT || trial_failed(t, "WB_E_TIMEOUT"));
	}
	driver_close(&c);
	buf_release(&sql);
	return fine && trial_drop(t, &t->a);
}

#define CASE(id_, promise_, run_, needs_)                                                          \
	{                                                                                          \
		.id = "run." id_, .slot = "run", .promise = promise_, .run = run_, .needs = needs_ \
	}

/* clang-format off */
const struct check_case run_cases[] = {
	CASE("all", "a queue is done, and each operation reported in order", does_all, 0),
	CASE("failure", "nothing behind a failure is done", stops_at_failure, NEEDS_WORDS),
	CASE("committed", "what was committed before a failure stays", keeps_committed, NEEDS_WORDS),
	CASE("rows", "an expectation's row comes, before the next operation is asked for", gives_rows, NEEDS_WORDS),
	CASE("no-rows", "rows that nobody wants are no trouble", drops_rows, NEEDS_WORDS),
	CASE("many", "a queue of 4,000 is done", does_many, NEEDS_WORDS),
	CASE("timeout", "statement_timeout ends what stands in a queue", ends_late_statement, NEEDS_WORDS),
	CASE("stop", "a queue stops where it is told to", stops_when_told, 0),
	{ .id = NULL }
};
