/* SPDX-License-Identifier: MIT */
/* Linking the revisions: ids, what Revises and Depends name, and what is wrong with them. */
#include "node.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/error.h"
#include "base/text.h"

/* With ten thousand revisions looking for a near word costs; whoever has so many problems has one
 * cause. */
#define SUGGESTIONS_MAX 20

/* The one that has this id already. Ids that ascend, as time stamps do, have none, which nobody needs to look for: `*ascend`
 * counts those in front. */
static struct revision *find_twin(const struct graph *graph, const struct node *node, unsigned hash,
				  size_t *ascend)
{
	const char *id = node->revision->id;
	struct revision *twin = NULL;

	if (*ascend == node->index &&
	    (!node->index || strcmp(graph->ids[node->index - 1], id) < 0)) {
		(*ascend)++;
		return NULL;
	}
	HASH_FIND_BYHASHVALUE(hh, graph->by_id, id, strlen(id), hash, twin);
	return twin;
}

static void add_ids(struct graph *graph, const struct revision_vec *revisions)
{
	size_t ascend = 0;

	for (size_t i = 0; i < revisions->count; i++) {
		struct revision *r = revisions->items[i], *other;
		struct node *node = &graph->pool[i];
		const size_t len = strlen(r->id);
		unsigned hash = 0;

		node->revision = r;
		node->index = i;
		r->node = node;
		r->hh.tbl = NULL;
		graph->ids[i] = r->id;
		if (name_reserved(r->id))
			graph_problem(graph, r, r->id_line,
				      "'%s' can't be an id: as a target it means something else",
				      r->id);
		HASH_VALUE(r->id, len, hash);
		other = find_twin(graph, node, hash, &ascend);
		if (other) {
			graph_problem(graph, r, r->id_line,
				      "revision '%s' is already defined in %s:%u", r->id,
				      other->path, other->id_line);
			continue;
		}
		HASH_ADD_KEYPTR_BYHASHVALUE(hh, graph->by_id, r->id, len, hash, r);
		if (!r->hh.tbl)
			graph->nomem = true;
	}
}

static void report_missing(struct graph *graph, const struct node *node,
			   const struct mention *mention, const char *verb)
{
	const char *nearest = NULL;

	if (graph->suggestions++ < SUGGESTIONS_MAX)
		nearest = graph_nearest(graph, mention->name);
	graph_problem(graph, node->revision, mention->line,
		      "'%s' %s '%s', which no file defines%s%s%s", node->revision->id, verb,
		      mention->name, nearest ? "; did you mean '" : "", nearest ? nearest : "",
		      nearest ? "'?" : "");
}

/* The one that a mention names: mostly that of the file before, which is at hand. */
static struct revision *find_named(const struct graph *graph, const struct node *node,
				   const char *name)
{
	if (node->index) {
		struct revision *before = graph->pool[node->index - 1].revision;

		if (before->hh.tbl && strcmp(before->id, name) == 0)
			return before;
	}
	return graph_find(graph, name, strlen(name));
}

/* What a mention means; NULL when it means nothing, which may be right: an old file of a squash
 * names one that is gone. */
static struct node *find_meant(struct graph *graph, const struct node *node,
			       const struct mention *mention, const char *verb)
{
	struct revision *found = find_named(graph, node, mention->name);
	struct replaced *replaced = NULL;

	if (found)
		return found->node;
	HASH_FIND_STR(graph->replaced, mention->name, replaced);
	if (!replaced) {
		report_missing(graph, node, mention, verb);
		return NULL;
	}
	if (replaced->by != node && node_replaced_by(node, replaced->by))
		return NULL;
	return replaced->by;
}

static void link_mention(struct graph *graph, struct node *node, const struct mention *mention,
			 bool parent)
{
	const char *verb = parent ? "revises" : "depends on";
	const char *id = node->revision->id;
	struct node *to = find_meant(graph, node, mention, verb);

	if (!to)
		return;
	if (to == node && strcmp(mention->name, id) == 0)
		graph_problem(graph, node->revision, mention->line, "'%s' %s itself", id, verb);
	else if (node_replaced_by(to, node))
		graph_problem(graph, node->revision, mention->line,
			      "'%s' %s '%s', which it replaces", id, verb, mention->name);
	else if (parent && to->child == node && strcmp(mention->name, to->revision->id) == 0)
		graph_problem(graph, node->revision, mention->line, "'%s' revises '%s' twice", id,
			      mention->name);
	else if (parent && to->revision->repeat)
		graph_problem(graph, node->revision, mention->line,
			      "'%s' revises '%s', which is repeatable: nothing can", id,
			      mention->name);
	else if (!node->revision->repeat && to->revision->repeat)
		graph_problem(graph, node->revision, mention->line,
			      "'%s' depends on '%s', which is repeatable and runs after it", id,
			      mention->name);
	else if (edge_vec_push(&node->needs, (struct edge){ .to = to, .parent = parent }) < 0)
		graph->nomem = true;
	if (parent)
		to->child = node;
}

