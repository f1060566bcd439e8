/* SPDX-License-Identifier: MIT */
/* The SQLite dialect through its table: connecting, executing, our own operations. */
#include "sqlite_kit.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* ------------------------------------------------------------------ connecting */

static void test_connect_tells_what_is_wrong(void **state)
{
	static const struct {
		const char *path, *option, *value;
		int status;
		const char *message;
	} cases[] = {
		{ "", NULL, NULL, WB_E_CONFIG, "the URL names no file" },
		{ "not/there/x.db", NULL, NULL, WB_E_CONNECT, "can't open it: folder " },
		{ ".", NULL, NULL, WB_E_CONNECT, "it is a folder" },
		{ "text.db", NULL, NULL, WB_E_CONNECT, "text.db: file is not a database" },
		{ "absent.db", "mode", "rw", WB_E_CONNECT, "mode= says not to create it" },
		{ "absent.db", "mode", "x", WB_E_CONFIG, "mode=x: it is ro, rw or rwc" },
		{ "absent.db", "speed", "1", WB_E_CONFIG, "SQLite has no option 'speed'" },
	};
	FILE *text = fopen(in_folder("text.db"), "w");

	(void)state;
	for (int i = 0; i < 200; i++)
		fputs("this is text and no database\n", text);
	fclose(text);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		void *conn = NULL;

		assert_int_equal(try_open(*cases[i].path ? in_folder(cases[i].path) : "", 0,
					  cases[i].option, cases[i].value, &conn),
				 cases[i].status);
		if (!strstr(kit_err.message, cases[i].message))
			fail_msg("'%s' does not say '%s'", kit_err.message, cases[i].message);
		assert_null(conn);
	}
	assert_int_equal(access(in_folder("absent.db"), F_OK), -1);
}

static void test_reading_an_absent_file_makes_none(void **state)
{
	struct wb_server server = { .size = sizeof(server) };
	struct wb_args args = { .home = "main" };
	struct buf out = { 0 };
	void *conn = NULL;

	(void)state;
	kit_check(try_open(in_folder("none.db"), WB_CONNECT_READ_ONLY, NULL, NULL, &conn));
	kit_check(dialect->describe(conn, &server, kit_clear()));
	assert_int_equal(server.tables, WB_TABLES_ABSENT);
	assert_string_equal(server.database, in_folder("none.db"));
	assert_int_equal(kit_own(conn, WB_OWN_READ, &args, &out), WB_E_NO_TABLES);
	dialect->close(conn);
	assert_int_equal(access(in_folder("none.db"), F_OK), -1);
}

static void test_describe_sees_our_tables(void **state)
{
	struct wb_server server = { .size = sizeof(server) };
	void *conn = open_file(in_folder("described.db"));

	(void)state;
	kit_check(dialect->describe(conn, &server, kit_clear()));
	assert_int_equal(server.tables, WB_TABLES_ABSENT);
	assert_string_equal(server.product, "SQLite");
	assert_string_equal(server.version, sqlite3_libversion());
	assert_string_equal(server.home, "main");
	kit_check(kit_simple(conn, WB_OWN_ENSURE, NULL));
	kit_check(kit_simple(conn, WB_OWN_ENSURE, NULL));
	kit_check(dialect->describe(conn, &server, kit_clear()));
	assert_int_equal(server.tables, WB_TABLES_PRESENT);
	dialect->close(conn);
	dialect->close(NULL);
}

/* ------------------------------------------------------------------ executing */

static void test_failing_statement_says_where(void **state)
{
	static const struct {
		const char *sql;
		int status, code;
		uint32_t position;
		const char *message;
	} cases[] = {
		{ "SELECT 1 FORM t", WB_E_SQL, SQLITE_ERROR, 15, "near \"t\": syntax error" },
		{ "INSERT INTO u VALUES (1)", WB_E_SQL, SQLITE_CONSTRAINT_UNIQUE, 0,
		  "UNIQUE constraint failed: u.a" },
		{ "SELECT 1; SELECT 2", WB_E_INTERNAL, 0, 0,
		  "two statements in one: SQLite ends the first at byte 9" },
		{ "-- nothing\n", 0, 0, 0, "" },
		{ "SELECT 1; -- done\n;", 0, 0, 0, "" },
	};
	void *conn = open_file(":memory:");

	(void)state;
	kit_check(kit_user(conn, "CREATE TABLE u (a UNIQUE)"));
	kit_check(kit_user(conn, "INSERT INTO u VALUES (1);"));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(kit_user(conn, cases[i].sql), cases[i].status);
		assert_string_equal(kit_err.message, cases[i].message);
		assert_int_equal(kit_err.native_code, cases[i].code);
		if (sqlite3_libversion_number() >= 3038000)
			assert_int_equal(kit_err.position, cases[i].position);
	}
	assert_string_equal(kit_expect(conn, "SELECT 1, NULL, 'a' UNION ALL SELECT 2, 'x', x'41'"),
			    "1|NULL|a\n2|x|A\n");
	dialect->close(conn);
}

