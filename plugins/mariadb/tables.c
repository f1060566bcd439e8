/* SPDX-License-Identifier: MIT */
/* A table and what is in it, as objects. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ edges */

/* Call `give` for each name in an expression that stands alone: a column of the table, or a
 * sequence. */
static int each_name(struct maria_reading *r, const struct wb_object *from, const char *table,
		     struct kit_part text)
{
	struct maria_scan s = maria_scan_of(text.at, text.len, 0);
	int rc = 0;

	if (!text.len || !memchr(text.at, '`', text.len))
		return 0;
	while (rc == 0 && maria_more(&s)) {
		char name[64 * 4 + 1];

		if (s.kind != MARIA_NAME)
			continue;
		maria_unquote(&s, name, sizeof(name));
		if (maria_find(r, WB_KIND_SEQUENCE, name))
			rc = maria_give_edge(
				r, from,
				&(struct wb_object){ .kind = WB_KIND_SEQUENCE, .name = name });
		if (rc == 0)
			rc = maria_give_edge(r, from,
					     &(struct wb_object){ .kind = WB_KIND_COLUMN,
								  .parent = table,
								  .name = name });
	}
	return rc;
}

/* Do the columns of a key begin with those of a foreign key? Then it may be the one that the server
 * uses for it. */
static bool begins_with(struct kit_part key, struct kit_part columns)
{
	struct maria_scan k = maria_scan_of(key.at, key.len, 0);
	struct maria_scan c = maria_scan_of(columns.at, columns.len, 0);

	while (maria_more(&c)) {
		char a[64 * 4 + 1], b[64 * 4 + 1];

		if (c.kind != MARIA_NAME)
			continue;
		do
			maria_next(&k);
		while (k.kind == MARIA_MARK || k.kind == MARIA_WORD);
		if (k.kind != MARIA_NAME)
			return false;
		maria_unquote(&c, a, sizeof(a));
		maria_unquote(&k, b, sizeof(b));
		if (strcmp(a, b) != 0)
			return false;
	}
	return true;
}

/* A key that the server made by itself goes when a better one comes: all that fit must be there
 * before. */
static int give_key_edges(struct maria_reading *r, const struct wb_object *from,
			  const struct maria_create *table, struct kit_part columns)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < table->key_count; i++) {
		const struct maria_key *k = &table->keys[i];
		bool key = k->kind == WB_KIND_PRIMARY_KEY || k->kind == WB_KIND_UNIQUE ||
			   k->kind == WB_KIND_INDEX;
		char *name;

		if (!key || !begins_with(k->columns, columns))
			continue;
		name = maria_part_plain(k->name);
		rc = name ? maria_give_edge(r, from,
					    &(struct wb_object){ .kind = k->kind,
								 .parent = table->name,
								 .name = name })
			  : kit_no_memory(r->err);
		free(name);
	}
	return rc;
}

static int give_reference_edges(struct maria_reading *r, const struct wb_object *from,
				const struct maria_create *table, const struct maria_key *k,
				const char *target)
{
	const struct maria_shown *to = maria_find(r, WB_KIND_TABLE, target);
	int rc = give_key_edges(r, from, table, k->columns);

	if (rc < 0 || k->target_schema.len)
		return rc;
	rc = maria_give_edge(r, from, &(struct wb_object){ .kind = WB_KIND_TABLE, .name = target });
	if (rc == 0)
		rc = each_name(r, from, target, k->target_columns);
	if (rc == 0 && to && to->create.text)
		rc = give_key_edges(r, from, &to->create, k->target_columns);
	return rc;
}

/* ------------------------------------------------------------------ columns */

/* What a column without a collation of its own has. */
static struct kit_part collation_of(const struct maria_create *table, const struct maria_column *c)
{
	struct kit_part collate = maria_create_option(table, "COLLATE");

	if (c->collate.len)
		return c->collate;
	if (c->charset.len || !maria_column_is_text(c))
		return c->charset;
	return collate.len ? collate : maria_create_option(table, "DEFAULT CHARSET");
}

