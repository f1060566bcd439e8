/* SPDX-License-Identifier: MIT */
#include "on_others_tables.h"

#include <string.h>
#include <strings.h>

#include "base/kind.h"

static bool may_be_on(const struct wb_object *o)
{
	const char *class_word = NULL;

	if (!o->parent || (o->flags & WB_OBJECT_INLINE))
		return false;
	for (size_t i = 0; i < o->attribute_count; i++)
		if (strcmp(o->attributes[i].key, "class") == 0)
			class_word = o->attributes[i].value;
	/* a dialect may ask before it says of which class it is */
	return kind_of(o->kind)->visits ||
	       (o->kind >= WB_KIND_DIALECT && (!class_word || strcasecmp(class_word, "rule") == 0));
}

/* In which namespace is it? NULL: there are none. */
static const char *space_of(const struct on_others *on, const char *written)
{
	return on->usual && *written ? written : on->usual;
}

static bool is_in(const char *space, const char *other)
{
	return !space || !other || strcasecmp(space, other) == 0;
}

bool on_others_makes(const struct on_others *on, const char *space, const char *table)
{
	for (size_t i = 0; i + 1 < on->tables->count; i += 2)
		if (strcasecmp(on->tables->items[i + 1], table) == 0 &&
		    is_in(space_of(on, on->tables->items[i]), space))
			return true;
	return false;
}

bool on_others_has(const struct on_others *on, const struct wb_object *o, const char *space)
{
	if (!on->things->count || !may_be_on(o))
		return false;
	for (size_t i = 0; i + 2 < on->things->count; i += 3)
		if (strcasecmp(on->things->items[i + 2], o->name) == 0 &&
		    strcasecmp(on->things->items[i + 1], o->parent) == 0 &&
		    is_in(space_of(on, on->things->items[i]), space))
			return !on_others_makes(on, space, o->parent);
	return false;
}
