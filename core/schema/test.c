/* SPDX-License-Identifier: MIT */
/* `test`: up, down and up again, one revision after the other, on a scratch database. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "prove/prove.h"
#include "rows/rows.h"
#include "scope/privileges.h"
#include "scope/scope.h"
#include "scratch/replay_revisions.h"
#include "scratch/surroundings.h"
#include "calls.h"

struct testing {
	struct wb_session *session;
	const struct revision_vec *wanted; /* empty: all */
	int (*take)(void *ctx, const struct wb_test_result *result);
	void *ctx;
	struct scratch scratch;
	struct rows rows; /* made up, in the scratch database */
	struct model now; /* its schema, if … */
	bool is_known;    /* … it was read, and nothing was run since */
	/* what the rows made fail, of the revision at hand: it passes without them */
	char unfit[512];
	struct string_vec left; /* what its ways leave */
	int failed;
};

static bool is_step(const struct wb_session *s, const struct revision *r)
{
	return r->repeat || view_visible(s->project->files, r);
}

static bool is_wanted(const struct testing *t, const struct revision *r)
{
	for (size_t i = 0; i < t->wanted->count; i++)
		if (t->wanted->items[i] == r)
			return true;
	return !t->wanted->count;
}

static int tell(struct testing *t, const struct revision *r, int outcome,
		const struct string_vec *left, const char *message)
{
	struct wb_test_result result = {
		.size = sizeof(result), .outcome = outcome, .revision = &r->pub, .message = message
	};

	if (!message && t->unfit[0])
		result.message = t->unfit;
	result.dialect = t->session->plugin->table.name;
	if (left) {
		result.left.items = (const char *const *)left->items;
		result.left.count = left->count;
	}
	t->failed += outcome != WB_TEST_OK && outcome != WB_TEST_ONE_WAY;
	return t->take(t->ctx, &result);
}

static void forget(struct testing *t)
{
	model_release(&t->now);
	t->now = (struct model){ 0 };
	t->is_known = false;
}

/* The schema that a revision begins with: the one before it has mostly read that. */
static int read_before(struct testing *t, struct model *out, struct wb_error *err)
{
	if (!t->is_known)
		return scope_read(t->scratch.session, t->scratch.conn, out, err);
	*out = t->now;
	t->now = (struct model){ 0 };
	t->is_known = false;
	return 0;
}

/* What was not run may have made something: then nothing can be said. */
static int run(struct testing *t, struct revision *r, bool up, struct wb_error *err)
{
	int rc;

	forget(t);
	rc = history_replay(&t->scratch, r, up, err);
	return rc == 0 ? scratch_known(&t->scratch, err) : rc;
}

/* A step that failed half-way leaves nobody knows what: begin anew, and run all up to and with
 * the revision in front of `end`. */
static int start_over(struct testing *t, size_t end, struct wb_error *err)
{
	int rc;

	forget(t);
	scratch_close(&t->scratch);
	rows_release(&t->rows);
	rc = scratch_open(t->session, &t->scratch, err);
	for (size_t i = 0; rc == 0 && i < end; i++) {
		struct revision *r = graph_at(t->session->project->graph, i);

		if (is_step(t->session, r))
			rc = run(t, r, true, err);
	}
	return rc;
}

static bool can_go_on(int rc)
{
	return wb_error_of_statement(rc) || rc == WB_E_REVISION || rc == WB_E_EXPECT ||
	       rc == WB_E_AGAIN;
}

/* Is it the made-up rows alone that a step fails on? It is said, and tried without them. */
static bool are_unfit(struct testing *t, const char *way, int rc, struct wb_error *err)
{
	if (rc >= 0 || !can_go_on(rc) || !rows_any(&t->rows) || !rows_are_to_blame(err))
		return false;
	snprintf(t->unfit, sizeof(t->unfit), "%s fails on made-up rows: %.400s", way, err->message);
	wb_error_clear(err);
	return true;
}

/* Down, or up again, and what then differs from `goal`. */
static int go(struct testing *t, struct revision *r, bool up, struct model *goal,
	      struct wb_error *err)
{
	struct model now = { 0 };
	bool bare = false;
	int rc = run(t, r, up, err);

	if (rc == 0)
		rc = scope_read(t->scratch.session, t->scratch.conn, &now, err);
	bare = rc == 0 && privileges_given_back(t->session, r);
	if (bare) {
		model_forget_privileges(&now);
		model_forget_privileges(goal);
	}
	if (rc == 0)
		rc = difference_list(&now, goal,
				     up ? "up again leaves it to " : "down leaves it to ", &t->left,
				     err);
	else
		wb_error_prefix(err, "%s", up ? "up again" : "down");
	if (rc < 0 || bare) {
		model_release(&now);
		return rc;
	}
	t->now = now;
	t->is_known = true;
	return 0;
}

