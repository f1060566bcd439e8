/* SPDX-License-Identifier: MIT */
/* Reading targets: every form of DESIGN 4, tried in its order. Each try returns 1 when the text is
 * of its form, 0 when it is not, or an error. */
#include "node.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/error.h"
#include "base/text.h"

#define PREFIX_MIN 4
#define LISTED_MAX 10

void goal_release(struct goal *goal)
{
	node_vec_release(&goal->nodes);
}

int goal_ambiguous(const struct node_vec *nodes, struct wb_error *err, const char *format, ...)
{
	struct buf text = { 0 };
	va_list args;

	va_start(args, format);
	buf_vprintf(&text, format, args);
	va_end(args);
	for (size_t i = 0; i < nodes->count && i < LISTED_MAX; i++)
		buf_printf(&text, "%s%s", i ? ", " : " ", nodes->items[i]->revision->id);
	if (nodes->count > LISTED_MAX)
		buf_printf(&text, " and %zu more", nodes->count - LISTED_MAX);
	wb_error_set(err, WB_E_USAGE, "%s", buf_text(&text));
	buf_release(&text);
	return WB_E_USAGE;
}

static int add_node(struct goal *goal, struct node *node, struct wb_error *err)
{
	return node_vec_push(&goal->nodes, node) < 0 ? wb_error_nomem(err) : 1;
}

static int try_word(const struct view *view, const char *text, size_t len, struct goal *goal,
		    struct wb_error *err)
{
	if (len == 4 && memcmp(text, "base", 4) == 0) {
		goal->kind = GOAL_BASE;
		return 1;
	}
	if ((len != 4 || memcmp(text, "head", 4) != 0) &&
	    (len != 5 || memcmp(text, "heads", 5) != 0))
		return 0;
	goal->everything = true;
	if (view_file_heads(view, &goal->nodes) < 0)
		return wb_error_nomem(err);
	if (len == 4 && goal->nodes.count > 1)
		return goal_several_heads(view, &goal->nodes, NULL, err);
	return 1;
}

static struct name *find_name(struct name *map, const char *text, size_t len)
{
	struct name *found = NULL;

	HASH_FIND(hh, map, text, len, found);
	return found;
}

static int try_id(const struct view *view, const char *text, size_t len, struct goal *goal,
		  struct wb_error *err)
{
	const struct revision *found = graph_find(view->graph, text, len);
	const struct name *tag = found ? NULL : find_name(view->graph->tags, text, len);
	struct replaced *replaced = NULL;
	struct node *owner;

	if (found)
		return add_node(goal, found->node, err);
	HASH_FIND(hh, view->graph->replaced, text, len, replaced);
	if (replaced)
		return wb_error_set(err, WB_E_USAGE, "revision '%.*s' is replaced by '%s'",
				    (int)len, text, replaced->by->revision->id);
	if (!tag)
		return 0;
	/* A squash may have taken the tag over. */
	owner = tag->owners.items[0];
	for (size_t i = 0; i < tag->owners.count; i++)
		if (view->side[tag->owners.items[i]->index] == SIDE_SEEN)
			owner = tag->owners.items[i];
	return add_node(goal, owner, err);
}

static int branch_heads(const struct view *view, const char *label, struct goal *goal,
			struct wb_error *err)
{
	struct node_vec heads = { 0 };
	int status = view_file_heads(view, &heads) < 0 ? wb_error_nomem(err) : 1;

	for (size_t i = 0; i < heads.count && status > 0; i++)
		if (node_has_label(heads.items[i], label))
			status = add_node(goal, heads.items[i], err);
	node_vec_release(&heads);
	if (status > 0 && goal->nodes.count > 1)
		return goal_several_heads(view, &goal->nodes, label, err);
	return status;
}

static int try_label(const struct view *view, const char *text, size_t len, struct goal *goal,
		     struct wb_error *err)
{
	const struct name *label = find_name(view->graph->labels, text, len);

	return label ? branch_heads(view, label->text, goal, err) : 0;
}

static int try_prefix(const struct view *view, const char *text, size_t len, struct goal *goal,
		      struct wb_error *err)
{
	const struct graph *graph = view->graph;

