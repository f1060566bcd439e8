/* SPDX-License-Identifier: MIT */
/* The names that texts of SQL speak of, as far as that can be told without running them. */
#ifndef WB_CORE_LEX_MENTIONED_H
#define WB_CORE_LEX_MENTIONED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/variables.h"

struct named_word;

struct named {
	struct named_word *words;
	const struct variables *variables; /* NULL: none are filled in */
};

/* Add the words of a text, those in strings and in quotes as well. -1: out of memory. */
int named_add(struct named *named, const char *text, size_t len);
/* Add one; `made`: the texts make what has that name. -1: out of memory. */
int named_add_word(struct named *named, const char *word, bool made);
/* Does any of them say this name, whatever the case of its letters? What is no single word may well be said. */
bool named_has(const struct named *named, const char *name);
/* Do the texts make something of this name? */
bool named_makes(const struct named *named, const char *name);
void named_release(struct named *named);

#endif
