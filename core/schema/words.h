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

#endif