	if (len < PREFIX_MIN)
		return 0;
	for (size_t i = 0; i < graph->count; i++)
		if (strncmp(graph->by_rank[i]->revision->id, text, len) == 0 &&
		    node_vec_push(&goal->nodes, graph->by_rank[i]) < 0)
			return wb_error_nomem(err);
	if (goal->nodes.count > 1)
		return goal_ambiguous(&goal->nodes, err, "'%.*s' is ambiguous, it could be",
				      (int)len, text);
	return goal->nodes.count == 1;
}

/* What names revisions without arithmetic. */
static int try_simple(const struct view *view, const char *text, size_t len, struct goal *goal,
		      struct wb_error *err)
{
	int status = try_word(view, text, len, goal, err);

	if (!status)
		status = try_id(view, text, len, goal, err);
	if (!status)
		status = try_label(view, text, len, goal, err);
	if (!status)
		status = try_prefix(view, text, len, goal, err);
	return status;
}

/* "+N" or "-N", nothing behind it. */
static bool read_steps(const char *text, int64_t *out)
{
	size_t digits = 0;

	if (text[0] != '+' && text[0] != '-')
		return false;
	while (isdigit((unsigned char)text[1 + digits]))
		digits++;
	if (!digits || digits > 9 || text[1 + digits])
		return false;
	*out = strtoll(text + 1, NULL, 10);
	return true;
}

static int try_steps(const char *text, struct goal *goal)
{
	int64_t steps;

	if (!read_steps(text, &steps))
		return 0;
	goal->kind = GOAL_STEPS;
	goal->steps = steps;
	goal->down = text[0] == '-';
	return 1;
}

/* The first revision of a branch in this view. */
static struct node *branch_base(const struct view *view, const struct name *label)
{
	struct node *base = NULL;

	for (size_t i = 0; i < label->owners.count; i++)
		if (view->side[label->owners.items[i]->index] == SIDE_SEEN)
			base = label->owners.items[i];
	return base ? base : view_meant(view, label->owners.items[0]);
}

static int unknown(const struct view *view, const char *text, struct wb_error *err)
{
	const struct graph *graph = view->graph;
	const struct name *maps[] = { graph->tags, graph->labels };
	const char *nearest = graph_nearest(graph, text);
	unsigned best = nearest ? text_distance(text, nearest) : UINT32_MAX;

	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++)
		for (const struct name *name = maps[i]; name; name = name->hh.next) {
			const char *near = text_nearest(text, &name->text, 1);

			if (near && text_distance(text, near) < best) {
				nearest = near;
				best = text_distance(text, near);
			}
		}
	if (strchr(text, ':'))
		return wb_error_set(err, WB_E_USAGE,
				    "'%s' is a range: history, squash and scripts (--sql) take "
				    "one, here it is one target",
				    text);
	return wb_error_set(err, WB_E_USAGE, "there is no revision, tag or branch '%s'%s%s%s", text,
			    nearest ? "; did you mean '" : "", nearest ? nearest : "",
			    nearest ? "'?" : "");
}

/* What stands in front of `@` names something, but no branch. */
static int no_label(const struct view *view, const char *text, size_t len, struct wb_error *err)
{
	AUTO_FREE char *name = text_dup(text, len);
	const char *what = NULL;

	if (!name)
		return wb_error_nomem(err);
	if (graph_find(view->graph, text, len))
		what = "a revision";
	else if (find_name(view->graph->tags, text, len))
		what = "a tag";
	if (!what)
		return unknown(view, name, err);
	return wb_error_set(
		err, WB_E_USAGE,
		"'%s': '%s' is %s, and '@' follows a branch label (a header line "
		"`Branch:`): write '%s' for that revision, '%s-N' or '%s+N' for one below "
		"or above it",
		text, name, what, name, name, name);
}

static int try_branch(const struct view *view, const char *text, struct goal *goal,
		      struct wb_error *err)
{
	const char *at = strchr(text, '@');
	const struct name *label;

	if (!at)
		return 0;
	label = find_name(view->graph->labels, text, (size_t)(at - text));
	if (!label)
		return no_label(view, text, (size_t)(at - text), err);
	goal->label = label->text;
	if (strcmp(at + 1, "head") == 0)
		return branch_heads(view, label->text, goal, err);
	if (strcmp(at + 1, "base") == 0) {
		goal->kind = GOAL_BRANCH_BASE;
		return add_node(goal, branch_base(view, label), err);
	}
	if (try_steps(at + 1, goal))
		return 1;
	return wb_error_set(err, WB_E_USAGE, "'%s': behind '%s@' stands head, base, +N or -N", text,
			    label->text);
}

