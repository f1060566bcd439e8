/* SPDX-License-Identifier: MIT */
/* Splitting PostgreSQL's SQL: the corpus in tests/corpus/splits/postgresql.txt, and what statements
 * are. */
#include "plugin_kit.h"

static int load(void **state)
{
	(void)state;
	return kit_load("postgresql");
}

/* ------------------------------------------------------------------ splitting */

#define MODE_BACKSLASH 1U
enum { MOST = 64 };

struct result {
	bool failed;
	size_t count; /* of statements */
	struct buf statements[MOST], data[MOST];
	unsigned lines[MOST];
	uint32_t flags[MOST];
	bool hinted[MOST];
};

static void result_release(struct result *r)
{
	for (size_t i = 0; i < MOST; i++) {
		buf_release(&r->statements[i]);
		buf_release(&r->data[i]);
	}
	memset(r, 0, sizeof(*r));
}

static unsigned line_of(const char *text, size_t at)
{
	unsigned line = 1;

	for (size_t i = 0; i < at; i++)
		line += text[i] == '\n';
	return line;
}

static void take(struct result *r, const char *text, size_t begin, const struct wb_piece *p)
{
	const char *at = text + begin;

	if (p->flags & (WB_PIECE_META | WB_PIECE_TORN)) {
		r->failed = true;
	} else if (p->flags & WB_PIECE_DATA) {
		buf_add(&r->data[r->count - 1], at + p->begin, p->end - p->begin);
	} else if (!(p->flags & WB_PIECE_IGNORE)) {
		assert_true(r->count < MOST);
		buf_add(&r->statements[r->count], at + p->token, p->end - p->token);
		r->flags[r->count] = p->flags;
		r->hinted[r->count] = p->hint != NULL;
		r->lines[r->count++] = line_of(text, begin + p->token);
	}
}

/* As the engine does: `step` bytes more each time there is no whole piece yet. */
static void split(const char *text, size_t len, size_t step, uint32_t mode, struct result *r)
{
	struct wb_lex lex = { .size = sizeof(lex), .mode = mode };
	size_t begin = 0, seen = step < len ? step : len;

	memset(r, 0, sizeof(*r));
	while (!r->failed) {
		struct wb_piece piece = { .size = sizeof(piece) };
		size_t size = seen - begin;
		/* memory of its own, so that a byte read too far is found */
		char *window = malloc(size ? size : 1);
		int rc;

		assert_non_null(window);
		memcpy(window, text + begin, size);
		rc = dialect->split(&lex, window, size, seen == len, &piece, kit_clear());
		free(window);
		if (rc < 0) {
			r->failed = true;
		} else if (rc == 0 && seen == len) {
			return;
		} else if (rc == 0) {
			seen = seen + step < len ? seen + step : len;
		} else {
			assert_true(piece.begin <= piece.token && piece.token <= piece.end &&
				    piece.end <= piece.next);
			assert_true(piece.next <= size &&
				    (piece.next || (piece.flags & WB_PIECE_DATA)));
			take(r, text, begin, &piece);
			begin += piece.next;
			lex.scanned = 0;
		}
	}
}

/* ------------------------------------------------------------------ the corpus */

struct corpus_case {
	char title[256];
	bool error, escape;
	size_t count;
	uint32_t mode;
	struct buf sql, wanted; /* statements with \1 between them */
	char lines[128];
	struct buf data[MOST];
};

static int hex(char c)
{
	return c >= 'a' ? c - 'a' + 10 : c >= 'A' ? c - 'A' + 10 : c - '0';
}

static void unescape(struct buf *b)
{
	struct buf out = { 0 };

	for (size_t i = 0; i < b->len; i++) {
		char c = b->data[i];

		if (c == '\\' && i + 1 < b->len) {
			c = b->data[++i];
			if (c == 'x') {
				c = (char)(hex(b->data[i + 1]) << 4 | hex(b->data[i + 2]));
				i += 2;
			} else {
				c = c == 'n'   ? '\n'
				    : c == 'r' ? '\r'
				    : c == 't' ? '\t'
				    : c == '0' ? '\0'
					       : c;
			}
		}
		buf_add(&out, &c, 1);
	}
	buf_release(b);
	*b = out;
}

