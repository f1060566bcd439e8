/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "run.h"
#include "base/text.h"

/* Applied files must be what was applied; bodies are read for this and for nothing else. */
static int check_edited(struct wb_session *s, struct problems *problems, struct wb_error *err)
{
	const struct applied_row *last = NULL;
	const struct applied_walk walk = { &s->applied, &last };

	for (size_t i = 0; i < graph_count(s->project->graph); i++) {
		struct revision *revision = graph_at(s->project->graph, i);
		const struct applied_row *row = applied_walk_find(&walk, revision->id);
		char checksum[CHECKSUM_SIZE];
		int rc;

		if (!row || revision->repeat)
			continue;
		rc = project_checksum(s->project, revision, checksum, err);
		if (rc < 0)
			return rc;
		if (rc == 0 || text_equal(row->checksum, checksum))
			continue;
		problem_add(problems, WB_E_EDITED, revision->path, revision->body_line,
			    "revision %s was applied %s and its `up` has been edited since: "
			    "restore it, or accept it as it is "
			    "with `whimbrel repair %s`",
			    revision->id, row->at ? row->at : "earlier", revision->id);
	}
	return 0;
}

static bool is_step(const struct wb_plan *plan, const char *id)
{
	for (size_t i = 0; i < plan->steps.count; i++)
		if (strcmp(plan->steps.items[i].revision->id, id) == 0)
			return true;
	return false;
}

/* An older image that starts behind a newer one is no reason to fail, unless it was asked to. What is taken
 * back heeds them. */
static void check_missing(struct wb_session *s, const struct wb_plan *plan, uint32_t flags,
			  struct problems *problems)
{
	const struct applied_row *row = session_all_known(s) ? NULL : s->applied.rows;

	for (; row; row = row->hh.next) {
		if (!known_missing(s->project, s->view, row->id) || is_step(plan, row->id))
			continue;
		if (flags & WB_RUN_STRICT)
			problem_add(problems, WB_E_REVISION, NULL, 0,
				    "revision %s is applied and no file defines it: bring its file "
				    "back, or run without "
				    "--strict",
				    row->id);
		else if (plan->way == WB_WAY_UP)
			client_log(&s->client, WB_LOG_WARNING,
				   "revision %s is applied and no file defines it", row->id);
	}
}

/* ------------------------------------------------------------------ what is taken back */

/* Those that have no file go by what the database keeps; of the others the file is asked. */
static int add_down_steps(struct wb_session *s, struct wb_plan *plan,
			  const struct revision_vec *revisions, struct problems *problems,
			  struct wb_error *err)
{
	int rc = known_read_ways(&s->conn, revisions, problems, err);

	known_free(plan->known);
	plan->known = known_use(s->known);
	for (size_t i = 0; rc == 0 && i < revisions->count; i++) {
		struct revision *r = revisions->items[i];

		if (!r->kept)
			r = graph_find(s->project->graph, r->id, strlen(r->id));
		if (!r->kept || r->text)
			rc = plan_add(plan, r, false, problems, err);
	}
	return rc;
}

static int add_downgrade(struct wb_session *s, struct wb_plan *plan, const char *target,
			 struct problems *problems, struct wb_error *err)
{
	struct revision_vec revisions = { 0 };
	const struct view *view;
	int rc = session_known(s, &view, err);

	if (rc == 0)
		rc = resolve_downgrade(view, target, &revisions, err);
	if (rc == 0)
		rc = add_down_steps(s, plan, &revisions, problems, err);
	revision_vec_release(&revisions);
	return rc;
}

/* ------------------------------------------------------------------ what is applied */

/* What the database has when the up steps begin. */
struct state {
	struct wb_session *session;
	const struct view *view;
	const struct applied *applied;
	struct revision_vec removed; /* by the steps before them */
};

static bool state_has(const void *ctx, const char *id)
{
	const struct state *state = ctx;

	if (!applied_has(state->applied, id))
		return false;
	for (size_t i = 0; i < state->removed.count; i++)
		if (graph_stands_for(state->removed.items[i], id))
			return false;
	return true;
}

/* A repeatable revision runs once what it depends on is there or comes with this plan. */
static bool ready(const struct wb_session *s, const struct state *state, const struct wb_plan *plan,
		  const struct revision *repeat)
{
	for (size_t i = 0; i < repeat->depends.count; i++) {
		const char *id = repeat->depends.items[i].name;
		const struct revision *r = graph_find(s->project->graph, id, strlen(id));
		bool there = r && view_applied(state->view, r);

		if (r && r->repeat)
			/* it stands before this one in the order, and runs if it must */
			there = true;
		for (size_t j = 0; !there && j < plan->steps.count; j++)
			there = plan->steps.items[j].up && plan->steps.items[j].revision == r;
		if (!there)
			return false;
	}
	return true;
}

