/* SPDX-License-Identifier: MIT */
/* What a text of SQL makes that says what is ours, as far as that can be told without running it. */
#ifndef WB_CORE_SCHEMA_CREATED_SCHEMAS_H
#define WB_CORE_SCHEMA_CREATED_SCHEMAS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/variables.h"
#include "base/vec.h"
#include "made_on.h"

/* Add the schemas that are not there yet, and what is made on tables to `on`, unless that is NULL. Names that
 * stand in strings count: they may be run. -1: out of memory. */
int created_schemas_find(const char *text, size_t len, const struct variables *variables,
			 struct string_vec *out, const struct made_on *on);
/* Each of its words and quoted names, those in strings as well, unquoted ones in small letters. -1: out of
 * memory, or `take` says so. */
int sql_each_word(const char *text, size_t len, const struct variables *variables,
		  int (*take)(void *ctx, const char *word), void *ctx);
/* Does it drop the table or view of that name, to make it anew or not? */
bool sql_drops(const char *text, size_t len, const char *name);

#endif
