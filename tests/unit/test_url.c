/* SPDX-License-Identifier: MIT */
#include "compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "config/url.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void assert_text(const char *got, const char *wanted)
{
	if (!wanted)
		assert_null(got);
	else if (!got)
		fail_msg("NULL instead of \"%s\"", wanted);
	else
		assert_string_equal(got, wanted);
}

static const struct {
	const char *text;
	const char *scheme, *driver, *user, *password, *host, *port, *database;
	bool relative;
	const char *shown;
} forms[] = {
	{ "local:a/b.db", "local", 0, 0, 0, 0, 0, "a/b.db", true, "local:///a/b.db" },
	{ "local:/a/b.db", "local", 0, 0, 0, 0, 0, "/a/b.db", false, "local:////a/b.db" },
	{ "local:///a.db", "local", 0, 0, 0, 0, 0, "a.db", true, "local:///a.db" },
	{ "local:////a.db", "local", 0, 0, 0, 0, 0, "/a.db", false, "local:////a.db" },
	{ "local:///%2Fa%20b", "local", 0, 0, 0, 0, 0, "/a b", false, "local:////a%20b" },
	{ "local::memory:", "local", 0, 0, 0, 0, 0, ":memory:", false, "local::memory:" },
	{ "local:///:memory:", "local", 0, 0, 0, 0, 0, ":memory:", false, "local::memory:" },
	{ "local:", "local", 0, 0, 0, 0, 0, 0, false, "local://" },
	{ "local://", "local", 0, 0, 0, 0, 0, 0, false, "local://" },
	{ "local:///", "local", 0, 0, 0, 0, 0, 0, false, "local://" },
	{ "local:///me@work.db", "local", 0, 0, 0, 0, 0, "me@work.db", true,
	  "local:///me@work.db" },
	{ "local:///d%C3%A9j%C3%A0.db", "local", 0, 0, 0, 0, 0, "d\xc3\xa9j\xc3\xa0.db", true,
	  "local:///d\xc3\xa9j\xc3\xa0.db" },
	{ "local:///%FF%1B.db", "local", 0, 0, 0, 0, 0, "\xff\x1b.db", true, "local:///%FF%1B.db" },
	{ "DB+Driver://u:p@h:1/d", "db", "Driver", "u", "p", "h", "1", "d", false,
	  "db+Driver://u:***@h:1/d" },
	{ "db://h/d", "db", 0, 0, 0, "h", 0, "d", false, "db://h/d" },
	{ "db://h", "db", 0, 0, 0, "h", 0, 0, false, "db://h" },
	{ "db://h/", "db", 0, 0, 0, "h", 0, 0, false, "db://h" },
	{ "db://h:/d", "db", 0, 0, 0, "h", 0, "d", false, "db://h/d" },
	{ "db://:5432/d", "db", 0, 0, 0, 0, "5432", "d", false, "db://:5432/d" },
	{ "db:///d", "db", 0, 0, 0, 0, 0, "d", true, "db:///d" },
	{ "db://u@/d", "db", 0, "u", 0, 0, 0, "d", false, "db://u@/d" },
	{ "db://u@h?a=b", "db", 0, "u", 0, "h", 0, 0, false, "db://u@h?a=b" },
	{ "db://u:@h", "db", 0, "u", "", "h", 0, 0, false, "db://u:***@h" },
	{ "db://:p@h", "db", 0, 0, "p", "h", 0, 0, false, "db://:***@h" },
	{ "db://u:p@[::1]:5432/d", "db", 0, "u", "p", "::1", "5432", "d", false,
	  "db://u:***@[::1]:5432/d" },
	{ "db://[fe80::1%25eth0]/d", "db", 0, 0, 0, "fe80::1%eth0", 0, "d", false,
	  "db://[fe80::1%25eth0]/d" },
	{ "db://a:1,b:2/d", "db", 0, 0, 0, "a:1,b:2", 0, "d", false, "db://a:1,b:2/d" },
	{ "db://u:p@[::1]:1,b/d", "db", 0, "u", "p", "[::1]:1,b", 0, "d", false,
	  "db://u:***@[::1]:1,b/d" },
	{ "db://u:p@%2Frun%2Fpg/d", "db", 0, "u", "p", "/run/pg", 0, "d", false,
	  "db://u:***@%2Frun%2Fpg/d" },
	{ "db://%2Frun%2Fpg:5433/d", "db", 0, 0, 0, "/run/pg", "5433", "d", false,
	  "db://%2Frun%2Fpg:5433/d" },
	{ "db://me%40corp:p@h/my%2Fdb", "db", 0, "me@corp", "p", "h", 0, "my/db", false,
	  "db://me%40corp:***@h/my/db" },
	/* passwords that were pasted in as they are */
	{ "db://u:p@ss@h/d", "db", 0, "u", "p@ss", "h", 0, "d", false, "db://u:***@h/d" },
	{ "db://me@corp:p@h/d", "db", 0, "me@corp", "p", "h", 0, "d", false,
	  "db://me%40corp:***@h/d" },
	{ "db://u:p%40:/?#'\" x@h/d", "db", 0, "u", "p@:/?#'\" x", "h", 0, "d", false,
	  "db://u:***@h/d" },
	{ "db://u:p#q@h/d", "db", 0, "u", "p#q", "h", 0, "d", false, "db://u:***@h/d" },
	{ "db://u:a/b?c=d&e@h:1/d?x=y", "db", 0, "u", "a/b?c=d&e", "h", "1", "d", false,
	  "db://u:***@h:1/d?x=y" },
	{ "db://u:a+b@h/d", "db", 0, "u", "a+b", "h", 0, "d", false, "db://u:***@h/d" },
	{ "db://h:5432/d?user=me@corp", "db", 0, 0, 0, "h", "5432", "d", false,
	  "db://h:5432/d?user=me@corp" },
};

