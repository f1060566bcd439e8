/* SPDX-License-Identifier: MIT */
#include "drawing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "exit_code.h"
#include "say.h"

/* A language: what stands around the texts and the edges. A node is called by its place in the list. */
struct language {
	const char *begin, *end;
	const char *special; /* bytes that a text can't have as they are */
	void (*escape)(FILE *out, char special);
	const char *node, *title, *node_end;
	const char *edge, *dotted;
	const char *edge_end, *dotted_end;
};

/* Entities that mermaid knows: a number between # and ;. */
static void escape_mermaid(FILE *out, char special)
{
	say(out, "#%d;", special);
}

static void escape_dot(FILE *out, char special)
{
	say(out, "\\%c", special);
}

/* clang-format off */
static const struct language mermaid = {
	.begin = "flowchart TD\n", .end = "",
	.special = "\"#;<>&`\\{}[]|", .escape = escape_mermaid,
	.node = "[\"", .title = "<br/>", .node_end = "\"]",
	.edge = " --> ", .edge_end = "", .dotted = " -.-> ", .dotted_end = "",
};

static const struct language dot = {
	.begin = "digraph history {\n  node [shape=box];\n", .end = "}\n",
	.special = "\"\\", .escape = escape_dot,
	.node = " [label=\"", .title = "\\n", .node_end = "\"];",
	.edge = " -> ", .edge_end = ";", .dotted = " -> ", .dotted_end = " [style=dashed];",
};
/* clang-format on */

/* The list, to be found by id. */
struct entry {
	const char *id;
	size_t place;
};

struct drawing {
	FILE *out;
	const struct language *language;
	struct entry *entries;
	size_t count;
};

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	return strcmp(x->id, y->id);
}

static void draw_text(const struct drawing *d, const char *text)
{
	while (*text) {
		int len = (int)strcspn(text, d->language->special);

		say(d->out, "%.*s", len, text);
		text += len;
		if (*text)
			d->language->escape(d->out, *text++);
	}
}

static void draw_node(const struct drawing *d, size_t place, const struct wb_revision *revision)
{
	say(d->out, "  r%zu%s", place, d->language->node);
	draw_text(d, revision->id);
	if (*revision->title) {
		say(d->out, "%s", d->language->title);
		draw_text(d, revision->title);
	}
	say(d->out, "%s\n", d->language->node_end);
}

static void draw_edges(const struct drawing *d, size_t to, const struct wb_names *from, bool dotted)
{
	const struct language *l = d->language;

	for (size_t i = 0; i < from->count; i++) {
		const struct entry wanted = { .id = from->items[i] };
		const struct entry *found = bsearch(&wanted, d->entries, d->count,
						    sizeof(*d->entries), compare_entries);

		if (found)
			say(d->out, "  r%zu%sr%zu%s\n", found->place, dotted ? l->dotted : l->edge,
			    to, dotted ? l->dotted_end : l->edge_end);
	}
}

static int draw(FILE *out, const struct language *language, const struct revision_list *list,
		struct wb_error *err)
{
	struct drawing d = { .out = out, .language = language, .count = list->count };

	d.entries = calloc(list->count + 1, sizeof(*d.entries));
	if (!d.entries)
		return cli_fail(err, WB_E_NOMEM, "out of memory");
	for (size_t i = 0; i < list->count; i++)
		d.entries[i] = (struct entry){ .id = list->items[i]->id, .place = i };
	qsort(d.entries, d.count, sizeof(*d.entries), compare_entries);
	say_lines(out, language->begin, strlen(language->begin));
	for (size_t i = 0; i < list->count; i++)
		draw_node(&d, i, list->items[i]);
	for (size_t i = 0; i < list->count; i++) {
		draw_edges(&d, i, &list->items[i]->parents, false);
		draw_edges(&d, i, &list->items[i]->depends, true);
	}
	say_lines(out, language->end, strlen(language->end));
	free(d.entries);
	return 0;
}

int drawing_mermaid(FILE *out, const struct revision_list *list, struct wb_error *err)
{
	return draw(out, &mermaid, list, err);
}

int drawing_dot(FILE *out, const struct revision_list *list, struct wb_error *err)
{
	return draw(out, &dot, list, err);
}
