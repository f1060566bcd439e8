/* SPDX-License-Identifier: MIT */
/* Foreign servers and tables: what is particular about them. User mappings hold passwords and are left to those
 * who run the server. */
#include <string.h>

#include "schema.h"

bool pg_is_foreign(const struct wb_object *table)
{
	return table && (table->flags & WB_OBJECT_ELSEWHERE);
}

/* ------------------------------------------------------------------ options */

/* Of a line `name 'value'`; a name in quotes may hold blanks. */
static size_t name_length(const char *line)
{
	const char *at = line;

	if (*at == '"') {
		for (at++; *at && (*at != '"' || at[1] == '"'); at++)
			at += *at == '"';
		return (size_t)(at - line) + 1;
	}
	return strcspn(at, " ");
}

static bool has_name(const char *list, const char *option, size_t len)
{
	size_t have;

	for (const char *next; (next = kit_line(list, &have)); list = next)
		if (name_length(list) == len && memcmp(list, option, len) == 0)
			return true;
	return false;
}

void pg_foreign_options(struct wb_text *out, const struct wb_object *o)
{
	const char *list = kit_get(o, "foreign_options"), *comma = "";
	size_t len;

	if (!list)
		return;
	kit_add(out, " OPTIONS (");
	for (const char *next; (next = kit_line(list, &len)); list = next) {
		kit_write(out, "%s%S", comma, list, len);
		comma = ", ";
	}
	kit_add(out, ")");
}

/* ADD, SET and DROP of those that differ. */
static void change_options(const struct pg_render *r)
{
	const char *comma = "", *from = kit_get(r->from, "foreign_options"),
		   *to = kit_get(r->to, "foreign_options"), *old, *next;
	size_t len;

	for (old = from; (next = kit_line(old, &len)); old = next)
		if (!has_name(to, old, name_length(old))) {
			kit_write(r->out, "%sDROP %S", comma, old, name_length(old));
			comma = ", ";
		}
	for (; (next = kit_line(to, &len)); to = next)
		if (!kit_has_line(from, to, len)) {
			kit_write(r->out, "%s%s %S", comma,
				  has_name(from, to, name_length(to)) ? "SET" : "ADD", to, len);
			comma = ", ";
		}
}

void pg_alter_foreign_table(const struct pg_render *r)
{
	if (kit_same(r->from, r->to, "foreign_options"))
		return;
	kit_write(r->out, "ALTER FOREIGN TABLE %Q OPTIONS (", r->to);
	change_options(r);
	kit_add(r->out, ");\n");
}

void pg_alter_foreign_column(const struct pg_render *r, const struct wb_object *from,
			     const struct wb_object *to)
{
	struct pg_render column = *r;

	if (kit_same(from, to, "foreign_options"))
		return;
	column.from = from;
	column.to = to;
	kit_write(r->out, "ALTER FOREIGN TABLE %P ALTER COLUMN %I OPTIONS (", to, to->name);
	change_options(&column);
	kit_add(r->out, ");\n");
}

/* ------------------------------------------------------------------ servers */

bool pg_server_changes_in_place(const struct pg_render *r)
{
	return strcmp(kit_get(r->to, "class"), "SERVER") == 0 &&
	       kit_same(r->from, r->to, "wrapper") && kit_same(r->from, r->to, "type");
}

void pg_alter_server(const struct pg_render *r)
{
	const bool options = !kit_same(r->from, r->to, "foreign_options");

	kit_write(r->out, "ALTER SERVER %I", r->to->name);
	if (!kit_same(r->from, r->to, "version"))
		kit_write(r->out, " VERSION %L", kit_get(r->to, "version"));
	if (options) {
		kit_add(r->out, " OPTIONS (");
		change_options(r);
		kit_add(r->out, ")");
	}
	kit_add(r->out, ";\n");
}