static void test_url_parse_takes_every_form_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(forms); i++) {
		struct wb_error err = WB_ERROR_INIT;
		struct buf shown = { 0 };
		struct url url = { 0 };

		if (url_parse(forms[i].text, &url, &err) != 0)
			fail_msg("%s: %s", forms[i].text, err.message);
		assert_text(url.scheme, forms[i].scheme);
		assert_text(url.driver, forms[i].driver);
		assert_text(url.user, forms[i].user);
		assert_text(url.password, forms[i].password);
		assert_text(url.host, forms[i].host);
		assert_text(url.port, forms[i].port);
		assert_text(url.database, forms[i].database);
		if (url.relative != forms[i].relative)
			fail_msg("%s: relative is %d", forms[i].text, url.relative);
		assert_int_equal(url_show(&url, NULL, &shown), 0);
		assert_string_equal(buf_text(&shown), forms[i].shown);
		buf_release(&shown);
		url_release(&url);
	}
}

static void test_url_parse_refuses_what_is_no_url(void **state)
{
	static const struct {
		const char *text, *why;
	} wrong[] = {
		{ "", "empty" },
		{ "whimbrel.db", "scheme" },
		{ "/a/b", "scheme" },
		{ "://h/d", "scheme" },
		{ "db+://h/d", "scheme" },
		{ "1db://h/d", "scheme" },
		{ "d b://h/d", "scheme" },
		{ "db://h:x/d", "host or port" },
		{ "db://h:0/d", "host or port" },
		{ "db://h:65536/d", "host or port" },
		{ "db://h:99999999999999999999/d", "host or port" },
		{ "db://::1/d", "host or port" },
		{ "db://[::1/d", "host or port" },
		{ "db://[]/d", "host or port" },
		{ "db://[::1]x/d", "host or port" },
		{ "db://a:1,b:x/d", "host or port" },
		{ "db://a b/d", "host or port" },
		{ "db://u:p%zz@h/d", "password" },
		{ "db://u:p%4@h/d", "password" },
		{ "db://u:p%@h/d", "password" },
		{ "db://u:p%00@h/d", "password" },
		{ "db://u%4:p@h/d", "user" },
		{ "db://u:p@h%4/d", "host" },
		{ "db://h/d%4", "database" },
		{ "db://h/d?a=%4", "query" },
		{ "db://h/d?a", "name=value" },
		{ "db://h/d?=b", "name=value" },
		{ "db://h/d?a%20b=c", "name that none" },
		{ "db://u:p@h/d\n", "control" },
		{ "db://u:a@b/c@h/d", "%40" },
		{ "db://u:a/b@c/d@h/d", "%40" },
		{ "db://u:a@b?c=d@h/d", "%40" },
		{ "db:///u:a?b=c@h/d", "%40" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct wb_error err = WB_ERROR_INIT;
		struct url url = { 0 };

		if (url_parse(wrong[i].text, &url, &err) != WB_E_CONFIG)
			fail_msg("%s was taken, or failed otherwise: %s", wrong[i].text,
				 err.message);
		assert_null(url.scheme);
		if (!strstr(err.message, wrong[i].why))
			fail_msg("%s: \"%s\" does not say \"%s\"", wrong[i].text, err.message,
				 wrong[i].why);
	}
}

static void test_url_parse_decodes_the_query(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	struct url url = { 0 };

	(void)state;
	assert_int_equal(url_parse("db://h/d?&a%2Eb=c%26d&x==&o=-c+z&", &url, &err), 0);
	assert_int_equal(url.query.count, 3);
	assert_string_equal(url.query.items[0].name, "a.b");
	assert_string_equal(url.query.items[0].value, "c&d");
	assert_string_equal(url.query.items[1].value, "=");
	assert_string_equal(url.query.items[2].value, "-c+z");
	url_release(&url);
}

static void test_url_show_masks_secret_parameters(void **state)
{
	static const char *const more[] = { "wallet", NULL };
	static const char *const names[] = { "password", "PassWd",        "pwd",   "sslpassword",
					     "secret",   "client_secret", "token", "access_token",
					     "key",      "api-key",       "pass",  "Wallet" };
	struct wb_error err = WB_ERROR_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		AUTO_FREE char *text =
			text_format("db://h/d?sslmode=require&%s=hunter2&x=y", names[i]);
		AUTO_FREE char *wanted =
			text_format("db://h/d?sslmode=require&%s=***&x=y", names[i]);
		struct buf shown = { 0 };
		struct url url = { 0 };

		assert_int_equal(url_parse(text, &url, &err), 0);
		assert_int_equal(url_show(&url, more, &shown), 0);
		assert_string_equal(buf_text(&shown), wanted);
		buf_release(&shown);
		url_release(&url);
	}
}