static int add_repeatable(struct wb_session *s, const struct state *state, struct wb_plan *plan,
			  struct problems *problems, struct wb_error *err)
{
	for (size_t i = 0; i < graph_count(s->project->graph); i++) {
		struct revision *revision = graph_at(s->project->graph, i);
		const struct applied_row *row;
		char checksum[CHECKSUM_SIZE];
		int rc;

		if (!revision->repeat || !ready(s, state, plan, revision))
			continue;
		row = state_has(state, revision->id) ? applied_find(&s->applied, revision->id)
						     : NULL;
		rc = project_checksum(s->project, revision, checksum, err);
		if (rc < 0)
			return rc;
		if (rc == 1 && row && text_equal(row->checksum, checksum))
			continue;
		if (plan_add(plan, revision, true, problems, err) < 0)
			return wb_error_kept(err);
		plan->steps.items[plan->steps.count - 1].rerun = row != NULL;
	}
	return 0;
}

static int add_upgrade(const struct state *state, struct wb_plan *plan, const char *target,
		       struct problems *problems, struct wb_error *err)
{
	struct revision_vec revisions = { 0 };
	bool repeat = false;
	int rc = resolve_upgrade(state->view, target, &revisions, &repeat, err);

	for (size_t i = 0; rc == 0 && i < revisions.count; i++)
		rc = plan_add(plan, revisions.items[i], true, problems, err);
	if (rc == 0 && repeat)
		rc = add_repeatable(state->session, state, plan, problems, err);
	if (rc == 0)
		rc = plan_place(plan, state->view, (struct rows_known){ state_has, state }, err);
	revision_vec_release(&revisions);
	return rc;
}

/* What the files do not define is taken back, and then what they define is applied. */
static int add_switch(struct wb_session *s, struct wb_plan *plan, const char *target,
		      struct problems *problems, struct wb_error *err)
{
	struct state state = { .session = s, .applied = &s->applied };
	struct view *rest = NULL;
	const struct view *view;
	int rc = session_known(s, &view, err);

	if (rc == 0)
		rc = resolve_missing(view, &state.removed, err);
	if (rc == 0)
		rc = add_down_steps(s, plan, &state.removed, problems, err);
	if (rc == 0)
		rc = view_new(s->project->graph, state_has, &state, &rest, err);
	state.view = rest;
	if (rc == 0)
		rc = add_upgrade(&state, plan, target, problems, err);
	for (const struct applied_row *row = s->applied.rows; row && rc == 0; row = row->hh.next)
		if (string_vec_add(&plan->rows, row->id) < 0)
			rc = wb_error_nomem(err);
	view_free(rest);
	revision_vec_release(&state.removed);
	return rc;
}

static int add_steps(struct wb_session *s, struct wb_plan *plan, const char *target,
		     struct problems *problems, struct wb_error *err)
{
	const struct state now = { .session = s, .view = s->view, .applied = &s->applied };

	switch (plan->way) {
	case WB_WAY_DOWN:
		return add_downgrade(s, plan, target, problems, err);
	case WB_WAY_SWITCH:
		return add_switch(s, plan, target, problems, err);
	default:
		return add_upgrade(&now, plan, target, problems, err);
	}
}

int run_pending(struct wb_session *s, const char *target, int way, struct wb_error *err)
{
	struct revision_vec revisions = { 0 };
	const struct view *view = s->view;
	bool repeat = false;
	int rc = 0;

	if (s->journal.open)
		return 1;
	if (way != WB_WAY_UP)
		rc = session_known(s, &view, err);
	if (rc == 0 && way == WB_WAY_SWITCH && s->known)
		return 1;
	if (rc == 0 && way == WB_WAY_DOWN)
		rc = resolve_downgrade(view, target, &revisions, err);
	else if (rc == 0)
		rc = resolve_upgrade(s->view, target, &revisions, &repeat, err);
	if (rc == 0)
		rc = revisions.count > 0;
	revision_vec_release(&revisions);
	return rc;
}

int plan_finish(struct wb_session *s, struct wb_plan *plan, struct problems *problems,
		struct wb_error *err)
{
	int rc = plan_mirror(s, plan, err);

	if (rc == 0)
		rc = plan_check(plan, 0, problems, err);
	return rc == 0 ? problems_check(problems, err) : rc;
}

int run_plan_make(struct wb_session *s, const struct aim *aim, struct wb_plan **out,
		  struct wb_error *err)
{
	struct problems problems = project_problems(s->project);
	struct wb_plan *plan = plan_new(s->project, &s->conn.server, aim->way);
	int rc;

	if (!plan)
		return wb_error_nomem(err);
	rc = aim->flags & WB_RUN_RESTORE ? plan_restore(plan, &s->conn, err) : 0;
	if (rc == 0)
		rc = add_steps(s, plan, aim->target, &problems, err);
	if (rc == 0)
		rc = check_edited(s, &problems, err);
	if (rc == 0)
		check_missing(s, plan, aim->flags, &problems);
	if (rc == 0)
		rc = plan_finish(s, plan, &problems, err);
	if (rc == 0)
		*out = plan;
	else
		wb_plan_free(plan);
	return rc;
}
