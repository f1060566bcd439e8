/* SPDX-License-Identifier: MIT */
/* A plan is run: one stream behind the other, with the hooks between its steps. */
#include "base/error.h"
#include "base/text.h"
#include "hooks.h"
#include "run_stream.h"

/* One stream to its end, or to its first failure. 1: go on with another one. */
static int run_stream(struct run *run, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	struct stream stream;
	struct wb_ops ops;
	int rc;

	run_open_stream(run, &stream, run->from, run->end);
	ops = stream_ops(&stream);
	rc = link_run(&run->s->link, &run->s->conn, &ops, &why);
	if (rc == 0) {
		stream_release(&stream);
		return 0;
	}
	wb_error_take(&stream.error, &why);
	if (!stream.failed)
		stream.failure.step = stream_broken(&stream);
	link_shield(&run->s->link);
	rc = run_retry(run, &stream, err);
	link_unshield(&run->s->link);
	stream_release(&stream);
	return rc;
}

/* Where there is nothing to do no step could be told to have failed. */
static int run_until(struct run *run, size_t end, struct wb_error *err)
{
	int rc = end ? 1 : 0;

	run->end = end;
	while (rc == 1)
		rc = run_stream(run, err);
	return rc;
}

/* What stopped the run is no statement of a step. */
static void tell_stopped(const struct run *run, size_t step, const struct wb_error *why)
{
	struct wb_failure failure = { .size = sizeof(failure),
				      .steps_kept = (uint32_t)run->steps.done,
				      .steps = (uint32_t)run->plan->steps.count,
				      .error = why };
	const size_t done = run->steps.done, count = run->plan->steps.count;
	AUTO_FREE char *state =
		!done       ? text_format("nothing was run")
		: done == 1 ? text_format("step 1 of %zu is done and stays", count)
			    : text_format("steps 1 to %zu of %zu are done and stay", done, count);

	failure.revision = run->plan->steps.items[step].revision->id;
	failure.path = run->plan->steps.items[step].revision->path;
	failure.direction = run->plan->steps.items[step].pub.direction;
	failure.state = state;
	failure.next = "see to what the hook found, and run it again";
	client_failure(&run->s->client, &failure);
}

/* Where something is to be done between steps they are not sent ahead. */
static int run_each(struct run *run, struct wb_error *err)
{
	struct hook_facts facts = { .plan = run->plan };
	struct wb_error why = WB_ERROR_INIT;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < run->plan->steps.count; i++) {
		facts.step = i;
		facts.done = run->steps.done;
		rc = hooks_before(run->s, HOOK_BEFORE_STEP, &facts, &why);
		if (rc < 0) {
			tell_stopped(run, i, &why);
			*err = why;
			break;
		}
		run->from = i;
		run->in_transaction = false;
		rc = run_until(run, i + 1, err);
		facts.done = run->steps.done;
		if (rc == 0)
			hooks_after(run->s, HOOK_AFTER_STEP, &facts);
	}
	return rc;
}

int run_plan(struct wb_session *s, struct wb_plan *plan, struct wb_error *err)
{
	struct run run = {
		.s = s, .plan = plan, .steps.all = plan->steps.count, .tried = SIZE_MAX
	};
	struct wb_event event = { .size = sizeof(event),
				  .kind = WB_EVENT_BEGIN,
				  .duration_ms = -1 };
	int rc;

	for (size_t i = 0; i < plan->steps.count; i++)
		if (plan->steps.items[i].up)
			project_tell_blank(s->project, plan->steps.items[i].revision,
					   &plan->steps.items[i].sections);
	event.steps = (uint32_t)plan->steps.count;
	event.direction = plan->way == WB_WAY_DOWN ? "down" : "up";
	session_event(s, &event);
	rc = hooks_at_steps(s) ? run_each(&run, err) : run_until(&run, plan->steps.count, err);
	if (rc == 0) {
		event.kind = WB_EVENT_END;
		event.step = event.steps;
		session_event(s, &event);
	}
	return rc;
}
