/* SPDX-License-Identifier: MIT */
/* The SQLite dialect through its table: the lock, and scripts for the shell. */
#include "sqlite_kit.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

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

/* Each of the processes adds one to a number in a file, slowly: without the lock some would be
 * lost. */
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
	struct wb_args base = { .revision = "a1", .title = "t" }, second = { .revision = "a'2" },
		       new = { .revision = "b1" };
	struct wb_args guard = {
		.present = present, .present_count = 2, .absent = absent, .absent_count = 1
	};
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
	compose(&script, WB_OWN_SCRIPT_STATEMENT, &none,
		"CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END");
	compose(&script, WB_OWN_RECORD, &new, NULL);
	compose(&script, WB_OWN_COMMIT, &none, NULL);
	assert_int_equal(shell(&make, db), 0);
	/* a'2 is not there yet, and nothing of the script may be done */
	assert_int_not_equal(shell(&script, db), 0);
	conn = open_file(db);
	assert_string_equal(kit_expect(conn, "SELECT count(*) FROM sqlite_schema WHERE name = 't'"),
			    "0\n");
	second.home = "main";
	kit_check(kit_own(conn, WB_OWN_RECORD, &second, NULL));
	assert_int_equal(shell(&script, db), 0);
	assert_string_equal(
		kit_expect(conn, "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema "
				 "WHERE name NOT LIKE '%whimbrel%' ORDER BY 1)"),
		"g,t\n");
	assert_string_equal(kit_expect(conn, "SELECT a FROM t"), "--\n");
	assert_int_not_equal(shell(&script, db), 0);
	/* made online or by a script, our tables are the same */
	kit_check(kit_user(conn, "ATTACH ':memory:' AS m"));
	none.home = "m";
	kit_check(kit_own(conn, WB_OWN_ENSURE, &none, NULL));
	assert_string_equal(
		kit_expect(conn,
			   "SELECT count(*) FROM m.sqlite_schema AS x JOIN main.sqlite_schema AS y "
			   "USING (type, name) WHERE x.sql IS y.sql"),
		"3\n");
	dialect->close(conn);
	buf_release(&make);
	buf_release(&script);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lock_names_its_holder),
		cmocka_unit_test(test_lock_excludes_other_processes),
		cmocka_unit_test(test_script_runs_in_the_shell_once),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
