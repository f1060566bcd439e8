/* SPDX-License-Identifier: MIT */
/* What sessions begin with: statements that say it for later ones, and those that bring it back. */
#include <string.h>

#include <whimbrel/kit/uses.h>

#include "sets.h"

static bool any(const char *text, size_t len, const char *const *words,
		bool (*has)(const char *text, size_t len, const char *word))
{
	while (*words && !has(text, len, *words))
		words++;
	return *words != NULL;
}

static const char *const of[] = { "DATABASE", "ROLE", "USER", NULL };
static const char *const sets[] = { "SET", "RESET", NULL };

/* What may run a text that stands in it. */
static const char *const programs[] = { "CALL", "DO", "EXECUTE", "SELECT", "WITH", NULL };

bool pg_holds_defaults(const char *text, size_t len)
{
	return kit_holds_word(text, len, "ALTER") && any(text, len, of, kit_holds_word) &&
	       any(text, len, sets, kit_holds_word);
}

bool pg_sets_defaults(const char *text, size_t len)
{
	struct kit_words w;

	if (!kit_mentions(text, len, "ALTER"))
		return false;
	kit_words_begin(&w, text, len, 0);
	if (kit_word_take(&w, "ALTER"))
		return kit_word_is_any(&w, of) && any(text, len, sets, kit_has_word);
	/* also what another session is told to do, in a literal */
	return kit_word_is_any(&w, programs) && pg_holds_defaults(text, len);
}

/* set_config() with a null. */
static int is_unvalued(void *ctx, const struct pg_set_call *call)
{
	(void)ctx;
	return !call->valued;
}

/* TIME ZONE LOCAL is TIME ZONE DEFAULT. */
bool pg_resets(const char *text, size_t len)
{
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	if (kit_word_is(&w, "RESET"))
		return true;
	if (kit_word_is(&w, "SET"))
		return kit_has_word(text, len, "DEFAULT") ||
		       (kit_has_word(text, len, "ZONE") && kit_has_word(text, len, "LOCAL"));
	if (pg_each_set_call(text, len, is_unvalued, NULL) == 1)
		return true;
	return kit_word_is_any(&w, programs) &&
	       (kit_holds_word(text, len, "RESET") ||
		(kit_holds_word(text, len, "DEFAULT") && kit_holds_word(text, len, "SET")));
}
