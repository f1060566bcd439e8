/* SPDX-License-Identifier: MIT */
#include <whimbrel/kit/wait.h>

#define OWN_MS 30000
#define GRACE_MS 10000

void kit_wait_begin(struct kit_wait *wait, int fd, bool users)
{
	uint32_t timeout = wait->statement_timeout_ms ? wait->statement_timeout_ms + GRACE_MS : 0;
	uint32_t lock = wait->lock_timeout_ms + GRACE_MS;

	if (!users) {
		timeout = timeout > OWN_MS ? timeout : OWN_MS;
		timeout = timeout > lock ? timeout : lock;
	}
	kit_wait_end(wait);
	wait->ms = timeout;
	wait->token = kit_host->wait_begin(fd, timeout);
}

bool kit_wait_end(struct kit_wait *wait)
{
	bool over = kit_host->wait_end(wait->token) != 0;

	wait->token = 0;
	wait->gave_up |= over;
	return over;
}

int kit_wait_failed(const struct kit_wait *wait, struct wb_error *err)
{
	return kit_host->fail(err, WB_E_LOST,
			      "the server gave no end to its answer within %u s, and the "
			      "connection was given up",
			      wait->ms / 1000);
}
