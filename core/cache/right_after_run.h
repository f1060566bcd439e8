/* SPDX-License-Identifier: MIT */
/* A run that began where the target was what its revisions make, and changed nothing but what they name, ends
 * where it is that again: that is noted in the database's log and in the cache. */
#ifndef WB_CORE_CACHE_RIGHT_AFTER_RUN_H
#define WB_CORE_CACHE_RIGHT_AFTER_RUN_H

#include "run/plan.h"
#include "run/session.h"

/* The target was found right, and the run begins. Where it can't be read, its end vouches for nothing. */
void right_after_run_begin(struct wb_session *session);
/* It has ended, as planned; NULL: it failed, and nothing is noted. */
void right_after_run_end(struct wb_session *session, const struct wb_plan *plan);

#endif
