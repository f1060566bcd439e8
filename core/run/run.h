/* SPDX-License-Identifier: MIT */
/* Running plans: the stream of operations through the dialect, and what is done when it breaks
 * off. */
#ifndef WB_CORE_RUN_H
#define WB_CORE_RUN_H

#include "plan.h"
#include "session.h"
#include "exec/stream.h"

/* Let each step keep right the table of the tool that the target's `mirror` names. */
int plan_mirror(struct wb_session *s, struct wb_plan *plan, struct wb_error *err);
/* Plan what wb_upgrade, wb_downgrade or wb_switch would do with what the session has read. All problems are
 * reported. */
struct aim {
	const char *target;
	int way;        /* enum wb_way */
	uint32_t flags; /* WB_RUN_… */
};

int run_plan_make(struct wb_session *s, const struct aim *aim, struct wb_plan **out,
		  struct wb_error *err);
/* What has all its steps: mirror them, and check them. All problems are reported. */
int plan_finish(struct wb_session *s, struct wb_plan *plan, struct problems *problems,
		struct wb_error *err);
/* A quick look without reading bodies: 1, there is something to do; 0, at most repeatable revisions
 * may want to run. */
int run_pending(struct wb_session *s, const char *target, int way, struct wb_error *err);
/* Run it, the lock being held. */
int run_plan(struct wb_session *s, struct wb_plan *plan, struct wb_error *err);
/* Finish the step that an interrupted run left, if there is one (DESIGN 6.4). */
int run_recover(struct wb_session *s, struct wb_error *err);
/* Take up a step where the journal says that it stands. */
void step_resume(struct step *step, const struct journal *journal);
/* Ask the dialect what became of the statement that the journal's intent is about, and do what
 * follows from it; `seen` gets words for people. */
int step_judge(struct wb_session *s, struct wb_plan *plan, struct step *step, struct buf *seen,
	       struct wb_error *err);
/* The file of the half-done step was edited: find what is done in it. 1: it is written down what stands
 * where; 0: nothing has moved. */
int accept_done(struct wb_session *s, const struct revision *revision, struct wb_error *err);
/* Put back what the dialect remembered there. */
int step_recall(struct wb_session *s, const struct step *step, struct wb_error *err);
/* A stream broke off in a step that no transaction holds, and its transaction is still open: keep
 * what is good of it, and end it. Afterwards the journal tells of all statements that are known to
 * be done. 1: the steps before this one are committed. */
int run_salvage(struct wb_session *session, const struct stream *s, struct wb_error *err);
/* So many steps are committed; and those of them are on disk. */
struct committed {
	size_t done, kept, all;
};
/* Tell the listener of a failure: the statement, the state, the way out. */
void failure_report(struct wb_session *s, const struct wb_plan *plan, const struct stream *stream,
		    const struct committed *steps, const struct wb_error *why);

/* Record these, repeatable ones among them, and take out what stands on them. */
int run_stamp_exactly(struct wb_session *s, const struct string_vec *ids,
		      const struct wb_run_options *options, struct wb_error *err);

#endif
