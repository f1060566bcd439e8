/* SPDX-License-Identifier: MIT */
/* The order of changes: what is needed is made first and dropped last, a name is given up before it
 * is given anew. Circles are broken where the least can go wrong. Nothing here calls itself: a
 * chain of tables may be of any length. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/kind.h"
#include "base/text.h"
#include "circle.h"

/* ------------------------------------------------------------------ who makes, who takes away */

static bool covers_children(const struct change *c)
{
	return c->kind == WB_CHANGE_DROP || (c->flags & WB_CHANGE_WHOLE);
}

/* A change of a table stands for what is done to its children along with it. */
static void claim_children(struct change *c)
{
	for (size_t i = 0; c->from && covers_children(c) && i < c->from->children.count; i++)
		if (!c->from->children.items[i]->unmade_by)
			c->from->children.items[i]->unmade_by = c;
	for (size_t i = 0; c->to && i < c->to->children.count; i++) {
		struct object *child = c->to->children.items[i];
		bool with = c->flags & WB_CHANGE_WHOLE ||
			    (c->kind == WB_CHANGE_CREATE &&
			     !(object_counts(child) && !object_inline(child)));

		if (with && !child->made_by)
			child->made_by = c;
	}
}

/* ------------------------------------------------------------------ edges */

static int needs_made(const struct object *o, struct change *c)
{
	for (size_t i = 0; i < o->needs.count; i++)
		if (change_before(o->needs.items[i]->made_by, c) < 0)
			return -1;
	return o->parent ? change_before(o->parent->made_by, c) : 0;
}

/* A column that was computed keeps what it holds. */
static bool stops_computing(const struct object *o, const struct change *c)
{
	return c && c->kind == WB_CHANGE_ALTER && c->from == o &&
	       object_get(&o->pub, "generated") && !object_get(&c->to->pub, "generated");
}

/* Whoever loses an object must have let go of it before; two that change in place are told apart by
 * what they need in the end. */
static int needs_unmade(const struct object *o, struct change *c)
{
	/* what may be done with an object is said when that is there again */
	if ((o->pub.flags & WB_OBJECT_PRIVILEGE) && c->kind == WB_CHANGE_ALTER)
		return 0;
	for (size_t i = 0; i < o->needs.count; i++) {
		struct change *u = o->needs.items[i]->unmade_by;

		if (u && u != c &&
		    (u->kind == WB_CHANGE_DROP || c->kind == WB_CHANGE_DROP ||
		     stops_computing(o, c)) &&
		    change_before(c, u) < 0)
			return -1;
	}
	return 0;
}

/* What lets go of a type that is made anew, be it by way of another type, does so before, and takes
 * it up behind. */
static int around_type(const struct difference *d, struct change *c)
{
	struct object_vec users = { 0 };
	int rc = 0;

	if (c->kind == WB_CHANGE_ALTER && c->from->shapes.count &&
	    (c->risk.flags & WB_RENDER_DEPENDANTS))
		rc = difference_type_users(c->from, &users);
	for (size_t i = 0; rc == 0 && i < users.count; i++) {
		const struct object *o = users.items[i], *to = model_find(d->to, o);

		if (o->unmade_by &&
		    (o->unmade_by->kind == WB_CHANGE_DROP || stops_computing(o, o->unmade_by)))
			rc = change_before(o->unmade_by, c);
		if (rc == 0 && to && to->made_by && to->made_by->kind == WB_CHANGE_CREATE)
			rc = change_before(c, to->made_by);
	}
	object_vec_release(&users);
	return rc;
}

static int after_dropped(const struct object *table, struct change *c)
{
	for (size_t i = 0; table && i < table->children.count; i++) {
		struct change *u = table->children.items[i]->unmade_by;

		if (table->children.items[i]->pub.kind == WB_KIND_COLUMN && u &&
		    u->kind == WB_CHANGE_DROP && change_before(u, c) < 0)
			return -1;
	}
	return 0;
}

/* Does it attach a table that is only now made? */
static bool attaches_new(const struct change *c)
{
	const struct object *table = c->to ? c->to->named_by : NULL;

	return table && table->made_by && table->made_by->kind == WB_CHANGE_CREATE;
}

