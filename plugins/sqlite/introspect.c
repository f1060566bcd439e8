/* SPDX-License-Identifier: MIT */
/* The schema, out of the texts that SQLite keeps of it: one query, however many tables there
 * are. */
#include <stdlib.h>
#include <string.h>

#include "catalog.h"

/* ------------------------------------------------------------------ handing over */

static struct kit_object make(int32_t kind, const char *parent, const char *name)
{
	struct kit_object m;

	kit_object_begin(&m, kind, parent, name);
	m.pub.flags = WB_OBJECT_ANY_CASE;
	return m;
}

enum how { RAW, NORMAL, COLUMNS, UNQUOTED };

/* An attribute out of a part of a text; nothing if it is not there. */
static const char *set_part(struct kit_object *m, const struct reading *r, const char *key,
			    struct kit_part part, enum how how)
{
	struct kit_text text = { 0 };
	char *value;

	if (!part.len)
		return NULL;
	if (how == RAW) {
		value = strndup(part.at, part.len);
	} else if (how == UNQUOTED) {
		value = kit_unquoted(part);
		if (value)
			kit_fold(value);
	} else {
		(how == COLUMNS ? normal_columns : normal_add)(&text, &r->names, part);
		value = kit_text_take(&text);
	}
	kit_object_set(m, key, kit_object_own(m, value), how == RAW ? WB_ATTRIBUTE_SILENT : 0);
	return value;
}

static int give(struct reading *r, struct kit_object *m)
{
	return kit_object_give(m, r->sink, r->err);
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
	struct kit_object m = make(WB_KIND_COLUMN, t->name, NULL);
	const char *collation;
	bool constant = true;

	m.pub.flags |= WB_OBJECT_INLINE;
	m.pub.position = (uint32_t)at + 1;
	m.pub.name = kit_object_own(&m, kit_unquoted(column->name));
	m.pub.text = kit_object_own(&m, strndup(column->all.at, column->all.len));
	set_part(&m, r, "type", column->type, NORMAL);
	kit_object_flag(&m, "not_null", column->not_null, 0);
	set_part(&m, r, "not_null_conflict", column->not_null_conflict, NORMAL);
	collation = set_part(&m, r, "collation", column->collate, UNQUOTED);
	if (collation && strcmp(collation, "binary") == 0)
		m.pub.attribute_count--; /* it is what they have anyway */
	set_part(&m, r, "generated", column->generated, NORMAL);
	kit_object_flag(&m, "stored", column->stored, 0);
	if (column->fallback.len) {
		struct kit_text text = { 0 };

		normal_default(&text, &r->names, column->fallback, &constant);
		kit_object_set(&m, "default", kit_object_own(&m, kit_text_take(&text)), 0);
		set_part(&m, r, "default_text", column->fallback, RAW);
	}
	kit_object_flag(&m, "default_changes", !constant, WB_ATTRIBUTE_SILENT);
	return give(r, &m);
}

/* REFERENCES t means t's primary key. */
static struct kit_part targets(const struct reading *r, const struct constraint *k,
			       const char *table)
{
	const struct table *t = k->targets.len ? NULL : sqlite_catalog_find(r, table);

	return t ? table_key(t) : k->targets;
}

static int give_foreign_edge(struct reading *r, const struct kit_object *m, const char *target)
{
	return target ? give_edge(r, &m->pub, target) : 0;
}

/* The definition tells constraints without a name apart, and those whose name is not the only one
 * of its kind. */
static void sign(struct kit_object *m)
{
	struct kit_text text = { 0 };

	for (size_t i = 0; i < m->pub.attribute_count; i++)
		if (!(m->attributes[i].flags & WB_ATTRIBUTE_SILENT))
			kit_text_write(&text, "%s%s: %s", i ? "; " : "", m->attributes[i].key,
				       m->attributes[i].value);
	m->pub.signature = kit_object_own(m, kit_text_take(&text));
}

