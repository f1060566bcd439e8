/* SPDX-License-Identifier: MIT */
/* Splitting SQLite's SQL, compared with sqlite3_complete() itself. */
#include "plugin_kit.h"

#include <sqlite3.h>

static int load(void **state)
{
	(void)state;
	return kit_load("sqlite");
}

enum { MOST = 512 };

struct pieces {
	struct wb_piece items[MOST];
	size_t count;
};

/* Split as the engine does: `step` bytes more each time there is no whole statement yet. */
static void split(const char *text, size_t len, size_t step, struct pieces *out)
{
	struct wb_lex lex = { .size = sizeof(lex) };
	size_t begin = 0, seen = step < len ? step : len;

	out->count = 0;
	for (;;) {
		struct wb_piece piece = { .size = sizeof(piece) };
		int last = seen == len;
		/* memory of its own, so that a byte read too far is found */
		char *window = malloc(seen - begin + 1);
		int rc;

		assert_non_null(window);
		memcpy(window, text + begin, seen - begin);
		window = realloc(window, seen - begin ? seen - begin : 1);
		rc = dialect->split(&lex, window, seen - begin, last, &piece, kit_clear());
		free(window);
		kit_check(rc);
		if (rc == 0 && last)
			return;
		if (rc == 0) {
			seen = seen + step < len ? seen + step : len;
			continue;
		}
		assert_true(piece.begin <= piece.token && piece.token < piece.end &&
			    piece.end <= piece.next);
		assert_true(piece.next <= seen - begin);
		assert_true(out->count < MOST);
		piece.begin += begin;
		piece.token += begin;
		piece.end += begin;
		piece.next += begin;
		begin = piece.next;
		lex.scanned = 0;
		out->items[out->count++] = piece;
	}
}

static void assert_same(const char *text, const struct pieces *a, const struct pieces *b)
{
	if (a->count != b->count)
		fail_msg("%zu and %zu pieces of: %s", a->count, b->count, text);
	for (size_t i = 0; i < a->count; i++)
		if (a->items[i].begin != b->items[i].begin ||
		    a->items[i].token != b->items[i].token || a->items[i].end != b->items[i].end ||
		    a->items[i].next != b->items[i].next ||
		    a->items[i].flags != b->items[i].flags || a->items[i].hint != b->items[i].hint)
			fail_msg("piece %zu differs in: %s", i, text);
}

#define T(body) "CREATE TRIGGER t AFTER INSERT ON a " body

