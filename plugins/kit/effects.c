/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/effects.h>
#include <whimbrel/kit/words.h>
#include <whimbrel/operation.h>

/* The word at `*at`, which moves behind it and the blanks there. */
static struct kit_part take_word(const char *text, size_t len, size_t *at)
{
	struct kit_part word = { .at = text + *at };

	while (*at < len && (isalpha((unsigned char)text[*at]) || text[*at] == '_'))
		++*at;
	word.len = (size_t)(text + *at - word.at);
	while (*at < len && isspace((unsigned char)text[*at]))
		++*at;
	return word;
}

static bool is_any(struct kit_part word, const char *const *words)
{
	while (*words &&
	       (strlen(*words) != word.len || strncasecmp(*words, word.at, word.len) != 0))
		words++;
	return *words != NULL;
}

/* INSERT … SELECT, CREATE TABLE … AS SELECT */
static bool copies(const char *text, size_t len)
{
	return kit_mentions(text, len, "select") &&
	       (kit_mentions(text, len, "insert") ||
		(kit_mentions(text, len, "create") && kit_mentions(text, len, "table")));
}

uint32_t kit_effects(const char *const *adds, const char *text, size_t len)
{
	static const char *const create[] = { "create", NULL },
				 *const change[] = { "alter", "comment", "drop", "grant", NULL },
				 *const undo[] = { "rollback", "abort", NULL };
	size_t at = 0;
	struct kit_part first = take_word(text, len, &at);
	uint32_t effects = 0;

	if (is_any(first, create))
		effects = WB_EFFECT_MAKES | WB_EFFECT_PLAIN |
			  (is_any(take_word(text, len, &at), adds) ? WB_EFFECT_ADDS : 0);
	else if (is_any(first, change))
		effects = WB_EFFECT_PLAIN;
	else if (is_any(first, undo))
		effects = WB_EFFECT_UNDOES;
	return effects | (copies(text, len) ? WB_EFFECT_COPIES : 0) |
	       (kit_mentions(text, len, "rename") ? WB_EFFECT_RENAMES : 0);
}
