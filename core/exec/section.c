/* SPDX-License-Identifier: MIT */
#include "section.h"

#include <string.h>

#include "base/error.h"
#include "expectation.h"
#include "own.h"
#include "queue.h"
#include "section_ahead.h"

/* ------------------------------------------------------------------ a statement */

static struct wb_op operation(const struct statement *statement, int32_t kind)
{
	return (struct wb_op){ .size = sizeof(struct wb_op),
			       .kind = kind,
			       .id = 1,
			       .text = statement->text,
			       .len = statement->len,
			       .full_len = statement->full_len,
			       .facts = statement->flags };
}

static int data_of(void *ctx, const char **out_data, size_t *out_len, struct wb_error *err)
{
	return source_data(ctx, out_data, out_len, err);
}

/* A statement whose data follow is a queue of one. */
static int copy_in(struct section_running *r, const struct statement *statement,
		   struct wb_error *err)
{
	const struct queue_user user = { .ctx = r->source, .data = data_of };
	struct queue queue = { 0 };
	int rc = queue_statement(&queue, statement, 0, err);

	if (rc == 0)
		rc = queue_run(&queue, r->conn, &user, err);
	queue_release(&queue);
	return rc;
}

static int take_row(void *ctx, const struct wb_value *values, size_t count)
{
	return expectation_row(ctx, values, count);
}

static int expect(struct section_running *r, const struct statement *statement,
		  struct wb_error *err)
{
	const struct wb_op op = operation(statement, WB_OP_EXPECT);
	struct expectation expectation;
	struct wb_rows rows = { take_row, &expectation };
	int rc = expectation_begin(&expectation, statement, err);

	if (rc == 0)
		rc = driver_execute(r->conn, &op, &rows, err);
	return rc < 0 ? rc : expectation_check(&expectation, err);
}

static int execute(struct section_running *r, const struct statement *statement,
		   struct wb_error *err)
{
	const struct wb_op op = operation(statement, WB_OP_USER);

	if (r->policy->expects)
		return expect(r, statement, err);
	return statement->flags & WB_PIECE_COPY_IN ? copy_in(r, statement, err)
						   : driver_execute(r->conn, &op, NULL, err);
}

/* ------------------------------------------------------------------ around it */

/* The longer a transaction makes objects, the slower a server does: half as slow again at 2,000
 * statements. */
static int keep_pace(struct section_running *r, const struct statement *statement,
		     struct wb_error *err)
{
	int rc;

	if (!r->policy->pace || !section_paces(r, section_is_plain(r, statement)))
		return 0;
	rc = own_run(r->conn, WB_OWN_COMMIT, err);
	return rc == 0 ? own_run(r->conn, WB_OWN_BEGIN, err) : rc;
}

static void follow(struct section_running *r, const struct statement *statement)
{
	if (statement->flags & WB_PIECE_SAVEPOINT)
		return;
	if (statement->flags & WB_PIECE_TX_BEGIN)
		r->users = statement->line;
	else if (statement->flags & WB_PIECE_TX_END)
		r->users = 0;
}

/* Some databases would keep what is in it, others not. */
static int check_ended(const struct section_running *r, struct wb_error *err)
{
	if (!r->users)
		return 0;
	return wb_error_set(err, WB_E_REVISION,
			    "%s:%u: the transaction that begins here is not ended, and is rolled "
			    "back: write COMMIT behind what belongs to it",
			    r->text->path, (unsigned)r->users);
}

static int run_statement(struct section_running *r, const struct statement *statement,
			 struct wb_error *err)
{
	const struct section_hooks *hooks = &r->policy->hooks;
	int rc = 0;

	rc = section_stopped(r, err);
	if (rc == 0 && !r->begun && r->policy->transaction) {
		rc = own_run(r->conn, WB_OWN_BEGIN, err);
		r->begun = true;
	}
	if (rc < 0)
		return rc;
	follow(r, statement);
	if (hooks->before)
		rc = hooks->before(hooks->ctx, statement, err);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = execute(r, statement, err);
	if (rc < 0 && hooks->refused)
		rc = hooks->refused(hooks->ctx, statement, rc, err);
	if (rc == 0 && hooks->after)
		rc = hooks->after(hooks->ctx, statement, err);
	return rc == 0 ? keep_pace(r, statement, err) : rc;
}

