/* SPDX-License-Identifier: MIT */
/* Handing over what was read, and finding what was listed. */
#include <string.h>

#include "schema.h"

int maria_give_edge(struct maria_reading *r, const struct wb_object *from,
		    const struct wb_object *to)
{
	struct wb_object end = *to;

	end.size = sizeof(end);
	return maria_host->edge(r->sink, from, &end);
}

const struct maria_shown *maria_find(const struct maria_reading *r, int32_t kind, const char *name)
{
	size_t low = 0, high = r->shown_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int rc = strcmp(r->shown[mid].name, name);

		rc = rc ? rc : r->shown[mid].kind - kind;
		if (rc == 0)
			return &r->shown[mid];
		if (rc < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

bool maria_is_without(const struct maria_reading *r, const char *name)
{
	if (!r->scope->home || strcmp(r->scope->home, r->c->database) != 0)
		return false;
	for (size_t i = 0; i < r->scope->without_count; i++)
		if (strcmp(r->scope->without[i], name) == 0)
			return true;
	return false;
}

static bool is_left(const struct maria_reading *r, const char *table)
{
	size_t low = 0, high = r->left_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int rc = strcmp(r->left[mid], table);

		if (rc == 0)
			return true;
		if (rc < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

bool maria_exists(const struct maria_reading *r, const char *table)
{
	return maria_find(r, WB_KIND_TABLE, table) || is_left(r, table);
}
