/* SPDX-License-Identifier: MIT */
/* Names that one object leaves and another one takes. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "difference.h"
#include "rename.h"

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
		return object_counts(o) && !object_inline(o) && *o->pub.name;
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

/* ------------------------------------------------------- a name that somebody else still has */

static bool holds_data(const struct object *o)
{
	return o->pub.kind == WB_KIND_TABLE || o->pub.kind == WB_KIND_COLUMN ||
	       o->pub.kind == WB_KIND_SEQUENCE;
}

static int add_once(struct object_vec *list, struct object *o)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i] == o)
			return 0;
	return object_vec_push(list, o);
}

static int add_users(struct object_vec *list, const struct object *o)
{
	for (size_t i = 0; i < o->needed_by.count; i++) {
		struct object *user = o->needed_by.items[i];

		if (!holds_data(user) && !object_inline(user) && object_counts(user) &&
		    add_once(list, user) < 0)
			return -1;
	}
	return 0;
}

/* Who has the name, and who needs whom. */
static int find_holders(const struct model *now, const struct object *renamed,
			const struct wb_object *to, struct object_vec *out)
{
	struct object named = { .pub = *to };

	for (size_t i = 0; i < now->objects.count; i++) {
		struct object *o = now->objects.items[i];

		if (o != renamed && !o->parent && !holds_data(o) &&
		    o->pub.kind != WB_KIND_ROUTINE && has_wide_name(o) &&
		    name_order(o, &named) == 0 && add_once(out, o) < 0)
			return -1;
	}
	/* the list grows while we go through it */
	for (size_t i = 0; i < out->count; i++) {
		const struct object *o = out->items[i];

		if (add_users(out, o) < 0)
			return -1;
		for (size_t k = 0; k < o->children.count; k++)
			if (add_users(out, o->children.items[k]) < 0)
				return -1;
	}
	return 0;
}

int rename_make_way(struct scratch *s, const struct model *now, const struct object *renamed,
		    const struct wb_object *to, struct buf *out, struct wb_error *err)
{
	struct object_vec holders = { 0 };
	struct buf sql = { 0 };
	int rc = find_holders(now, renamed, to, &holders) < 0 ? wb_error_nomem(err) : 0;

	for (size_t i = holders.count; rc == 0 && i-- > 0;) {
		const struct object *o = holders.items[i];
		struct wb_change change = { .size = sizeof(change),
					    .kind = WB_CHANGE_DROP,
					    .from = &o->pub };
		struct wb_risk risk;

		change.before.self = o->parent ? &o->parent->pub : &o->pub;
		rc = driver_render(&s->conn, &change, &sql, &risk, err);
	}
	if (rc == 0 && sql.len)
		rc = scratch_run(s, "rename", buf_text(&sql), false, err);
	buf_str(out, buf_text(&sql));
	buf_release(&sql);
	object_vec_release(&holders);
	return rc;
}

char *rename_aside_name(const char *name)
{
	size_t len = strlen(name);

	/* not in the middle of a letter */
	for (len = len < 50 ? len : 50; len && (name[len] & 0xc0) == 0x80; len--)
		;
	return text_format("%.*s_aside", (int)len, name);
}