/* ------------------------------------------------------------------ damage */

/* Any four bytes of a password are too much. */
static void assert_no_leak(const char *output, const char *password, const char *url)
{
	char piece[5] = { 0 };

	for (size_t i = 0; i + 4 <= strlen(password); i++) {
		memcpy(piece, password + i, 4);
		if (strstr(output, piece))
			fail_msg("\"%s\" of the password is in \"%s\", from %s", piece, output,
				 url);
	}
}

/* Parse and show a damaged URL: it may be taken or not, but neither answer may show the password.
 * `whole` tells that "scheme://user:" is still what it was; else the front of the password may have
 * become the user, who is shown. */
static void check_damaged(const char *text, const char *password, bool whole)
{
	struct wb_error err = WB_ERROR_INIT;
	struct buf out = { 0 };
	struct url url = { 0 };

	if (url_parse(text, &url, &err) == 0) {
		if (!whole) {
			free(url.user);
			url.user = NULL;
		}
		assert_int_equal(url_show(&url, NULL, &out), 0);
		assert_no_leak(buf_text(&out), password, text);
		url_release(&url);
	} else {
		assert_true(err.status == WB_E_CONFIG);
		assert_true(err.message[0]);
		assert_no_leak(err.message, password, text);
		assert_no_leak(err.detail, password, text);
	}
	buf_release(&out);
}

static const char *const damaged_passwords[] = { "S3cr3tPass", "p%40:/?#'\" xYzW", "aaa/bbbb/cccc",
						 "q?rst=uvwx", "[a,b]cdef",        "x%25y%2Fzzz" };