static int give_constraint(struct reading *r, const struct table *t, const struct constraint *k)
{
	struct kit_object m = make(k->kind, t->name, "");
	const struct column *rowid = k->kind == WB_KIND_PRIMARY_KEY ? table_rowid(t) : NULL;
	const char *target;
	int rc = 0;

	m.pub.flags |= WB_OBJECT_INLINE;
	if (k->name.len)
		m.pub.name = kit_object_own(&m, kit_unquoted(k->name));
	set_part(&m, r, "columns", k->columns, COLUMNS);
	set_part(&m, r, "expression", k->expression, NORMAL);
	target = set_part(&m, r, "table", k->table, UNQUOTED);
	if (target)
		set_part(&m, r, "target_columns", targets(r, k, target), COLUMNS);
	set_part(&m, r, "on_delete", k->on_delete, NORMAL);
	set_part(&m, r, "on_update", k->on_update, NORMAL);
	set_part(&m, r, "match", k->match, NORMAL);
	kit_object_flag(&m, "deferred", k->deferred, 0);
	set_part(&m, r, "conflict", k->conflict, NORMAL);
	kit_object_flag(&m, "autoincrement", k->autoincrement, 0);
	kit_object_flag(&m, "descending", k->descending, 0);
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
	struct kit_object m = make(WB_KIND_TABLE, NULL, t->name);
	int rc;

	m.pub.text = t->text;
	kit_object_flag(&m, "without_rowid", t->without_rowid, 0);
	kit_object_flag(&m, "strict", t->strict, 0);
	if (t->opaque) {
		m.pub.flags |= WB_OBJECT_READ_ONLY;
		set_part(&m, r, "definition", (struct kit_part){ t->text, strlen(t->text) },
			 NORMAL);
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
static struct kit_part behind_name(const char *text, const char *kind)
{
	struct kit_words c;

	kit_words_begin(&c, text, strlen(text), 0);
	while (c.token != WB_TOKEN_END && !kit_word_is(&c, kind))
		kit_words_next(&c);
	kit_words_next(&c);
	kit_words_next(&c);
	if (kit_mark_is(&c, '.')) {
		kit_words_next(&c);
		kit_words_next(&c);
	}
	return (struct kit_part){ text + c.begin, strlen(text) - c.begin };
}

/* [UNIQUE] INDEX name ON table (columns) [WHERE expression] */
static void read_index(struct reading *r, struct kit_object *m, const struct other *o)
{
	struct kit_part rest = behind_name(o->text, "index");
	struct kit_words c;

	kit_words_begin(&c, o->text, strlen(o->text), 0);
	kit_words_next(&c);
	kit_object_flag(m, "unique", kit_word_is(&c, "unique"), 0);
	kit_words_begin(&c, rest.at, rest.len, 0);
	kit_words_next(&c);
	kit_words_next(&c);
	set_part(m, r, "columns", kit_parens_take(&c), COLUMNS);
	if (kit_word_take(&c, "where"))
		set_part(m, r, "where", (struct kit_part){ rest.at + c.begin, rest.len - c.begin },
			 NORMAL);
}

/* What a text names it may need: it is enough that a word of it is a table's name. */
static int give_mentions(struct reading *r, const struct wb_object *from, struct kit_part text)
{
	struct kit_words c;
	int rc = 0;

	for (kit_words_begin(&c, text.at, text.len, 0); rc == 0 && !kit_words_ended(&c);
	     kit_words_next(&c)) {
		char *word;

		if (c.token != WB_TOKEN_WORD && c.token != WB_TOKEN_NAME)
			continue;
		word = kit_unquoted((struct kit_part){ c.text + c.begin, c.end - c.begin });
		if (!word)
			return kit_no_memory(r->err);
		kit_fold(word);
		if (kit_names_have(&r->table_names, word))
			rc = give_edge(r, from, word);
		free(word);
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

/* A view, or a virtual table, whose columns nobody knows. */
static int give_other_source(struct sources *s, const char *table)
{
	const struct wb_object view = { .size = sizeof(view),
					.kind = WB_KIND_VIEW,
					.name = table,
					.flags = WB_OBJECT_ANY_CASE };
	char *folded = strdup(table);
	int rc = folded ? 0 : kit_no_memory(s->r->err);

	if (rc == 0) {
		kit_fold(folded);
		s->all = s->all && kit_names_have(&s->r->table_names, folded);
		rc = sqlite_host->edge(s->r->sink, s->index, &view);
	}
	free(folded);
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
	if (column && table_column(t, column))
		rc = sqlite_host->edge(s->r->sink, s->index, &to);
	else if (column && !is_rowid(column))
		s->all = false;
	return rc < 0 ? rc : give_edge(s->r, s->index, table);
}

static int give_sources(struct reading *r, struct kit_object *m)
{
	struct sources s = { .r = r, .index = &m->pub, .all = true };
	int rc = sqlite_virtual_sources(m->pub.text, &s, give_source);

	kit_object_flag(m, "refill", s.any && s.all, WB_ATTRIBUTE_SILENT);
	return rc < 0 && !r->err->status ? kit_no_memory(r->err) : rc;
}

static int give_other(struct reading *r, const struct other *o)
{
	struct kit_object m = make(o->kind, NULL, o->name);
	struct kit_part body = { 0 };
	int rc = 0;

	m.pub.text = o->text;
	if (o->kind == WB_KIND_INDEX || o->kind == WB_KIND_TRIGGER) {
		if (sqlite_knows_name(&r->shadows, o->table))
			return 0;
		m.pub.parent = o->table;
	}
	if (o->kind == WB_KIND_INDEX) {
		read_index(r, &m, o);
	} else {
		body = behind_name(o->text, o->kind == WB_KIND_VIEW ? "view"
					    : o->is_virtual         ? "table"
								    : "trigger");
		set_part(&m, r, "definition", body, NORMAL);
		kit_object_flag(&m, "virtual", o->is_virtual, 0);
	}
	if (o->kind == WB_KIND_VIEW || o->kind == WB_KIND_TRIGGER)
		rc = give_mentions(r, &m.pub, body);
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
		if (!sqlite_knows_name(&r->shadows, r->tables[i].name))
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
