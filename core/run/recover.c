/* SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "run.h"
#include "base/text.h"

/* An interrupted step as a plan of one. */
static int make_plan(struct wb_session *s, struct wb_plan **out, struct wb_error *err)
{
	const struct journal *j = &s->journal;
	/* a database knows how to take a revision back, not how to apply it */
	struct revision *revision =
		j->up ? graph_find(s->project->graph, j->revision, strlen(j->revision))
		      : session_revision(s, j->revision);
	struct problems problems = project_problems(s->project);
	struct wb_plan *plan;
	int rc;

	if (!revision)
		return wb_error_set(err, WB_E_REVISION,
				    "%s of revision %s was interrupted after %lld statements, and "
				    "no file defines that "
				    "revision: bring its file back",
				    j->up ? "the upgrade" : "the downgrade", j->revision,
				    (long long)journal_count(j));
	plan = plan_new(s->project, &s->conn.server, j->up ? WB_WAY_UP : WB_WAY_DOWN);
	if (!plan)
		return wb_error_nomem(err);
	rc = j->restores ? plan_restore(plan, &s->conn, err) : 0;
	if (rc == 0)
		rc = plan_add(plan, revision, j->up, &problems, err);
	if (rc == 0 && problems.count == 0) {
		step_resume(&plan->steps.items[0], j);
		plan->steps.items[0].rerun = applied_has(&s->applied, j->revision) && j->up;
		rc = plan_place(plan, s->view, (struct rows_known){ applied_has, &s->applied },
				err);
	}
	if (rc == 0)
		rc = plan_finish(s, plan, &problems, err);
	if (rc == 0)
		*out = plan;
	else
		wb_plan_free(plan);
	return rc;
}

/* What is done must be what it was, before anybody is told that the step is taken up. */
static int check_done(struct wb_plan *plan, struct wb_error *err)
{
	const struct stream_settings settings = plan_settings(plan);
	const struct stream_step step = settings.steps.at(settings.steps.ctx, 0);
	struct source *source = NULL;
	struct statement statement = { 0 };
	char chain[CHECKSUM_SIZE] = "";
	int64_t count = 0;
	int rc = source_open(&step.body, &settings.source, &source, err);

	while (rc == 0 && count < step.resume.done) {
		rc = source_next(source, &statement, err);
		if (rc != 1)
			break;
		count++;
		journal_chain(chain, statement.text, statement.len);
		rc = done_before_check(&step, &statement, chain, err);
	}
	source_close(source);
	return rc < 0 ? rc : done_before_count(&step, count, err);
}

static int tell_recovery(struct wb_session *s, const struct step *step, const char *seen,
			 struct wb_error *err)
{
	struct wb_event event = { .size = sizeof(event),
				  .kind = WB_EVENT_RECOVERED,
				  .duration_ms = -1 };
	struct wb_args row = { .size = sizeof(row),
			       .revision = step->revision->id,
			       .event = "recovered" };
	char message[512];

	snprintf(message, sizeof(message), "taken up behind statement %lld of %llu%s%s",
		 (long long)step->resume.done, (unsigned long long)step->statements,
		 seen[0] ? ": " : "", seen);
	row.direction = step->up ? "up" : "down";
	row.statement = step->resume.done;
	row.statements = (int64_t)step->statements;
	row.detail = message;
	if (session_log(s, &row, err) < 0)
		return wb_error_kept(err);
	event.revision = step->revision->id;
	event.title = step->revision->title;
	event.direction = row.direction;
	event.message = message;
	session_event(s, &event);
	return 0;
}

int run_recover(struct wb_session *s, struct wb_error *err)
{
	struct wb_plan *plan = NULL;
	struct buf seen = { 0 };
	int rc;

	if (!s->journal.open)
		return 0;
	rc = make_plan(s, &plan, err);
	if (rc == 0)
		rc = check_done(plan, err);
	/* not that of an intent alone: what may be repeated has none, and must not come behind what follows */
	if (rc == 0)
		rc = observer_outwait(s, s->journal.session, s->end_dead, err);
	if (rc == 0 && s->journal.intent)
		rc = step_judge(s, plan, &plan->steps.items[0], &seen, err);
	if (rc == 0)
		rc = tell_recovery(s, &plan->steps.items[0], buf_text(&seen), err);
	if (rc == 0)
		rc = step_recall(s, &plan->steps.items[0], err);
	if (rc == 0)
		rc = run_plan(s, plan, err);
	buf_release(&seen);
	wb_plan_free(plan);
	return rc == 0 ? session_refresh(s, err) : rc;
}