static const struct {
	const char *text;
	const char *pieces; /* what stands from token to end, with | between */
	uint32_t flags;     /* of the first one */
} cases[] = {
	{ "", "", 0 },
	{ " \n-- only a comment;\n/* and; another", "", 0 },
	{ ";;; /* a */ ;\n;", "", 0 },
	{ "SELECT 1; SELECT 2", "SELECT 1|SELECT 2", WB_PIECE_ROWS },
	{ "SELECT 1 -- ;\n;SELECT 2;", "SELECT 1 -- ;\n|SELECT 2", WB_PIECE_ROWS },
	{ "SELECT 1 /* open ; to the end", "SELECT 1 /* open ; to the end", WB_PIECE_ROWS },
	{ "/* a /* b */ SELECT 1;", "SELECT 1", WB_PIECE_ROWS },
	{ T("BEGIN UPDATE b SET x=1; INSERT INTO c VALUES(1); END; SELECT 1;"),
	  T("BEGIN UPDATE b SET x=1; INSERT INTO c VALUES(1); END|SELECT 1"), 0 },
	{ T("BEGIN SELECT CASE WHEN TRUE THEN FALSE END; END;"),
	  T("BEGIN SELECT CASE WHEN TRUE THEN FALSE END; END"), 0 },
	{ T("BEGIN UPDATE b SET c = case when 1=1 then 42 end\n ;\n end;"),
	  T("BEGIN UPDATE b SET c = case when 1=1 then 42 end\n ;\n end"), 0 },
	{ T("BEGIN UPDATE p SET n = n || ' \xe2\x9d\xa4';\nEND;SELECT 1"),
	  T("BEGIN UPDATE p SET n = n || ' \xe2\x9d\xa4';\nEND|SELECT 1"), 0 },
	{ T("BEGIN SELECT 'x); END;'; END; SELECT 1"), T("BEGIN SELECT 'x); END;'; END|SELECT 1"),
	  0 },
	{ T("BEGIN SELECT 1; /* ; */ END -- END;\n; SELECT 1"),
	  T("BEGIN SELECT 1; /* ; */ END -- END;\n|SELECT 1"), 0 },
	{ T("BEGIN SELECT 1; END"), T("BEGIN SELECT 1; END"), 0 },
	{ T("BEGIN SELECT 1;"), T("BEGIN SELECT 1;"), WB_PIECE_TORN },
	{ "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END; SELECT 2;",
	  "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END|SELECT 2", 0 },
	{ "EXPLAIN QUERY PLAN CREATE TRIGGER t BEGIN a; END; SELECT 1;",
	  "EXPLAIN QUERY PLAN CREATE TRIGGER t BEGIN a; END|SELECT 1", WB_PIECE_ROWS },
	{ "CREATE TABLE [case[x] (i int); SELECT 1;", "CREATE TABLE [case[x] (i int)|SELECT 1", 0 },
	{ "CREATE TABLE `a;b` (\"c;d\" TEXT DEFAULT \"e;f\");",
	  "CREATE TABLE `a;b` (\"c;d\" TEXT DEFAULT \"e;f\")", 0 },
	{ "INSERT INTO t VALUES (x'3B', 'it''s;');", "INSERT INTO t VALUES (x'3B', 'it''s;')",
	  WB_PIECE_ROWS },
	{ "BEGIN; CREATE TABLE t(i); END;", "BEGIN|CREATE TABLE t(i)|END", WB_PIECE_TX_BEGIN },
	{ "END TRANSACTION;", "END TRANSACTION", WB_PIECE_TX_END },
	{ "commit", "commit", WB_PIECE_TX_END },
	{ "ROLLBACK;", "ROLLBACK", WB_PIECE_TX_END },
	{ "rollback transaction to savepoint x;", "rollback transaction to savepoint x",
	  WB_PIECE_SAVEPOINT },
	{ "SAVEPOINT x;", "SAVEPOINT x", WB_PIECE_SAVEPOINT | WB_PIECE_TX_BEGIN },
	{ "RELEASE x;", "RELEASE x", WB_PIECE_SAVEPOINT },
	{ "VACUUM;", "VACUUM", WB_PIECE_NO_TX },
	{ "ATTACH 'x' AS y;", "ATTACH 'x' AS y", WB_PIECE_SESSION },
	{ "DETACH y;", "DETACH y", WB_PIECE_SESSION | WB_PIECE_NO_TX },
	{ "PRAGMA foreign_keys=OFF;", "PRAGMA foreign_keys=OFF", WB_PIECE_SESSION },
	{ "PRAGMA main.journal_mode = WAL;", "PRAGMA main.journal_mode = WAL", WB_PIECE_NO_TX },
	{ "PRAGMA journal_mode;", "PRAGMA journal_mode", 0 },
	{ "PRAGMA synchronous(0);", "PRAGMA synchronous(0)", WB_PIECE_SESSION | WB_PIECE_NO_TX },
	{ "PRAGMA user_version=3", "PRAGMA user_version=3", 0 },
	{ "CREATE TABLE t(a,b) WITHOUT ROWID, STRICT;", "CREATE TABLE t(a,b) WITHOUT ROWID, STRICT",
	  0 },
	{ "-- c\n.mode box\nSELECT 1;", ".mode box|SELECT 1", WB_PIECE_META },
	{ ".read x", ".read x", WB_PIECE_META },
	{ "SELECT 'open; ", "SELECT 'open; ", WB_PIECE_TORN | WB_PIECE_ROWS },
	{ "SELECT [open; ", "SELECT [open; ", WB_PIECE_TORN | WB_PIECE_ROWS },
	{ "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x",
	  "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", WB_PIECE_ROWS },
};

/* A savepoint outside of a transaction opens one, which its release ends. */
static void test_savepoints_open_transactions(void **state)
{
	static const char text[] =
		"SAVEPOINT a; SAVEPOINT b; SAVEPOINT A; RELEASE a; ROLLBACK TO b; "
		"RELEASE SAVEPOINT a; BEGIN; SAVEPOINT a; RELEASE a; END; SAVEPOINT c; COMMIT;";
	static const uint32_t wanted[] = { WB_PIECE_SAVEPOINT | WB_PIECE_TX_BEGIN,
					   WB_PIECE_SAVEPOINT,
					   WB_PIECE_SAVEPOINT,
					   WB_PIECE_SAVEPOINT,
					   WB_PIECE_SAVEPOINT,
					   WB_PIECE_SAVEPOINT | WB_PIECE_TX_END,
					   WB_PIECE_TX_BEGIN,
					   WB_PIECE_SAVEPOINT,
					   WB_PIECE_SAVEPOINT,
					   WB_PIECE_TX_END,
					   WB_PIECE_SAVEPOINT | WB_PIECE_TX_BEGIN,
					   WB_PIECE_TX_END };
	struct pieces got = { 0 };

	(void)state;
	for (size_t step = 1; step <= sizeof(text); step += 6) {
		split(text, sizeof(text) - 1, step, &got);
		assert_int_equal(got.count, sizeof(wanted) / sizeof(wanted[0]));
		for (size_t i = 0; i < got.count; i++)
			if (got.items[i].flags != wanted[i])
				fail_msg("statement %zu: facts 0x%x", i + 1, got.items[i].flags);
	}
}

static void test_text_is_split_like_the_shell(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t len = strlen(cases[i].text);
		struct pieces whole, bytes;
		struct buf out = { 0 };

		split(cases[i].text, len, len + 1, &whole);
		for (size_t j = 0; j < whole.count; j++) {
			const struct wb_piece *p = &whole.items[j];

			buf_str(&out, j ? "|" : "");
			buf_add(&out, cases[i].text + p->token, p->end - p->token);
		}
		assert_string_equal(buf_text(&out), cases[i].pieces);
		if (whole.count)
			assert_int_equal(whole.items[0].flags, cases[i].flags);
		split(cases[i].text, len, 1, &bytes);
		assert_same(cases[i].text, &whole, &bytes);
		buf_release(&out);
	}
}

