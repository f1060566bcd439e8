/* SPDX-License-Identifier: MIT */
/* SQL of several revisions as one text. What is joined has to be split into the very statements that its
 * parts are. */
#ifndef WB_PROJECT_JOINED_TEXT_H
#define WB_PROJECT_JOINED_TEXT_H

#include "base/buf.h"
#include "read/section.h"

struct joined_text {
	struct lexer lexer;
	struct buf *out;
	char *last; /* the last part that had a statement */
	size_t last_len;
};

bool joined_text_has_statement(const struct lexer *lexer, const char *text, size_t len);
/* Behind what is there, under a comment that names its revision. */
int joined_text_add(struct joined_text *t, const struct revision *r, const char *text, size_t len,
		    struct wb_error *err);
/* What follows begins a statement: the last one may have no end. */
int joined_text_end(struct joined_text *t, const struct revision *r, struct wb_error *err);
/* The text of a section of `r` as part of another revision: what it keeps and fills in stays that of `r`, and what
 * would stand behind it unseen stands in it. */
int joined_text_keeps(const struct joined_text *t, const struct revision *r,
		      const struct section *section, struct buf *text, struct wb_error *err);
void joined_text_release(struct joined_text *t);

#endif
