/* SPDX-License-Identifier: MIT */
/* The engine on SQLite: what must be kept of a shared transaction, busy commits, and scripts that
 * do what a run does. */
#include "engine_kit.h"

#include <pthread.h>
#include <sqlite3.h>
#include <time.h>

static const char url[] = "sqlite:e.db";

/* The rows of `sql`, "a|b\n" each, until the next call. */
static const char *query(const char *path, const char *sql)
{
	static char text[16384];
	struct buf out = { 0 };
	sqlite3_stmt *stmt = NULL;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL), SQLITE_OK);
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(stmt); i++) {
			const char *value = (const char *)sqlite3_column_text(stmt, i);

			buf_printf(&out, "%s%s", i ? "|" : "", value ? value : "NULL");
		}
		buf_char(&out, '\n');
	}
	sqlite3_finalize(stmt);
	sqlite3_close(db);
	snprintf(text, sizeof(text), "%s", buf_text(&out));
	buf_release(&out);
	return text;
}

static void execute(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	char *message = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK)
		fail_msg("%s", message);
	sqlite3_close(db);
}

static int fresh(void **state)
{
	(void)state;
	kit_empty();
	remove("e.db");
	remove("e.db-journal");
	remove("script.db");
	return 0;
}

/* ------------------------------------------------------------------ the shared transaction */

static void test_failure_keeps_the_steps_that_share_its_transaction(void **state)
{
	static const struct {
		const char *up;
		int status;
	} cases[] = {
		{ "INSERT INTO c VALUES (7);\n",
		  WB_E_SQL }, /* a foreign key: found when the step is settled */
		{ "INSERT INTO p VALUES (5); INSERT OR ROLLBACK INTO p VALUES (5);\n", WB_E_SQL },
		{ "CREATE TRIGGER t BEFORE INSERT ON c BEGIN SELECT RAISE(ROLLBACK, 'no'); END;\n"
		  "INSERT INTO c VALUES (1);\n",
		  WB_E_SQL },
		{ "CREATE TABLE x (a); SELECT nonsense;\n", WB_E_SQL },
		{ "CREATE TABLE x (a);\n-- migrate:verify\n-- expect: rows\nSELECT * FROM x;\n",
		  WB_E_EXPECT },
	};

	for (size_t i = 0; i < COUNT(cases) * 2; i++) {
		char up[512];

		fresh(state);
		snprintf(up, sizeof(up), "-- migrate:up\n%s", cases[i / 2].up);
		revision("r0", NULL,
			 "-- migrate:up\nCREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE c "
			 "(p REFERENCES p (id));\n");
		ok(upgrade(url, "head"));
		/* a row that is broken already makes the step that writes there run twice */
		execute("e.db", "INSERT INTO c VALUES (99)");
		revision("r1", "r0",
			 "-- migrate:up\nINSERT INTO p VALUES (1); INSERT INTO c VALUES (1);\n");
		revision("r2", "r1", "-- migrate:up\nINSERT INTO p VALUES (2);\n");
		revision("r3", "r2", up);
		/* last in its transaction, or not */
		if (i % 2)
			revision("r4", "r3", "-- migrate:up\nCREATE TABLE y (a);\n");
		assert_int_equal(upgrade(url, "head"), cases[i / 2].status);
		assert_said(i % 2 ? "kept 2 of 4" : "kept 2 of 3");
		assert_said("applied r1\napplied r2\nfailed r3");
		assert_string_equal(
			query("e.db", "SELECT revision FROM whimbrel_version ORDER BY 1"),
			"r0\nr1\nr2\n");
		assert_string_equal(query("e.db", "SELECT id FROM p"), "1\n2\n");
		assert_string_equal(query("e.db", "SELECT * FROM c"), "99\n1\n");
		assert_string_equal(
			query("e.db",
			      "SELECT name FROM sqlite_schema WHERE name IN ('x', 'y', 't')"),
			"");
	}
}

static void *interrupt_later(void *arg)
{
	const struct timespec pause = { .tv_nsec = *(const long *)arg };

	nanosleep(&pause, NULL);
	wb_interrupt(session);
	return NULL;
}

