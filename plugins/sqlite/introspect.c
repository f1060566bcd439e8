/* SPDX-License-Identifier: MIT */
/* The schema, out of the texts that SQLite keeps of it: one query, however many tables there
 * are. */
#include <string.h>

#include "catalog.h"

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
		m->attributes[m->object.attribute_count++] =
			(struct wb_attribute){ key, value, flags, 0 };
}

static void set_flag(struct making *m, const char *key, bool on, uint32_t flags)
{
	if (on)
		set(m, key, "yes", flags);
}

enum how { RAW, NORMAL, COLUMNS, UNQUOTED };

/* An attribute out of a part of a text; nothing if it is not there. */
static const char *set_part(struct making *m, const struct reading *r, const char *key,
			    struct part part, enum how how)
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
	int rc = m->failed ? sqlite_no_memory(r) : 0;

	m->object.attributes = m->attributes;
	if (rc == 0)
		rc = sqlite_host->object(r->sink, &m->object);
	for (size_t i = 0; i < m->made_count; i++)
		sqlite3_free(m->made[i]);
	return rc;
}

static int give_edge(struct reading *r, const struct wb_object *from, const char *table)
{
	const struct wb_object to = { .size = sizeof(to),
				      .kind = WB_KIND_TABLE,
				      .name = table,
				      .flags = WB_OBJECT_ANY_CASE };

	return sqlite_host->edge(r->sink, from, &to);
}

/* ------------------------------------------------------------------ tables */

static int give_column(struct reading *r, const struct table *t, size_t at)
{
	const struct column *column = &t->columns[at];
	struct making m = make(WB_KIND_COLUMN, t->name, NULL);
	const char *collation;
	bool constant = true;

	m.object.flags |= WB_OBJECT_INLINE;
	m.object.position = (uint32_t)at + 1;
	m.object.name = own(&m, part_unquoted(column->name));
	m.object.text = own(&m, sqlite3_mprintf("%.*s", (int)column->all.len, column->all.at));
	set_part(&m, r, "type", column->type, NORMAL);
	set_flag(&m, "not_null", column->not_null, 0);
	set_part(&m, r, "not_null_conflict", column->not_null_conflict, NORMAL);
	collation = set_part(&m, r, "collation", column->collate, UNQUOTED);
	if (collation && strcmp(collation, "binary") == 0)
		m.object.attribute_count--; /* it is what they have anyway */
	set_part(&m, r, "generated", column->generated, NORMAL);
	set_flag(&m, "stored", column->stored, 0);
	if (column->fallback.len) {
		sqlite3_str *text = sqlite3_str_new(NULL);
		char *value;

		normal_default(text, &r->names, column->fallback, &constant);
		value = sqlite3_str_finish(text);
		set(&m, "default", own(&m, value), 0);
		set_part(&m, r, "default_text", column->fallback, RAW);
	}
	set_flag(&m, "default_changes", !constant, WB_ATTRIBUTE_SILENT);
	return give(r, &m);
}

/* REFERENCES t means t's primary key. */
static struct part targets(const struct reading *r, const struct constraint *k, const char *table)
{
	const struct table *t = k->targets.len ? NULL : sqlite_catalog_find(r, table);

	return t ? table_key(t) : k->targets;
}

static int give_foreign_edge(struct reading *r, const struct making *m, const char *target)
{
	return target ? give_edge(r, &m->object, target) : 0;
}

/* The definition tells constraints without a name apart, and those whose name is not the only one
 * of its kind. */
static void sign(struct making *m)
{
	sqlite3_str *text = sqlite3_str_new(NULL);

	for (size_t i = 0; i < m->object.attribute_count; i++)
		if (!(m->attributes[i].flags & WB_ATTRIBUTE_SILENT))
			sqlite3_str_appendf(text, "%s%s: %s", i ? "; " : "", m->attributes[i].key,
					    m->attributes[i].value);
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
		set_part(m, r, "where", (struct part){ rest.at + c.begin, rest.len - c.begin },
			 NORMAL);
}

