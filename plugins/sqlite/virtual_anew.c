/* SPDX-License-Identifier: MIT */
/* A virtual table that is made anew gets its rows from the old one, or its index from the table that
 * has them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "virtual.h"

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
	       (a->form == b->form || (virtual_is_text_index(a) && virtual_is_text_index(b)));
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
	was = virtual_next_column(&a->from, &rest, &i);
	is = virtual_next_column(&a->to, &other, &j);
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

	while ((column = virtual_next_column(&a->to, &rest, &i))) {
		if (!(a->to.form == RTREE && i == 1) && virtual_has_column(&a->from, column)) {
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

	while ((column = virtual_next_column(&a->from, &rest, &i))) {
		if (!(a->from.form == RTREE && i == 1) && !virtual_has_column(&a->to, column))
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
				.from = virtual_read(change->from->text),
				.to = virtual_read(change->to->text),
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
		virtual_add_refill(change->to, out);
	if (copied || settings)
		drop(aside, out);
	sqlite_virtual_refill(change, out);
	free(aside);
}
