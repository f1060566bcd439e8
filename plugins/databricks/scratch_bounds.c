/* SPDX-License-Identifier: MIT */
/* A scratch schema is in the target's catalog, so a statement that is tried out must not get out of it: names
 * that lead to the target's own schema are taken as the scratch one's, and what may lead elsewhere is refused. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "databricks.h"

/* Behind these a name is one of a table, a view, a function or a schema. */
static const char *const before_names[] = { "FROM",     "JOIN",     "INTO",       "TABLE", "UPDATE",
					    "VIEW",     "FUNCTION", "REFERENCES", "USING", "DETAIL",
					    "HISTORY",  "EXISTS",   "OVERWRITE",  "CLONE", "LIKE",
					    "DESCRIBE", "DESC",     "EXTENDED",   NULL };

/* These act on more than a schema, or run what can't be read here. */
static const char *const outward[] = { "USE",  "GRANT",   "REVOKE",  "DENY", "COPY",
				       "CALL", "EXECUTE", "BEGIN",   "MSCK", "SYNC",
				       "LOAD", "SET",     "REFRESH", NULL };

static bool is_name(const struct kit_part part, const char *name)
{
	char *plain = name ? kit_unquoted(part) : NULL;
	bool is = plain && strcasecmp(plain, name) == 0;

	free(plain);
	return is;
}

/* Behind what leads to the target's schema; 0: it leads elsewhere, -1: it has no dots, and leads nowhere. */
static int64_t own_part(const struct brick_conn *c, struct kit_part name)
{
	struct kit_words w;
	struct kit_part parts[4] = { { 0 } };
	size_t count = 0;

	kit_words_begin(&w, name.at, name.len, 0);
	while (!kit_words_ended(&w) && count < 4) {
		parts[count++] = kit_part_take(&w);
		if (!kit_mark_take(&w, '.'))
			break;
	}
	if (count == 3 && is_name(parts[0], c->target_catalog) &&
	    is_name(parts[1], c->target_schema))
		return parts[2].at - name.at;
	if (count == 2 && is_name(parts[0], c->target_schema))
		return parts[1].at - name.at;
	return count < 2 ? -1 : 0;
}

static int refuse(struct wb_error *err, struct kit_part what)
{
	return kit_host->fail(err, WB_E_REFUSED,
			      "on a scratch schema nothing is done that may lead out of it: %.*s",
			      (int)(what.len > 100 ? 100 : what.len), what.at);
}

static bool makes_schema(struct kit_words w)
{
	if (!kit_word_take(&w, "CREATE") && !kit_word_take(&w, "DROP") &&
	    !kit_word_take(&w, "ALTER") && !kit_word_take(&w, "COMMENT"))
		return false;
	kit_word_take(&w, "ON");
	return kit_word_is(&w, "SCHEMA") || kit_word_is(&w, "DATABASE") ||
	       kit_word_is(&w, "CATALOG");
}

/* The statement as it may be run on scratch, into `out`. */
int brick_within(const struct brick_conn *c, const char *text, size_t len, struct kit_text *out,
		 struct wb_error *err)
{
	struct kit_words w;
	size_t done = 0;

	kit_words_begin(&w, text, len, 0);
	if (kit_word_is_any(&w, outward))
		return refuse(err, (struct kit_part){ .at = text + w.begin, .len = len - w.begin });
	if (makes_schema(w))
		return kit_host->fail(err, WB_E_OUTSIDE,
				      "it makes or drops what is no part of a schema");
	while (!kit_words_ended(&w)) {
		bool before = kit_word_is_any(&w, before_names);
		struct kit_part name;
		int64_t own;

		kit_words_next(&w);
		if (!before || kit_word_is_any(&w, before_names) ||
		    (w.token != WB_TOKEN_WORD && w.token != WB_TOKEN_NAME))
			continue;
		name = kit_name_take(&w);
		own = own_part(c, name);
		if (own < 0)
			continue;
		if (!own)
			return refuse(err, name);
		kit_text_append(out, text + done, (size_t)(name.at - text) - done);
		done = (size_t)(name.at - text) + (size_t)own;
	}
	kit_text_append(out, text + done, len - done);
	return out->failed ? kit_no_memory(err) : 0;
}
