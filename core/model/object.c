/* SPDX-License-Identifier: MIT */
/* One object of a model: what it is called, and what of it counts. */
#include <ctype.h>
#include <string.h>

#include "base/kind.h"
#include "model.h"

const char *object_get(const struct wb_object *object, const char *key)
{
	for (size_t i = 0; i < object->attribute_count; i++)
		if (strcmp(object->attributes[i].key, key) == 0)
			return object->attributes[i].value;
	return NULL;
}

bool object_counts(const struct object *object)
{
	return !(object->pub.flags & (WB_OBJECT_IMPLICIT | WB_OBJECT_OWNED));
}

struct object *object_subject(const struct object *object)
{
	return (object->pub.flags & WB_OBJECT_PRIVILEGE) && object->needs.count
		       ? object->needs.items[0]
		       : NULL;
}

bool object_holds_rows(const struct object *object)
{
	return object->pub.kind == WB_KIND_TABLE && object_counts(object) &&
	       !(object->pub.flags & (WB_OBJECT_READ_ONLY | WB_OBJECT_ELSEWHERE));
}

bool object_inline(const struct object *object)
{
	return object->pub.flags & WB_OBJECT_INLINE;
}

bool object_is_made_of_types(const struct object *object)
{
	return object->shaped_by.count && object->pub.kind != WB_KIND_COLUMN;
}

bool object_overloads(const struct object *object)
{
	return object->pub.signature;
}

bool object_vec_has(const struct object_vec *v, const struct object *object)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i] == object)
			return true;
	return false;
}

/* The next attribute from `*i` on that counts; NULL: there are no more. */
static const struct wb_attribute *next_loud(const struct object *o, size_t *i)
{
	while (*i < o->pub.attribute_count) {
		const struct wb_attribute *a = &o->pub.attributes[(*i)++];

		if (!(a->flags & WB_ATTRIBUTE_SILENT))
			return a;
	}
	return NULL;
}

bool object_alike(const struct object *a, const struct object *b)
{
	size_t i = 0, j = 0;

	for (;;) {
		const struct wb_attribute *x = next_loud(a, &i), *y = next_loud(b, &j);

		if (!x || !y)
			return x == y;
		if (strcmp(x->key, y->key) != 0 || strcmp(x->value, y->value) != 0)
			return false;
	}
}

static const char *class_of(const struct wb_object *o)
{
	return o->kind >= WB_KIND_DIALECT ? object_get(o, "class") : NULL;
}

void object_kind(const struct wb_object *o, struct buf *out)
{
	const char *class_word = class_of(o);

	for (const char *p = class_word; p && *p; p++)
		buf_char(out, (char)tolower((unsigned char)*p));
	buf_str(out, class_word ? "" : kind_of(o->kind)->title);
}

void object_title(const struct wb_object *o, struct buf *out)
{
	bool named = o->name && *o->name;

	object_kind(o, out);
	buf_char(out, ' ');
	if (o->namespace_ && *o->namespace_)
		buf_printf(out, "%s.", o->namespace_);
	if (o->parent)
		buf_printf(out, "%s%s", o->parent, named ? "." : "");
	buf_str(out, named ? o->name : "");
	if (class_of(o))
		return;
	if (o->signature && !named)
		buf_printf(out, " (%s)", o->signature);
	else if (o->signature)
		buf_str(out, o->signature);
}
