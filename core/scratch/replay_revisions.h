/* SPDX-License-Identifier: MIT */
/* The revisions of a project, run on a scratch database. */
#ifndef WB_CORE_SCRATCH_REPLAY_REVISIONS_H
#define WB_CORE_SCRATCH_REPLAY_REVISIONS_H

#include "scratch.h"

/* Was this one run on the target, as far as the database tells? */
bool history_was_run(const struct wb_session *session, const struct revision *revision);
/* Run the `up` or `down` of a revision. */
int history_replay(struct scratch *scratch, struct revision *revision, bool up,
		   struct wb_error *err);
/* Run those that are applied to the target. */
int history_make_applied(struct scratch *scratch, struct wb_error *err);
/* Run the others, behind those. */
int history_make_pending(struct scratch *scratch, struct wb_error *err);
bool history_has_pending(const struct wb_session *session);

#endif
