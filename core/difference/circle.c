/* SPDX-License-Identifier: MIT */
#include "circle.h"

#include "base/error.h"

/* A foreign key that goes with its own table, and holds this one: it goes first, alone. */
static int drop_key(struct sorting *s, struct object *key, const struct change *table)
{
	struct change *with = key->unmade_by, *c;

	if (key->pub.kind != WB_KIND_FOREIGN_KEY || object_inline(key) || !with || with == table ||
	    with->done || with->from == key)
		return 0;
	c = difference_add(s->d, WB_CHANGE_DROP, key, NULL);
	if (!c || change_vec_push(&s->sorted, c) < 0)
		return wb_error_nomem(s->err);
	c->done = true;
	return difference_render(s->d, s->conn, c, s->err);
}

static int drop_keys(struct sorting *s, const struct object *o, const struct change *table)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < o->needed_by.count; i++)
		rc = drop_key(s, o->needed_by.items[i], table);
	return rc;
}

/* `first` need not come before `then` any more. */
static int release(struct sorting *s, struct change *first, struct change *then)
{
	for (size_t i = 0; i < first->after.count; i++) {
		if (first->after.items[i] != then)
			continue;
		first->after.items[i] = first->after.items[--first->after.count];
		return --then->waits == 0 && !then->done ? changes_push(&s->heap, then) : 0;
	}
	return 0;
}

/* Something else that is still to be done, and that an object's need makes this one wait for, or wait. */
static struct change *still_due(struct change *other, const struct change *c)
{
	return other && other != c && !other->done && !other->withdrawn ? other : NULL;
}

static bool goes_alone(const struct object *child, const struct change *table)
{
	if (child->unmade_by != table || !object_counts(child) ||
	    (object_inline(child) && child->pub.kind != WB_KIND_CHECK))
		return false;
	for (size_t i = 0; i < child->needs.count; i++)
		if (still_due(child->needs.items[i]->unmade_by, table))
			return true;
	return false;
}

/* An index or a check of the table's own calls a function of its rows, which needs the table: it goes
 * first, alone. */
static int drop_child(struct sorting *s, struct object *child, struct change *table)
{
	struct change *c = difference_add(s->d, WB_CHANGE_DROP, child, NULL);
	int rc;

	if (!c || change_vec_push(&s->sorted, c) < 0)
		return wb_error_nomem(s->err);
	c->done = true;
	rc = difference_render(s->d, s->conn, c, s->err);
	for (size_t i = 0; rc == 0 && i < child->needs.count; i++) {
		struct change *u = still_due(child->needs.items[i]->unmade_by, table);

		rc = u ? release(s, table, u) : 0;
	}
	return rc;
}

static bool comes_alone(const struct object *child, const struct change *table)
{
	if (child->made_by != table || !object_counts(child) || child->pub.kind != WB_KIND_CHECK)
		return false;
	for (size_t i = 0; i < child->needs.count; i++)
		if (still_due(child->needs.items[i]->made_by, table))
			return true;
	return false;
}

/* The same on the way up: the check comes behind both. */
static int make_child(struct sorting *s, struct object *child, struct change *table)
{
	struct change *c = difference_add(s->d, WB_CHANGE_CREATE, NULL, child);
	int rc;

	if (!c)
		return wb_error_nomem(s->err);
	c->rank = s->d->changes.count;
	rc = difference_render(s->d, s->conn, c, s->err);
	for (size_t i = 0; rc == 0 && i < child->needs.count; i++) {
		struct change *m = still_due(child->needs.items[i]->made_by, table);

		if (m && (rc = release(s, m, table)) == 0)
			rc = change_before(m, c);
	}
	if (rc == 0)
		rc = change_before(table, c);
	return rc == 0 ? difference_render(s->d, s->conn, table, s->err) : rc;
}

int circle_open(struct sorting *s, struct change *c)
{
	const bool goes = c->kind == WB_CHANGE_DROP;
	const struct object *table = goes ? c->from : c->to;
	int rc = 0, found = 0;

	if (table->pub.kind != WB_KIND_TABLE || (!goes && c->kind != WB_CHANGE_CREATE))
		return 0;
	for (size_t i = 0; rc == 0 && i < table->children.count; i++) {
		struct object *child = table->children.items[i];

		if (!(goes ? goes_alone : comes_alone)(child, c))
			continue;
		found = 1;
		rc = (goes ? drop_child : make_child)(s, child, c);
	}
	return rc < 0 ? rc : found;
}

int circle_break(struct sorting *s, struct change *c)
{
	int rc = 0;

	if (c->kind != WB_CHANGE_DROP || c->from->pub.kind != WB_KIND_TABLE)
		return 0;
	rc = drop_keys(s, c->from, c);
	for (size_t i = 0; rc == 0 && i < c->from->children.count; i++)
		rc = drop_keys(s, c->from->children.items[i], c);
	return rc;
}