static void set_default(struct kit_object *o, const struct maria_column *c)
{
	if (!maria_part_is(c->fallback, "NULL"))
		maria_object_part(o, "default", c->fallback);
}

static int give_column(struct maria_reading *r, const struct maria_create *t, size_t at)
{
	const struct maria_column *c = &t->columns[at];
	struct kit_object o;
	struct kit_text text = { 0 };
	int rc;

	kit_object_begin(&o, WB_KIND_COLUMN, t->name, NULL);
	o.pub.flags = WB_OBJECT_INLINE;
	o.pub.position = (uint32_t)at + 1;
	o.pub.name = kit_object_own(&o, maria_part_plain(c->name));
	maria_column_write(t, c, &text);
	o.pub.text = kit_object_own(&o, kit_text_take(&text));
	maria_object_part(&o, "type", c->type);
	maria_object_part(&o, "collation", collation_of(t, c));
	kit_object_flag(&o, "not_null", c->not_null, 0);
	set_default(&o, c);
	maria_object_part(&o, "on_update", c->on_update);
	maria_object_part(&o, "generated", c->generated);
	maria_object_part(&o, "row", c->row);
	maria_object_part(&o, "check", c->check);
	maria_object_part(&o, "other", c->other);
	kit_object_flag(&o, "stored", c->stored, 0);
	kit_object_flag(&o, "invisible", c->invisible, 0);
	kit_object_flag(&o, "auto_increment", c->auto_increment, 0);
	kit_object_flag(&o, "without_system_versioning", c->unversioned, 0);
	if (c->comment.len)
		maria_object_set(&o, "comment", kit_object_own(&o, maria_part_plain(c->comment)));
	rc = o.failed ? 0 : each_name(r, &o.pub, t->name, c->generated);
	if (rc == 0 && !o.failed)
		rc = each_name(r, &o.pub, t->name, c->fallback);
	if (rc == 0 && !o.failed)
		rc = each_name(r, &o.pub, t->name, c->check);
	if (rc < 0)
		kit_object_release(&o);
	return rc < 0 ? rc : kit_object_give(&o, r->sink, r->err);
}

/* ------------------------------------------------------------------ keys and constraints */

static void set_list(struct kit_object *o, const char *key, struct kit_part names)
{
	if (names.len)
		maria_object_set(o, key, kit_object_own(o, maria_part_list(names)));
}

static int give_key_attributes(struct maria_reading *r, struct kit_object *o,
			       const struct maria_create *t, const struct maria_key *k)
{
	char *target = NULL;
	int rc;

	set_list(o, "columns", k->columns);
	maria_object_part(o, "type", k->type);
	maria_object_part(o, "options", k->options);
	maria_object_part(o, "expression", k->expression);
	if (o->failed)
		return 0;
	/* keys and checks need their columns as well, but must stay when one of those changes its
	 * type */
	if (k->kind != WB_KIND_FOREIGN_KEY)
		return 0;
	if (t->in_circle)
		kit_object_set(o, "circle", "yes", WB_ATTRIBUTE_SILENT);
	rc = each_name(r, &o->pub, t->name, k->columns);
	if (rc == 0)
		rc = maria_give_edge(r, &o->pub,
				     &(struct wb_object){ .kind = WB_KIND_TABLE, .name = t->name });
	if (rc < 0)
		return rc;
	target = maria_part_plain(k->target);
	maria_object_set(o, "table", kit_object_own(o, target));
	if (k->target_schema.len)
		maria_object_set(o, "table_namespace",
				 kit_object_own(o, maria_part_plain(k->target_schema)));
	else if (target && !maria_exists(r, target))
		kit_object_set(o, "dangling", "yes", WB_ATTRIBUTE_SILENT);
	set_list(o, "target_columns", k->target_columns);
	maria_object_part(o, "on_delete", k->on_delete);
	maria_object_part(o, "on_update", k->on_update);
	return o->failed ? 0 : give_reference_edges(r, &o->pub, t, k, target);
}

