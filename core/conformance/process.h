/* SPDX-License-Identifier: MIT */
/* A case's own process: what hangs in it is ended, what crashes is told. */
#ifndef WB_CORE_CHECK_PROCESS_H
#define WB_CORE_CHECK_PROCESS_H

#include <stddef.h>
#include <stdint.h>

enum process_end { PROCESS_DONE, PROCESS_HUNG, PROCESS_CRASHED, PROCESS_NOT_BEGUN };

/* Call `work` in a process of its own, which hangs when it has neither ended nor moved `beats`, in memory that
 * both share, for so long. `out_signal` says by what it was ended. */
enum process_end process_run(void (*work)(void *ctx), void *ctx, uint32_t timeout_ms,
			     const unsigned *beats, int *out_signal);
/* A long work gets on. */
void process_beat(unsigned *beats);
/* End this process, well or not, without the exit handlers of others. */
void process_end(int well);
/* Did one whose status waitpid told end well? */
int process_ended_well(int status);
/* Memory that such processes share with this one; NULL. */
void *process_share(size_t size);
void process_unshare(void *memory, size_t size);

#endif
