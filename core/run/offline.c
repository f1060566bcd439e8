/* SPDX-License-Identifier: MIT */
/* Planning without a database: the way from A to B of "A:B", as a database that has just A and what
 * it needs would go. */
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "calls.h"
#include "base/error.h"
#include "run.h"
#include "base/text.h"

/* A set of ids as a has_id. */
struct member {
	const char *id;
	UT_hash_handle hh;
};

struct set {
	struct member *members;
};

static bool set_has(const void *ctx, const char *id)
{
	const struct set *set = ctx;
	struct member *found = NULL;

	HASH_FIND_STR(set->members, id, found);
	return found != NULL;
}

static int set_add(struct set *set, const char *id)
{
	struct member *member;

	if (set_has(set, id))
		return 0;
	member = calloc(1, sizeof(*member));
	if (!member)
		return -1;
	member->id = id;
	HASH_ADD_KEYPTR(hh, set->members, member->id, strlen(member->id), member);
	if (member->hh.tbl)
		return 0;
	free(member);
	return -1;
}

static int set_add_all(struct set *set, const struct revision_vec *revisions)
{
	for (size_t i = 0; i < revisions->count; i++)
		if (set_add(set, revisions->items[i]->id) < 0)
			return -1;
	return 0;
}

static void set_free(struct set *set)
{
	struct member *member = NULL, *next = NULL;

	HASH_ITER(hh, set->members, member, next) {
		HASH_DEL(set->members, member);
		free(member);
	}
}

/* "A:B" in two; without a colon it is B, and A is the base. */
static int split_range(const char *range, bool down, char **out_from, const char **out_to,
		       struct wb_error *err)
{
	const char *colon = strchr(range, ':');

	if (!colon && down)
		return wb_error_set(err, WB_E_USAGE,
				    "a downgrade as SQL needs to know where the database is: give "
				    "FROM:TO, not \"%s\"",
				    range);
	*out_from = colon && colon > range ? text_dup(range, (size_t)(colon - range))
					   : text_dup("base", 4);
	*out_to = colon ? colon + 1 : range;
	if (!**out_to)
		*out_to = down ? "base" : "head";
	return *out_from ? 0 : wb_error_nomem(err);
}

static bool names_any(const struct wb_names *names, const struct set *of)
{
	for (size_t i = 0; i < names->count; i++)
		if (set_has(of, names->items[i]))
			return true;
	return false;
}

/* Whatever stands on the steps and is not one of them, in the order of the graph. */
static int add_standing(struct wb_plan *plan, const struct set *present, struct set *standing)
{
	for (size_t i = 0; i < graph_count(plan->project->graph); i++) {
		struct revision *r = graph_at(plan->project->graph, i);

		if (set_has(present, r->id) || (!names_any(&r->pub.parents, standing) &&
						!names_any(&r->pub.depends, standing)))
			continue;
		if (set_add(standing, r->id) < 0 || revision_vec_push(&plan->absent, r) < 0)
			return -1;
	}
	return 0;
}

/* A script that takes steps back must stop when something else stands on them; one that applies
 * them, when they are there. */
static int add_absent(struct wb_plan *plan, const struct set *present, struct wb_error *err)
{
	struct set standing = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < plan->steps.count; i++) {
		struct revision *r = plan->steps.items[i].revision;

		rc = plan->way == WB_WAY_DOWN ? set_add(&standing, r->id)
					      : revision_vec_push(&plan->absent, r);
	}
	if (rc == 0 && plan->way == WB_WAY_DOWN)
		rc = add_standing(plan, present, &standing);
	set_free(&standing);
	return rc < 0 ? wb_error_nomem(err) : 0;
}

/* What a run would do about repeatable revisions can't be known when the database is not new: they
 * are run. */
static int add_repeatable(struct wb_plan *plan, bool fresh, struct problems *problems,
			  struct wb_error *err)
{
	for (size_t i = 0; i < graph_count(plan->project->graph); i++) {
		struct revision *r = graph_at(plan->project->graph, i);

		if (!r->repeat)
			continue;
		if (plan_add(plan, r, true, problems, err) < 0)
			return wb_error_kept(err);
		plan->steps.items[plan->steps.count - 1].rerun = !fresh;
	}
	return 0;
}

/* A database that is at A already has all of B, and more than that. */
static int check_upwards(struct wb_plan *plan, const char *from, const char *to,
			 struct wb_error *err)
{
	struct revision_vec there = { 0 };
	int rc = resolve_state(plan->project->files, to, &there, err);

	if (rc == 0 && there.count < plan->present.count)
		rc = wb_error_set(err, WB_E_USAGE,
				  "'%s:%s' goes down: an upgrade goes up; `downgrade --sql %s:%s` "
				  "takes back",
				  from, to, from, to);
	revision_vec_release(&there);
	return rc;
}

static int add_steps(struct wb_plan *plan, const struct set *present, const char *to,
		     struct problems *problems, struct wb_error *err)
{
	struct view *view = NULL;
	struct revision_vec revisions = { 0 };
	bool repeat = false;
	int rc = view_new(plan->project->graph, set_has, present, &view, err);

	if (rc == 0 && plan->way == WB_WAY_DOWN)
		rc = resolve_downgrade(view, to, &revisions, err);
	else if (rc == 0)
		rc = resolve_upgrade(view, to, &revisions, &repeat, err);
	for (size_t i = 0; rc == 0 && i < revisions.count; i++)
		rc = plan_add(plan, revisions.items[i], plan->way != WB_WAY_DOWN, problems, err);
	if (rc == 0)
		rc = add_absent(plan, present, err);
	if (rc == 0 && repeat)
		rc = add_repeatable(plan, plan->present.count == 0, problems, err);
	if (rc == 0)
		rc = plan_place(plan, view, (struct rows_known){ set_has, present }, err);
	view_free(view);
	revision_vec_release(&revisions);
	return rc;
}

static int make_plan(struct wb_plan *plan, const char *from, const char *to, struct wb_error *err)
{
	struct wb_project *project = plan->project;
	struct problems problems = project_problems(project);
	struct set present = { 0 };
	int rc = resolve_state(project->files, from, &plan->present, err);

	if (rc == 0 && set_add_all(&present, &plan->present) < 0)
		rc = wb_error_nomem(err);
	if (rc == 0)
		rc = add_steps(plan, &present, to, &problems, err);
	if (rc == 0 && plan->way == WB_WAY_UP && !plan->steps.count)
		rc = check_upwards(plan, from, to, err);
	if (rc == 0)
		rc = plan_check(plan, 0, &problems, err);
	if (rc == 0)
		rc = problems_check(&problems, err);
	set_free(&present);
	return rc;
}

int plan_offline(struct wb_project *project, const char *range, int down, struct wb_plan **out,
		 struct wb_error *err)
{
	const struct plugin *plugin;
	struct wb_plan *plan;
	AUTO_FREE char *from = NULL;
	const char *to = NULL;
	int rc = project_dialect(project, &plugin, err);

	if (rc == 0)
		rc = split_range(range, down != 0, &from, &to, err);
	if (rc < 0)
		return rc;
	plan = plan_new(project, &project->offline.server, down ? WB_WAY_DOWN : WB_WAY_UP);
	if (!plan)
		return wb_error_nomem(err);
	rc = make_plan(plan, from, to, err);
	if (rc < 0) {
		wb_plan_free(plan);
		return rc;
	}
	*out = plan;
	return 0;
}
