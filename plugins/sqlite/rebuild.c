/* SPDX-License-Identifier: MIT */
/* A table written anew: the old one steps aside, the new one takes its name and its rows. With
 * legacy_alter_table views, triggers and foreign keys elsewhere go on naming the table by the name
 * that it will have again; foreign keys are off during a run, so nothing cascades when the old one
 * is dropped.
 *
 * For every RENAME SQLite reads all texts of the schema, which takes minutes when a thousand tables
 * step aside. So where there are many, their rows do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* ----------------------------------------------------------------- which value each column gets */

static bool is_column(const struct wb_family *family, const char *name)
{
	return kit_child(family, WB_KIND_COLUMN, name) != NULL;
}

/* A name of the rowid that no column hides, in neither table; NULL: there is none. */
static const char *rowid_name(const struct wb_change *change)
{
	static const char *const names[] = { "rowid", "_rowid_", "oid" };

	for (size_t i = 0; i < 3; i++)
		if (!is_column(&change->before, names[i]) && !is_column(&change->after, names[i]))
			return names[i];
	return NULL;
}

static const struct wb_object *find_key(const struct wb_family *family)
{
	for (size_t i = 0; i < family->count; i++)
		if (family->children[i]->kind == WB_KIND_PRIMARY_KEY)
			return family->children[i];
	return NULL;
}

/* The name of the column that is the rowid, for free(); NULL. */
static char *rowid_column(const struct wb_family *family)
{
	const struct wb_object *key = find_key(family);
	const char *name = key ? kit_get(key, "rowid") : NULL;

	return name ? kit_unquoted((struct kit_part){ name, strlen(name) }) : NULL;
}

static bool has_rowid(const struct wb_object *table)
{
	return !kit_get(table, "without_rowid");
}

/* The two lists of INSERT … SELECT. */
struct lists {
	struct kit_text into, from;
	size_t count;
	bool fills; /* rows without a value get a default */
};

static void release(struct lists *l)
{
	kit_text_release(&l->into);
	kit_text_release(&l->from);
}

static void begin_pair(struct lists *l, const char *column)
{
	l->count++;
	kit_text_comma(&l->into);
	kit_text_comma(&l->from);
	kit_text_write(&l->into, "%I", column);
}

/* NULLs of a column that takes none any more become its default. */
static void add_value(struct lists *l, const struct wb_object *from, const struct wb_object *to)
{
	const char *fallback = kit_get(to, "default");

	/* a word, or one in double quotes, is a string as a default, and a column anywhere else */
	if (fallback && fallback[0] != '\'')
		fallback = kit_get(to, "default_text");

	begin_pair(l, to->name);
	if (fallback && kit_get(to, "not_null") && !kit_get(from, "not_null")) {
		kit_text_write(&l->from, "ifnull(%I, %s)", from->name, fallback);
		l->fills = true;
	} else {
		kit_text_write(&l->from, "%I", from->name);
	}
}

/* `kept`: what the old rowid is called where the rows are; NULL: as ever */
static void fill_lists(const struct wb_change *change, const char *kept, struct lists *l)
{
	char *key = rowid_column(&change->after);
	const char *rowid = rowid_name(change);
	bool keeps = has_rowid(change->from) && has_rowid(change->to) && rowid;

	kept = kept ? kept : rowid;
	if (keeps && !key) {
		begin_pair(l, rowid);
		kit_text_add(&l->from, kept);
	}
	for (size_t i = 0; i < change->after.count; i++) {
		const struct wb_object *to = change->after.children[i], *from;

		if (to->kind != WB_KIND_COLUMN || kit_get(to, "generated"))
			continue;
		from = kit_child(&change->before, WB_KIND_COLUMN, to->name);
		if (from) {
			add_value(l, from, to);
		} else if (keeps && key && sqlite3_stricmp(key, to->name) == 0) {
			begin_pair(l, to->name);
			kit_text_add(&l->from, kept);
		}
	}
	free(key);
}

/* ------------------------------------------------------------------ the statements */

/* Do the rows step aside, instead of the table? */
static bool rows_step_aside(const struct wb_change *change)
{
	return change->flags & (WB_CHANGE_CAREFUL | WB_CHANGE_MANY);
}

#define KEPT_ROWID "whimbrel_rowid"

static void add_rows(const struct wb_change *change, const char *aside, struct kit_text *out)
{
	const bool copied = rows_step_aside(change);
	struct lists l = { 0 };

	fill_lists(change, copied ? KEPT_ROWID : NULL, &l);
	if (l.fills)
		kit_text_add(out, "-- rows without a value get the default\n");
	/* whatever the table's ON CONFLICT clauses say: no row may be passed over */
	kit_text_write(out, "INSERT OR ABORT INTO %I", change->to->name);
	/* not one column in common, and no rowid: as many rows as there were, of nothing but
	 * defaults, can't be said */
	kit_text_write(out, " (%s)\nSELECT %s FROM %I;\n", l.into.data, l.from.data, aside);
	out->failed = out->failed || l.into.failed || l.from.failed;
	release(&l);
}

/* Numbers that were given once are not given again. */
static void add_sequence(const struct wb_change *change, const char *aside, struct kit_text *out)
{
	const struct wb_object *before = find_key(&change->before),
			       *after = find_key(&change->after);

	if (!before || !after || !kit_get(before, "autoincrement") ||
	    !kit_get(after, "autoincrement"))
		return;
	kit_text_write(out,
		       "DELETE FROM sqlite_sequence WHERE name = %L;\nINSERT INTO sqlite_sequence "
		       "(name, seq) SELECT %L, seq FROM "
		       "sqlite_sequence WHERE name = %L;\n",
		       change->to->name, change->to->name, aside);
}

