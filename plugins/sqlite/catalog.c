/* SPDX-License-Identifier: MIT */
#include "catalog.h"

#include <stdlib.h>
#include <string.h>

static bool left_out(const struct reading *r, const char *type, const char *name, const char *table)
{
	struct wb_object o = { .size = sizeof(o), .flags = WB_OBJECT_ANY_CASE, .name = name };

	for (size_t i = 0; i < r->scope->without_count; i++)
		if (sqlite3_stricmp(r->scope->without[i], table) == 0)
			return true;
	o.kind = strcmp(type, "index") == 0     ? WB_KIND_INDEX
		 : strcmp(type, "trigger") == 0 ? WB_KIND_TRIGGER
		 : strcmp(type, "view") == 0    ? WB_KIND_VIEW
						: WB_KIND_TABLE;
	if (o.kind == WB_KIND_INDEX || o.kind == WB_KIND_TRIGGER)
		o.parent = table;
	return r->scope->leaves(r->scope, &o);
}

static char *copy(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return strdup(text ? text : "");
}

static int take_table(struct reading *r, sqlite3_stmt *stmt)
{
	struct table *t = kit_grow(r->tables, &r->table_room, r->table_count, sizeof(*t));

	if (!t)
		return kit_no_memory(r->err);
	r->tables = t;
	t = &r->tables[r->table_count++];
	*t = (struct table){ .name = copy(stmt, 1), .text = copy(stmt, 3) };
	if (!t->name || !t->text)
		return kit_no_memory(r->err);
	table_parse(t);
	if (t->failed)
		return kit_no_memory(r->err);
	sqlite_note_name(&r->names, (struct kit_part){ t->name, strlen(t->name) });
	sqlite_note_name(&r->table_names, (struct kit_part){ t->name, strlen(t->name) });
	for (size_t i = 0; i < t->column_count; i++)
		sqlite_note_name(&r->names, t->columns[i].name);
	return 0;
}

static int take_other(struct reading *r, sqlite3_stmt *stmt, int32_t kind, bool is_virtual)
{
	struct other *o = kit_grow(r->others, &r->other_room, r->other_count, sizeof(*o));

	if (!o)
		return kit_no_memory(r->err);
	r->others = o;
	o = &r->others[r->other_count++];
	*o = (struct other){ kind, is_virtual, copy(stmt, 1), copy(stmt, 2), copy(stmt, 3) };
	if (!o->name || !o->table || !o->text)
		return kit_no_memory(r->err);
	o->text[kit_text_end(o->text, strlen(o->text))] = '\0';
	if (kind == WB_KIND_VIEW || kind == WB_KIND_TABLE) {
		sqlite_note_name(&r->names, (struct kit_part){ o->name, strlen(o->name) });
		sqlite_note_name(&r->table_names, (struct kit_part){ o->name, strlen(o->name) });
	}
	return 0;
}

static int take_row(struct reading *r, sqlite3_stmt *stmt)
{
	const char *type = (const char *)sqlite3_column_text(stmt, 0);
	const char *name = (const char *)sqlite3_column_text(stmt, 1);
	const char *table = (const char *)sqlite3_column_text(stmt, 2);
	const char *text = (const char *)sqlite3_column_text(stmt, 3);

	if (!type || !name || !table || !text || left_out(r, type, name, table))
		return 0;
	if (strcmp(type, "index") == 0)
		return take_other(r, stmt, WB_KIND_INDEX, false);
	if (strcmp(type, "view") == 0)
		return take_other(r, stmt, WB_KIND_VIEW, false);
	if (strcmp(type, "trigger") == 0)
		return take_other(r, stmt, WB_KIND_TRIGGER, false);
	if (sqlite3_strnicmp(text, "create virtual", 14) == 0)
		return take_other(r, stmt, WB_KIND_TABLE, true);
	return take_table(r, stmt);
}

static int each_row(struct reading *r, const char *sql,
		    int (*take)(struct reading *r, sqlite3_stmt *stmt))
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(r->c->db, sql, -1, &stmt, NULL), status = 0;

	while (rc == SQLITE_OK && status == 0) {
		int step = sqlite3_step(stmt);

		if (step == SQLITE_ROW)
			status = take(r, stmt);
		else if (step == SQLITE_DONE)
			break;
		else
			rc = step;
	}
	if (rc != SQLITE_OK)
		status = sqlite_fail(r->c, rc, r->err);
	sqlite3_finalize(stmt);
	return status;
}

static int take_shadow(struct reading *r, sqlite3_stmt *stmt)
{
	const char *name = (const char *)sqlite3_column_text(stmt, 0);

	if (name)
		sqlite_note_name(&r->shadows, (struct kit_part){ name, strlen(name) });
	return 0;
}

/* Virtual tables keep their contents in tables of their own, which come and go with them. */
static int find_shadows(struct reading *r)
{
	bool any = false;

	for (size_t i = 0; i < r->other_count; i++)
		any = any || r->others[i].is_virtual;
	if (!any || sqlite3_libversion_number() < 3037000)
		return 0;
	/* the shell's dump writes virtual tables into sqlite_schema, which SQLite sees only when it
	 * reads it anew */
	if (r->c->scratch && sqlite_simple(r->c, "PRAGMA writable_schema = RESET", NULL, 0, r->err))
		return kit_failed(r->err);
	return each_row(
		r, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'",
		take_shadow);
}

static int by_name(const void *a, const void *b)
{
	return sqlite3_stricmp(((const struct table *)a)->name, ((const struct table *)b)->name);
}

const struct table *sqlite_catalog_find(const struct reading *r, const char *name)
{
	const struct table wanted = { .name = (char *)(uintptr_t)name };

	return r->table_count ? bsearch(&wanted, r->tables, r->table_count, sizeof(wanted), by_name)
			      : NULL;
}

int sqlite_catalog_read(struct reading *r)
{
	int rc = each_row(r,
			  "SELECT type, name, tbl_name, sql FROM main.sqlite_schema"
			  " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
			  take_row);

	if (rc == 0)
		rc = find_shadows(r);
	if (rc == 0 && (r->names.failed || r->table_names.failed || r->shadows.failed))
		rc = kit_no_memory(r->err);
	if (r->table_count)
		qsort(r->tables, r->table_count, sizeof(struct table), by_name);
	return rc;
}

void sqlite_catalog_release(struct reading *r)
{
	for (size_t i = 0; i < r->table_count; i++)
		table_release(&r->tables[i]);
	for (size_t i = 0; i < r->other_count; i++) {
		free(r->others[i].name);
		free(r->others[i].table);
		free(r->others[i].text);
	}
	free(r->tables);
	free(r->others);
	kit_names_release(&r->names);
	kit_names_release(&r->table_names);
	kit_names_release(&r->shadows);
}
