/* SPDX-License-Identifier: MIT */
/* One change as SQL. What an object needs stands in its text: the server's own words behind
 * CREATE. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

/* ------------------------------------------------------------------ looking at objects */

const char *maria_attribute(const struct wb_object *o, const char *key)
{
	for (size_t i = 0; o && i < o->attribute_count; i++)
		if (strcmp(o->attributes[i].key, key) == 0)
			return o->attributes[i].value;
	return NULL;
}

bool maria_differs(const struct wb_object *a, const struct wb_object *b, const char *key)
{
	const char *x = maria_attribute(a, key), *y = maria_attribute(b, key);

	return x && y ? strcmp(x, y) != 0 : x != y;
}

bool maria_same(const struct wb_object *a, const struct wb_object *b)
{
	for (size_t k = 0; k < 2; k++) {
		const struct wb_object *o = k ? b : a;

		for (size_t i = 0; i < o->attribute_count; i++)
			if (!(o->attributes[i].flags & WB_ATTRIBUTE_SILENT) &&
			    maria_differs(a, b, o->attributes[i].key))
				return false;
	}
	return true;
}

const struct wb_object *maria_child(const struct wb_family *family, int32_t kind, const char *name)
{
	for (size_t i = 0; i < family->count; i++)
		if (family->children[i]->kind == kind &&
		    strcmp(family->children[i]->name, name) == 0)
			return family->children[i];
	return NULL;
}

bool maria_lists(const char *list, const char *name)
{
	size_t len = strlen(name);

	while (list && *list) {
		size_t item = strcspn(list, ",");

		if (item >= len && memcmp(list, name, len) == 0 &&
		    (item == len || list[len] == '(' || list[len] == ' '))
			return true;
		list += item;
		list += strspn(list, ", ");
	}
	return false;
}

/* ------------------------------------------------------------------ writing */

void maria_warn(struct maria_rendering *r, uint32_t flags, const char *rule, const char *format,
		...)
{
	va_list args;

	r->risk->flags |= flags;
	if (r->risk->reason[0])
		return;
	snprintf(r->risk->rule, sizeof(r->risk->rule), "%s", rule);
	va_start(args, format);
	vsnprintf(r->risk->reason, sizeof(r->risk->reason), format, args);
	va_end(args);
	if (flags & (WB_RISK_REWRITE | WB_RISK_LONG_LOCK))
		snprintf(r->risk->lock, sizeof(r->risk->lock), "ALGORITHM=COPY, LOCK=SHARED");
}

/* A comment at the end would swallow what ends the statement. */
static void add_end(struct maria_rendering *r, const char *text)
{
	struct maria_scan s = { .text = text, .len = strlen(text), .last = true };
	size_t end = 0;

	while (maria_next(&s) != MARIA_END && s.kind != MARIA_TORN)
		end = s.end;
	maria_add(r->out, strpbrk(text + end, "-#") ? "\n;\n" : ";\n");
}

bool maria_is_mariadb(const struct maria_rendering *r)
{
	return !r->c || !r->c->mysql;
}

/* A program keeps the sql_mode in which it was made. */
static void add_mode(struct maria_rendering *r, const char *mode)
{
	if (mode)
		maria_write(r->out, NULL, "SET @whimbrel_mode=@@sql_mode,SESSION sql_mode='%s';\n",
			    strcmp(mode, "''") == 0 ? "" : mode);
}

static void add_usual_mode(struct maria_rendering *r, const char *mode)
{
	if (mode)
		maria_add(r->out, "SET SESSION sql_mode=@whimbrel_mode;\n");
}

/* An event keeps the time zone in which it was made. */
static void add_zone(struct maria_rendering *r, const char *zone)
{
	if (zone)
		maria_write(r->out, NULL,
			    "SET @whimbrel_event_zone=@@time_zone,SESSION time_zone='%s';\n", zone);
}

static void add_usual_zone(struct maria_rendering *r, const char *zone)
{
	if (zone)
		maria_add(r->out, "SET SESSION time_zone=@whimbrel_event_zone;\n");
}

void maria_add_create(struct maria_rendering *r, const struct wb_object *o, bool replace)
{
	const char *mode = maria_attribute(o, "sql_mode");
	const char *definer = maria_attribute(o, "definer");
	const char *zone = maria_attribute(o, "time_zone");
	/* ALGORITHM=x stands in front of it */
	size_t before = strncmp(o->text, "ALGORITHM=", 10) == 0 ? strcspn(o->text, " ") + 1 : 0;

	add_mode(r, mode);
	add_zone(r, zone);
	maria_write(r->out, NULL, "CREATE %s", replace ? "OR REPLACE " : "");
	maria_host->append(r->out, o->text, before);
	if (definer)
		maria_write(r->out, NULL, "DEFINER=%s ", definer);
	maria_add(r->out, o->text + before);
	add_end(r, o->text);
	add_usual_zone(r, zone);
	add_usual_mode(r, mode);
}

