/* SPDX-License-Identifier: MIT */
#include "rename_pair.h"

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

/* ------------------------------------------------------------------ texts */

/* The first or last `c` between the two that is in no quotes; NULL: there is none. */
static const char *find_outside(const char *text, const char *end, char c, bool last)
{
	const char *found = NULL;
	bool quoted = false;

	for (const char *p = text; p < end && (last || !found); p++) {
		if (*p == '"')
			quoted = !quoted;
		else if (*p == c && !quoted)
			found = p;
	}
	return found;
}

/* A name, which may stand in quotes, where they are doubled as in SQL. */
static char *read_name(const char *begin, const char *end)
{
	bool quoted = end - begin >= 2 && *begin == '"' && end[-1] == '"';
	char *name, *to;

	if (!quoted)
		return text_dup(begin, (size_t)(end - begin));
	name = to = text_dup(begin + 1, (size_t)(end - begin - 2));
	for (const char *p = name; p && *p; *to++ = *p++)
		if (p[0] == '"' && p[1] == '"')
			p++;
	if (name)
		*to = '\0';
	return name;
}

static void add_name(struct buf *out, const char *name)
{
	bool plain = !strpbrk(name, "\".=");

	if (!plain)
		buf_char(out, '"');
	for (; *name; name++) {
		if (*name == '"')
			buf_char(out, '"');
		buf_char(out, *name);
	}
	if (!plain)
		buf_char(out, '"');
}

char *renaming_text(const char *table, const char *from, const char *to)
{
	struct buf out = { 0 };

	if (table) {
		add_name(&out, table);
		buf_char(&out, '.');
	}
	add_name(&out, from);
	buf_char(&out, '=');
	add_name(&out, to);
	return buf_take(&out);
}

int renaming_read(const char *text, bool back, struct renaming *out, struct wb_error *err)
{
	const char *end = text + strlen(text), *equals = find_outside(text, end, '=', false);
	const char *dot, *behind;

	if (!equals || equals == text || !equals[1])
		return wb_error_set(
			err, WB_E_USAGE,
			"--rename %s: it is OLD=NEW for a table, TABLE.OLD=NEW for a column", text);
	dot = find_outside(text + 1, equals, '.', true);
	if (dot)
		out->table = read_name(text, dot);
	out->from = read_name(dot ? dot + 1 : text, equals);
	behind = dot ? find_outside(equals, end, '.', true) : NULL;
	out->to = read_name(behind ? behind + 1 : equals + 1, end);
	if (!out->from || !out->to || (dot && !out->table)) {
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
	char *other = NULL;

	if (!r->table || renaming_find(m, &table))
		return 0;
	for (size_t i = 0; !other && i < renames.count; i++) {
		struct renaming one = { 0 };
		struct wb_error ignored = WB_ERROR_INIT;

		if (renaming_read(renames.items[i], false, &one, &ignored) < 0)
			return -1;
		if (!one.table && text_equal(one.from, r->table)) {
			other = one.to;
			one.to = NULL;
		} else if (!one.table && text_equal(one.to, r->table)) {
			other = one.from;
			one.from = NULL;
		}
		renaming_release(&one);
	}
	if (other) {
		free(r->table);
		r->table = other;
	}
	return 0;
}
