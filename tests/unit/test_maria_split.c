/* SPDX-License-Identifier: MIT */
/* The corpus of MariaDB texts through the dialect's own splitter: in one piece, and byte by
 * byte. */
#include <dlfcn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compat.h"
#include <whimbrel/dialect.h>

#define MODE_NO_BACKSLASH 1U
#define MODE_ANSI_QUOTES 2U

struct text {
	char *data;
	size_t len, room;
};

struct kase {
	char name[128];
	bool error, escaped;
	uint32_t mode;
	int count; /* -1: not given */
	unsigned lines[32];
	size_t line_count;
	struct text sql;
	struct text wanted[32];
	size_t wanted_count;
};

static const struct wb_dialect *dialect;

static void add(struct text *t, const char *data, size_t len)
{
	if (t->len + len + 1 > t->room) {
		t->room = (t->len + len + 1) * 2;
		t->data = realloc(t->data, t->room);
		assert_non_null(t->data);
	}
	memcpy(t->data + t->len, data, len);
	t->len += len;
	t->data[t->len] = '\0';
}

static int hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c - 'a' + 10;
}

static void unescape(struct text *t)
{
	size_t n = 0;

	for (size_t i = 0; i < t->len; i++) {
		char c = t->data[i];

		if (c == '\\') {
			c = t->data[++i];
			if (c == 'x') {
				c = (char)(hex(t->data[i + 1]) << 4 | hex(t->data[i + 2]));
				i += 2;
			} else {
				c = c == 'n'   ? '\n'
				    : c == 'r' ? '\r'
				    : c == 't' ? '\t'
				    : c == '0' ? '\0'
					       : c;
			}
		}
		t->data[n++] = c;
	}
	t->len = n;
	if (t->data)
		t->data[n] = '\0';
}

/* ------------------------------------------------------------------ the corpus */

static bool take_setting(struct kase *k, const char *line)
{
	if (strncmp(line, "n=", 2) == 0) {
		k->count = (int)strtol(line + 2, NULL, 10);
	} else if (strncmp(line, "flags=", 6) == 0) {
		k->mode |= strstr(line, "NO_BACKSLASH_ESCAPES") ? MODE_NO_BACKSLASH : 0;
		k->mode |= strstr(line, "ANSI_QUOTES") ? MODE_ANSI_QUOTES : 0;
	} else if (strcmp(line, "escape=yes") == 0) {
		k->escaped = true;
	} else if (strncmp(line, "lines=", 6) == 0) {
		for (const char *p = line + 5; p; p = strchr(p + 1, ','))
			k->lines[k->line_count++] = (unsigned)strtoul(p + 1, NULL, 10);
	} else if (strcmp(line, "error") == 0) {
		k->error = true;
	} else {
		return false;
	}
	return true;
}

static void release(struct kase *k)
{
	free(k->sql.data);
	for (size_t i = 0; i < k->wanted_count; i++)
		free(k->wanted[i].data);
	memset(k, 0, sizeof(*k));
}

/* ------------------------------------------------------------------ splitting */

static unsigned line_of(const struct text *t, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at; i++)
		line += t->data[i] == '\n';
	return line;
}

static const char *trim(const char *data, size_t *len)
{
	while (*len && (*data == ' ' || (*data >= '\t' && *data <= '\r'))) {
		data++;
		--*len;
	}
	while (*len &&
	       (data[*len - 1] == ' ' || (data[*len - 1] >= '\t' && data[*len - 1] <= '\r')))
		--*len;
	return data;
}

/* 1: an error as it was wanted. `step` bytes more at a time. */
static void run_case(const struct kase *k, size_t step, int *failures)
{
	struct wb_lex state = { .size = sizeof(state), .mode = k->mode };
	size_t at = 0, end = step, found = 0;
	bool error = false;
	const char *data = k->sql.data ? k->sql.data : "";

	while (!error) {
		struct wb_piece piece = { .size = sizeof(piece) };
		struct wb_error err = WB_ERROR_INIT;
		int rc;

		if (end > k->sql.len)
			end = k->sql.len;
		/* a block of its own size, so that a read behind its end is found */
		char *window = malloc(end - at + 1);

		assert_non_null(window);
		memcpy(window, data + at, end - at);
		window[end - at] = '!';
		rc = dialect->split(&state, window, end - at, end == k->sql.len, &piece, &err);
		if (rc == 1) {
			const char *token = window + piece.token;
			size_t len = piece.end - piece.token;

			state.scanned = 0;
			token = trim(token, &len);
			if (piece.flags & (WB_PIECE_META | WB_PIECE_TORN)) {
				error = true;
			} else if (!(piece.flags & WB_PIECE_IGNORE)) {
				if (!k->error &&
				    (found >= k->wanted_count || len != k->wanted[found].len ||
				     memcmp(token, k->wanted[found].data, len) != 0)) {
					print_message("%s (step %zu): statement %zu is [%.*s]\n",
						      k->name, step, found + 1, (int)len, token);
					++*failures;
				}
				if (!k->error && found < k->line_count &&
				    line_of(&k->sql, at + piece.token) != k->lines[found]) {
					print_message("%s: statement %zu is in line %u\n", k->name,
						      found + 1,
						      line_of(&k->sql, at + piece.token));
					++*failures;
				}
				found++;
			}
			at += piece.next;
		}
		free(window);
		if (rc < 0)
			error = true;
		else if (rc == 0 && end == k->sql.len)
			break;
		else if (rc == 0)
			end += step;
	}
	if (error != k->error || (!error && k->count >= 0 && found != (size_t)k->count)) {
		print_message("%s (step %zu): %s, %zu statements, wanted %d\n", k->name, step,
			      error ? "error" : "no error", found, k->error ? -1 : k->count);
		++*failures;
	}
}

