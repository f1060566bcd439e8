/* SPDX-License-Identifier: MIT */
/* The way from one SQLite schema to another and back: what is no difference, what ALTER can do, and
 * tables written anew. */
#include "schema_kit.h"

/* ------------------------------------------------------------------ no differences */

struct pair {
	const char *current, *desired;
};

static void test_other_words_for_the_same_are_no_difference(void **state)
{
	static const struct pair pairs[] = {
		{ "CREATE TABLE t (a INTEGER, b TEXT)",
		  "create table  \"t\" (\n\ta integer, -- first\n\t[b] text /* last */\n)" },
		{ "CREATE TABLE t (id INTEGER PRIMARY KEY)",
		  "CREATE TABLE t (id INTEGER, PRIMARY KEY (id))" },
		{ "CREATE TABLE t (id INTEGER PRIMARY KEY)",
		  "CREATE TABLE t (id INTEGER PRIMARY KEY ASC)" },
		{ "CREATE TABLE t (a TEXT UNIQUE)", "CREATE TABLE t (a TEXT, UNIQUE (a))" },
		{ "CREATE TABLE t (a TEXT UNIQUE)",
		  "CREATE TABLE t (a TEXT UNIQUE ON CONFLICT ABORT)" },
		{ "CREATE TABLE t (a, b)", "CREATE TABLE t (b, a)" },
		{ "CREATE TABLE t (a)", "CREATE TABLE t (a NULL)" },
		{ "CREATE TABLE t (a DEFAULT 1)", "CREATE TABLE t (a DEFAULT (1))" },
		{ "CREATE TABLE t (a DEFAULT 'abc')", "CREATE TABLE t (a DEFAULT \"abc\")" },
		{ "CREATE TABLE t (a DEFAULT true)", "CREATE TABLE t (a DEFAULT TRUE)" },
		{ "CREATE TABLE t (a DEFAULT CURRENT_TIMESTAMP)",
		  "CREATE TABLE t (a DEFAULT current_timestamp)" },
		{ "CREATE TABLE t (a TEXT)", "CREATE TABLE t (a TEXT COLLATE BINARY)" },
		{ "CREATE TABLE t (a, CHECK (a > 1))",
		  "CREATE TABLE t (a CHECK ( \"a\">1 /* more */ ))" },
		{ "CREATE TABLE t (a, CHECK (a > 1) UNIQUE (a))",
		  "CREATE TABLE t (a, UNIQUE (a), CHECK (a > 1))" },
		{ "CREATE TABLE t (a, b AS (a + 1))",
		  "CREATE TABLE t (a, b GENERATED ALWAYS AS (a+1) VIRTUAL)" },
		{ "CREATE TABLE t (a NOT NULL)", "CREATE TABLE t (a CONSTRAINT nn NOT NULL)" },
		{ "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p)",
		  "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p (id))" },
		{ "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a REFERENCES p)",
		  "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a, FOREIGN KEY (a) "
		  "REFERENCES P ON DELETE NO "
		  "ACTION"
		  " NOT DEFERRABLE INITIALLY IMMEDIATE)" },
		{ "CREATE TABLE t (a); CREATE INDEX i ON t (a)",
		  "CREATE TABLE t (a); CREATE INDEX IF NOT EXISTS \"i\" ON [t] (a ASC)" },
		{ "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t",
		  "CREATE TABLE t (a); CREATE VIEW v as\n  select \"a\" -- it\n  from `t` -- "
		  "end\n;" },
		{ "CREATE TABLE t (a INT PRIMARY KEY) WITHOUT ROWID, STRICT",
		  "CREATE TABLE t (a INT PRIMARY KEY) STRICT, WITHOUT ROWID" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		struct connection a = schema_open(), b = schema_open();
		size_t changes = 0;
		char *sql;

		schema_run(&a, pairs[i].current);
		schema_run(&b, pairs[i].desired);
		sql = schema_way(&a, &b, &changes);
		if (!sql || changes)
			fail_msg("%s\nand\n%s\nwere told apart:\n%s", pairs[i].current,
				 pairs[i].desired, sql ? sql : kit_err.message);
		free(sql);
		driver_close(&a);
		driver_close(&b);
	}
}

/* ------------------------------------------------------------------ differences */

struct change_case {
	const char *title, *current, *desired;
	const char *has;            /* the SQL has this; NULL: anything */
	const char *lacks;          /* and not this */
	const char *rows;           /* inserted before */
	const char *query, *result; /* what then comes out */
};

#define REBUILD "PRAGMA legacy_alter_table"

static const struct change_case cases[] = {
	{ "add a column", "CREATE TABLE t (a)", "CREATE TABLE t (a, b TEXT DEFAULT 'x')",
	  "ADD COLUMN", REBUILD, "INSERT INTO t VALUES (1)", "SELECT a, b FROM t", "1|x\n" },
	{ "add a column with a check and a reference", "CREATE TABLE t (a)",
	  "CREATE TABLE t (a, b INT CHECK (b > 0) REFERENCES t (a))", "ADD COLUMN", REBUILD, NULL,
	  NULL, NULL },
	{ "add a column whose default is an expression", "CREATE TABLE t (a)",
	  "CREATE TABLE t (a, b DEFAULT (1 + 1))", REBUILD, "ADD COLUMN",
	  "INSERT INTO t VALUES (1)", "SELECT a, b FROM t", "1|2\n" },
	{ "add a unique column", "CREATE TABLE t (a)", "CREATE TABLE t (a, b UNIQUE)", REBUILD,
	  "ADD COLUMN", "INSERT INTO t VALUES (1)", "SELECT a, b FROM t", "1|NULL\n" },
	{ "add a generated column", "CREATE TABLE t (a)", "CREATE TABLE t (a, b AS (a * 2))",
	  "ADD COLUMN", REBUILD, "INSERT INTO t VALUES (4)", "SELECT b FROM t", "8\n" },
	{ "add a stored one", "CREATE TABLE t (a)", "CREATE TABLE t (a, b AS (a * 2) STORED)",
	  REBUILD, NULL, "INSERT INTO t VALUES (4)", "SELECT b FROM t", "8\n" },
	{ "drop a column", "CREATE TABLE t (a, b)", "CREATE TABLE t (a)", "DROP COLUMN", REBUILD,
	  "INSERT INTO t VALUES (1, 2)", "SELECT * FROM t", "1\n" },
	{ "drop a column behind a comment with a comma", "CREATE TABLE t (a, -- one, two\n b)",
	  "CREATE TABLE t (a)", REBUILD, "DROP COLUMN", "INSERT INTO t VALUES (1, 2)",
	  "SELECT * FROM t", "1\n" },
	{ "drop a unique column", "CREATE TABLE t (a, b UNIQUE)", "CREATE TABLE t (a)", REBUILD,
	  "DROP COLUMN", "INSERT INTO t VALUES (1, 2)", "SELECT * FROM t", "1\n" },
	{ "drop a column with its index", "CREATE TABLE t (a, b); CREATE INDEX i ON t (b)",
	  "CREATE TABLE t (a)", "DROP COLUMN", REBUILD, NULL, NULL, NULL },
	{ "drop a column that a view read",
	  "CREATE TABLE t (a, b); CREATE VIEW v AS SELECT a, b FROM t",
	  "CREATE TABLE t (a); CREATE VIEW v AS SELECT a FROM t", "DROP COLUMN", REBUILD, NULL,
	  NULL, NULL },
	{ "change a type", "CREATE TABLE t (a TEXT, b)", "CREATE TABLE t (a INTEGER, b)", REBUILD,
	  NULL, "INSERT INTO t VALUES ('7', 1)", "SELECT typeof(a), a FROM t", "integer|7\n" },
	{ "rowids stay", "CREATE TABLE t (a TEXT)", "CREATE TABLE t (a TEXT NOT NULL)", REBUILD,
	  NULL, "INSERT INTO t (rowid, a) VALUES (5, 'x'), (90, 'y')", "SELECT rowid, a FROM t",
	  "5|x\n90|y\n" },
	{ "rowids stay where a column hides their name", "CREATE TABLE t (rowid TEXT, a)",
	  "CREATE TABLE t (rowid TEXT, a TEXT)", REBUILD, NULL,
	  "INSERT INTO t (_rowid_, rowid) VALUES (5, 'x')", "SELECT _rowid_, rowid FROM t",
	  "5|x\n" },
	{ "a rowid becomes a column", "CREATE TABLE t (a)",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY, a)", REBUILD, NULL,
	  "INSERT INTO t (rowid, a) VALUES (5, 'x')", "SELECT id, a FROM t", "5|x\n" },
	{ "sequences stay", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a)",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)", REBUILD, NULL,
	  "INSERT INTO t VALUES (7, 1), (8, 2); DELETE FROM t WHERE id = 8",
	  "SELECT name, seq FROM sqlite_sequence", "t|8\n" },
	{ "null becomes the default", "CREATE TABLE t (a)",
	  "CREATE TABLE t (a NOT NULL DEFAULT 'none')", REBUILD, NULL,
	  "INSERT INTO t VALUES (NULL), ('b')", "SELECT a FROM t", "none\nb\n" },
	{ "STRICT comes", "CREATE TABLE t (a INT, b TEXT)", "CREATE TABLE t (a INT, b TEXT) STRICT",
	  REBUILD, NULL, "INSERT INTO t VALUES (1, 'x')", "SELECT a, b FROM t", "1|x\n" },
	{ "WITHOUT ROWID comes", "CREATE TABLE t (a TEXT PRIMARY KEY)",
	  "CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID", REBUILD, NULL,
	  "INSERT INTO t VALUES ('x')", "SELECT a FROM t", "x\n" },
	{ "an unnamed constraint goes", "CREATE TABLE t (a, CHECK (a > 1))", "CREATE TABLE t (a)",
	  REBUILD, NULL, NULL, NULL, NULL },
	{ "a named constraint gets another name", "CREATE TABLE t (a, CONSTRAINT x UNIQUE (a))",
	  "CREATE TABLE t (a, CONSTRAINT y UNIQUE (a))", REBUILD, NULL, NULL, NULL, NULL },
	{ "foreign keys that point in fire nothing",
	  "CREATE TABLE p (id INTEGER PRIMARY KEY, a); CREATE TABLE c (p REFERENCES p (id) ON "
	  "DELETE CASCADE)",
	  "CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT); CREATE TABLE c (p REFERENCES p (id) ON "
	  "DELETE CASCADE)",
	  REBUILD, NULL, "INSERT INTO p VALUES (1, 2); INSERT INTO c VALUES (1)",
	  "SELECT c.p, p.a FROM c JOIN p ON p.id = c.p", "1|2\n" },
	{ "views and triggers elsewhere stay as they are",
	  "CREATE TABLE t (a); CREATE TABLE u (x); CREATE VIEW v AS SELECT a FROM t;"
	  " CREATE TRIGGER r AFTER INSERT ON u BEGIN INSERT INTO t VALUES (new.x); END",
	  "CREATE TABLE t (a TEXT); CREATE TABLE u (x); CREATE VIEW v AS SELECT a FROM t;"
	  " CREATE TRIGGER r AFTER INSERT ON u BEGIN INSERT INTO t VALUES (new.x); END",
	  REBUILD, "DROP VIEW", "INSERT INTO u VALUES (3)", "SELECT a FROM v", "3\n" },
	{ "triggers and indexes of the table come again",
	  "CREATE TABLE t (a, n DEFAULT 0); CREATE INDEX i ON t (lower(a)) WHERE a > 'b';"
	  " CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET n = n + 1; END",
	  "CREATE TABLE t (a TEXT, n DEFAULT 0); CREATE INDEX i ON t (lower(a)) WHERE a > 'b';"
	  " CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET n = n + 1; END",
	  REBUILD, NULL, "INSERT INTO t (a) VALUES ('c')", "SELECT a, n FROM t", "c|1\n" },
	{ "a table that refers to itself",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t)",
	  "CREATE TABLE t (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t (id))", REBUILD, NULL,
	  "INSERT INTO t VALUES (1, NULL), (2, 1)", "SELECT id, up FROM t", "1|NULL\n2|1\n" },
	{ "names that need quotes", "CREATE TABLE \"a \"\"b\" (\"x y\" TEXT, [select] INT)",
	  "CREATE TABLE \"a \"\"b\" (\"x y\" TEXT NOT NULL DEFAULT '', [select] INT)", REBUILD,
	  NULL, "INSERT INTO \"a \"\"b\" VALUES ('1', 2)", "SELECT * FROM \"a \"\"b\"", "1|2\n" },
	{ "a name changes its kind", "CREATE TABLE t (a); CREATE TABLE x (b)",
	  "CREATE TABLE t (a); CREATE VIEW x AS SELECT a FROM t", "DROP TABLE x", NULL, NULL, NULL,
	  NULL },
	{ "an index moves to another table",
	  "CREATE TABLE t (a); CREATE TABLE u (a); CREATE INDEX i ON t (a)",
	  "CREATE TABLE t (a); CREATE TABLE u (a); CREATE INDEX i ON u (a)", "DROP INDEX i", NULL,
	  NULL, NULL, NULL },
	{ "tables that refer to each other",
	  "CREATE TABLE a (x REFERENCES b); CREATE TABLE b (x REFERENCES a)", "CREATE TABLE c (x)",
	  "DROP TABLE", NULL, NULL, NULL, NULL },
	{ "a virtual table", "CREATE TABLE t (a)",
	  "CREATE TABLE t (a); CREATE VIRTUAL TABLE f USING fts5(a, b)", "CREATE VIRTUAL TABLE",
	  NULL, NULL, NULL, NULL },
	{ "the empty schema", "CREATE TABLE t (a); CREATE VIEW v AS SELECT 1", "",
	  "-- WARNING: drops table t", NULL, NULL, NULL, NULL },
	{ "a default that SQLite shows", "CREATE TABLE t (a)", "CREATE TABLE t (a DEFAULT NULL)",
	  REBUILD, NULL, NULL, NULL, NULL },
	{ "a default that is a time", "CREATE TABLE t (a DEFAULT CURRENT_TIMESTAMP)",
	  "CREATE TABLE t (a DEFAULT (datetime('now')))", REBUILD, NULL, NULL, NULL, NULL },
};

