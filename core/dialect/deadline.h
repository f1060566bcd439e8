/* SPDX-License-Identifier: MIT */
/* Waits that must end. A client library waits in calls that nothing interrupts: with a peer that is
 * silent, or that sends for ever, its socket is shut down when the time is over, and the call
 * returns as if the peer had gone. */
#ifndef WB_CORE_DEADLINE_H
#define WB_CORE_DEADLINE_H

#include <stdint.h>

/* As wb_host.wait_begin and wait_end, which these are. */
uint64_t deadline_begin(int fd, uint32_t timeout_ms);
int deadline_end(uint64_t wait);

#endif