/* What a table is about to get or change, and what is new and attached to it has already. */
static int after_made(const struct object *table, struct change *c)
{
	for (size_t i = 0; i < table->children.count; i++) {
		struct object *o = table->children.items[i];

		if ((o->pub.kind == WB_KIND_COLUMN || o->pub.kind == WB_KIND_CHECK) && o->made_by &&
		    o->made_by != c && change_before(o->made_by, c) < 0)
			return -1;
	}
	return 0;
}

/* What is new and attached lacks the columns that its parents, and theirs, are about to lose, and has those and
 * the checks that they are about to get. */
static int after_parents(const struct difference *d, struct change *c)
{
	const struct object *next = attaches_new(c) ? c->to : NULL;

	while (next) {
		const struct object *part = next, *parent = NULL;

		next = NULL;
		for (size_t i = 0; i < part->needs.count; i++)
			if (part->needs.items[i]->pub.kind == WB_KIND_TABLE &&
			    part->needs.items[i] != part->named_by)
				parent = part->needs.items[i];
		if (parent && (after_dropped(model_find(d->from, parent), c) < 0 ||
			       after_made(parent, c) < 0))
			return -1;
		for (size_t i = 0; parent && i < parent->needed_by.count; i++)
			if (parent->needed_by.items[i]->named_by == parent)
				next = parent->needed_by.items[i];
	}
	return 0;
}

static int add_edges(const struct difference *d, struct change *c)
{
	if (around_type(d, c) < 0 || after_parents(d, c) < 0)
		return -1;
	if (c->to) {
		if (needs_made(c->to, c) < 0)
			return -1;
		for (size_t i = 0; i < c->to->children.count; i++)
			if (c->to->children.items[i]->made_by == c &&
			    needs_made(c->to->children.items[i], c) < 0)
				return -1;
	}
	if (c->from) {
		if (needs_unmade(c->from, c) < 0)
			return -1;
		for (size_t i = 0; i < c->from->children.count; i++)
			if (c->from->children.items[i]->unmade_by == c &&
			    needs_unmade(c->from->children.items[i], c) < 0)
				return -1;
	}
	return 0;
}

/* Columns that come to compute in another way let go of what they call when its successor is there: both
 * bear the name meanwhile. */
static bool waits_for_columns(const struct object *leaving)
{
	for (size_t i = 0; i < leaving->needed_by.count; i++) {
		const struct object *o = leaving->needed_by.items[i];

		if (o->pub.kind == WB_KIND_COLUMN && o->unmade_by &&
		    o->unmade_by->kind == WB_CHANGE_ALTER)
			return object_overloads(leaving);
	}
	return false;
}

/* Names are given up before they are given anew. */
static int reuse_name(void *context, struct object *leaving, struct object *to)
{
	const struct difference *d = context;

	if (!covers_children(leaving->unmade_by) || waits_for_columns(leaving) ||
	    (leaving->unmade_by->kind != WB_CHANGE_DROP && model_find(d->to, leaving)))
		return 0;
	if (to->made_by != leaving->unmade_by)
		to->made_by->name_from = leaving->unmade_by;
	return change_before(leaving->unmade_by, to->made_by);
}

/* -------------------------------------------------- what comes first where nothing else decides */

static unsigned phase(const struct change *c)
{
	/* what is still to be done may need the rights that go, and give others to what it makes */
	if (c->to && (c->to->pub.flags & WB_OBJECT_PRIVILEGE))
		return 8;
	if (c->kind == WB_CHANGE_DROP)
		return kind_of(c->from->pub.kind)->drop;
	return c->kind == WB_CHANGE_CREATE ? kind_of(c->to->pub.kind)->make
					   : kind_of(c->to->pub.kind)->change;
}

static int by_phase(const void *a, const void *b)
{
	const struct change *x = *(struct change *const *)a, *y = *(struct change *const *)b;
	const struct object *p = x->to ? x->to : x->from, *q = y->to ? y->to : y->from;

	if (phase(x) != phase(y))
		return phase(x) < phase(y) ? -1 : 1;
	/* columns come in the order in which they stand */
	if (p->parent && q->parent && p->pub.kind == q->pub.kind &&
	    strcmp(p->parent->key, q->parent->key) == 0 && p->pub.position != q->pub.position)
		return p->pub.position < q->pub.position ? -1 : 1;
	return strcmp(p->key, q->key);
}

