/* SPDX-License-Identifier: MIT */
/* A shared object that may be a dialect. */
#ifndef WB_CORE_DIALECT_OPEN_H
#define WB_CORE_DIALECT_OPEN_H

#include <whimbrel/dialect.h>

/* Open it and copy its table, which is checked; nothing of it is called. It stays open for ever. */
int dialect_open(const char *path, const char *name, struct wb_dialect *out, struct wb_error *err);

#endif
