/* SPDX-License-Identifier: MIT */
/* The lock that lets one run at a time work on a set of our tables: the database's own where it
 * holds, else a lease. */
#ifndef WB_CORE_LOCK_H
#define WB_CORE_LOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "dialect/driver.h"

struct wb_session;
struct wb_error;

struct lock {
	bool held;
	bool lease;  /* it is a lease, or would be one */
	char *key;   /* database, schema and table */
	char *name;  /* of a lease: the same, in 64 bytes */
	char *owner; /* of a lease: this run */
};

/* Take it, waiting as long as the target's lock_timeout says. */
int lock_take(struct wb_session *s, struct wb_error *err);
int lock_drop(struct wb_session *s, struct wb_error *err);
/* Who holds it: 1, with words for people in `out`, and the session's name if it is one; 0 when
 * nobody does. */
int lock_holder(struct wb_session *s, struct buf *out, struct buf *out_session,
		struct wb_error *err);
/* The arguments of WB_OWN_GUARD. */
struct wb_args lock_guard(const struct lock *lock);
void lock_release(struct lock *lock);

#endif
