/* SPDX-License-Identifier: MIT */
/* The schema by one query for each kind, however many tables there are. What can be looked at and not made by
 * render.c is read-only. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/object.h>

#include "schema.h"

/* Of catalog.sql, which says what is in their columns. */
extern const char fb_tables[], fb_columns[], fb_constraints[], fb_checks[], fb_indexes[],
	fb_edges[], fb_views[], fb_sequences[], fb_triggers[], fb_procedures[], fb_functions[],
	fb_domains[];

struct reading {
	struct conn *c;
	struct wb_schema *sink;
	struct wb_error *err;
	int rc;
};

/* A value as a text of the object's own; NULL is null. */
static const char *text_of(struct kit_object *m, const struct wb_value *value)
{
	size_t len = value->len;

	if (!value->data)
		return NULL;
	while (len && value->data[len - 1] == ' ')
		len--;
	return kit_object_own(m, strndup(value->data, len));
}

static void begin(struct kit_object *m, int32_t kind, const struct wb_value *parent,
		  const struct wb_value *name)
{
	kit_object_begin(m, kind, NULL, NULL);
	if (parent)
		m->pub.parent = text_of(m, parent);
	m->pub.name = name ? text_of(m, name) : "";
}

static void set(struct kit_object *m, const char *key, const struct wb_value *value)
{
	kit_object_set(m, key, text_of(m, value), 0);
}

static bool is_yes(const struct wb_value *value)
{
	return value->data && value->len && value->data[0] == '1';
}

static int give(struct reading *r, struct kit_object *m)
{
	r->rc = kit_object_give(m, r->sink, r->err);
	return r->rc < 0;
}

/* The server's names of constraints that nobody named differ from database to database. */
static void name_constraint(struct kit_object *m, const struct wb_value *name,
			    const char *signature)
{
	if (name->len > 6 && strncmp(name->data, "INTEG_", 6) == 0)
		m->pub.signature = signature;
	else
		m->pub.name = text_of(m, name);
}

/* ------------------------------------------------------------------ tables */

static int take_table(void *ctx, const struct wb_value *v, size_t count)
{
	struct kit_object m;

	(void)count;
	begin(&m, WB_KIND_TABLE, NULL, &v[0]);
	set(&m, "comment", &v[1]);
	/* global temporary tables and external ones */
	if (!is_yes(&v[2])) {
		m.pub.flags |= WB_OBJECT_READ_ONLY;
		set(&m, "relation_type", &v[2]);
	}
	return give(ctx, &m);
}

/* 0 table, 1 column, 2 position, 3 type, 4 not null, 5 default, 6 computed, 7 identity, 8 domain */
static int take_column(void *ctx, const struct wb_value *v, size_t count)
{
	struct kit_object m;
	const char *text;

	(void)count;
	begin(&m, WB_KIND_COLUMN, &v[0], &v[1]);
	m.pub.flags |= WB_OBJECT_INLINE;
	m.pub.position = (uint32_t)strtoul(v[2].data ? v[2].data : "0", NULL, 10) + 1;
	set(&m, "type", &v[3]);
	kit_object_flag(&m, "not_null", is_yes(&v[4]), 0);
	/* "DEFAULT 1" */
	text = text_of(&m, &v[5]);
	if (text && strncasecmp(text, "DEFAULT", 7) == 0)
		kit_object_set(&m, "default", text + 7 + strspn(text + 7, " \t\r\n"), 0);
	set(&m, "generated", &v[6]);
	kit_object_flag(&m, "identity", v[7].data != NULL, 0);
	return give(ctx, &m);
}

/* ------------------------------------------------------------------ keys and indexes */

