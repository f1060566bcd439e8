/* SPDX-License-Identifier: MIT */
/* The words and names of a text of SQL, those in strings as well: they may be run. */
#ifndef WB_CORE_LEX_SQL_WORDS_H
#define WB_CORE_LEX_SQL_WORDS_H

#include <stddef.h>

#include "base/variables.h"

/* Each word and quoted name of a text, those in strings as well, unquoted ones in small letters. -1: out of
 * memory, or `take` says so. */
int words_each(const char *text, size_t len, const struct variables *variables,
	       int (*take)(void *ctx, const char *word), void *ctx);

#endif
