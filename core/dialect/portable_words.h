/* SPDX-License-Identifier: MIT */
/* Writing the statements of portable.c: names, literals, tables and columns of ours. */
#ifndef WB_CORE_PORTABLE_WORDS_H
#define WB_CORE_PORTABLE_WORDS_H

#include <stdbool.h>

#include <whimbrel/dialect.h>

#include "base/buf.h"

/* What a composer works with: a statement is written into `out`. */
struct composer {
	const struct wb_portable *how;
	const struct wb_args *args;
	struct buf *out;
};

/* What stands in a gap: what the dialect has there, if it was built when there was this member, else what
 * the standard has. */
#define GAP(how, member, standard) \
	(WB_HAS(how, member) && (how)->member ? (how)->member : (standard))

/* Like printf, and most of a statement at once. `format` knows [a column that is a
 * reserved word], {a column of times, as text}, %t a
 * table of ours, %l a literal, %n a name, %d an int64_t, %z an int64_t whose 0 is null, %s SQL as it is. */
void compose(const struct composer *c, const char *format, ...);
/* NULL, and what is longer than the dialect allows, as SQL's null. */
void add_literal(const struct composer *c, const char *text);

/* portable_lease.c: the beginning of a CREATE TABLE, and the operations of leases */
void portable_table(const struct composer *c, const char *table);
int portable_lease_read(const struct composer *c);
int portable_lease_take(const struct composer *c);
int portable_lease_renew(const struct composer *c);
int portable_lease_drop(const struct composer *c);

/* portable_script.c: WB_OWN_SCRIPT_…. WB_E_UNSUPPORTED for anything else. */
int portable_script(const struct composer *c, int32_t what, struct wb_error *err);

#endif
