/* SPDX-License-Identifier: MIT */
/* Virtual tables. Their texts say what they hold: full-text tables hold their rows, or index those of
 * another table, or nothing but the index; R-trees hold their rows. A table that is made anew gets
 * its rows from the old one, or its index from the table that has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

enum form { FOREIGN, DERIVED, FTS3, FTS4, FTS5, RTREE, GEOPOLY };

/* Where the values of the rows are. */
enum holds { NOTHING, ROWS, INDEX_OF_A_TABLE, INDEX_ALONE };

struct virtual
{
	enum form form;
	enum holds holds;
	struct kit_part args;
	struct kit_part content, content_rowid,
		language; /* as they are written, perhaps in quotes */
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
	if (v->form == FTS3 || !is_text_index(v) || !kit_mark_is(&c, '='))
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
static char *next_column(const struct virtual *v, struct kit_part *rest, size_t *i)
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

static bool has_column(const struct virtual *v, const char *name)
{
	struct kit_part rest = v->args;
	char *column;
	bool found = false;

	for (size_t i = 0; !found && (column = next_column(v, &rest, &i));) {
		found = sqlite3_stricmp(column, name) == 0;
		free(column);
	}
	return found;
}

int sqlite_virtual_sources(const char *text, void *ctx,
			   int (*call)(void *ctx, const char *table, const char *column))
{
	const struct virtual v = read_virtual(text);
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
	for (size_t i = 0; rc == 0 && (column = next_column(&v, &rest, &i));) {
		rc = call(ctx, table, column);
		free(column);
	}
	free(table);
	return rc;
}

bool sqlite_virtual_holds_rows(const struct wb_object *table)
{
	enum holds holds = read_virtual(table->text).holds;

	return holds == ROWS || holds == INDEX_ALONE;
}

/* ------------------------------------------------------------------ filling */

/* The index of `table`, out of the rows that it is of. */
static void add_refill(const struct wb_object *table, struct kit_text *out)
{
	kit_text_write(out, "INSERT INTO %I (%I) VALUES ('rebuild');\n", table->name, table->name);
}

void sqlite_virtual_create(const struct wb_object *table, struct kit_text *out)
{
	kit_text_write(out, "%s;\n", table->text);
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

void sqlite_virtual_refill(const struct wb_change *change, struct kit_text *out)
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
	struct kit_text *out;
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

static void add_pair(struct kit_text *into, struct kit_text *from, const char *a, const char *b)
{
	kit_text_comma(into);
	kit_text_comma(from);
	kit_text_write(into, "%I", a);
	kit_text_write(from, "%I", b);
}

/* The rowid: an R-tree's first column is it, and stands for it alone. */
static void pair_rowids(const struct anew *a, struct kit_text *into, struct kit_text *from)
{
	struct kit_part rest = a->from.args, other = a->to.args;
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
	free(was);
	free(is);
}

/* The columns that both have; the number of them. */
static size_t pair_columns(const struct anew *a, struct kit_text *into, struct kit_text *from)
{
	struct kit_part rest = a->to.args;
	size_t i = 0, count = 0;
	char *column, *language;

	while ((column = next_column(&a->to, &rest, &i))) {
		if (!(a->to.form == RTREE && i == 1) && has_column(&a->from, column)) {
			add_pair(into, from, column, column);
			count++;
		}
		free(column);
	}
	if (a->from.language.len && a->to.language.len == a->from.language.len &&
	    memcmp(a->from.language.at, a->to.language.at, a->to.language.len) == 0) {
		language = kit_unquoted(a->to.language);
		if (language)
			add_pair(into, from, language, language);
		free(language);
	}
	return count;
}

static size_t copy_rows(const struct anew *a, const char *aside, struct kit_text *out)
{
	struct kit_text into = { 0 }, from = { 0 };
	size_t count;

	pair_rowids(a, &into, &from);
	count = pair_columns(a, &into, &from);
	if (out && count) {
		kit_text_write(out, "INSERT INTO %I (%s)\nSELECT %s FROM %I;\n",
			       a->change->to->name, into.data, from.data, aside);
	}
	kit_text_release(&into);
	kit_text_release(&from);
	return count;
}

/* Does what was in a column get lost? */
static void tell_lost_columns(const struct anew *a)
{
	struct kit_part rest = a->from.args;
	struct kit_text text = { 0 };
	size_t i = 0, count = 0;
	char *column;

	while ((column = next_column(&a->from, &rest, &i))) {
		if (!(a->from.form == RTREE && i == 1) && !has_column(&a->to, column))
			kit_text_write(&text, "%s%s", count++ ? ", " : ", without ", column);
		free(column);
	}
	if (count)
		kit_text_add(&text, " and the data there");
	if (count)
		lose(a, "drop-column", text.data ? text.data : "");
	kit_text_release(&text);
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

static void drop(const char *name, struct kit_text *out)
{
	kit_text_write(out, "DROP TABLE %I;\n", name);
}

/* The table steps aside; triggers and views go on naming the one that comes. */
static void step_aside(const struct anew *a, const char *aside)
{
	kit_text_write(a->out,
		       "PRAGMA legacy_alter_table = ON;\nALTER TABLE %I RENAME TO %I;\nPRAGMA "
		       "legacy_alter_table = OFF;\n",
		       a->change->from->name, aside);
}

/* What the table was told of ranking and merging stays told. */
static void copy_settings(const struct anew *a, const char *aside)
{
	char *table = kit_text_make("%s_config", aside);

	if (!table)
		return;
	kit_text_write(a->out,
		       "INSERT INTO %I (%I, rank) SELECT k, v FROM %I WHERE k <> 'version';\n",
		       a->change->to->name, a->change->to->name, table);
	free(table);
}

void sqlite_virtual_anew(const struct wb_change *change, struct kit_text *out, struct wb_risk *risk)
{
	const struct anew a = { .change = change,
				.from = read_virtual(change->from->text),
				.to = read_virtual(change->to->text),
				.out = out,
				.risk = risk };
	const bool copied = judge(&a), settings = a.from.form == FTS5 && a.to.form == FTS5;
	char *aside = kit_text_make("whimbrel_old_%s", change->from->name);

	if (!aside)
		return;
	if (copied || settings)
		step_aside(&a, aside);
	else
		drop(change->from->name, out);
	kit_text_write(out, "%s;\n", change->to->text);
	if (settings)
		copy_settings(&a, aside);
	if (copied)
		copy_rows(&a, aside, out);
	else if (kit_get(change->to, "refill"))
		add_refill(change->to, out);
	if (copied || settings)
		drop(aside, out);
	sqlite_virtual_refill(change, out);
	free(aside);
}