/* 0 table, 1 type, 2 name, 3 columns, 4 target, 5 its columns, 6 update, 7 delete */
static int take_constraint(void *ctx, const struct wb_value *v, size_t count)
{
	struct reading *r = ctx;
	struct kit_object m;
	const struct wb_object to = { .size = sizeof(to), .kind = WB_KIND_TABLE };
	struct wb_object target = to;
	const bool foreign = v[1].len && v[1].data[0] == 'F';
	const char *list;

	(void)count;
	begin(&m,
	      foreign               ? WB_KIND_FOREIGN_KEY
	      : v[1].data[0] == 'P' ? WB_KIND_PRIMARY_KEY
				    : WB_KIND_UNIQUE,
	      &v[0], NULL);
	list = text_of(&m, &v[3]);
	kit_object_set(&m, "columns", list, 0);
	name_constraint(&m, &v[2], list);
	if (!foreign) {
		m.pub.flags |= WB_OBJECT_INLINE;
		return give(r, &m);
	}
	set(&m, "table", &v[4]);
	set(&m, "target_columns", &v[5]);
	if (v[6].data && strncmp(v[6].data, "RESTRICT", 8) != 0)
		set(&m, "on_update", &v[6]);
	if (v[7].data && strncmp(v[7].data, "RESTRICT", 8) != 0)
		set(&m, "on_delete", &v[7]);
	target.name = text_of(&m, &v[4]);
	if (target.name && fb_host->edge(r->sink, &m.pub, &target) < 0)
		m.failed = true;
	return give(r, &m);
}

/* 0 table, 1 name, 2 source */
static int take_check(void *ctx, const struct wb_value *v, size_t count)
{
	struct kit_object m;
	const char *source;

	(void)count;
	begin(&m, WB_KIND_CHECK, &v[0], NULL);
	m.pub.flags |= WB_OBJECT_INLINE;
	source = text_of(&m, &v[2]);
	kit_object_set(&m, "expression", source, 0);
	name_constraint(&m, &v[1], source);
	return give(ctx, &m);
}

/* 0 table, 1 name, 2 unique, 3 descending, 4 columns, 5 expression */
static int take_index(void *ctx, const struct wb_value *v, size_t count)
{
	struct kit_object m;

	(void)count;
	begin(&m, WB_KIND_INDEX, &v[0], &v[1]);
	kit_object_flag(&m, "unique", is_yes(&v[2]), 0);
	kit_object_flag(&m, "descending", is_yes(&v[3]), 0);
	set(&m, "columns", &v[4]);
	set(&m, "expression", &v[5]);
	return give(ctx, &m);
}

/* ------------------------------------------------------------------ what is made by hand */

/* 0 kind, 1 parent, 2 name, 3 source */
static int take_other(void *ctx, const struct wb_value *v, size_t count)
{
	struct kit_object m;

	(void)count;
	begin(&m, (int32_t)strtol(v[0].data, NULL, 10), v[1].data ? &v[1] : NULL, &v[2]);
	if (m.pub.kind != WB_KIND_VIEW)
		m.pub.flags |= WB_OBJECT_READ_ONLY;
	set(&m, "definition", &v[3]);
	return give(ctx, &m);
}

/* 0 view, 1 table, 2 column */
static int take_edge(void *ctx, const struct wb_value *v, size_t count)
{
	struct reading *r = ctx;
	struct kit_object view, to;

	(void)count;
	begin(&view, WB_KIND_VIEW, NULL, &v[0]);
	begin(&to, v[2].data ? WB_KIND_COLUMN : WB_KIND_TABLE, v[2].data ? &v[1] : NULL,
	      v[2].data ? &v[2] : &v[1]);
	r->rc = view.failed || to.failed ? kit_no_memory(r->err)
					 : fb_host->edge(r->sink, &view.pub, &to.pub);
	kit_object_release(&view);
	kit_object_release(&to);
	return r->rc < 0;
}

static int read_all(struct reading *r, const char *sql,
		    int (*take)(void *ctx, const struct wb_value *values, size_t count))
{
	const struct fb_sink sink = { take, r };
	int rc = fb_run(r->c, sql, &sink, r->err);

	return rc < 0 ? rc : r->rc;
}

int fb_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		  struct wb_error *err)
{
	const char *const others[] = { fb_views,      fb_sequences, fb_triggers,
				       fb_procedures, fb_functions, fb_domains };
	struct reading r = { .c = conn, .sink = sink, .err = err };
	int rc = read_all(&r, fb_tables, take_table);

	(void)scope; /* the engine leaves out what is not asked for */
	if (rc == 0)
		rc = read_all(&r, fb_columns, take_column);
	if (rc == 0)
		rc = read_all(&r, fb_constraints, take_constraint);
	if (rc == 0)
		rc = read_all(&r, fb_checks, take_check);
	if (rc == 0)
		rc = read_all(&r, fb_indexes, take_index);
	if (rc == 0)
		rc = read_all(&r, fb_edges, take_edge);
	for (size_t i = 0; rc == 0 && i < sizeof(others) / sizeof(others[0]); i++)
		rc = read_all(&r, others[i], take_other);
	return rc;
}
