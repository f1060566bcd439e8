/* SPDX-License-Identifier: MIT */
/* What of its session a statement of PostgreSQL sets, and which programs end transactions. */
#include "words_kit.h"

#include "../../plugins/postgresql/sets.h"

static const struct {
	uint32_t sets;
	const char *text;
} set_cases[] = {
	{ PG_SETS_ROLE, "SET ROLE admin" },
	{ PG_SETS_ROLE | PG_SETS_LOCAL, "SET LOCAL role TO admin" },
	{ PG_SETS_ROLE, "SET SESSION \"role\" = admin" },
	{ PG_SETS_ROLE, "RESET ROLE" },
	{ PG_SETS_ROLE, "SELECT set_config('role', 'admin', false)" },
	{ PG_SETS_ROLE | PG_SETS_LOCAL, "SELECT 1, pg_catalog.set_config('role', x, true) FROM y" },
	{ PG_SETS_ROLE, "DO $$ BEGIN PERFORM set_config('role', 'a', false); END $$" },
	{ PG_SETS_ROLE,
	  "DO $a$ BEGIN EXECUTE $b$SELECT set_config('role', 'a', false)$b$; END $a$" },
	{ PG_SETS_USER, "SET SESSION AUTHORIZATION admin" },
	{ PG_SETS_USER | PG_SETS_LOCAL, "SET LOCAL SESSION AUTHORIZATION DEFAULT" },
	{ PG_SETS_USER, "SET session_authorization TO admin" },
	{ PG_SETS_READING, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY" },
	{ PG_SETS_READING, "SET default_transaction_read_only = on" },
	{ PG_SETS_SEED, "SET seed TO 0.5" },
	{ PG_SETS_SEED, "SELECT setseed(0.5)" },
	{ PG_SETS_CUSTOM, "SET app.role = 'x'" },
	{ PG_SETS_CUSTOM, "SELECT set_config('app.role', 'x', false)" },
	{ PG_SETS_CUSTOM | PG_SETS_LOCAL, "SELECT set_config('app.role', 'x', $1)" },
	{ PG_SETS_ROLE | PG_SETS_USER | PG_SETS_READING | PG_SETS_CUSTOM, "RESET ALL" },
	/* a text that is run */
	{ PG_SETS_ROLE, "DO $$ BEGIN x := 'SET ROLE admin'; END $$" },
	{ PG_SETS_ROLE, "SELECT run('SET SESSION role TO admin')" },
	{ PG_SETS_ROLE | PG_SETS_LOCAL, "CALL run($$SET LOCAL role = 'admin'$$)" },
	{ PG_SETS_USER, "SELECT run('SET SESSION AUTHORIZATION admin')" },
	{ PG_SETS_CUSTOM, "SELECT run(E'SET app.x = \\'5\\'')" },
	/* what it sets is made there */
	{ PG_SETS_ANY, "SELECT set_config('ro' || 'le', 'admin', false)" },
	{ PG_SETS_ANY, "SELECT set_config(name, value, false) FROM settings" },
	{ PG_SETS_ANY, "DO $$ BEGIN PERFORM set_config(n, v, false); END $$" },
	{ 0, "SET search_path = role, admin" },
	{ 0, "SELECT role, authorization_ FROM users" },
	{ 0, "CREATE ROLE admin" },
	{ 0, "ALTER ROLE admin SET seed = 0.5" },
	{ 0, "INSERT INTO notes VALUES ('SET ROLE admin', 'set_config(''role'', 1, false)')" },
	{ 0, "CREATE TABLE t (setseed int, role text) -- set role" },
	{ 0, "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'SELECT set_config(''role'', '''', "
	     "false)'" },
	{ 0, "SELECT seed, default_transaction_read_only FROM t" },
	{ 0, "DO $$ BEGIN UPDATE t SET role = 1; x := 'role'; END $$" },
	{ 0, "GRANT admin TO role_of_mine" },
};

static void test_what_is_set_is_known_by_the_command(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(set_cases); i++) {
		const char *text = set_cases[i].text;
		const uint32_t sets = pg_sets(text, strlen(text));

		if (sets != set_cases[i].sets)
			fail_msg("%s: %x, wanted %x", text, sets, set_cases[i].sets);
	}
}

