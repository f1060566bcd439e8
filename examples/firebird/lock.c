/* SPDX-License-Identifier: MIT */
/* The lock of a run: a transaction that has reserved the table whimbrel_lock, and nothing else to do. It ends with the
 * connection, however that ends. */
#include <string.h>
#include <time.h>

#include "firebird.h"

/* Two may make it at once. */
static int make_table(struct conn *c, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	char count[8];
	int rc = fb_ask(
		c, "SELECT COUNT(*) FROM rdb$relations WHERE rdb$relation_name = 'WHIMBREL_LOCK'",
		count, sizeof(count), err);

	if (rc < 0 || count[0] == '1')
		return rc;
	rc = fb_run(c, "CREATE TABLE whimbrel_lock (name VARCHAR(64) NOT NULL PRIMARY KEY)", NULL,
		    &why);
	if (rc == 0 || rc == WB_E_EXISTS || rc == WB_E_BUSY || strncmp(why.sqlstate, "23", 2) == 0)
		return 0;
	return kit_because(err, &why);
}

/* Another one makes the table now, or has the lock: both are over soon. */
int fb_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	const struct timespec pause = { .tv_nsec = 50000000L };
	const int64_t until = kit_clock_ms() + timeout_ms;
	struct conn *c = conn;
	int tries = 0;
	bool waits;

	(void)key;
	for (;;) {
		struct wb_error why = WB_ERROR_INIT;
		int rc = make_table(c, err);

		/* only who waits finds out that the holder's process is dead */
		waits = ++tries % 20 == 0 && kit_clock_ms() + 1000 < until;
		if (rc == 0)
			rc = fb_start(c, &c->locks, "WHIMBREL_LOCK", waits ? 1 : -1, &why);
		if (rc == 0 || err->status)
			return rc;
		if (rc != WB_E_BUSY)
			return kit_because(err, &why);
		if (fb_host->stopping(c->client))
			return fb_host->fail(err, WB_E_CANCELLED,
					     "interrupted while waiting for the lock");
		if (kit_clock_ms() >= until)
			return fb_host->fail(err, WB_E_LOCKED,
					     "another run holds the lock of this database");
		nanosleep(&pause, NULL);
	}
}

int fb_unlock(void *conn, const char *key, struct wb_error *err)
{
	struct conn *c = conn;
	ISC_STATUS_ARRAY status = { 0 };

	(void)key;
	if (!c->locks)
		return fb_host->fail(err, WB_E_LOCK_LOST, "the lock is gone");
	isc_rollback_transaction(status, &c->locks);
	c->locks = 0;
	return fb_failed(status) ? fb_fail(c, status, err) : 0;
}
