/* SPDX-License-Identifier: MIT */
#include "plugin_kit.h"

#include <pthread.h>
#include <time.h>

static int load(void **state)
{
	(void)state;
	return kit_load("null");
}

/* A connection to an empty database of its own. */
static void *open_null(const char *option, const char *value)
{
	static int number;
	const struct wb_pair pair = { .name = option, .value = value };
	char name[32];
	struct wb_params params = { .size = sizeof(params), .client = &client, .options = &pair };
	void *conn = NULL;

	snprintf(name, sizeof(name), "test%d", number++);
	params.database = name;
	params.option_count = option ? 1 : 0;
	kit_check(dialect->connect(&params, &conn, kit_clear()));
	return conn;
}

static void test_language_does_what_it_says(void **state)
{
	static const struct {
		const char *sql;
		int status;
		const char *message;
	} cases[] = {
		{ "create a", 0, "" },
		{ "-- twice\ncreate a", WB_E_SQL, "a is there already" },
		{ "add a 5", 0, "" },
		{ "add a -2;", 0, "" },
		{ "add b 1", WB_E_SQL, "there is no b" },
		{ "drop b", WB_E_SQL, "there is no b" },
		{ "fail because I say so", WB_E_SQL, " because I say so" },
		{ "lie", 0, "" },
		{ "/* nothing */", 0, "" },
		{ "jump", WB_E_SQL, "no such statement: jump" },
	};
	void *conn = open_null(NULL, NULL);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(kit_user(conn, cases[i].sql), cases[i].status);
		assert_string_equal(kit_err.message, cases[i].message);
	}
	assert_string_equal(kit_expect(conn, "show a"), "3\n");
	assert_string_equal(kit_expect(conn, "show b"), "");
	kit_check(kit_user(conn, "drop a"));
	assert_string_equal(kit_expect(conn, "show a"), "");
	dialect->close(conn);
}

static void test_savepoint_takes_back_what_came_after_it(void **state)
{
	void *conn = open_null(NULL, NULL);

	(void)state;
	kit_check(kit_simple(conn, WB_OWN_BEGIN, NULL));
	kit_check(kit_user(conn, "create a"));
	kit_check(kit_simple(conn, WB_OWN_SAVEPOINT, "s"));
	kit_check(kit_user(conn, "add a 1"));
	kit_check(kit_user(conn, "create b"));
	kit_check(kit_simple(conn, WB_OWN_ROLLBACK_TO, "s"));
	assert_string_equal(kit_expect(conn, "show a"), "0\n");
	assert_string_equal(kit_expect(conn, "show b"), "");
	assert_int_equal(kit_simple(conn, WB_OWN_RELEASE, "s"), WB_E_SQL);
	kit_check(kit_simple(conn, WB_OWN_ROLLBACK, NULL));
	assert_string_equal(kit_expect(conn, "show a"), "");
	/* and where there is no transaction it is no error */
	kit_check(kit_simple(conn, WB_OWN_ROLLBACK, NULL));
	assert_int_equal(kit_simple(conn, WB_OWN_COMMIT, NULL), WB_E_SQL);
	dialect->close(conn);
}

static void test_implicit_ddl_commits(void **state)
{
	struct wb_server server = { .size = sizeof(server) };
	void *conn = open_null("ddl", "implicit");

	(void)state;
	kit_check(dialect->describe(conn, &server, kit_clear()));
	assert_false(server.features & (WB_F_TRANSACTIONAL_DDL | WB_F_SHARED_COMMIT));
	kit_check(kit_user(conn, "create a"));
	kit_check(kit_simple(conn, WB_OWN_BEGIN, NULL));
	kit_check(kit_user(conn, "add a 1"));
	kit_check(kit_user(conn, "create b"));
	kit_check(kit_user(conn, "add a 1"));
	kit_check(kit_simple(conn, WB_OWN_ROLLBACK, NULL));
	/* nothing could be taken back: `create` had ended the transaction */
	assert_string_equal(kit_expect(conn, "show a"), "2\n");
	assert_string_equal(kit_expect(conn, "show b"), "0\n");
	dialect->close(conn);
}

static void test_death_takes_the_transaction_along(void **state)
{
	struct wb_params params = { .size = sizeof(params),
				    .client = &client,
				    .database = "death" };
	void *conn = NULL, *witness = NULL;

	(void)state;
	kit_check(dialect->connect(&params, &conn, kit_clear()));
	kit_check(dialect->connect(&params, &witness, kit_clear()));
	kit_check(kit_user(conn, "create a"));
	kit_check(kit_simple(conn, WB_OWN_BEGIN, NULL));
	assert_int_equal(kit_user(conn, "die after add a 1"), WB_E_LOST);
	assert_int_equal(kit_user(conn, "lie"), WB_E_LOST);
	assert_string_equal(kit_expect(witness, "show a"), "0\n");
	/* outside a transaction it was done */
	assert_int_equal(kit_user(witness, "die after add a 1"), WB_E_LOST);
	dialect->close(witness);
	dialect->close(conn);
	kit_check(dialect->connect(&params, &conn, kit_clear()));
	assert_string_equal(kit_expect(conn, "show a"), "1\n");
	dialect->close(conn);
}