static void *cancel_often(void *conn)
{
	const struct timespec pause = { .tv_nsec = 20 * 1000000 };

	for (int i = 0; i < 10; i++) {
		nanosleep(&pause, NULL);
		dialect->cancel(conn, &(struct wb_error)WB_ERROR_INIT);
	}
	return NULL;
}

#define FOREVER \
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

static void test_statement_is_cancelled_and_times_out(void **state)
{
	struct wb_params params = { .size = sizeof(params),
				    .client = &client,
				    .database = ":memory:",
				    .statement_timeout_ms = 50 };
	void *conn = open_file(":memory:");
	pthread_t thread;

	(void)state;
	assert_int_equal(pthread_create(&thread, NULL, cancel_often, conn), 0);
	assert_int_equal(kit_user(conn, FOREVER), WB_E_CANCELLED);
	pthread_join(thread, NULL);
	dialect->close(conn);
	kit_check(dialect->connect(&params, &conn, kit_clear()));
	assert_int_equal(kit_user(conn, FOREVER), WB_E_TIMEOUT);
	kit_check(kit_user(conn, "SELECT 1"));
	dialect->close(conn);
}

static void test_other_connections_lock_is_busy(void **state)
{
	void *a = open_file(in_folder("busy.db")), *b = open_file(in_folder("busy.db"));

	(void)state;
	kit_check(kit_simple(a, WB_OWN_BEGIN, NULL));
	assert_int_equal(kit_simple(b, WB_OWN_BEGIN, NULL), WB_E_BUSY);
	kit_check(kit_simple(a, WB_OWN_ROLLBACK, NULL));
	kit_check(kit_simple(a, WB_OWN_ROLLBACK, NULL));
	kit_check(kit_simple(b, WB_OWN_BEGIN, NULL));
	kit_check(kit_simple(b, WB_OWN_COMMIT, NULL));
	assert_int_equal(kit_simple(b, WB_OWN_COMMIT, NULL), WB_E_SQL);
	dialect->close(a);
	dialect->close(b);
}

static void test_shell_and_dialect_store_the_same(void **state)
{
	static const char *const texts[] = {
		"/* c */ CREATE TABLE \"a b\"( x INT DEFAULT \"dq\" , -- c\n y);",
		"CREATE TRIGGER t AFTER INSERT ON \"a b\" BEGIN SELECT 1; END ;",
		"CREATE VIEW v AS SELECT \"nothing\" ;",
	};
	void *conn = open_file(in_folder("stored.db"));

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		kit_check(kit_user(conn, texts[i]));
	assert_string_equal(kit_expect(conn, "SELECT sql FROM sqlite_schema"),
			    "CREATE TABLE \"a b\"( x INT DEFAULT \"dq\" , -- c\n y)\n"
			    "CREATE TRIGGER t AFTER INSERT ON \"a b\" BEGIN SELECT 1; END\n"
			    "CREATE VIEW v AS SELECT \"nothing\"\n");
	dialect->close(conn);
}

/* ------------------------------------------------------------------ our own operations */

