/* SPDX-License-Identifier: MIT */
/* CREATE TABLE for a dump: a column and a constraint to a line, without comments and needless
 * quotes. ALTER TABLE leaves texts of its own making, and two tables that are the same should look
 * the same. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

static void add_name(struct kit_text *out, struct kit_part name)
{
	char *plain = kit_unquoted(name);

	if (plain)
		kit_text_write(out, "%I", plain);
	free(plain);
}

/* A word in double quotes that names nothing is a string, and keeps them. */
static void add_token(struct kit_text *out, const struct table *t, const struct kit_words *c,
		      bool names)
{
	struct kit_part token = { c->text + c->begin, c->end - c->begin };
	char *plain = c->token == WB_TOKEN_NAME ? kit_unquoted(token) : NULL;

	if (names || (plain && table_column(t, plain)))
		add_name(out, token);
	else
		kit_text_append(out, token.at, token.len);
	free(plain);
}

/* One blank where there were any, except inside of parentheses' ends and before a comma. */
static void add_part(struct kit_text *out, const struct table *t, struct kit_part part)
{
	bool names = false, open = true;
	struct kit_words c;

	for (kit_words_begin(&c, part.at, part.len, 0); !kit_words_ended(&c); kit_words_next(&c)) {
		bool gap = c.begin > c.last && !kit_mark_is(&c, ')') && !kit_mark_is(&c, ',');

		if (gap && !open)
			kit_text_add(out, " ");
		add_token(out, t, &c, names);
		names = kit_word_is(&c, "references") || kit_word_is(&c, "constraint");
		open = kit_mark_is(&c, '(') || kit_mark_is(&c, ',');
		if (kit_mark_is(&c, ','))
			kit_text_add(out, " ");
	}
}

static void add_column(struct kit_text *out, const struct table *t, const struct column *column)
{
	size_t behind = (size_t)(column->name.at - column->all.at) + column->name.len;
	struct kit_part rest = { column->all.at + behind, column->all.len - behind };

	add_name(out, column->name);
	if (rest.len)
		kit_text_add(out, " ");
	add_part(out, t, rest);
}

static void add_table(struct kit_text *out, const struct table *t)
{
	kit_text_write(out, "CREATE TABLE %I (", t->name);
	for (size_t i = 0; i < t->column_count; i++) {
		kit_text_add(out, i ? ",\n\t" : "\n\t");
		add_column(out, t, &t->columns[i]);
	}
	for (size_t i = 0; i < t->constraint_count; i++) {
		if (t->constraints[i].column != SIZE_MAX)
			continue;
		kit_text_add(out, ",\n\t");
		add_part(out, t, t->constraints[i].all);
	}
	kit_text_add(out, "\n)");
	if (t->without_rowid)
		kit_text_add(out, " WITHOUT ROWID");
	if (t->strict)
		kit_text_add(out, t->without_rowid ? ", STRICT" : " STRICT");
	kit_text_add(out, ";\n");
}

void sqlite_lay_out(struct kit_text *out, const struct wb_object *table)
{
	struct table t = { .name = strdup(table->name), .text = strdup(table->text) };

	if (t.name && t.text)
		table_parse(&t);
	if (t.name && t.text && !t.failed && !t.opaque)
		add_table(out, &t);
	else
		kit_text_write(out, "%s;\n", table->text);
	table_release(&t);
}
