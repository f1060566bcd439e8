/* SPDX-License-Identifier: MIT */
/* The schema, out of the texts that SQLite keeps of it: one query, however many tables there are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* An index, view, trigger or virtual table: its text is all there is. */
struct other {
	int32_t kind;
	bool is_virtual;
	char *name, *table, *text; /* for sqlite3_free */
};

struct reading {
	struct sqlite_conn *c;
	const struct wb_scope *scope;
	struct wb_schema *sink;
	struct table *tables;
	size_t table_count, table_room;
	struct other *others;
	size_t other_count, other_room;
	struct names names, table_names, shadows;
	struct wb_error *err;
};

static int no_memory(struct reading *r)
{
	return sqlite_host->fail(r->err, WB_E_NOMEM, "out of memory");
}

/* ------------------------------------------------------------------ reading */

static bool left_out(const struct reading *r, const char *table)
{
	for (size_t i = 0; i < r->scope->without_count; i++)
		if (sqlite3_stricmp(r->scope->without[i], table) == 0)
			return true;
	return false;
}

static char *copy(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return sqlite3_mprintf("%s", text ? text : "");
}

static bool grow(void **items, size_t *room, size_t count, size_t size)
{
	size_t wanted = *room ? *room * 2 : 64;
	void *grown;

	if (count < *room)
		return true;
	grown = realloc(*items, wanted * size);
	if (!grown)
		return false;
	*items = grown;
	*room = wanted;
	return true;
}

static int take_table(struct reading *r, sqlite3_stmt *stmt)
{
	void *items = r->tables;
	struct table *t;

	if (!grow(&items, &r->table_room, r->table_count, sizeof(*t)))
		return no_memory(r);
	r->tables = items;
	t = &r->tables[r->table_count++];
	*t = (struct table){ .name = copy(stmt, 1), .text = copy(stmt, 3) };
	if (!t->name || !t->text)
		return no_memory(r);
	t->text[text_end(t->text, strlen(t->text))] = '\0';
	table_parse(t);
	if (t->failed)
		return no_memory(r);
	names_add(&r->names, (struct part){ t->name, strlen(t->name) });
	names_add(&r->table_names, (struct part){ t->name, strlen(t->name) });
	for (size_t i = 0; i < t->column_count; i++)
		names_add(&r->names, t->columns[i].name);
	return 0;
}

static int take_other(struct reading *r, sqlite3_stmt *stmt, int32_t kind, bool is_virtual)
{
	void *items = r->others;
	struct other *o;

	if (!grow(&items, &r->other_room, r->other_count, sizeof(*o)))
		return no_memory(r);
	r->others = items;
	o = &r->others[r->other_count++];
	*o = (struct other){ kind, is_virtual, copy(stmt, 1), copy(stmt, 2), copy(stmt, 3) };
	if (!o->name || !o->table || !o->text)
		return no_memory(r);
	o->text[text_end(o->text, strlen(o->text))] = '\0';
	if (kind == WB_KIND_VIEW || kind == WB_KIND_TABLE) {
		names_add(&r->names, (struct part){ o->name, strlen(o->name) });
		names_add(&r->table_names, (struct part){ o->name, strlen(o->name) });
	}
	return 0;
}