static void there_and_back(const struct change_case *k)
{
	struct connection c = schema_open(), current = schema_open(), desired = schema_open();
	char *up, *down, *result;

	schema_run(&c, k->current);
	schema_run(&current, k->current);
	schema_run(&desired, k->desired);
	if (k->rows)
		schema_run(&c, k->rows);
	up = schema_go(&c, &desired, k->title);
	if (k->has && !strstr(up, k->has))
		fail_msg("%s: there is no '%s' in\n%s", k->title, k->has, up);
	if (k->lacks && strstr(up, k->lacks))
		fail_msg("%s: there is '%s' in\n%s", k->title, k->lacks, up);
	if (k->query) {
		result = schema_query(&c, k->query);
		if (strcmp(result, k->result) != 0)
			fail_msg("%s: the rows are\n%sand should be\n%s", k->title, result,
				 k->result);
		free(result);
	}
	down = schema_go(&c, &current, k->title);
	free(up);
	free(down);
	driver_close(&c);
	driver_close(&current);
	driver_close(&desired);
}

static void test_each_change_goes_there_and_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		there_and_back(&cases[i]);
}

/* ------------------------------------------------------------------ many tables */

static void test_chain_of_thousand_tables_is_no_problem(void **state)
{
	struct connection none = schema_open(), chain = schema_open(), c = schema_open();
	struct buf sql = { 0 };
	char *up, *down;

	(void)state;
	for (int i = 0; i < 1000; i++)
		buf_printf(&sql,
			   "CREATE TABLE t%d (id INTEGER PRIMARY KEY, next REFERENCES t%d);\n", i,
			   (i + 1) % 1000);
	schema_run(&chain, buf_text(&sql));
	up = schema_go(&c, &chain, "up");
	down = schema_go(&c, &none, "down");
	free(up);
	free(down);
	buf_release(&sql);
	driver_close(&none);
	driver_close(&chain);
	driver_close(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_other_words_for_the_same_are_no_difference),
		cmocka_unit_test(test_each_change_goes_there_and_back),
		cmocka_unit_test(test_chain_of_thousand_tables_is_no_problem),
	};

	return cmocka_run_group_tests(tests, schema_load_plugin, kit_unload);
}
