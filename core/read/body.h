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

/* SQL: bytes in memory or a file, and the part of it that is meant. Borrowed by whoever reads it. */
struct sql_text {
	const char *path;     /* for messages too */
	const char *bytes;    /* all of them; NULL: they are in the file */
	uint64_t size;        /* of all, as it was when somebody looked */
	uint64_t begin, end;  /* the part */
	uint32_t line;        /* that it begins in, 1-based */
	bool variables_off;   /* `Variables: off` */
	bool undecided;       /* a section that can't be run yet */
	const char *revision; /* whose it is; NULL: nobody's */
	const char *append;   /* lines that stand behind it as well; NULL: none */
};

struct body {
	struct sql_text text;
	int fd; /* -1: the bytes in memory are used */
	uint64_t at, end;
	bool unchecked; /* it is known that there is text that is not UTF-8: go on all the same */
};

#define BODY_WINDOW ((size_t)128 << 10) /* how much is read at a time */
#define BODY_WINDOW_MIN ((size_t)4)     /* a piece holds at least one character */

/* Part of a revision's file; its first line is for the caller to tell. */
struct sql_text revision_text(const struct revision *revision, uint64_t begin, uint64_t end);
/* WB_E_FILE when the file can't be read or has another size than it had. */
int body_open(const struct sql_text *text, struct body *out, struct wb_error *err);
void body_close(struct body *body);
/* The next piece, of at most `size` bytes, into `to`. It never ends in the midst of a character;
 * its length is 0 at the end. Text that is not UTF-8 is an error with its line. */
int body_read(struct body *body, char *to, size_t size, size_t *out_len, struct wb_error *err);
/* Up to `*len` bytes at any offset, unchecked; fewer only at the end of the part. */
int body_peek(const struct body *body, uint64_t offset, char *to, size_t *len,
	      struct wb_error *err);
/* The number of the line that the byte at `offset` stands in, and where in it (from 1; NULL: not
 * asked for). 0 if it can't be read. */
uint32_t body_line(const struct body *body, uint64_t offset, uint64_t *out_column);

#endif
