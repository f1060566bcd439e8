/* SPDX-License-Identifier: MIT */
/* Values that a column may well hold, for made-up rows. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/sample.h>

#include "schema.h"

/* clang-format off */
static const struct kit_pattern patterns[] = {
	{ "tinyint", "", "", 1 }, { "smallint", "", "", 1 }, { "mediumint", "", "", 1 }, { "int", "", "", 1 },
	{ "bigint", "", "", 1 }, { "decimal", "", "", 1 }, { "float", "", "", 1 }, { "double", "", "", 1 },
	{ "bit", "", "", 1 }, { "year", "20", "", 2 }, { "datetime", "'20", "-02-03 01:02:03'", 2 },
	{ "timestamp", "'20", "-02-03 01:02:03'", 2 }, { "date", "'20", "-02-03'", 2 }, { "time", "'01:02:", "'", 2 },
	{ "json", "'{\"a\": ", "}'", 1 }, { "uuid", "'00000000-0000-4000-8000-0000000000", "'", 2 },
	{ "inet6", "'::", "'", 1 }, { "inet4", "'10.0.0.", "'", 1 }, { "point", "POINT(", ", 1)", 1 },
	{ "geometry", "POINT(", ", 1)", 1 }, { "linestring", "ST_GeomFromText('LINESTRING(0 0, 1 ", ")')", 1 },
	{ "polygon", "ST_GeomFromText('POLYGON((0 0, ", " 0, 1 1, 0 0))')", 1 }, { .type = NULL },
};
/* clang-format on */

/* Such as people seldom give; the last ones fit nearly everywhere. As seconds, days and years they
 * are none too high. */
static const unsigned numbers[] = { 31, 32, 33, 34, 17, 12, 1, 0, 2, 3, 9, 29 };
#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))

static bool starts(const char *text, const char *begin)
{
	return strncasecmp(text, begin, strlen(begin)) == 0;
}

static int add_pattern(const char *type, uint32_t n, struct wb_text *out)
{
	char value[128];

	if (!kit_sample_pattern(patterns, type, numbers[n], value, sizeof(value)))
		return 0;
	kit_add(out, value);
	return 1;
}

static int add_text(const char *type, uint32_t n, struct wb_text *out)
{
	const char *at = strchr(type, '(');
	unsigned limit = UINT8_MAX;
	char value[64];

	if (at)
		sscanf(at, "(%u", &limit);
	if (!kit_sample_text(n, limit, value, sizeof(value)))
		return 0;
	kit_write(out, "'%s'", value);
	return 1;
}

/* The `n`th text in quotes of "enum('a','b')". */
static int add_label(const char *type, uint32_t n, struct wb_text *out)
{
	const char *at = strchr(type, '\'');

	while (at) {
		const char *end = at + 1;

		while (*end && (*end != '\'' || end[1] == '\''))
			end += *end == '\'' ? 2 : 1;
		if (!*end)
			return 0;
		if (n-- == 0) {
			maria_host->append(out, at, (size_t)(end + 1 - at));
			return 1;
		}
		at = strchr(end + 1, '\'');
	}
	return 0;
}

/* The server fills it in by itself. */
static bool is_filled_in(const struct wb_object *column)
{
	return kit_get(column, "generated") || kit_get(column, "row") ||
	       kit_get(column, "auto_increment");
}

int maria_sample(struct kit_sampled *what, struct wb_text *out)
{
	const char *name = kit_get(what->column, "type");

	const uint32_t n = what->n;

	if (!name || is_filled_in(what->column))
		return 0;
	what->every = starts(name, "enum(");
	if (starts(name, "enum(") || starts(name, "set("))
		return add_label(name, n, out);
	if (n >= NUMBERS)
		return 0;
	if (strstr(name, "char") || strstr(name, "text") || strstr(name, "blob") ||
	    strstr(name, "binary"))
		return add_text(name, n, out);
	return add_pattern(name, n, out);
}
