/* SPDX-License-Identifier: MIT */
/* A shared object, and no dialect. */
#include <whimbrel/dialect.h>

WB_EXPORT extern const int not_a_dialect;
const int not_a_dialect = 1;
