/* SPDX-License-Identifier: MIT */
/* Comment lines that nobody needs. */
#ifndef WHIMBREL_READ_COMMENT_LINES_H
#define WHIMBREL_READ_COMMENT_LINES_H

#include <stddef.h>

/* Where the blank lines and whole comment lines end that `text`, which stands outside of any
 * statement, begins with: up to the first that every dialect might not take for one, or that says
 * something to whimbrel. */
size_t comment_lines_end(const char *text, size_t len);

#endif