static void test_interrupted_run_keeps_what_it_told_and_goes_on_later(void **state)
{
	static const char body[] =
		"CREATE TABLE t%d (x);\n"
		"INSERT INTO t%d WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c "
		"WHERE i < 3000) SELECT i FROM c;\nINSERT INTO n VALUES (%d);\n";

	for (long n = 0; n < 40; n++) {
		char expected[64] = "", text[512];
		long ns = n * 300000;
		pthread_t thread;
		int rc, told = 0;

		fresh(state);
		revision("r0", NULL, "-- migrate:up\nCREATE TABLE n (x);\n");
		for (int i = 1; i < 8; i++) {
			char id[16], parent[16];
			size_t len = (size_t)snprintf(text, sizeof(text), "-- migrate:up%s\n",
						      i % 3 ? "" : " transaction:false");

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
			snprintf(text + len, sizeof(text) - len, body, i, i, i);
#pragma GCC diagnostic pop
			snprintf(id, sizeof(id), "r%d", i);
			snprintf(parent, sizeof(parent), "r%d", i - 1);
			revision(id, parent, text);
		}
		kit_open(url);
		assert_int_equal(pthread_create(&thread, NULL, interrupt_later, &ns), 0);
		rc = wb_upgrade(session, "head", NULL, &err);
		pthread_join(thread, NULL);
		kit_close();
		if (rc != 0 && rc != WB_E_CANCELLED)
			fail_msg("%ld ns: %d %s", ns, rc, err.message);
		for (const char *p = buf_text(&said); (p = strstr(p, "applied ")); p++)
			told++;
		snprintf(expected, sizeof(expected), "%d\n", told);
		if (told)
			assert_string_equal(query("e.db", "SELECT count(*) FROM whimbrel_version"),
					    expected);
		ok(upgrade(url, "head"));
		assert_string_equal(query("e.db", "SELECT x FROM n"), "1\n2\n3\n4\n5\n6\n7\n");
		assert_string_equal(query("e.db", "SELECT count(*) FROM t3"), "3000\n");
	}
}

/* ------------------------------------------------------------------ commits that must wait */

/* A reader that holds up every commit for a while. */
static void *read_slowly(void *arg)
{
	const struct timespec pause = { .tv_nsec = 400000000 };

	nanosleep(&pause, NULL);
	sqlite3_exec(arg, "COMMIT", NULL, NULL, NULL);
	return NULL;
}

static void test_commit_that_has_to_wait_loses_no_statement(void **state)
{
	static const char *const options[] = { "", " transaction:false" };

	for (size_t i = 0; i < COUNT(options); i++) {
		char up[256];
		sqlite3 *reader = NULL;
		pthread_t thread;

		fresh(state);
		snprintf(up, sizeof(up),
			 "-- migrate:up%s\nCREATE TABLE a (x);\nINSERT INTO a VALUES (1);\nINSERT "
			 "INTO a VALUES (2);\n",
			 options[i]);
		revision("r0", NULL, "-- migrate:up\nCREATE TABLE seed (x);\n");
		ok(upgrade(url, "head"));
		revision("r1", "r0", up);
		revision("r2", "r1", "-- migrate:up\nINSERT INTO a VALUES (3);\n");
		assert_int_equal(sqlite3_open("e.db", &reader), SQLITE_OK);
		assert_int_equal(
			sqlite3_exec(reader, "BEGIN; SELECT * FROM seed", NULL, NULL, NULL),
			SQLITE_OK);
		assert_int_equal(pthread_create(&thread, NULL, read_slowly, reader), 0);
		ok(upgrade("sqlite:e.db", "head"));
		pthread_join(thread, NULL);
		sqlite3_close(reader);
		assert_string_equal(query("e.db", "SELECT x FROM a"), "1\n2\n3\n");
	}
}

/* ------------------------------------------------------------------ own transactions */

static void test_transaction_that_does_not_match_is_an_error_before_anything_runs(void **state)
{
	static const struct {
		const char *up;
		bool good;
	} cases[] = {
		{ "CREATE TABLE a (x);\nROLLBACK;\n", false },
		{ "CREATE TABLE a (x);\nCOMMIT;\n", false },
		{ "BEGIN;\nCREATE TABLE a (x);\n", false },
		{ "BEGIN;\nCREATE TABLE a (x);\nEND;\nEND;\n", false },
		{ "BEGIN;\nCREATE TABLE b (x);\nROLLBACK;\nBEGIN IMMEDIATE;\nCREATE TABLE a "
		  "(x);\nSAVEPOINT s;\n"
		  "CREATE TABLE c (x);\nROLLBACK TO s;\nCOMMIT;\n",
		  true },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		char up[512];

		fresh(state);
		snprintf(up, sizeof(up), "-- migrate:up transaction:false\n%s", cases[i].up);
		revision("r1", NULL, up);
		assert_int_equal(upgrade(url, "head"), cases[i].good ? 0 : WB_E_REVISION);
		assert_string_equal(
			query("e.db",
			      "SELECT name FROM sqlite_schema WHERE name IN ('a', 'b', 'c')"),
			cases[i].good ? "a\n" : "");
	}
}

/* ---------------------------------------------------------------- one session, scripts, targets */

