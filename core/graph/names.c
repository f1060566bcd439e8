/* SPDX-License-Identifier: MIT */
/* Branch labels and tags: each names one revision, and nothing else. */
#include "node.h"

#include <stdlib.h>
#include <string.h>

bool name_reserved(const char *text)
{
	static const char *const words[] = { "head", "heads", "base" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(text, words[i]) == 0)
			return true;
	/* What targets are made of: arithmetic, LABEL@…, A:B. */
	return text[0] == '\0' || text[0] == '+' || text[0] == '-' || strpbrk(text, "@:, \t");
}

/* Is every owner replaced by `node`, or the other way round? Then they have the name one after the
 * other. Two that the same squash replaces are both there on the way through the old files. */
static bool takes_over(const struct name *name, const struct node *node)
{
	for (size_t i = 0; i < name->owners.count; i++) {
		const struct node *owner = name->owners.items[i];

		if (owner == node ||
		    (!node_replaced_by(owner, node) && !node_replaced_by(node, owner)))
			return false;
	}
	return true;
}

static struct name *name_new(struct graph *graph, struct name **map, const char *text)
{
	struct name *name = calloc(1, sizeof(*name));

	if (!name) {
		graph->nomem = true;
		return NULL;
	}
	name->text = text;
	HASH_ADD_KEYPTR(hh, *map, name->text, strlen(name->text), name);
	if (!name->hh.tbl) {
		free(name);
		graph->nomem = true;
		return NULL;
	}
	return name;
}

static void link_name(struct graph *graph, struct node *node, const struct mention *mention,
		      bool tag)
{
	const char *word = tag ? "tag" : "branch label";
	const struct revision *id = graph_find(graph, mention->name, strlen(mention->name));
	struct name **map = tag ? &graph->tags : &graph->labels;
	struct name *same = NULL, *other = NULL;

	HASH_FIND_STR(*map, mention->name, same);
	HASH_FIND_STR(tag ? graph->labels : graph->tags, mention->name, other);
	if (name_reserved(mention->name)) {
		graph_problem(graph, node->revision, mention->line,
			      "'%s' can't be a %s: as a target it means something else",
			      mention->name, word);
	} else if (id) {
		graph_problem(graph, node->revision, mention->line,
			      "the %s '%s' is also the id of a revision (%s:%u)", word,
			      mention->name, id->path, id->id_line);
	} else if (other) {
		graph_problem(graph, node->revision, mention->line,
			      "'%s' is a %s here and a %s in %s", mention->name, word,
			      tag ? "branch label" : "tag", other->owners.items[0]->revision->path);
	} else if (same && !takes_over(same, node)) {
		graph_problem(graph, node->revision, mention->line,
			      "the %s '%s' is already on '%s' (%s)", word, mention->name,
			      same->owners.items[0]->revision->id,
			      same->owners.items[0]->revision->path);
	} else {
		if (!same)
			same = name_new(graph, map, mention->name);
		if (same && node_vec_push(&same->owners, node) < 0)
			graph->nomem = true;
	}
}

void graph_link_names(struct graph *graph)
{
	for (size_t i = 0; i < graph->count && !graph->nomem; i++) {
		struct node *node = &graph->pool[i];
		const struct mention_vec *branches = &node->revision->branches,
					 *tags = &node->revision->tags;

		if (node->revision->repeat && branches->count)
			graph_problem(graph, node->revision, branches->items[0].line,
				      "'%s' is repeatable and can't carry a branch label",
				      node->revision->id);
		for (size_t k = 0; k < branches->count && !graph->nomem; k++)
			link_name(graph, node, &branches->items[k], false);
		for (size_t k = 0; k < tags->count && !graph->nomem; k++)
			link_name(graph, node, &tags->items[k], true);
	}
}
