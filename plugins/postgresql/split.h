/* SPDX-License-Identifier: MIT */
/* Splitting: what its files share. */
#ifndef WB_POSTGRESQL_SPLIT_H
#define WB_POSTGRESQL_SPLIT_H

#include "postgresql.h"

/* What is kept in wb_lex.slot. The first four belong to a statement and are zero before one was
 * found. */
enum {
	SLOT_TOKEN,   /* where its first token is, plus 1 */
	SLOT_BEGIN,   /* where it begins, comments in front included */
	SLOT_DEPTH,   /* of parentheses */
	SLOT_BLOCK,   /* of BEGIN and CASE */
	SLOT_ROUTINE, /* it makes a function or procedure, so blocks count */
	SLOT_COPY,    /* enum pg_copy */
	SLOT_FIRST,   /* the text has begun: no byte order mark is behind here */
	SLOT_MODE     /* wb_lex.mode where the text began, plus 1 */
};

enum pg_copy { COPY_NONE, COPY_LINE /* the rest of the statement's line */, COPY_DATA };

struct pg_text {
	struct wb_lex *state;
	const char *text;
	size_t len;
	int32_t last;
	size_t floor; /* a token's beginning: what is before it is no part of a word */
};

/* ---- split_scan.c */

bool pg_is_word(char c);
/* As host->scan. */
int32_t pg_scan(uint32_t rules, const struct pg_text *t, size_t i, size_t *end);
/* On from `*at` to what ends the statement: WB_TOKEN_MARK at a semicolon or a backslash, else as
 * host->skip. */
int32_t pg_pass_statement(struct pg_text *t, size_t *at);

/* ---- copy_data.c */

/* Where the text between `token` and `end` ends without the blanks behind it. */
size_t pg_trim(const char *text, size_t token, size_t end);
/* The next piece of a COPY statement's data. */
int pg_split_data(struct pg_text *t, struct wb_piece *out, struct wb_error *err);

#endif
