/* SPDX-License-Identifier: MIT */
#include "revision_file.h"

#include <inttypes.h>
#include <sys/stat.h>

#define UP "-- migrate:up\nSELECT 1;\n"

static struct revision *read_text(const char *text, size_t len, struct buf *said)
{
	struct text_cache cache = { 0 };

	write_file("r.sql", text, len);
	return read_revision(&cache, said);
}

static void test_full_header_every_key(void **state)
{
	static const char text[] =
		"\xef\xbb\xbf-- ====================\r\n"
		"-- Migration: Add a thing\r\n"
		"--REVISION: a.b-c_1\r\n"
		"-- revises: p1, p2\r\n"
		"--   , p3\r\n"
		"-- Depends: d1\n"
		"-- Branch: billing\n-- Tag: v1.0, v1.1\n-- Replaces: o1,o2\n"
		"-- Variables: off\n"
		"-- Date: 2025-12-29 10:15:00 +0000\n"
		"-- Author: Jo <jo@example.org>\n"
		"\n"
		"-- Purpose: Track the status, so that the\n--   dashboard can\n--  filter.\n"
		"--   \n"
		"-- See http://example.org/x: it is free text\n"
		"-- Prerequisites: none\n"
		"-- migrate:up\nSELECT 1;\n";
	struct buf said = { 0 };
	struct revision *r = read_text(text, sizeof(text) - 1, &said);

	(void)state;
	assert_string_equal(buf_text(&said), "");
	assert_non_null(r);
	assert_string_equal(r->id, "a.b-c_1");
	assert_int_equal(r->id_line, 3);
	assert_string_equal(r->title, "Add a thing");
	assert_int_equal(r->revises.count, 3);
	assert_string_equal(r->revises.items[2].name, "p3");
	assert_int_equal(r->revises.items[0].line, 4);
	assert_int_equal(r->pub.depends.count, 1);
	assert_string_equal(r->pub.depends.items[0], "d1");
	assert_string_equal(r->pub.branches.items[0], "billing");
	assert_int_equal(r->pub.tags.count, 2);
	assert_string_equal(r->pub.tags.items[1], "v1.1");
	assert_string_equal(r->pub.replaces.items[1], "o2");
	assert_true(r->variables_off);
	assert_false(r->repeat);
	assert_true(r->when == INT64_C(1767003300000000));
	assert_string_equal(r->purpose, "Track the status, so that the dashboard can filter.");
	assert_int_equal(r->pub.header_count, 12);
	assert_string_equal(r->pub.header[1].key, "REVISION");
	assert_string_equal(r->pub.header[11].key, "Prerequisites");
	assert_int_equal(r->body_line, 20);
	assert_memory_equal(r->text + r->body, "-- migrate:up", 13);
	assert_int_equal(r->size, sizeof(text) - 1);
	revision_free(r);
	buf_release(&said);
}

