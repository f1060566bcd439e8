/* SPDX-License-Identifier: MIT */
/* Upgrade, downgrade, and the plan of either. */
#include "calls.h"
#include "approval.h"
#include "backup.h"
#include "base/error.h"
#include "hooks.h"
#include "run.h"

static int refuse_protected(const struct wb_session *s, const char *what, uint32_t flags,
			    struct wb_error *err)
{
	if (!s->project->setup.target.protected || (flags & WB_RUN_YES))
		return 0;
	return wb_error_set(err, WB_E_REFUSED, "target %s is protected: %s needs --yes",
			    s->project->setup.target.name, what);
}

static bool takes_back(const struct wb_plan *plan)
{
	for (size_t i = 0; i < plan->steps.count; i++)
		if (!plan->steps.items[i].up)
			return true;
	return false;
}

static const char *default_target(int way)
{
	return way == WB_WAY_DOWN ? "-1" : "head";
}

int plan_make(struct wb_session *s, const struct aim *aim, struct wb_plan **out,
	      struct wb_error *err)
{
	struct aim own = *aim;

	if (!own.target)
		own.target = default_target(own.way);
	if (session_fresh(s, err) < 0)
		return wb_error_kept(err);
	return run_plan_make(s, &own, out, err);
}

static void tell_nothing(struct wb_session *s, int way)
{
	struct wb_event event = { .size = sizeof(event),
				  .kind = WB_EVENT_BEGIN,
				  .duration_ms = -1 };

	event.direction = way == WB_WAY_DOWN ? "down" : "up";
	session_event(s, &event);
	event.kind = WB_EVENT_END;
	session_event(s, &event);
}

/* A step that is done in part sets the database apart from its revisions until this run ends it. */
static int ask_guard(struct wb_session *s, struct wb_error *err)
{
	if (!s->guard)
		return 0;
	if (s->journal.open && (s->journal.done.count || s->journal.intent)) {
		client_log(
			&s->client, WB_LOG_WARNING,
			"a step is half done, so that nobody looks for drift before it is ended");
		return 0;
	}
	return s->guard(s, err);
}

/* What is going to be done, the rest of an interrupted step included, must be what was read. */
static int check_approval(struct wb_session *s, const struct aim *aim,
			  const struct wb_run_options *options, struct wb_error *err)
{
	const char *approved = options ? options->approve : NULL;
	struct wb_plan *plan = NULL;
	int rc;

	if (!approved && !s->project->setup.target.approve)
		return 0;
	rc = run_plan_make(s, aim, &plan, err);
	if (rc == 0)
		rc = approval_check(s, plan, approved, err);
	wb_plan_free(plan);
	return rc;
}

/* Nothing to do is no run. What the hook stopped is saved as well, and by now nobody works on it any more. */
static int run_between_hooks(struct wb_session *s, struct wb_plan *plan,
			     const struct wb_run_options *options, struct wb_error *err)
{
	const struct hook_facts facts = { .plan = plan };
	int rc = plan->steps.count ? hooks_before(s, HOOK_BEFORE_RUN, &facts, err) : 0;

	if (rc == 0 && plan->steps.count && options && options->backup)
		rc = backup_save(s, NULL, options->backup, options->backup_retain, err);
	return rc == 0 ? run_plan(s, plan, err) : rc;
}

/* The lock is not held any more: what is told may take its time. */
static void tell_end(struct wb_session *s, const struct wb_plan *plan, int rc,
		     const struct wb_error *err)
{
	struct hook_facts facts = { .plan = plan, .error = rc < 0 ? err : NULL };

	facts.done = plan ? plan->done : 0;
	if (rc < 0)
		hooks_after(s, HOOK_ON_FAILURE, &facts);
	else if (plan->steps.count)
		hooks_after(s, HOOK_AFTER_RUN, &facts);
}

/* 1: there is something to do; 0: there is not, and that is told. */
static int is_due(struct wb_session *s, const struct aim *aim, struct wb_error *err)
{
	struct wb_plan *plan = NULL;
	int rc = run_plan_make(s, aim, &plan, err);
	const bool due = rc == 0 && plan->steps.count;

	wb_plan_free(plan);
	if (rc == 0 && !due)
		rc = ask_guard(s, err);
	if (rc == 0 && !due)
		tell_nothing(s, aim->way);
	return rc < 0 ? rc : due;
}

/* A step up that failed before anything of it was done is none of what is taken back. */
static bool is_to_recover(const struct journal *j, int way)
{
	return way == WB_WAY_UP || !j->up || !j->failed || j->intent || journal_count(j);
}

/* The lock is held: what is interrupted is put right, and what there is to do planned anew and done. */
static int run_locked(struct wb_session *s, const struct aim *aim,
		      const struct wb_run_options *options, struct wb_plan **plan,
		      struct wb_error *err)
{
	int rc = check_approval(s, aim, options, err);

	if (rc == 0 && is_to_recover(&s->journal, aim->way))
		rc = run_recover(s, err);
	if (rc == 0)
		rc = ask_guard(s, err);
	if (rc == 0)
		rc = run_plan_make(s, aim, plan, err);
	if (rc == 0 && aim->way == WB_WAY_SWITCH && takes_back(*plan))
		rc = refuse_protected(s, "taking revisions back", aim->flags, err);
	return rc == 0 ? run_between_hooks(s, *plan, options, err) : rc;
}

/* Whoever has nothing to do finds that out without queueing for the lock; whoever has, plans once
 * the lock is held. */
static int migrate(struct wb_session *s, const char *target, int way,
		   const struct wb_run_options *options, struct wb_error *err)
{
	const struct aim aim = { target ? target : default_target(way), way,
				 options ? options->flags : 0 };
	struct wb_plan *plan = NULL;
	int rc = session_options(s, options, err);

	if (rc == 0 && way == WB_WAY_DOWN)
		rc = refuse_protected(s, "a downgrade", aim.flags, err);
	if (rc == 0)
		rc = session_fresh(s, err);
	if (rc == 0)
		rc = run_pending(s, aim.target, way, err);
	if (rc == 0 && (rc = is_due(s, &aim, err)) == 0)
		return 0;
	if (rc < 0)
		return rc;
	/* whoever has no approval at all makes nothing; what is approved is looked at behind the lock, since others may
	 * be in the midst of it */
	rc = options && options->approve ? 0 : check_approval(s, &aim, options, err);
	if (rc == 0)
		rc = session_begin(s, err);
	if (rc < 0)
		return rc;
	rc = run_locked(s, &aim, options, &plan, err);
	if (s->guarded)
		s->guarded(s, rc == 0 ? plan : NULL);
	rc = session_end(s, rc, err);
	tell_end(s, plan, rc, err);
	wb_plan_free(plan);
	return rc;
}

int run_upgrade(struct wb_session *s, const char *target, const struct wb_run_options *options,
		struct wb_error *err)
{
	return migrate(s, target, WB_WAY_UP, options, err);
}

int run_downgrade(struct wb_session *s, const char *target, const struct wb_run_options *options,
		  struct wb_error *err)
{
	return migrate(s, target, WB_WAY_DOWN, options, err);
}

int run_switch(struct wb_session *s, const char *target, const struct wb_run_options *options,
	       struct wb_error *err)
{
	return migrate(s, target, WB_WAY_SWITCH, options, err);
}
