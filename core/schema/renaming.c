/* SPDX-License-Identifier: MIT */
#include "renaming.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

void renaming_release(struct renaming *r)
{
	free(r->table);
	free(r->from);
	free(r->to);
	*r = (struct renaming){ 0 };
}

int renaming_read(const char *text, bool back, struct renaming *out, struct wb_error *err)
{
	const char *equals = strchr(text, '='), *dot, *behind;

	if (!equals || equals == text || !equals[1])
		return wb_error_set(
			err, WB_E_USAGE,
			"--rename %s: it is OLD=NEW for a table, TABLE.OLD=NEW for a column", text);
	for (dot = equals - 1; dot > text && *dot != '.'; dot--)
		;
	if (*dot == '.' && dot > text) {
		out->table = text_dup(text, (size_t)(dot - text));
		out->from = text_dup(dot + 1, (size_t)(equals - dot - 1));
	} else {
		out->from = text_dup(text, (size_t)(equals - text));
	}
	behind = strrchr(equals, '.');
	behind = out->table && behind ? behind + 1 : equals + 1;
	out->to = text_dup(behind, strlen(behind));
	if (!out->from || !out->to || (dot > text && *dot == '.' && !out->table)) {
		renaming_release(out);
		return wb_error_nomem(err);
	}
	out->back = back;
	if (back) {
		char *swap = out->from;

		out->from = out->to;
		out->to = swap;
	}
	return 0;
}

struct object *renaming_find(const struct model *m, const struct renaming *r)
{
	for (size_t i = 0; i < m->objects.count; i++) {
		struct object *o = m->objects.items[i];

		if (o->pub.kind == (r->table ? WB_KIND_COLUMN : WB_KIND_TABLE) &&
		    text_equal(o->pub.name, r->from) &&
		    (!r->table || text_equal(o->pub.parent, r->table)))
			return o;
	}
	return NULL;
}

int renaming_find_table(struct renaming *r, const struct model *m, struct wb_names renames)
{
	const struct renaming table = { .from = r->table };

	if (!r->table || renaming_find(m, &table))
		return 0;
	for (size_t i = 0; i < renames.count; i++) {
		const char *rename = renames.items[i], *equals = strchr(rename, '=');
		size_t len = equals ? (size_t)(equals - rename) : 0;
		bool is_old =
			equals && strlen(r->table) == len && strncmp(rename, r->table, len) == 0;
		bool is_new = equals && strcmp(equals + 1, r->table) == 0;
		char *other;

		if (!is_old && !is_new)
			continue;
		other = is_old ? text_dup(equals + 1, strlen(equals + 1)) : text_dup(rename, len);
		if (!other)
			return -1;
		free(r->table);
		r->table = other;
		return 0;
	}
	return 0;
}
