/* SPDX-License-Identifier: MIT */
/* The config's `exclude`: patterns of objects that are nobody's here. */
#ifndef WB_CORE_SCOPE_EXCLUDE_H
#define WB_CORE_SCOPE_EXCLUDE_H

#include <stdbool.h>

#include <whimbrel/schema.h>

#include "base/vec.h"

/* Does one of them fit the object, which is in the namespace `space` (NULL: in none)? Never for a part of a
 * CREATE TABLE. */
bool exclude_takes(const struct string_vec *exclude, const struct wb_object *o, const char *space);

#endif
