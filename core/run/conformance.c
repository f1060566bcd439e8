/* SPDX-License-Identifier: MIT */
/* The conformance suite: the same trials for every dialect, against a real database. Each drives
 * the dialect as a run would, and says what the engine relies on. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "applied.h"
#include "base/error.h"
#include "project/project.h"
#include "base/text.h"

#define LOCK_KEY "whimbrel conformance"
#define NONSENSE "whimbrel conformance: this is no statement"

struct trial {
	struct wb_project *project;
	const struct plugin *plugin;
	struct wb_client client;
	struct connection a, b;
	char id[33]; /* a revision that exists nowhere */
	char run_id[17];
	struct wb_error why; /* of the promise that is broken */
};

static int broken(struct trial *t, const char *format, const char *detail)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* formats of this file, each with one %s */
	return wb_error_set(&t->why, WB_E_INTERNAL, format, detail);
#pragma GCC diagnostic pop
}

static int own(struct trial *t, struct connection *c, int32_t what, const char *title)
{
	struct wb_args args = {
		.size = sizeof(args), .run_id = t->run_id, .revision = t->id, .title = title
	};

	args.checksum = "1:conformance";
	args.parents = "a,b";
	args.depends = "";
	args.down = title;
	args.applied_by = "conformance";
	args.name = "whimbrel_trial";
	args.direction = "up";
	args.event = "started";
	return driver_own(c, what, &args, NULL, &t->why);
}

/* Is the trial's version row there, as connection `c` sees it? 1, 0; its title must be `title`. */
static int row_there(struct trial *t, struct connection *c, const char *title)
{
	struct applied applied = { 0 };
	const struct applied_row *row;
	int rc = applied_read(c, &applied, &t->why);

	row = rc == 0 ? applied_find(&applied, t->id) : NULL;
	if (row && title && !text_equal(row->title, title))
		rc = broken(t, "a title came back as \"%s\"", row->title ? row->title : "NULL");
	else if (row && title &&
		 (!text_equal(row->parents, "a,b") || !text_equal(row->depends, "")))
		rc = broken(t, "parents and depends did not come back%s", "");
	applied_release(&applied);
	return rc < 0 ? rc : row != NULL;
}

static int expect_row(struct trial *t, struct connection *c, bool wanted, const char *when)
{
	int there = row_there(t, c, NULL);

	if (there < 0)
		return there;
	return (there == 1) == wanted ? 0
				      : broken(t,
					       wanted ? "the version row is missing %s"
						      : "the version row is there %s",
					       when);
}

/* ------------------------------------------------------------------ the trials */

static int describes_itself(struct trial *t)
{
	const struct wb_server *s = &t->a.server;

	if (!s->product[0] || !s->version[0])
		return broken(t, "describe says no %s", s->product[0] ? "version" : "product");
	return s->database[0] ? 0 : broken(t, "describe says no %s", "database");
}

static int makes_tables_twice(struct trial *t)
{
	struct applied applied = { 0 };
	int rc = own(t, &t->a, WB_OWN_ENSURE, NULL);

	if (rc == 0)
		rc = own(t, &t->a, WB_OWN_ENSURE, NULL);
	if (rc == 0)
		rc = applied_read(&t->a, &applied, &t->why);
	if (rc == 0 && applied.format == 1)
		rc = own(t, &t->a, WB_OWN_RAISE, NULL);
	applied_release(&applied);
	return rc;
}

static int take_down(void *ctx, const struct wb_value *values, size_t count)
{
	struct buf *down = ctx;

	if (count > 1 && values[1].data)
		buf_add(down, values[1].data, values[1].len);
	return 0;
}

static int keeps_down(struct trial *t, const char *wanted)
{
	const char *const ids[] = { t->id };
	struct wb_args args = { .size = sizeof(args), .present = ids, .present_count = 1 };
	struct buf down = { 0 };
	struct wb_rows rows = { take_down, &down };
	int rc = driver_own(&t->b, WB_OWN_READ_DOWN, &args, &rows, &t->why);

	if (rc == 0 && strcmp(buf_text(&down), wanted) != 0)
		rc = broken(t, "what takes a revision back came back as \"%s\"", buf_text(&down));
	buf_release(&down);
	return rc;
}