static void finish(struct kase *k, int *failures, int *cases)
{
	if (!k->name[0])
		return;
	if (k->escaped) {
		unescape(&k->sql);
		for (size_t i = 0; i < k->wanted_count; i++)
			unescape(&k->wanted[i]);
	}
	run_case(k, k->sql.len + 1, failures);
	run_case(k, 1, failures);
	run_case(k, 7, failures);
	++*cases;
	release(k);
}

static void add_line(struct text *t, const char *line)
{
	if (t->data)
		add(t, "\n", 1);
	add(t, line, strlen(line));
}

static void test_corpus_splits_as_written(void **unused)
{
	enum { FREE, SETTINGS, SQL, WANTED } where = FREE;
	const char *srcdir = getenv("srcdir");
	char path[1024], *line = NULL;
	struct kase k = { .name = "" };
	int failures = 0, cases = 0;
	size_t room = 0;
	ssize_t len;
	FILE *file;

	(void)unused;
	snprintf(path, sizeof(path), "%s/tests/corpus/splits/mariadb.txt", srcdir ? srcdir : ".");
	file = fopen(path, "r");
	assert_non_null(file);
	while ((len = getline(&line, &room, file)) >= 0) {
		if (len && line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (strncmp(line, "=== ", 4) == 0) {
			finish(&k, &failures, &cases);
			snprintf(k.name, sizeof(k.name), "%s", line + 4);
			k.count = -1;
			where = SETTINGS;
		} else if (where == SETTINGS && take_setting(&k, line)) {
			continue;
		} else if (where == SQL && strcmp(line, "---") == 0) {
			where = WANTED;
			k.wanted_count = 1;
		} else if (where == WANTED && strcmp(line, "--") == 0) {
			assert_true(k.wanted_count < 32);
			k.wanted_count++;
		} else if (where == WANTED) {
			add_line(&k.wanted[k.wanted_count - 1], line);
		} else if (where != FREE) {
			where = SQL;
			add_line(&k.sql, line);
		}
	}
	finish(&k, &failures, &cases);
	free(line);
	fclose(file);
	assert_true(cases > 100);
	assert_int_equal(failures, 0);
}

/* ------------------------------------------------------------------ facts */

static void test_facts_of_first_words(void **unused)
{
	static const struct {
		const char *sql;
		uint32_t flags;
	} cases[] = {
		{ "INSERT INTO t VALUES (1)", WB_PIECE_ROWS },
		{ "/*!40000 INSERT */ INTO t VALUES (1)", WB_PIECE_ROWS },
		{ "INSERT INTO t VALUES (@a)", WB_PIECE_ROWS | WB_PIECE_TIED },
		{ "INSERT INTO t VALUES ('a@b')", WB_PIECE_ROWS },
		{ "INSERT INTO t VALUES (last_insert_id())", WB_PIECE_ROWS | WB_PIECE_TIED },
		{ "(SELECT 1)", WB_PIECE_ROWS },
		{ "CREATE TABLE t (a int)", 0 },
		{ "CREATE TEMPORARY TABLE t (a int)", WB_PIECE_ROWS },
		{ "CREATE OR REPLACE TEMPORARY TABLE t (a int)", WB_PIECE_ROWS },
		{ "DROP TEMPORARY TABLE t", WB_PIECE_ROWS },
		{ "SET NAMES utf8mb4", WB_PIECE_SESSION },
		{ "SET GLOBAL max_connections=5", WB_PIECE_CALLS },
		{ "SET autocommit=0", WB_PIECE_TX_BEGIN | WB_PIECE_SESSION },
		{ "SET SESSION autocommit = ON", WB_PIECE_TX_END | WB_PIECE_SESSION },
		{ "SET @@session.autocommit := 0", WB_PIECE_TX_BEGIN | WB_PIECE_SESSION },
		{ "SET @OLD=@@AUTOCOMMIT, @@AUTOCOMMIT=0",
		  WB_PIECE_TX_BEGIN | WB_PIECE_SESSION | WB_PIECE_TIED },
		{ "SET AUTOCOMMIT=@OLD", WB_PIECE_TX_END | WB_PIECE_SESSION | WB_PIECE_TIED },
		{ "SET sql_mode='', @x=(SELECT 1, autocommit)", WB_PIECE_SESSION | WB_PIECE_TIED },
		{ "SET STATEMENT max_statement_time=1 FOR ALTER TABLE t ADD b int", 0 },
		{ "SET STATEMENT max_statement_time=1 FOR INSERT INTO t VALUES (1)",
		  WB_PIECE_ROWS },
		{ "SET PASSWORD FOR u = PASSWORD('x')", 0 },
		{ "SET sql_mode = (SELECT REPLACE(@@sql_mode, 'ANSI', ''))", WB_PIECE_SESSION },
		{ "SET sql_mode = (SELECT 'x' FROM DUAL)", WB_PIECE_SESSION },
		{ "SET max_sort_length = (SELECT MAX(n) FROM t)", WB_PIECE_REFUSED },
		{ "SET sql_mode = TRIM(BOTH ',' FROM 'a,')", WB_PIECE_SESSION },
		{ "SET @a = (SELECT MAX(n) FROM t)", WB_PIECE_ROWS | WB_PIECE_TIED },
		{ "ANALYZE TABLE t", 0 },
		{ "ANALYZE LOCAL TABLE t", 0 },
		{ "ANALYZE UPDATE t SET a = 1", WB_PIECE_CALLS },
		{ "ANALYZE FORMAT=JSON DELETE FROM t", WB_PIECE_CALLS },
		{ "BEGIN", WB_PIECE_TX_BEGIN },
		{ "BEGIN WORK", WB_PIECE_TX_BEGIN },
		{ "START TRANSACTION READ ONLY", WB_PIECE_TX_BEGIN | WB_PIECE_READS },
		{ "START SLAVE", 0 },
		{ "ROLLBACK", WB_PIECE_TX_END },
		{ "ROLLBACK TO SAVEPOINT a", WB_PIECE_ROWS },
		{ "COMMIT AND CHAIN", WB_PIECE_TX_END | WB_PIECE_TX_BEGIN },
		{ "ROLLBACK WORK AND CHAIN NO RELEASE", WB_PIECE_TX_END | WB_PIECE_TX_BEGIN },
		{ "COMMIT AND NO CHAIN", WB_PIECE_TX_END },
		{ "COMMIT RELEASE", WB_PIECE_REFUSED },
		{ "BEGIN NOT ATOMIC SELECT 1; END", WB_PIECE_CALLS },
		{ "EXECUTE p", WB_PIECE_CALLS },
		{ "XA START 'a'", WB_PIECE_REFUSED },
		{ "LOCK TABLES t WRITE", WB_PIECE_ROWS | WB_PIECE_NO_TX },
		{ "UNLOCK TABLES", WB_PIECE_ROWS | WB_PIECE_NO_TX },
		{ "LOAD DATA INFILE 'x' INTO TABLE t", WB_PIECE_ROWS },
		{ "LOAD INDEX INTO CACHE t", 0 },
		{ "CALL p()", WB_PIECE_CALLS },
		{ "ALTER TABLE t ADD COLUMN b int", 0 },
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wb_lex state = { .size = sizeof(state) };
		struct wb_piece piece = { .size = sizeof(piece) };
		struct wb_error err = WB_ERROR_INIT;

		assert_int_equal(
			dialect->split(&state, cases[i].sql, strlen(cases[i].sql), 1, &piece, &err),
			1);
		if (piece.flags != cases[i].flags)
			fail_msg("%s: flags %x, wanted %x", cases[i].sql, (unsigned)piece.flags,
				 (unsigned)cases[i].flags);
	}
}

static void test_several_statements_have_no_facts(void **unused)
{
	static const char sql[] = "DELIMITER //\nINSERT INTO t VALUES (1); DROP TABLE t//\n";
	struct wb_lex state = { .size = sizeof(state) };
	struct wb_piece piece = { .size = sizeof(piece) };
	struct wb_error err = WB_ERROR_INIT;

	(void)unused;
	assert_int_equal(dialect->split(&state, sql, strlen(sql), 1, &piece, &err), 1);
	assert_int_equal(piece.flags, WB_PIECE_IGNORE);
	assert_int_equal(
		dialect->split(&state, sql + piece.next, strlen(sql) - piece.next, 1, &piece, &err),
		1);
	assert_int_equal(piece.flags, WB_PIECE_CALLS);
}

static int host_fail(struct wb_error *err, int32_t status, const char *format, ...)
{
	(void)format;
	err->status = status;
	return status;
}

static int load(void **unused)
{
	static const struct wb_host host = { .abi_version = WB_ABI_VERSION,
					     .struct_size = sizeof(host),
					     .fail = host_fail };
	const char *path = getenv("WHIMBREL_TEST_MARIADB_SO");
	void *library = dlopen(path ? path : "plugins/.libs/mariadb.so", RTLD_NOW);
	const struct wb_dialect *(*get)(void);
	struct wb_error err = WB_ERROR_INIT;

	(void)unused;
	if (!library) {
		print_message("%s\n", dlerror());
		return -1;
	}
	*(void **)&get = dlsym(library, WB_DIALECT_SYMBOL);
	dialect = get ? get() : NULL;
	return dialect ? dialect->load(&host, &err) : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus_splits_as_written),
		cmocka_unit_test(test_facts_of_first_words),
		cmocka_unit_test(test_several_statements_have_no_facts),
	};

	return cmocka_run_group_tests(tests, load, NULL);
}
