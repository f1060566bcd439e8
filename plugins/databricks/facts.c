/* SPDX-License-Identifier: MIT */
/* What a statement is, by its first words: what the engine has to know before it runs one. */
#include <whimbrel/kit/split.h>

#include "databricks.h"

static const char no_session[] = "each statement is a request of its own, and nothing that it sets "
				 "is there for the next one: write the value into the statements "
				 "that need it (${NAME}), or put them together into BEGIN … END";
static const char no_temporary[] =
	"a temporary view or variable is gone before the next statement: write it into the "
	"statement that needs it (WITH …), or put them together into BEGIN … END";
static const char no_transaction[] = "a SQL warehouse has no transactions over several statements: "
				     "leave it out; what belongs together may be one MERGE";

/* clang-format off */
/* Statements that begin so, with what is to be said of them. */
static const struct refusal {
	const char *words, *hint;
} refusals[] = {
	{ "SET", no_session }, { "RESET", no_session }, { "CACHE", no_session }, { "DECLARE", no_temporary },
	{ "CREATE TEMP", no_temporary }, { "CREATE TEMPORARY", no_temporary }, { "CREATE GLOBAL", no_temporary },
	{ "CREATE OR REPLACE TEMP", no_temporary }, { "CREATE OR REPLACE TEMPORARY", no_temporary },
	{ "CREATE OR REPLACE GLOBAL", no_temporary }, { "START TRANSACTION", no_transaction },
	{ "BEGIN TRANSACTION", no_transaction }, { "COMMIT", no_transaction }, { "ROLLBACK", no_transaction },
};

#define LOOKS (WB_PIECE_ROWS | WB_PIECE_LOOKS)
static const struct kit_fact facts[] = {
	{ "USE", WB_PIECE_SESSION }, { "SET CATALOG", WB_PIECE_SESSION }, { "SET SCHEMA", WB_PIECE_SESSION },
	{ "GRANT", WB_PIECE_PRIVILEGES }, { "REVOKE", WB_PIECE_PRIVILEGES }, { "DENY", WB_PIECE_PRIVILEGES },
	{ "INSERT", WB_PIECE_ROWS }, { "UPDATE", WB_PIECE_ROWS }, { "DELETE", WB_PIECE_ROWS },
	{ "MERGE", WB_PIECE_ROWS }, { "TRUNCATE", WB_PIECE_ROWS }, { "COPY", WB_PIECE_ROWS }, { "SELECT", LOOKS },
	{ "VALUES", LOOKS }, { "SHOW", LOOKS }, { "DESCRIBE", LOOKS }, { "DESC", LOOKS }, { "WITH", LOOKS },
	{ "LIST", WB_PIECE_LOOKS }, { "EXPLAIN", WB_PIECE_LOOKS }, { "TABLE", WB_PIECE_LOOKS },
	{ "FROM", WB_PIECE_LOOKS }, { "(", WB_PIECE_LOOKS }, { .words = NULL },
};
/* clang-format on */

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

uint32_t brick_facts(const char *text, size_t len, const char **out_hint)
{
	const uint32_t is = kit_facts(facts, text, len);
	struct kit_words w;

	if (is & WB_PIECE_SESSION)
		return is;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (kit_begins(text, len, refusals[i].words)) {
			*out_hint = refusals[i].hint;
			return WB_PIECE_REFUSED;
		}
	kit_words_begin(&w, text, len, 0);
	if ((kit_word_is(&w, "WITH") || kit_word_is(&w, "FROM")) && changes_behind(&w))
		return is & ~(uint32_t)WB_PIECE_LOOKS;
	return is;
}
