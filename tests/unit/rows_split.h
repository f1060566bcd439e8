/* SPDX-License-Identifier: MIT */
/* A dialect with rows of data behind a statement, and with lines of its client. */
#ifndef WB_TEST_ROWS_SPLIT_H
#define WB_TEST_ROWS_SPLIT_H

#include <string.h>

#include <whimbrel/operation.h>

#include "base/error.h"
#include "lex/lex.h"

/* Splits as lex_split, but for lines of a client (`.x`, and `.ignore` which is passed over) and for
 * COPY: after a statement that begins with COPY, lines of data, the rest of its own among them, up
 * to one that is `\.` */
static int rows_split(void *ctx, struct wb_lex *state, const struct lex_text *given,
		      struct wb_piece *out, struct wb_error *err)
{
	const char *text = given->data;
	size_t len = given->len;
	uint32_t rules = *(const uint32_t *)ctx;
	int found;

	if (state->slot[7]) {
		const char *feed = memchr(text, '\n', len);

		if (!feed && given->last)
			return wb_error_set(err, WB_E_REVISION,
					    "the data of a COPY statement have no end");
		if (!feed)
			return 0;
		*out = (struct wb_piece){ .flags = WB_PIECE_DATA,
					  .end = (size_t)(feed - text) + 1 };
		out->next = out->end;
		if (memcmp(text, "\\.", 2) == 0) {
			out->flags |= WB_PIECE_DATA_END;
			out->end = 0;
			state->slot[7] = 0;
		}
		return 1;
	}
	found = lex_split(rules, state, text, len, given->last, out, err);
	if (found == 1 && text[out->token] == '.')
		out->flags |= strncmp(text + out->token, ".ignore", 7) == 0 ? WB_PIECE_IGNORE
									    : WB_PIECE_META;
	if (found == 1 && strncmp(text + out->token, "COPY", 4) == 0) {
		out->flags |= WB_PIECE_COPY_IN;
		state->slot[7] = 1;
	}
	return found;
}

#endif
