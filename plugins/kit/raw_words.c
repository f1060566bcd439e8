/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <string.h>

#include <whimbrel/kit/host.h>

#include "raw_words.h"

/* A statement has its table among so many words and marks. */
#define MOST_WORDS 400

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

void kit_raw_pass_blanks(struct raw_words *w)
{
	for (;;) {
		const char *end;

		while (w->at < w->end && isspace((unsigned char)*w->at))
			w->at++;
		if (w->end - w->at < 2 ||
		    (memcmp(w->at, "--", 2) != 0 && memcmp(w->at, "/*", 2) != 0))
			return;
		end = *w->at == '-' ? memchr(w->at, '\n', (size_t)(w->end - w->at))
				    : memmem(w->at + 2, (size_t)(w->end - w->at - 2), "*/", 2);
		w->at = end ? end + (*w->at == '-' ? 1 : 2) : w->end;
	}
}

/* A quote that stands there twice is one of the name. */
static void take_quoted(struct raw_words *w)
{
	const char mark = *w->at == '[' ? ']' : *w->at;
	bool more = true;

	w->quoted = true;
	for (w->at++; more; w->at++) {
		const char *close = memchr(w->at, mark, (size_t)(w->end - w->at));

		/* one by itself is a part of some text: the next line begins anew */
		if (!close || memchr(w->at, '\n', (size_t)(close - w->at))) {
			w->len = 0;
			return;
		}
		more = close + 1 < w->end && close[1] == mark;
		memcpy(w->word + w->len, w->at, (size_t)(close - w->at) + more);
		w->len += (size_t)(close - w->at) + more;
		w->at = close + more;
	}
}

static bool begins_name(char c)
{
	return c == '"' || c == '`' || (c == '[' && kit_dialect->lexical & WB_LEX_BRACKET);
}

bool kit_raw_next(struct raw_words *w)
{
	w->len = 0;
	w->quoted = false;
	kit_raw_pass_blanks(w);
	if (w->at < w->end && begins_name(*w->at))
		take_quoted(w);
	else
		while (w->at < w->end && is_word(*w->at))
			w->word[w->len++] = (char)tolower((unsigned char)*w->at++);
	w->word[w->len] = '\0';
	if (!w->len)
		w->at += w->at < w->end;
	return w->len != 0;
}

bool kit_raw_is(const struct raw_words *w, const char *word)
{
	return !w->quoted && strcmp(w->word, word) == 0;
}

bool kit_raw_is_any(const struct raw_words *w, const char *const *words)
{
	while (*words && !kit_raw_is(w, *words))
		words++;
	return *words != NULL;
}

bool kit_raw_pass(struct raw_words *w, const char *const *words)
{
	bool found;

	do {
		found = kit_raw_next(w);
	} while (found && kit_raw_is_any(w, words));
	return found;
}

bool kit_raw_go_to(struct raw_words *w, const char *word, const char *other)
{
	for (int i = 0; i < MOST_WORDS && w->at < w->end; i++) {
		if (kit_raw_next(w)) {
			if (kit_raw_is(w, word) || kit_raw_is(w, other))
				return true;
		} else if (w->at == w->end || w->at[-1] == ';') {
			return false;
		}
	}
	return false;
}