static int keeps_any_text(struct trial *t)
{
	static const char title[] = "it's \"quoted\", `so`, \\ and \\' and %s ${x} $1 ; -- /* "
				    "\xc3\xa9\xe2\x82\xac \t end";
	int rc = own(t, &t->a, WB_OWN_RECORD, title);

	if (rc == 0)
		rc = row_there(t, &t->b, title);
	if (rc == 0)
		rc = broken(t, "the version row is missing %s",
			    "after RECORD, seen from another connection");
	if (rc == 1)
		rc = keeps_down(t, title);
	if (rc == 0)
		rc = own(t, &t->a, WB_OWN_AMEND, "amended");
	if (rc == 0)
		rc = keeps_down(t, "amended");
	if (rc == 0 && row_there(t, &t->b, "amended") < 0)
		rc = t->why.status;
	if (rc == 0)
		rc = own(t, &t->a, WB_OWN_ERASE, NULL);
	return rc < 0 ? rc : expect_row(t, &t->b, false, "after ERASE");
}

static int rolls_back_rows(struct trial *t)
{
	if (own(t, &t->a, WB_OWN_BEGIN, NULL) < 0 || own(t, &t->a, WB_OWN_RECORD, "x") < 0 ||
	    own(t, &t->a, WB_OWN_LOG, NULL) < 0 || own(t, &t->a, WB_OWN_ROLLBACK, NULL) < 0)
		return t->why.status;
	return expect_row(t, &t->a, false, "after ROLLBACK");
}

static int commits_rows(struct trial *t)
{
	if (own(t, &t->a, WB_OWN_BEGIN, NULL) < 0 || own(t, &t->a, WB_OWN_RECORD, "x") < 0 ||
	    own(t, &t->a, WB_OWN_COMMIT, NULL) < 0 ||
	    expect_row(t, &t->b, true, "after COMMIT, seen from another connection") < 0)
		return t->why.status;
	return own(t, &t->a, WB_OWN_ERASE, NULL);
}

static int rolls_back_nothing(struct trial *t)
{
	return own(t, &t->a, WB_OWN_ROLLBACK, NULL);
}

static int has_savepoints(struct trial *t)
{
	if (own(t, &t->a, WB_OWN_BEGIN, NULL) < 0 || own(t, &t->a, WB_OWN_SAVEPOINT, NULL) < 0 ||
	    own(t, &t->a, WB_OWN_RECORD, "x") < 0 || own(t, &t->a, WB_OWN_ROLLBACK_TO, NULL) < 0 ||
	    own(t, &t->a, WB_OWN_SAVEPOINT, NULL) < 0 || own(t, &t->a, WB_OWN_LOG, NULL) < 0 ||
	    own(t, &t->a, WB_OWN_RELEASE, NULL) < 0 || own(t, &t->a, WB_OWN_COMMIT, NULL) < 0)
		return t->why.status;
	return expect_row(t, &t->a, false, "after ROLLBACK TO");
}

static int no_savepoint_no_rollback(struct trial *t)
{
	if (own(t, &t->a, WB_OWN_BEGIN, NULL) < 0)
		return t->why.status;
	if (own(t, &t->a, WB_OWN_ROLLBACK_TO, NULL) == 0)
		return broken(t, "ROLLBACK TO succeeded %s", "without a savepoint");
	wb_error_clear(&t->why);
	return own(t, &t->a, WB_OWN_ROLLBACK, NULL);
}

static int refuses_nonsense(struct trial *t)
{
	struct wb_op op = {
		.size = sizeof(op), .kind = WB_OP_USER, .text = NONSENSE, .len = strlen(NONSENSE)
	};
	struct wb_error err = WB_ERROR_INIT;

	op.full_len = op.len;
	if (driver_execute(&t->a, &op, NULL, &err) == 0)
		return broken(t, "%s was executed", NONSENSE);
	if (!err.message[0])
		return broken(t, "a refused statement has no %s", "message");
	return own(t, &t->a, WB_OWN_BEGIN, NULL) < 0 ? t->why.status
						     : own(t, &t->a, WB_OWN_ROLLBACK, NULL);
}

