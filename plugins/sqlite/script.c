/* SPDX-License-Identifier: MIT */
/* Our operations as SQL, online and for the sqlite3 shell alike. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/script.h>

#include "sqlite.h"

static const struct wb_portable portable = {
	.size = sizeof(portable),
	.create_table = "CREATE TABLE IF NOT EXISTS",
	.limit = " LIMIT ",
	/* not AUTOINCREMENT: it would make a table sqlite_sequence in the user's schema, and rows
	 * are only ever appended */
	.id_column = "INTEGER PRIMARY KEY",
	.name_type = "VARCHAR(64)",
	.text_type = "TEXT",
	.integer_type = "INTEGER",
	.time_type = "TEXT",
	.now = "strftime('%Y-%m-%d %H:%M:%f', 'now')",
	.user = "'sqlite3'",
	.table_suffix = "",
	.begin = "BEGIN IMMEDIATE",
};

static void put_name(struct kit_sink *out, const char *name)
{
	size_t plain =
		strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

	if (*name && !name[plain] && !(*name >= '0' && *name <= '9') &&
	    !sqlite3_keyword_check(name, (int)plain))
		kit_put(out, name, plain);
	else
		kit_put_quoted(out, '"', false, name, strlen(name));
}

const struct kit_dialect sqlite_kit = { .lexical = SQLITE_LEXICAL, .quote = '"', .name = put_name };

int sqlite_quote(void *conn, bool literal, struct kit_part text, struct wb_text *out,
		 struct wb_error *err)
{
	struct kit_sink sink = { .engines = out };

	(void)conn;
	if (memchr(text.at, '\0', text.len))
		return sqlite_host->fail(err, WB_E_UNSUPPORTED,
					 "SQLite has no %s with a NUL byte in it",
					 literal ? "literal" : "name");
	kit_put_quoted(&sink, literal ? '\'' : '"', false, text.at, text.len);
	return 0;
}

/* ------------------------------------------------------------------ scripts */

/* The shell has no IF. A trigger can stop a statement, and `.bail on` stops the rest. */
static void add_guard(struct wb_text *out, const struct wb_args *args)
{
	kit_add(out, "CREATE TEMP TABLE whimbrel_guard (passed);\n"
		     "CREATE TEMP TRIGGER whimbrel_guard BEFORE INSERT ON whimbrel_guard\nWHEN ");
	kit_script_counts(out, args, "main", " <> ", "\n  OR ");
	kit_add(out, "\nBEGIN\n  SELECT RAISE(ABORT, '" KIT_SCRIPT_ELSEWHERE "');\nEND;\n"
		     "INSERT INTO temp.whimbrel_guard VALUES (1);\n"
		     "DROP TABLE temp.whimbrel_guard;\n");
}

/* Nothing in SQL tells whether a column is there. But a name that a table does not have means the one
 * around it: so the table is written anew, whatever its format was. */
#define OLD_COLUMNS "revision, title, checksum, applied_at, applied_by, duration_ms, run_id, format"
static int add_raise(struct wb_text *out, const struct wb_args *args, struct wb_error *err)
{
	static const char *const columns[] = { "parents", "depends", "down" };
	struct wb_args table = *args;
	int rc;

	kit_add(out, "BEGIN IMMEDIATE;\nCREATE TEMP TABLE whimbrel_rows AS SELECT v.*");
	for (size_t i = 0; i < 3; i++)
		kit_write(out,
			  ", (SELECT %s FROM main.whimbrel_version AS x WHERE x.revision = "
			  "v.revision) AS %s",
			  columns[i], columns[i]);
	kit_add(out, "\nFROM (SELECT NULL AS parents, NULL AS depends, NULL AS down) AS none,\n"
		     "(SELECT " OLD_COLUMNS " FROM main.whimbrel_version) AS v;\n"
		     "DROP TABLE main.whimbrel_version;\n");
	table.part = 1;
	rc = sqlite_host->portable(&portable, WB_OWN_ENSURE, &table, out, err);
	kit_add(out, ";\nINSERT INTO main.whimbrel_version (" OLD_COLUMNS
		     ", parents, depends, down) SELECT * FROM temp.whimbrel_rows;\n"
		     "DROP TABLE temp.whimbrel_rows;\nCOMMIT;\n");
	return rc;
}

