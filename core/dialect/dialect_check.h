/* SPDX-License-Identifier: MIT */
/* What a dialect's table must be like before anything in it is called. */
#ifndef WB_CORE_DIALECT_CHECK_H
#define WB_CORE_DIALECT_CHECK_H

#include <whimbrel/dialect.h>

/* Check the table that the file at `path`, called NAME.so, hands out, and copy what it has of it;
 * the rest is zero. WB_E_PLUGIN with one line that begins with the path. `theirs` may be NULL. */
int dialect_verify(const struct wb_dialect *theirs, const char *path, const char *name,
		   struct wb_dialect *out, struct wb_error *err);

#endif