static void test_comments_in_front_belong_to_a_statement(void **state)
{
	static const char text[] = "  ; \n -- expect: 1\nSELECT 1;";
	struct pieces p;

	(void)state;
	split(text, strlen(text), 1, &p);
	assert_int_equal(p.count, 1);
	assert_memory_equal(text + p.items[0].begin, "-- expect", 9);
	assert_memory_equal(text + p.items[0].token, "SELECT", 6);
}

/* ------------------------------------------------------------------ against SQLite */

/* Does the semicolon at `text[len - 1]` end a statement that begins at `text`? A comment that ends
 * a text is no part of what sqlite3_complete() looks at, so it has to be the semicolon that makes
 * the difference. */
static int ends(const char *text, size_t len)
{
	char *prefix = strndup(text, len);
	int with, without;

	assert_non_null(prefix);
	with = sqlite3_complete(prefix);
	prefix[len - 1] = '\0';
	without = sqlite3_complete(prefix);
	free(prefix);
	return with && !without;
}

/* The ends of statements, empty ones left out, as sqlite3_complete() tells, in `out`. */
static size_t reference(const char *text, size_t *out)
{
	size_t count = 0, begin = 0, len = strlen(text);

	for (size_t i = 0; i < len; i++) {
		sqlite3_stmt *stmt = NULL;

		if (text[i] != ';' || !ends(text + begin, i + 1 - begin))
			continue;
		/* a statement of blanks and comments: only a semicolon completes it from the very
		 * beginning */
		if (!sqlite3_complete(text + begin) || i > begin) {
			char *body = strndup(text + begin, i - begin);
			sqlite3 *db = NULL;
			int rc;

			assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
			rc = sqlite3_prepare_v2(db, body, -1, &stmt, NULL);
			if (stmt || rc != SQLITE_OK)
				out[count++] = i + 1;
			sqlite3_finalize(stmt);
			sqlite3_close(db);
			free(body);
		}
		begin = i + 1;
	}
	return count;
}

static void test_random_texts_are_split_as_sqlite3_complete_says(void **state)
{
	static const char *const words[] = {
		"CREATE", "create ",  "TEMP ", "TEMPORARY ", "TRIGGER ", "EXPLAIN ", "END",
		"end ",   "SELECT ",  "a",     "1",          "_",        "$",        ";",
		";",      ";",        " ",     "\n",         "\t",       "'",        "'",
		"\"",     "\"",       "`",     "[",          "]",        "--",       "-",
		"/*",     "*/",       "/",     "*",          "x\n",      "(",        ")",
		",",      "\xc3\xa4", "e'",    "\\",         "BEGIN ",   "\f",       "\r\n",
		".",      "#",        "ENDE ",
	};
	unsigned seed = 12345;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		size_t want[MOST], wanted, complete = 0, used = 0;
		char text[256] = "";
		struct pieces whole, bytes;
		int count = rand_r(&seed) % 24;

		for (int i = 0; i < count; i++)
			used += (size_t)snprintf(
				text + used, sizeof(text) - used, "%s",
				words[(size_t)rand_r(&seed) % (sizeof(words) / sizeof(words[0]))]);
		/* one in three begins like a trigger: chance alone makes few */
		if (round % 3 == 0) {
			char tail[256];

			memcpy(tail, text, sizeof(tail));
			used = (size_t)snprintf(text, sizeof(text), "CREATE TRIGGER %.200s", tail);
		}
		split(text, used, used + 1, &whole);
		split(text, used, 1, &bytes);
		assert_same(text, &whole, &bytes);
		wanted = reference(text, want);
		for (size_t i = 0; i < whole.count; i++) {
			const struct wb_piece *p = &whole.items[i];

			/* what nothing ends, and dot-commands, SQLite knows nothing of */
			if (p->flags & WB_PIECE_META)
				break;
			if (p->end == p->next || text[p->next - 1] != ';' ||
			    (p->flags & WB_PIECE_TORN))
				break;
			if (p->end + 1 != p->next)
				break;
			if (complete >= wanted || want[complete] != p->next)
				fail_msg("round %d: a piece ends at %zu in: %s", round, p->next,
					 text);
			complete++;
		}
		if (complete < wanted && whole.count > complete &&
		    !(whole.items[complete].flags & WB_PIECE_META))
			fail_msg("round %d: no piece ends at %zu in: %s", round, want[complete],
				 text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text_is_split_like_the_shell),
		cmocka_unit_test(test_savepoints_open_transactions),
		cmocka_unit_test(test_comments_in_front_belong_to_a_statement),
		cmocka_unit_test(test_random_texts_are_split_as_sqlite3_complete_says),
	};

	return cmocka_run_group_tests(tests, load, kit_unload);
}
