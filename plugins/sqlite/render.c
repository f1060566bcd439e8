/* SPDX-License-Identifier: MIT */
/* One change as SQL. ALTER TABLE can add, drop and rename columns; for all else a table is written
 * anew: rebuild.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

static void add_alter(struct kit_text *out, const char *table, const char *what)
{
	kit_text_write(out, "ALTER TABLE %I %s ", table, what);
}

/* ------------------------------------------------------------------ columns */

/* Is there a default other than NULL? */
static bool has_default(const struct wb_object *column)
{
	const char *value = kit_get(column, "default");

	return value && strcmp(value, "null") != 0;
}

static bool stands_at(const struct wb_object *constraint, const char *column)
{
	const char *at = kit_get(constraint, "column");
	char *plain = at ? kit_unquoted((struct kit_part){ at, strlen(at) }) : NULL;
	bool same = plain && sqlite3_stricmp(plain, column) == 0;

	free(plain);
	return same;
}

/* Do several columns come (or go) together, one of them generated? Then their order would
 * matter. */
static bool leans_on_others(const struct wb_family *with, const struct wb_family *without)
{
	size_t count = 0, generated = 0;

	for (size_t i = 0; i < with->count; i++) {
		const struct wb_object *o = with->children[i];

		if (o->kind != WB_KIND_COLUMN || kit_child(without, WB_KIND_COLUMN, o->name))
			continue;
		count++;
		generated += kit_get(o, "generated") != NULL;
	}
	return count > 1 && generated;
}

/* Can ALTER TABLE add it? Whether the rows that are there fit, only they tell. */
static bool can_add(const struct wb_change *change)
{
	const struct wb_object *to = change->to;

	if ((change->flags & WB_CHANGE_CAREFUL) || kit_get(to, "default_changes") ||
	    kit_get(to, "stored") || leans_on_others(&change->after, &change->before))
		return false;
	for (size_t i = 0; i < change->after.count; i++) {
		const struct wb_object *o = change->after.children[i];
		bool key = o->kind == WB_KIND_PRIMARY_KEY || o->kind == WB_KIND_UNIQUE;

		if ((key || (o->kind == WB_KIND_FOREIGN_KEY && has_default(to))) &&
		    stands_at(o, to->name))
			return false;
	}
	return true;
}

static void add_column(const struct wb_change *change, struct kit_text *out, struct wb_risk *risk)
{
	const struct wb_object *to = change->to;

	if (!can_add(change)) {
		risk->flags = WB_RENDER_PARENT;
		return;
	}
	add_alter(out, change->after.self->name, "ADD COLUMN");
	kit_text_write(out, "%s;\n", to->text);
	if (kit_get(to, "not_null") && !has_default(to) && !kit_get(to, "generated"))
		kit_risk(risk, WB_RISK_MAY_FAIL, "not-null", "",
			 "column %s.%s is NOT NULL and has no default: it fails if the table has "
			 "rows",
			 to->parent, to->name);
}

/* SQLite cuts a column out of the table's text from the comma in front of it, and takes one in a
 * comment for that comma. */
static bool has_comments(const char *text)
{
	size_t len = strlen(text), at = 0;
	int32_t token = WB_TOKEN_SPACE;

	while (at < len && token != WB_TOKEN_COMMENT)
		token = sqlite_host->scan(SQLITE_LEXICAL, text, len, at, 1, &at);
	return token == WB_TOKEN_COMMENT;
}

static void drop_column(const struct wb_change *change, struct kit_text *out, struct wb_risk *risk)
{
	const struct wb_object *from = change->from;

	if ((change->flags & WB_CHANGE_CAREFUL) || has_comments(change->before.self->text) ||
	    leans_on_others(&change->before, &change->after)) {
		risk->flags = WB_RENDER_PARENT;
		return;
	}
	add_alter(out, change->before.self->name, "DROP COLUMN");
	kit_text_write(out, "%I;\n", from->name);
	if (!kit_get(from, "generated"))
		kit_risk(risk, WB_RISK_DATA_LOSS | WB_RISK_REWRITE, "drop-column", "",
			 "drops column %s.%s and its data", from->parent, from->name);
}

/* A view on a view that shows the column stands in the way, and is made again behind this:
 * legacy_alter_table does not look at it. */
static void begin_rename(const struct wb_change *change, struct kit_text *out)
{
	if (change->flags & WB_CHANGE_CAREFUL)
		kit_text_add(out, "PRAGMA legacy_alter_table = ON;\n");
}

static void end_rename(const struct wb_change *change, struct kit_text *out)
{
	kit_text_add(out, ";\n");
	if (change->flags & WB_CHANGE_CAREFUL)
		kit_text_add(out, "PRAGMA legacy_alter_table = OFF;\n");
}

static void render_column(const struct wb_change *change, struct kit_text *out,
			  struct wb_risk *risk)
{
	switch (change->kind) {
	case WB_CHANGE_CREATE:
		add_column(change, out, risk);
		break;
	case WB_CHANGE_DROP:
		drop_column(change, out, risk);
		break;
	case WB_CHANGE_RENAME:
		begin_rename(change, out);
		add_alter(out, change->before.self->name, "RENAME COLUMN");
		kit_text_write(out, "%I TO %I", change->from->name, change->to->name);
		end_rename(change, out);
		break;
	default:
		risk->flags = WB_RENDER_PARENT;
	}
}

