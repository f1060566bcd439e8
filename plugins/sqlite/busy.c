/* SPDX-License-Identifier: MIT */
/* Waiting for other connections, and for a statement to end. */
#include "sqlite.h"

/* Called while another connection's lock is in the way: 0 gives up. The pauses stay short, as between two commits of who
 * writes without a pause the lock is free for a moment alone. */
static int busy(void *ctx, int count)
{
	static const int pauses_ms[] = { 1, 1, 2, 3, 4, 5, 4, 3 };
	const int pauses = (int)(sizeof(pauses_ms) / sizeof(pauses_ms[0]));
	struct sqlite_conn *c = ctx;

	if (count == 0)
		c->busy_deadline = kit_clock_ms() + c->busy_ms;
	if (kit_clock_ms() >= c->busy_deadline || sqlite_host->stopping(c->client))
		return 0;
	sqlite3_sleep(pauses_ms[count % pauses]);
	return 1;
}

void sqlite_set_busy(struct sqlite_conn *c)
{
	sqlite3_busy_handler(c->db, busy, c);
}

/* Steps of SQLite's virtual machine between two looks at the clock and at who wants to stop: well
 * under a millisecond. */
#define PROGRESS_STEPS 5000

/* Nonzero ends the statement that runs. */
static int tick(void *ctx)
{
	struct sqlite_conn *c = ctx;

	c->timed_out = c->statement_deadline && kit_clock_ms() >= c->statement_deadline;
	sqlite_host->progress(c->client, NULL, 0, 0);
	return c->timed_out || sqlite_host->stopping(c->client);
}

void sqlite_set_ticks(struct sqlite_conn *c)
{
	sqlite3_progress_handler(c->db, PROGRESS_STEPS, tick, c);
}

int sqlite_cancel(void *conn, struct wb_error *err)
{
	struct sqlite_conn *c = conn;

	(void)err;
	sqlite3_interrupt(c->db);
	return 0;
}
