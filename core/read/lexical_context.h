/* SPDX-License-Identifier: MIT */
/* Is a place in a section inside a string, a quoted name, a comment or rows of data? Reads a
 * section's text from its beginning, as far as somebody asks, in a window: as the dialect splits
 * it. Places are asked about in ascending
 * order. */
#ifndef WB_CORE_LEXICAL_CONTEXT_H
#define WB_CORE_LEXICAL_CONTEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "body.h"
#include "base/buf.h"
#include "marker_line.h"

struct lexical_context {
	const struct body *body;
	const struct lexer *lexer;
	size_t window;
	struct wb_lex state; /* of the dialect's splitting, at `at` */
	uint64_t at;         /* the beginning of a piece … */
	uint64_t until; /* … or of text that everything up to here is known to be inside of */
	struct buf text;
};

void lexical_context_begin(struct lexical_context *in, const struct body *body,
			   const struct lexer *lexer, uint64_t begin, size_t window);
/* Is the comment that seems to begin at `offset` inside something? 1 or 0, or negative. */
int lexical_context_ask(struct lexical_context *in, uint64_t offset, struct wb_error *err);
void lexical_context_release(struct lexical_context *in);

#endif
