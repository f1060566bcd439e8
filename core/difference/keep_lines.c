/* SPDX-License-Identifier: MIT */
#include "keep_lines.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "read/keep.h"

struct keeping {
	const struct difference *d;
	struct connection *conn;
	struct buf *out;
	struct wb_error *err;
};

static int add_name(struct keeping *w, const char *name, size_t len)
{
	return driver_quote_name(composer_of(w->conn), name, len, w->out, w->err);
}

static int add_table(struct keeping *w, const struct wb_object *table)
{
	const char *space = table->namespace_;
	int rc = 0;

	if (space && *space) {
		rc = add_name(w, space, strlen(space));
		buf_char(w->out, '.');
	}
	return rc == 0 ? add_name(w, table->name, strlen(table->name)) : rc;
}

static const struct change *change_of(const struct difference *d, const struct object *from)
{
	for (size_t i = 0; i < d->changes.count; i++)
		if (d->changes.items[i]->from == from)
			return d->changes.items[i];
	return NULL;
}

/* Goes it, or does it become something that has room for less? */
static bool is_lost(const struct difference *d, const struct object *column)
{
	const struct change *c = change_of(d, column);

	return c && !object_get(&column->pub, "generated") &&
	       (c->kind == WB_CHANGE_DROP ||
		(c->kind == WB_CHANGE_ALTER && (c->risk.flags & WB_RISK_DATA_LOSS)));
}

static const char *key_of(const struct object *table)
{
	for (size_t i = 0; i < table->children.count; i++)
		if (table->children.items[i]->pub.kind == WB_KIND_PRIMARY_KEY)
			return object_get(&table->children.items[i]->pub, "columns");
	return NULL;
}

/* "a, b": each quoted. */
static int add_key(struct keeping *w, const char *names)
{
	int rc = 0;

	while (rc == 0 && *names) {
		size_t len = strcspn(names, ",");

		rc = add_name(w, names, len);
		names += len;
		names += strspn(names, ", ");
		if (*names)
			buf_str(w->out, ", ");
	}
	return rc;
}

/* Of a column, or of the whole table. */
static void not_kept(struct keeping *w, const struct object *table, const struct object *column,
		     const char *why)
{
	buf_str(w->out, "-- WARNING: what ");
	buf_in_line(w->out, table->pub.name);
	if (column) {
		buf_char(w->out, '.');
		buf_in_line(w->out, column->pub.name);
	}
	buf_printf(w->out, " has is not kept: %s\n", why);
}

/* Can a line name it and all that it has? */
static bool fits_in_line(const struct object *table)
{
	bool fits = !strpbrk(table->pub.name, "\r\n") &&
		    !(table->pub.namespace_ && strpbrk(table->pub.namespace_, "\r\n"));

	for (size_t i = 0; i < table->children.count; i++)
		fits = fits && !strpbrk(table->children.items[i]->pub.name, "\r\n");
	return fits;
}

/* NULL: nothing is in the way of a line for this table. */
static const char *why_no_line(const struct keeping *w, const struct object *table)
{
	if (driver_can(w->conn, WB_F_NO_KEEP))
		return "this database has no CREATE TABLE ... AS SELECT";
	return fits_in_line(table) ? NULL : "a name has a line end";
}

/* "-- whimbrel:keep t(a" for the first one, ", b" for others. */
static int add_column(struct keeping *w, const struct wb_object *table,
		      const struct wb_object *column, bool first)
{
	int rc = 0;

	buf_str(w->out, first ? KEEP_PREFIX "keep " : ", ");
	if (first) {
		rc = add_table(w, table);
		buf_char(w->out, '(');
	}
	return rc == 0 ? add_name(w, column->name, strlen(column->name)) : rc;
}

static int keep_columns(struct keeping *w, const struct object *table)
{
	const char *key = key_of(table), *why = why_no_line(w, table);
	bool any = false;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < table->children.count; i++) {
		const struct object *o = table->children.items[i];

		if (o->pub.kind != WB_KIND_COLUMN || !is_lost(w->d, o))
			continue;
		if (why || !key) {
			not_kept(w, table, o, why ? why : "the table has no primary key");
			continue;
		}
		rc = add_column(w, &table->pub, &o->pub, !any);
		any = true;
	}
	if (rc == 0 && any) {
		buf_str(w->out, ") key(");
		rc = add_key(w, key);
		buf_str(w->out, ")\n");
	}
	return rc;
}

/* Does the server alone say what is in a column that is not left out? */
static bool has_own_values(const struct object *table)
{
	for (size_t i = 0; i < table->children.count; i++) {
		const char *identity = object_get(&table->children.items[i]->pub, "identity");

		if (identity && strncasecmp(identity, "always", 6) == 0)
			return true;
	}
	return false;
}

/* What is generated comes by itself. */
static int keep_rows(struct keeping *w, const struct object *table)
{
	const char *why = why_no_line(w, table);
	bool any = false;
	int rc = 0;

	if (!why && has_own_values(table))
		why = "it has an identity that is always generated";
	if (why) {
		not_kept(w, table, NULL, why);
		return 0;
	}

	for (size_t i = 0; rc == 0 && i < table->children.count; i++) {
		const struct wb_object *o = &table->children.items[i]->pub;

		if (o->kind != WB_KIND_COLUMN || object_get(o, "generated"))
			continue;
		rc = add_column(w, &table->pub, o, !any);
		any = true;
	}
	buf_str(w->out, any ? ") rows\n" : "");
	return rc;
}

int keep_lines(const struct difference *d, struct connection *conn, struct buf *out,
	       struct wb_error *err)
{
	struct keeping w = { d, conn, out, err };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < d->from->objects.count; i++) {
		const struct object *table = d->from->objects.items[i];
		const struct change *c;

		if (!object_holds_rows(table))
			continue;
		c = change_of(d, table);
		rc = c && c->kind == WB_CHANGE_DROP ? keep_rows(&w, table)
						    : keep_columns(&w, table);
	}
	return rc == 0 ? buf_check(out, err) : rc;
}