static const char prefix[] = "postgresql://app:";
static const char hostile[] = "@:/?#%&=[], +'\"\\\n\x01\x7f\x80\xff"
			      "0z";

static char *sample(const char *password)
{
	char *text = text_format("%s%s@db.example:5432/prod?sslmode=require", prefix, password);

	assert_non_null(text);
	return text;
}

/* From where damage is told from another meaning. Without its ':', one is a query:
 * "scheme://userq?rst=uvwx@host". */
static size_t first_byte(const char *password)
{
	return strstr(password, "?rst=") ? strlen(prefix) : 0;
}

static void test_url_truncated_at_every_byte_leaks_nothing(void **state)
{
	(void)state;
	for (size_t p = 0; p < COUNT(damaged_passwords); p++) {
		AUTO_FREE char *text = sample(damaged_passwords[p]);

		for (size_t len = strlen(text); len-- > 0;) {
			text[len] = '\0';
			check_damaged(text, damaged_passwords[p], len >= strlen(prefix));
		}
	}
}

static void test_url_with_every_byte_replaced_leaks_nothing(void **state)
{
	(void)state;
	for (size_t p = 0; p < COUNT(damaged_passwords); p++) {
		AUTO_FREE char *text = sample(damaged_passwords[p]);

		for (size_t i = first_byte(damaged_passwords[p]); text[i]; i++) {
			char was = text[i];

			for (const char *c = hostile; *c; c++) {
				text[i] = *c;
				check_damaged(text, damaged_passwords[p], i >= strlen(prefix));
			}
			text[i] = was;
		}
	}
}

/* Every byte taken out, and every hostile one put in front of it. */
static void test_url_with_a_byte_more_or_less_leaks_nothing(void **state)
{
	(void)state;
	for (size_t p = 0; p < COUNT(damaged_passwords); p++) {
		AUTO_FREE char *text = sample(damaged_passwords[p]);

		for (size_t i = first_byte(damaged_passwords[p]); text[i]; i++) {
			AUTO_FREE char *less = text_format("%.*s%s", (int)i, text, text + i + 1);

			check_damaged(less, damaged_passwords[p], i >= strlen(prefix));
			for (const char *c = hostile; *c; c++) {
				AUTO_FREE char *more =
					text_format("%.*s%c%s", (int)i, text, *c, text + i);

				check_damaged(more, damaged_passwords[p], i >= strlen(prefix));
			}
		}
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed;
}

/* What is damaged beyond recognition may show anything, but must not crash, and its errors must not
 * talk. */
static void test_url_of_random_bytes_is_read_or_refused(void **state)
{
	uint32_t seed = 20251229;

	(void)state;
	for (unsigned round = 0; round < 60000; round++) {
		AUTO_FREE char *text = sample(damaged_passwords[round % COUNT(damaged_passwords)]);
		struct wb_error err = WB_ERROR_INIT;
		struct buf out = { 0 };
		struct url url = { 0 };

		for (uint32_t n = next_random(&seed) % 12; n; n--)
			text[next_random(&seed) % strlen(text)] =
				hostile[next_random(&seed) % (sizeof(hostile) - 1)];
		if (url_parse(text, &url, &err) == 0) {
			assert_int_equal(url_show(&url, NULL, &out), 0);
			assert_int_equal(text_check_utf8(buf_text(&out), out.len), out.len);
		} else {
			assert_no_leak(err.message,
				       damaged_passwords[round % COUNT(damaged_passwords)], text);
		}
		buf_release(&out);
		url_release(&url);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_url_parse_takes_every_form_apart),
		cmocka_unit_test(test_url_parse_refuses_what_is_no_url),
		cmocka_unit_test(test_url_parse_decodes_the_query),
		cmocka_unit_test(test_url_show_masks_secret_parameters),
		cmocka_unit_test(test_url_truncated_at_every_byte_leaks_nothing),
		cmocka_unit_test(test_url_with_every_byte_replaced_leaks_nothing),
		cmocka_unit_test(test_url_with_a_byte_more_or_less_leaks_nothing),
		cmocka_unit_test(test_url_of_random_bytes_is_read_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
