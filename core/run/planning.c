/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "run.h"
#include "base/text.h"

/* Applied files must be what was applied; bodies are read for this and for nothing else. */
static int check_edited(struct wb_session *s, struct problems *problems, struct wb_error *err)
{
	for (size_t i = 0; i < graph_count(s->project->graph); i++) {
		struct revision *revision = graph_at(s->project->graph, i);
		const struct applied_row *row = applied_find(&s->applied, revision->id);
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

/* Is this an id that a squash of ours stands for? */
static bool stood_for(const struct wb_project *project, const char *id)
{
	for (size_t i = 0; i < project->revisions.count; i++) {
		const struct mention_vec *replaces = &project->revisions.items[i]->replaces;

		for (size_t j = 0; j < replaces->count; j++)
			if (strcmp(replaces->items[j].name, id) == 0)
				return true;
	}
	return false;
}

bool session_missing(const struct wb_session *s, const char *id)
{
	return !graph_find(s->project->graph, id, strlen(id)) && !stood_for(s->project, id);
}

/* An older image that starts behind a newer one is no reason to fail, unless it was asked to. */
static void check_missing(struct wb_session *s, uint32_t flags, struct problems *problems)
{
	const struct applied_row *row;

	for (row = s->applied.rows; row; row = row->hh.next) {
		if (!session_missing(s, row->id))
			continue;
		if (flags & WB_RUN_STRICT)
			problem_add(problems, WB_E_REVISION, NULL, 0,
				    "revision %s is applied and no file defines it: bring its file "
				    "back, or run without "
				    "--strict",
				    row->id);
		else
			client_log(&s->client, WB_LOG_WARNING,
				   "revision %s is applied and no file defines it", row->id);
	}
}

/* A repeatable revision runs once what it depends on is there or comes with this plan. */
static bool ready(const struct wb_session *s, const struct wb_plan *plan,
		  const struct revision *repeat)
{
	for (size_t i = 0; i < repeat->depends.count; i++) {
		const char *id = repeat->depends.items[i].name;
		const struct revision *r = graph_find(s->project->graph, id, strlen(id));
		bool there = r && view_applied(s->view, r);

		if (r && r->repeat)
			/* it stands before this one in the order, and runs if it must */
			there = true;
		for (size_t j = 0; !there && j < plan->steps.count; j++)
			there = plan->steps.items[j].revision == r;
		if (!there)
			return false;
	}
	return true;
}

static int add_repeatable(struct wb_session *s, struct wb_plan *plan, struct problems *problems,
			  struct wb_error *err)
{
	for (size_t i = 0; i < graph_count(s->project->graph); i++) {
		struct revision *revision = graph_at(s->project->graph, i);
		const struct applied_row *row = applied_find(&s->applied, revision->id);
		char checksum[CHECKSUM_SIZE];
		int rc;

		if (!revision->repeat || !ready(s, plan, revision))
			continue;
		rc = project_checksum(s->project, revision, checksum, err);
		if (rc < 0)
			return rc;
		if (rc == 1 && row && text_equal(row->checksum, checksum))
			continue;
		if (plan_add(plan, revision, true, problems, err) < 0)
			return err->status;
		plan->steps.items[plan->steps.count - 1].rerun = row != NULL;
	}
	return 0;
}

static int add_steps(struct wb_session *s, struct wb_plan *plan, const char *target,
		     struct problems *problems, struct wb_error *err)
{
	struct revision_vec revisions = { 0 };
	bool repeat = false;
	int rc;

	if (plan->down)
		rc = resolve_downgrade(s->view, target, &revisions, err);
	else
		rc = resolve_upgrade(s->view, target, &revisions, &repeat, err);
	for (size_t i = 0; rc == 0 && i < revisions.count; i++)
		rc = plan_add(plan, revisions.items[i], !plan->down, problems, err);
	if (rc == 0 && repeat)
		rc = add_repeatable(s, plan, problems, err);
	if (rc == 0)
		rc = plan_place(plan, s->view, applied_has, &s->applied, err);
	revision_vec_release(&revisions);
	return rc;
}

int run_pending(struct wb_session *s, const char *target, bool down, struct wb_error *err)
{
	struct revision_vec revisions = { 0 };
	bool repeat = false;
	int rc;

	if (s->journal.open)
		return 1;
	if (down)
		rc = resolve_downgrade(s->view, target, &revisions, err);
	else
		rc = resolve_upgrade(s->view, target, &revisions, &repeat, err);
	if (rc == 0)
		rc = revisions.count > 0;
	revision_vec_release(&revisions);
	return rc;
}

int run_plan_make(struct wb_session *s, const char *target, bool down, uint32_t flags,
		  struct wb_plan **out, struct wb_error *err)
{
	struct problems problems = project_problems(s->project);
	struct wb_plan *plan =
		plan_new(s->project, s->conn.server.features, s->conn.server.lex_mode, down);
	int rc;

	if (!plan)
		return wb_error_nomem(err);
	rc = add_steps(s, plan, target, &problems, err);
	if (rc == 0)
		rc = check_edited(s, &problems, err);
	if (rc == 0)
		check_missing(s, flags, &problems);
	if (rc == 0)
		rc = plan_check(plan, 0, &problems, err);
	if (rc == 0)
		rc = problems_check(&problems, err);
	if (rc < 0) {
		wb_plan_free(plan);
		return rc;
	}
	*out = plan;
	return 0;
}
