/* SPDX-License-Identifier: MIT */
/* What a step of SQLite must not leave behind: broken foreign keys. */
#include "sqlite_kit.h"

static void run_all(const char *const *statements)
{
	for (; *statements; statements++)
		kit_check(kit_user(memory, *statements));
}

/* Run a step as the engine does, once more if that is asked for. Returns what SETTLE said last;
 * `*out_runs` how often it ran. */
static int run_step(const char *const *statements, int *out_runs)
{
	int status;

	*out_runs = 0;
	do {
		kit_check(kit_simple(memory, WB_OWN_SAVEPOINT, "step"));
		run_all(statements);
		status = kit_simple(memory, WB_OWN_SETTLE, NULL);
		if (status < 0) {
			struct wb_error why = kit_err;

			kit_check(kit_simple(memory, WB_OWN_ROLLBACK_TO, "step"));
			kit_err = why;
		}
	} while (++*out_runs < 3 && status == WB_E_AGAIN);
	if (status == 0)
		kit_check(kit_simple(memory, WB_OWN_RELEASE, "step"));
	return status;
}

/* ------------------------------------------------------------------ foreign keys */

#define BASE                                                                              \
	"CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE, name TEXT)",           \
		"CREATE TABLE c (id INTEGER PRIMARY KEY, p REFERENCES p(id), note TEXT)", \
		"INSERT INTO p VALUES (1, 'a', 'A'), (2, 'b', 'B'), (3, 'x', 'X')",       \
		"INSERT INTO c VALUES (1, 1, ''), (2, 2, ''), (3, NULL, '')"

#define REBUILD(table, columns, rows)                                             \
	"CREATE TABLE new_" table " " columns, "INSERT INTO new_" table " " rows, \
		"DROP TABLE " table, "ALTER TABLE new_" table " RENAME TO " table