static const char *word_of(const struct wb_object *o)
{
	switch (o->kind) {
	case WB_KIND_TABLE:
		return "TABLE";
	case WB_KIND_VIEW:
		return "VIEW";
	case WB_KIND_SEQUENCE:
		return "SEQUENCE";
	case WB_KIND_TRIGGER:
		return "TRIGGER";
	case WB_KIND_EVENT:
		return "EVENT";
	default:
		return strcmp(o->signature, " function") == 0    ? "FUNCTION"
		       : strcmp(o->signature, " procedure") == 0 ? "PROCEDURE"
		       : strcmp(o->signature, " package") == 0   ? "PACKAGE"
								 : "PACKAGE BODY";
	}
}

void maria_add_drop(struct maria_rendering *r, const struct wb_object *o)
{
	const char *word = word_of(o), *mode = maria_attribute(o, "sql_mode");

	/* other modes do not know the word */
	if (strncmp(word, "PACKAGE", 7) != 0)
		mode = NULL;
	add_mode(r, mode);
	maria_write(r->out, NULL, "DROP %s %n;\n", word, o->name);
	add_usual_mode(r, mode);
}

/* ------------------------------------------------------------------ objects that stand alone */

/* Tables that refer to one another in a circle can't be dropped one after the other while their
 * foreign keys count. */
static void drop_table(struct maria_rendering *r)
{
	const struct wb_change *c = r->change;
	bool circle = false;

	for (size_t i = 0; i < c->before.count; i++)
		circle = circle || maria_attribute(c->before.children[i], "circle");
	if (circle)
		maria_add(r->out, maria_is_mariadb(r) ? "SET STATEMENT foreign_key_checks=0 FOR "
						      : "SET SESSION foreign_key_checks=0;\n");
	maria_add_drop(r, c->from);
	if (circle && !maria_is_mariadb(r))
		maria_add(r->out, "SET SESSION foreign_key_checks=DEFAULT;\n");
	maria_warn(r, WB_RISK_DATA_LOSS, "drop-table", "drops table %s and its data",
		   c->from->name);
}

static void drop(struct maria_rendering *r)
{
	if (r->change->from->kind == WB_KIND_TABLE) {
		drop_table(r);
		return;
	}
	maria_add_drop(r, r->change->from);
	if (r->change->from->kind == WB_KIND_SEQUENCE)
		maria_warn(r, WB_RISK_DATA_LOSS, "drop-sequence",
			   "drops sequence %s and its counter", r->change->from->name);
}

static int alter_sequence(struct maria_rendering *r)
{
	const struct wb_change *c = r->change;

	if (maria_differs(c->from, c->to, "options"))
		r->risk->flags = WB_RENDER_RECREATE;
	else
		maria_write(r->out, NULL, "ALTER SEQUENCE %n %s;\n", c->to->name,
			    maria_attribute(c->to, "definition"));
	return 0;
}

static int alter(struct maria_rendering *r)
{
	const struct wb_object *to = r->change->to;

	switch (to->kind) {
	case WB_KIND_TABLE:
		return r->change->flags & WB_CHANGE_WHOLE ? maria_render_whole(r)
							  : maria_render_table(r);
	case WB_KIND_SEQUENCE:
		return alter_sequence(r);
	case WB_KIND_VIEW:
		maria_add_create(r, to, true);
		return 0;
	case WB_KIND_ROUTINE:
	case WB_KIND_EVENT:
		if (maria_is_mariadb(r))
			maria_add_create(r, to, true);
		else
			r->risk->flags = WB_RENDER_RECREATE;
		return 0;
	default:
		r->risk->flags = WB_RENDER_RECREATE;
		return 0;
	}
}

/* Without DEFINER it would be who renames it. */
static void rename_event(struct maria_rendering *r, const struct wb_object *from,
			 const struct wb_object *to)
{
	const char *definer = maria_attribute(from, "definer");

	maria_add(r->out, "ALTER ");
	if (definer)
		maria_write(r->out, NULL, "DEFINER=%s ", definer);
	maria_write(r->out, NULL, "EVENT %n RENAME TO %n;\n", from->name, to->name);
}