static void link_node(struct graph *graph, struct node *node)
{
	const struct revision *r = node->revision;
	const size_t most = r->revises.count + r->depends.count;

	node->needs.items = most ? malloc(most * sizeof(*node->needs.items)) : NULL;
	node->needs.room = node->needs.items ? most : 0;
	if (r->repeat && r->revises.count)
		graph_problem(graph, r, r->revises.items[0].line,
			      "'%s' is repeatable and can't revise anything; say Depends", r->id);
	for (size_t i = 0; i < r->revises.count && !r->repeat; i++)
		link_mention(graph, node, &r->revises.items[i], true);
	for (size_t i = 0; i < r->depends.count; i++)
		link_mention(graph, node, &r->depends.items[i], false);
}

static struct graph *graph_new(size_t count)
{
	struct graph *graph = calloc(1, sizeof(*graph));

	if (!graph)
		return NULL;
	graph->count = count;
	graph->pool = calloc(count + 1, sizeof(*graph->pool));
	graph->order = calloc(count + 1, sizeof(struct node *));
	graph->by_rank = calloc(count + 1, sizeof(struct node *));
	graph->list = calloc(count + 1, sizeof(struct node *));
	graph->ids = calloc(count + 1, sizeof(const char *));
	if (!graph->pool || !graph->order || !graph->by_rank || !graph->list || !graph->ids) {
		graph_free(graph);
		return NULL;
	}
	return graph;
}

static void link_all(struct graph *graph, const struct revision_vec *revisions)
{
	add_ids(graph, revisions);
	graph_link_squashes(graph);
	graph_link_names(graph);
	for (size_t i = 0; i < graph->count && !graph->nomem; i++)
		link_node(graph, &graph->pool[i]);
	if (!graph->nomem)
		graph_sort(graph);
	if (!graph->nomem && !graph->failed)
		graph_publish(graph);
}

int graph_build(const struct revision_vec *revisions, struct problems *problems, struct graph **out)
{
	struct graph *graph = graph_new(revisions->count);

	if (!graph)
		return problem_add(problems, WB_E_NOMEM, NULL, 0, "out of memory");
	graph->problems = problems;
	link_all(graph, revisions);
	graph->problems = NULL;
	if (!graph->nomem && !graph->failed) {
		*out = graph;
		return 0;
	}
	/* What `pub` points to goes with the graph. */
	for (size_t i = 0; i < revisions->count; i++) {
		struct wb_revision *pub = &revisions->items[i]->pub;

		pub->parents = pub->children = pub->labels = (struct wb_names){ 0 };
		revisions->items[i]->node = NULL;
	}
	if (graph->nomem)
		problem_add(problems, WB_E_NOMEM, NULL, 0, "out of memory");
	graph_free(graph);
	return problems->status;
}

static void names_free(struct name **map)
{
	struct name *name, *next;

	HASH_ITER(hh, *map, name, next) {
		HASH_DEL(*map, name);
		node_vec_release(&name->owners);
		free(name);
	}
}

void graph_free(struct graph *graph)
{
	struct replaced *replaced, *next;

	if (!graph)
		return;
	HASH_CLEAR(hh, graph->by_id);
	names_free(&graph->labels);
	names_free(&graph->tags);
	HASH_ITER(hh, graph->replaced, replaced, next) {
		HASH_DEL(graph->replaced, replaced);
		free(replaced);
	}
	for (size_t i = 0; graph->pool && i < graph->count; i++) {
		edge_vec_release(&graph->pool[i].needs);
		node_vec_release(&graph->pool[i].replaces);
		text_vec_release(&graph->pool[i].gone);
	}
	for (size_t i = 0; i < graph->owned.count; i++)
		free(graph->owned.items[i]);
	owned_vec_release(&graph->owned);
	view_free(graph->files);
	free(graph->pool);
	free(graph->order);
	free(graph->by_rank);
	free(graph->list);
	free(graph->ids);
	free(graph);
}

const struct view *graph_files(const struct graph *graph)
{
	return graph->files;
}

size_t graph_count(const struct graph *graph)
{
	return graph->count;
}

struct revision *graph_at(const struct graph *graph, size_t index)
{
	return index < graph->count ? graph->list[index]->revision : NULL;
}
