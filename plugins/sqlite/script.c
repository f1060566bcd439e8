/* SPDX-License-Identifier: MIT */
/* Our operations as SQL, online and for the sqlite3 shell alike. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "sqlite.h"

static const struct wb_portable portable = {
	.size = sizeof(portable),
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

static void add(struct wb_text *out, const char *text)
{
	sqlite_host->append(out, text, strlen(text));
}

static void add_quoted(struct wb_text *out, char quote, const char *text, size_t len)
{
	sqlite_host->append(out, &quote, 1);
	for (const char *end = text + len; text < end;) {
		const char *next = memchr(text, quote, (size_t)(end - text));
		size_t part = next ? (size_t)(next - text) + 1 : (size_t)(end - text);

		sqlite_host->append(out, text, part);
		if (next)
			sqlite_host->append(out, &quote, 1);
		text += part;
	}
	sqlite_host->append(out, &quote, 1);
}

int sqlite_quote(void *conn, int32_t literal, const char *text, size_t len, struct wb_text *out,
		 struct wb_error *err)
{
	(void)conn;
	if (memchr(text, '\0', len))
		return sqlite_host->fail(err, WB_E_UNSUPPORTED,
					 "SQLite has no %s with a NUL byte in it",
					 literal ? "literal" : "name");
	add_quoted(out, literal ? '\'' : '"', text, len);
	return 0;
}

/* ------------------------------------------------------------------ scripts */

static void add_ids(struct wb_text *out, const char *const *ids, size_t count, bool among)
{
	add(out, "(SELECT count(*) FROM main.whimbrel_version WHERE revision ");
	add(out, among ? "IN (" : "NOT IN (");
	for (size_t i = 0; i < count; i++) {
		if (i)
			add(out, ", ");
		add_quoted(out, '\'', ids[i], strlen(ids[i]));
	}
	add(out, "))");
}

/* The shell has no IF. A trigger can stop a statement, and `.bail on` stops the rest. */
static void add_guard(struct wb_text *out, const struct wb_args *args)
{
	char count[32];

	add(out, "CREATE TEMP TABLE whimbrel_guard (passed);\n"
		 "CREATE TEMP TRIGGER whimbrel_guard BEFORE INSERT ON whimbrel_guard\nWHEN ");
	add_ids(out, args->present, args->present_count, true);
	snprintf(count, sizeof(count), " <> %zu\n  OR ", args->present_count);
	add(out, count);
	add_ids(out, args->absent, args->absent_count, true);
	if (args->known_count) {
		add(out, " <> 0\n  OR ");
		add_ids(out, args->known, args->known_count, false);
	}
	add(out, " <> 0\nBEGIN\n  SELECT RAISE(ABORT, 'whimbrel: this script is for another state "
		 "of the database');\nEND;\n"
		 "INSERT INTO temp.whimbrel_guard VALUES (1);\n"
		 "DROP TABLE temp.whimbrel_guard;\n");
}

/* Nothing in SQL tells whether a column is there. But a name that a table does not have means the one
 * around it: so the table is written anew, whatever its format was. */
#define OLD_COLUMNS "revision, title, checksum, applied_at, applied_by, duration_ms, run_id, format"
#define NEW_COLUMN(name)                                                                   \
	"(SELECT " name " FROM main.whimbrel_version AS x WHERE x.revision = v.revision) " \
	"AS " name

static int add_raise(struct wb_text *out, const struct wb_args *args, struct wb_error *err)
{
	struct wb_args table = *args;
	int rc;

	add(out,
	    "BEGIN IMMEDIATE;\nCREATE TEMP TABLE whimbrel_rows AS SELECT v.*, " NEW_COLUMN(
		    "parents") ", " NEW_COLUMN("depends") ", " NEW_COLUMN("down") "\n"
										  "FROM (SELECT "
										  "NULL AS "
										  "parents, NULL "
										  "AS depends, "
										  "NULL AS down) "
										  "AS none,\n"
										  "(SELECT"
										  " " OLD_COLUMNS
										  " FROM "
										  "main.whimbrel_"
										  "version) AS v;\n"
										  "DROP TABLE "
										  "main.whimbrel_"
										  "version;\n");
	table.part = 1;
	rc = sqlite_host->portable(&portable, WB_OWN_ENSURE, &table, out, err);
	add(out, ";\nINSERT INTO main.whimbrel_version (" OLD_COLUMNS
		 ", parents, depends, down) SELECT * FROM temp.whimbrel_rows;\n"
		 "DROP TABLE temp.whimbrel_rows;\nCOMMIT;\n");
	return rc;
}

