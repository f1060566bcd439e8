/* SPDX-License-Identifier: MIT */
/* Tables whose foreign keys lead back to them: whatever stands in no circle is peeled off, until
 * nothing more can be. */
#include <stdlib.h>

#include "schema.h"

/* The table that a foreign key refers to, if it is another one; NULL. */
static struct maria_create *target_of(const struct maria_reading *r,
				      const struct maria_create *table, const struct maria_key *key)
{
	const struct maria_shown *to = NULL;
	char *name;

	if (key->kind != WB_KIND_FOREIGN_KEY || key->target_schema.len)
		return NULL;
	name = maria_part_plain(key->target);
	if (name)
		to = maria_find(r, WB_KIND_TABLE, name);
	free(name);
	return to && &to->create != table ? (struct maria_create *)&to->create : NULL;
}

static void count(const struct maria_reading *r, struct maria_create *table)
{
	for (size_t i = 0; i < table->key_count; i++) {
		struct maria_create *to = target_of(r, table, &table->keys[i]);

		if (to)
			to->referred++;
	}
}

/* Nobody refers to it (any more): it is out, and those that it refers to may be next. */
static void peel(const struct maria_reading *r, struct maria_create *table,
		 struct maria_create **queue, size_t *length)
{
	table->in_circle = false;
	for (size_t i = 0; i < table->key_count; i++) {
		struct maria_create *to = target_of(r, table, &table->keys[i]);

		if (to && --to->referred == 0 && to->in_circle)
			queue[(*length)++] = to;
	}
}

int maria_find_circles(struct maria_reading *r)
{
	struct maria_create **queue = malloc((r->shown_count + 1) * sizeof(struct maria_create *));
	size_t length = 0;

	if (!queue)
		return kit_no_memory(r->err);
	for (size_t i = 0; i < r->shown_count; i++) {
		r->shown[i].create.in_circle = r->shown[i].create.text != NULL;
		count(r, &r->shown[i].create);
	}
	for (size_t i = 0; i < r->shown_count; i++)
		if (r->shown[i].create.text && !r->shown[i].create.referred)
			queue[length++] = &r->shown[i].create;
	for (size_t i = 0; i < length; i++)
		peel(r, queue[i], queue, &length);
	free(queue);
	return 0;
}
