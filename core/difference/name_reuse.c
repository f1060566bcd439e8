/* SPDX-License-Identifier: MIT */
/* Names that one object leaves and another one takes. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/kind.h"
#include "base/text.h"
#include "difference.h"

/* Names of columns and constraints are their table's; those of all else are the namespace's. */
static bool has_wide_name(const struct object *o)
{
	return kind_of(o->pub.kind)->names != NAMES_OF_TABLE && object_counts(o) &&
	       !object_inline(o) && *o->pub.name;
}

static bool has_names_of_its_kind(const struct object *o)
{
	return kind_of(o->pub.kind)->names == NAMES_OF_KIND;
}

/* Can only one of them have a name? */
static bool share_names(const struct object *a, const struct object *b)
{
	return a->pub.kind == b->pub.kind ||
	       (!has_names_of_its_kind(a) && !has_names_of_its_kind(b));
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
		if (d->from->objects.items[i]->unmade_by &&
		    has_wide_name(d->from->objects.items[i]))
			rc = object_vec_push(&leaving, d->from->objects.items[i]);
	if (leaving.count > 1)
		qsort(leaving.items, leaving.count, sizeof(struct object *), by_name);
	for (size_t i = 0; rc == 0 && leaving.count && i < d->to->objects.count; i++) {
		struct object *to = d->to->objects.items[i];

		if (!to->made_by || !has_wide_name(to))
			continue;
		for (size_t k = first_of_name(&leaving, to);
		     rc == 0 && k < leaving.count && name_order(leaving.items[k], to) == 0; k++)
			if (share_names(leaving.items[k], to))
				rc = call(context, leaving.items[k], to);
	}
	object_vec_release(&leaving);
	return rc;
}

bool difference_name_is_taken(const struct object *by, const struct object *named)
{
	return share_names(by, named) && has_wide_name(by) && name_order(by, named) == 0;
}