/* What must come between a statement and its semicolon: a comment at its end would swallow it. */
static const char *close_comment(const char *text, size_t len)
{
	const char *close = "";
	size_t from = 0, end;

	for (;;) {
		int32_t token = sqlite_host->scan(SQLITE_LEXICAL, text, len, from, 1, &end);

		if (token == WB_TOKEN_END)
			return close;
		if (token == WB_TOKEN_TORN)
			return text[from] == '/' ? "*/" : "";
		close = token == WB_TOKEN_COMMENT && text[from] == '-' && text[end - 1] != '\n'
				? "\n"
				: "";
		from = end;
	}
}

static void add_text_literal(struct wb_text *out, const char *text)
{
	add_quoted(out, '\'', text, strlen(text));
}

/* A query alone can be looked at from SQL. What was expected is a row of the guard, whose trigger
 * stops at one that is not met. */
static int add_expect(struct wb_text *out, const struct wb_args *args, struct wb_error *err)
{
	size_t end = 0, begin = 0;
	int32_t token;

	while ((token = sqlite_host->scan(SQLITE_LEXICAL, args->text, args->text_len, begin, 1,
					  &end)) == WB_TOKEN_SPACE ||
	       token == WB_TOKEN_COMMENT)
		begin = end;
	if (token != WB_TOKEN_WORD || end - begin != 6 ||
	    strncasecmp(args->text + begin, "SELECT", 6) != 0)
		return sqlite_host->fail(err, WB_E_UNSUPPORTED,
					 "only what a SELECT gives can be checked in a script");
	add(out, "CREATE TEMP TABLE whimbrel_expect (met, message);\n"
		 "CREATE TEMP TRIGGER whimbrel_expect BEFORE INSERT ON whimbrel_expect\nWHEN "
		 "NEW.met IS NOT 1\nBEGIN\n"
		 "  SELECT RAISE(ABORT, 'whimbrel: an expectation does not hold');\nEND;\n"
		 "INSERT INTO temp.whimbrel_expect SELECT ");
	add(out, args->expect == WB_EXPECT_NO_ROWS ? "NOT EXISTS ("
		 : args->expect == WB_EXPECT_ROWS  ? "EXISTS ("
						   : "CAST((");
	sqlite_host->append(out, args->text, args->text_len);
	add(out, close_comment(args->text, args->text_len));
	if (args->expect == WB_EXPECT_VALUE) {
		add(out, ") AS TEXT) IS ");
		add_text_literal(out, args->detail);
	} else {
		add(out, args->expect == WB_EXPECT_NULL ? ") AS TEXT) IS NULL" : ")");
	}
	add(out, ", ");
	add_text_literal(out, args->name);
	add(out, ";\nDROP TABLE temp.whimbrel_expect;\n");
	return 0;
}

static void add_statement(struct wb_text *out, const struct wb_args *args)
{
	sqlite_host->append(out, args->text, args->text_len);
	add(out, close_comment(args->text, args->text_len));
	add(out, ";\n");
}

int sqlite_compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		   struct wb_error *err)
{
	(void)conn;
	switch (what) {
	case WB_OWN_SETTLE:
	case WB_OWN_GUARD:
	case WB_OWN_SCRIPT_LOCK:
	case WB_OWN_SCRIPT_UNLOCK:
		return 0;
	case WB_OWN_SCRIPT_HEAD:
		add(out, ".bail on\nPRAGMA foreign_keys=OFF;\n");
		return 0;
	case WB_OWN_SCRIPT_GUARD:
		add_guard(out, args);
		return 0;
	case WB_OWN_SCRIPT_RAISE:
		return add_raise(out, args, err);
	case WB_OWN_SCRIPT_EXPECT:
		return add_expect(out, args, err);
	case WB_OWN_SCRIPT_STATEMENT:
		add_statement(out, args);
		return 0;
	default:
		return sqlite_host->portable(&portable, what, args, out, err);
	}
}