static const struct {
	const char *what;
	const char *base[8], *step[8];
	int runs, status;
	const char *detail;
} steps[] = {
	{ "no keys at all", { "CREATE TABLE t (a)" }, { "INSERT INTO t VALUES (1)" }, 1, 0, "" },
	{ "a good row", { BASE }, { "INSERT INTO c VALUES (9, 3, '')" }, 1, 0, "" },
	{ "a bad row",
	  { BASE },
	  { "INSERT INTO c VALUES (9, 99, '')" },
	  2,
	  WB_E_SQL,
	  "c row 9 refers to no row of p" },
	{ "a bad row that goes again",
	  { BASE },
	  { "INSERT INTO c VALUES (9, 99, '')", "DELETE FROM c WHERE id = 9" },
	  1,
	  0,
	  "" },
	{ "a parent that goes",
	  { BASE },
	  { "DELETE FROM p WHERE id = 2" },
	  2,
	  WB_E_SQL,
	  "c row 2 refers to no row of p" },
	{ "a parent that nobody needs goes", { BASE }, { "DELETE FROM p WHERE id = 3" }, 1, 0, "" },
	{ "a key that moves",
	  { BASE },
	  { "UPDATE p SET id = 7 WHERE id = 1" },
	  2,
	  WB_E_SQL,
	  "c row 1 refers to no row of p" },
	{ "a row number that moves",
	  { BASE },
	  { "UPDATE p SET rowid = 7 WHERE id = 1" },
	  2,
	  WB_E_SQL,
	  "c row 1 refers to no row of p" },
	{ "a key that a child changes",
	  { BASE },
	  { "UPDATE c SET p = 8 WHERE id = 1" },
	  2,
	  WB_E_SQL,
	  "c row 1 refers to no row of p" },
	{ "a parent that is replaced",
	  { BASE },
	  { "INSERT OR REPLACE INTO p VALUES (10, 'a', 'new')" },
	  2,
	  WB_E_SQL,
	  "c row 1 refers to no row of p" },
	{ "a parent that its table replaces",
	  { "CREATE TABLE q (id INTEGER PRIMARY KEY, u UNIQUE ON CONFLICT REPLACE)",
	    "CREATE TABLE r (q REFERENCES q(id))", "INSERT INTO q VALUES (1, 'u')",
	    "INSERT INTO r VALUES (1)" },
	  { "INSERT INTO q VALUES (2, 'u')" },
	  2,
	  WB_E_SQL,
	  "r row 1 refers to no row of q" },
	{ "a trigger that writes it",
	  { BASE, "CREATE TABLE t (a)",
	    "CREATE TRIGGER g AFTER INSERT ON t BEGIN INSERT INTO c VALUES (8, new.a, ''); END" },
	  { "INSERT INTO t VALUES (77)" },
	  2,
	  WB_E_SQL,
	  "c row 8 refers to no row of p" },
	{ "a table made in the step",
	  { BASE },
	  { "CREATE TABLE d (p REFERENCES p)", "INSERT INTO d VALUES (50)" },
	  2,
	  WB_E_SQL,
	  "d row 1 refers to no row of p" },
	{ "a column with a default",
	  { BASE, "CREATE TABLE d (a)", "INSERT INTO d VALUES (1)" },
	  { "ALTER TABLE d ADD COLUMN p INT DEFAULT 66 REFERENCES p(id)" },
	  2,
	  WB_E_SQL,
	  "d row 1 refers to no row of p" },
	{ "a parent rebuilt whole",
	  { BASE },
	  { REBUILD("p", "(id INTEGER PRIMARY KEY, name)", "SELECT id, name FROM p") },
	  1,
	  0,
	  "" },
	{ "a parent rebuilt with a row less",
	  { BASE },
	  { REBUILD("p", "(id INTEGER PRIMARY KEY, name)",
		    "SELECT id, name FROM p WHERE id <> 1") },
	  2,
	  WB_E_SQL,
	  "c row 1 refers to no row of p" },
	{ "a child rebuilt with a bad row",
	  { BASE },
	  { REBUILD("c", "(id INTEGER PRIMARY KEY, p REFERENCES p(id))",
		    "SELECT id, p * 9 FROM c WHERE id = 2") },
	  2,
	  WB_E_SQL,
	  "c row 2 refers to no row of p" },
	{ "a renamed child with a bad row",
	  { BASE },
	  { "CREATE TABLE y (p REFERENCES p(id))", "INSERT INTO y VALUES (5)",
	    "ALTER TABLE y RENAME TO \"z \"\"z\" -- so" },
	  2,
	  WB_E_SQL,
	  "z \"z row 1 refers to no row of p" },
	{ "a parent dropped",
	  { BASE },
	  { "DROP TABLE p" },
	  2,
	  WB_E_SQL,
	  "c row 1 refers to no row of p\nc row 2 refers to no row of p" },
	{ "both dropped", { BASE }, { "DROP TABLE p", "DROP TABLE c" }, 1, 0, "" },
	{ "a parent renamed", { BASE }, { "ALTER TABLE p RENAME TO parent" }, 1, 0, "" },
	{ "an old fault elsewhere",
	  { BASE, "INSERT INTO c VALUES (4, 44, '')" },
	  { "CREATE INDEX i ON c (p)" },
	  1,
	  0,
	  "" },
	{ "an old fault in a table that is written",
	  { BASE, "INSERT INTO c VALUES (4, 44, '')" },
	  { "INSERT INTO c VALUES (5, 1, '')" },
	  2,
	  0,
	  "" },
	{ "an old fault and a new one",
	  { BASE, "INSERT INTO c VALUES (4, 44, '')" },
	  { "INSERT INTO c VALUES (5, 44, '')" },
	  2,
	  WB_E_SQL,
	  "c row 5 refers to no row of p" },
	{ "an old fault that a rebuild keeps",
	  { BASE, "INSERT INTO c VALUES (44, 44, '')" },
	  { REBUILD("c", "(p REFERENCES p(id))", "SELECT p FROM c") },
	  2,
	  0,
	  "" },
	{ "a renamed column that was a key",
	  { BASE },
	  { "UPDATE p SET id = 8 WHERE id = 1", "ALTER TABLE p RENAME COLUMN id TO number" },
	  2,
	  WB_E_SQL,
	  "c row 1 refers to no row of p" },
	{ "a key under its new name",
	  { BASE },
	  { "ALTER TABLE p RENAME id TO number", "UPDATE p SET number = 8 WHERE number = 2" },
	  2,
	  WB_E_SQL,
	  "c row 2 refers to no row of p" },
	{ "a column without a key",
	  { BASE, "INSERT INTO c VALUES (4, 44, '')" },
	  { "ALTER TABLE c ADD COLUMN more TEXT" },
	  1,
	  0,
	  "" },
	{ "a table that replaces, made in the step",
	  { BASE },
	  { "CREATE TABLE q (id INTEGER PRIMARY KEY, u UNIQUE ON CONFLICT REPLACE)",
	    "CREATE TABLE r (q REFERENCES q(id))", "INSERT INTO q VALUES (1, 'u')",
	    "INSERT INTO r VALUES (1)", "INSERT INTO q VALUES (2, 'u')" },
	  2,
	  WB_E_SQL,
	  "r row 1 refers to no row of q" },
	{ "a key written into the schema",
	  { BASE, "CREATE TABLE d (p)" },
	  { "PRAGMA writable_schema=ON",
	    "UPDATE sqlite_schema SET sql = 'CREATE TABLE d (p REFERENCES p)' WHERE name = 'd'",
	    "PRAGMA writable_schema=RESET", "INSERT INTO d VALUES (50)" },
	  2,
	  WB_E_SQL,
	  "d row 1 refers to no row of p" },
	{ "columns that are no key",
	  { BASE, "INSERT INTO c VALUES (4, 44, '')" },
	  { "UPDATE c SET note = 'n'", "UPDATE p SET name = 'n'" },
	  1,
	  0,
	  "" },
};

