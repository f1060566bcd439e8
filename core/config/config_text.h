/* SPDX-License-Identifier: MIT */
/* What libconfig would pass over in silence, looked for in a config's text before libconfig reads
 * it. */
#ifndef WB_CORE_CONFIG_TEXT_H
#define WB_CORE_CONFIG_TEXT_H

#include <stddef.h>

#include "base/problem.h"

/* Reports bytes that are no text, @include, strings and comments without an end, and numbers that
 * libconfig would cut. 0 or WB_E_CONFIG. */
int config_text_check(const char *text, size_t len, const char *path, struct problems *problems);

#endif