static void test_history_is_kept(void **state)
{
	struct wb_args args = {
		.home = "main", .revision = "b'2", .title = "it's", .run_id = "r", .duration_ms = -1
	};
	struct wb_args log = {
		.home = "main", .run_id = "r", .event = "applied", .probe_sql = "SELECT 6 * 7"
	};
	struct buf out = { 0 };
	void *conn = open_file(":memory:");

	(void)state;
	assert_int_equal(kit_own(conn, WB_OWN_JOURNAL, &log, &out), WB_E_NO_TABLES);
	kit_check(kit_simple(conn, WB_OWN_ENSURE, NULL));
	/* a temporary table of the same name does not take its place */
	kit_check(kit_user(conn, "CREATE TEMP TABLE whimbrel_version (x)"));
	kit_check(kit_own(conn, WB_OWN_RECORD, &args, NULL));
	assert_int_equal(kit_own(conn, WB_OWN_RECORD, &args, NULL), WB_E_SQL);
	assert_int_equal(kit_err.native_code, SQLITE_CONSTRAINT_PRIMARYKEY);
	kit_check(kit_own(conn, WB_OWN_READ, &args, &out));
	assert_true(strncmp(buf_text(&out), "b'2|it's|NULL|20", 16) == 0);
	assert_non_null(strstr(buf_text(&out), "|sqlite3|0|r|2|NULL|NULL\n"));
	kit_check(kit_own(conn, WB_OWN_LOG, &log, NULL));
	log.event = "intent";
	kit_check(kit_own(conn, WB_OWN_LOG, &log, NULL));
	buf_clear(&out);
	kit_check(kit_own(conn, WB_OWN_JOURNAL, &log, &out));
	assert_true(strncmp(buf_text(&out), "2|r|20", 6) == 0);
	assert_non_null(
		strstr(buf_text(&out), "|NULL|NULL|intent|NULL|NULL|NULL|NULL|42|NULL|2\n"));
	log.limit = 1;
	buf_clear(&out);
	kit_check(kit_own(conn, WB_OWN_LOG_READ, &log, &out));
	assert_true(strncmp(buf_text(&out), "2|", 2) == 0);
	/* nothing of ours but our tables is in the schema */
	assert_string_equal(
		kit_expect(
			conn,
			"SELECT count(*) FROM sqlite_schema WHERE tbl_name NOT LIKE 'whimbrel%'"),
		"0\n");
	buf_release(&out);
	dialect->close(conn);
}

static void test_quote_doubles(void **state)
{
	struct buf out = { 0 };

	(void)state;
	kit_check(dialect->quote(NULL, 1, "'it''s'", 7, text_sink(&out), kit_clear()));
	kit_check(dialect->quote(NULL, 0, "a\"b", 3, text_sink(&out), kit_clear()));
	kit_check(dialect->quote(NULL, 0, "", 0, text_sink(&out), kit_clear()));
	assert_string_equal(buf_text(&out), "'''it''''s'''\"a\"\"b\"\"\"");
	assert_int_equal(dialect->quote(NULL, 1, "a\0b", 3, text_sink(&out), kit_clear()),
			 WB_E_UNSUPPORTED);
	buf_release(&out);
}

static void test_fate_is_repeat_or_transaction(void **state)
{
	static const struct {
		const char *sql;
		int32_t fate;
	} cases[] = {
		{ "VACUUM", WB_FATE_REPEAT },
		{ "/* c */ pragma journal_mode=wal", WB_FATE_REPEAT },
		{ "DETACH x", WB_FATE_REPEAT },
		{ "CREATE TABLE t (a)", WB_FATE_TRANSACTION },
		{ "REINDEX", WB_FATE_REPEAT },
		{ "", WB_FATE_TRANSACTION },
		{ "VACUUMED", WB_FATE_TRANSACTION },
		{ "ANALYZE", WB_FATE_REPEAT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int32_t fate = 0;
		struct buf out = { 0 };

		kit_check(dialect->probe(NULL, cases[i].sql, strlen(cases[i].sql), 0,
					 text_sink(&out), &fate, kit_clear()));
		assert_int_equal(fate, cases[i].fate);
		assert_int_equal(out.len, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_connect_tells_what_is_wrong),
		cmocka_unit_test(test_reading_an_absent_file_makes_none),
		cmocka_unit_test(test_describe_sees_our_tables),
		cmocka_unit_test(test_failing_statement_says_where),
		cmocka_unit_test(test_statement_is_cancelled_and_times_out),
		cmocka_unit_test(test_other_connections_lock_is_busy),
		cmocka_unit_test(test_shell_and_dialect_store_the_same),
		cmocka_unit_test(test_history_is_kept),
		cmocka_unit_test(test_quote_doubles),
		cmocka_unit_test(test_fate_is_repeat_or_transaction),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