static int tell_failure(struct section_running *r, const struct statement *statement, int status,
			struct wb_error *err)
{
	const struct section_hooks *hooks = &r->policy->hooks;

	if (hooks->failed)
		return hooks->failed(hooks->ctx, r->source, statement, status, err);
	if (statement->text)
		err->line = statement->line;
	return wb_error_prefix(err, "%s:%u", r->text->path, (unsigned)err->line);
}

/* The next statement that is to be run by itself; those before it that can be sent ahead are done. */
static int next(struct section_running *r, struct statement *out, struct wb_error *err)
{
	const struct section_hooks *hooks = &r->policy->hooks;
	int rc;

	memset(out, 0, sizeof(*out));
	if (!r->policy->ahead)
		return source_next(r->source, out, err);
	do {
		rc = section_ahead(r, out, err);
		if (rc < 0 && r->refused && hooks->refused)
			rc = hooks->refused(hooks->ctx, out, rc, err) == 0 ? SECTION_ON : rc;
	} while (rc == SECTION_ON);
	return rc;
}

static int run_statements(struct section_running *r, struct wb_error *err)
{
	struct statement statement;
	int rc;

	while ((rc = next(r, &statement, err)) == 1 &&
	       (rc = run_statement(r, &statement, err)) == 0)
		;
	return rc < 0 && !r->ended ? tell_failure(r, &statement, rc, err) : rc;
}

static int end(struct section_running *r, int rc, struct wb_error *err)
{
	const struct section_policy *policy = r->policy;
	const bool empty = policy->transaction && !r->begun;
	struct wb_error ignored = WB_ERROR_INIT;

	if (rc == 0 && r->ended)
		return 0;
	if (rc == 0 && policy->settles && !empty)
		rc = own_run(r->conn, WB_OWN_SETTLE, err);
	if (rc == 0 && policy->hooks.done)
		rc = policy->hooks.done(policy->hooks.ctx, err);
	if (rc == 0 && policy->transaction && !policy->rolled_back)
		rc = empty ? 0 : own_run(r->conn, WB_OWN_COMMIT, err);
	else if (rc < 0 || policy->rolled_back)
		own_run(r->conn, WB_OWN_ROLLBACK, &ignored);
	return rc;
}

static int run_once(struct section_running *r, const struct source_settings *settings,
		    struct wb_error *err)
{
	const struct section_hooks *hooks = &r->policy->hooks;
	int rc = source_open(r->text, settings, &r->source, err);

	if (rc < 0)
		return rc;
	r->plain = r->policy->pace > 0;
	r->made = 0;
	r->users = 0;
	r->ended = false;
	/* what is sent ahead begins with it */
	r->begun = r->policy->transaction && !r->policy->ahead;
	if (r->begun)
		rc = own_run(r->conn, WB_OWN_BEGIN, err);
	if (rc == 0 && hooks->begin)
		rc = hooks->begin(hooks->ctx, err);
	if (rc == 0)
		rc = run_statements(r, err);
	if (rc == 0)
		rc = check_ended(r, err);
	rc = end(r, rc, err);
	source_close(r->source);
	r->source = NULL;
	return rc;
}

int section_run(struct connection *conn, const struct sql_text *text,
		const struct source_settings *settings, const struct section_policy *policy,
		struct wb_error *err)
{
	struct section_running r = { .conn = conn, .text = text, .policy = policy };
	int rc = run_once(&r, settings, err);

	if (rc == WB_E_AGAIN && policy->second_look && policy->transaction) {
		wb_error_clear(err);
		rc = run_once(&r, settings, err);
	}
	/* it has seen what it wanted to, and needs no third look */
	if (rc == WB_E_AGAIN && policy->second_look) {
		wb_error_clear(err);
		rc = 0;
	}
	return rc;
}
