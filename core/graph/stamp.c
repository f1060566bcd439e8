/* SPDX-License-Identifier: MIT */
/* Targets as names of revisions, and what a stamp with them puts in and takes out. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/error.h"

static int goal_up(const struct view *view, const char *text, struct goal *goal,
		   struct wb_error *err)
{
	struct revision_vec list = { 0 };
	bool repeat;
	int status = resolve_upgrade(view, text, &list, &repeat, err);

	if (!status && !list.count)
		status = wb_error_set(err, WB_E_USAGE, "'%s' is no step", text);
	if (!status && node_vec_push(&goal->nodes, list.items[list.count - 1]->node) < 0)
		status = wb_error_nomem(err);
	revision_vec_release(&list);
	return status;
}

static int goal_down(const struct view *view, const char *text, struct goal *goal,
		     struct wb_error *err)
{
	int status = 0;

	if (view_applied_heads(view, goal->label, &goal->nodes) < 0)
		return wb_error_nomem(err);
	if (goal->nodes.count > 1)
		return goal_ambiguous(&goal->nodes, err,
				      "'%s' is ambiguous, several heads are applied:", text);
	if (!goal->nodes.count)
		return wb_error_set(err, WB_E_USAGE, "'%s': nothing is applied", text);
	status = goal_walk(view, text, -goal->steps, goal, err);
	return status < 0 ? status : 0;
}

int goal_names(const struct view *view, const char *text, struct goal *out, struct wb_error *err)
{
	struct goal goal;
	int status = goal_parse(view, text, &goal, err);

	if (status < 0)
		return status;
	if (goal.kind == GOAL_STEPS) {
		goal.kind = GOAL_REVISIONS;
		if (!view->database)
			status = wb_error_set(
				err, WB_E_USAGE,
				"'%s' counts from what a database has, and there is none here",
				text);
		else if (goal.down)
			status = goal_down(view, text, &goal, err);
		else
			status = goal_up(view, text, &goal, err);
	}
	if (status < 0)
		goal_release(&goal);
	else
		*out = goal;
	return status;
}

int resolve_names(const struct view *view, const char *target, struct revision_vec *out,
		  struct wb_error *err)
{
	struct revision_vec list = { 0 };
	struct goal goal;
	int status = goal_names(view, target, &goal, err);

	if (status < 0)
		return status;
	for (size_t i = 0; i < goal.nodes.count && !status; i++)
		if (revision_vec_push(&list, goal.nodes.items[i]->revision) < 0)
			status = wb_error_nomem(err);
	goal_release(&goal);
	if (status < 0) {
		revision_vec_release(&list);
		return status;
	}
	revision_vec_release(out);
	*out = list;
	return 0;
}

/* ------------------------------------------------------------------ stamp */

/* The sets of one target of a stamp. */
static int stamp_one(const struct view *view, const char *target, bool *in, bool *out,
		     struct wb_error *err)
{
	struct goal goal;
	int status = goal_names(view, target, &goal, err);

	if (status < 0)
		return status;
	status = goal_check(view, &goal, err);
	if (!status && goal.kind == GOAL_BASE)
		memset(out, true, view->graph->count * sizeof(*out));
	else if (!status && goal.kind == GOAL_BRANCH_BASE)
		set_add_nodes(view, &goal.nodes, out);
	else if (!status)
		set_add_nodes(view, &goal.nodes, in);
	if (!status && goal.kind == GOAL_REVISIONS && set_add_above(view, &goal.nodes, out) < 0)
		status = wb_error_nomem(err);
	goal_release(&goal);
	return status;
}

static int stamp_sets(const struct view *view, struct wb_names targets, bool *in, bool *out,
		      struct wb_error *err)
{
	for (size_t i = 0; i < targets.count; i++) {
		int status = stamp_one(view, targets.items[i], in, out, err);

		if (status < 0)
			return status;
	}
	if (set_add_standing(view, out) < 0 || set_add_needed(view, in) < 0)
		return wb_error_nomem(err);
	if (set_check(view, in, err) < 0)
		return wb_error_kept(err);
	for (size_t i = 0; i < view->graph->count; i++) {
		out[i] = out[i] && !in[i];
		in[i] = in[i] && !view->applied[i];
	}
	return 0;
}

int resolve_stamp(const struct view *view, struct wb_names targets, struct revision_vec *in,
		  struct revision_vec *out, struct wb_error *err)
{
	struct revision_vec in_list = { 0 };
	bool *in_set = set_new(view), *out_set = set_new(view);
	int status = in_set && out_set ? 0 : wb_error_nomem(err);

	if (!status)
		status = stamp_sets(view, targets, in_set, out_set, err);
	if (!status)
		status = set_list(view, in_set, &in_list, err);
	if (!status)
		status = list_applied(view, out_set, out, err);
	free(in_set);
	free(out_set);
	if (status < 0) {
		revision_vec_release(&in_list);
		return status;
	}
	revision_vec_release(in);
	*in = in_list;
	return 0;
}
