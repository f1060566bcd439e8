/* SPDX-License-Identifier: MIT */
/* What a statement is, by its first words: what the engine has to know before it runs one. */
#include <string.h>

#include "databricks.h"

static const char no_session[] = "each statement is a request of its own, and nothing that it sets "
				 "is there for the next one: write the value into the statements "
				 "that need it (${NAME}), or put them together into BEGIN … END";
static const char no_temporary[] =
	"a temporary view or variable is gone before the next statement: write it into the "
	"statement that needs it (WITH …), or put them together into BEGIN … END";
static const char no_transaction[] = "a SQL warehouse has no transactions over several statements: "
				     "leave it out; what belongs together may be one MERGE";

/* Statements that begin so, with what is to be said of them. */
static const struct refusal {
	const char *first, *second; /* second NULL: whatever follows */
	const char *hint;
} refusals[] = {
	{ "SET", NULL, no_session },
	{ "RESET", NULL, no_session },
	{ "DECLARE", NULL, no_temporary },
	{ "CACHE", NULL, no_session },
	{ "START", "TRANSACTION", no_transaction },
	{ "COMMIT", NULL, no_transaction },
	{ "ROLLBACK", NULL, no_transaction },
	{ "BEGIN", "TRANSACTION", no_transaction },
};

static bool follows_use(struct kit_words w)
{
	if (kit_word_is(&w, "USE"))
		return true;
	return kit_word_take(&w, "SET") &&
	       (kit_word_is(&w, "CATALOG") || kit_word_is(&w, "SCHEMA"));
}

static bool is_temporary(struct kit_words w)
{
	if (!kit_word_take(&w, "CREATE"))
		return false;
	if (kit_word_take(&w, "OR"))
		kit_word_take(&w, "REPLACE");
	kit_word_take(&w, "GLOBAL");
	return kit_word_is(&w, "TEMPORARY") || kit_word_is(&w, "TEMP");
}

static bool is_rows(const struct kit_words *w)
{
	static const char *const words[] = { "INSERT",   "UPDATE", "DELETE", "MERGE",    "SELECT",
					     "WITH",     "VALUES", "SHOW",   "DESCRIBE", "DESC",
					     "TRUNCATE", "COPY",   NULL };

	return kit_word_is_any(w, words);
}

/* WITH and FROM may begin a change of rows as well. */
static bool changes_behind(const struct kit_words *w)
{
	static const char *const changes[] = { "INSERT", "UPDATE", "DELETE", "MERGE", NULL };
	bool any = false;

	for (size_t i = 0; changes[i]; i++) {
		struct kit_words ahead = *w;

		any |= kit_words_find(&ahead, changes[i]);
	}
	return any;
}

static bool looks(const struct kit_words *w)
{
	static const char *const words[] = { "SELECT", "VALUES",  "SHOW",  "DESCRIBE", "DESC",
					     "LIST",   "EXPLAIN", "TABLE", NULL };

	return kit_word_is_any(w, words) || kit_mark_is(w, '(') ||
	       ((kit_word_is(w, "WITH") || kit_word_is(w, "FROM")) && !changes_behind(w));
}

uint32_t brick_facts(const char *text, size_t len, const char **out_hint)
{
	struct kit_words w, next;

	kit_words_begin(&w, text, len, 0);
	next = w;
	kit_words_next(&next);
	if (follows_use(w))
		return WB_PIECE_SESSION;
	if (is_temporary(w)) {
		*out_hint = no_temporary;
		return WB_PIECE_REFUSED;
	}
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (kit_word_is(&w, refusals[i].first) &&
		    (!refusals[i].second || kit_word_is(&next, refusals[i].second))) {
			*out_hint = refusals[i].hint;
			return WB_PIECE_REFUSED;
		}
	if (kit_word_is(&w, "GRANT") || kit_word_is(&w, "REVOKE") || kit_word_is(&w, "DENY"))
		return WB_PIECE_PRIVILEGES;
	return (is_rows(&w) ? WB_PIECE_ROWS : 0) | (looks(&w) ? WB_PIECE_LOOKS : 0);
}
