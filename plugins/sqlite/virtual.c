/* SPDX-License-Identifier: MIT */
/* Virtual tables. Their texts say what they hold: full-text tables hold their rows, or index those of
 * another table, or nothing but the index; R-trees hold their rows. A table that is made anew gets
 * its rows from the old one, or its index from the table that has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "virtual.h"

/* ------------------------------------------------------------------ reading the text */

static enum form form_of(const char *module)
{
	static const struct {
		const char *name;
		enum form form;
	} forms[] = { { "fts3", FTS3 },
		      { "fts4", FTS4 },
		      { "fts5", FTS5 },
		      { "rtree", RTREE },
		      { "rtree_i32", RTREE },
		      { "geopoly", GEOPOLY },
		      { "fts3tokenize", DERIVED },
		      { "fts4aux", DERIVED },
		      { "fts5vocab", DERIVED },
		      { "dbstat", DERIVED } };

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		if (sqlite3_stricmp(forms[i].name, module) == 0)
			return forms[i].form;
	return FOREIGN;
}

bool virtual_is_text_index(const struct virtual *v)
{
	return v->form == FTS3 || v->form == FTS4 || v->form == FTS5;
}

/* The next argument, up to a comma outside of parentheses; false: there is none. */
static bool next_argument(struct kit_part *rest, struct kit_part *out)
{
	struct kit_words c;
	size_t depth = 0;

	if (!rest->len)
		return false;
	kit_words_begin(&c, rest->at, rest->len, 0);
	out->at = rest->at + c.begin;
	while (!kit_words_ended(&c) && (depth || !kit_mark_is(&c, ','))) {
		if (kit_mark_is(&c, '('))
			depth++;
		else if (kit_mark_is(&c, ')') && depth)
			depth--;
		kit_words_next(&c);
	}
	out->len = (size_t)(rest->at + c.last - out->at);
	rest->len = kit_mark_is(&c, ',') ? rest->len - c.end : 0;
	rest->at += c.end;
	return true;
}

/* `key = value`, which no column is. */
static bool read_option(struct virtual *v, struct kit_part argument)
{
	struct kit_words c;
	struct kit_part key, value;

	kit_words_begin(&c, argument.at, argument.len, 0);
	if (v->form != FTS5 && kit_word_is(&c, "tokenize"))
		return true;
	key = kit_part_take(&c);
	if (v->form == FTS3 || !virtual_is_text_index(v) || !kit_mark_is(&c, '='))
		return false;
	kit_words_next(&c);
	value = kit_part_take(&c);
	if (key.len == 7 && sqlite3_strnicmp(key.at, "content", 7) == 0)
		v->content = value;
	else if (key.len == 13 && sqlite3_strnicmp(key.at, "content_rowid", 13) == 0)
		v->content_rowid = value;
	else if (key.len == 10 && sqlite3_strnicmp(key.at, "languageid", 10) == 0)
		v->language = value;
	return true;
}

static bool is_empty_name(struct kit_part name)
{
	return name.len == 2 && strchr("\"'`[", name.at[0]);
}

static void read_contents(struct virtual *v)
{
	struct kit_part rest = v->args, argument;

	while (virtual_is_text_index(v) && next_argument(&rest, &argument))
		read_option(v, argument);
	if (v->form == FOREIGN || v->form == DERIVED)
		v->holds = v->form == FOREIGN ? ROWS : NOTHING;
	else if (!v->content.len)
		v->holds = ROWS;
	else
		v->holds = is_empty_name(v->content) ? INDEX_ALONE : INDEX_OF_A_TABLE;
}

/* CREATE VIRTUAL TABLE … USING module(arguments) */
struct virtual virtual_read(const char *text)
{
	struct virtual v = { 0 };
	struct kit_words c;
	char *module;

	kit_words_begin(&c, text, strlen(text), 0);
	while (c.token != WB_TOKEN_END && !kit_word_is(&c, "using"))
		kit_words_next(&c);
	kit_words_next(&c);
	module = kit_unquoted(kit_part_take(&c));
	v.form = module ? form_of(module) : FOREIGN;
	free(module);
	if (kit_mark_is(&c, '('))
		v.args = kit_parens_take(&c);
	read_contents(&v);
	return v;
}