/* A queue of: a row, nonsense, another row. The first is done, the second fails, the third must not
 * run. */
struct failing_queue {
	struct trial *t;
	struct buf sql;
	struct wb_args args;
	int handed, outcomes[4], reported;
};

static int queue_next(void *ctx, struct wb_op *out, struct wb_error *err)
{
	struct failing_queue *q = ctx;
	static const int32_t whats[] = { WB_OWN_BEGIN, WB_OWN_RECORD, 0, WB_OWN_LOG };

	if (q->handed == 4)
		return 0;
	*out = (struct wb_op){ .size = sizeof(*out),
			       .kind = WB_OP_OWN,
			       .id = (uint64_t)++q->handed };
	out->what = whats[q->handed - 1];
	if (!out->what) {
		out->kind = WB_OP_USER;
		out->text = NONSENSE;
		out->len = out->full_len = strlen(NONSENSE);
		return 1;
	}
	buf_clear(&q->sql);
	if (driver_compose(q->t->plugin, q->t->a.handle, out->what, &q->args, &q->sql, err) < 0)
		return wb_error_kept(err);
	out->args = &q->args;
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
	(void)ctx;
	(void)values;
	(void)count;
	return 1;
}

static int queue_done(void *ctx, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	struct failing_queue *q = ctx;

	(void)err;
	if (id != (uint64_t)q->reported + 1)
		q->outcomes[0] = 0; /* out of order: no outcome that is right */
	else
		q->outcomes[q->reported++] = outcome;
	return 0;
}

static int stops_at_a_failure(struct trial *t)
{
	struct failing_queue q = { .t = t };
	struct wb_ops ops = { .size = sizeof(ops),
			      .ctx = &q,
			      .next = queue_next,
			      .data = queue_data,
			      .row = queue_row };
	struct wb_error err = WB_ERROR_INIT;
	int rc;

	ops.done = queue_done;
	q.args = (struct wb_args){ .size = sizeof(q.args),
				   .home = t->a.server.home,
				   .run_id = t->run_id,
				   .revision = t->id };
	q.args.title = q.args.checksum = q.args.applied_by = q.args.event = q.args.direction = "x";
	rc = driver_run(&t->a, &ops, &err);
	buf_release(&q.sql);
	if (rc == 0)
		return broken(t, "a queue with %s in it succeeded", NONSENSE);
	if (q.reported != q.handed)
		return broken(t, "not every operation was reported, once and %s", "in order");
	if (q.outcomes[1] != WB_DONE || q.outcomes[2] == WB_DONE ||
	    (q.handed == 4 && q.outcomes[3] == WB_DONE))
		return broken(t,
			      "operations before a failure must be done, it must be told, and %s",
			      "none after it may run");
	if (own(t, &t->a, WB_OWN_ROLLBACK, NULL) < 0)
		return t->why.status;
	return expect_row(t, &t->a, false, "after a failed transaction was rolled back");
}

static int locks_out_others(struct trial *t)
{
	struct wb_error err = WB_ERROR_INIT;
	struct buf holder = { 0 }, session = { 0 };
	int rc = driver_lock(&t->a, LOCK_KEY, 0, &t->why);

	if (rc < 0)
		return rc;
	rc = driver_lock(&t->b, LOCK_KEY, 0, &err);
	if (rc >= 0)
		rc = broken(t, "two connections %s", "got the lock");
	else if (rc != WB_E_LOCKED)
		rc = broken(t, "the second one is told: %s", err.message);
	else if (t->plugin->table.holder &&
		 driver_holder(&t->b, LOCK_KEY, &holder, &session, &t->why) != 1)
		rc = broken(t, "holder() does not see %s", "who holds it");
	else
		rc = driver_unlock(&t->a, LOCK_KEY, &t->why);
	buf_release(&holder);
	buf_release(&session);
	if (rc == 0)
		rc = driver_lock(&t->b, LOCK_KEY, 0, &t->why);
	return rc >= 0 ? driver_unlock(&t->b, LOCK_KEY, &t->why) : rc;
}

