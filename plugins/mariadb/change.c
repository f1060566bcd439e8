/* SPDX-License-Identifier: MIT */
/* What all changes are written with. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "schema.h"

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

void maria_add_create(struct maria_rendering *r, const struct wb_object *o, bool replace)
{
	const char *mode = maria_attribute(o, "sql_mode");
	const char *definer = maria_attribute(o, "definer");
	const char *zone = maria_attribute(o, "time_zone");
	/* ALGORITHM=x stands in front of it */
	size_t before = strncmp(o->text, "ALGORITHM=", 10) == 0 ? strcspn(o->text, " ") + 1 : 0;

	add_mode(r, mode);
	add_zone(r, zone);
	kit_write(r->out, "CREATE %s", replace ? "OR REPLACE " : "");
	maria_host->append(r->out, o->text, before);
	if (definer)
		kit_write(r->out, "DEFINER=%s ", definer);
	kit_add(r->out, o->text + before);
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
	kit_write(r->out, "DROP %s %N;\n", word, o->name);
	add_usual_mode(r, mode);
}

void maria_add_alter(struct maria_rendering *r)
{
	const struct wb_object *before = r->change->before.self,
			       *self = before ? before : r->change->after.self;

	/* without this the history of a table that keeps one must not change */
	if (maria_attribute(self, "versioning"))
		kit_add(r->out, "SET STATEMENT system_versioning_alter_history=KEEP FOR ");
	kit_write(r->out, "ALTER TABLE %N ", self->name);
}
