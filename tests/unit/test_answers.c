/* SPDX-License-Identifier: MIT */
/* What a dialect answers with in texts of a fixed size may be full to the brim: the engine ends each before it reads it. */
#include "compat.h"

#include <string.h>

#include "base/error.h"
#include "dialect/driver.h"

#define ENDS(text) assert_non_null(memchr((text), '\0', sizeof(text)))
#define FILL(text) memset((text), 'x', sizeof(text))

static int fail_full(struct wb_error *err)
{
	FILL(err->sqlstate);
	FILL(err->message);
	FILL(err->detail);
	return err->status = WB_E_SQL;
}

static int execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	(void)conn, (void)op, (void)rows;
	return fail_full(err);
}

static int run(void *conn, const struct wb_ops *ops, struct wb_error *err)
{
	struct wb_error own = WB_ERROR_INIT;

	(void)conn;
	ops->done(ops->ctx, 1, WB_FAILED, (fail_full(&own), &own));
	return fail_full(err);
}

static int describe(void *conn, struct wb_server *out, struct wb_error *err)
{
	uint32_t size = out->size;
	uint64_t features = out->features;

	(void)conn, (void)err;
	FILL(out->product), FILL(out->version), FILL(out->database), FILL(out->schema);
	FILL(out->home), FILL(out->user), FILL(out->session), FILL(out->warning);
	FILL(out->usual_schema), FILL(out->identity);
	out->size = size;
	out->features = features;
	return 0;
}

static int observe(void *conn, const char *session, struct wb_activity *out, struct wb_rows *rows,
		   struct wb_error *err)
{
	(void)conn, (void)session, (void)rows, (void)err;
	FILL(out->phase), FILL(out->statement), FILL(out->waits_for);
	return 0;
}

static const struct plugin plugin = {
	.table = { WB_DIALECT_HEADER, .name = "full", .execute = execute, .run = run,
		   .describe = describe, .observe = observe },
};

static void errors_end(const struct wb_error *err)
{
	assert_int_equal(err->status, WB_E_SQL);
	ENDS(err->sqlstate);
	ENDS(err->message);
	ENDS(err->detail);
}

static int done(void *ctx, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	(void)id, (void)outcome;
	errors_end(err);
	++*(int *)ctx;
	return 0;
}

static void test_errors_end_wherever_they_are_told(void **state)
{
	struct connection c = { .plugin = &plugin };
	const struct wb_op op = { .size = sizeof(op), .text = "", .kind = WB_OP_USER };
	struct wb_error err = WB_ERROR_INIT;
	int calls = 0;
	const struct wb_ops ops = { .size = sizeof(ops), .ctx = &calls, .done = done };

	(void)state;
	assert_int_equal(driver_execute(&c, &op, NULL, &err), WB_E_SQL);
	errors_end(&err);
	err = (struct wb_error)WB_ERROR_INIT;
	assert_int_equal(driver_run(&c, &ops, &err), WB_E_SQL);
	errors_end(&err);
	assert_int_equal(calls, 1);
}

static void test_what_is_described_and_observed_ends(void **state)
{
	struct connection c = { .plugin = &plugin };
	struct wb_server server = { .size = sizeof(server) };
	struct wb_activity activity = { .size = sizeof(activity) };
	struct wb_error err = WB_ERROR_INIT;

	(void)state;
	assert_int_equal(driver_describe(&c, &server, &err), 0);
	ENDS(server.product), ENDS(server.version), ENDS(server.database), ENDS(server.schema);
	ENDS(server.home), ENDS(server.user), ENDS(server.session), ENDS(server.warning);
	ENDS(server.usual_schema), ENDS(server.identity);
	assert_int_equal(driver_observe(&c, "1", &activity, NULL, &err), 0);
	ENDS(activity.phase), ENDS(activity.statement), ENDS(activity.waits_for);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_errors_end_wherever_they_are_told),
		cmocka_unit_test(test_what_is_described_and_observed_ends),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
