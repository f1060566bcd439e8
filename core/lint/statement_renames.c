/* SPDX-License-Identifier: MIT */
#include "statement_renames.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

int steps_mark(struct steps *s, uint32_t line, const struct change *c, const char *lost)
{
	struct mark *m = calloc(1, sizeof(*m));
	struct buf title = { 0 };

	change_title(c, &title);
	if (m) {
		m->line = line;
		m->risk = c->risk;
		m->title = text_dup(buf_text(&title), title.len);
		m->lost = lost ? text_dup(lost, strlen(lost)) : NULL;
	}
	buf_release(&title);
	if (m && m->title && (!lost || m->lost) && mark_vec_push(s->marks, m) == 0)
		return 0;
	if (m) {
		free(m->title);
		free(m->lost);
	}
	free(m);
	return -1;
}

static bool same_columns(const struct object *a, const struct object *b)
{
	size_t i = 0;

	for (; i < a->children.count && a->children.items[i]->pub.kind == WB_KIND_COLUMN; i++)
		if (i >= b->children.count || b->children.items[i]->pub.kind != WB_KIND_COLUMN ||
		    strcmp(a->children.items[i]->pub.name, b->children.items[i]->pub.name) != 0)
			return false;
	return i == b->children.count || b->children.items[i]->pub.kind != WB_KIND_COLUMN;
}

/* Is the one the other under a new name, if the statement is one that renames? */
static bool is_renamed(const struct object *from, const struct object *to)
{
	if (from->pub.kind != to->pub.kind)
		return false;
	if (from->pub.kind == WB_KIND_TABLE)
		return same_columns(from, to);
	return from->pub.kind == WB_KIND_COLUMN && from->parent && to->parent &&
	       strcmp(from->parent->key, to->parent->key) == 0 &&
	       from->pub.position == to->pub.position;
}

static int note_one(struct steps *s, uint32_t line, struct change *drop, struct change *create)
{
	const struct object *from = drop->from, *to = create->to;

	if (from->pub.kind == WB_KIND_TABLE)
		return tracked_move(&s->tracked, from->key, to->key);
	if (object_alike(from, to) || !tracked_first_key(&s->tracked, &s->before, from->parent))
		return 0;
	snprintf(drop->risk.rule, sizeof(drop->risk.rule), "type-change");
	snprintf(drop->risk.reason, sizeof(drop->risk.reason),
		 "renames column %s.%s to %s, and changes it", from->pub.parent, from->pub.name,
		 to->pub.name);
	return steps_mark(s, line, drop, NULL);
}

/* Tables and columns that the statement renamed: 1, what else differs came of that; 0: it renamed
 * none. */
int steps_take_renames(struct steps *s, struct model *next, uint32_t line, struct wb_error *err)
{
	struct difference d = { .from = s->now, .to = next };
	int rc = difference_compare(&d, err), found = 0;

	for (size_t i = 0; rc == 0 && i < d.changes.count; i++) {
		struct change *drop = d.changes.items[i];

		for (size_t j = 0; rc == 0 && drop->kind == WB_CHANGE_DROP && j < d.changes.count;
		     j++) {
			struct change *create = d.changes.items[j];

			if (create->kind != WB_CHANGE_CREATE || create->withdrawn ||
			    !is_renamed(drop->from, create->to))
				continue;
			create->withdrawn = true;
			found = 1;
			if (note_one(s, line, drop, create) < 0)
				rc = wb_error_nomem(err);
			break;
		}
	}
	difference_release(&d);
	return rc < 0 ? rc : found;
}