/* A query alone can be looked at from SQL. What was expected is a row of the guard, whose trigger
 * stops at one that is not met. */
static int add_expect(struct wb_text *out, const struct wb_args *args, struct wb_error *err)
{
	struct kit_words first;

	kit_words_begin(&first, args->text, args->text_len, 0);
	if (!kit_word_is(&first, "SELECT"))
		return sqlite_host->fail(err, WB_E_UNSUPPORTED,
					 "only what a SELECT gives can be checked in a script");
	kit_write(out,
		  "CREATE TEMP TABLE whimbrel_expect (met, message);\n"
		  "CREATE TEMP TRIGGER whimbrel_expect BEFORE INSERT ON whimbrel_expect\nWHEN "
		  "NEW.met IS NOT 1\nBEGIN\n"
		  "  SELECT RAISE(ABORT, 'whimbrel: an expectation does not hold');\nEND;\n"
		  "INSERT INTO temp.whimbrel_expect SELECT %s%S%s",
		  args->expect == WB_EXPECT_NO_ROWS ? "NOT EXISTS ("
		  : args->expect == WB_EXPECT_ROWS  ? "EXISTS ("
						    : "CAST((",
		  args->text, args->text_len, kit_comment_end(args->text, args->text_len));
	if (args->expect == WB_EXPECT_VALUE) {
		kit_write(out, ") AS TEXT) IS %L", args->detail);
	} else {
		kit_add(out, args->expect == WB_EXPECT_NULL ? ") AS TEXT) IS NULL" : ")");
	}
	kit_write(out, ", %L;\nDROP TABLE temp.whimbrel_expect;\n", args->name);
	return 0;
}

/* In a run the time is that of the step, whenever its rows are written. */
static int compose_row(int32_t what, const struct wb_args *args, struct wb_text *out,
		       struct wb_error *err)
{
	struct wb_portable now = portable;
	char literal[64], seconds[24];
	struct timespec at;
	struct tm utc;

	clock_gettime(CLOCK_REALTIME, &at);
	gmtime_r(&at.tv_sec, &utc);
	strftime(seconds, sizeof(seconds), "%Y-%m-%d %H:%M:%S", &utc);
	snprintf(literal, sizeof(literal), "'%s.%03ld'", seconds, at.tv_nsec / 1000000);
	now.now = literal;
	return sqlite_host->portable(&now, what, args, out, err);
}

int sqlite_compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		   struct wb_error *err)
{
	switch (what) {
	case WB_OWN_SETTLE:
	case WB_OWN_GUARD:
	case WB_OWN_SCRIPT_LOCK:
	case WB_OWN_SCRIPT_UNLOCK:
		return 0;
	case WB_OWN_SCRIPT_HEAD:
		kit_add(out, ".bail on\nPRAGMA foreign_keys=OFF;\n");
		return 0;
	case WB_OWN_SCRIPT_GUARD:
		add_guard(out, args);
		return 0;
	case WB_OWN_SCRIPT_RAISE:
		return add_raise(out, args, err);
	case WB_OWN_SCRIPT_EXPECT:
		return add_expect(out, args, err);
	case WB_OWN_SCRIPT_STATEMENT:
		kit_script_statement(out, args);
		return 0;
	case WB_OWN_RECORD:
	case WB_OWN_LOG:
		if (conn)
			return compose_row(what, args, out, err);
		return sqlite_host->portable(&portable, what, args, out, err);
	default:
		return sqlite_host->portable(&portable, what, args, out, err);
	}
}
