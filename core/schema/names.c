/* SPDX-License-Identifier: MIT */
/* Names that one object leaves and another one takes. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "difference.h"

/* Names of columns and constraints are their table's; those of all else are the namespace's. */
static bool has_wide_name(const struct object *o)
{
	switch (o->pub.kind) {
	case WB_KIND_COLUMN:
	case WB_KIND_PRIMARY_KEY:
	case WB_KIND_UNIQUE:
	case WB_KIND_FOREIGN_KEY:
	case WB_KIND_CHECK:
	case WB_KIND_EXCLUSION:
	case WB_KIND_POLICY:
		return false;
	default:
		return object_counts(o) && *o->pub.name;
	}
}

static int name_order(const struct object *a, const struct object *b)
{
	int rc = strcmp(a->pub.namespace_ ? a->pub.namespace_ : "",
			b->pub.namespace_ ? b->pub.namespace_ : "");

	if (rc)
		return rc;
	return (a->pub.flags & b->pub.flags & WB_OBJECT_ANY_CASE ? strcasecmp : strcmp)(
		a->pub.name, b->pub.name);
}

static int by_name(const void *a, const void *b)
{
	return name_order(*(struct object *const *)a, *(struct object *const *)b);
}

static size_t first_of_name(const struct object_vec *sorted, const struct object *like)
{
	size_t low = 0, high = sorted->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (name_order(sorted->items[mid], like) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

int difference_each_reused_name(const struct difference *d,
				int (*call)(void *context, struct object *leaving,
					    struct object *to),
				void *context)
{
	struct object_vec leaving = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < d->from->objects.count; i++)
		if (d->from->objects.items[i]->unmakes && has_wide_name(d->from->objects.items[i]))
			rc = object_vec_push(&leaving, d->from->objects.items[i]);
	if (leaving.count > 1)
		qsort(leaving.items, leaving.count, sizeof(struct object *), by_name);
	for (size_t i = 0; rc == 0 && leaving.count && i < d->to->objects.count; i++) {
		struct object *to = d->to->objects.items[i];

		if (!to->makes || !has_wide_name(to))
			continue;
		for (size_t k = first_of_name(&leaving, to);
		     rc == 0 && k < leaving.count && name_order(leaving.items[k], to) == 0; k++)
			rc = call(context, leaving.items[k], to);
	}
	object_vec_release(&leaving);
	return rc;
}
