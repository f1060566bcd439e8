/* SPDX-License-Identifier: MIT */
/* Virtual tables. Their texts say what they hold: full-text tables hold their rows, or index those of
 * another table, or nothing but the index; R-trees hold their rows. A table that is made anew gets
 * its rows from the old one, or its index from the table that has them. */
#include <stdio.h>
#include <string.h>

#include "schema.h"

enum form { FOREIGN, DERIVED, FTS3, FTS4, FTS5, RTREE, GEOPOLY };

/* Where the values of the rows are. */
enum holds { NOTHING, ROWS, INDEX_OF_A_TABLE, INDEX_ALONE };

struct virtual
{
	enum form form;
	enum holds holds;
	struct part args;
	struct part content, content_rowid, language; /* as they are written, perhaps in quotes */
};

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

static bool is_text_index(const struct virtual *v)
{
	return v->form == FTS3 || v->form == FTS4 || v->form == FTS5;
}

/* The next argument, up to a comma outside of parentheses; false: there is none. */
static bool next_argument(struct part *rest, struct part *out)
{
	struct cursor c;
	size_t depth = 0;

	if (!rest->len)
		return false;
	cursor_begin(&c, rest->at, rest->len);
	out->at = rest->at + c.begin;
	while (c.token != WB_TOKEN_END && c.token != WB_TOKEN_TORN &&
	       (depth || !cursor_at(&c, ','))) {
		if (cursor_at(&c, '('))
			depth++;
		else if (cursor_at(&c, ')') && depth)
			depth--;
		cursor_next(&c);
	}
	out->len = (size_t)(rest->at + c.last - out->at);
	rest->len = cursor_at(&c, ',') ? rest->len - c.end : 0;
	rest->at += c.end;
	return true;
}

/* `key = value`, which no column is. */
static bool read_option(struct virtual *v, struct part argument)
{
	struct cursor c;
	struct part key, value;

	cursor_begin(&c, argument.at, argument.len);
	if (v->form != FTS5 && cursor_is(&c, "tokenize"))
		return true;
	key = cursor_name(&c);
	if (v->form == FTS3 || !is_text_index(v) || !cursor_at(&c, '='))
		return false;
	cursor_next(&c);
	value = cursor_name(&c);
	if (key.len == 7 && sqlite3_strnicmp(key.at, "content", 7) == 0)
		v->content = value;
	else if (key.len == 13 && sqlite3_strnicmp(key.at, "content_rowid", 13) == 0)
		v->content_rowid = value;
	else if (key.len == 10 && sqlite3_strnicmp(key.at, "languageid", 10) == 0)
		v->language = value;
	return true;
}

static bool is_empty_name(struct part name)
{
	return name.len == 2 && strchr("\"'`[", name.at[0]);
}

static void read_contents(struct virtual *v)
{
	struct part rest = v->args, argument;

	while (is_text_index(v) && next_argument(&rest, &argument))
		read_option(v, argument);
	if (v->form == FOREIGN || v->form == DERIVED)
		v->holds = v->form == FOREIGN ? ROWS : NOTHING;
	else if (!v->content.len)
		v->holds = ROWS;
	else
		v->holds = is_empty_name(v->content) ? INDEX_ALONE : INDEX_OF_A_TABLE;
}

/* CREATE VIRTUAL TABLE … USING module(arguments) */
static struct virtual read_virtual(const char *text)
{
	struct virtual v = { 0 };
	struct cursor c;
	char *module;

	cursor_begin(&c, text, strlen(text));
	while (c.token != WB_TOKEN_END && !cursor_is(&c, "using"))
		cursor_next(&c);
	cursor_next(&c);
	module = part_unquoted(cursor_name(&c));
	v.form = module ? form_of(module) : FOREIGN;
	sqlite3_free(module);
	if (cursor_at(&c, '('))
		v.args = cursor_parens(&c);
	read_contents(&v);
	return v;
}

