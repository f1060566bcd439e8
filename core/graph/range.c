/* SPDX-License-Identifier: MIT */
/* Ranges of revisions, and what stands on one. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/error.h"
#include "base/text.h"

/* What a side of a range needs, itself included. */
static int set_side(const struct view *view, const char *side, struct goal *out_goal, bool *set,
		    struct wb_error *err)
{
	struct goal goal;
	int status = goal_names(view, side, &goal, err);

	if (status < 0)
		return status;
	set_add_nodes(view, &goal.nodes, set);
	if (!status && set_add_needed(view, set) < 0)
		status = wb_error_nomem(err);
	if (status < 0)
		goal_release(&goal);
	else
		*out_goal = goal;
	return status;
}

int resolve_state(const struct view *view, const char *target, struct revision_vec *out,
		  struct wb_error *err)
{
	struct goal goal = { 0 };
	bool *set = set_new(view);
	int status = set ? set_side(view, target, &goal, set, err) : wb_error_nomem(err);

	/* which of the others a database in the midst of a squash has can't be told without it */
	if (!status)
		status = goal_check(view, &goal, err);
	if (!status && goal.kind == GOAL_BRANCH_BASE)
		for (size_t i = 0; i < goal.nodes.count; i++)
			set[goal.nodes.items[i]->index] = false;
	if (!status)
		status = set_list(view, set, out, err);
	goal_release(&goal);
	free(set);
	return status;
}

int resolve_standing(const struct view *view, const struct revision *revision,
		     struct revision_vec *out, struct wb_error *err)
{
	bool *set = set_new(view);
	int status = set ? 0 : wb_error_nomem(err);

	if (!status)
		set[revision->node->index] = true;
	if (!status && set_add_standing(view, set) < 0)
		status = wb_error_nomem(err);
	if (!status)
		status = set_list(view, set, out, err);
	free(set);
	return status;
}

struct range {
	char *from, *to;
};

static int list_range(const struct view *view, const struct range *range, struct revision_vec *out,
		      struct wb_error *err)
{
	struct goal from = { 0 }, to = { 0 };
	bool *without = set_new(view), *set = set_new(view), *kept = set_new(view);
	int status = without && set && kept ? 0 : wb_error_nomem(err);

	if (!status)
		status = set_side(view, range->from, &from, without, err);
	if (!status)
		status = set_side(view, range->to, &to, set, err);
	if (!status) {
		set_add_nodes(view, &from.nodes, kept);
		for (size_t i = 0; i < view->graph->count; i++)
			set[i] = set[i] && (!without[i] || kept[i]);
		status = set_list(view, set, out, err);
	}
	if (!status && !out->count && to.nodes.count)
		status = wb_error_set(err, WB_E_USAGE,
				      "'%s:%s' goes down, so it has nothing: write '%s:%s'",
				      range->from, range->to, range->to, range->from);
	goal_release(&from);
	goal_release(&to);
	free(without);
	free(set);
	free(kept);
	return status;
}

int resolve_range(const struct view *view, const char *text, struct revision_vec *out,
		  struct wb_error *err)
{
	const char *colon = strchr(text, ':');
	struct range range;
	int status;

	if (!colon || strchr(colon + 1, ':'))
		return wb_error_set(err, WB_E_USAGE,
				    "'%s' is no range: write FROM:TO, either may be empty", text);
	range.from = colon == text ? text_dup("base", 4) : text_dup(text, (size_t)(colon - text));
	range.to = text_dup(colon[1] ? colon + 1 : "heads", strlen(colon[1] ? colon + 1 : "heads"));
	if (range.from && range.to)
		status = list_range(view, &range, out, err);
	else
		status = wb_error_nomem(err);
	free(range.from);
	free(range.to);
	return status;
}
