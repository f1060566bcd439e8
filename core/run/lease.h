/* SPDX-License-Identifier: MIT */
/* A lease: a row in whimbrel_lock with an owner and an expiry by the server's clock, for
 * connections on which the database's own lock does not hold (a transaction-pooling proxy, a
 * cluster). Every transaction of the run checks it (WB_OWN_GUARD), so a run that lost its lease
 * can't commit.
 *
 * The two kinds of lock exclude each other: whoever takes one looks for the other behind that, and
 * gives way. */
#ifndef WB_CORE_LEASE_H
#define WB_CORE_LEASE_H

#include <stddef.h>
#include <stdint.h>

struct wb_session;
struct wb_error;

#define LEASE_NAME "whimbrel_version"

/* How often it is renewed; it expires after three times as long. */
int64_t lease_interval(const struct wb_session *s);

/* Take it within `timeout_ms`, and open the second connection, through which it is renewed. */
int lease_take(struct wb_session *s, uint32_t timeout_ms, struct wb_error *err);
/* From the watcher's thread. */
void lease_renew(struct wb_session *s);
int lease_drop(struct wb_session *s, struct wb_error *err);
/* Who holds it, or the other lock as far as the reading of leases tells: 1, with words in `out`; 0
 * when nobody does. */
int lease_holder(struct wb_session *s, char *out, size_t size, struct wb_error *err);
/* Take it from whoever holds it, who finds out before it writes anything more. WB_E_UNSUPPORTED when it is the other
 * lock that is held, by somebody whom nothing names. */
int lease_end(struct wb_session *s, struct wb_error *err);
/* Take the database's own lock within `timeout_ms`, and give way to a lease. */
int lease_heed(struct wb_session *s, uint32_t timeout_ms, struct wb_error *err);

#endif