/* Down with rows in its tables, and up again with what the way down left of them. */
static int go_back(struct testing *t, size_t at, struct model *before, struct model *after,
		   struct wb_error *err)
{
	struct revision *r = graph_at(t->session->project->graph, at);
	int rc = go(t, r, false, before, err);

	rows_forget(&t->rows, before);
	return rc == 0 && !t->left.count ? go(t, r, true, after, err) : rc;
}

/* Back and forth again; the database is then as if it had been run once. */
static int test_back(struct testing *t, size_t at, struct model *before, struct model *after,
		     struct wb_error *err)
{
	struct revision *r = graph_at(t->session->project->graph, at);
	int rc = t->unfit[0] ? 0 : rows_fill(&t->rows, &t->scratch, after, NULL, err);

	if (rc == 0)
		rc = go_back(t, at, before, after, err);
	if (are_unfit(t, "the way back", rc, err)) {
		rc = start_over(t, at + 1, err);
		if (rc == 0)
			rc = go_back(t, at, before, after, err);
	}
	if (rc == 0 && !t->left.count) {
		rc = tell(t, r, WB_TEST_OK, NULL, NULL);
	} else if (rc == 0 || can_go_on(rc)) {
		rc = tell(t, r, rc == 0 ? WB_TEST_LEFT : WB_TEST_FAILED, &t->left,
			  rc == 0 ? NULL : err->message);
		wb_error_clear(err);
		if (rc == 0)
			rc = start_over(t, at + 1, err);
	}
	string_vec_free(&t->left);
	return rc;
}

static int has_way_back(struct testing *t, const struct revision *r, struct wb_error *err)
{
	struct section_rules rules = project_section_rules(t->session->project);
	struct problems silent = { 0 };
	struct section_vec sections = { 0 };
	const struct section *down;
	int rc = sections_read(r, &rules, &silent, &sections, err);

	down = rc == 0 ? sections_find(&sections, SECTION_DOWN,
				       project_dialect_names(t->session->project))
		       : NULL;
	rc = rc < 0 ? rc : down && !down->irreversible && !r->repeat;
	sections_free(&sections);
	return rc;
}

static int test_one(struct testing *t, size_t at, struct wb_error *err)
{
	struct revision *r = graph_at(t->session->project->graph, at);
	struct model before = { 0 }, after = { 0 };
	bool wanted = is_wanted(t, r);
	int rc = wanted ? read_before(t, &before, err) : 0;

	t->unfit[0] = '\0';
	if (rc == 0 && wanted)
		rc = rows_fill(&t->rows, &t->scratch, &before, NULL, err);
	if (rc == 0)
		rc = run(t, r, true, err);
	if (are_unfit(t, "it", rc, err))
		rc = start_over(t, at + 1, err);
	if (rc == 0 && wanted) {
		rc = has_way_back(t, r, err);
		if (rc == 0)
			rc = tell(t, r, WB_TEST_ONE_WAY, NULL, NULL);
		else if (rc == 1) {
			rc = scope_read(t->scratch.session, t->scratch.conn, &after, err);
			if (rc == 0)
				rc = test_back(t, at, &before, &after, err);
		}
	}
	model_release(&before);
	model_release(&after);
	return rc;
}

static int test_all(struct testing *t, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < graph_count(t->session->project->graph); i++) {
		const struct revision *r = graph_at(t->session->project->graph, i);

		if (!is_step(t->session, r))
			continue;
		rc = test_one(t, i, err);
		if (rc < 0 && surroundings_learn(t->session, rc)) {
			wb_error_clear(err);
			rc = start_over(t, i, err);
			if (rc == 0)
				rc = test_one(t, i, err);
		}
		if (can_go_on(rc)) {
			/* what follows stands on this one */
			rc = tell(t, r, WB_TEST_FAILED, NULL, err->message);
			wb_error_clear(err);
			return rc;
		}
	}
	return rc;
}

int schema_test(struct wb_session *session, struct wb_names targets,
		int (*take)(void *ctx, const struct wb_test_result *result), void *ctx,
		struct wb_error *err)
{
	struct revision_vec wanted = { 0 };
	struct testing t = { .session = session, .wanted = &wanted, .take = take, .ctx = ctx };
	int rc = 0;

	uncompared_free(&session->uncompared);
	for (size_t i = 0; rc == 0 && i < targets.count; i++) {
		struct revision_vec some = { 0 };

		rc = resolve_names(session->project->files, targets.items[i], &some, err);
		for (size_t j = 0; rc == 0 && j < some.count; j++)
			if (revision_vec_push(&wanted, some.items[j]) < 0)
				rc = wb_error_nomem(err);
		revision_vec_release(&some);
	}
	if (rc == 0)
		rc = scratch_open(session, &t.scratch, err);
	if (rc == 0) {
		rc = test_all(&t, err);
		forget(&t);
		scratch_close(&t.scratch);
		rows_release(&t.rows);
	}
	revision_vec_release(&wanted);
	return rc < 0 ? rc : t.failed;
}