/* What a text names it may need: it is enough that a word of it is a table's name. */
static int give_mentions(struct reading *r, const struct wb_object *from, struct part text)
{
	struct cursor c;
	int rc = 0;

	for (cursor_begin(&c, text.at, text.len);
	     rc == 0 && c.token != WB_TOKEN_END && c.token != WB_TOKEN_TORN; cursor_next(&c)) {
		char *word;

		if (c.token != WB_TOKEN_WORD && c.token != WB_TOKEN_NAME)
			continue;
		word = part_unquoted((struct part){ c.text + c.begin, c.end - c.begin });
		if (!word)
			return sqlite_no_memory(r);
		fold(word);
		if (names_have(&r->table_names, word))
			rc = give_edge(r, from, word);
		sqlite3_free(word);
	}
	return rc;
}

/* ------------------------------------------------------- what a full-text table is the index of */

struct sources {
	struct reading *r;
	const struct wb_object *index;
	bool any, all; /* are there; all are known */
};

/* What a view shows comes from the tables that it names. */
static int give_view_sources(struct sources *s, const char *view)
{
	for (size_t i = 0; i < s->r->other_count; i++) {
		const struct other *o = &s->r->others[i];

		if (o->kind == WB_KIND_VIEW && sqlite3_stricmp(o->name, view) == 0)
			return give_mentions(s->r, s->index, behind_name(o->text, "view"));
	}
	return 0;
}

static bool has_column(const struct table *t, const char *name)
{
	for (size_t i = 0; i < t->column_count; i++) {
		char *column = part_unquoted(t->columns[i].name);
		bool same = column && sqlite3_stricmp(column, name) == 0;

		sqlite3_free(column);
		if (same)
			return true;
	}
	return false;
}

/* A view, or a virtual table, whose columns nobody knows. */
static int give_other_source(struct sources *s, const char *table)
{
	const struct wb_object view = { .size = sizeof(view),
					.kind = WB_KIND_VIEW,
					.name = table,
					.flags = WB_OBJECT_ANY_CASE };
	char *folded = sqlite3_mprintf("%s", table);
	int rc = folded ? 0 : sqlite_no_memory(s->r);

	if (rc == 0) {
		fold(folded);
		s->all = s->all && names_have(&s->r->table_names, folded);
		rc = sqlite_host->edge(s->r->sink, s->index, &view);
	}
	sqlite3_free(folded);
	if (rc == 0)
		rc = give_edge(s->r, s->index, table);
	return rc < 0 ? rc : give_view_sources(s, table);
}

static bool is_rowid(const char *name)
{
	return sqlite3_stricmp(name, "rowid") == 0 || sqlite3_stricmp(name, "oid") == 0 ||
	       sqlite3_stricmp(name, "_rowid_") == 0;
}

static int give_source(void *ctx, const char *table, const char *column)
{
	struct sources *s = ctx;
	const struct table *t = sqlite_catalog_find(s->r, table);
	const struct wb_object to = { .size = sizeof(to),
				      .kind = WB_KIND_COLUMN,
				      .parent = table,
				      .name = column,
				      .flags = WB_OBJECT_ANY_CASE };
	int rc = 0;

	s->any = true;
	if (!t)
		return give_other_source(s, table);
	if (column && has_column(t, column))
		rc = sqlite_host->edge(s->r->sink, s->index, &to);
	else if (column && !is_rowid(column))
		s->all = false;
	return rc < 0 ? rc : give_edge(s->r, s->index, table);
}

static int give_sources(struct reading *r, struct making *m)
{
	struct sources s = { .r = r, .index = &m->object, .all = true };
	int rc = sqlite_virtual_sources(m->object.text, &s, give_source);

	set_flag(m, "refill", s.any && s.all, WB_ATTRIBUTE_SILENT);
	return rc < 0 && !r->err->status ? sqlite_no_memory(r) : rc;
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
		body = behind_name(o->text, o->kind == WB_KIND_VIEW ? "view"
					    : o->is_virtual         ? "table"
								    : "trigger");
		set_part(&m, r, "definition", body, NORMAL);
		set_flag(&m, "virtual", o->is_virtual, 0);
	}
	if (o->kind == WB_KIND_VIEW || o->kind == WB_KIND_TRIGGER)
		rc = give_mentions(r, &m.object, body);
	else if (o->is_virtual)
		rc = give_sources(r, &m);
	if (rc < 0)
		m.failed = true;
	return give(r, &m);
}

/* ------------------------------------------------------------------ the slot */

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

int sqlite_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		      struct wb_error *err)
{
	struct reading r = { .c = conn, .scope = scope, .sink = sink, .err = err };
	int rc = sqlite_catalog_read(&r);

	if (rc == 0)
		rc = give_all(&r);
	sqlite_catalog_release(&r);
	return rc;
}