static int take_row(struct reading *r, sqlite3_stmt *stmt)
{
	const char *type = (const char *)sqlite3_column_text(stmt, 0);
	const char *table = (const char *)sqlite3_column_text(stmt, 2);
	const char *text = (const char *)sqlite3_column_text(stmt, 3);

	if (!type || !table || !text || left_out(r, table))
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

static int each_row(struct reading *r, const char *sql, int (*take)(struct reading *r, sqlite3_stmt *stmt))
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

/* ------------------------------------------------------------------ handing over */

#define MOST_ATTRIBUTES 12

/* One object with the texts that were made for it. */
struct making {
	struct wb_object object;
	struct wb_attribute attributes[MOST_ATTRIBUTES];
	char *made[MOST_ATTRIBUTES + 4];
	size_t made_count;
	bool failed;
};

static struct making make(int32_t kind, const char *parent, const char *name)
{
	return (struct making){ .object = { .size = sizeof(struct wb_object),
					    .kind = kind,
					    .parent = parent,
					    .name = name,
					    .flags = WB_OBJECT_ANY_CASE } };
}

/* Takes over `text`. */
static const char *own(struct making *m, char *text)
{
	if (!text)
		m->failed = true;
	else
		m->made[m->made_count++] = text;
	return text;
}

static void set(struct making *m, const char *key, const char *value, uint32_t flags)
{
	if (value)
		m->attributes[m->object.attribute_count++] = (struct wb_attribute){ key, value, flags, 0 };
}

static void set_flag(struct making *m, const char *key, bool on, uint32_t flags)
{
	if (on)
		set(m, key, "yes", flags);
}

enum how { RAW, NORMAL, COLUMNS, UNQUOTED };

/* An attribute out of a part of a text; nothing if it is not there. */
static const char *set_part(struct making *m, const struct reading *r, const char *key, struct part part, enum how how)
{
	sqlite3_str *text;
	char *value = NULL;

	if (!part.len)
		return NULL;
	if (how == RAW) {
		value = sqlite3_mprintf("%.*s", (int)part.len, part.at);
	} else if (how == UNQUOTED) {
		value = part_unquoted(part);
		if (value)
			fold(value);
	} else {
		text = sqlite3_str_new(NULL);
		(how == COLUMNS ? normal_columns : normal_add)(text, &r->names, part);
		value = sqlite3_str_finish(text);
	}
	set(m, key, own(m, value), how == RAW ? WB_ATTRIBUTE_SILENT : 0);
	return value;
}

static int give(struct reading *r, struct making *m)
{
	int rc = m->failed ? no_memory(r) : 0;

	m->object.attributes = m->attributes;
	if (rc == 0)
		rc = sqlite_host->object(r->sink, &m->object);
	for (size_t i = 0; i < m->made_count; i++)
		sqlite3_free(m->made[i]);
	return rc;
}

static int give_edge(struct reading *r, const struct wb_object *from, const char *table)
{
	const struct wb_object to = {
		.size = sizeof(to), .kind = WB_KIND_TABLE, .name = table, .flags = WB_OBJECT_ANY_CASE
	};

	return sqlite_host->edge(r->sink, from, &to);
}

/* ------------------------------------------------------------------ tables */

static int give_column(struct reading *r, const struct table *t, size_t at)
{
	const struct column *column = &t->columns[at];
	struct making m = make(WB_KIND_COLUMN, t->name, NULL);
	bool constant = true;

	m.object.flags |= WB_OBJECT_INLINE;
	m.object.position = (uint32_t)at + 1;
	m.object.name = own(&m, part_unquoted(column->name));
	m.object.text = own(&m, sqlite3_mprintf("%.*s", (int)column->all.len, column->all.at));
	set_part(&m, r, "type", column->type, NORMAL);
	set_flag(&m, "not_null", column->not_null, 0);
	set_part(&m, r, "not_null_conflict", column->not_null_conflict, NORMAL);
	if (column->collate.len && !(column->collate.len == 6 && sqlite3_strnicmp(column->collate.at, "binary", 6) == 0))
		set_part(&m, r, "collation", column->collate, UNQUOTED);
	set_part(&m, r, "generated", column->generated, NORMAL);
	set_flag(&m, "stored", column->stored, 0);
	if (column->fallback.len) {
		sqlite3_str *text = sqlite3_str_new(NULL);
		char *value;

		normal_default(text, &r->names, column->fallback, &constant);
		value = sqlite3_str_finish(text);
		/* DEFAULT NULL is no default */
		if (value) {
			set(&m, "default", own(&m, value), 0);
			set_part(&m, r, "default_text", column->fallback, RAW);
		}
	}
	set_flag(&m, "default_changes", !constant, WB_ATTRIBUTE_SILENT);
	return give(r, &m);
}

static const struct table *find_table(const struct reading *r, const char *name)
{
	for (size_t i = 0; i < r->table_count; i++)
		if (sqlite3_stricmp(r->tables[i].name, name) == 0)
			return &r->tables[i];
	return NULL;
}

/* REFERENCES t means t's primary key. */
static struct part targets(const struct reading *r, const struct constraint *k, const char *table)
{
	const struct table *t = k->targets.len ? NULL : find_table(r, table);

	return t ? table_key(t) : k->targets;
}

static int give_foreign_edge(struct reading *r, const struct making *m, const char *target)
{
	return target ? give_edge(r, &m->object, target) : 0;
}

/* The definition tells constraints without a name apart, and those whose name is not the only one of its kind. */
static void sign(struct making *m)
{
	sqlite3_str *text = sqlite3_str_new(NULL);

	for (size_t i = 0; i < m->object.attribute_count; i++)
		if (!(m->attributes[i].flags & WB_ATTRIBUTE_SILENT))
			sqlite3_str_appendf(text, "%s%s: %s", i ? "; " : "", m->attributes[i].key, m->attributes[i].value);
	m->object.signature = own(m, sqlite3_str_finish(text));
}

static int give_constraint(struct reading *r, const struct table *t, const struct constraint *k)
{
	struct making m = make(k->kind, t->name, "");
	const struct column *rowid = k->kind == WB_KIND_PRIMARY_KEY ? table_rowid(t) : NULL;
	const char *target;
	int rc = 0;

	m.object.flags |= WB_OBJECT_INLINE;
	if (k->name.len)
		m.object.name = own(&m, part_unquoted(k->name));
	set_part(&m, r, "columns", k->columns, COLUMNS);
	set_part(&m, r, "expression", k->expression, NORMAL);
	target = set_part(&m, r, "table", k->table, UNQUOTED);
	if (target)
		set_part(&m, r, "target_columns", targets(r, k, target), COLUMNS);
	set_part(&m, r, "on_delete", k->on_delete, NORMAL);
	set_part(&m, r, "on_update", k->on_update, NORMAL);
	set_part(&m, r, "match", k->match, NORMAL);
	set_flag(&m, "deferred", k->deferred, 0);
	set_part(&m, r, "conflict", k->conflict, NORMAL);
	set_flag(&m, "autoincrement", k->autoincrement, 0);
	set_flag(&m, "descending", k->descending, 0);
	sign(&m);
	if (k->column != SIZE_MAX)
		set_part(&m, r, "column", t->columns[k->column].name, RAW);
	if (rowid)
		set_part(&m, r, "rowid", rowid->name, RAW);
	if (target)
		rc = give_foreign_edge(r, &m, target);
	if (rc < 0)
		m.failed = true;
	return give(r, &m);
}

static int give_table(struct reading *r, const struct table *t)
{
	struct making m = make(WB_KIND_TABLE, NULL, t->name);
	int rc;

	m.object.text = t->text;
	set_flag(&m, "without_rowid", t->without_rowid, 0);
	set_flag(&m, "strict", t->strict, 0);
	if (t->opaque) {
		m.object.flags |= WB_OBJECT_READ_ONLY;
		set_part(&m, r, "definition", (struct part){ t->text, strlen(t->text) }, NORMAL);
	}
	rc = give(r, &m);
	for (size_t i = 0; rc == 0 && i < t->column_count; i++)
		rc = give_column(r, t, i);
	for (size_t i = 0; rc == 0 && i < t->constraint_count; i++)
		rc = give_constraint(r, t, &t->constraints[i]);
	return rc;
}

/* ------------------------------------------------------------------ all else */

/* Behind CREATE … KIND name. */
static struct part behind_name(const char *text, const char *kind)
{
	struct cursor c;

	cursor_begin(&c, text, strlen(text));
	while (c.token != WB_TOKEN_END && !cursor_is(&c, kind))
		cursor_next(&c);
	cursor_next(&c);
	cursor_next(&c);
	if (cursor_at(&c, '.')) {
		cursor_next(&c);
		cursor_next(&c);
	}
	return (struct part){ text + c.begin, strlen(text) - c.begin };
}

/* [UNIQUE] INDEX name ON table (columns) [WHERE expression] */
static void read_index(struct reading *r, struct making *m, const struct other *o)
{
	struct part rest = behind_name(o->text, "index");
	struct cursor c;

	cursor_begin(&c, o->text, strlen(o->text));
	cursor_next(&c);
	set_flag(m, "unique", cursor_is(&c, "unique"), 0);
	cursor_begin(&c, rest.at, rest.len);
	cursor_next(&c);
	cursor_next(&c);
	set_part(m, r, "columns", cursor_parens(&c), COLUMNS);
	if (cursor_take(&c, "where"))
		set_part(m, r, "where", (struct part){ rest.at + c.begin, rest.len - c.begin }, NORMAL);
}

/* What a text names it may need: it is enough that a word of it is a table's name. */
static int give_mentions(struct reading *r, const struct wb_object *from, struct part text)
{
	struct cursor c;
	int rc = 0;

	for (cursor_begin(&c, text.at, text.len); rc == 0 && c.token != WB_TOKEN_END && c.token != WB_TOKEN_TORN;
	     cursor_next(&c)) {
		char *word;

		if (c.token != WB_TOKEN_WORD && c.token != WB_TOKEN_NAME)
			continue;
		word = part_unquoted((struct part){ c.text + c.begin, c.end - c.begin });
		if (!word)
			return no_memory(r);
		fold(word);
		if (names_have(&r->table_names, word))
			rc = give_edge(r, from, word);
		sqlite3_free(word);
	}
	return rc;
}

static bool is_shadow(const struct reading *r, const char *name)
{
	char *folded = sqlite3_mprintf("%s", name);
	bool found;

	if (!folded)
		return false;
	fold(folded);
	found = names_have(&r->shadows, folded);
	sqlite3_free(folded);
	return found;
}

static int give_other(struct reading *r, const struct other *o)
{
	struct making m = make(o->kind, NULL, o->name);
	struct part body = { 0 };
	int rc = 0;

	m.object.text = o->text;
	if (o->kind == WB_KIND_INDEX || o->kind == WB_KIND_TRIGGER) {
		if (is_shadow(r, o->table))
			return 0;
		m.object.parent = o->table;
	}
	if (o->kind == WB_KIND_INDEX) {
		read_index(r, &m, o);
	} else {
		body = behind_name(o->text, o->kind == WB_KIND_VIEW ? "view" : o->is_virtual ? "table" : "trigger");
		set_part(&m, r, "definition", body, NORMAL);
		set_flag(&m, "virtual", o->is_virtual, 0);
	}
	if (o->kind == WB_KIND_VIEW || o->kind == WB_KIND_TRIGGER)
		rc = give_mentions(r, &m.object, body);
	if (rc < 0)
		m.failed = true;
	return give(r, &m);
}

/* ------------------------------------------------------------------ the slot */

static int take_shadow(struct reading *r, sqlite3_stmt *stmt)
{
	const char *name = (const char *)sqlite3_column_text(stmt, 0);

	if (name)
		names_add(&r->shadows, (struct part){ name, strlen(name) });
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
	return each_row(r, "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'", take_shadow);
}

static int give_all(struct reading *r)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < r->table_count; i++)
		if (!is_shadow(r, r->tables[i].name))
			rc = give_table(r, &r->tables[i]);
	for (size_t i = 0; rc == 0 && i < r->other_count; i++)
		rc = give_other(r, &r->others[i]);
	return rc;
}

static void release(struct reading *r)
{
	for (size_t i = 0; i < r->table_count; i++)
		table_release(&r->tables[i]);
	for (size_t i = 0; i < r->other_count; i++) {
		sqlite3_free(r->others[i].name);
		sqlite3_free(r->others[i].table);
		sqlite3_free(r->others[i].text);
	}
	free(r->tables);
	free(r->others);
	names_release(&r->names);
	names_release(&r->table_names);
	names_release(&r->shadows);
}

int sqlite_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink, struct wb_error *err)
{
	struct reading r = { .c = conn, .scope = scope, .sink = sink, .err = err };
	int rc = each_row(&r,
			  "SELECT type, name, tbl_name, sql FROM main.sqlite_schema"
			  " WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY rowid",
			  take_row);

	if (rc == 0)
		rc = find_shadows(&r);
	if (rc == 0 && (r.names.failed || r.table_names.failed || r.shadows.failed))
		rc = no_memory(&r);
	if (rc == 0)
		rc = give_all(&r);
	release(&r);
	return rc;
}
