/* SPDX-License-Identifier: MIT */
/* Writing SQL: names, patterns, and looking things up in what shall be written. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ names */

/* Key words that cannot be names everywhere without quotes, in order. Those that a later server
 * adds are quoted by nobody yet. */
static const char *const words[] = {
	"all",
	"analyse",
	"analyze",
	"and",
	"any",
	"array",
	"as",
	"asc",
	"asymmetric",
	"authorization",
	"between",
	"bigint",
	"binary",
	"bit",
	"boolean",
	"both",
	"case",
	"cast",
	"char",
	"character",
	"check",
	"coalesce",
	"collate",
	"collation",
	"column",
	"concurrently",
	"constraint",
	"create",
	"cross",
	"current_catalog",
	"current_date",
	"current_role",
	"current_schema",
	"current_time",
	"current_timestamp",
	"current_user",
	"dec",
	"decimal",
	"default",
	"deferrable",
	"desc",
	"distinct",
	"do",
	"else",
	"end",
	"except",
	"exists",
	"extract",
	"false",
	"fetch",
	"float",
	"for",
	"foreign",
	"freeze",
	"from",
	"full",
	"grant",
	"greatest",
	"group",
	"grouping",
	"having",
	"ilike",
	"in",
	"initially",
	"inner",
	"inout",
	"int",
	"integer",
	"intersect",
	"interval",
	"into",
	"is",
	"isnull",
	"join",
	"json",
	"json_array",
	"json_arrayagg",
	"json_exists",
	"json_object",
	"json_objectagg",
	"json_query",
	"json_scalar",
	"json_serialize",
	"json_table",
	"json_value",
	"lateral",
	"leading",
	"least",
	"left",
	"like",
	"limit",
	"localtime",
	"localtimestamp",
	"merge_action",
	"national",
	"natural",
	"nchar",
	"none",
	"normalize",
	"not",
	"notnull",
	"null",
	"nullif",
	"numeric",
	"offset",
	"on",
	"only",
	"or",
	"order",
	"out",
	"outer",
	"overlaps",
	"overlay",
	"placing",
	"position",
	"precision",
	"primary",
	"real",
	"references",
	"returning",
	"right",
	"row",
	"select",
	"session_user",
	"setof",
	"similar",
	"smallint",
	"some",
	"substring",
	"symmetric",
	"system_user",
	"table",
	"tablesample",
	"then",
	"time",
	"timestamp",
	"to",
	"trailing",
	"treat",
	"trim",
	"true",
	"union",
	"unique",
	"user",
	"using",
	"values",
	"varchar",
	"variadic",
	"verbose",
	"when",
	"where",
	"window",
	"with",
	"xmlattributes",
	"xmlconcat",
	"xmlelement",
	"xmlexists",
	"xmlforest",
	"xmlnamespaces",
	"xmlparse",
	"xmlpi",
	"xmlroot",
	"xmlserialize",
	"xmltable",
};

static int compare_words(const void *a, const void *b)
{
	return strcmp(a, *(const char *const *)b);
}

/* As quote_ident does it. */
static void add_ident(struct wb_text *out, const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
	bool plain = *name && !(*name >= '0' && *name <= '9') && !name[strspn(name, letters)];

	if (plain && !bsearch(name, words, sizeof(words) / sizeof(words[0]), sizeof(words[0]),
			      compare_words))
		pg_add(out, name);
	else
		pg_add_name(out, name);
}

static void add_qualified(struct wb_text *out, const char *space, const char *name)
{
	if (space) {
		add_ident(out, space);
		pg_add(out, ".");
	}
	add_ident(out, name);
}

static void add_by(struct wb_text *out, char how, va_list *args)
{
	const struct wb_object *o;
	const char *text;

	switch (how) {
	case 's':
		pg_add(out, va_arg(*args, const char *));
		break;
	case 'I':
		add_ident(out, va_arg(*args, const char *));
		break;
	case 'L':
		text = va_arg(*args, const char *);
		pg_add_literal(out, text, strlen(text));
		break;
	case 'Q':
	case 'P':
		o = va_arg(*args, const struct wb_object *);
		add_qualified(out, o->namespace_, how == 'Q' ? o->name : o->parent);
		break;
	default:
		pg_add(out, "%");
	}
}

void pg_sql(struct wb_text *out, const char *pattern, ...)
{
	va_list args;
	const char *percent;

	va_start(args, pattern);
	while ((percent = strchr(pattern, '%'))) {
		pg_host->append(out, pattern, (size_t)(percent - pattern));
		add_by(out, percent[1], &args);
		pattern = percent + 2;
	}
	pg_add(out, pattern);
	va_end(args);
}

void pg_aside(struct wb_text *out, const char *space, const char *name)
{
	static const char tail[] = "_old";
	char aside[64];
	size_t len = strlen(name), most = sizeof(aside) - sizeof(tail);

	if (len > most)
		len = most;
	/* not in the middle of a letter */
	while (len && name[len] && ((unsigned char)name[len] & 0xc0) == 0x80)
		len--;
	memcpy(aside, name, len);
	memcpy(aside + len, tail, sizeof(tail));
	add_qualified(out, space, aside);
}

/* ------------------------------------------------------------------ objects */

const char *pg_get(const struct wb_object *object, const char *key)
{
	for (size_t i = 0; object && i < object->attribute_count; i++)
		if (strcmp(object->attributes[i].key, key) == 0)
			return object->attributes[i].value;
	return NULL;
}

bool pg_equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool pg_same(const struct wb_object *a, const struct wb_object *b, const char *key)
{
	return pg_equal(pg_get(a, key), pg_get(b, key));
}

const struct wb_object *pg_twin(const struct wb_family *family, const struct wb_object *like)
{
	for (size_t i = 0; i < family->count; i++) {
		const struct wb_object *o = family->children[i];

		if (o->kind == like->kind && pg_equal(o->name, like->name) &&
		    pg_equal(o->parent, like->parent) && pg_equal(o->namespace_, like->namespace_))
			return o;
	}
	return NULL;
}

/* ------------------------------------------------------------------ lines */

const char *pg_line(const char *text, size_t *len)
{
	if (!text || !*text)
		return NULL;
	*len = strcspn(text, "\n");
	return text[*len] ? text + *len + 1 : text + *len;
}

bool pg_has_line(const char *text, const char *line, size_t len)
{
	size_t have;

	for (const char *next; (next = pg_line(text, &have)); text = next)
		if (have == len && memcmp(text, line, len) == 0)
			return true;
	return false;
}

/* ------------------------------------------------------------------ risks */

void pg_risk(struct wb_risk *risk, uint32_t flags, const char *rule, const char *lock,
	     const char *reason, ...)
{
	va_list args;

	risk->flags |= flags;
	if (risk->reason[0])
		return;
	snprintf(risk->rule, sizeof(risk->rule), "%s", rule);
	snprintf(risk->lock, sizeof(risk->lock), "%s", lock);
	va_start(args, reason);
	vsnprintf(risk->reason, sizeof(risk->reason), reason, args);
	va_end(args);
}
