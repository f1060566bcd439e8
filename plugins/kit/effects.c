/* SPDX-License-Identifier: MIT */
#include <whimbrel/kit/effects.h>
#include <whimbrel/kit/uses.h>
#include <whimbrel/operation.h>

/* A program, or the text of one: what it does is not known from its command, but from all words of its statements. */
static bool is_program(const struct kit_words *w)
{
	static const char *const words[] = { "BEGIN",   "CALL", "DECLARE", "DO",
					     "EXECUTE", "IF",   "PREPARE", NULL };

	return kit_word_is_any(w, words);
}

/* INSERT … SELECT, CREATE TABLE … AS SELECT; a query may stand in parentheses. */
static bool copies(const char *text, size_t len)
{
	static const char *const puts[] = { "INSERT", "REPLACE", NULL };
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	if (is_program(&w))
		return kit_holds_word(text, len, "select") &&
		       (kit_holds_word(text, len, "insert") ||
			kit_holds_word(text, len, "replace") || kit_holds_word(text, len, "table"));
	if (kit_word_take(&w, "CREATE"))
		return kit_words_find(&w, "TABLE") && kit_has_word(text, len, "SELECT");
	return (kit_word_is_any(&w, puts) ||
		(kit_word_is(&w, "WITH") && kit_has_word(text, len, "INSERT"))) &&
	       kit_has_word(text, len, "SELECT");
}

bool kit_alters_by(const char *text, size_t len, const char *word)
{
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	if (is_program(&w))
		return kit_holds_word(text, len, word);
	return (kit_word_is(&w, word) || kit_word_is(&w, "ALTER")) && kit_words_find(&w, word);
}

uint32_t kit_effects(const char *const *adds, const char *text, size_t len)
{
	static const char *const change[] = { "ALTER", "COMMENT", "DROP", "GRANT", NULL },
				 *const undo[] = { "ROLLBACK", "ABORT", NULL },
				 *const query[] = { "SELECT", "VALUES", NULL };
	struct kit_words w;
	uint32_t effects = 0;

	kit_words_begin(&w, text, len, 0);
	if (kit_word_is_any(&w, change)) {
		effects = WB_EFFECT_PLAIN;
	} else if (kit_word_is_any(&w, undo)) {
		effects = WB_EFFECT_UNDOES;
	} else if (kit_word_is_any(&w, query)) {
		effects = WB_EFFECT_READS;
	} else if (kit_word_take(&w, "CREATE")) {
		effects = WB_EFFECT_MAKES | WB_EFFECT_PLAIN |
			  (kit_word_is_any(&w, adds) ? WB_EFFECT_ADDS : 0);
	}
	return effects | (copies(text, len) ? WB_EFFECT_COPIES : 0) |
	       (kit_alters_by(text, len, "RENAME") ? WB_EFFECT_RENAMES : 0);
}
