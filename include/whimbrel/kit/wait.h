/* SPDX-License-Identifier: MIT */
/** Waiting for a server: no call of a client library may wait for ever. */
#ifndef WHIMBREL_KIT_WAIT_H
#define WHIMBREL_KIT_WAIT_H

#include <whimbrel/kit/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Of a connection. */
struct kit_wait {
	/** how long the server lets a user's statement take, and wait for a lock; 0: for ever */
	uint32_t statement_timeout_ms, lock_timeout_ms;
	uint32_t ms;    /**< how long this one may take */
	uint64_t token; /**< what host->wait_begin said; 0: nothing ends what waits now */
	bool gave_up;   /**< one was ended, and the connection with it */
};

/** A call that waits for the server on the socket `fd` begins: for a query of ours, which ends by itself
 *  within half a minute, or (`users`) for what users asked for, which ends a little later than the server
 *  should have ended it. One that goes on ends here. */
void kit_wait_begin(struct kit_wait *wait, int fd, bool users);
/** It has returned; before the socket is closed. True if it was ended. */
bool kit_wait_end(struct kit_wait *wait);
/** WB_E_LOST, in words. */
int kit_wait_failed(const struct kit_wait *wait, struct wb_error *err);

#ifdef __cplusplus
}
#endif

#endif
