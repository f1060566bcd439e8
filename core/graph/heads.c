/* SPDX-License-Identifier: MIT */
/* Several heads where one is wanted: two people have followed the same revision. What either may do
 * about it. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/error.h"

#define LISTED_MAX 10

/* What a head needs and none of the others does. */
static bool *own_part(const struct view *view, const struct node_vec *heads,
		      const struct node *head)
{
	bool *own = set_new(view), *others = set_new(view);
	bool good = own && others;

	if (good) {
		own[head->index] = true;
		for (size_t i = 0; i < heads->count; i++)
			others[heads->items[i]->index] = heads->items[i] != head;
		good = set_add_needed(view, own) == 0 && set_add_needed(view, others) == 0;
	}
	for (size_t i = 0; good && i < view->graph->count; i++)
		own[i] = own[i] && !others[i];
	free(others);
	if (good)
		return own;
	free(own);
	return NULL;
}

static bool is_bottom(const struct view *view, const bool *own, size_t index)
{
	const struct links *needs = &view->needs;

	for (size_t k = needs->first[index]; k < needs->first[index + 1]; k++)
		if (own[needs->items[k].to])
			return false;
	return true;
}

/* The one revision to be moved, for all that is the head's own to come along; NULL: there is none, or
 * some of it is applied. */
static const struct node *first_own(const struct view *view, const bool *own)
{
	const struct node *first = NULL;
	size_t bottoms = 0;

	for (size_t i = 0; i < view->graph->count; i++) {
		const struct node *node = &view->graph->pool[i];

		if (!own[i])
			continue;
		if (view->applied[i] || node->replaces.count || node->gone.count)
			return NULL;
		if (!is_bottom(view, own, i))
			continue;
		first = node;
		bottoms++;
	}
	return bottoms == 1 && first->revision->revises.count < 2 ? first : NULL;
}

/* " and `rebase …`": of the heads that can be moved the youngest. */
static void add_rebase(const struct view *view, const struct node_vec *heads, struct buf *text)
{
	for (size_t i = heads->count; i-- > 0;) {
		const struct node *onto = heads->items[i ? 0 : heads->count - 1];
		bool *own = own_part(view, heads, heads->items[i]);
		const struct node *first = own ? first_own(view, own) : NULL;

		free(own);
		if (!first)
			continue;
		buf_printf(
			text,
			", `whimbrel rebase %s --onto %s` puts one behind the other as long as no "
			"database has it",
			first->revision->id, onto->revision->id);
		return;
	}
}

int goal_several_heads(const struct view *view, const struct node_vec *heads, const char *label,
		       struct wb_error *err)
{
	struct buf text = { 0 };

	if (label)
		buf_printf(&text,
			   "branch '%s' has several heads: name one; `whimbrel merge` joins them",
			   label);
	else
		buf_str(&text, "'head' is ambiguous: there are several; 'heads' means all of them, "
			       "`whimbrel merge` joins them");
	add_rebase(view, heads, &text);
	buf_char(&text, ':');
	for (size_t i = 0; i < heads->count && i < LISTED_MAX; i++)
		buf_printf(&text, "%s %s (%s)", i ? "," : "", heads->items[i]->revision->id,
			   heads->items[i]->revision->path);
	if (heads->count > LISTED_MAX)
		buf_printf(&text, " and %zu more", heads->count - LISTED_MAX);
	wb_error_set(err, WB_E_USAGE, "%s", buf_text(&text));
	buf_release(&text);
	return WB_E_USAGE;
}
