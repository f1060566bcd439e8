/* SPDX-License-Identifier: MIT */
/* What a text of MariaDB names, calls and runs. */
#include "words_kit.h"

#include "../../plugins/mariadb/names_used.h"

static int load(void **state)
{
	(void)state;
	return load_like(WB_LEX_BACKSLASH | WB_LEX_HASH, '`');
}

static const struct {
	bool named;
	const char *text;
} name_cases[] = {
	{ true, "UPDATE plain SET n = 1" },
	{ true, "INSERT INTO side.`Plain` VALUES (1)" },
	{ true, "BEGIN SELECT * FROM \"plain\"; END" },
	{ true, "/*! UPDATE plain SET n = 1 */" },
	{ true, "EXECUTE IMMEDIATE 'UPDATE plain SET n = 1'" },
	{ true, "EXECUTE IMMEDIATE 'EXECUTE IMMEDIATE ''UPDATE plain SET n = 1'''" },
	{ true, "BEGIN SET @s = 'UPDATE plain SET n = 1'; PREPARE p FROM @s; EXECUTE p; END" },
	{ true, "SELECT NEXTVAL(plain)" },
	{ false, "UPDATE t SET n = 1 /* plain */ -- plain\n# plain" },
	{ false, "INSERT INTO t VALUES ('UPDATE plain SET n = 1')" },
	{ false, "UPDATE plainer SET plain_n = @plain" },
	{ false, "SET @s = 'UPDATE plain SET n = 1'" },
	{ false, "BEGIN DECLARE s TEXT DEFAULT 'plain'; UPDATE t SET n = 1; END" },
};

static void test_names_are_told_from_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(name_cases); i++)
		if (maria_names(name_cases[i].text, strlen(name_cases[i].text), 0, "plain") !=
		    name_cases[i].named)
			fail_msg("%s", name_cases[i].text);
	assert_true(maria_names("SELECT * FROM `a``b`", 20, 0, "a`b"));
}

static const struct {
	bool calls;
	const char *text;
} call_cases[] = {
	{ true, "SELECT GET_LOCK('a', 1)" },
	{ true, "DO get_lock ('a', 1)" },
	{ true, "EXECUTE IMMEDIATE 'DO GET_LOCK(\"a\", 1)'" },
	{ true, "BEGIN PREPARE p FROM 'DO GET_LOCK(''a'', 1)'; END" },
	{ false, "SELECT get_lock FROM locks" },
	{ false, "INSERT INTO t VALUES ('GET_LOCK(1)')" },
	{ false, "SELECT 1 # GET_LOCK('a', 1)" },
	{ false, "SELECT forget_lock('a')" },
};

static void test_calls_are_told_from_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(call_cases); i++)
		if (maria_calls(call_cases[i].text, strlen(call_cases[i].text), 0, "GET_LOCK") !=
		    call_cases[i].calls)
			fail_msg("%s", call_cases[i].text);
}

static void test_what_is_made_up_is_told_from_what_is_written(void **state)
{
	static const struct {
		enum maria_runs runs;
		const char *text;
	} cases[] = {
		{ MARIA_RUNS_WRITTEN, "EXECUTE IMMEDIATE 'SELECT 1'" },
		{ MARIA_RUNS_WRITTEN, "EXECUTE IMMEDIATE 'SELECT ?' USING 1" },
		{ MARIA_RUNS_WRITTEN, "BEGIN PREPARE p FROM 'SELECT 1'; EXECUTE p; END" },
		{ MARIA_RUNS_MADE, "EXECUTE IMMEDIATE CONCAT('SELECT ', 1)" },
		{ MARIA_RUNS_MADE, "EXECUTE IMMEDIATE @sql" },
		{ MARIA_RUNS_MADE, "EXECUTE IMMEDIATE 'SELECT ' || '1'" },
		{ MARIA_RUNS_MADE, "BEGIN PREPARE p FROM 'SELECT 1'; PREPARE q FROM @q; END" },
		{ MARIA_RUNS_NONE, "EXECUTE p" },
		{ MARIA_RUNS_NONE, "INSERT INTO t VALUES ('EXECUTE IMMEDIATE @x')" },
		{ MARIA_RUNS_NONE, "SELECT prepare, execute FROM t /* EXECUTE IMMEDIATE @x */" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (maria_runs(cases[i].text, strlen(cases[i].text), 0) != cases[i].runs)
			fail_msg("%s", cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_are_told_from_words),
		cmocka_unit_test(test_calls_are_told_from_words),
		cmocka_unit_test(test_what_is_made_up_is_told_from_what_is_written),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