/* The name of the next column, for sqlite3_free; NULL: there are no more. `*i` counts them. */
static char *next_column(const struct virtual *v, struct part *rest, size_t *i)
{
	struct virtual ignored = *v;
	struct part argument;
	struct cursor c;

	if (v->form == GEOPOLY && (*i)++ == 0)
		return sqlite3_mprintf("_shape");
	while (next_argument(rest, &argument)) {
		if (!argument.len || read_option(&ignored, argument))
			continue;
		(*i)++;
		cursor_begin(&c, argument.at, argument.len);
		if (v->form == RTREE && cursor_at(&c, '+'))
			cursor_next(&c);
		return part_unquoted(cursor_name(&c));
	}
	/* a full-text table without columns has one */
	if ((v->form == FTS3 || (v->form == FTS4 && v->holds != INDEX_OF_A_TABLE)) && (*i)++ == 0)
		return sqlite3_mprintf("content");
	return NULL;
}

static bool has_column(const struct virtual *v, const char *name)
{
	struct part rest = v->args;
	char *column;
	bool found = false;

	for (size_t i = 0; !found && (column = next_column(v, &rest, &i));) {
		found = sqlite3_stricmp(column, name) == 0;
		sqlite3_free(column);
	}
	return found;
}

int sqlite_virtual_sources(const char *text, void *ctx,
			   int (*call)(void *ctx, const char *table, const char *column))
{
	const struct virtual v = read_virtual(text);
	struct part rest = v.args;
	char *table, *column;
	int rc = 0;

	if (v.holds != INDEX_OF_A_TABLE)
		return 0;
	table = part_unquoted(v.content);
	if (!table)
		return -1;
	if (v.content_rowid.len) {
		column = part_unquoted(v.content_rowid);
		rc = column ? call(ctx, table, column) : -1;
		sqlite3_free(column);
	} else {
		rc = call(ctx, table, NULL);
	}
	for (size_t i = 0; rc == 0 && (column = next_column(&v, &rest, &i));) {
		rc = call(ctx, table, column);
		sqlite3_free(column);
	}
	sqlite3_free(table);
	return rc;
}

bool sqlite_virtual_holds_rows(const struct wb_object *table)
{
	enum holds holds = read_virtual(table->text).holds;

	return holds == ROWS || holds == INDEX_ALONE;
}

/* ------------------------------------------------------------------ filling */

/* The index of `table`, out of the rows that it is of. */
static void add_refill(const struct wb_object *table, sqlite3_str *out)
{
	sqlite3_str_appendall(out, "INSERT INTO ");
	sqlite_add_name(out, table->name);
	sqlite3_str_appendall(out, " (");
	sqlite_add_name(out, table->name);
	sqlite3_str_appendall(out, ") VALUES ('rebuild');\n");
}

