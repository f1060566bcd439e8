/* SPDX-License-Identifier: MIT */
/* Reading and writing SQL. */
#ifndef WB_MARIA_SQL_H
#define WB_MARIA_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <whimbrel/kit/text.h>
#include <whimbrel/kit/words.h>

/* ------------------------------------------------------------------ text.c: writing SQL */

/* How the kit writes SQL: a literal means the same whatever the session's sql_mode and character set are. */
extern const struct kit_dialect maria_sql;
int maria_quote(void *conn, bool literal, struct kit_part text, struct wb_text *out,
		struct wb_error *err);

struct maria_name {
	char schema[64 * 4 + 1], name[64 * 4 + 1];
};

/* ------------------------------------------------------------------ token.c */

enum maria_kind {
	MARIA_END,
	MARIA_MORE, /* the end of the text cut it off, and more may come */
	MARIA_TORN, /* a string, name or comment without an end */
	MARIA_WORD, /* also numbers and @variables */
	MARIA_STRING,
	MARIA_NAME, /* in quotes */
	MARIA_MARK,
	MARIA_CLOSE,  /* what the caller looks for: the delimiter */
	MARIA_ESCAPE, /* a backslash outside of quotes */
};

/* A place in a text, and how it is read. */
struct maria_scan {
	const char *text;
	size_t len;
	uint32_t mode;
	const char *delimiter; /* NULL: there is none */
	bool last;             /* no text follows */
	bool code;             /* inside an executable comment */
	/* the token */
	enum maria_kind kind;
	size_t begin,
		/* `begin` stands on the comment's beginning if it is the first in an executable
		 * one */
		end;
	size_t word; /* where it begins without that */
};

/* The token behind blanks and comments at `scan->end`. */
enum maria_kind maria_next(struct maria_scan *scan);
/* The same; false: there is none that can be read. */
bool maria_more(struct maria_scan *scan);
/* Nothing is left that can be read. */
bool maria_ended(const struct maria_scan *scan);
/* At the beginning of a whole text; on its first token. */
struct maria_scan maria_scan_of(const char *text, size_t len, uint32_t mode);
struct maria_scan maria_first(const char *text, size_t len, uint32_t mode);
bool maria_is(const struct maria_scan *scan, const char *word);
bool maria_one_of(const struct maria_scan *scan, const char *const *words);
bool maria_mark(const struct maria_scan *scan, char mark);
/* The text of a token without its quotes; cut to fit. */
void maria_unquote(const struct maria_scan *scan, char *out, size_t size);
/* All of it, for free(); NULL: there is no memory. */
char *maria_unquoted(const struct maria_scan *scan);
/* [schema.]name; the scan goes on behind it. */
void maria_read_name(struct maria_scan *scan, const char *schema, struct maria_name *out);

#endif