static void check_result(const struct corpus_case *c, const struct result *r)
{
	struct buf got = { 0 };
	char lines[128] = "";
	size_t used = 0;

	if (c->error != r->failed)
		fail_msg("%s: %s", c->title, r->failed ? "an error" : "no error");
	if (c->error)
		return;
	for (size_t i = 0; i < r->count; i++) {
		if (i)
			buf_str(&got, "\1");
		buf_add(&got, buf_text(&r->statements[i]), r->statements[i].len);
		used += (size_t)snprintf(lines + used, sizeof(lines) - used, "%s%u", i ? "," : "",
					 r->lines[i]);
		if (r->data[i].len != c->data[i].len ||
		    memcmp(buf_text(&r->data[i]), buf_text(&c->data[i]), c->data[i].len) != 0)
			fail_msg("%s: the data of statement %zu are: %s", c->title, i + 1,
				 buf_text(&r->data[i]));
	}
	if (r->count != c->count || got.len != c->wanted.len ||
	    memcmp(buf_text(&got), buf_text(&c->wanted), got.len) != 0)
		fail_msg("%s: %zu statements: %s", c->title, r->count, buf_text(&got));
	if (c->lines[0] && strcmp(lines, c->lines) != 0)
		fail_msg("%s: lines %s, wanted %s", c->title, lines, c->lines);
	buf_release(&got);
}

/* psql reads the data of this COPY before the rest of its line; here that is an error with the way
 * out. */
static bool differs_on_purpose(const struct corpus_case *c)
{
	return strncmp(c->title, "PX46 ", 5) == 0;
}

static void run_case(struct corpus_case *c)
{
	struct result r;

	if (c->escape) {
		unescape(&c->sql);
		unescape(&c->wanted);
	}
	if (differs_on_purpose(c))
		c->error = true;
	for (size_t step = 1; step < 8; step++) {
		split(buf_text(&c->sql), c->sql.len, step, c->mode, &r);
		check_result(c, &r);
		result_release(&r);
	}
	split(buf_text(&c->sql), c->sql.len, c->sql.len + 1, c->mode, &r);
	check_result(c, &r);
	result_release(&r);
	buf_release(&c->sql);
	buf_release(&c->wanted);
	for (size_t i = 0; i < MOST; i++)
		buf_release(&c->data[i]);
}

/* A line NAME=VALUE in front of the SQL; false: it is SQL. */
static bool take_setting(struct corpus_case *c, const char *line)
{
	if (strncmp(line, "n=", 2) == 0) {
		c->count = strtoul(line + 2, NULL, 10);
	} else if (strcmp(line, "error") == 0) {
		c->error = true;
	} else if (strncmp(line, "flags=", 6) == 0) {
		assert_string_equal(line + 6, "standard_conforming_strings=off");
		c->mode = MODE_BACKSLASH;
	} else if (strcmp(line, "escape=yes") == 0) {
		c->escape = true;
	} else if (strncmp(line, "lines=", 6) == 0) {
		snprintf(c->lines, sizeof(c->lines), "%s", line + 6);
	} else if (strncmp(line, "copy=", 5) == 0) {
		char *end = NULL;
		size_t i = strtoul(line + 5, &end, 10) - 1;

		assert_true(i < MOST);
		if (*end == ' ')
			buf_str(&c->data[i], end + 1);
		unescape(&c->data[i]);
	} else {
		return false;
	}
	return true;
}

static void add_line(struct buf *b, const char *line, bool first)
{
	if (!first)
		buf_str(b, "\n");
	buf_str(b, line);
}

static void test_corpus_is_split_as_psql_does(void **state)
{
	const char *srcdir = getenv("srcdir");
	enum { BEFORE, SETTINGS, SQL, WANTED } where = BEFORE;
	struct corpus_case c = { .count = 0 };
	char path[4096], *line = NULL;
	size_t room = 0, cases = 0;
	bool first = true;
	ssize_t len;
	FILE *f;

	(void)state;
	snprintf(path, sizeof(path), "%s/tests/corpus/splits/postgresql.txt",
		 srcdir ? srcdir : ".");
	f = fopen(path, "re");
	assert_non_null(f);
	while ((len = getline(&line, &room, f)) >= 0) {
		if (len && line[len - 1] == '\n')
			line[len - 1] = '\0';
		if (strncmp(line, "=== ", 4) == 0) {
			if (where != BEFORE) {
				run_case(&c);
				cases++;
			}
			c = (struct corpus_case){ .count = 0 };
			snprintf(c.title, sizeof(c.title), "%s", line + 4);
			where = SETTINGS;
			continue;
		}
		if (where == BEFORE || (where == SETTINGS && take_setting(&c, line)))
			continue;
		if (where == SETTINGS) {
			where = SQL;
			first = true;
		}
		if (where == SQL && strcmp(line, "---") == 0) {
			where = WANTED;
			first = true;
		} else if (where == WANTED && strcmp(line, "--") == 0) {
			buf_str(&c.wanted, "\1");
			first = true;
		} else {
			add_line(where == SQL ? &c.sql : &c.wanted, line, first);
			first = false;
		}
	}
	if (where != BEFORE) {
		run_case(&c);
		cases++;
	}
	free(line);
	fclose(f);
	assert_true(cases > 100);
}

