/* SPDX-License-Identifier: MIT */
/* Names and literals. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* Key words that cannot be names everywhere without quotes, in order. Those that a later server
 * adds are quoted by nobody yet. */
/* clang-format off */
static const char *const words[] = {
	"all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric",
	"authorization", "between", "bigint", "binary", "bit", "boolean", "both", "case", "cast",
	"char", "character", "check", "coalesce", "collate", "collation", "column",
	"concurrently", "constraint", "create", "cross", "current_catalog", "current_date",
	"current_role", "current_schema", "current_time", "current_timestamp", "current_user",
	"dec", "decimal", "default", "deferrable", "desc", "distinct", "do", "else", "end",
	"except", "exists", "extract", "false", "fetch", "float", "for", "foreign", "freeze",
	"from", "full", "grant", "greatest", "group", "grouping", "having", "ilike", "in",
	"initially", "inner", "inout", "int", "integer", "intersect", "interval", "into", "is",
	"isnull", "join", "json", "json_array", "json_arrayagg", "json_exists", "json_object",
	"json_objectagg", "json_query", "json_scalar", "json_serialize", "json_table",
	"json_value", "lateral", "leading", "least", "left", "like", "limit", "localtime",
	"localtimestamp", "merge_action", "national", "natural", "nchar", "none", "normalize",
	"not", "notnull", "null", "nullif", "numeric", "offset", "on", "only", "or", "order",
	"out", "outer", "overlaps", "overlay", "placing", "position", "precision", "primary",
	"real", "references", "returning", "right", "row", "select", "session_user", "setof",
	"similar", "smallint", "some", "substring", "symmetric", "system_user", "table",
	"tablesample", "then", "time", "timestamp", "to", "trailing", "treat", "trim", "true",
	"union", "unique", "user", "using", "values", "varchar", "variadic", "verbose", "when",
	"where", "window", "with", "xmlattributes", "xmlconcat", "xmlelement", "xmlexists",
	"xmlforest", "xmlnamespaces", "xmlparse", "xmlpi", "xmlroot", "xmlserialize", "xmltable"
};
/* clang-format on */

static int compare_words(const void *a, const void *b)
{
	return strcmp(a, *(const char *const *)b);
}

/* As quote_ident does it. */
static void put_name(struct kit_sink *out, const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
	bool plain = *name && !(*name >= '0' && *name <= '9') && !name[strspn(name, letters)];

	if (plain && !bsearch(name, words, sizeof(words) / sizeof(words[0]), sizeof(words[0]),
			      compare_words))
		kit_put(out, name, strlen(name));
	else
		kit_put_quoted(out, '"', false, name, strlen(name));
}

/* E'…' means the same whatever standard_conforming_strings says. */
static void put_literal(struct kit_sink *out, const char *text, size_t len)
{
	bool escape = memchr(text, '\\', len) != NULL;

	kit_put(out, "E", escape);
	kit_put_quoted(out, '\'', escape, text, len);
}

const struct kit_dialect pg_kit = {
	.lexical = PG_LEXICAL, .quote = '"', .name = put_name, .literal = put_literal
};

int pg_quote(void *conn, bool literal, struct kit_part text, struct wb_text *out,
	     struct wb_error *err)
{
	struct kit_sink sink = { .engines = out };

	(void)conn;
	if (memchr(text.at, '\0', text.len))
		return pg_host->fail(err, WB_E_UNSUPPORTED,
				     "PostgreSQL has no %s with a NUL byte in it",
				     literal ? "literal" : "name");
	if (!literal && (text.len == 0 || text.len > 63))
		return pg_host->fail(err, WB_E_UNSUPPORTED,
				     "a name has 1 to 63 bytes in PostgreSQL, this one %zu",
				     text.len);
	if (literal)
		put_literal(&sink, text.at, text.len);
	else
		kit_put_quoted(&sink, '"', false, text.at, text.len);
	return 0;
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
	if (space)
		kit_write(out, "%I.", space);
	kit_write(out, "%I", aside);
}
