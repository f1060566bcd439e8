/* SPDX-License-Identifier: MIT */
/* Comment lines that nobody needs. */
#ifndef WHIMBREL_READ_COMMENT_LINES_H
#define WHIMBREL_READ_COMMENT_LINES_H

#include <stdbool.h>
#include <stddef.h>

/* Where the blank lines and the comments of whole lines end that `text`, which stands outside of any
 * statement, begins with: up to the first that every dialect might not take for one, or that says
 * something to whimbrel. */
size_t comment_lines_end(const char *text, size_t len);

/* How much of a comment in slashes and stars stays, which opens it. */
#define BLOCK_HEAD 3

/* Is all of the text but blanks at its front a comment in slashes and stars that nothing has closed, and
 * that says nothing to whimbrel? It begins at `begin`, and its whole lines end at the line feed at `end`. */
bool comment_stays_open(const char *text, size_t len, size_t *out_begin, size_t *out_end);

#endif
