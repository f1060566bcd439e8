/* SPDX-License-Identifier: MIT */
/* What a step of SQLite must not leave behind: settings, attached databases. */
#include "sqlite_kit.h"

static void test_settings_are_put_back(void **state)
{
	static const struct {
		const char *set, *ask, *during, *after;
	} cases[] = {
		{ "PRAGMA legacy_alter_table=ON", "PRAGMA legacy_alter_table", "1\n", "0\n" },
		{ "pragma Recursive_Triggers(1)", "PRAGMA recursive_triggers", "1\n", "0\n" },
		{ "PRAGMA main.cache_size=77", "PRAGMA cache_size", "77\n", "-2000\n" },
		{ "PRAGMA defer_foreign_keys=1", "PRAGMA defer_foreign_keys", "1\n", "0\n" },
		{ "PRAGMA writable_schema=1", "PRAGMA writable_schema", "1\n", "0\n" },
		{ "PRAGMA case_sensitive_like=1", "SELECT 'a' LIKE 'A'", "0\n", "1\n" },
		{ "PRAGMA busy_timeout=9999", "PRAGMA busy_timeout", "9999\n", "0\n" },
		{ "EXPLAIN PRAGMA ignore_check_constraints=1", "PRAGMA ignore_check_constraints",
		  "1\n", "0\n" },
		/* the database's own stays */
		{ "PRAGMA user_version=5", "PRAGMA user_version", "5\n", "5\n" },
		{ "PRAGMA application_id=6", "PRAGMA application_id", "6\n", "6\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int how = 0; how < 2; how++) {
			const char *after = strcmp(cases[i].during, cases[i].after) && how
						    ? cases[i].after
						    : NULL;

			kit_check(kit_simple(memory, WB_OWN_BEGIN, NULL));
			kit_check(kit_simple(memory, WB_OWN_SAVEPOINT, "s"));
			kit_check(kit_user(memory, cases[i].set));
			assert_string_equal(kit_expect(memory, cases[i].ask), cases[i].during);
			/* at a step's end, and when it is rolled back: SQLite's settings survive
			 * that */
			kit_check(
				kit_simple(memory, how ? WB_OWN_ROLLBACK_TO : WB_OWN_SETTLE, "s"));
			if (after || !how)
				assert_string_equal(kit_expect(memory, cases[i].ask),
						    cases[i].after);
			kit_check(kit_simple(memory, WB_OWN_COMMIT, NULL));
		}
}

static void test_foreign_keys_are_put_back_outside(void **state)
{
	(void)state;
	kit_check(kit_user(memory, "PRAGMA foreign_keys=ON"));
	assert_string_equal(kit_expect(memory, "PRAGMA foreign_keys"), "1\n");
	/* inside a transaction it can't be, so it is done when that has ended */
	kit_check(kit_simple(memory, WB_OWN_BEGIN, NULL));
	kit_check(kit_simple(memory, WB_OWN_SETTLE, NULL));
	assert_string_equal(kit_expect(memory, "PRAGMA foreign_keys"), "1\n");
	kit_check(kit_simple(memory, WB_OWN_COMMIT, NULL));
	assert_string_equal(kit_expect(memory, "PRAGMA foreign_keys"), "0\n");
}

static void test_attached_databases_are_detached_outside(void **state)
{
	static const char databases[] =
		"SELECT count(*) FROM pragma_database_list WHERE name <> 'temp'";

	(void)state;
	kit_check(kit_simple(memory, WB_OWN_BEGIN, NULL));
	kit_check(kit_user(memory, "ATTACH ':memory:' AS \"a\"\"b\""));
	kit_check(kit_user(memory, "ATTACH ':memory:' AS other"));
	kit_check(kit_simple(memory, WB_OWN_SETTLE, NULL));
	assert_string_equal(kit_expect(memory, databases), "3\n");
	kit_check(kit_simple(memory, WB_OWN_COMMIT, NULL));
	assert_string_equal(kit_expect(memory, databases), "1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_settings_are_put_back, open_memory,
						close_memory),
		cmocka_unit_test_setup_teardown(test_foreign_keys_are_put_back_outside, open_memory,
						close_memory),
		cmocka_unit_test_setup_teardown(test_attached_databases_are_detached_outside,
						open_memory, close_memory),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
