/* SPDX-License-Identifier: MIT */
/* What a target means: which revisions an upgrade, a downgrade, a stamp or a range is about. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/error.h"
#include "base/text.h"

void set_add_nodes(const struct view *view, const struct node_vec *nodes, bool *set)
{
	for (size_t i = 0; i < nodes->count; i++)
		set[view_meant(view, nodes->items[i])->index] = true;
}

/* `set` as what an upgrade to its members has to run. */
static int list_pending(const struct view *view, bool *set, struct revision_vec *out,
			struct wb_error *err)
{
	if (set_add_needed(view, set) < 0)
		return wb_error_nomem(err);
	if (set_check(view, set, err) < 0)
		return wb_error_kept(err);
	for (size_t i = 0; i < view->graph->count; i++)
		set[i] = set[i] && !view->applied[i];
	return set_list(view, set, out, err);
}

static int keep_first(const char *target, int64_t steps, struct revision_vec *list, bool *all,
		      struct wb_error *err)
{
	if ((uint64_t)steps > list->count)
		return wb_error_set(err, WB_E_USAGE, "'%s': only %zu revision%s pending", target,
				    list->count, list->count == 1 ? " is" : "s are");
	*all = (uint64_t)steps == list->count;
	list->count = (size_t)steps;
	return 0;
}

/* +N and LABEL@+N: what counts are the steps to the head. */
static int find_head(const struct view *view, const char *label, struct goal *out,
		     struct wb_error *err)
{
	AUTO_FREE char *head = label ? text_format("%s@head", label) : text_format("head");

	return head ? goal_parse(view, head, out, err) : wb_error_nomem(err);
}

static int upgrade_goal(const struct view *view, const char *target, struct goal *out,
			struct wb_error *err)
{
	struct goal goal;
	int status = goal_parse(view, target, &goal, err);

	if (status < 0)
		return status;
	if (goal.kind == GOAL_STEPS) {
		struct goal head = { 0 };

		if (goal.down)
			return wb_error_set(err, WB_E_USAGE, "'%s' goes down: an upgrade goes up",
					    target);
		status = find_head(view, goal.label, &head, err);
		if (status < 0)
			return status;
		head.kind = GOAL_STEPS;
		head.steps = goal.steps;
		goal = head;
	}
	if (goal.kind == GOAL_BASE || goal.kind == GOAL_BRANCH_BASE)
		node_vec_clear(&goal.nodes);
	status = goal_check(view, &goal, err);
	if (status < 0)
		goal_release(&goal);
	else
		*out = goal;
	return status;
}

int resolve_upgrade(const struct view *view, const char *target, struct revision_vec *out,
		    bool *out_repeat, struct wb_error *err)
{
	struct revision_vec list = { 0 };
	struct goal goal;
	bool *set, all = true;
	int status = upgrade_goal(view, target, &goal, err);

	if (status < 0)
		return status;
	set = set_new(view);
	if (set) {
		set_add_nodes(view, &goal.nodes, set);
		status = list_pending(view, set, &list, err);
	} else {
		status = wb_error_nomem(err);
	}
	if (!status && goal.kind == GOAL_STEPS)
		status = keep_first(target, goal.steps, &list, &all, err);
	free(set);
	goal_release(&goal);
	if (status < 0) {
		revision_vec_release(&list);
		return status;
	}
	revision_vec_release(out);
	*out = list;
	*out_repeat = goal.everything && all;
	return 0;
}

int set_add_above(const struct view *view, const struct node_vec *nodes, bool *set)
{
	for (size_t i = 0; i < nodes->count; i++) {
		size_t at = view_meant(view, nodes->items[i])->index;

		for (size_t k = view->stands.first[at]; k < view->stands.first[at + 1]; k++)
			if (view->stands.items[k].parent)
				set[view->stands.items[k].to] = true;
	}
	return set_add_standing(view, set);
}

static int check_applied(const struct view *view, const struct goal *goal, struct wb_error *err)
{
	for (size_t i = 0; i < goal->nodes.count; i++) {
		const struct node *node = goal->nodes.items[i];

		if (view->side[node->index] == SIDE_VIRTUAL)
			return wb_error_set(err, WB_E_USAGE,
					    "the database has only some of what '%s' replaces: "
					    "name one of those",
					    node->revision->id);
		if (!view->applied[node->index])
			return wb_error_set(err, WB_E_USAGE, "revision '%s' is not applied",
					    node->revision->id);
	}
	return 0;
}

static bool has_kept(const struct view *view, const bool *set)
{
	for (size_t i = 0; i < view->graph->count; i++)
		if (set[i] && view->graph->pool[i].revision->kept)
			return true;
	return false;
}

/* Without the Date of one that has no file, the order among those that do not stand on each other is
 * not known: as long as there is one, each of the last N must be the only one that nothing left stands
 * on. */
