/* SPDX-License-Identifier: MIT */
#include "exclude.h"

#include <string.h>
#include <strings.h>

#include "base/kind.h"
#include "base/text.h"
#include "config/pattern.h"
#include "model/model.h"

static bool is_kind(const struct wb_object *o, const char *kind, size_t len)
{
	const struct kind *row = kind_of(o->kind);
	const char *title = row->excluded_as ? row->excluded_as : row->title,
		   *class_word = object_get(o, "class");
	size_t class_len = class_word ? strlen(class_word) : 0;

	if (o->kind < WB_KIND_DIALECT && strlen(title) == len && memcmp(title, kind, len) == 0)
		return true;
	/* "PUBLICATION", and what is "… OF SEQUENCE" goes with the sequence */
	return class_len >= len && strncasecmp(class_word + class_len - len, kind, len) == 0 &&
	       (class_len == len ||
		(class_len > len + 4 &&
		 strncasecmp(class_word + class_len - len - 4, " of ", 4) == 0));
}

/* Is it a part of a CREATE TABLE? */
static bool is_part(const struct wb_object *o)
{
	return o->parent && ((o->flags & WB_OBJECT_INLINE) || o->kind == WB_KIND_COLUMN ||
			     kind_of(o->kind)->constrains);
}

static bool pattern_takes(const char *pattern, const struct wb_object *o, const char *space)
{
	bool any_case = o->flags & WB_OBJECT_ANY_CASE;
	const char *name = o->name ? o->name : "";
	size_t kind_len;
	const char *wanted = pattern_name(pattern, &kind_len);
	AUTO_FREE char *in_space = NULL, *in_parent = NULL, *in_both = NULL;

	if (kind_len ? !is_kind(o, pattern, kind_len) : o->parent != NULL)
		return false;
	if (pattern_match(wanted, name, any_case))
		return true;
	if (space && (in_space = text_format("%s.%s", space, name)) &&
	    pattern_match(wanted, in_space, any_case))
		return true;
	if (!o->parent)
		return false;
	if ((in_parent = text_format("%s.%s", o->parent, name)) &&
	    pattern_match(wanted, in_parent, any_case))
		return true;
	return space && (in_both = text_format("%s.%s.%s", space, o->parent, name)) &&
	       pattern_match(wanted, in_both, any_case);
}

bool exclude_takes(const struct string_vec *exclude, const struct wb_object *o, const char *space)
{
	for (size_t i = 0; !is_part(o) && i < exclude->count; i++)
		if (pattern_takes(exclude->items[i], o, space))
			return true;
	return false;
}