/* ------------------------------------------------------------------ what a statement is */

static const struct {
	const char *sql;
	uint32_t flags;
} facts[] = {
	{ "CREATE TABLE t (i int)", 0 },
	{ "-- c\n/* d */ CREATE INDEX CONCURRENTLY i ON t (a)", WB_PIECE_NO_TX },
	{ "create unique index concurrently if not exists i on t (a)", WB_PIECE_NO_TX },
	{ "CREATE INDEX concurrently_made ON t (a)", 0 },
	{ "CREATE INDEX i ON t (a)", 0 },
	{ "DROP INDEX CONCURRENTLY i", WB_PIECE_NO_TX },
	{ "DROP INDEX i", 0 },
	{ "REINDEX INDEX CONCURRENTLY i", WB_PIECE_NO_TX },
	{ "REINDEX (VERBOSE, CONCURRENTLY) TABLE t", WB_PIECE_NO_TX },
	{ "REINDEX (CONCURRENTLY OFF) TABLE t", WB_PIECE_CALLS },
	{ "REINDEX TABLE t", WB_PIECE_CALLS },
	{ "REINDEX SCHEMA s", WB_PIECE_NO_TX },
	{ "REINDEX DATABASE d", WB_PIECE_NO_TX },
	{ "REINDEX (VERBOSE) SYSTEM d", WB_PIECE_NO_TX },
	{ "VACUUM", WB_PIECE_NO_TX },
	{ "VACUUM (ANALYZE) t", WB_PIECE_NO_TX },
	{ "ANALYZE t", 0 },
	{ "ALTER SYSTEM SET work_mem = '4MB'", WB_PIECE_NO_TX },
	{ "CREATE DATABASE d", WB_PIECE_NO_TX },
	{ "DROP DATABASE IF EXISTS d", WB_PIECE_NO_TX },
	{ "ALTER DATABASE d SET TABLESPACE x", WB_PIECE_NO_TX },
	{ "ALTER DATABASE d SET work_mem = '1MB'", 0 },
	{ "CREATE TABLESPACE x LOCATION '/x'", WB_PIECE_NO_TX },
	{ "DROP TABLESPACE x", WB_PIECE_NO_TX },
	{ "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", WB_PIECE_NO_TX },
	{ "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (connect = false)", 0 },
	{ "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p WITH (create_slot = off)", 0 },
	{ "DROP SUBSCRIPTION s", WB_PIECE_NO_TX },
	{ "ALTER SUBSCRIPTION s REFRESH PUBLICATION", WB_PIECE_NO_TX },
	{ "ALTER SUBSCRIPTION s DISABLE", 0 },
	{ "CLUSTER", WB_PIECE_NO_TX },
	{ "CLUSTER VERBOSE", WB_PIECE_NO_TX },
	{ "CLUSTER t USING i", WB_PIECE_CALLS },
	{ "DISCARD ALL", WB_PIECE_NO_TX | WB_PIECE_SESSION | WB_PIECE_REFUSED },
	{ "DISCARD TEMP", 0 },
	{ "DISCARD PLANS", WB_PIECE_SESSION },
	{ "ALTER TABLE ONLY a.t DETACH PARTITION \"p q\" CONCURRENTLY", WB_PIECE_NO_TX },
	{ "ALTER TABLE t DETACH PARTITION p", 0 },
	{ "ALTER TABLE t DETACH PARTITION p FINALIZE", 0 },
	{ "ALTER TYPE e ADD VALUE 'x'", 0 },
	{ "BEGIN", WB_PIECE_TX_BEGIN },
	{ "BEGIN ISOLATION LEVEL SERIALIZABLE", WB_PIECE_TX_BEGIN | WB_PIECE_MODE },
	{ "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE", WB_PIECE_SESSION | WB_PIECE_MODE },
	{ "SET LOCAL transaction_isolation = 'serializable'", WB_PIECE_SESSION | WB_PIECE_MODE },
	{ "START TRANSACTION", WB_PIECE_TX_BEGIN },
	{ "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY",
	  WB_PIECE_TX_BEGIN | WB_PIECE_READS | WB_PIECE_MODE },
	{ "START TRANSACTION READ ONLY", WB_PIECE_TX_BEGIN | WB_PIECE_READS },
	{ "SET TRANSACTION READ ONLY", WB_PIECE_SESSION | WB_PIECE_READS },
	{ "SET TRANSACTION READ WRITE", WB_PIECE_SESSION | WB_PIECE_REFUSED },
	{ "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", WB_PIECE_SESSION },
	{ "COMMIT", WB_PIECE_TX_END },
	{ "END", WB_PIECE_TX_END },
	{ "ABORT", WB_PIECE_TX_END },
	{ "ROLLBACK", WB_PIECE_TX_END },
	{ "ROLLBACK WORK", WB_PIECE_TX_END },
	{ "COMMIT PREPARED 'x'", WB_PIECE_NO_TX },
	{ "ROLLBACK PREPARED 'x'", WB_PIECE_NO_TX },
	{ "PREPARE TRANSACTION 'x'", WB_PIECE_TX_END | WB_PIECE_REFUSED },
	{ "COMMIT AND CHAIN", WB_PIECE_TX_END | WB_PIECE_TX_BEGIN },
	{ "ROLLBACK WORK AND NO CHAIN", WB_PIECE_TX_END },
	{ "END TRANSACTION AND CHAIN", WB_PIECE_TX_END | WB_PIECE_TX_BEGIN },
	{ "SELECT set_config('a.b', '3', false)", WB_PIECE_SESSION },
	{ "SELECT pg_catalog.set_config('search_path', '', false) AS x, set_config('a', 'b', true)",
	  WB_PIECE_SESSION },
	{ "SELECT set_config('a.b', (SELECT max(i)::text FROM t), false)", WB_PIECE_ROWS },
	{ "SELECT set_config('a.b', '3', false) FROM t", WB_PIECE_ROWS },
	{ "PREPARE p AS SELECT 1", WB_PIECE_SESSION },
	{ "ROLLBACK TO s", WB_PIECE_SAVEPOINT },
	{ "ROLLBACK TRANSACTION TO SAVEPOINT s", WB_PIECE_SAVEPOINT },
	{ "SAVEPOINT s", WB_PIECE_SAVEPOINT },
	{ "RELEASE s", WB_PIECE_SAVEPOINT },
	{ "SET search_path = a", WB_PIECE_SESSION },
	{ "SET CONSTRAINTS ALL DEFERRED", 0 },
	{ "CREATE TEMP TABLE t (i int)", 0 },
	{ "INSERT INTO t VALUES (1)", WB_PIECE_ROWS },
	{ "CALL p()", WB_PIECE_CALLS },
	{ "DO $$ BEGIN COMMIT; END $$", WB_PIECE_CALLS },
	{ "DO $$ BEGIN END $$", 0 },
	{ "COPY (SELECT 1) TO STDOUT", WB_PIECE_ROWS | WB_PIECE_COPY_OUT },
	{ "COPY t FROM '/x'", WB_PIECE_ROWS },
	{ "COPY t TO '/x'", WB_PIECE_ROWS },
	{ "COPY (SELECT 1) TO PROGRAM 'cat'", WB_PIECE_ROWS | WB_PIECE_NO_TX },
	{ "SELECT public.dblink_exec ('way', 'INSERT')", WB_PIECE_ROWS | WB_PIECE_NO_TX },
	{ "SELECT 'dblink_exec(x)', dblink_exec FROM t", WB_PIECE_ROWS },
	{ "DO $$ BEGIN PERFORM dblink_exec('a', 'b'); END $$", WB_PIECE_NO_TX },
	{ "DO $$ BEGIN PERFORM 'dblink_exec()'; END $$", 0 },
	{ "CREATE FUNCTION f() RETURNS text LANGUAGE sql AS $$ SELECT dblink_exec('a') $$", 0 },
};

static void test_words_tell_what_a_statement_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct result r;

		split(facts[i].sql, strlen(facts[i].sql), 1, 0, &r);
		if (r.count != 1 || r.flags[0] != facts[i].flags)
			fail_msg("%s: %zu statements, facts 0x%x", facts[i].sql, r.count,
				 r.flags[0]);
		if (r.flags[0] & WB_PIECE_NO_TX)
			assert_true(r.hinted[0]);
		result_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corpus_is_split_as_psql_does),
		cmocka_unit_test(test_words_tell_what_a_statement_is),
	};

	return cmocka_run_group_tests(tests, load, kit_unload);
}
