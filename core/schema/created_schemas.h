/* SPDX-License-Identifier: MIT */
/* What a text of SQL makes that says what is ours, as far as that can be told without running it. */
#ifndef WB_CORE_SCHEMA_CREATED_SCHEMAS_H
#define WB_CORE_SCHEMA_CREATED_SCHEMAS_H

#include <stddef.h>

#include "base/variables.h"
#include "base/vec.h"
#include "made_on.h"

/* Add the schemas that are not there yet, and what is made on tables to `on`, unless that is NULL. Names that
 * stand in strings count: they may be run. -1: out of memory. */
int created_schemas_find(const char *text, size_t len, const struct variables *variables,
			 struct string_vec *out, const struct made_on *on);

#endif
