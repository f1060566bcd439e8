/* SPDX-License-Identifier: MIT */
/* The SQLite dialect through its table: connecting, executing, our own operations, the lock, scripts. */
#include "plugin_kit.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char folder[64];

static int load(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "./sqlite-XXXXXX");
	return mkdtemp(folder) ? kit_load("sqlite") : -1;
}

static int unload(void **state)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) == 0 ? kit_unload(state) : -1;
}

/* Good for four calls. */
static const char *in_folder(const char *name)
{
	static char path[4][128];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", folder, name);
	return path[turn];
}

static int try_open(const char *path, uint32_t flags, const char *option, const char *value, void **out)
{
	const struct wb_pair pair = { .name = option, .value = value };
	const struct wb_params params = { .size = sizeof(params),
					  .flags = flags,
					  .client = &client,
					  .database = path,
					  .options = &pair,
					  .option_count = option ? 1 : 0,
					  .statement_lock_timeout_ms = 50 };

	return dialect->connect(&params, out, kit_clear());
}

static void *open_file(const char *path)
{
	void *conn = NULL;

	kit_check(try_open(path, 0, NULL, NULL, &conn));
	return conn;
}

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

		assert_int_equal(
			try_open(*cases[i].path ? in_folder(cases[i].path) : "", 0, cases[i].option, cases[i].value, &conn),
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
		{ "INSERT INTO u VALUES (1)", WB_E_SQL, SQLITE_CONSTRAINT_UNIQUE, 0, "UNIQUE constraint failed: u.a" },
		{ "SELECT 1; SELECT 2", WB_E_INTERNAL, 0, 0, "two statements in one: SQLite ends the first at byte 9" },
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
	assert_string_equal(kit_expect(conn, "SELECT 1, NULL, 'a' UNION ALL SELECT 2, 'x', x'41'"), "1|NULL|a\n2|x|A\n");
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

#define FOREVER "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"

static void test_statement_is_cancelled_and_times_out(void **state)
{
	struct wb_params params = {
		.size = sizeof(params), .client = &client, .database = ":memory:", .statement_timeout_ms = 50
	};
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
	struct wb_args args = { .home = "main", .revision = "b'2", .title = "it's", .run_id = "r", .duration_ms = -1 };
	struct wb_args log = { .home = "main", .run_id = "r", .event = "applied", .probe_sql = "SELECT 6 * 7" };
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
	assert_non_null(strstr(buf_text(&out), "|sqlite3|0|r|1\n"));
	kit_check(kit_own(conn, WB_OWN_LOG, &log, NULL));
	log.event = "intent";
	kit_check(kit_own(conn, WB_OWN_LOG, &log, NULL));
	buf_clear(&out);
	kit_check(kit_own(conn, WB_OWN_JOURNAL, &log, &out));
	assert_true(strncmp(buf_text(&out), "2|r|20", 6) == 0);
	assert_non_null(strstr(buf_text(&out), "|NULL|NULL|intent|NULL|NULL|NULL|NULL|42|NULL|1\n"));
	log.limit = 1;
	buf_clear(&out);
	kit_check(kit_own(conn, WB_OWN_LOG_READ, &log, &out));
	assert_true(strncmp(buf_text(&out), "2|", 2) == 0);
	/* nothing of ours but our tables is in the schema */
	assert_string_equal(kit_expect(conn, "SELECT count(*) FROM sqlite_schema WHERE tbl_name NOT LIKE 'whimbrel%'"),
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
	assert_int_equal(dialect->quote(NULL, 1, "a\0b", 3, text_sink(&out), kit_clear()), WB_E_UNSUPPORTED);
	buf_release(&out);
}

static void test_fate_is_repeat_or_transaction(void **state)
{
	static const struct {
		const char *sql;
		int32_t fate;
	} cases[] = {
		{ "VACUUM", WB_FATE_REPEAT },        { "/* c */ pragma journal_mode=wal", WB_FATE_REPEAT },
		{ "DETACH x", WB_FATE_REPEAT },      { "CREATE TABLE t (a)", WB_FATE_TRANSACTION },
		{ "REINDEX", WB_FATE_REPEAT },       { "", WB_FATE_TRANSACTION },
		{ "VACUUMED", WB_FATE_TRANSACTION }, { "ANALYZE", WB_FATE_REPEAT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int32_t fate = 0;
		struct buf out = { 0 };

		kit_check(dialect->probe(NULL, cases[i].sql, strlen(cases[i].sql), 0, text_sink(&out), &fate, kit_clear()));
		assert_int_equal(fate, cases[i].fate);
		assert_int_equal(out.len, 0);
	}
}

/* ------------------------------------------------------------------ the lock */

static void test_lock_names_its_holder(void **state)
{
	void *a = open_file(in_folder("lock.db")), *b = open_file(in_folder("lock.db"));
	struct buf out = { 0 };
	char pid[32];

	(void)state;
	snprintf(pid, sizeof(pid), " pid %ld since ", (long)getpid());
	assert_int_equal(dialect->holder(b, "k", text_sink(&out), NULL, kit_clear()), 0);
	assert_int_equal(kit_simple(a, WB_OWN_GUARD, NULL), WB_E_LOCK_LOST);
	kit_check(dialect->lock(a, "k", 0, kit_clear()));
	kit_check(kit_simple(a, WB_OWN_GUARD, NULL));
	assert_int_equal(dialect->holder(b, "k", text_sink(&out), NULL, kit_clear()), 1);
	assert_non_null(strstr(buf_text(&out), pid));
	assert_int_equal(dialect->lock(b, "k", 120, kit_clear()), WB_E_LOCKED);
	assert_non_null(strstr(kit_err.detail, pid));
	kit_check(dialect->unlock(a, "k", kit_clear()));
	assert_int_equal(access(in_folder("lock.db-whimbrel"), F_OK), -1);
	kit_check(dialect->lock(b, "k", 0, kit_clear()));
	/* somebody removes the file: the lock is worth nothing any more */
	assert_int_equal(unlink(in_folder("lock.db-whimbrel")), 0);
	assert_int_equal(kit_simple(b, WB_OWN_GUARD, NULL), WB_E_LOCK_LOST);
	assert_int_equal(dialect->unlock(b, "k", kit_clear()), WB_E_LOCK_LOST);
	kit_check(dialect->lock(a, "k", 0, kit_clear()));
	/* it ends with the connection, and the file that stays is nobody's */
	dialect->close(a);
	assert_int_equal(dialect->holder(b, "k", text_sink(&out), NULL, kit_clear()), 0);
	dialect->close(b);
	buf_release(&out);
}

/* Each of the processes adds one to a number in a file, slowly: without the lock some would be lost. */
static void count_under_lock(const char *db, const char *counter)
{
	void *conn = open_file(db);

	for (int i = 0; i < 20; i++) {
		long n = 0;
		FILE *f;

		kit_check(dialect->lock(conn, "k", 20000, kit_clear()));
		f = fopen(counter, "r");
		if (f && fscanf(f, "%ld", &n) != 1)
			n = -1000;
		if (f)
			fclose(f);
		usleep(300);
		f = fopen(counter, "w");
		fprintf(f, "%ld\n", n + 1);
		fclose(f);
		kit_check(dialect->unlock(conn, "k", kit_clear()));
	}
	dialect->close(conn);
}

static void test_lock_excludes_other_processes(void **state)
{
	char text[16] = "";
	FILE *f;

	(void)state;
	for (int i = 0; i < 6; i++)
		if (fork() == 0) {
			count_under_lock(in_folder("many.db"), in_folder("counter"));
			_exit(0);
		}
	for (int i = 0; i < 6; i++) {
		int status;

		assert_true(wait(&status) > 0);
		assert_int_equal(status, 0);
	}
	f = fopen(in_folder("counter"), "r");
	assert_non_null(fgets(text, sizeof(text), f));
	fclose(f);
	assert_string_equal(text, "120\n");
}

/* ------------------------------------------------------------------ scripts */

static void compose(struct buf *out, int32_t what, struct wb_args *args, const char *text)
{
	args->text = text;
	args->text_len = text ? strlen(text) : 0;
	for (args->part = 0;; args->part++) {
		int more = dialect->compose(NULL, what, args, text_sink(out), kit_clear());

		kit_check(more);
		if (what < WB_OWN_SCRIPT_HEAD)
			buf_str(out, ";\n");
		if (!more)
			return;
	}
}

static int shell(const struct buf *script, const char *db)
{
	char command[256];
	FILE *f = fopen(in_folder("script.sql"), "w");

	fwrite(script->data, 1, script->len, f);
	fclose(f);
	snprintf(command, sizeof(command), "sqlite3 %s < %s > %s 2>&1", db, in_folder("script.sql"),
		 in_folder("script.out"));
	return system(command);
}

static void test_script_runs_in_the_shell_once(void **state)
{
	static const char *const present[] = { "a1", "a'2" }, *const absent[] = { "b1" };
	struct wb_args base = { .revision = "a1", .title = "t" }, second = { .revision = "a'2" }, new = { .revision = "b1" };
	struct wb_args guard = { .present = present, .present_count = 2, .absent = absent, .absent_count = 1 };
	struct wb_args none = { .home = NULL };
	struct buf make = { 0 }, script = { 0 };
	char db[128];
	void *conn;

	(void)state;
	snprintf(db, sizeof(db), "%s", in_folder("offline.db"));
	if (system("command -v sqlite3 > /dev/null") != 0)
		skip();
	compose(&make, WB_OWN_SCRIPT_HEAD, &none, NULL);
	compose(&make, WB_OWN_ENSURE, &none, NULL);
	compose(&make, WB_OWN_RECORD, &base, NULL);
	compose(&script, WB_OWN_SCRIPT_HEAD, &none, NULL);
	compose(&script, WB_OWN_BEGIN, &none, NULL);
	compose(&script, WB_OWN_SCRIPT_GUARD, &guard, NULL);
	compose(&script, WB_OWN_SCRIPT_STATEMENT, &none, "CREATE TABLE t (a) -- a comment");
	compose(&script, WB_OWN_SCRIPT_STATEMENT, &none, "INSERT INTO t VALUES ('--') /* open");
	compose(&script, WB_OWN_SCRIPT_STATEMENT, &none, "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END");
	compose(&script, WB_OWN_RECORD, &new, NULL);
	compose(&script, WB_OWN_COMMIT, &none, NULL);
	assert_int_equal(shell(&make, db), 0);
	/* a'2 is not there yet, and nothing of the script may be done */
	assert_int_not_equal(shell(&script, db), 0);
	conn = open_file(db);
	assert_string_equal(kit_expect(conn, "SELECT count(*) FROM sqlite_schema WHERE name = 't'"), "0\n");
	second.home = "main";
	kit_check(kit_own(conn, WB_OWN_RECORD, &second, NULL));
	assert_int_equal(shell(&script, db), 0);
	assert_string_equal(kit_expect(conn, "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema "
					     "WHERE name NOT LIKE '%whimbrel%' ORDER BY 1)"),
			    "g,t\n");
	assert_string_equal(kit_expect(conn, "SELECT a FROM t"), "--\n");
	assert_int_not_equal(shell(&script, db), 0);
	/* made online or by a script, our tables are the same */
	kit_check(kit_user(conn, "ATTACH ':memory:' AS m"));
	none.home = "m";
	kit_check(kit_own(conn, WB_OWN_ENSURE, &none, NULL));
	assert_string_equal(kit_expect(conn, "SELECT count(*) FROM m.sqlite_schema AS x JOIN main.sqlite_schema AS y "
					     "USING (type, name) WHERE x.sql IS y.sql"),
			    "3\n");
	dialect->close(conn);
	buf_release(&make);
	buf_release(&script);
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
		cmocka_unit_test(test_lock_names_its_holder),
		cmocka_unit_test(test_lock_excludes_other_processes),
		cmocka_unit_test(test_script_runs_in_the_shell_once),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
