/* SPDX-License-Identifier: MIT */
/* Values that a column may well hold, for made-up rows, by the affinity of its type
 * (https://www.sqlite.org/datatype3.html, 3.1) and the words that people use beyond it. */
#include <stdio.h>
#include <string.h>

#include "schema.h"

enum family { NUMBER, REAL, TEXT, BLOB, DATE, FLAG };

/* Found anywhere in the name of the type; the first one counts. */
static const struct {
	const char *word;
	enum family family;
} words[] = {
	{ "int", NUMBER }, { "bool", FLAG }, { "char", TEXT }, { "clob", TEXT }, { "text", TEXT },
	{ "date", DATE },  { "time", DATE }, { "blob", BLOB }, { "real", REAL }, { "floa", REAL },
	{ "doub", REAL },  { "num", REAL },  { "dec", REAL },
};

static enum family family_of(const char *type)
{
	for (size_t i = 0; type && i < sizeof(words) / sizeof(words[0]); i++)
		for (const char *at = type; *at; at++)
			if (sqlite3_strnicmp(at, words[i].word, (int)strlen(words[i].word)) == 0)
				return words[i].family;
	return TEXT;
}

/* Such as people seldom give; the last ones fit nearly everywhere. */
static const int numbers[] = { 61, 62, 63, 64, 17, 12, 1, 0, 2, 3, 9, 99 };
#define NUMBERS (sizeof(numbers) / sizeof(numbers[0]))
static const uint8_t lengths[] = { 2, 2, 1, 3, 4, 5, 6, 8, 10, 16, 20, 36 };

static void add_value(struct wb_text *out, enum family family, uint32_t n)
{
	char value[64];

	switch (family) {
	case NUMBER:
		snprintf(value, sizeof(value), "%d", numbers[n]);
		break;
	case REAL:
		snprintf(value, sizeof(value), "%d.5", numbers[n]);
		break;
	case FLAG:
		snprintf(value, sizeof(value), "%d", n == 0);
		break;
	case DATE:
		snprintf(value, sizeof(value), "'2001-02-%02d 01:02:03'", (int)n + 1);
		break;
	case BLOB:
		snprintf(value, sizeof(value), "x'%04d'", numbers[n]);
		break;
	default:
		memset(value, (char)('1' + n % 9), lengths[n]);
		value[lengths[n]] = '\0';
		kit_write(out, "%L", value);
		return;
	}
	kit_add(out, value);
}

int sqlite_sample(struct kit_sampled *what, struct wb_text *out)
{
	enum family family = family_of(kit_get(what->column, "type"));

	what->every = family == FLAG;
	if (kit_get(what->column, "generated") || what->n >= (family == FLAG ? 2 : NUMBERS))
		return 0;
	add_value(out, family, what->n);
	return 1;
}