static void test_history_is_kept(void **state)
{
	struct wb_args args = { .revision = "b2",
				.title = "second",
				.checksum = "1:x",
				.run_id = "r",
				.duration_ms = 7 };
	struct wb_args log = { .run_id = "r", .event = "applied", .revision = "b2" };
	struct buf out = { 0 };
	void *conn = open_null(NULL, NULL);

	(void)state;
	assert_int_equal(kit_own(conn, WB_OWN_READ, &args, &out), WB_E_NO_TABLES);
	kit_check(kit_simple(conn, WB_OWN_ENSURE, NULL));
	kit_check(kit_own(conn, WB_OWN_RECORD, &args, NULL));
	assert_int_equal(kit_own(conn, WB_OWN_RECORD, &args, NULL), WB_E_SQL);
	args.revision = "a1";
	args.applied_by = "jo@host";
	kit_check(kit_own(conn, WB_OWN_RECORD, &args, NULL));
	args.title = "changed";
	kit_check(kit_own(conn, WB_OWN_AMEND, &args, NULL));
	kit_check(kit_own(conn, WB_OWN_READ, &args, &out));
	assert_true(strncmp(buf_text(&out), "a1|changed|1:x|2", 16) == 0);
	assert_non_null(strstr(buf_text(&out), "|jo@host|7|r|1|NULL|NULL\nb2|second|"));
	kit_check(kit_own(conn, WB_OWN_ERASE, &args, NULL));
	buf_clear(&out);
	kit_check(kit_own(conn, WB_OWN_READ, &args, &out));
	assert_true(strncmp(buf_text(&out), "b2|", 3) == 0);

	kit_check(kit_own(conn, WB_OWN_LOG, &log, NULL));
	log.event = "intent";
	log.statement = 3;
	kit_check(kit_own(conn, WB_OWN_LOG, &log, NULL));
	buf_clear(&out);
	kit_check(kit_own(conn, WB_OWN_JOURNAL, &log, &out));
	assert_true(strncmp(buf_text(&out), "2|r|2", 5) == 0);
	assert_non_null(strstr(buf_text(&out), "|b2|NULL|intent|3|NULL|NULL|NULL|NULL|NULL|1\n"));
	buf_clear(&out);
	kit_check(kit_own(conn, WB_OWN_LOG_READ, &log, &out));
	assert_true(strncmp(buf_text(&out), "1|r|", 4) == 0);
	buf_release(&out);
	dialect->close(conn);
}

static void *cancel_soon(void *conn)
{
	const struct timespec pause = { .tv_nsec = 30 * 1000000 };

	nanosleep(&pause, NULL);
	dialect->cancel(conn, &(struct wb_error)WB_ERROR_INIT);
	return NULL;
}

static void test_hanging_can_be_cancelled(void **state)
{
	void *conn = open_null(NULL, NULL);
	pthread_t thread;

	(void)state;
	kit_check(kit_user(conn, "hang 10"));
	assert_int_equal(pthread_create(&thread, NULL, cancel_soon, conn), 0);
	assert_int_equal(kit_user(conn, "hang 60000"), WB_E_CANCELLED);
	pthread_join(thread, NULL);
	/* the next statement is not cancelled with it */
	kit_check(kit_user(conn, "hang 1"));
	dialect->close(conn);
}

static void test_lock_is_one_connections(void **state)
{
	struct wb_params params = { .size = sizeof(params), .client = &client, .database = "lock" };
	void *a = NULL, *b = NULL;

	(void)state;
	kit_check(dialect->connect(&params, &a, kit_clear()));
	kit_check(dialect->connect(&params, &b, kit_clear()));
	kit_check(dialect->lock(a, "k", 0, kit_clear()));
	kit_check(kit_simple(a, WB_OWN_GUARD, NULL));
	assert_int_equal(dialect->lock(b, "k", 0, kit_clear()), WB_E_LOCKED);
	assert_int_equal(kit_simple(b, WB_OWN_GUARD, NULL), WB_E_LOCK_LOST);
	assert_int_equal(dialect->unlock(b, "k", kit_clear()), WB_E_LOCK_LOST);
	/* it ends with the connection */
	dialect->close(a);
	kit_check(dialect->lock(b, "k", 0, kit_clear()));
	kit_check(dialect->unlock(b, "k", kit_clear()));
	dialect->close(b);
	dialect->close(NULL);
}

static void test_quote_doubles_and_unknown_option_is_refused(void **state)
{
	const struct wb_pair pair = { .name = "speed", .value = "high" };
	struct wb_params params = { .size = sizeof(params), .options = &pair, .option_count = 1 };
	struct buf out = { 0 };
	void *conn = NULL;

	(void)state;
	kit_check(dialect->quote(NULL, 1, "it's", 4, text_sink(&out), kit_clear()));
	kit_check(dialect->quote(NULL, 0, "a\"b", 3, text_sink(&out), kit_clear()));
	assert_string_equal(buf_text(&out), "'it''s'\"a\"\"b\"");
	assert_int_equal(dialect->quote(NULL, 1, "a\0b", 3, text_sink(&out), kit_clear()),
			 WB_E_UNSUPPORTED);
	buf_release(&out);
	assert_int_equal(dialect->connect(&params, &conn, kit_clear()), WB_E_CONFIG);
	assert_string_equal(kit_err.message, "there is no option 'speed'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_language_does_what_it_says),
		cmocka_unit_test(test_savepoint_takes_back_what_came_after_it),
		cmocka_unit_test(test_implicit_ddl_commits),
		cmocka_unit_test(test_death_takes_the_transaction_along),
		cmocka_unit_test(test_history_is_kept),
		cmocka_unit_test(test_hanging_can_be_cancelled),
		cmocka_unit_test(test_lock_is_one_connections),
		cmocka_unit_test(test_quote_doubles_and_unknown_option_is_refused),
	};

	return cmocka_run_group_tests(tests, load, kit_unload);
}
