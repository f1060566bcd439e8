/* SPDX-License-Identifier: MIT */
/* SIGINT, SIGTERM and SIGHUP: the handler only tells the library, which does the rest. */
#ifndef WB_CLI_SIGNALS_H
#define WB_CLI_SIGNALS_H

#include <stdbool.h>

#include <whimbrel/whimbrel.h>

/* Install the handler. */
int signals_start(struct wb_error *err);
/* From now on a signal interrupts `session`; with NULL it ends the program, since nothing has to be
 * undone. With `looks` there is nothing to undo either, and a second signal ends it: it may be
 * waiting for whoever reads its output. */
void signals_watch(struct wb_session *session, bool looks);
/* So long ago the first signal came; -1: none did. */
long signals_since_ms(void);
/* And interrupts this one with it; NULL: no more. */
void signals_watch_other(struct wb_session *other);

#endif