static void test_step_adds_no_broken_key(void **state)
{
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		int runs, status;

		if (i) {
			close_memory(state);
			assert_int_equal(open_memory(state), 0);
		}
		/* what was broken before came from another program */
		run_all(steps[i].base);
		kit_check(kit_simple(memory, WB_OWN_SETTLE, NULL));
		kit_check(kit_simple(memory, WB_OWN_BEGIN, NULL));
		status = run_step(steps[i].step, &runs);
		if (status != steps[i].status || runs != steps[i].runs ||
		    strcmp(kit_err.detail, steps[i].detail) != 0)
			fail_msg("%s: status %d after %d runs: %s: %s", steps[i].what, status, runs,
				 kit_err.message, kit_err.detail);
		kit_check(kit_simple(memory, WB_OWN_COMMIT, NULL));
	}
}

static void test_next_step_is_judged_afresh(void **state)
{
	static const char *const base[] = { BASE, NULL };
	static const char *const bad[] = { "INSERT INTO c VALUES (9, 99, '')", NULL };
	static const char *const good[] = { "CREATE TABLE d (c REFERENCES c(id))",
					    "INSERT INTO d VALUES (1)", NULL };
	static const char *const worse[] = { "INSERT INTO d VALUES (1000)", NULL };
	int runs;

	(void)state;
	run_all(base);
	kit_check(kit_simple(memory, WB_OWN_SETTLE, NULL));
	kit_check(kit_simple(memory, WB_OWN_BEGIN, NULL));
	assert_int_equal(run_step(bad, &runs), WB_E_SQL);
	assert_int_equal(run_step(good, &runs), 0);
	assert_int_equal(runs, 1);
	assert_int_equal(run_step(worse, &runs), WB_E_SQL);
	assert_int_equal(runs, 2);
	assert_string_equal(kit_err.message, "foreign key violation: 1 row refers to nothing");
	assert_string_equal(kit_err.detail, "d row 2 refers to no row of c");
	kit_check(kit_simple(memory, WB_OWN_COMMIT, NULL));
}

static void test_mismatch_is_a_warning(void **state)
{
	static const char *const base[] = { "CREATE TABLE p (a)",
					    "CREATE TABLE c (p REFERENCES p(a))", NULL };
	static const char *const step[] = { "INSERT INTO c VALUES (1)", NULL };
	int runs;

	(void)state;
	run_all(base);
	kit_check(kit_simple(memory, WB_OWN_BEGIN, NULL));
	assert_int_equal(run_step(step, &runs), 0);
	assert_string_equal(buf_text(&logged),
			    "1 foreign key mismatch - \"c\" referencing \"p\"\n");
	kit_check(kit_simple(memory, WB_OWN_COMMIT, NULL));
}

static void test_what_is_committed_is_only_warned_of(void **state)
{
	static const char *const statements[] = { BASE, "INSERT INTO c VALUES (9, 99, '')", NULL };

	(void)state;
	run_all(statements);
	kit_check(kit_simple(memory, WB_OWN_BEGIN, NULL));
	kit_check(kit_simple(memory, WB_OWN_SETTLE, NULL));
	kit_check(kit_simple(memory, WB_OWN_COMMIT, NULL));
	assert_string_equal(buf_text(&logged), "1 foreign key violation: 1 row refers to "
					       "nothing\n1 c row 9 refers to no row of p\n");
}

/* ---------------------------------------------------------------- against a check of everything */

/* Each # becomes a small number. */
static const char *const shapes[] = {
	"INSERT INTO p VALUES (#, 'k#', 'n')",
	"INSERT OR REPLACE INTO p VALUES (#, 'k#', 'n')",
	"REPLACE INTO p (code) VALUES ('k#')",
	"INSERT INTO p VALUES (#, 'k#', '') ON CONFLICT (code) DO UPDATE SET id = id + 1",
	"INSERT INTO c VALUES (#, #, '')",
	"INSERT INTO c (p) VALUES (#)",
	"INSERT INTO d VALUES ('k#', #)",
	"UPDATE p SET id = # WHERE id = #",
	"UPDATE p SET code = 'k#' WHERE id = #",
	"UPDATE OR REPLACE p SET code = 'k#' WHERE id = #",
	"UPDATE p SET name = 'n' WHERE id = #",
	"UPDATE c SET p = # WHERE id = #",
	"UPDATE c SET note = '' WHERE id = #",
	"UPDATE d SET self = # WHERE rowid = #",
	"DELETE FROM p WHERE id = #",
	"DELETE FROM c WHERE id = #",
	"DELETE FROM d WHERE self = #",
	"CREATE INDEX IF NOT EXISTS i ON c (p)",
	"WITH w AS (SELECT # AS i) INSERT OR REPLACE INTO p SELECT i, 'k#', '' FROM w",
	("CREATE TRIGGER IF NOT EXISTS g AFTER DELETE ON c BEGIN DELETE FROM p WHERE id = old.id; "
	 "END"),
	"DROP TRIGGER IF EXISTS g",
	"DROP TABLE IF EXISTS e",
	"CREATE TABLE IF NOT EXISTS e (p REFERENCES p)",
	"INSERT INTO e VALUES (#)",
};

