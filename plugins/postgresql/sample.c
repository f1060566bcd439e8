/* SPDX-License-Identifier: MIT */
/* Values that a column may well hold, for made-up rows. All but a few are constants without a type,
 * which take that of the column (manual, 10.3). */
#include <stdio.h>
#include <string.h>

#include <whimbrel/kit/sample.h>

#include "schema.h"

/* clang-format off */
static const struct kit_pattern patterns[] = {
	{ "smallint", "", "", 1 }, { "integer", "", "", 1 }, { "bigint", "", "", 1 }, { "numeric", "", "", 1 },
	{ "real", "", "", 1 }, { "double precision", "", "", 1 }, { "money", "", "", 1 }, { "oid", "", "", 1 },
	{ "citext", "", "", 1 }, { "interval", "", " days", 1 }, { "uuid", "00000000-0000-4000-8000-0000000000", "", 2 },
	{ "json", "{\"a\": ", "}", 1 }, { "bytea", "\\x", "", 2 }, { "inet", "10.0.0.", "", 1 }, { "cidr", "10.0.", ".0/24", 1 },
	{ "macaddr8", "08:00:2b:01:02:03:04:", "", 2 }, { "macaddr", "08:00:2b:01:02:", "", 2 }, { "xml", "<a>", "</a>", 1 },
	{ "tsvector", "a", "", 1 }, { "tsquery", "a", "", 1 }, { "point", "(", ",1)", 1 }, { "line", "{1,1,", "}", 1 },
	{ "lseg", "[(0,0),(1,", ")]", 1 }, { "box", "((0,0),(1,", "))", 1 }, { "path", "((0,0),(1,", "))", 1 },
	{ "polygon", "((0,0),(1,", "))", 1 }, { "circle", "<(0,0),", ">", 1 }, { "int4range", "[", ",200)", 1 },
	{ "int8range", "[", ",200)", 1 }, { "numrange", "[", ",200)", 1 }, { "int4multirange", "{[", ",200)}", 1 },
	{ "int8multirange", "{[", ",200)}", 1 }, { "nummultirange", "{[", ",200)}", 1 }, { "pg_lsn", "0/", "", 1 },
	{ "hstore", "\"a\"=>\"", "\"", 1 }, { "ltree", "a.b", "", 1 }, { .type = NULL },
};
/* clang-format on */

/* Such as people seldom give, but that fit into few digits; the last ones fit nearly everywhere. */
static const unsigned numbers[] = { 61, 62, 63, 64, 17, 12, 1, 0, 2, 3, 9, 99 };
#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static bool starts(const char *text, const char *begin)
{
	return strncmp(text, begin, strlen(begin)) == 0;
}

/* ------------------------------------------------------------------ types of many lengths */

/* The first number in the parentheses behind a type's name. */
static unsigned limit_of(const char *type, unsigned otherwise)
{
	const char *at = strchr(type, '(');
	unsigned limit;

	return at && sscanf(at, "(%u", &limit) == 1 ? limit : otherwise;
}

static bool make_text(const char *type, uint32_t n, char *out, size_t size)
{
	return kit_sample_text(n, limit_of(type, UINT8_MAX), out, size);
}

/* As many as there must be. */
static bool make_bits(const char *type, uint32_t n, char *out, size_t size)
{
	unsigned length = 1;

	sscanf(type, "bit(%u)", &length);
	if (n > 1 || length >= size)
		return false;
	memset(out, n ? '1' : '0', length);
	out[length] = '\0';
	return true;
}

static bool make_time(const char *type, uint32_t n, char *out, size_t size)
{
	if (n >= NUMBERS)
		return false;
	if (starts(type, "time "))
		snprintf(out, size, "01:02:%02u", (unsigned)n);
	else if (starts(type, "daterange") || starts(type, "ts"))
		snprintf(out, size, "[2001-02-%02u,2001-03-01)", (unsigned)n + 1);
	else
		snprintf(out, size, "2001-02-%02u%s", (unsigned)n + 1,
			 starts(type, "date") ? "" : " 01:02:03");
	return true;
}

/* A value of a type of the server's own, without quotes. */
static bool make_value(const char *type, uint32_t n, char *out, size_t size)
{
	if (starts(type, "boolean"))
		return n < 2 && snprintf(out, size, "%s", n ? "f" : "t") > 0;
	if (starts(type, "character") || strcmp(type, "text") == 0 || strcmp(type, "name") == 0)
		return make_text(type, n, out, size);
	if (starts(type, "bit("))
		return make_bits(type, n, out, size);
	if (starts(type, "time") || starts(type, "date") || starts(type, "tsrange") ||
	    starts(type, "tstzrange"))
		return make_time(type, n, out, size);
	return n < NUMBERS && kit_sample_pattern(patterns, type, numbers[n], out, size);
}

/* ------------------------------------------------------------------ types of users */

/* The `n`th line, which is quoted already. */
static int add_label(const struct wb_object *type, uint32_t n, struct wb_text *out)
{
	const char *labels = kit_get(type, "labels"), *next;
	size_t len = 0;

	while ((next = kit_line(labels, &len)) && n--)
		labels = next;
	if (!next)
		return 0;
	pg_host->append(out, labels, len);
	return 1;
}

/* All attributes given, as numbers and as nothing. */
static int add_composite(const struct wb_object *type, uint32_t n, struct wb_text *out)
{
	const char *line = kit_get(type, "attributes"), *comma = "";
	size_t len;

	if (n > 1)
		return 0;
	kit_add(out, "'(");
	for (const char *next; (next = kit_line(line, &len)); line = next) {
		kit_write(out, "%s%s", comma, n == 0 ? "61" : "");
		comma = ",";
	}
	kit_add(out, ")'");
	return 1;
}

/* An array, or a value alone. */
static int add_value(const char *type, uint32_t n, struct wb_text *out)
{
	const char *array = strstr(type, "[]");
	char value[128] = "";

	if (array && n == 0)
		kit_add(out, "'{}'");
	else if (!make_value(type, array ? n - 1 : n, value, sizeof(value)))
		return 0;
	else
		kit_write(out, array ? "'{\"%s\"}'" : "'%s'", value);
	return 1;
}

/* The server fills it in by itself, or should: an explicit number would be met again. */
static bool is_filled_in(const struct wb_object *column)
{
	const char *value = kit_get(column, "default");

	return kit_get(column, "generated") || kit_get(column, "identity") ||
	       (value && starts(value, "nextval("));
}

int pg_sample(struct kit_sampled *what, struct wb_text *out)
{
	const struct wb_object *column = what->column, *type = what->type;
	const uint32_t n = what->n;
	const char *name = kit_get(column, "type"), *form = type ? kit_get(type, "form") : NULL;

	if (is_filled_in(column) || !name)
		return 0;
	what->every = strcmp(name, "boolean") == 0;
	if (!form)
		return add_value(name, n, out);
	if (strstr(name, "[]"))
		return n == 0 ? add_value(name, 0, out) : 0;
	if (strcmp(form, "enum") == 0) {
		what->every = true;
		return add_label(type, n, out);
	}
	if (strcmp(form, "composite") == 0)
		return add_composite(type, n, out);
	if (strcmp(form, "domain") == 0)
		return add_value(kit_get(type, "type"), n, out);
	if (strcmp(form, "range") == 0 && n == 0) {
		kit_add(out, "'empty'");
		return 1;
	}
	return 0;
}
