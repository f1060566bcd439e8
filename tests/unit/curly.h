/* SPDX-License-Identifier: MIT */
/* A dialect whose own splitting knows more than lexical rules can say: q'{it's}' is a string. BEGIN
 * opens a block that END; closes. */
#ifndef WB_TEST_CURLY_H
#define WB_TEST_CURLY_H

#include <string.h>

#include <whimbrel/operation.h>

#include "lex/lex.h"

/* The end of the token at `at`, or 0 where the text ends within it. */
static size_t curly_token(const char *text, size_t len, size_t at)
{
	static const struct {
		const char *begin, *end;
	} quotes[] = { { "q'{", "}'" }, { "'", "'" }, { "--", "\n" }, { "/*", "*/" } };

	for (size_t i = 0; i < sizeof(quotes) / sizeof(quotes[0]); i++) {
		size_t n = strlen(quotes[i].begin);
		const char *end;

		if (len - at < n || memcmp(text + at, quotes[i].begin, n) != 0)
			continue;
		end = memmem(text + at + n, len - at - n, quotes[i].end, strlen(quotes[i].end));
		return end ? (size_t)(end - text) + strlen(quotes[i].end) : 0;
	}
	return at + 1;
}

static int curly_split(void *ctx, struct wb_lex *state, const struct lex_text *given,
		       struct wb_piece *out, struct wb_error *err)
{
	const char *text = given->data;
	size_t len = given->len, at = 0, token = len, end;
	int depth = 0;

	(void)ctx;
	(void)state;
	(void)err;
	for (; at < len; at = end) {
		bool comment = len - at > 1 &&
			       (memcmp(text + at, "--", 2) == 0 || memcmp(text + at, "/*", 2) == 0);

		end = curly_token(text, len, at);
		/* what begins at the end may become something else */
		if (!given->last && (!end || len - at < 8))
			return 0;
		if (!end && comment && text[at] == '-')
			break;
		if (token == len && !comment && !strchr(" \n;", text[at]))
			token = at;
		if (len - at >= 5 && memcmp(text + at, "BEGIN", 5) == 0)
			depth++;
		if (len - at >= 3 && memcmp(text + at, "END", 3) == 0)
			depth--;
		if (!end || (text[at] == ';' && depth == 0 && token < len)) {
			out->begin = out->token = token < len ? token : at;
			out->end = end ? at : len;
			out->next = end ? at + 1 : len;
			out->flags = end ? 0 : WB_PIECE_TORN;
			return 1;
		}
	}
	if (token == len || !given->last)
		return 0;
	out->begin = out->token = token;
	out->end = out->next = len;
	out->flags = depth ? WB_PIECE_TORN : 0;
	return 1;
}

#endif
