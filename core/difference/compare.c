/* SPDX-License-Identifier: MIT */
/* Two models to a list of changes. What goes or comes with its parent is no change of its own;
 * nothing is ever taken for renamed. */
#include <stdlib.h>

#include "base/error.h"
#include "difference.h"

/* Is the parent there before and after? A parent that nobody reported does not count. */
static bool parent_stays(const struct object *o, const struct model *other)
{
	return !o->parent || model_find(other, o->parent);
}

/* Who may do what with an object that goes: so much goes with it. */
static bool goes_with_subject(const struct object *o, const struct model *other)
{
	const struct object *subject = object_subject(o);

	return subject && !model_find(other, subject);
}

static bool compare_one(struct difference *d, struct object *from)
{
	struct object *to = model_find(d->to, from);

	/* what is on an object of another kind that takes the name is another one */
	if (!object_counts(from) || (to && !parent_stays(from, d->to)))
		return true;
	if (!to || !object_counts(to))
		return !parent_stays(from, d->to) || goes_with_subject(from, d->to) ||
		       difference_add(d, WB_CHANGE_DROP, from, NULL);
	return object_alike(from, to) || difference_add(d, WB_CHANGE_ALTER, from, to);
}

static bool find_new(struct difference *d, struct object *to)
{
	const struct object *from = model_find(d->from, to);

	if (!object_counts(to) || (from && object_counts(from) && parent_stays(from, d->to)))
		return true;
	if (object_inline(to) && !parent_stays(to, d->from))
		return true;
	return difference_add(d, WB_CHANGE_CREATE, NULL, to);
}

static void forget(struct model *m)
{
	for (size_t i = 0; i < m->objects.count; i++)
		m->objects.items[i]->made_by = m->objects.items[i]->unmade_by = NULL;
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
