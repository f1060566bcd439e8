/* SPDX-License-Identifier: MIT */
/* Two models to a list of changes. What goes or comes with its parent is no change of its own;
 * nothing is ever taken for renamed. */
#include <stdlib.h>

#include "base/error.h"
#include "difference.h"

struct change *difference_add(struct difference *d, int32_t kind, struct object *from,
			      struct object *to)
{
	struct change *c = calloc(1, sizeof(*c));

	if (!c || change_vec_push(&d->changes, c) < 0) {
		free(c);
		return NULL;
	}
	c->kind = kind;
	c->from = from;
	c->to = to;
	if (from)
		from->unmakes = c;
	if (to)
		to->makes = c;
	return c;
}

/* Is the parent there before and after? A parent that nobody reported does not count. */
static bool parent_stays(const struct object *o, const struct model *other)
{
	return !o->parent || model_find(other, o->parent);
}

static bool compare_one(struct difference *d, struct object *from)
{
	struct object *to = model_find(d->to, from);

	if (!object_counts(from))
		return true;
	if (!to || !object_counts(to))
		return !parent_stays(from, d->to) || difference_add(d, WB_CHANGE_DROP, from, NULL);
	return object_alike(from, to) || difference_add(d, WB_CHANGE_ALTER, from, to);
}

static bool find_new(struct difference *d, struct object *to)
{
	const struct object *from = model_find(d->from, to);

	if (!object_counts(to) || (from && object_counts(from)))
		return true;
	if (object_inline(to) && !parent_stays(to, d->from))
		return true;
	return difference_add(d, WB_CHANGE_CREATE, NULL, to);
}

static void forget(struct model *m)
{
	for (size_t i = 0; i < m->objects.count; i++)
		m->objects.items[i]->makes = m->objects.items[i]->unmakes = NULL;
}

int difference_compare(struct difference *d, struct wb_error *err)
{
	forget(d->from);
	forget(d->to);
	for (size_t i = 0; i < d->from->objects.count; i++)
		if (!compare_one(d, d->from->objects.items[i]))
			return wb_error_nomem(err);
	for (size_t i = 0; i < d->to->objects.count; i++)
		if (!find_new(d, d->to->objects.items[i]))
			return wb_error_nomem(err);
	return 0;
}

int difference_make(struct connection *conn, struct model *from, struct model *to, uint32_t flags,
		    struct difference *out, struct wb_error *err)
{
	struct difference d = { .from = from, .to = to, .flags = flags };
	int rc = difference_compare(&d, err);

	if (rc == 0)
		rc = difference_settle(&d, conn, err);
	if (rc == 0)
		rc = difference_order(&d, conn, err);
	if (rc < 0)
		difference_release(&d);
	else
		*out = d;
	return rc;
}

static void change_free(struct change *c)
{
	buf_release(&c->sql);
	change_vec_release(&c->after);
	free(c);
}

void difference_release(struct difference *d)
{
	for (size_t i = 0; i < d->changes.count; i++)
		change_free(d->changes.items[i]);
	change_vec_release(&d->changes);
}
