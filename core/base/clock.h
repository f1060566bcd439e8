/* SPDX-License-Identifier: MIT */
#ifndef WB_CORE_CLOCK_H
#define WB_CORE_CLOCK_H

#include <stdint.h>

/* Milliseconds of a clock that nobody sets. */
int64_t clock_ms(void);

#endif