#define FULL "SELECT \"table\", rowid, parent, fkid FROM pragma_foreign_key_check"

static void make_statement(unsigned *seed, char *out, size_t size)
{
	const char *shape = shapes[(size_t)rand_r(seed) % (sizeof(shapes) / sizeof(shapes[0]))];
	size_t used = 0;

	for (; *shape; shape++)
		if (*shape == '#')
			used += (size_t)snprintf(out + used, size - used, "%d", rand_r(seed) % 12);
		else
			out[used++] = *shape;
	out[used] = '\0';
}

/* Statements may fail by themselves: what they left is what counts. */
static int run_random_step(char statements[][128], int count)
{
	int status;

	do {
		kit_check(kit_simple(memory, WB_OWN_SAVEPOINT, "step"));
		for (int i = 0; i < count; i++)
			if (kit_user(memory, statements[i]) < 0)
				assert_int_equal(kit_err.status, WB_E_SQL);
		status = kit_simple(memory, WB_OWN_SETTLE, NULL);
		if (status == WB_E_AGAIN)
			kit_check(kit_simple(memory, WB_OWN_ROLLBACK_TO, "step"));
	} while (status == WB_E_AGAIN);
	return status;
}

static void test_random_steps_are_judged_as_by_a_full_check(void **state)
{
	static const char *const base[] = {
		BASE,
		"CREATE TABLE d (code REFERENCES p(code), self INTEGER REFERENCES d(self) UNIQUE)",
		NULL
	};
	unsigned seed = 99;
	int refused = 0;

	(void)state;
	run_all(base);
	kit_check(kit_simple(memory, WB_OWN_SETTLE, NULL));
	kit_check(kit_simple(memory, WB_OWN_BEGIN, NULL));
	for (int round = 0; round < 3000; round++) {
		int count = 1 + rand_r(&seed) % 4, status;
		char statements[4][128];
		bool broken;

		for (int i = 0; i < count; i++)
			make_statement(&seed, statements[i], sizeof(statements[i]));
		/* now and then another program breaks something: that is nobody's fault here */
		if (round % 50 == 0) {
			kit_check(kit_user(memory, "INSERT INTO c (p) VALUES (777)"));
			kit_check(kit_simple(memory, WB_OWN_COMMIT, NULL));
			kit_check(kit_simple(memory, WB_OWN_SETTLE, NULL));
			kit_check(kit_simple(memory, WB_OWN_BEGIN, NULL));
		}
		kit_check(kit_user(memory, "DROP TABLE IF EXISTS kit_before"));
		kit_check(kit_user(memory, "CREATE TABLE kit_before AS " FULL));
		status = run_random_step(statements, count);
		broken = strcmp(kit_expect(memory, "SELECT count(*) FROM (" FULL
						   " EXCEPT SELECT * FROM kit_before)"),
				"0\n") != 0;
		if (broken != (status == WB_E_SQL))
			fail_msg("round %d: %s, and %s: %s; %s; …", round,
				 broken ? "broken" : "whole", status < 0 ? "refused" : "accepted",
				 statements[0], count > 1 ? statements[1] : "");
		kit_check(kit_simple(memory, status < 0 ? WB_OWN_ROLLBACK_TO : WB_OWN_RELEASE,
				     "step"));
		refused += status < 0;
	}
	assert_in_range(refused, 200, 2800);
	kit_check(kit_simple(memory, WB_OWN_COMMIT, NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_step_adds_no_broken_key, open_memory,
						close_memory),
		cmocka_unit_test_setup_teardown(test_next_step_is_judged_afresh, open_memory,
						close_memory),
		cmocka_unit_test_setup_teardown(test_mismatch_is_a_warning, open_memory,
						close_memory),
		cmocka_unit_test_setup_teardown(test_what_is_committed_is_only_warned_of,
						open_memory, close_memory),
		cmocka_unit_test_setup_teardown(test_random_steps_are_judged_as_by_a_full_check,
						open_memory, close_memory),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
