/* SPDX-License-Identifier: MIT */
/* The names that texts of SQL speak of, as far as that can be told without running them. */
#ifndef WB_CORE_LEX_MENTIONED_H
#define WB_CORE_LEX_MENTIONED_H

#include <stdbool.h>
#include <stddef.h>

#include "base/variables.h"

struct mentioned_word;

struct mentioned {
	struct mentioned_word *words;
	const struct variables *variables; /* NULL: none are filled in */
};

/* Add the words of a text, those in strings and in quotes as well. -1: out of memory. */
int mentioned_add(struct mentioned *named, const char *text, size_t len);
/* Add one; `made`: the texts make what has that name. -1: out of memory. */
int mentioned_add_word(struct mentioned *named, const char *word, bool made);
/* Does any of them say this name, whatever the case of its letters? What is no single word may well be said. */
bool mentioned_has(const struct mentioned *named, const char *name);
/* Do the texts make something of this name? */
bool mentioned_makes(const struct mentioned *named, const char *name);
void mentioned_release(struct mentioned *named);

#endif
