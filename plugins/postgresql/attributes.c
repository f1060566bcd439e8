/* SPDX-License-Identifier: MIT */
#include "attributes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *keep(struct pg_attributes *a, char *text)
{
	a->own[a->own_count++] = text;
	return text;
}

/* What is compared has one form, what is written another: see reread.c. */
static bool add_forms(struct pg_attributes *a, const char *key, const char *text)
{
	char *form = pg_one_form(text), *name = NULL;
	size_t size = strlen(key) + sizeof(" (compared)");

	if (form && a->count + 1 < PG_MOST_ATTRIBUTES)
		name = malloc(size);
	if (!name) {
		free(form);
		return false;
	}
	snprintf(name, size, "%s (compared)", key);
	a->items[a->count++] = (struct wb_attribute){ keep(a, name), keep(a, form), 0, 0 };
	return true;
}

void pg_attribute_add(struct pg_attributes *a, const struct wb_object *o, const char *key,
		      const char *text)
{
	bool silent = *key == '~', privilege = *key == '=';
	char *fit = NULL;

	key += silent || privilege;
	/* code is as somebody wrote it */
	if (o->kind != WB_KIND_ROUTINE) {
		silent = (!silent && add_forms(a, key, text)) || silent;
		fit = pg_reread(text);
	}
	a->items[a->count++] = (struct wb_attribute){ key, fit ? keep(a, fit) : text,
						      silent      ? WB_ATTRIBUTE_SILENT
						      : privilege ? WB_ATTRIBUTE_PRIVILEGE
								  : 0,
						      0 };
}
