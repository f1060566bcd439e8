/* SPDX-License-Identifier: MIT */
/* Settings with a dot in their names: whoever sets one, be it for a moment, makes it, and then it is there, and empty at the
 * least, for as long as its session is. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/uses.h>

#include "sets.h"

/* Of names with commas between them. */
static bool is_among(const char *name, const char *names)
{
	const size_t len = strlen(name);

	for (const char *at = names; at; at = strchr(at, ',')) {
		at += *at == ',';
		if (strncasecmp(at, name, len) == 0 && (at[len] == ',' || !at[len]))
			return true;
	}
	return false;
}

static bool is_custom(const char *name, const char *known)
{
	return strchr(name, '.') && !is_among(name, known);
}

static int is_new(void *ctx, const struct pg_set_call *call)
{
	return !*call->name || is_custom(call->name, ctx);
}

bool pg_makes_setting(const char *text, size_t len, const char *known)
{
	static const char *const programs[] = { "CALL", "DO", NULL };
	struct kit_words w;
	char *name;
	bool is;

	kit_words_begin(&w, text, len, 0);
	if (!kit_word_take(&w, "SET"))
		return (kit_mentions(text, len, "set_config") || kit_word_is_any(&w, programs)) &&
		       pg_each_set_call(text, len, is_new, (void *)known) == 1;
	if (!kit_word_take(&w, "LOCAL"))
		kit_word_take(&w, "SESSION");
	name = pg_setting_take(&w);
	is = name && is_custom(name, known);
	free(name);
	return is;
}

/* SET name = …, as it stands in a routine or behind its head. */
static bool sets_custom(struct kit_words w)
{
	char *name;
	bool is;

	kit_words_next(&w);
	if (!kit_word_take(&w, "LOCAL"))
		kit_word_take(&w, "SESSION");
	name = pg_setting_take(&w);
	is = name && strchr(name, '.') && (kit_mark_is(&w, '=') || kit_word_is(&w, "TO"));
	free(name);
	return is;
}

bool pg_hides_setting(const char *text, size_t len)
{
	struct kit_words w;
	bool is = kit_mentions(text, len, "set_config");

	if (!is && !kit_mentions(text, len, "SET"))
		return false;
	for (kit_words_begin(&w, text, len, 0); !is && !kit_words_ended(&w); kit_words_next(&w)) {
		char *inner =
			w.token == WB_TOKEN_STRING
				? kit_literal((struct kit_part){ text + w.begin, w.end - w.begin })
				: NULL;

		is = (kit_word_is(&w, "SET") && sets_custom(w)) ||
		     (inner && pg_each_set_within(inner, strlen(inner), is_new, (void *)"") == 1);
		free(inner);
	}
	return is;
}