static int give_key(struct maria_reading *r, const struct maria_create *t,
		    const struct maria_key *k)
{
	struct kit_object o;
	int rc;

	kit_object_begin(&o, k->kind, t->name, NULL);
	o.pub.flags = k->kind == WB_KIND_FOREIGN_KEY ? 0 : WB_OBJECT_INLINE;
	o.pub.name = kit_object_own(&o, maria_part_plain(k->name));
	o.pub.text = kit_object_own(&o, strndup(k->all.at, k->all.len));
	rc = o.failed ? 0 : give_key_attributes(r, &o, t, k);
	if (rc < 0)
		kit_object_release(&o);
	return rc < 0 ? rc : kit_object_give(&o, r->sink, r->err);
}

/* ------------------------------------------------------------------ the table */

/* The options that have no attribute of their own. */
static void set_options(struct kit_object *o, const struct maria_create *t)
{
	static const char *const known[] = { "ENGINE", "AUTO_INCREMENT", "DEFAULT CHARSET",
					     "COLLATE", "COMMENT" };
	struct kit_text text = { 0 };
	const char *value;

	for (size_t i = 0; i < t->option_count; i++) {
		bool is_known = false;

		for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
			is_known = is_known || maria_part_is(t->options[i].key, known[k]);
		if (!is_known)
			kit_text_write(&text, "%s%S", text.len ? " " : "", t->options[i].all.at,
				       (size_t)t->options[i].all.len);
	}
	value = kit_object_own(o, kit_text_take(&text));
	maria_object_set(o, "options", value);
}

/* Partitions by time begin when they were made, and grow with it. */
static void set_partitions(struct kit_object *o, const struct maria_create *t)
{
	static const char starts[] = " STARTS TIMESTAMP'";
	const char *cut, *end;
	struct kit_text text = { 0 };

	if (!t->partitions.len)
		return;
	cut = memmem(t->partitions.at, t->partitions.len, starts, sizeof(starts) - 1);
	end = cut ? strchr(cut + sizeof(starts), '\'') : NULL;
	if (!end) {
		maria_object_part(o, "partitions", t->partitions);
		return;
	}
	kit_text_write(&text, "%S", t->partitions.at, (size_t)(cut - t->partitions.at));
	if (strncmp(end + 1, " AUTO", 5) == 0)
		kit_text_add(&text, " AUTO");
	else
		kit_text_write(&text, "%S", end + 1,
			       (size_t)(t->partitions.at + t->partitions.len - end - 1));
	maria_object_set(o, "partitions", kit_object_own(o, kit_text_take(&text)));
}

static int give_table(struct maria_reading *r, const struct maria_create *t)
{
	struct kit_object o;
	struct kit_part collate = maria_create_option(t, "COLLATE"),
			comment = maria_create_option(t, "COMMENT");
	struct kit_text text = { 0 }, periods = { 0 };

	kit_object_begin(&o, WB_KIND_TABLE, NULL, t->name);
	maria_create_write(t, &text);
	o.pub.text = kit_object_own(&o, kit_text_take(&text));
	maria_object_part(&o, "engine", maria_create_option(t, "ENGINE"));
	maria_object_part(&o, "collation",
			  collate.len ? collate : maria_create_option(t, "DEFAULT CHARSET"));
	if (comment.len)
		maria_object_set(&o, "comment", kit_object_own(&o, maria_part_plain(comment)));
	set_options(&o, t);
	set_partitions(&o, t);
	kit_object_flag(&o, "versioning", t->versioned, 0);
	for (size_t i = 0; i < t->period_count; i++)
		kit_text_write(&periods, "%s%S", i ? "; " : "", t->periods[i].at,
			       (size_t)t->periods[i].len);
	maria_object_set(&o, "periods", kit_object_own(&o, kit_text_take(&periods)));
	return kit_object_give(&o, r->sink, r->err);
}

int maria_give_table(struct maria_reading *r, const struct maria_create *t)
{
	int rc = give_table(r, t);

	for (size_t i = 0; rc == 0 && i < t->column_count; i++)
		rc = give_column(r, t, i);
	for (size_t i = 0; rc == 0 && i < t->key_count; i++)
		rc = give_key(r, t, &t->keys[i]);
	return rc;
}