void sqlite_virtual_create(const struct wb_object *table, sqlite3_str *out)
{
	sqlite_add_statement(out, table->text);
	if (kit_get(table, "refill"))
		add_refill(table, out);
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

void sqlite_virtual_refill(const struct wb_change *change, sqlite3_str *out)
{
	for (size_t i = 0; i < change->needed_by_count; i++) {
		bool again = false;

		/* one that needs the table and its columns stands there as often */
		for (size_t j = 0; j < i && !again; j++)
			again = change->needed_by[j] == change->needed_by[i];
		if (!again && is_refilled(change, i))
			add_refill(change->needed_by_after[i], out);
	}
}

/* ------------------------------------------------------------------ made anew */

/* One table that becomes another. */
struct anew {
	const struct wb_change *change;
	struct virtual from, to;
	sqlite3_str *out;
	struct wb_risk *risk;
};

/* Do the rows of the one fit into the other? */
static bool same_family(const struct virtual *a, const struct virtual *b)
{
	return a->form != FOREIGN && a->form != DERIVED &&
	       (a->form == b->form || (is_text_index(a) && is_text_index(b)));
}

static void lose(const struct anew *a, const char *rule, const char *what)
{
	a->risk->flags |= WB_RISK_DATA_LOSS;
	snprintf(a->risk->rule, sizeof(a->risk->rule), "%s", rule);
	snprintf(a->risk->reason, sizeof(a->risk->reason), "virtual table %s is made anew%s",
		 a->change->to->name, what);
}

static void add_pair(sqlite3_str *into, sqlite3_str *from, const char *a, const char *b)
{
	if (sqlite3_str_length(into)) {
		sqlite3_str_appendall(into, ", ");
		sqlite3_str_appendall(from, ", ");
	}
	sqlite_add_name(into, a);
	sqlite_add_name(from, b);
}

/* The rowid: an R-tree's first column is it, and stands for it alone. */
static void pair_rowids(const struct anew *a, sqlite3_str *into, sqlite3_str *from)
{
	struct part rest = a->from.args, other = a->to.args;
	size_t i = 0, j = 0;
	char *was, *is;

	if (a->from.form != RTREE) {
		add_pair(into, from, "rowid", "rowid");
		return;
	}
	was = next_column(&a->from, &rest, &i);
	is = next_column(&a->to, &other, &j);
	if (was && is)
		add_pair(into, from, is, was);
	sqlite3_free(was);
	sqlite3_free(is);
}

/* The columns that both have; the number of them. */
static size_t pair_columns(const struct anew *a, sqlite3_str *into, sqlite3_str *from)
{
	struct part rest = a->to.args;
	size_t i = 0, count = 0;
	char *column, *language;

	while ((column = next_column(&a->to, &rest, &i))) {
		if (!(a->to.form == RTREE && i == 1) && has_column(&a->from, column)) {
			add_pair(into, from, column, column);
			count++;
		}
		sqlite3_free(column);
	}
	if (a->from.language.len && a->to.language.len == a->from.language.len &&
	    memcmp(a->from.language.at, a->to.language.at, a->to.language.len) == 0) {
		language = part_unquoted(a->to.language);
		if (language)
			add_pair(into, from, language, language);
		sqlite3_free(language);
	}
	return count;
}

static size_t copy_rows(const struct anew *a, const char *aside, sqlite3_str *out)
{
	sqlite3_str *into = sqlite3_str_new(NULL), *from = sqlite3_str_new(NULL);
	size_t count;
	char *names, *values;

	pair_rowids(a, into, from);
	count = pair_columns(a, into, from);
	names = sqlite3_str_finish(into);
	values = sqlite3_str_finish(from);
	if (out && count) {
		sqlite3_str_appendall(out, "INSERT INTO ");
		sqlite_add_name(out, a->change->to->name);
		sqlite3_str_appendf(out, " (%s)\nSELECT %s FROM ", names ? names : "",
				    values ? values : "");
		sqlite_add_name(out, aside);
		sqlite3_str_appendall(out, ";\n");
	}
	sqlite3_free(names);
	sqlite3_free(values);
	return count;
}

/* Does what was in a column get lost? */
static void tell_lost_columns(const struct anew *a)
{
	struct part rest = a->from.args;
	sqlite3_str *text = sqlite3_str_new(NULL);
	size_t i = 0, count = 0;
	char *column, *names;

	while ((column = next_column(&a->from, &rest, &i))) {
		if (!(a->from.form == RTREE && i == 1) && !has_column(&a->to, column))
			sqlite3_str_appendf(text, "%s%s", count++ ? ", " : ", without ", column);
		sqlite3_free(column);
	}
	if (count)
		sqlite3_str_appendf(text, " and the data there");
	names = sqlite3_str_finish(text);
	if (count)
		lose(a, "drop-column", names ? names : "");
	sqlite3_free(names);
}

/* Says what is lost; returns whether rows are copied. */
static bool judge(const struct anew *a)
{
	const bool filled = a->to.holds == INDEX_OF_A_TABLE && kit_get(a->change->to, "refill");
	const bool readable = a->from.holds == ROWS || (a->from.holds == INDEX_OF_A_TABLE &&
							kit_get(a->change->from, "refill"));
	const bool copied =
		!filled && readable && same_family(&a->from, &a->to) && copy_rows(a, "", NULL) > 0;

	a->risk->flags |= WB_RISK_REWRITE;
	snprintf(a->risk->rule, sizeof(a->risk->rule), "table-rewrite");
	snprintf(a->risk->reason, sizeof(a->risk->reason),
		 "virtual table %s is made anew, with every row", a->change->to->name);
	if (a->from.holds == ROWS && filled)
		lose(a, "drop-table", ": it has the rows of another table, and its own are lost");
	else if (a->from.holds == ROWS && !copied)
		lose(a, "drop-table", ": its rows are lost");
	else if (a->from.holds == INDEX_ALONE && !filled)
		lose(a, "drop-table",
		     ": it has its index alone, which is lost: fill it again from where the texts "
		     "are");
	else if (a->from.holds == ROWS && a->to.holds == INDEX_ALONE)
		lose(a, "drop-column", ": it keeps the index alone, and the texts are lost");
	else if (a->from.holds == ROWS)
		tell_lost_columns(a);
	else if (a->from.holds == INDEX_OF_A_TABLE && !filled && !copied)
		lose(a, "drop-table", ": nothing fills it again");
	return copied;
}

static void drop(const char *name, sqlite3_str *out)
{
	sqlite3_str_appendall(out, "DROP TABLE ");
	sqlite_add_name(out, name);
	sqlite3_str_appendall(out, ";\n");
}

/* The table steps aside; triggers and views go on naming the one that comes. */
static void step_aside(const struct anew *a, const char *aside)
{
	sqlite3_str_appendall(a->out, "PRAGMA legacy_alter_table = ON;\nALTER TABLE ");
	sqlite_add_name(a->out, a->change->from->name);
	sqlite3_str_appendall(a->out, " RENAME TO ");
	sqlite_add_name(a->out, aside);
	sqlite3_str_appendall(a->out, ";\nPRAGMA legacy_alter_table = OFF;\n");
}

/* What the table was told of ranking and merging stays told. */
static void copy_settings(const struct anew *a, const char *aside)
{
	char *table = sqlite3_mprintf("%s_config", aside);

	if (!table)
		return;
	sqlite3_str_appendall(a->out, "INSERT INTO ");
	sqlite_add_name(a->out, a->change->to->name);
	sqlite3_str_appendall(a->out, " (");
	sqlite_add_name(a->out, a->change->to->name);
	sqlite3_str_appendall(a->out, ", rank) SELECT k, v FROM ");
	sqlite_add_name(a->out, table);
	sqlite3_str_appendall(a->out, " WHERE k <> 'version';\n");
	sqlite3_free(table);
}

void sqlite_virtual_anew(const struct wb_change *change, sqlite3_str *out, struct wb_risk *risk)
{
	const struct anew a = { .change = change,
				.from = read_virtual(change->from->text),
				.to = read_virtual(change->to->text),
				.out = out,
				.risk = risk };
	const bool copied = judge(&a), settings = a.from.form == FTS5 && a.to.form == FTS5;
	char *aside = sqlite3_mprintf("whimbrel_old_%s", change->from->name);

	if (!aside)
		return;
	if (copied || settings)
		step_aside(&a, aside);
	else
		drop(change->from->name, out);
	sqlite_add_statement(out, change->to->text);
	if (settings)
		copy_settings(&a, aside);
	if (copied)
		copy_rows(&a, aside, out);
	else if (kit_get(change->to, "refill"))
		add_refill(change->to, out);
	if (copied || settings)
		drop(aside, out);
	sqlite_virtual_refill(change, out);
	sqlite3_free(aside);
}
