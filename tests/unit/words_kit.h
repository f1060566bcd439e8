/* SPDX-License-Identifier: MIT */
/* For tests of what statements' words tell: libkit.la without a plugin around it. */
#ifndef WB_TEST_WORDS_KIT_H
#define WB_TEST_WORDS_KIT_H

#include "compat.h"

#include <string.h>

#include <whimbrel/kit/host.h>

#include "dialect/loader.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static inline int load_like(uint32_t lexical, char quote)
{
	static struct kit_dialect like;

	like = (struct kit_dialect){ .lexical = lexical, .quote = quote };
	kit_load(host_services(), &like);
	return 0;
}

static inline int load_like_postgresql(void **state)
{
	(void)state;
	return load_like(WB_LEX_E_STRING | WB_LEX_DOLLAR | WB_LEX_NESTED, '"');
}

#endif
