/* SPDX-License-Identifier: MIT */
/* The one text buffer. It grows to its bound; running out of memory, or reaching the bound, sticks
 * until buf_check. What is in it is always NUL-terminated. Zero-initialised is empty, with a bound
 * of BUF_MAX. */
#ifndef WB_CORE_BUF_H
#define WB_CORE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

struct wb_error;

#define BUF_MAX ((size_t)1 << 31)

struct buf {
	char *data; /* NULL while empty; see buf_text */
	size_t len, room;
	size_t max; /* 0 = BUF_MAX */
	bool failed;
	bool secret; /* wiped when it is freed */
};

void buf_add(struct buf *b, const char *data, size_t len);
void buf_str(struct buf *b, const char *text);
/* The same as part of one line, as a comment of SQL is: whoever names things may use line feeds. */
void buf_in_line(struct buf *buf, const char *text);
void buf_char(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
/* Room for `more` bytes behind the text, to be filled by the caller, who adds to `len`; NULL when
 * it failed. */
char *buf_reserve(struct buf *b, size_t more);
/* Drop `len` bytes from the front. */
void buf_consume(struct buf *b, size_t len);
/* The text, "" while empty. */
const char *buf_text(const struct buf *b);
/* 0, or WB_E_NOMEM if anything was lost. */
int buf_check(const struct buf *b, struct wb_error *err);
/* The text as the caller's own, NULL if anything was lost; the buffer is empty then. */
char *buf_take(struct buf *b);
/* Empty it and keep its memory. */
void buf_clear(struct buf *b);
void buf_release(struct buf *b);

/* Where text is written to; 0 where that went well. */
struct writing {
	int (*write)(void *ctx, const char *text, size_t len);
	void *ctx;
};

#endif