static const struct {
	const char *text;
	const char *said; /* "" = nothing; a part of it */
	bool made;        /* a revision came out of it */
} cases[] = {
	{ "-- Revision: a\n" UP, "", true },
	{ "-- Revision: a\n-- Revises:\n" UP, "", true },
	{ "-- Revision: a\n-- Revises: None\n" UP, "", true },
	{ "-- Revision: a\n-- Report: x\n-- Release: 1\n-- Version: 2\n-- Reviewer: x\n-- "
	  "Reviewed: x\n-- Review: x\n"
	  "-- Description: x\n-- Prerequisites: x\n-- Data: x\n-- Division: x\n-- Stage: x\n-- "
	  "Target: x\n" UP,
	  "", true },
	{ "-- Revision: a\n-- Purpose: a, b\n--   Depends: on the weather\n" UP, "", true },
	{ "-- Revision: a\n-- Created: 12:30\n-- Time 12:30\n" UP, "", true },
	{ "-- Revision: a\n-- Repeat: on-change\n-- Depends: b\n" UP, "", true },
	{ "-- Revision: a", "", true },
	{ "", "r.sql: no 'Revision:'", false },
	{ "SELECT 1;\n", "r.sql: no 'Revision:'", false },
	{ "-- Revision:\n" UP, "r.sql:1: Revision: ''", false },
	{ "-- Revision: a b\n" UP, "r.sql:1: Revision: 'a b'", false },
	{ "-- Revision: a\n-- REVISION: b\n" UP,
	  "r.sql:2: a second 'Revision:', the first is on line 1", true },
	{ "-- Revision: a\n-- Tag: x\n-- Tag: y\n" UP, "r.sql:3: a second 'Tag:'", true },
	{ "-- Revision: a\n-- Tag : x\n-- Tag: y\n" UP, "r.sql:3: a second 'Tag:'", true },
	{ "-- Revision: a\n-- Revises: b c\n" UP, "r.sql:2: Revises: 'b c' is no name", true },
	{ "-- Revision: a\n-- Revises: b,,c\n" UP, "r.sql:2: Revises: '' is no name", true },
	{ "-- Revision: a\n-- Revise: b\n" UP,
	  "r.sql:2: unknown key 'Revise': did you mean 'Revises'?", true },
	{ "-- Revision: a\n-- revsies: b\n" UP, "did you mean 'Revises'?", true },
	{ "-- Revision: a\n-- Revised: b\n" UP, "did you mean 'Revises'?", true },
	{ "-- Revision: a\n-- Down Revision: b\n" UP, "did you mean 'Revises'?", true },
	{ "-- Revision: a\n-- Depends-On: b\n" UP, "did you mean 'Depends'?", true },
	{ "-- Revision: a\n-- Depends On: b\n" UP, "did you mean 'Depends'?", true },
	{ "-- Revision: a\n-- Dependencies: b\n" UP, "did you mean 'Depends'?", true },
	{ "-- Revision: a\n-- Revision ID: b\n" UP, "did you mean 'Revision'?", true },
	{ "-- Revision: a\n-- Branches: b\n" UP, "did you mean 'Branch'?", true },
	{ "-- Revision: a\n-- Replace: b\n" UP, "did you mean 'Replaces'?", true },
	{ "-- Revision: a\n-- Tags: b\n" UP, "did you mean 'Tag'?", true },
	{ "-- Revision: a\n-- Repeats: on-change\n" UP, "did you mean 'Repeat'?", true },
	{ "-- Revision: a\n--   Revises: b\n" UP, "r.sql:2: the key 'Revises' stands too far",
	  true },
	{ "-- Revision: a\n-- Repeat: always\n" UP, "r.sql:2: Repeat: 'always'", true },
	{ "-- Revision: a\n-- Repeat: on-change\n-- Revises: b\n" UP, "has no place in the graph",
	  true },
	{ "-- Revision: a\n-- Variables: no\n" UP, "r.sql:2: Variables: 'no'", true },
	{ "-- Revision: a\n-- Date: yesterday\n" UP, "r.sql:2: Date: 'yesterday'", true },
	{ "-- Revision: a\n\nSELECT 1;\n" UP, "r.sql:3: SQL before the first section", true },
	{ "-- Revision: a\n/* x */\n" UP, "r.sql:2: SQL before the first section", true },
	{ "-- Revision: a\n-- \xff\n" UP, "r.sql:2: text that is not UTF-8 at byte 4", true },
};

static void test_headers_said_as_listed(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf said = { 0 };
		struct revision *r = read_text(cases[i].text, strlen(cases[i].text), &said);

		if (!*cases[i].said)
			assert_string_equal(buf_text(&said), "");
		assert_says(&said, cases[i].said);
		if (!r != !cases[i].made)
			print_message("%s\n", cases[i].text);
		assert_int_equal(r != NULL, cases[i].made);
		if (r && strstr(cases[i].text, "Revises:\n"))
			assert_int_equal(r->revises.count, 0);
		revision_free(r);
		buf_release(&said);
	}
}

static void test_nul_byte_told_with_its_place(void **state)
{
	static const char text[] = "-- Revision: a\n-- x\0y\n" UP;
	struct buf said = { 0 };
	struct revision *r = read_text(text, sizeof(text) - 1, &said);

	(void)state;
	assert_says(&said, "r.sql:2: a NUL byte at byte 5 of the line");
	revision_free(r);
	buf_release(&said);
}

/* A header of more than the first piece that is read. */
static void test_long_header_found_to_its_end(void **state)
{
	struct text_cache cache = { 0 };
	struct buf text = { 0 }, said = { 0 };
	struct revision *r;
	size_t body;

	(void)state;
	buf_str(&text, "-- Revision: a\n");
	for (int i = 0; i < 1000; i++)
		buf_printf(&text, "-- line %d of a long story that goes on and on\n", i);
	body = text.len;
	buf_str(&text, "-- migrate:up\n");
	for (int i = 0; i < 10000; i++)
		buf_str(&text, "SELECT 1;\n");
	write_file("r.sql", text.data, text.len);
	r = read_revision(&cache, &said);
	assert_string_equal(buf_text(&said), "");
	assert_non_null(r);
	assert_int_equal(r->body, body);
	assert_int_equal(r->body_line, 1002);
	assert_int_equal(r->size, text.len);
	assert_null(r->text);
	assert_int_equal(cache.used, 0);
	revision_free(r);
	buf_release(&text);
	buf_release(&said);
}

static void test_cache_full_text_not_kept(void **state)
{
	struct text_cache cache = { .used = TEXT_CACHE_TOTAL - 1 };
	struct buf said = { 0 };
	struct revision *r;

	(void)state;
	write_file("r.sql", "-- Revision: a\n", 15);
	r = read_revision(&cache, &said);
	assert_non_null(r);
	assert_null(r->text);
	revision_free(r);
	buf_release(&said);
}