static const struct {
	bool commits;
	const char *text; /* behind DO */
} program_cases[] = {
	{ true, "$$ BEGIN UPDATE t SET x = 1; COMMIT; END $$" },
	{ true, "$$ BEGIN IF a THEN ROLLBACK; END IF; END $$" },
	{ true, "'BEGIN LOOP commit and chain; END LOOP; END'" },
	{ true, "$a$ BEGIN CALL p(); END $a$" },
	{ true, "$a$ BEGIN <<here>> CALL s.\"p\"('x'); END $a$" },
	{ true, "$a$ BEGIN DO $b$ BEGIN COMMIT; END $b$; END $a$" },
	{ true, "LANGUAGE plpgsql $$ BEGIN COMMIT; END $$" },
	{ true, "LANGUAGE plpython3u $$ plpy.commit() $$" },
	{ true, "$$ plpy.execute('x') $$ LANGUAGE plpython3u" },
	{ true, "$$ BEGIN x := 'never ended; END $$" },
	{ false, "$$ BEGIN INSERT INTO t VALUES ('COMMIT;'); END $$" },
	{ false, "$$ BEGIN /* COMMIT; */ PERFORM 1; -- ROLLBACK;\n END $$" },
	{ false, "$$ BEGIN UPDATE t SET commit = 1; x := commit; END $$" },
	{ false, "$$ BEGIN SELECT commit, rollback FROM t INTO a, b; END $$" },
	{ false, "$$ BEGIN CREATE TEMP TABLE t (x int) ON COMMIT DROP; END $$" },
	{ false, "$$ BEGIN EXECUTE 'CREATE TABLE t (commit int)'; END $$" },
	{ false, "$$ BEGIN EXECUTE format('ALTER TABLE %I ADD call int', t); END $$" },
	{ false, "$$ BEGIN PERFORM committed(); END $$ LANGUAGE 'plpgsql'" },
	{ false, "$a$ BEGIN DO $b$ BEGIN PERFORM 1; END $b$; END $a$" },
};

static void test_programs_that_may_commit_are_known(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(program_cases); i++) {
		const char *text = program_cases[i].text;
		struct kit_words w;

		kit_words_begin(&w, text, strlen(text), 0);
		if (pg_program_commits(&w) != program_cases[i].commits)
			fail_msg("DO %s", text);
	}
}

