/* SPDX-License-Identifier: MIT */
/* The command `verify`: the verify sections of what is applied, each in a transaction that is
 * rolled back. */
#include <string.h>

#include "calls.h"
#include "base/error.h"
#include "exec/section.h"
#include "run.h"

struct verifying {
	struct wb_session *session;
	const struct step *step;
	bool told; /* what does not hold */
};

static void tell(struct wb_session *s, const struct step *step, const struct source *source,
		 const struct statement *statement, const struct wb_error *why)
{
	struct wb_error shown = *why;
	struct wb_failure failure = { .size = sizeof(failure),
				      .revision = step->revision->id,
				      .error = &shown };

	shown.position = source_position(source, statement, why->position);
	failure.path = step->revision->path;
	failure.line = statement->line ? statement->line : why->line;
	failure.direction = "up";
	failure.section = "verify";
	failure.statement = statement->text ? statement->shown : NULL;
	failure.statement_len = statement->text ? statement->shown_len : 0;
	failure.statement_number = (uint32_t)statement->number;
	failure.state = "nothing was changed";
	failure.next = "correct the data, or the expectation";
	client_failure(&s->client, &failure);
}

static int failed(void *ctx, const struct source *source, const struct statement *statement,
		  int status, struct wb_error *err)
{
	struct verifying *v = ctx;

	if (status == WB_E_LOST || status == WB_E_CANCELLED || status == WB_E_NOMEM)
		return status;
	tell(v->session, v->step, source, statement, err);
	v->told = true;
	return status;
}

/* 0: it holds; 1: it does not; negative: it can't be told. */
static int verify_step(struct wb_session *s, const struct step *step, struct wb_error *err)
{
	const struct source_settings settings =
		project_source_settings(s->project, s->conn.server.lex_mode);
	const struct sql_text text = section_text(step->revision, step->verify);
	struct verifying v = { .session = s, .step = step };
	const struct section_policy policy = { .transaction = true,
					       .rolled_back = true,
					       .expects = true,
					       .hooks = { .ctx = &v, .failed = failed } };
	int rc = section_run(&s->conn, &text, &settings, &policy, err);

	if (!v.told)
		return rc;
	wb_error_clear(err);
	return 1;
}

static int verify_revision(struct wb_session *s, struct revision *revision, struct wb_error *err)
{
	struct problems problems = project_problems(s->project);
	struct wb_plan *plan = plan_new(s->project, &s->conn.server, WB_WAY_UP);
	struct wb_event event = { .size = sizeof(event),
				  .kind = WB_EVENT_VERIFIED,
				  .revision = revision->id };
	int rc = plan ? plan_add(plan, revision, true, &problems, err) : wb_error_nomem(err);

	if (rc == 0 && problems.count == 0)
		rc = plan_check_verify(plan, 0, &problems, err);
	if (rc == 0)
		rc = problems_check(&problems, err);
	if (rc == 0 && plan->steps.items[0].verify) {
		rc = verify_step(s, &plan->steps.items[0], err);
		event.title = revision->title;
		event.duration_ms = -1;
		if (rc == 0)
			session_event(s, &event);
	}
	wb_plan_free(plan);
	return rc;
}

/* What is applied and has no file may have had a section. How many there are. */
static int tell_missing(struct wb_session *s)
{
	int count = 0;

	for (const struct applied_row *row = s->applied.rows; row; row = row->hh.next) {
		if (!known_missing(s->project, s->view, row->id))
			continue;
		client_log(
			&s->client, WB_LOG_WARNING,
			"%s is applied, and no file defines it: what its section `verify` asks for "
			"is not known",
			row->id);
		count++;
	}
	return count;
}

int run_verify(struct wb_session *s, struct wb_error *err)
{
	int failed = 0, rc = 0;

	if (session_fresh(s, err) < 0)
		return wb_error_kept(err);
	for (size_t i = 0; rc >= 0 && i < graph_count(s->project->graph); i++) {
		struct revision *revision = graph_at(s->project->graph, i);

		if (!applied_has(&s->applied, revision->id))
			continue;
		rc = verify_revision(s, revision, err);
		failed += rc == 1;
	}
	return rc < 0 ? rc : failed + tell_missing(s);
}
