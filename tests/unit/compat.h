/* SPDX-License-Identifier: MIT */
/* The only file that includes <cmocka.h>, which wants these before it. */
#ifndef WB_TESTS_COMPAT_H
#define WB_TESTS_COMPAT_H

/* clang-format off */
#include <stdlib.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

/* How often a test of chance tries: a tenth of `usually` under a tool that makes programs slow. */
static inline unsigned rounds(unsigned usually)
{
	return getenv("WHIMBREL_SLOW") ? usually / 10 : usually;
}

#endif