static void test_a_setting_is_set_again(void **state)
{
	static const struct {
		bool sets;
		const char *text;
	} cases[] = {
		{ true, "SET app.x = '1'" },
		{ true, "SET SESSION App.X TO 1" },
		{ true, "SELECT set_config('app.x', y, false) FROM z" },
		{ true, "SELECT run('SET app.x = 1')" },
		{ false, "SET LOCAL app.x = '1'" },
		{ false, "SET app.y = 'app.x'" },
		{ false, "SELECT current_setting('app.x')" },
		{ false, "RESET app.x" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (pg_sets_it(cases[i].text, strlen(cases[i].text), "app.x") != cases[i].sets)
			fail_msg("%s", cases[i].text);
}

static const struct {
	bool sets;
	const char *text;
} default_cases[] = {
	{ true, "ALTER DATABASE shop SET search_path = side" },
	{ true, "alter role me in database shop RESET ALL" },
	{ true, "ALTER USER me RESET \"app.way\"" },
	{ true, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET app.way = 1', 'x'); END $$" },
	{ true, "SELECT dblink_exec('dbname=shop', 'ALTER DATABASE shop SET app.way = 1')" },
	{ false, "ALTER DATABASE shop RENAME TO store" },
	{ false, "ALTER DATABASE shop OWNER TO \"set\"" },
	{ false, "ALTER TABLE role ADD COLUMN set_by int" },
	{ false, "ALTER TABLE t ALTER COLUMN role SET DEFAULT 'x'" },
	{ false, "INSERT INTO notes VALUES ('ALTER DATABASE shop SET a = 1')" },
	{ false, "DO $$ BEGIN /* ALTER DATABASE shop SET a = 1 */ PERFORM 1; END $$" },
	{ false, "UPDATE \"user\" SET database = 'x' -- alter" },
};

static void test_defaults_of_later_sessions(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(default_cases); i++)
		if (pg_sets_defaults(default_cases[i].text, strlen(default_cases[i].text)) !=
		    default_cases[i].sets)
			fail_msg("%s", default_cases[i].text);
}

static void test_what_a_session_began_with_is_brought_back(void **state)
{
	static const struct {
		bool resets;
		const char *text;
	} cases[] = {
		{ true, "RESET app.x" },
		{ true, "SET LOCAL app.x TO DEFAULT" },
		{ true, "SET TIME ZONE LOCAL" },
		{ true, "SELECT set_config('app.x', NULL, false)" },
		{ true, "DO $$ BEGIN EXECUTE 'RESET ALL'; END $$" },
		{ false, "SET app.x = '1'" },
		{ false, "SELECT set_config('app.x', '1', false)" },
		{ false, "ALTER DATABASE shop RESET app.x" },
		{ false, "SELECT 'default'" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (pg_resets(cases[i].text, strlen(cases[i].text)) != cases[i].resets)
			fail_msg("%s", cases[i].text);
}

static void test_settings_that_are_made_are_known(void **state)
{
	static const struct {
		bool makes;
		const char *text;
	} cases[] = {
		{ true, "SET app.x = '1'" },
		{ true, "SET LOCAL app.known_too = '1'" },
		{ true, "SELECT set_config('app.x', '1', true)" },
		{ true, "SELECT set_config(name, '1', true) FROM names" },
		{ true, "DO $$ BEGIN IF now() > '2020-01-01' THEN SET app.x = 1; END IF; END $$" },
		{ false, "SET app.known = '1'" },
		{ false, "SET work_mem = '5MB'" },
		{ false, "DO $$ BEGIN UPDATE app.x SET app = 1; END $$" },
		{ false, "INSERT INTO notes VALUES ('SET app.x = 1')" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (pg_makes_setting(cases[i].text, strlen(cases[i].text), "work_mem,app.known") !=
		    cases[i].makes)
			fail_msg("%s", cases[i].text);
}

static void test_routines_that_make_settings_are_known(void **state)
{
	static const struct {
		bool hides;
		const char *text;
	} cases[] = {
		{ true, "CREATE FUNCTION f() RETURNS void AS $$ BEGIN SET app.x = 1; END $$" },
		{ true, "CREATE FUNCTION f() RETURNS int SET app.x TO '1' AS 'SELECT 1'" },
		{ true, "ALTER FUNCTION f() SET app.x = '1'" },
		{ true, "CREATE VIEW v AS SELECT set_config('app.x', '1', true)" },
		{ false,
		  "CREATE FUNCTION f() RETURNS int SET search_path = pg_temp AS 'SELECT 1'" },
		{ false,
		  "CREATE FUNCTION f() RETURNS void AS $$ BEGIN UPDATE app.x SET n = 1; END $$" },
		{ false, "CREATE TABLE t (n int)" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (pg_hides_setting(cases[i].text, strlen(cases[i].text)) != cases[i].hides)
			fail_msg("%s", cases[i].text);
}

static void test_what_another_session_does_is_known(void **state)
{
	static const struct {
		bool acts;
		const char *text;
	} cases[] = {
		{ true, "SELECT dblink_exec('dbname=x', 'INSERT INTO t VALUES (1)')" },
		{ true, "SELECT * FROM dblink('dbname=x', 'INSERT INTO t VALUES (1) RETURNING n') "
			"AS t (n int)" },
		{ true, "SELECT * FROM dblink(way(), format('DELETE FROM %I RETURNING 1', name)) "
			"AS t (n int)" },
		{ true, "SELECT * FROM dblink(way(), what) AS t (n int)" },
		{ true, "SELECT 1 FROM dblink('c', 'WITH w AS (DELETE FROM t RETURNING n) SELECT n "
			"FROM w') AS t (n int)" },
		{ true, "DO $$ BEGIN PERFORM * FROM dblink('c', 'UPDATE t SET n = 1 RETURNING n') "
			"AS t (n int); END $$" },
		{ false, "SELECT * FROM dblink('dbname=x', 'SELECT n FROM t') AS t (n int)" },
		{ false, "INSERT INTO s SELECT * FROM dblink(way(), $q$ WITH w AS (SELECT 1) "
			 "SELECT * FROM w $q$) AS t (n int)" },
		{ false, "INSERT INTO dblink (id, what) VALUES (1, 'INSERT')" },
		{ false, "SELECT dblink_connect('c', 'dbname=x')" },
		{ false, "INSERT INTO notes VALUES ('dblink_exec(1)')" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (pg_acts_elsewhere(cases[i].text, strlen(cases[i].text)) != cases[i].acts)
			fail_msg("%s", cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_set_is_known_by_the_command),
		cmocka_unit_test(test_programs_that_may_commit_are_known),
		cmocka_unit_test(test_a_setting_is_set_again),
		cmocka_unit_test(test_defaults_of_later_sessions),
		cmocka_unit_test(test_what_a_session_began_with_is_brought_back),
		cmocka_unit_test(test_settings_that_are_made_are_known),
		cmocka_unit_test(test_routines_that_make_settings_are_known),
		cmocka_unit_test(test_what_another_session_does_is_known),
	};

	return cmocka_run_group_tests(tests, load_like_postgresql, NULL);
}
