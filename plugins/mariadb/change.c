/* SPDX-License-Identifier: MIT */
/* What all changes are written with. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "alter_table.h"

/* A comment at the end would swallow what ends the statement. */
static void add_end(struct maria_rendering *r, const char *text)
{
	struct maria_scan s = maria_scan_of(text, strlen(text), 0);
	size_t end = 0;

	while (maria_more(&s))
		end = s.end;
	kit_add(r->out, strpbrk(text + end, "-#") ? "\n;\n" : ";\n");
}

bool maria_is_mariadb(const struct maria_rendering *r)
{
	return !r->c || !r->c->mysql;
}

/* A program keeps the sql_mode in which it was made. */
static void add_mode(struct maria_rendering *r, const char *mode)
{
	if (mode)
		kit_write(r->out, "SET @whimbrel_mode=@@sql_mode,SESSION sql_mode='%s';\n",
			  strcmp(mode, "''") == 0 ? "" : mode);
}

static void add_usual_mode(struct maria_rendering *r, const char *mode)
{
	if (mode)
		kit_add(r->out, "SET SESSION sql_mode=@whimbrel_mode;\n");
}

/* An event keeps the time zone in which it was made. */
static void add_zone(struct maria_rendering *r, const char *zone)
{
	if (zone)
		kit_write(r->out, "SET @whimbrel_event_zone=@@time_zone,SESSION time_zone='%s';\n",
			  zone);
}

static void add_usual_zone(struct maria_rendering *r, const char *zone)
{
	if (zone)
		kit_add(r->out, "SET SESSION time_zone=@whimbrel_event_zone;\n");
}

/* A dump is for the client as well, to which each semicolon of a program is an end. */
static bool needs_delimiter(const struct maria_rendering *r, const struct wb_object *o)
{
	return (r->change->flags & WB_CHANGE_DUMP) && strchr(o->text, ';') &&
	       (o->kind == WB_KIND_ROUTINE || o->kind == WB_KIND_TRIGGER ||
		o->kind == WB_KIND_EVENT);
}

void maria_add_create(struct maria_rendering *r, const struct wb_object *o, bool replace)
{
	const char *mode = kit_get(o, "sql_mode");
	const char *definer = kit_get(o, "definer");
	const char *zone = kit_get(o, "time_zone");
	/* ALGORITHM=x stands in front of it */
	size_t before = strncmp(o->text, "ALGORITHM=", 10) == 0 ? strcspn(o->text, " ") + 1 : 0;

	const char *delimiter =
		needs_delimiter(r, o) ? maria_delimiter(o->text, strlen(o->text)) : NULL;

	add_mode(r, mode);
	add_zone(r, zone);
	if (delimiter)
		kit_write(r->out, "DELIMITER %s\n", delimiter);
	kit_write(r->out, "CREATE %s", replace ? "OR REPLACE " : "");
	maria_host->append(r->out, o->text, before);
	if (definer)
		kit_write(r->out, "DEFINER=%s ", definer);
	kit_add(r->out, o->text + before);
	if (delimiter)
		kit_write(r->out, "\n%s\nDELIMITER ;\n", delimiter);
	else
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
	const char *word = word_of(o), *mode = kit_get(o, "sql_mode");

	/* other modes do not know the word */
	if (strncmp(word, "PACKAGE", 7) != 0)
		mode = NULL;
	add_mode(r, mode);
	kit_write(r->out, "DROP %s %N;\n", word, o->name);
	add_usual_mode(r, mode);
}

void maria_add_alter_for(struct maria_rendering *r, const struct wb_object *key)
{
	const struct wb_object *before = r->change->before.self,
			       *self = before ? before : r->change->after.self;
	const bool versioned = kit_get(self, "versioning") != NULL,
		   dangles = key && kit_get(key, "dangling");

	/* without this the history of a table that keeps one must not change, and a foreign key to a table that
	 * is not there can't be made */
	if (versioned || dangles)
		kit_write(r->out, "SET STATEMENT %s%s%s FOR ",
			  versioned ? "system_versioning_alter_history=KEEP" : "",
			  versioned && dangles ? "," : "", dangles ? "foreign_key_checks=0" : "");
	kit_write(r->out, "ALTER TABLE %N ", self->name);
}

void maria_add_alter(struct maria_rendering *r)
{
	maria_add_alter_for(r, NULL);
}

bool maria_retyped(const struct wb_object *from, const struct wb_object *to)
{
	return !kit_same(from, to, "type") || !kit_same(from, to, "collation") ||
	       !kit_same(from, to, "not_null") || maria_recalculated(from, to);
}

/* MODIFY can't do it: the column is dropped and made again in one statement. */
bool maria_recalculated(const struct wb_object *from, const struct wb_object *to)
{
	bool was = kit_get(from, "generated"), is = kit_get(to, "generated");

	return (was || is) && (was != is || !kit_same(from, to, "stored"));
}

bool maria_mentions(const struct wb_object *o, const char *key, const char *column)
{
	const char *text = kit_get(o, key);
	size_t len = strlen(column);

	for (const char *p = text; p && (p = strchr(p, '`')); p++)
		if (strncmp(p + 1, column, len) == 0 && p[len + 1] == '`')
			return true;
	return false;
}

void maria_next_part(struct alteration *a)
{
	if (!a->count++ && a->second)
		kit_add(a->r->out, "SET STATEMENT system_versioning_alter_history=KEEP FOR ");
	if (a->count == 1)
		maria_add_alter(a->r);
	kit_add(a->r->out, a->count > 1 ? ",\n  " : "\n  ");
}
