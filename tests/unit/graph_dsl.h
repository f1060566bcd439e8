/* SPDX-License-Identifier: MIT */
/* Graphs for tests, one line a revision: "c < a b + d @ api # v1 ! old = 5 ~" is c, which revises a
 * and b, depends on d, carries the label api and the tag v1, replaces old, is of date 5 and
 * repeatable. Its file is m/c.sql; the id is on line 2, `<` on 3, `+` on 4, `!` on 5, `@` on 6, `#`
 * on 7. */
#ifndef WB_TESTS_GRAPH_DSL_H
#define WB_TESTS_GRAPH_DSL_H

#include "compat.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "graph/graph.h"
#include "base/text.h"

struct world {
	struct revision_vec revisions;
	struct problems problems;
	struct buf messages; /* one line a problem */
	struct graph *graph;
	const char *database; /* ids, a blank after each word but the last */
};

static inline void world_message(void *ctx, const char *message)
{
	struct world *world = ctx;

	buf_printf(&world->messages, "%s\n", message);
}

static inline void world_mention(struct mention_vec *v, const char *word, size_t len, uint32_t line)
{
	struct mention mention = { .name = text_dup(word, len), .line = line };

	assert_non_null(mention.name);
	assert_int_equal(mention_vec_push(v, mention), 0);
}

static inline void world_word(struct revision *r, char mode, const char *word, size_t len)
{
	switch (mode) {
	case 0:
		r->id = text_dup(word, len);
		r->path = text_format("m/%s.sql", r->id);
		assert_true(r->id && r->path);
		break;
	case '<':
		world_mention(&r->revises, word, len, 3);
		break;
	case '+':
		world_mention(&r->depends, word, len, 4);
		break;
	case '!':
		world_mention(&r->replaces, word, len, 5);
		break;
	case '@':
		world_mention(&r->branches, word, len, 6);
		break;
	case '#':
		world_mention(&r->tags, word, len, 7);
		break;
	case '=':
		r->when = strtoll(word, NULL, 10);
		break;
	default:
		fail_msg("a word behind '%c'", mode);
	}
}

static inline void world_add(struct world *world, const char *line)
{
	struct revision *r = calloc(1, sizeof(*r));
	char mode = 0;

	assert_non_null(r);
	r->when = INT64_MIN;
	r->id_line = 2;
	while (*line) {
		size_t len = strcspn(line, " ");

		if (len == 1 && strchr("<+!@#=~", *line)) {
			mode = *line;
			r->repeat |= mode == '~';
		} else if (len) {
			world_word(r, mode, line, len);
		}
		line += len + (line[len] == ' ');
	}
	r->pub.id = r->id;
	r->pub.path = r->path;
	assert_int_equal(revision_vec_push(&world->revisions, r), 0);
}

/* Build the graph; returns what graph_build does. */
static inline int world_build(struct world *world)
{
	world->problems = (struct problems){ .report = world_message, .ctx = world };
	return graph_build(&world->revisions, &world->problems, &world->graph);
}

/* The world of `lines`, which NULL ends, and its graph. */
static inline int world_init(struct world *world, const char *const *lines)
{
	*world = (struct world){ .database = "" };
	while (*lines)
		world_add(world, *lines++);
	return world_build(world);
}

static inline void mentions_free(struct mention_vec *v)
{
	for (size_t i = 0; i < v->count; i++)
		free(v->items[i].name);
	mention_vec_release(v);
}

static inline void world_release(struct world *world)
{
	graph_free(world->graph);
	for (size_t i = 0; i < world->revisions.count; i++) {
		struct revision *r = world->revisions.items[i];

		mentions_free(&r->revises);
		mentions_free(&r->depends);
		mentions_free(&r->replaces);
		mentions_free(&r->branches);
		mentions_free(&r->tags);
		free(r->id);
		free(r->path);
		free(r);
	}
	revision_vec_release(&world->revisions);
	buf_release(&world->messages);
}

static inline struct revision *world_get(const struct world *world, const char *id)
{
	struct revision *r = graph_find(world->graph, id, strlen(id));

	if (!r)
		fail_msg("no revision %s", id);
	return r;
}

/* Is `word` one of the words of `text`? */
static inline bool has_word(const char *text, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = text; (at = strstr(at, word)); at += len)
		if ((at == text || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
			return true;
	return false;
}

static inline bool world_has(const void *ctx, const char *id)
{
	return has_word(((const struct world *)ctx)->database, id);
}

/* The view of a database with these ids; NULL: without a database. */
static inline struct view *world_view(struct world *world, const char *database)
{
	struct wb_error err = WB_ERROR_INIT;
	struct view *view = NULL;

	world->database = database;
	if (view_new(world->graph, database ? world_has : NULL, world, &view, &err) < 0)
		fail_msg("%s", err.message);
	return view;
}

/* "a b c"; the caller frees. */
static inline char *ids_text(const struct revision_vec *list)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < list->count; i++)
		buf_printf(&text, "%s%s", i ? " " : "", list->items[i]->id);
	if (!text.len)
		buf_str(&text, "");
	return text.data ? buf_take(&text) : text_dup("", 0);
}

static inline char *names_text(const struct wb_names *names)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < names->count; i++)
		buf_printf(&text, "%s%s", i ? " " : "", names->items[i]);
	return text.len ? buf_take(&text) : text_dup("", 0);
}

#endif
