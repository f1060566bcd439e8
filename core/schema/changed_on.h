/* SPDX-License-Identifier: MIT */
/* What the files change on tables that they name with a namespace: where that is other people's, it is not
 * compared, and told. In threes: kind, namespace, name. */
#ifndef WB_CORE_SCHEMA_CHANGED_ON_H
#define WB_CORE_SCHEMA_CHANGED_ON_H

#include "base/vec.h"

struct words;

/* `words` stand at what follows ALTER: note the table whose columns or constraints change. -1: out of memory. */
int changed_on_alter(struct string_vec *out, struct words *words);
/* `words` stand at GRANT or REVOKE. */
int changed_on_grant(struct string_vec *out, struct words *words);

#endif