static int splits_in_pieces(struct trial *t)
{
	static const char text[] = " /* a */ first 'x' ;\n-- c\nsecond; \n";
	size_t at = 0, count = 0, len = sizeof(text) - 1;
	struct wb_lex state = { .size = sizeof(state) };
	struct wb_piece piece = { .size = sizeof(piece) };
	int rc;

	while ((rc = driver_split(t->plugin, &state, text + at, len - at, 1, &piece, &t->why)) ==
	       1) {
		at += piece.next;
		count++;
		state.scanned = 0;
	}
	if (rc < 0)
		return rc;
	return count == 2
		       ? 0
		       : broken(t, "two statements with comments around them were not split as %s",
				"two");
}

static int quotes(struct trial *t)
{
	struct buf name = { 0 }, literal = { 0 };
	int rc = driver_quote(t->plugin, NULL, 0, "a\"b`c]d", 7, &name, &t->why);

	if (rc == 0)
		rc = driver_quote(t->plugin, NULL, 1, "it's", 4, &literal, &t->why);
	if (rc == 0 && (name.len < 9 || literal.len < 6))
		rc = broken(t, "%s were not quoted", "a name and a literal");
	buf_release(&name);
	buf_release(&literal);
	return rc;
}

static const struct {
	const char *title;
	int (*run)(struct trial *t);
	uint64_t needs; /* features */
} trials[] = {
	{ "describes itself", describes_itself, 0 },
	{ "quotes names and literals", quotes, 0 },
	{ "splits statements and comments", splits_in_pieces, 0 },
	{ "makes whimbrel's tables, twice over", makes_tables_twice, 0 },
	{ "keeps any text in a version row", keeps_any_text, 0 },
	{ "rolls rows back", rolls_back_rows, 0 },
	{ "commits rows", commits_rows, 0 },
	{ "rolls back where nothing was begun", rolls_back_nothing, 0 },
	{ "rolls back to a savepoint and goes on", has_savepoints, WB_F_SHARED_COMMIT },
	{ "fails to roll back to a savepoint that is not there", no_savepoint_no_rollback,
	  WB_F_SHARED_COMMIT },
	{ "refuses what is no statement, says why, and can go on", refuses_nonsense, 0 },
	{ "stops a queue at a failure and reports every operation", stops_at_a_failure, 0 },
	{ "lets one connection at a time have the lock", locks_out_others, CAN_LOCK },
};

static int open_trial(struct trial *t, struct wb_project *project, struct wb_error *err)
{
	const struct target *target = &project->setup.target;

	t->project = project;
	t->client.listener = project->client.listener;
	t->why.size = sizeof(t->why);
	if (!target->known)
		return wb_error_set(err, WB_E_CONFIG, "no database is named: give --url");
	if (project_dialect(project, &t->plugin, err) < 0 || text_random_hex(t->id, 32, err) < 0 ||
	    text_random_hex(t->run_id, 16, err) < 0 ||
	    driver_connect(t->plugin, target, t->run_id, 0, &t->client, &t->a, err) < 0)
		return wb_error_kept(err);
	return driver_connect(t->plugin, target, t->run_id, 0, &t->client, &t->b, err);
}

int conformance_run(struct wb_project *project,
		    void (*take)(void *ctx, const struct wb_conformance *finding), void *ctx,
		    struct wb_error *err)
{
	struct trial t = { 0 };
	int found = 0, rc = open_trial(&t, project, err);

	for (size_t i = 0; rc == 0 && i < sizeof(trials) / sizeof(trials[0]); i++) {
		struct wb_conformance finding = { .size = sizeof(finding),
						  .title = trials[i].title,
						  .result = -1 };
		struct wb_error ignored = WB_ERROR_INIT;

		wb_error_clear(&t.why);
		if (driver_can(&t.a, trials[i].needs))
			finding.result = trials[i].run(&t) == 0;
		finding.detail = t.why.message;
		found += finding.result == 0;
		take(ctx, &finding);
		if (finding.result == 0)
			driver_own(&t.a, WB_OWN_ROLLBACK,
				   &(struct wb_args){ .size = sizeof(struct wb_args) }, NULL,
				   &ignored);
	}
	driver_close(&t.a);
	driver_close(&t.b);
	return rc < 0 ? rc : found;
}