static void test_one_session_sees_what_it_did(void **state)
{
	struct buf seen = { 0 };

	(void)state;
	revision("r1", NULL,
		 "-- migrate:up\nCREATE TABLE a (x);\n-- migrate:down\nDROP TABLE a;\n");
	revision("r2", "r1",
		 "-- migrate:up\nCREATE TABLE b (x);\n-- migrate:down\nDROP TABLE b;\n"
		 "-- migrate:verify\n-- expect: 0\nSELECT count(*) FROM b;\n");
	kit_open(url);
	ok(wb_upgrade(session, "head", NULL, &err));
	assert_int_equal(wb_verify(session, &err), 0);
	ok(wb_downgrade(session, "r1", NULL, &err));
	ok(wb_status(session, 0, kit_take_status, &seen, &err));
	assert_string_equal(buf_text(&seen), "r1 applied\nr2 pending\n");
	ok(wb_upgrade(session, "head", NULL, &err));
	execute("e.db", "INSERT INTO b VALUES (1)");
	assert_int_equal(wb_verify(session, &err), 1);
	kit_close();
	buf_release(&seen);
}

static int add_script(void *ctx, const char *text, size_t len)
{
	buf_add(ctx, text, len);
	return 0;
}

static const char dump[] =
	"SELECT type, name, tbl_name, sql FROM sqlite_schema UNION ALL "
	"SELECT revision, title, checksum, NULL FROM whimbrel_version ORDER BY 1, 2";

static void test_script_leaves_what_a_run_leaves(void **state)
{
	static const char *const ranges[] = { "base:r1", "r1:head" };
	char online[8192];
	struct buf script = { 0 };

	(void)state;
	revision("r1", NULL,
		 "-- Migration: it's one\n-- migrate:up\nCREATE TABLE a (x /* a;b */);\nINSERT "
		 "INTO a VALUES (';');\n"
		 "-- migrate:down\nDROP TABLE a;\n");
	revision("r2", "r1",
		 "-- migrate:up\nCREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; SELECT 1; "
		 "END;\n"
		 "-- migrate:down\nDROP TRIGGER t;\n");
	revision("r3", "r2",
		 "-- migrate:up transaction:false\nVACUUM;\nCREATE TABLE b (y);\n-- "
		 "migrate:down\nDROP TABLE b;\n");
	for (size_t i = 0; i < COUNT(ranges); i++) {
		struct wb_plan *plan = NULL;

		kit_open(url);
		ok(wb_plan_offline(project, ranges[i], 0, &plan, &err));
		buf_clear(&script);
		/* `.bail on` is the shell's own */
		ok(wb_plan_script(plan, add_script, &script, &err));
		wb_plan_free(plan);
		kit_close();
		for (char *line = script.data; line && *line;
		     line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
			if (*line == '.')
				memset(line, ' ', strcspn(line, "\n"));
		execute("script.db", script.data);
	}
	buf_release(&script);
	ok(upgrade(url, "head"));
	snprintf(online, sizeof(online), "%s", query("e.db", dump));
	assert_string_equal(query("script.db", dump), online);
}

static void test_protected_target_asks_for_a_yes(void **state)
{
	struct wb_settings settings = WB_SETTINGS_INIT;
	struct wb_run_options yes = { .size = sizeof(yes), .flags = WB_RUN_YES };
	const char *plugins = getenv("WHIMBREL_PLUGIN_PATH");
	const char *const base[] = { "base" };
	FILE *config = fopen("p.cfg", "w");

	(void)state;
	assert_non_null(config);
	fputs("migrations = [ \"m\" ];\ntargets = { prod = { url = \"sqlite:e.db\"; protected = "
	      "true; }; };\n",
	      config);
	fclose(config);
	revision("r1", NULL,
		 "-- migrate:up\nCREATE TABLE a (x);\n-- migrate:down\nDROP TABLE a;\n");
	settings.flags = WB_SETTINGS_NO_ENVIRONMENT;
	settings.config = "p.cfg";
	settings.target = "prod";
	settings.plugin_paths = &plugins;
	settings.plugin_path_count = plugins ? 1 : 0;
	ok(wb_project_open(&settings, &project, fresh_error()));
	assert_int_equal(wb_project_protected(project), 1);
	ok(wb_session_open(project, 0, &session, &err));
	ok(wb_upgrade(session, NULL, NULL, &err));
	assert_int_equal(wb_downgrade(session, NULL, NULL, fresh_error()), WB_E_REFUSED);
	assert_int_equal(wb_stamp(session, base, 1, WB_STAMP_PURGE, NULL, fresh_error()),
			 WB_E_REFUSED);
	fresh_error();
	ok(wb_downgrade(session, NULL, &yes, &err));
	kit_close();
	remove("p.cfg");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_failure_keeps_the_steps_that_share_its_transaction),
		cmocka_unit_test(test_interrupted_run_keeps_what_it_told_and_goes_on_later),
		cmocka_unit_test(test_commit_that_has_to_wait_loses_no_statement),
		cmocka_unit_test(
			test_transaction_that_does_not_match_is_an_error_before_anything_runs),
		cmocka_unit_test_setup(test_one_session_sees_what_it_did, fresh),
		cmocka_unit_test_setup(test_script_leaves_what_a_run_leaves, fresh),
		cmocka_unit_test_setup(test_protected_target_asks_for_a_yes, fresh),
	};

	return cmocka_run_group_tests_name("engine on SQLite", tests, kit_enter, kit_leave);
}
