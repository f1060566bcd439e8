/* SPDX-License-Identifier: MIT */
/* A table written anew: the old one steps aside, the new one takes its name and its rows. With
 * legacy_alter_table views, triggers and foreign keys elsewhere go on naming the table by the name
 * that it will have again; foreign keys are off during a run, so nothing cascades when the old one
 * is dropped.
 *
 * For every RENAME SQLite reads all texts of the schema, which takes minutes when a thousand tables
 * step aside. So where there are many, their rows do. */
#include <stdio.h>
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

/* The name of the column that is the rowid, for sqlite3_free; NULL. */
static char *rowid_column(const struct wb_family *family)
{
	const struct wb_object *key = find_key(family);
	const char *name = key ? kit_get(key, "rowid") : NULL;

	return name ? part_unquoted((struct part){ name, strlen(name) }) : NULL;
}

static bool has_rowid(const struct wb_object *table)
{
	return !kit_get(table, "without_rowid");
}

/* The two lists of INSERT … SELECT. */
struct lists {
	sqlite3_str *into, *from;
	size_t count;
};

static void begin_pair(struct lists *l, const char *column)
{
	if (l->count++) {
		sqlite3_str_appendall(l->into, ", ");
		sqlite3_str_appendall(l->from, ", ");
	}
	sqlite_add_name(l->into, column);
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
		sqlite3_str_appendall(l->from, "ifnull(");
		sqlite_add_name(l->from, from->name);
		sqlite3_str_appendf(l->from, ", %s)", fallback);
	} else {
		sqlite_add_name(l->from, from->name);
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
		sqlite3_str_appendall(l->from, kept);
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
			sqlite3_str_appendall(l->from, kept);
		}
	}
	sqlite3_free(key);
}

/* ------------------------------------------------------------------ the statements */

/* Do the rows step aside, instead of the table? */
static bool rows_step_aside(const struct wb_change *change)
{
	return change->flags & (WB_CHANGE_CAREFUL | WB_CHANGE_MANY);
}

#define KEPT_ROWID "whimbrel_rowid"

static void add_rows(const struct wb_change *change, const char *aside, sqlite3_str *out)
{
	const bool copied = rows_step_aside(change);
	struct lists l = { sqlite3_str_new(NULL), sqlite3_str_new(NULL), 0 };
	char *into, *from;

	fill_lists(change, copied ? KEPT_ROWID : NULL, &l);
	into = sqlite3_str_finish(l.into);
	from = sqlite3_str_finish(l.from);
	/* whatever the table's ON CONFLICT clauses say: no row may be passed over */
	sqlite3_str_appendall(out, "INSERT OR ABORT INTO ");
	sqlite_add_name(out, change->to->name);
	/* not one column in common, and no rowid: as many rows as there were, of nothing but
	 * defaults, can't be said */
	sqlite3_str_appendf(out, " (%s)\nSELECT %s FROM ", into ? into : "", from ? from : "");
	sqlite_add_name(out, aside);
	sqlite3_str_appendall(out, ";\n");
	sqlite3_free(into);
	sqlite3_free(from);
}

/* Numbers that were given once are not given again. */
static void add_sequence(const struct wb_change *change, const char *aside, sqlite3_str *out)
{
	const struct wb_object *before = find_key(&change->before),
			       *after = find_key(&change->after);

	if (!before || !after || !kit_get(before, "autoincrement") ||
	    !kit_get(after, "autoincrement"))
		return;
	sqlite3_str_appendf(out, "DELETE FROM sqlite_sequence WHERE name = %Q;\n",
			    change->to->name);
	sqlite3_str_appendf(out,
			    "INSERT INTO sqlite_sequence (name, seq) SELECT %Q, seq FROM "
			    "sqlite_sequence WHERE name = %Q;\n",
			    change->to->name, aside);
}

static bool copies_anything(const struct wb_change *change)
{
	struct lists l = { sqlite3_str_new(NULL), sqlite3_str_new(NULL), 0 };

	fill_lists(change, NULL, &l);
	sqlite3_free(sqlite3_str_finish(l.into));
	sqlite3_free(sqlite3_str_finish(l.from));
	return l.count > 0;
}

/* ------------------------------------------------------------------ what it risks */