/* The children or parents of `node`, passing over virtual ones, which are no steps. */
static int neighbours(const struct view *view, const struct node *node, bool down,
		      struct node_vec *out)
{
	const struct links *links = down ? &view->needs : &view->stands;
	struct node_vec waiting = { 0 };
	const struct node *at = node;
	int status = 0;

	for (;;) {
		for (size_t k = links->first[at->index]; k < links->first[at->index + 1] && !status;
		     k++) {
			struct node *to = &view->graph->pool[links->items[k].to];
			bool virtual = view->side[to->index] == SIDE_VIRTUAL;

			if (links->items[k].parent &&
			    node_vec_push(virtual ? &waiting : out, to) < 0)
				status = -1;
		}
		if (!waiting.count || status)
			break;
		at = waiting.items[--waiting.count];
	}
	node_vec_release(&waiting);
	return status;
}

int goal_walk(const struct view *view, const char *text, int64_t steps, struct goal *goal,
	      struct wb_error *err)
{
	struct node *at = goal->nodes.items[0];
	bool down = steps < 0;

	for (int64_t i = 0; i < (down ? -steps : steps); i++) {
		struct node_vec next = { 0 };
		int status = 0;

		if (neighbours(view, at, down, &next) < 0)
			status = wb_error_nomem(err);
		else if (next.count > 1)
			status = goal_ambiguous(&next, err, "'%s' is ambiguous: %s '%s' stand",
						text, down ? "below" : "on", at->revision->id);
		else if (!next.count)
			status = wb_error_set(err, WB_E_USAGE,
					      "'%s': only %lld revisions are %s '%s'", text,
					      (long long)i, down ? "below" : "above",
					      goal->nodes.items[0]->revision->id);
		else
			at = next.items[0];
		node_vec_release(&next);
		if (status < 0)
			return status;
	}
	goal->nodes.items[0] = at;
	return 1;
}

static int try_arithmetic(const struct view *view, const char *text, struct goal *goal,
			  struct wb_error *err)
{
	size_t at = strlen(text);
	int64_t steps;
	int status;

	while (at > 0 && text[at] != '+' && text[at] != '-')
		at--;
	if (at == 0 || !read_steps(text + at, &steps))
		return 0;
	status = try_simple(view, text, at, goal, err);
	if (status <= 0)
		return status;
	if (goal->kind != GOAL_REVISIONS || goal->nodes.count != 1)
		return wb_error_set(err, WB_E_USAGE, "'%s': '%.*s' is not one revision", text,
				    (int)at, text);
	goal->everything = goal->everything && !steps;
	return goal_walk(view, text, text[at] == '-' ? -steps : steps, goal, err);
}

int goal_parse(const struct view *view, const char *text, struct goal *out, struct wb_error *err)
{
	struct goal goal = { .kind = GOAL_REVISIONS };
	int status = try_simple(view, text, strlen(text), &goal, err);

	if (!status)
		status = try_steps(text, &goal);
	if (!status)
		status = try_branch(view, text, &goal, err);
	if (!status)
		status = try_arithmetic(view, text, &goal, err);
	if (!status)
		status = unknown(view, text, err);
	if (status < 0) {
		goal_release(&goal);
		return status;
	}
	*out = goal;
	return 0;
}

int goal_check(const struct view *view, const struct goal *goal, struct wb_error *err)
{
	for (size_t i = 0; i < goal->nodes.count; i++) {
		const struct node *node = goal->nodes.items[i];
		const char *id = node->revision->id;

		if (node->revision->repeat)
			return wb_error_set(err, WB_E_USAGE,
					    "'%s' is repeatable: it runs after 'upgrade head' "
					    "whenever it changed, and is no "
					    "target",
					    id);
		if (view->side[node->index] == SIDE_HIDDEN)
			return wb_error_set(
				err, WB_E_USAGE, "revision '%s' is replaced by '%s'", id,
				view_meant(view, &view->graph->pool[node->index])->revision->id);
	}
	return 0;
}
