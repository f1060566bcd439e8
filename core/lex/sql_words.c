/* SPDX-License-Identifier: MIT */
#include "sql_words.h"

#include <ctype.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"

struct words {
	const char *at, *end;
	const struct variables *variables; /* NULL: none are filled in */
	struct buf word;                   /* as it counts: folded unless it was quoted */
};

static bool is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (unsigned char)c >= 0x80;
}

static void skip_comment(struct words *w)
{
	const char *end = w->at[0] == '-'
				  ? memchr(w->at, '\n', (size_t)(w->end - w->at))
				  : memmem(w->at + 2, (size_t)(w->end - w->at - 2), "*/", 2);

	w->at = end ? end + (w->at[0] == '-' ? 1 : 2) : w->end;
}

/* A quote that stands there twice is one of the name. */
static void take_quoted(struct words *w)
{
	const char mark = *w->at;
	bool more = true;

	for (w->at++; more; w->at++) {
		const char *close = memchr(w->at, mark, (size_t)(w->end - w->at));

		/* one by itself is a part of some text: the next line begins anew */
		if (!close || memchr(w->at, '\n', (size_t)(close - w->at))) {
			buf_clear(&w->word);
			return;
		}
		more = close + 1 < w->end && close[1] == mark;
		buf_add(&w->word, w->at, (size_t)(close - w->at) + more);
		w->at = close + more;
	}
}

/* ${NAME}; false: it is something else. */
static bool take_reference(struct words *w)
{
	struct reference ref = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;

	reference_read(w->at, (size_t)(w->end - w->at), true, &ref);
	if (!ref.len || ref.escaped)
		return false;
	/* quotes that the value gets are no part of it */
	ref.form = 0;
	if (w->variables && reference_expand(w->variables, &ref, &w->word, &ignored) < 0)
		wb_error_clear(&ignored);
	w->at += ref.len;
	return true;
}

/* The next word or name; false: a sign, or the end. */
static bool next(struct words *w)
{
	buf_clear(&w->word);
	for (;;) {
		while (w->at < w->end && isspace((unsigned char)*w->at))
			w->at++;
		if (w->end - w->at < 2 ||
		    (memcmp(w->at, "--", 2) != 0 && memcmp(w->at, "/*", 2) != 0))
			break;
		skip_comment(w);
	}
	if (w->at < w->end && (*w->at == '"' || *w->at == '`')) {
		take_quoted(w);
	} else {
		while (w->at < w->end && (is_word(*w->at) || *w->at == '{')) {
			if (w->end - w->at > 1 && w->at[0] == '$' && w->at[1] == '{' &&
			    take_reference(w))
				continue;
			if (!is_word(*w->at))
				break;
			buf_char(&w->word, (char)tolower((unsigned char)*w->at++));
		}
	}
	if (w->word.len)
		return true;
	w->at += w->at < w->end;
	return false;
}

/* ------------------------------------------------------------------ a whole text */

int words_each(const char *text, size_t len, const struct variables *variables,
	       int (*take)(void *ctx, const char *word), void *ctx)
{
	struct words w = { .at = text, .end = text + len, .variables = variables };
	int rc = 0;

	while (rc == 0 && w.at < w.end)
		if (next(&w))
			rc = w.word.failed ? -1 : take(ctx, buf_text(&w.word));
	buf_release(&w.word);
	return rc;
}