static int rename_object(struct maria_rendering *r)
{
	const struct wb_object *from = r->change->from, *to = r->change->to;

	switch (from->kind) {
	case WB_KIND_TABLE:
	case WB_KIND_VIEW:
	case WB_KIND_SEQUENCE:
		maria_write(r->out, NULL, "RENAME TABLE %n TO %n;\n", from->name, to->name);
		return 0;
	case WB_KIND_COLUMN:
		maria_write(r->out, NULL, "ALTER TABLE %n RENAME COLUMN %n TO %n;\n", from->parent,
			    from->name, to->name);
		return 0;
	case WB_KIND_UNIQUE:
	case WB_KIND_INDEX:
		maria_write(r->out, NULL, "ALTER TABLE %n RENAME INDEX %n TO %n;\n", from->parent,
			    from->name, to->name);
		return 0;
	case WB_KIND_EVENT:
		rename_event(r, from, to);
		return 0;
	default:
		return maria_host->fail(r->err, WB_E_UNSUPPORTED,
					"MariaDB renames tables, views, sequences, columns, "
					"indexes and events alone");
	}
}

static int render_object(struct maria_rendering *r)
{
	switch (r->change->kind) {
	case WB_CHANGE_CREATE:
		maria_add_create(r, r->change->to, false);
		return 0;
	case WB_CHANGE_ALTER:
		return alter(r);
	default:
		drop(r);
		return 0;
	}
}

/* 'dddd-dd-dd: with zeros not every mode takes it, and what time it is depends on the zone. */
static bool has_date(const char *text)
{
	static const char form[] = "dddd-dd-dd";

	for (; text && (text = strchr(text, '\''));) {
		size_t i = 0;

		for (text++; form[i] &&
			     (form[i] == '-' ? text[i] == '-' : text[i] >= '0' && text[i] <= '9');)
			i++;
		if (!form[i])
			return true;
	}
	return false;
}

static bool object_has_date(const struct wb_object *o)
{
	return o && (has_date(o->text) || has_date(maria_attribute(o, "default")));
}

static bool change_has_date(const struct wb_change *change)
{
	bool has = object_has_date(change->to) || object_has_date(change->after.self);

	for (size_t i = 0; !has && i < change->after.count; i++)
		has = object_has_date(change->after.children[i]);
	return has;
}

/* As mariadb-dump's, without what its rows need. A dump brings no rows, so that no mode could change
 * one; a revision keeps the mode that watches over them, but for zeros in dates. */
static int render_settings(const struct maria_rendering *r)
{
	static const char keep[] =
		"SET @whimbrel_sql_mode=@@sql_mode,@whimbrel_time_zone=@@time_zone"
		",@whimbrel_strict=@@innodb_strict_mode,"
		"@whimbrel_client=@@character_set_client,"
		"@whimbrel_connection=@@collation_connection,"
		"@whimbrel_results=@@character_set_results;\n";
	static const char back[] =
		"SET SESSION sql_mode=@whimbrel_sql_mode,time_zone=@whimbrel_time_zone,"
		"innodb_strict_mode=@whimbrel_strict,character_set_client=@whimbrel_client,"
		"character_set_results=@whimbrel_results,"
		"collation_connection=@whimbrel_connection;\n";

	if (r->change->kind == WB_CHANGE_SETTINGS_BACK) {
		maria_add(r->out, back);
		return 0;
	}
	maria_add(r->out, keep);
	maria_add(r->out, "SET NAMES utf8mb4;\n");
	if (r->change->flags & WB_CHANGE_DUMP)
		maria_add(r->out, "SET SESSION sql_mode='NO_AUTO_VALUE_ON_ZERO',"
				  "time_zone='+00:00',innodb_strict_mode=0;\n");
	else
		maria_add(r->out, "SET SESSION sql_mode=REPLACE(REPLACE(REPLACE(@@sql_mode,"
				  "'NO_ZERO_IN_DATE',''),'NO_ZERO_DATE',''),'TRADITIONAL','')"
				  ",time_zone='+00:00';\n");
	return 0;
}

int maria_render(void *conn, const struct wb_change *change, struct wb_text *out,
		 struct wb_risk *risk, struct wb_error *err)
{
	struct maria_rendering r = {
		.c = conn, .change = change, .out = out, .risk = risk, .err = err
	};

	if (change->kind == WB_CHANGE_SETTINGS || change->kind == WB_CHANGE_SETTINGS_BACK)
		return render_settings(&r);
	if (change->kind == WB_CHANGE_RENAME)
		return rename_object(&r);
	if (change_has_date(change))
		risk->flags |= WB_RENDER_SETTINGS;
	switch ((change->from ? change->from : change->to)->kind) {
	case WB_KIND_COLUMN:
	case WB_KIND_PRIMARY_KEY:
	case WB_KIND_UNIQUE:
	case WB_KIND_FOREIGN_KEY:
	case WB_KIND_CHECK:
	case WB_KIND_INDEX:
		return maria_render_child(&r);
	default:
		return render_object(&r);
	}
}
