/* SPDX-License-Identifier: MIT */
/* A look at the target before a run. */
#include <stdio.h>

#include "base/error.h"
#include "cache/right_after_run.h"
#include "run/session.h"
#include "calls.h"

struct first {
	char title[200];
};

static int take(void *ctx, const struct wb_drift *drift)
{
	struct first *first = ctx;

	if (!first->title[0])
		snprintf(first->title, sizeof(first->title), "%s", drift->title);
	return 0;
}

static int look(struct wb_session *session, struct wb_error *err)
{
	const struct target *target = &session->project->setup.target;
	struct first first = { "" };
	int found;

	found = schema_check(session, WB_CHECK_DATABASE, take, &first, err);
	if (found < 0)
		return found;
	if (found)
		return wb_error_set(err, WB_E_DRIFT,
				    "target %s has drifted: %d %s it from what its revisions make, "
				    "the first one is to %s; nothing was run, and `whimbrel -t %s "
				    "check` shows all of it",
				    target->name, found, found == 1 ? "thing sets" : "things set",
				    first.title, target->name);
	if (schema_not_compared(session, NULL, NULL, err) > 0)
		return wb_error_set(
			err, WB_E_DRIFT,
			"target %s may have drifted: its revisions can't be compared "
			"with it; nothing was run, and `whimbrel -t %s check` tells why",
			target->name, target->name);
	return 0;
}

int schema_guard(struct wb_session *session, struct wb_error *err)
{
	int rc;

	wb_error_clear(err);
	if (session->project->setup.target.drift != DRIFT_BLOCK)
		return 0;
	rc = look(session, err);
	if (rc == 0 && session->lock.held)
		right_after_run_begin(session);
	return rc;
}

void schema_guarded(struct wb_session *session, const struct wb_plan *plan)
{
	right_after_run_end(session, plan);
}