static bool copies_anything(const struct wb_change *change)
{
	struct lists l = { 0 };

	fill_lists(change, NULL, &l);
	release(&l);
	return l.count > 0;
}

/* ------------------------------------------------------------------ what it risks */

static void judge(const struct wb_change *change, struct wb_risk *risk)
{
	struct kit_text lost = { 0 };
	size_t count = 0;

	for (size_t i = 0; i < change->before.count; i++) {
		const struct wb_object *from = change->before.children[i];

		if (from->kind == WB_KIND_COLUMN && !kit_get(from, "generated") &&
		    !is_column(&change->after, from->name))
			kit_text_write(&lost, "%s%s", count++ ? ", " : "", from->name);
	}
	risk->flags |= WB_RISK_REWRITE | WB_RISK_MAY_FAIL;
	if (count) {
		risk->flags |= WB_RISK_DATA_LOSS;
		snprintf(risk->rule, sizeof(risk->rule), "drop-column");
		snprintf(risk->reason, sizeof(risk->reason),
			 "table %s is written anew, without column%s %s and the data there",
			 change->to->name, count > 1 ? "s" : "", lost.data ? lost.data : "");
	} else {
		snprintf(risk->rule, sizeof(risk->rule), "table-rewrite");
		snprintf(risk->reason, sizeof(risk->reason),
			 "table %s is written anew, every row of it; it fails if one does not fit",
			 change->to->name);
	}
	kit_text_release(&lost);
}

/* The old table steps aside. */
static void rename_aside(const struct wb_change *change, const char *aside, struct kit_text *out)
{
	kit_text_write(out, "PRAGMA legacy_alter_table = ON;\nALTER TABLE %I RENAME TO %I;\n",
		       change->from->name, aside);
}

/* SQLite does not rename a table whose own expressions name it, CHECK (t.a > 0): then its rows step
 * aside, and are copied twice. */
static void copy_aside(const struct wb_change *change, const char *aside, struct kit_text *out)
{
	const struct wb_object *key = find_key(&change->before);
	const char *rowid = has_rowid(change->from) ? rowid_name(change) : NULL;

	kit_text_write(out, "CREATE TABLE %I AS SELECT %s%s* FROM %I;\n", aside, rowid ? rowid : "",
		       rowid ? " AS " KEPT_ROWID ", " : "", change->from->name);
	if (key && kit_get(key, "autoincrement"))
		kit_text_write(out, "UPDATE sqlite_sequence SET name = %L WHERE name = %L;\n",
			       aside, change->from->name);
	kit_text_write(out, "DROP TABLE %I;\n", change->from->name);
}

static void drop_aside(const struct wb_change *change, const char *aside, struct kit_text *out)
{
	const struct wb_object *key = find_key(&change->before);
	const bool copied = rows_step_aside(change);

	kit_text_write(out, "DROP TABLE %I;\n", aside);
	if (!copied)
		kit_text_add(out, "PRAGMA legacy_alter_table = OFF;\n");
	else if (key && kit_get(key, "autoincrement"))
		kit_text_write(out, "DELETE FROM sqlite_sequence WHERE name = %L;\n", aside);
}

static void add_nothing_kept(const struct wb_change *change, struct wb_risk *risk)
{
	risk->flags |= WB_RISK_DATA_LOSS;
	snprintf(risk->rule, sizeof(risk->rule), "drop-table");
	snprintf(risk->reason, sizeof(risk->reason), "table %s keeps no column: its rows are lost",
		 change->to->name);
}

/* Tables that are written anew may take names from one another in a circle, which no order of theirs
 * can break: what comes here takes its name from wherever it is. */
static void free_name(const struct wb_change *change, const struct wb_object *child,
		      struct kit_text *out)
{
	if (!(change->flags & WB_CHANGE_CAREFUL) ||
	    kit_child(&change->before, child->kind, child->name))
		return;
	kit_text_write(out, "DROP %s IF EXISTS %I;\n",
		       child->kind == WB_KIND_INDEX ? "INDEX" : "TRIGGER", child->name);
}

void sqlite_add_children(const struct wb_change *change, struct kit_text *out)
{
	for (size_t i = 0; i < change->after.count; i++) {
		const struct wb_object *child = change->after.children[i];

		if (child->kind != WB_KIND_INDEX && child->kind != WB_KIND_TRIGGER)
			continue;
		free_name(change, child, out);
		kit_text_write(out, "%s;\n", child->text);
	}
}

int sqlite_rebuild(const struct wb_change *change, struct kit_text *out, struct wb_risk *risk,
		   struct wb_error *err)
{
	char *aside = kit_text_make("whimbrel_old_%s", change->from->name);

	if (!aside)
		return kit_no_memory(err);
	judge(change, risk);
	(rows_step_aside(change) ? copy_aside : rename_aside)(change, aside, out);
	kit_text_write(out, "%s;\n", change->to->text);
	if (copies_anything(change)) {
		add_rows(change, aside, out);
		add_sequence(change, aside, out);
	} else {
		add_nothing_kept(change, risk);
	}
	drop_aside(change, aside, out);
	sqlite_add_children(change, out);
	sqlite_virtual_refill(change, out);
	free(aside);
	return 0;
}
