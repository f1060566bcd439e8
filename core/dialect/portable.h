/* SPDX-License-Identifier: MIT */
/* Version tracking in SQL that most databases understand: the tables of DESIGN 5 and the rows in
 * them. */
#ifndef WB_CORE_PORTABLE_H
#define WB_CORE_PORTABLE_H

#include <whimbrel/dialect.h>

/* The format of our tables; a newer one is refused. */
#define WB_TABLE_FORMAT 2

/* wb_host.portable. WB_E_UNSUPPORTED for an operation that has no portable form. */
int portable_compose(const struct wb_portable *how, int32_t what, const struct wb_args *args,
		     struct wb_text *out, struct wb_error *err);

#endif
