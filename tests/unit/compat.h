/* SPDX-License-Identifier: MIT */
/* The only file that includes <cmocka.h>, which wants these before it. */
#ifndef WB_TESTS_COMPAT_H
#define WB_TESTS_COMPAT_H

/* clang-format off */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
/* clang-format on */

#endif
