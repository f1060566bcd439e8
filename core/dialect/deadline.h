/* SPDX-License-Identifier: MIT */
/* Waits that must end. A client library waits in calls that nothing interrupts: with a peer that is
 * silent, or that sends for ever, its socket is shut down when the time is over, and the call
 * returns as if the peer had gone. Where the wait can be cancelled, it is. */
#ifndef WB_CORE_DEADLINE_H
#define WB_CORE_DEADLINE_H

#include <stdint.h>

/* As wb_host.wait_begin and wait_end, which these are. */
uint64_t deadline_begin(int fd, uint32_t timeout_ms);
int deadline_end(uint64_t wait);
/* When the time is over, call `late` from another thread, and again every 200 ms until deadline_end,
 * which returns when no call is under way. */
uint64_t deadline_watch(uint32_t timeout_ms, void (*late)(void *ctx), void *ctx);

#endif
