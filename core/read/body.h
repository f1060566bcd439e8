/* SPDX-License-Identifier: MIT */
/* Reading a part of a revision's file, piece by piece: from the text that was kept, or from the
 * file, which must still be the one that its header was read from. Every reader of bodies reads
 * through this, so NUL bytes and broken UTF-8 are found in one place. */
#ifndef WB_CORE_BODY_H
#define WB_CORE_BODY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "revision.h"

struct wb_error;

struct body {
	const struct revision *revision;
	int fd; /* -1: the text in memory is used */
	uint64_t at, end;
	bool unchecked; /* it is known that there is text that is not UTF-8: go on all the same */
};

#define BODY_WINDOW ((size_t)128 << 10) /* how much is read at a time */
#define BODY_WINDOW_MIN ((size_t)4)     /* a piece holds at least one character */

/* Open the part of the file from `begin` to `end`. WB_E_FILE when it can't be read or has another
 * size than it had. */
int body_open(const struct revision *revision, uint64_t begin, uint64_t end, struct body *out,
	      struct wb_error *err);
void body_close(struct body *body);
/* The next piece, of at most `size` bytes, into `to`. It never ends in the midst of a character;
 * its length is 0 at the end. Text that is not UTF-8 is an error with its line. */
int body_read(struct body *body, char *to, size_t size, size_t *out_len, struct wb_error *err);
/* Bytes at any offset, unchecked; fewer only at the end of the part. */
int body_peek(const struct body *body, uint64_t offset, char *to, size_t size, size_t *out_len,
	      struct wb_error *err);
/* The number of the line that the byte at `offset` stands in, and where in it (from 1; NULL: not
 * asked for). 0 if it can't be read. */
uint32_t body_line(const struct body *body, uint64_t offset, uint64_t *out_column);

#endif
