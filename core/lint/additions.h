/* SPDX-License-Identifier: MIT */
/* A revision that makes new things and fills them, and nothing else, risks nothing of what is there: its schema need not be
 * read for that, which would cost the square of them all. */
#ifndef WB_CORE_LINT_ADDITIONS_H
#define WB_CORE_LINT_ADDITIONS_H

#include <stdbool.h>

#include "scratch/scratch.h"

/* Is the `up` of the revision of that kind, as far as its words tell? Not knowing is no. */
bool additions_only(const struct scratch *scratch, struct revision *revision);

#endif
