/* SPDX-License-Identifier: MIT */
/* USE: what a session would keep. */
#include <stdlib.h>
#include <string.h>

#include "databricks.h"

void brick_unfollow(struct brick_conn *c)
{
	free(c->used_catalog);
	free(c->used_schema);
	c->used_catalog = c->used_schema = NULL;
}

int brick_replace(char **field, char *value, struct wb_error *err)
{
	if (!value)
		return kit_no_memory(err);
	free(*field);
	*field = value;
	return 0;
}

int brick_follow(struct brick_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct kit_words w;
	struct kit_part first, second = { 0 };
	bool catalog;

	kit_words_begin(&w, text, len, 0);
	if (!kit_word_take(&w, "USE") && !kit_word_take(&w, "SET"))
		return 0;
	catalog = kit_word_take(&w, "CATALOG");
	if (!catalog && !kit_word_take(&w, "SCHEMA") && !kit_word_take(&w, "DATABASE"))
		kit_word_take(&w, "NAMESPACE");
	first = kit_part_take(&w);
	if (!first.len)
		return 0;
	if (kit_mark_take(&w, '.'))
		second = kit_part_take(&w);
	/* another catalog begins with its own default */
	if (catalog)
		return brick_replace(&c->used_catalog, kit_unquoted(first), err) < 0
			       ? err->status
			       : brick_replace(&c->used_schema, strdup(""), err);
	if (!second.len)
		return brick_replace(&c->used_schema, kit_unquoted(first), err);
	if (brick_replace(&c->used_catalog, kit_unquoted(first), err) < 0)
		return kit_failed(err);
	return brick_replace(&c->used_schema, kit_unquoted(second), err);
}