/* ------------------------------------------------------------------ sorting */

static int finish(struct change *c, struct change_vec *heap, struct change_vec *out)
{
	c->done = true;
	if (change_vec_push(out, c) < 0)
		return -1;
	for (size_t i = 0; i < c->after.count; i++)
		if (--c->after.items[i]->waits == 0 && !c->after.items[i]->done &&
		    changes_push(heap, c->after.items[i]) < 0)
			return -1;
	return 0;
}

static struct change *first_left(struct sorting *s, size_t count)
{
	while (s->at < count && s->d->changes.items[s->at]->done)
		s->at++;
	return s->at < count ? s->d->changes.items[s->at] : NULL;
}

/* Its name is another's still: then it can't be made, whatever else might do. */
static bool lacks_name(const struct change *c)
{
	return c->name_from && !c->name_from->done;
}

/* Everything that is left stands in a circle or behind one: whoever goes on from each to one that it
 * waits for ends in a circle. */
static struct change *first_in_circle(struct sorting *s, struct change *left, size_t count)
{
	struct change *first;

	for (size_t i = 0; i < count; i++) {
		const struct change *c = s->d->changes.items[i];

		for (size_t j = 0; !c->done && j < c->after.count; j++)
			c->after.items[j]->holder = s->d->changes.items[i];
	}
	for (size_t i = 0; i < count; i++)
		left = left->holder;
	first = left;
	for (struct change *c = left->holder; c != left; c = c->holder)
		if (lacks_name(first) == lacks_name(c) ? c->rank < first->rank : lacks_name(first))
			first = c;
	return first;
}

static int sort(struct sorting *s)
{
	const size_t count = s->d->changes.count; /* breaking circles adds some behind these */
	struct change *c;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++)
		if (!s->d->changes.items[i]->waits)
			rc = changes_push(&s->heap, s->d->changes.items[i]);
	while (rc == 0) {
		bool stuck = !s->heap.count;

		c = stuck ? first_left(s, count) : changes_pop(&s->heap);
		if (!c)
			break;
		if (stuck) {
			c = first_in_circle(s, c, count);
			rc = circle_open(s, c);
			/* the circle is open, or … */
			if (rc > 0) {
				rc = 0;
				continue;
			}
			if (rc == 0)
				rc = circle_break(s, c);
		}
		if (rc == 0 && !c->done)
			rc = finish(c, &s->heap, &s->sorted);
	}
	return rc == -1 ? wb_error_nomem(s->err) : rc;
}

static void drop_withdrawn(struct difference *d)
{
	size_t kept = 0;

	for (size_t i = 0; i < d->changes.count; i++) {
		struct change *c = d->changes.items[i];

		if (!c->withdrawn) {
			d->changes.items[kept++] = c;
			continue;
		}
		buf_release(&c->sql);
		change_vec_release(&c->after);
		free(c);
	}
	d->changes.count = kept;
}

int difference_order(struct difference *d, struct connection *conn, struct wb_error *err)
{
	struct sorting s = { .d = d, .conn = conn, .err = err };
	int rc = 0;

	drop_withdrawn(d);
	if (d->changes.count > 1)
		qsort(d->changes.items, d->changes.count, sizeof(struct change *), by_phase);
	for (size_t i = 0; i < d->changes.count; i++) {
		d->changes.items[i]->rank = i;
		claim_children(d->changes.items[i]);
	}
	for (size_t i = 0; rc == 0 && i < d->changes.count; i++)
		rc = add_edges(d, d->changes.items[i]);
	if (rc == 0)
		rc = difference_each_reused_name(d, reuse_name, d);
	rc = rc < 0 ? wb_error_nomem(err) : sort(&s);
	change_vec_release(&s.heap);
	if (rc < 0) {
		change_vec_release(&s.sorted);
		return rc;
	}
	change_vec_release(&d->changes);
	d->changes = s.sorted;
	return 0;
}