/* A CHECK or REFERENCES that stands at a column comes and goes with it. */
static bool goes_with_column(const struct wb_change *change)
{
	const struct wb_object *o = change->from ? change->from : change->to;
	const struct wb_family *family = change->from ? &change->after : &change->before;

	if (o->kind != WB_KIND_CHECK && (o->kind != WB_KIND_FOREIGN_KEY || change->from))
		return false;
	if (change->from && change->to)
		return false;
	for (size_t i = 0; i < family->count; i++)
		if (family->children[i]->kind == WB_KIND_COLUMN &&
		    stands_at(o, family->children[i]->name))
			return false;
	return kit_get(o, "column") != NULL;
}

/* ------------------------------------------------------------------ all else */

static const char *kind_word(const struct wb_object *o)
{
	switch (o->kind) {
	case WB_KIND_TABLE:
		return "TABLE";
	case WB_KIND_VIEW:
		return "VIEW";
	case WB_KIND_TRIGGER:
		return "TRIGGER";
	default:
		return "INDEX";
	}
}

static void drop_object(const struct wb_object *from, struct kit_text *out, struct wb_risk *risk)
{
	kit_text_write(out, "DROP %s %I;\n", kind_word(from), from->name);
	if (from->kind == WB_KIND_TABLE &&
	    (!kit_get(from, "virtual") || sqlite_virtual_holds_rows(from)))
		kit_risk(risk, WB_RISK_DATA_LOSS, "drop-table", "", "drops table %s and its data",
			 from->name);
}

/* A full-text table is the index of what the view shows: it is filled anew behind it. */
static void view_anew(const struct wb_change *change, struct kit_text *out)
{
	kit_text_write(out, "DROP VIEW %I;\n%s;\n", change->from->name, change->to->text);
	sqlite_add_children(change, out);
	sqlite_virtual_refill(change, out);
}

static int alter_object(const struct wb_change *change, struct kit_text *out, struct wb_risk *risk,
			struct wb_error *err)
{
	const struct wb_object *from = change->from, *to = change->to;

	if (from->kind == WB_KIND_VIEW && (change->flags & WB_CHANGE_WHOLE))
		view_anew(change, out);
	else if (from->kind == WB_KIND_VIEW && sqlite_virtual_is_behind(change))
		risk->flags = WB_RENDER_PARENT;
	else if (from->kind == WB_KIND_TABLE && kit_get(from, "virtual") && kit_get(to, "virtual"))
		sqlite_virtual_anew(change, out, risk);
	else if (from->kind != WB_KIND_TABLE || kit_get(from, "virtual") || kit_get(to, "virtual"))
		risk->flags = WB_RENDER_RECREATE;
	else if (change->flags & WB_CHANGE_WHOLE)
		return sqlite_rebuild(change, out, risk, err);
	else
		risk->flags = WB_RENDER_PARENT;
	return 0;
}

static int rename_object(const struct wb_change *change, struct kit_text *out, struct wb_error *err)
{
	if (change->from->kind != WB_KIND_TABLE)
		return sqlite_host->fail(err, WB_E_UNSUPPORTED,
					 "SQLite renames tables and columns alone");
	begin_rename(change, out);
	add_alter(out, change->from->name, "RENAME TO");
	kit_text_write(out, "%I", change->to->name);
	end_rename(change, out);
	return 0;
}

static int render_object(const struct wb_change *change, struct kit_text *out, struct wb_risk *risk,
			 struct wb_error *err)
{
	const struct wb_object *to = change->to;

	switch (change->kind) {
	case WB_CHANGE_CREATE:
		if ((change->flags & WB_CHANGE_DUMP) && to->kind == WB_KIND_TABLE &&
		    !kit_get(to, "virtual"))
			sqlite_lay_out(out, to);
		else if (!(change->flags & WB_CHANGE_DUMP) && kit_get(to, "virtual"))
			sqlite_virtual_create(to, out);
		else
			kit_text_write(out, "%s;\n", to->text);
		if (to->kind == WB_KIND_INDEX && kit_get(to, "unique") && change->before.self)
			kit_risk(risk, WB_RISK_MAY_FAIL, "add-unique", "",
				 "unique index %s fails if rows have equal values", to->name);
		return 0;
	case WB_CHANGE_ALTER:
		return alter_object(change, out, risk, err);
	case WB_CHANGE_RENAME:
		return rename_object(change, out, err);
	default:
		drop_object(change->from, out, risk);
		return 0;
	}
}

static int render(const struct wb_change *change, struct kit_text *out, struct wb_risk *risk,
		  struct wb_error *err)
{
	switch ((change->from ? change->from : change->to)->kind) {
	case WB_KIND_COLUMN:
		render_column(change, out, risk);
		return 0;
	case WB_KIND_PRIMARY_KEY:
	case WB_KIND_UNIQUE:
	case WB_KIND_FOREIGN_KEY:
	case WB_KIND_CHECK:
		if (!goes_with_column(change))
			risk->flags = WB_RENDER_PARENT;
		return 0;
	default:
		return render_object(change, out, risk, err);
	}
}

int sqlite_render(void *conn, const struct wb_change *change, struct wb_text *out,
		  struct wb_risk *risk, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int rc = render(change, &sql, risk, err);

	(void)conn;
	if (rc == 0)
		return kit_text_give(&sql, out, err);
	kit_text_release(&sql);
	return rc;
}