static void judge(const struct wb_change *change, struct wb_risk *risk)
{
	sqlite3_str *lost = sqlite3_str_new(NULL);
	size_t count = 0;
	char *names;

	for (size_t i = 0; i < change->before.count; i++) {
		const struct wb_object *from = change->before.children[i];

		if (from->kind == WB_KIND_COLUMN && !kit_get(from, "generated") &&
		    !is_column(&change->after, from->name))
			sqlite3_str_appendf(lost, "%s%s", count++ ? ", " : "", from->name);
	}
	names = sqlite3_str_finish(lost);
	risk->flags |= WB_RISK_REWRITE | WB_RISK_MAY_FAIL;
	if (count) {
		risk->flags |= WB_RISK_DATA_LOSS;
		snprintf(risk->rule, sizeof(risk->rule), "drop-column");
		snprintf(risk->reason, sizeof(risk->reason),
			 "table %s is written anew, without column%s %s and the data there",
			 change->to->name, count > 1 ? "s" : "", names ? names : "");
	} else {
		snprintf(risk->rule, sizeof(risk->rule), "table-rewrite");
		snprintf(risk->reason, sizeof(risk->reason),
			 "table %s is written anew, every row of it; it fails if one does not fit",
			 change->to->name);
	}
	sqlite3_free(names);
}

/* The old table steps aside. */
static void rename_aside(const struct wb_change *change, const char *aside, sqlite3_str *out)
{
	sqlite3_str_appendall(out, "PRAGMA legacy_alter_table = ON;\nALTER TABLE ");
	sqlite_add_name(out, change->from->name);
	sqlite3_str_appendall(out, " RENAME TO ");
	sqlite_add_name(out, aside);
	sqlite3_str_appendall(out, ";\n");
}

/* SQLite does not rename a table whose own expressions name it, CHECK (t.a > 0): then its rows step
 * aside, and are copied twice. */
static void copy_aside(const struct wb_change *change, const char *aside, sqlite3_str *out)
{
	const struct wb_object *key = find_key(&change->before);
	const char *rowid = has_rowid(change->from) ? rowid_name(change) : NULL;

	sqlite3_str_appendall(out, "CREATE TABLE ");
	sqlite_add_name(out, aside);
	sqlite3_str_appendf(out, " AS SELECT %s%s* FROM ", rowid ? rowid : "",
			    rowid ? " AS " KEPT_ROWID ", " : "");
	sqlite_add_name(out, change->from->name);
	sqlite3_str_appendall(out, ";\n");
	if (key && kit_get(key, "autoincrement"))
		sqlite3_str_appendf(out, "UPDATE sqlite_sequence SET name = %Q WHERE name = %Q;\n",
				    aside, change->from->name);
	sqlite3_str_appendall(out, "DROP TABLE ");
	sqlite_add_name(out, change->from->name);
	sqlite3_str_appendall(out, ";\n");
}

static void drop_aside(const struct wb_change *change, const char *aside, sqlite3_str *out)
{
	const struct wb_object *key = find_key(&change->before);
	const bool copied = rows_step_aside(change);

	sqlite3_str_appendall(out, "DROP TABLE ");
	sqlite_add_name(out, aside);
	sqlite3_str_appendall(out, ";\n");
	if (!copied)
		sqlite3_str_appendall(out, "PRAGMA legacy_alter_table = OFF;\n");
	else if (key && kit_get(key, "autoincrement"))
		sqlite3_str_appendf(out, "DELETE FROM sqlite_sequence WHERE name = %Q;\n", aside);
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
		      sqlite3_str *out)
{
	if (!(change->flags & WB_CHANGE_CAREFUL) ||
	    kit_child(&change->before, child->kind, child->name))
		return;
	sqlite3_str_appendf(out, "DROP %s IF EXISTS ",
			    child->kind == WB_KIND_INDEX ? "INDEX" : "TRIGGER");
	sqlite_add_name(out, child->name);
	sqlite3_str_appendall(out, ";\n");
}

void sqlite_add_children(const struct wb_change *change, sqlite3_str *out)
{
	for (size_t i = 0; i < change->after.count; i++) {
		const struct wb_object *child = change->after.children[i];

		if (child->kind != WB_KIND_INDEX && child->kind != WB_KIND_TRIGGER)
			continue;
		free_name(change, child, out);
		sqlite_add_statement(out, child->text);
	}
}

int sqlite_rebuild(const struct wb_change *change, sqlite3_str *out, struct wb_risk *risk,
		   struct wb_error *err)
{
	char *aside = sqlite3_mprintf("whimbrel_old_%s", change->from->name);

	if (!aside)
		return sqlite_host->fail(err, WB_E_NOMEM, "out of memory");
	judge(change, risk);
	(rows_step_aside(change) ? copy_aside : rename_aside)(change, aside, out);
	sqlite_add_statement(out, change->to->text);
	if (copies_anything(change)) {
		add_rows(change, aside, out);
		add_sequence(change, aside, out);
	} else {
		add_nothing_kept(change, risk);
	}
	drop_aside(change, aside, out);
	sqlite_add_children(change, out);
	sqlite_virtual_refill(change, out);
	sqlite3_free(aside);
	return 0;
}
