/* SPDX-License-Identifier: MIT */
/* Other people's locks are waited for by whoever writes: not by upgrades alone. */
#include <time.h>

#include "base/error.h"
#include "session.h"

#define PAUSE_MS 250 /* the first pause */

bool session_pause(struct wb_session *s, unsigned tries)
{
	const struct timespec tick = { .tv_nsec = 20 * 1000000L };

	for (long ms = PAUSE_MS << tries; ms > 0 && !link_requested(&s->link); ms -= 20)
		nanosleep(&tick, NULL);
	return !link_requested(&s->link);
}

int session_retry_busy(struct wb_session *s, int (*work)(void *ctx, struct wb_error *err),
		       void *ctx, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int rc = work(ctx, &why);

	for (unsigned i = 1; rc == WB_E_BUSY && i < BUSY_TRIES; i++) {
		client_log(&s->client, WB_LOG_WARNING, "%s; trying again (%u of %d)", why.message,
			   i, BUSY_TRIES - 1);
		if (!session_pause(s, i))
			break;
		wb_error_clear(&why);
		rc = work(ctx, &why);
	}
	if (rc < 0)
		wb_error_take(err, &why);
	return rc;
}
