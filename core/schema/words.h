/* SPDX-License-Identifier: MIT */
/* The words and names of a text of SQL, those in strings as well: they may be run. */
#ifndef WB_CORE_SCHEMA_WORDS_H
#define WB_CORE_SCHEMA_WORDS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/variables.h"

struct words {
	const char *at, *end;
	const struct variables *variables; /* NULL: none are filled in */
	struct buf word;                   /* as it counts: folded unless it was quoted */
	bool quoted;
};

/* The next word or name; false: a sign, or the end. */
bool words_next(struct words *words);
/* Is that this word, and no quoted name? */
bool words_is(const struct words *words, const char *word);
/* Go on behind a dot, if one comes next. */
bool words_dot(struct words *words);

/* Each word and quoted name of a text, those in strings as well, unquoted ones in small letters. -1: out of
 * memory, or `take` says so. */
int words_each(const char *text, size_t len, const struct variables *variables,
	       int (*take)(void *ctx, const char *word), void *ctx);

#endif
