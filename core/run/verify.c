/* SPDX-License-Identifier: MIT */
/* The command `verify`: the verify sections of what is applied, each in a transaction that is
 * rolled back. */
#include <string.h>

#include "calls.h"
#include "base/error.h"
#include "exec/own.h"
#include "run.h"

static int take_row(void *ctx, const struct wb_value *values, size_t count)
{
	return expectation_row(ctx, values, count);
}

static int run_statement(struct wb_session *s, const struct statement *statement,
			 struct wb_error *err)
{
	struct wb_op op = { .size = sizeof(op),
			    .kind = WB_OP_EXPECT,
			    .text = statement->text,
			    .len = statement->len };
	struct expectation expectation;
	struct wb_rows rows = { take_row, &expectation };

	op.full_len = statement->full_len;
	op.facts = statement->flags;
	if (expectation_begin(&expectation, statement, err) < 0 ||
	    driver_execute(&s->conn, &op, &rows, err) < 0)
		return err->status;
	return expectation_check(&expectation, err);
}

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

/* 0: it holds; 1: it does not; negative: it can't be told. */
static int verify_step(struct wb_session *s, const struct wb_plan *plan, const struct step *step,
		       struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT, ignored = WB_ERROR_INIT;
	struct source *source = NULL;
	struct statement statement = { 0 };
	int rc = plan_source(plan, step, step->verify, &source, err);

	if (rc == 0)
		rc = own_run(&s->conn, WB_OWN_BEGIN, err);
	if (rc < 0) {
		source_close(source);
		return rc;
	}
	while ((rc = source_next(source, &statement, &why)) == 1 &&
	       (rc = run_statement(s, &statement, &why)) == 0)
		;
	if (rc < 0 && why.status != WB_E_LOST && why.status != WB_E_CANCELLED &&
	    why.status != WB_E_NOMEM) {
		tell(s, step, source, &statement, &why);
		rc = 1;
	} else if (rc < 0 && err && !err->status) {
		*err = why;
	}
	source_close(source);
	own_run(&s->conn, WB_OWN_ROLLBACK, &ignored);
	return rc;
}

static int verify_revision(struct wb_session *s, struct revision *revision, struct wb_error *err)
{
	struct problems problems = project_problems(s->project);
	struct wb_plan *plan =
		plan_new(s->project, s->conn.server.features, s->conn.server.lex_mode, WB_WAY_UP);
	struct wb_event event = { .size = sizeof(event),
				  .kind = WB_EVENT_VERIFIED,
				  .revision = revision->id };
	int rc = plan ? plan_add(plan, revision, true, &problems, err) : wb_error_nomem(err);

	if (rc == 0)
		rc = problems_check(&problems, err);
	if (rc == 0 && plan->steps.items[0].verify) {
		rc = verify_step(s, plan, &plan->steps.items[0], err);
		event.title = revision->title;
		event.duration_ms = -1;
		if (rc == 0)
			session_event(s, &event);
	}
	wb_plan_free(plan);
	return rc;
}

int run_verify(struct wb_session *s, struct wb_error *err)
{
	int failed = 0, rc = 0;

	if (session_fresh(s, err) < 0)
		return err->status;
	for (size_t i = 0; rc >= 0 && i < graph_count(s->project->graph); i++) {
		struct revision *revision = graph_at(s->project->graph, i);

		if (!applied_has(&s->applied, revision->id))
			continue;
		rc = verify_revision(s, revision, err);
		failed += rc == 1;
	}
	return rc < 0 ? rc : failed;
}