/* The name of the next column, for free(); NULL: there are no more. `*i` counts them. */
char *virtual_next_column(const struct virtual *v, struct kit_part *rest, size_t *i)
{
	struct virtual ignored = *v;
	struct kit_part argument;
	struct kit_words c;

	if (v->form == GEOPOLY && (*i)++ == 0)
		return strdup("_shape");
	while (next_argument(rest, &argument)) {
		if (!argument.len || read_option(&ignored, argument))
			continue;
		(*i)++;
		kit_words_begin(&c, argument.at, argument.len, 0);
		if (v->form == RTREE && kit_mark_is(&c, '+'))
			kit_words_next(&c);
		return kit_unquoted(kit_part_take(&c));
	}
	/* a full-text table without columns has one */
	if ((v->form == FTS3 || (v->form == FTS4 && v->holds != INDEX_OF_A_TABLE)) && (*i)++ == 0)
		return strdup("content");
	return NULL;
}

bool virtual_has_column(const struct virtual *v, const char *name)
{
	struct kit_part rest = v->args;
	char *column;
	bool found = false;

	for (size_t i = 0; !found && (column = virtual_next_column(v, &rest, &i));) {
		found = sqlite3_stricmp(column, name) == 0;
		free(column);
	}
	return found;
}

int sqlite_virtual_sources(const char *text, void *ctx,
			   int (*call)(void *ctx, const char *table, const char *column))
{
	const struct virtual v = virtual_read(text);
	struct kit_part rest = v.args;
	char *table, *column;
	int rc = 0;

	if (v.holds != INDEX_OF_A_TABLE)
		return 0;
	table = kit_unquoted(v.content);
	if (!table)
		return -1;
	if (v.content_rowid.len) {
		column = kit_unquoted(v.content_rowid);
		rc = column ? call(ctx, table, column) : -1;
		free(column);
	} else {
		rc = call(ctx, table, NULL);
	}
	for (size_t i = 0; rc == 0 && (column = virtual_next_column(&v, &rest, &i));) {
		rc = call(ctx, table, column);
		free(column);
	}
	free(table);
	return rc;
}

bool sqlite_virtual_holds_rows(const struct wb_object *table)
{
	enum holds holds = virtual_read(table->text).holds;

	return holds == ROWS || holds == INDEX_ALONE;
}

/* ------------------------------------------------------------------ filling */

/* The index of `table`, out of the rows that it is of. */
void virtual_add_refill(const struct wb_object *table, struct kit_text *out)
{
	kit_text_write(out, "INSERT INTO %I (%I) VALUES ('rebuild');\n", table->name, table->name);
}

void sqlite_virtual_create(const struct wb_object *table, struct kit_text *out)
{
	kit_text_write(out, "%s;\n", table->text);
	if (kit_get(table, "refill"))
		virtual_add_refill(table, out);
}

static bool is_refilled(const struct wb_change *change, size_t i)
{
	const struct wb_object *now = change->needed_by[i], *then = change->needed_by_after[i];
	const char *a, *b;

	if (now->kind != WB_KIND_TABLE || then->kind != WB_KIND_TABLE ||
	    !kit_get(then, "virtual") || !kit_get(then, "refill"))
		return false;
	/* one that changes as well is made anew behind this */
	a = kit_get(now, "definition");
	b = kit_get(then, "definition");
	return a && b && strcmp(a, b) == 0;
}

bool sqlite_virtual_is_behind(const struct wb_change *change)
{
	for (size_t i = 0; i < change->needed_by_count; i++)
		if (is_refilled(change, i))
			return true;
	return false;
}

void sqlite_virtual_refill(const struct wb_change *change, struct kit_text *out)
{
	for (size_t i = 0; i < change->needed_by_count; i++) {
		bool again = false;

		/* one that needs the table and its columns stands there as often */
		for (size_t j = 0; j < i && !again; j++)
			again = change->needed_by[j] == change->needed_by[i];
		if (!again && is_refilled(change, i))
			virtual_add_refill(change->needed_by_after[i], out);
	}
}