static int check_order(const struct view *view, const char *target, const struct goal *goal,
		       const bool *applied, struct wb_error *err)
{
	struct node_vec tops = { 0 };
	bool *left = set_new(view);
	int status = left ? 0 : wb_error_nomem(err);

	for (size_t i = 0; i < view->graph->count && !status; i++)
		left[i] = applied[i];
	for (int64_t n = 0; !status && n < goal->steps && has_kept(view, left); n++) {
		node_vec_clear(&tops);
		if (set_tops(view, left, &tops) < 0)
			status = wb_error_nomem(err);
		else if (tops.count > 1)
			status = goal_ambiguous(
				&tops, err,
				"'%s' is ambiguous: which of these was last can't be "
				"told without all of their files; name a revision:",
				target);
		else
			left[tops.items[0]->index] = false;
	}
	node_vec_release(&tops);
	free(left);
	return status;
}

/* The last N of what is applied, in the branch if there is one, and what stands on those. */
static int set_add_last(const struct view *view, const char *target, const struct goal *goal,
			bool *set, struct wb_error *err)
{
	struct revision_vec list = { 0 };
	struct node_vec heads = { 0 };
	bool *applied = set_new(view);
	int status = 0;

	if (!applied || view_applied_heads(view, goal->label, &heads) < 0)
		status = wb_error_nomem(err);
	else if (heads.count > 1)
		status = goal_ambiguous(
			&heads, err,
			"'%s' is ambiguous: several heads are applied; name a revision, or "
			"BRANCH@-N:",
			target);
	for (size_t i = 0; i < view->graph->count && !status; i++) {
		const struct node *node = &view->graph->pool[i];

		applied[i] = view_step(view, node) && view->applied[i] &&
			     (!goal->label || node_has_label(node, goal->label));
	}
	if (!status)
		status = check_order(view, target, goal, applied, err);
	if (!status)
		status = set_list(view, applied, &list, err);
	if (!status && (uint64_t)goal->steps > list.count)
		status = wb_error_set(err, WB_E_USAGE, "'%s': only %zu revision%s applied", target,
				      list.count, list.count == 1 ? " is" : "s are");
	for (size_t i = 0; !status && i < (size_t)goal->steps; i++)
		set[list.items[list.count - 1 - i]->node->index] = true;
	if (!status && set_add_standing(view, set) < 0)
		status = wb_error_nomem(err);
	revision_vec_release(&list);
	node_vec_release(&heads);
	free(applied);
	return status;
}

/* Add what a downgrade takes back; also some that are not applied. */
static int set_add_removed(const struct view *view, const char *target, const struct goal *goal,
			   bool *set, struct wb_error *err)
{
	int status = goal_check(view, goal, err);

	if (status < 0)
		return status;
	switch (goal->kind) {
	case GOAL_BASE:
		memset(set, true, view->graph->count * sizeof(*set));
		return 0;
	case GOAL_BRANCH_BASE:
		set_add_nodes(view, &goal->nodes, set);
		return set_add_standing(view, set) < 0 ? wb_error_nomem(err) : 0;
	case GOAL_STEPS:
		if (!goal->down)
			return wb_error_set(err, WB_E_USAGE, "'%s' goes up: a downgrade goes down",
					    target);
		return set_add_last(view, target, goal, set, err);
	case GOAL_REVISIONS:
		break;
	}
	status = check_applied(view, goal, err);
	if (!status && set_add_above(view, &goal->nodes, set) < 0)
		status = wb_error_nomem(err);
	return status;
}

int list_applied(const struct view *view, bool *set, struct revision_vec *out, struct wb_error *err)
{
	struct revision_vec list = { 0 };
	int status;

	for (size_t i = 0; i < view->graph->count; i++)
		set[i] = set[i] && view->applied[i] && view->side[i] == SIDE_SEEN;
	status = set_list(view, set, &list, err);
	if (status < 0)
		return status;
	for (size_t i = 0; i < list.count / 2; i++) {
		struct revision *other = list.items[list.count - 1 - i];

		list.items[list.count - 1 - i] = list.items[i];
		list.items[i] = other;
	}
	revision_vec_release(out);
	*out = list;
	return 0;
}

int resolve_missing(const struct view *view, struct revision_vec *out, struct wb_error *err)
{
	bool *set = set_new(view);
	int status = set ? 0 : wb_error_nomem(err);

	for (size_t i = 0; i < view->graph->count && !status; i++)
		set[i] = view->graph->pool[i].revision->kept;
	if (!status && set_add_standing(view, set) < 0)
		status = wb_error_nomem(err);
	if (!status)
		status = list_applied(view, set, out, err);
	free(set);
	return status;
}

int resolve_downgrade(const struct view *view, const char *target, struct revision_vec *out,
		      struct wb_error *err)
{
	struct goal goal;
	bool *set;
	int status = goal_parse(view, target, &goal, err);

	if (status < 0)
		return status;
	set = set_new(view);
	status = set ? set_add_removed(view, target, &goal, set, err) : wb_error_nomem(err);
	if (!status)
		status = list_applied(view, set, out, err);
	free(set);
	goal_release(&goal);
	return status;
}
