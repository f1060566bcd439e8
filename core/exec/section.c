/* SPDX-License-Identifier: MIT */
#include "section.h"

#include <string.h>

#include "base/error.h"
#include "expectation.h"
#include "own.h"
#include "queue.h"

struct running {
	struct connection *conn;
	const struct sql_text *text;
	const struct section_policy *policy;
	struct source *source;
	bool plain;    /* nothing but changes of objects so far … */
	unsigned made; /* … of these */
};

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
static int copy_in(struct running *r, const struct statement *statement, struct wb_error *err)
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

static int expect(struct running *r, const struct statement *statement, struct wb_error *err)
{
	const struct wb_op op = operation(statement, WB_OP_EXPECT);
	struct expectation expectation;
	struct wb_rows rows = { take_row, &expectation };
	int rc = expectation_begin(&expectation, statement, err);

	if (rc == 0)
		rc = driver_execute(r->conn, &op, &rows, err);
	return rc < 0 ? rc : expectation_check(&expectation, err);
}

static int execute(struct running *r, const struct statement *statement, struct wb_error *err)
{
	const struct wb_op op = operation(statement, WB_OP_USER);

	if (r->policy->expects)
		return expect(r, statement, err);
	return statement->flags & WB_PIECE_COPY_IN ? copy_in(r, statement, err)
						   : driver_execute(r->conn, &op, NULL, err);
}

/* ------------------------------------------------------------------ around it */

/* Nothing in it holds for a transaction, and nothing for its end. */
static bool is_plain(const struct running *r, const struct statement *statement)
{
	return !(statement->flags & ~WB_PIECE_PRIVILEGES) &&
	       (driver_effects(r->conn->plugin, statement->text + statement->token,
			       statement->len - statement->token) &
		WB_EFFECT_PLAIN);
}

/* The longer a transaction makes objects, the slower a server does: half as slow again at 2,000
 * statements. */
static int keep_pace(struct running *r, const struct statement *statement, struct wb_error *err)
{
	int rc;

	r->plain = r->plain && is_plain(r, statement);
	if (!r->plain || !r->policy->transaction || ++r->made % r->policy->pace)
		return 0;
	rc = own_run(r->conn, WB_OWN_COMMIT, err);
	return rc == 0 ? own_run(r->conn, WB_OWN_BEGIN, err) : rc;
}

static int run_statement(struct running *r, const struct statement *statement, struct wb_error *err)
{
	const struct section_hooks *hooks = &r->policy->hooks;
	int rc = 0;

	if (r->conn->client && atomic_load(&r->conn->client->stopping))
		return wb_error_set(err, WB_E_CANCELLED, "interrupted");
	if (hooks->before)
		rc = hooks->before(hooks->ctx, statement, err);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	rc = execute(r, statement, err);
	if (rc < 0 && hooks->refused)
		rc = hooks->refused(hooks->ctx, statement, err);
	if (rc == 0 && hooks->after)
		rc = hooks->after(hooks->ctx, statement, err);
	return rc == 0 && r->policy->pace ? keep_pace(r, statement, err) : rc;
}

static int tell_failure(struct running *r, const struct statement *statement, struct wb_error *err)
{
	const struct section_hooks *hooks = &r->policy->hooks;

	if (hooks->failed)
		return hooks->failed(hooks->ctx, r->source, statement, err);
	if (statement->text)
		err->line = statement->line;
	return wb_error_prefix(err, "%s:%u", r->text->path, (unsigned)err->line);
}

static int run_statements(struct running *r, struct wb_error *err)
{
	struct statement statement = { 0 };
	int rc;

	while ((rc = source_next(r->source, &statement, err)) == 1 &&
	       (rc = run_statement(r, &statement, err)) == 0)
		memset(&statement, 0, sizeof(statement));
	return rc < 0 ? tell_failure(r, &statement, err) : 0;
}

static int end(struct running *r, int rc, struct wb_error *err)
{
	struct wb_error ignored = WB_ERROR_INIT;

	if (rc == 0 && r->policy->settles)
		rc = own_run(r->conn, WB_OWN_SETTLE, err);
	if (rc == 0 && r->policy->hooks.done)
		rc = r->policy->hooks.done(r->policy->hooks.ctx, err);
	if (rc == 0 && r->policy->transaction && !r->policy->rolled_back)
		rc = own_run(r->conn, WB_OWN_COMMIT, err);
	else if (rc < 0 || r->policy->rolled_back)
		own_run(r->conn, WB_OWN_ROLLBACK, &ignored);
	return rc;
}

static int run_once(struct running *r, const struct source_settings *settings, struct wb_error *err)
{
	const struct section_hooks *hooks = &r->policy->hooks;
	int rc = source_open(r->text, settings, &r->source, err);

	if (rc < 0)
		return rc;
	r->plain = r->policy->pace > 0;
	r->made = 0;
	if (r->policy->transaction)
		rc = own_run(r->conn, WB_OWN_BEGIN, err);
	if (rc == 0 && hooks->begin)
		rc = hooks->begin(hooks->ctx, err);
	if (rc == 0)
		rc = run_statements(r, err);
	rc = end(r, rc, err);
	source_close(r->source);
	r->source = NULL;
	return rc;
}

int section_run(struct connection *conn, const struct sql_text *text,
		const struct source_settings *settings, const struct section_policy *policy,
		struct wb_error *err)
{
	struct running r = { .conn = conn, .text = text, .policy = policy };
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
