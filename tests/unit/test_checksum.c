/* SPDX-License-Identifier: MIT */
#include "compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "read/checksum.h"

/* Undo \n \r \t \\ \xNN in place; the new length. */
static size_t unescape(char *text)
{
	char *to = text;

	for (const char *p = text; *p; p++) {
		if (*p != '\\') {
			*to++ = *p;
			continue;
		}
		p++;
		if (*p == 'x') {
			char digits[3] = { p[1], p[2], '\0' };

			*to++ = (char)strtol(digits, NULL, 16);
			p += 2;
		} else {
			*to++ = *p == 'n' ? '\n' : *p == 'r' ? '\r' : *p == 't' ? '\t' : *p;
		}
	}
	return (size_t)(to - text);
}

static void in_steps(const char *text, size_t len, size_t step, char out[CHECKSUM_SIZE])
{
	struct checksum checksum;

	checksum_init(&checksum);
	for (size_t at = 0; at < len; at += step)
		checksum_add(&checksum, text + at, len - at < step ? len - at : step);
	checksum_final(&checksum, out);
}

static FILE *open_vectors(void)
{
	const char *srcdir = getenv("srcdir");
	char path[1024];

	snprintf(path, sizeof(path), "%s/tests/vectors/checksums.txt", srcdir ? srcdir : ".");
	return fopen(path, "r");
}

static void test_vectors_same_in_any_chunks(void **state)
{
	FILE *file = open_vectors();
	char name[256], line[2048];
	size_t count = 0;

	(void)state;
	assert_non_null(file);
	while (fgets(name, sizeof(name), file)) {
		char *text = line + CHECKSUM_SIZE, got[CHECKSUM_SIZE];
		size_t len;

		if (strncmp(name, "=== ", 4) != 0)
			continue;
		assert_non_null(fgets(line, sizeof(line), file));
		line[strcspn(line, "\n")] = '\0';
		line[CHECKSUM_SIZE - 1] = '\0';
		len = unescape(text);
		for (size_t step = 1; step <= len + 1; step++) {
			in_steps(text, len, step, got);
			if (strcmp(got, line) != 0)
				print_message("%zu bytes at a time: %s", step, name);
			assert_string_equal(got, line);
		}
		count++;
	}
	fclose(file);
	assert_true(count >= 50);
}

static void assert_same(const char *a, const char *b, int same)
{
	char sum_a[CHECKSUM_SIZE], sum_b[CHECKSUM_SIZE];

	text_checksum(a, strlen(a), sum_a);
	text_checksum(b, strlen(b), sum_b);
	if (same)
		assert_string_equal(sum_a, sum_b);
	else
		assert_string_not_equal(sum_a, sum_b);
}

static void test_editing_tells_what_matters(void **state)
{
	static const struct {
		const char *a, *b;
		int same;
	} cases[] = {
		{ "SELECT 1; -- a note", "SELECT 1; -- another", 1 },
		{ "SELECT 1;\n", "\r\n  SELECT\t1;", 1 },
		{ "SELECT 'a\nb'", "SELECT 'a\r\nb'", 1 },
		{ "SELECT 1", "SELECT 2", 0 },
		{ "SELECT 'a b'", "SELECT 'a  b'", 0 },
		{ "SELECT '-- a'", "SELECT '-- b'", 0 },
		{ "SELECT ab", "SELECT a b", 0 },
		{ "/* don't */ SELECT 'x -- y', 1", "/* don't */ SELECT 'x -- y', 2", 0 },
		{ "/* -- */ SELECT 1", "/* -- */ SELECT 2", 0 },
		{ "SELECT ${a}", "SELECT ${b}", 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_same(cases[i].a, cases[i].b, cases[i].same);
}

static void test_long_texts_same_in_any_chunks(void **state)
{
	const size_t len = 300000;
	char *text = malloc(len), whole[CHECKSUM_SIZE], got[CHECKSUM_SIZE];

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = "insert into t values (1,  'a\r\nb'); -- x\n"[i % 41];
	memset(text + 1000, 'x', 20000); /* longer than what is gathered for the hash */
	in_steps(text, len, len, whole);
	for (size_t step = 7; step < len; step = step * 3 + 1) {
		in_steps(text, len, step, got);
		assert_string_equal(got, whole);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors_same_in_any_chunks),
		cmocka_unit_test(test_editing_tells_what_matters),
		cmocka_unit_test(test_long_texts_same_in_any_chunks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
