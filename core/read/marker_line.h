/* SPDX-License-Identifier: MIT */
/* What a line that looks like a section's marker is to the dialect that splits the text around it:
 * a comment where SQL stands, or a part of a string, a name, a block comment or data. */
#ifndef WB_CORE_MARKER_LINE_H
#define WB_CORE_MARKER_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <whimbrel/operation.h>

#include "lex/lex.h"

/* How a dialect's text is read: by its own splitting, as wb_dialect.split with a context in front;
 * where it has none, `split` is NULL and the lexical rules alone count. */
struct lexer {
	uint32_t rules;
	uint32_t
		mode; /* wb_lex.mode to begin with: what is known of the database without a connection */
	int (*split)(void *ctx, struct wb_lex *state, const struct lex_text *text,
		     struct wb_piece *out, struct wb_error *err);
	void *ctx;
};

/* The beginning of a text. */
struct wb_lex lexer_begin(const struct lexer *lexer);
/* The next piece, as wb_dialect.split. */
int lexer_split(const struct lexer *lexer, struct wb_lex *state, struct lex_text text,
		struct wb_piece *out, struct wb_error *err);

/* A text that begins where a piece does, and how splitting stands there. It is changed while
 * somebody asks, and the same again afterwards. */
struct marker_line {
	const struct lexer *lexer;
	struct wb_lex state;
	char *text;
	size_t len;
	int32_t last;
};

/* Is the line whose dashes are at `at` a comment that stands where SQL could? The piece that it is
 * in begins with the text. */
bool marker_line_is_code(struct marker_line *line, size_t at);
/* Where the next line's dashes are from `from` on, which begins a line or is within one that is no
 * marker; `len` if there is none. */
size_t marker_line_find(const char *text, size_t len, size_t from);

#endif
