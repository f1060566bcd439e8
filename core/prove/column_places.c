/* SPDX-License-Identifier: MIT */
#include "column_places.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

static const struct object *next_column(const struct object *table, size_t *at)
{
	while (*at < table->children.count) {
		const struct object *child = table->children.items[(*at)++];

		if (child->pub.kind == WB_KIND_COLUMN && object_counts(child))
			return child;
	}
	return NULL;
}

static bool same_order(const struct object *a, const struct object *b)
{
	size_t i = 0, k = 0;

	for (;;) {
		const struct object *x = next_column(a, &i), *y = next_column(b, &k);

		if (!x || !y)
			return x == y;
		if (strcmp(x->key, y->key) != 0)
			return false;
	}
}

static void add_columns(const struct object *table, struct buf *out)
{
	const struct object *column;
	size_t at = 0, count = 0;

	while ((column = next_column(table, &at)))
		buf_printf(out, "%s%s", count++ ? ", " : "", column->pub.name);
}

static int tell(const struct object *made, const struct object *goal, struct string_vec *out,
		struct wb_error *err)
{
	struct buf line = { 0 };
	int rc;

	buf_printf(&line, "%s: its columns stand in another order than there, as ", goal->pub.name);
	add_columns(made, &line);
	buf_str(&line, " in place of ");
	add_columns(goal, &line);
	buf_str(&line, ": SELECT * and INSERT without a list of columns see that");
	rc = buf_check(&line, err);
	if (rc == 0 && string_vec_find(out, buf_text(&line)) < 0 &&
	    string_vec_add(out, buf_text(&line)) < 0)
		rc = wb_error_nomem(err);
	buf_release(&line);
	return rc;
}

int column_places(const struct model *from, const struct model *made, const struct model *goal,
		  struct string_vec *out, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; out && rc == 0 && i < goal->objects.count; i++) {
		const struct object *there = goal->objects.items[i];
		const struct object *here, *before;

		if (there->pub.kind != WB_KIND_TABLE)
			continue;
		here = model_find(made, there);
		before = model_find(from, there);
		if (here && !same_order(here, there) && !(before && same_order(before, there)))
			rc = tell(here, there, out, err);
	}
	return rc;
}
