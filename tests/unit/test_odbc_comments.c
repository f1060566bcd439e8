/* SPDX-License-Identifier: MIT */
/* What a driver gets that makes one line of a statement. */
#include "words_kit.h"

#include "../../plugins/odbc/odbc.h"

static int load(void **state)
{
	(void)state;
	return load_like(0, '"');
}

static const struct {
	const char *text, *sent;
} cases[] = {
	{ "-- a\nINSERT INTO t VALUES (1)", "/* a */\nINSERT INTO t VALUES (1)" },
	{ "CREATE TABLE t ( -- it's the key\n n INT --\n)",
	  "CREATE TABLE t ( /* it's the key */\n n INT /* */\n)" },
	{ "SELECT 1 -- ends */ here", "SELECT 1 /* ends * / here */" },
	{ "/* -- stays */ SELECT '-- stays', \"-- too\"",
	  "/* -- stays */ SELECT '-- stays', \"-- too\"" },
	{ "SELECT 1 - -1", "SELECT 1 - -1" },
	{ "-- alone", "/* alone */" },
};

static void test_comments_in_dashes_stand_in_slashes(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct kit_text sent = { 0 };

		odbc_block_comments(cases[i].text, strlen(cases[i].text), &sent);
		assert_string_equal(sent.data, cases[i].sent);
		kit_text_release(&sent);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_comments_in_dashes_stand_in_slashes),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
