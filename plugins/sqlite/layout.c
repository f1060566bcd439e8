/* SPDX-License-Identifier: MIT */
/* CREATE TABLE for a dump: a column and a constraint to a line, without comments and needless
 * quotes. ALTER TABLE leaves texts of its own making, and two tables that are the same should look
 * the same. */
#include <string.h>

#include "schema.h"

static bool is_column(const struct table *t, const char *name)
{
	for (size_t i = 0; i < t->column_count; i++) {
		char *have = part_unquoted(t->columns[i].name);
		bool same = have && sqlite3_stricmp(have, name) == 0;

		sqlite3_free(have);
		if (same)
			return true;
	}
	return false;
}

static void add_name(sqlite3_str *out, struct part name)
{
	char *plain = part_unquoted(name);

	if (plain)
		sqlite_add_name(out, plain);
	sqlite3_free(plain);
}

/* A word in double quotes that names nothing is a string, and keeps them. */
static void add_token(sqlite3_str *out, const struct table *t, const struct cursor *c, bool names)
{
	struct part token = { c->text + c->begin, c->end - c->begin };
	char *plain = c->token == WB_TOKEN_NAME ? part_unquoted(token) : NULL;

	if (names || (plain && is_column(t, plain)))
		add_name(out, token);
	else
		sqlite3_str_append(out, token.at, (int)token.len);
	sqlite3_free(plain);
}

/* One blank where there were any, except inside of parentheses' ends and before a comma. */
static void add_part(sqlite3_str *out, const struct table *t, struct part part)
{
	bool names = false, open = true;
	struct cursor c;

	for (cursor_begin(&c, part.at, part.len);
	     c.token != WB_TOKEN_END && c.token != WB_TOKEN_TORN; cursor_next(&c)) {
		bool gap = c.begin > c.last && !cursor_at(&c, ')') && !cursor_at(&c, ',');

		if (gap && !open)
			sqlite3_str_appendchar(out, 1, ' ');
		add_token(out, t, &c, names);
		names = cursor_is(&c, "references") || cursor_is(&c, "constraint");
		open = cursor_at(&c, '(') || cursor_at(&c, ',');
		if (cursor_at(&c, ','))
			sqlite3_str_appendchar(out, 1, ' ');
	}
}

static void add_column(sqlite3_str *out, const struct table *t, const struct column *column)
{
	size_t behind = (size_t)(column->name.at - column->all.at) + column->name.len;
	struct part rest = { column->all.at + behind, column->all.len - behind };

	add_name(out, column->name);
	if (rest.len)
		sqlite3_str_appendchar(out, 1, ' ');
	add_part(out, t, rest);
}

static void add_table(sqlite3_str *out, const struct table *t)
{
	sqlite3_str_appendall(out, "CREATE TABLE ");
	sqlite_add_name(out, t->name);
	sqlite3_str_appendall(out, " (");
	for (size_t i = 0; i < t->column_count; i++) {
		sqlite3_str_appendall(out, i ? ",\n\t" : "\n\t");
		add_column(out, t, &t->columns[i]);
	}
	for (size_t i = 0; i < t->constraint_count; i++) {
		if (t->constraints[i].column != SIZE_MAX)
			continue;
		sqlite3_str_appendall(out, ",\n\t");
		add_part(out, t, t->constraints[i].all);
	}
	sqlite3_str_appendall(out, "\n)");
	if (t->without_rowid)
		sqlite3_str_appendall(out, " WITHOUT ROWID");
	if (t->strict)
		sqlite3_str_appendall(out, t->without_rowid ? ", STRICT" : " STRICT");
	sqlite3_str_appendall(out, ";\n");
}

void sqlite_lay_out(sqlite3_str *out, const struct wb_object *table)
{
	struct table t = { .name = sqlite3_mprintf("%s", table->name),
			   .text = sqlite3_mprintf("%s", table->text) };

	if (t.name && t.text)
		table_parse(&t);
	if (t.name && t.text && !t.failed && !t.opaque)
		add_table(out, &t);
	else
		sqlite_add_statement(out, table->text);
	table_release(&t);
}