/* Every file that begins as a good one ends early, or has one byte changed: no crash, and an error
 * or a revision. */
static void test_damaged_headers_error_or_revision(void **state)
{
	static const char text[] = "-- Revision: abc\n-- Revises: x, y\n-- Date: "
				   "2025-01-01T10:00:00Z\n-- Note: a\n--   b\n" UP;
	const size_t len = sizeof(text) - 1;

	(void)state;
	for (size_t i = 0; i < len * 4; i++) {
		char copy[sizeof(text)];
		struct buf said = { 0 };
		struct revision *r;

		memcpy(copy, text, len);
		if (i >= len)
			copy[i % len] = "\0\xff\n"[i / len - 1];
		r = read_text(copy, i < len ? i : len, &said);
		assert_true(r || said.len);
		revision_free(r);
		buf_release(&said);
	}
}

static void test_dates_as_listed(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds; /* -1: no date */
		int micro;
	} dates[] = {
		{ "1970-01-01", 0, 0 },
		{ "2025-12-29", 1766966400, 0 },
		{ "2025-12-29 10:15", 1767003300, 0 },
		{ "2025-12-29 10:15:00", 1767003300, 0 },
		{ "2025-12-29T10:15:00Z", 1767003300, 0 },
		{ " 2025-12-29 10:15:00 UTC ", 1767003300, 0 },
		{ "2025-12-29 10:15:00.123456", 1767003300, 123456 },
		{ "2025-12-29 10:15:00.5Z", 1767003300, 500000 },
		{ "2025-12-29 10:15:00.1234567+00:00", 1767003300, 123456 },
		{ "2025-12-29 12:15:00 +0200", 1767003300, 0 },
		{ "2025-12-29 04:45:00-05:30", 1767003300, 0 },
		{ "2025-12-29 12:15+02", 1767003300, 0 },
		{ "2024-02-29", 1709164800, 0 },
		{ "2025-02-29", -1, 0 },
		{ "2025-13-01", -1, 0 },
		{ "2025-12-32", -1, 0 },
		{ "2025-12-29 25:00", -1, 0 },
		{ "2025-12-29 10:15:00 +02:", -1, 0 },
		{ "2025-12-29 10:15 CET", -1, 0 },
		{ "2025-12-29x", -1, 0 },
		{ "29.12.2025", -1, 0 },
		{ "2025-12-29 10", -1, 0 },
		{ "", -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(dates); i++) {
		int64_t when = 42;
		bool ok = revision_parse_date(dates[i].text, &when);

		if (ok != (dates[i].seconds >= 0))
			print_message("%s\n", dates[i].text);
		assert_int_equal(ok, dates[i].seconds >= 0);
		assert_true(when == (ok ? dates[i].seconds * 1000000 + dates[i].micro : 42));
	}
}

static void test_directory_recursive_in_order(void **state)
{
	static const char *const made[] = { "m/b.sql",    "m/a/z.SQL",    "m/.hidden.sql",
					    "m/note.txt", "m/.git/x.sql", "m/c.sql/d.sql" };
	static const char *const want[] = { "m/a/z.SQL", "m/b.sql", "m/c.sql/d.sql" };
	static const char *const folders[] = { "m", "m/a", "m/.git", "m/c.sql" };
	struct text_cache cache = { 0 };
	struct buf said = { 0 };
	struct problems problems = { .report = collect, .ctx = &said };
	struct revision_vec all = { 0 };
	struct wb_error err = WB_ERROR_INIT;

	(void)state;
	for (size_t i = 0; i < COUNT(folders); i++)
		assert_int_equal(mkdir(folders[i], 0700), 0);
	for (size_t i = 0; i < COUNT(made); i++)
		write_file(made[i], "-- Revision: a\n", 15);
	assert_int_equal(directory_read("m", &cache, &problems, &all, &err), 0);
	assert_string_equal(buf_text(&said), "");
	assert_int_equal(all.count, COUNT(want));
	for (size_t i = 0; i < all.count; i++) {
		assert_string_equal(all.items[i]->path, want[i]);
		revision_free(all.items[i]);
	}
	revision_vec_release(&all);
	assert_int_equal(directory_read("absent", &cache, &problems, &all, &err), WB_E_FILE);
	assert_non_null(strstr(err.message, "absent: "));
	for (size_t i = 0; i < COUNT(made); i++)
		remove(made[i]);
	for (size_t i = COUNT(folders); i-- > 0;)
		remove(folders[i]);
	buf_release(&said);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full_header_every_key),
		cmocka_unit_test(test_headers_said_as_listed),
		cmocka_unit_test(test_nul_byte_told_with_its_place),
		cmocka_unit_test(test_long_header_found_to_its_end),
		cmocka_unit_test(test_cache_full_text_not_kept),
		cmocka_unit_test(test_damaged_headers_error_or_revision),
		cmocka_unit_test(test_dates_as_listed),
		cmocka_unit_test(test_directory_recursive_in_order),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
