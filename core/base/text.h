/* SPDX-License-Identifier: MIT */
/* Small things about texts that more than one file needs. */
#ifndef WB_CORE_TEXT_H
#define WB_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wb_error;

/* Frees at the end of the scope: `AUTO_FREE char *p = …;` */
#define AUTO_FREE __attribute__((cleanup(text_auto_free)))
void text_auto_free(void *pointer_to_pointer);

/* A copy of `len` bytes, NUL-terminated; NULL when there is no memory. */
char *text_dup(const char *text, size_t len);
/* printf into memory of the caller's; NULL when there is none. */
char *text_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
bool text_equal(const char *a, const char *b); /* either may be NULL */
/* Without blanks (space, tab, CR, LF) at both ends: moves *text and returns the new length. */
size_t text_trim(const char **text, size_t len);
/* Where the first byte is that is NUL or not valid UTF-8 (RFC 3629); `len` if all is well. */
size_t text_check_utf8(const char *text, size_t len);
/* Where the first character is that must not be shown: a control character that is no tab or line end,
 * or one that turns the direction of text; `len` if there is none. */
size_t text_check_shown(const char *text, size_t len);
/* How many line feeds. */
size_t text_lines(const char *text, size_t len);
/* How unlike two words are: insertions, deletions and replacements, case ignored (Levenshtein);
 * words of over 63 bytes are far. */
unsigned text_distance(const char *a, const char *b);
/* The one of `count` words that is nearest to `word`, NULL if none is near enough to be a slip of
 * the finger. */
const char *text_nearest(const char *word, const char *const *words, size_t count);
/* "10s", "250ms", "2m", "1h", "0", a bare number of seconds: milliseconds, or -1. */
int64_t text_duration_ms(const char *text);
/* `len` bytes in hexadecimal; `out` has room for 2 * len + 1. */
void text_hex(const unsigned char *bytes, size_t len, char *out);
/* `digits` random hexadecimal digits and a NUL. */
int text_random_hex(char *out, size_t digits, struct wb_error *err);

#endif
