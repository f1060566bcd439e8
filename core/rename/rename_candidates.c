/* SPDX-License-Identifier: MIT */
/* What may be a rename. */
#include "base/error.h"
#include "base/text.h"
#include "difference/difference.h"
#include "rename.h"
#include "rename_pair.h"

static size_t count_columns(const struct object *table)
{
	size_t count = 0;

	while (count < table->children.count &&
	       table->children.items[count]->pub.kind == WB_KIND_COLUMN)
		count++;
	return count;
}

/* Do at least half of the columns have the same names? */
static bool like_tables(const struct object *from, const struct object *to)
{
	size_t a = count_columns(from), b = count_columns(to), shared = 0;

	for (size_t i = 0; i < a; i++)
		for (size_t j = 0; j < b; j++)
			shared += strcasecmp(from->children.items[i]->pub.name,
					     to->children.items[j]->pub.name) == 0;
	return shared && 2 * shared >= (a > b ? a : b);
}

/* Of one type, or in one place? */
static bool like_columns(const struct object *from, const struct object *to)
{
	return from->parent && to->parent && strcmp(from->parent->key, to->parent->key) == 0 &&
	       (from->pub.position == to->pub.position ||
		text_equal(object_get(&from->pub, "type"), object_get(&to->pub, "type")));
}

/* Nothing else about it has changed. */
static bool same_but_names(const struct object *from, const struct object *to)
{
	const size_t count = count_columns(from);

	if (from->pub.kind == WB_KIND_COLUMN)
		return from->pub.position == to->pub.position && object_alike(from, to);
	if (count != count_columns(to))
		return false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(from->children.items[i]->pub.name, to->children.items[i]->pub.name) !=
			    0 ||
		    !object_alike(from->children.items[i], to->children.items[i]))
			return false;
	return true;
}

static int add_candidate(const struct object *from, const struct object *to, struct string_vec *out)
{
	bool column = from->pub.kind == WB_KIND_COLUMN;
	AUTO_FREE char *text =
		renaming_text(column ? from->pub.parent : NULL, from->pub.name, to->pub.name);

	return text ? string_vec_add(out, text) : -1;
}

static bool may_be(const struct object *from, const struct object *to)
{
	return from->pub.kind == to->pub.kind &&
	       (from->pub.kind == WB_KIND_COLUMN ? like_columns(from, to) : like_tables(from, to));
}

/* How many of those that go look like this one that comes. */
static size_t count_gone(const struct difference *d, const struct object *to)
{
	size_t count = 0;

	for (size_t i = 0; i < d->changes.count; i++)
		count += d->changes.items[i]->kind == WB_CHANGE_DROP &&
			 may_be(d->changes.items[i]->from, to);
	return count;
}

/* What comes instead of `from`: whatever is like it, or the one thing that has but another name. */
static int find_like(const struct difference *d, const struct object *from, bool evident,
		     struct string_vec *out)
{
	const struct object *only = NULL;
	size_t count = 0;

	for (size_t i = 0; i < d->changes.count; i++) {
		const struct object *to = d->changes.items[i]->to;

		if (d->changes.items[i]->kind != WB_CHANGE_CREATE || !may_be(from, to))
			continue;
		if (!evident && add_candidate(from, to, out) < 0)
			return -1;
		only = to;
		count++;
	}
	if (!evident || count != 1 || !same_but_names(from, only) || count_gone(d, only) != 1)
		return 0;
	return add_candidate(from, only, out);
}

static int find_all(struct model *current, struct model *desired, bool evident,
		    struct string_vec *out, struct wb_error *err)
{
	struct difference d = { .from = current, .to = desired };
	int rc = difference_compare(&d, err);

	for (size_t i = 0; rc == 0 && i < d.changes.count; i++) {
		const struct change *c = d.changes.items[i];

		if (c->kind == WB_CHANGE_DROP &&
		    (c->from->pub.kind == WB_KIND_TABLE || c->from->pub.kind == WB_KIND_COLUMN) &&
		    find_like(&d, c->from, evident, out) < 0)
			rc = wb_error_nomem(err);
	}
	difference_release(&d);
	return rc;
}

int rename_candidates(struct model *current, struct model *desired, struct string_vec *out,
		      struct wb_error *err)
{
	return find_all(current, desired, false, out, err);
}

int rename_evident(struct model *current, struct model *desired, struct string_vec *out,
		   struct wb_error *err)
{
	return find_all(current, desired, true, out, err);
}
