/* SPDX-License-Identifier: MIT */
/* Masking: whole secrets, cut ones, and what only looks like one. */
#include "compat.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/secrets.h"

static const struct {
	const char *secret, *text, *masked;
} rows[] = {
	{ "hunter2-x", "the password hunter2-x is wrong", "the password *** is wrong" },
	{ "hunter2-x", "HUNTER2-X and hunter2-x", "*** and ***" },
	{ "hunter2-x", "xhunter2-xx", "x***x" },
	{ "hunter2-x", "hunter is no secret", "hunter is no secret" },
	/* short ones are words, shorter ones are everywhere */
	{ "app", "app made apples for \"app\"", "*** made apples for \"***\"" },
	{ "ab", "ab", "ab" },
	/* cut behind: MariaDB's 80 bytes, and our own buffers */
	{ "hunter2-x", "syntax to use near 'hunter' at line 1",
	  "syntax to use near '***' at line 1" },
	{ "hunter2-x", "the password hunt", "the password ***" },
	{ "hunter2-x", "the password hun", "the password hun" },
	/* cut before: from where it was not understood */
	{ "ab'secret", "syntax error at or near \"secret\"", "syntax error at or near \"***\"" },
	/* half of it and more */
	{ "0123456789abcdef", "seen: 3456789abcd!", "seen: ***!" },
	{ "0123456789abcdef", "seen: 3456789!", "seen: 3456789!" },
	/* a message has no line ends */
	{ "first line\nsecond line", "it is first line second line", "it is ***" },
	/* never a part of a character */
	{ "p\xc3\xa4ssw\xc3\xb6rt", "p\xc3\xa4ssw\xc3", "***" },
	{ "hunter2-x", "\001\001", "??" },
};

static void test_mask(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[256];

		secrets_hold();
		assert_int_equal(secrets_add(rows[i].secret, strlen(rows[i].secret), NULL), 0);
		snprintf(text, sizeof(text), "%s", rows[i].text);
		secrets_mask(text);
		assert_string_equal(text, rows[i].masked);
		secrets_drop();
	}
}

static void test_refer(void **state)
{
	struct buf out = { 0 };

	(void)state;
	secrets_hold();
	assert_int_equal(secrets_add("it's one", 8, NULL), 0);
	assert_int_equal(secrets_add("it's one", 8, "${env:ONE}"), 0);
	assert_int_equal(secrets_add("'it''s one'", 11, "${env:ONE!literal}"), 0);
	assert_int_equal(secrets_refer("DEFAULT 'it''s one', it's one, it's ones", &out), 0);
	assert_string_equal(buf_text(&out), "DEFAULT ${env:ONE!literal}, ${env:ONE}, it's ones");
	buf_release(&out);
	secrets_drop();
}

static void test_nobody_holds(void **state)
{
	char text[] = "hunter2-x";

	(void)state;
	assert_int_equal(secrets_add("hunter2-x", 9, NULL), 0);
	secrets_mask(text);
	assert_string_equal(text, "hunter2-x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mask),
		cmocka_unit_test(test_refer),
		cmocka_unit_test(test_nobody_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
