/* SPDX-License-Identifier: MIT */
/* What a statement calls and names, by its tokens (whimbrel/kit/uses.h), and what it does by its command. */
#include "words_kit.h"

#include <stdio.h>

#include <whimbrel/kit/defines.h>
#include <whimbrel/kit/effects.h>
#include <whimbrel/kit/uses.h>
#include <whimbrel/operation.h>

static const struct {
	bool calls;
	const char *text;
} call_cases[] = {
	{ true, "SELECT setseed(0.5)" },
	{ true, "select 1, pg_catalog . SetSeed /* here */ (0.5)" },
	{ true, "SELECT \"setseed\"(0.5)" },
	{ true, "DO $$ BEGIN PERFORM setseed(0.5); END $$" },
	{ true, "DO $a$ BEGIN EXECUTE $b$SELECT setseed(0.5)$b$; END $a$" },
	{ true, "DO 'BEGIN EXECUTE ''SELECT setseed(0.5)''; END'" },
	{ true, "DO E'BEGIN\\nPERFORM setseed(0.5); END'" },
	{ true, "SELECT query_to_xml('SELECT setseed(0.5)', true, true, '')" },
	{ true, "EXECUTE p ('SELECT setseed(1)')" },
	{ false, "SELECT setseed FROM seeds" },
	{ false, "ALTER TABLE seeds ADD COLUMN setseed int" },
	{ false, "INSERT INTO notes VALUES ('call setseed(1) first')" },
	{ false, "INSERT INTO notes VALUES ($$setseed(1)$$), ('setseed(2)')" },
	{ false, "SELECT 1 /* setseed(1) */ -- setseed(2)" },
	{ false, "SELECT 'setseed(1)' WHERE x IN ('setseed(1)')" },
	{ false, "SELECT my_setseed(1), setseeds(2), setseed_(3)" },
	{ false, "DO $$ BEGIN x := 'setseed'; END $$" },
	{ false, "DO $$ BEGIN /* setseed(1) */ PERFORM 1; END $$" },
	{ false, "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT setseed(1) $$" },
};

static void test_calls_are_told_from_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(call_cases); i++)
		if (kit_calls(call_cases[i].text, strlen(call_cases[i].text), "setseed") !=
		    call_cases[i].calls)
			fail_msg("%s", call_cases[i].text);
}

static const struct {
	bool held;
	const char *text;
} held_cases[] = {
	{ true, "SELECT setseed(0.5)" },
	{ true, "CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT setseed(1) $$" },
	{ true,
	  "CREATE FUNCTION f() RETURNS void AS $$ BEGIN EXECUTE 'SELECT setseed(1)'; END $$" },
	{ true, "INSERT INTO notes VALUES ('SELECT setseed(1)')" },
	{ false, "CREATE FUNCTION f() RETURNS void AS $$ BEGIN /* setseed(1) */ END $$" },
	{ false, "CREATE FUNCTION f() RETURNS int AS 'SELECT setseed FROM t'" },
};

static void test_calls_are_found_in_what_is_stored(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(held_cases); i++)
		if (kit_holds_call(held_cases[i].text, strlen(held_cases[i].text), "setseed") !=
		    held_cases[i].held)
			fail_msg("%s", held_cases[i].text);
}

static const struct {
	bool held;
	const char *text;
} word_cases[] = {
	{ true, "RENAME TABLE a TO b" },
	{ true, "DO $$ BEGIN ALTER TABLE a RENAME TO b; END $$" },
	{ true, "BEGIN EXECUTE IMMEDIATE 'RENAME TABLE a TO b'; END" },
	{ true, "DO 'BEGIN EXECUTE ''ALTER TABLE a Rename TO b''; END'" },
	{ false, "DO $$ BEGIN PERFORM 1; -- rename it\nEND $$" },
	{ false, "DO $$ BEGIN PERFORM \"rename\" FROM renames; END $$" },
	{ false, "SELECT renamed, re_name FROM t /* rename */" },
};

static void test_words_are_found_in_programs(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(word_cases); i++)
		if (kit_holds_word(word_cases[i].text, strlen(word_cases[i].text), "RENAME") !=
		    word_cases[i].held)
			fail_msg("%s", word_cases[i].text);
}

static const struct {
	bool named;
	const char *text;
} name_cases[] = {
	{ true, "SELECT * FROM map" },
	{ true, "INSERT INTO pg_temp.MAP VALUES (1)" },
	{ true, "SELECT * FROM \"map\" AS m" },
	{ true, "SELECT 'map'::regclass" },
	{ true, "SELECT nextval('pg_temp.map')" },
	{ true, "SELECT count(*), 'x' FROM query_to_xml('TABLE map', true, true, '')" },
	{ true, "INSERT INTO tables VALUES ('map')" },
	{ true, "DO $$ BEGIN EXECUTE format('INSERT INTO %I SELECT * FROM map', t); END $$" },
	{ true, "DO $$ BEGIN EXECUTE 'TRUNCATE ' || 'map'; END $$" },
	{ true, "SELECT (1, 'x'), lower('SELECT FROM map')" },
	{ true, "SELECT 'open quote FROM map" },
	{ false, "SELECT * FROM maps, my_map, map2" },
	{ false, "INSERT INTO notes VALUES ('the map of it'), (E'a\\'s map')" },
	{ false, "UPDATE notes SET text = 'no map' WHERE text IN ('old map', 'new map')" },
	{ false, "SELECT 1 -- from map" },
	{ false, "DO $$ BEGIN PERFORM 1; /* map */ END $$" },
	{ false, "COMMENT ON TABLE notes IS 'what map was'" },
};

static void test_names_are_told_from_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(name_cases); i++)
		if (kit_names_it(name_cases[i].text, strlen(name_cases[i].text), "map") !=
		    name_cases[i].named)
			fail_msg("%s", name_cases[i].text);
}

static void test_programs_in_programs_end(void **state)
{
	char text[4000] = "DO '";
	size_t len = 4;

	(void)state;
	/* nobody writes that, and nothing is known of it */
	for (int i = 0; i < 40; i++, len++)
		text[len] = '\'';
	memcpy(text + len, "map", 4);
	assert_true(kit_names_it(text, strlen(text), "map"));
}

static void test_calls_are_counted_outside_of_strings(void **state)
{
	static const char *const locks[] = { "pg_advisory_lock", "pg_try_advisory_lock", NULL };
	static const char two[] =
		"SELECT pg_advisory_lock(1), pg_catalog.pg_try_advisory_lock(2), "
		"pg_advisory_xact_lock(3), 'pg_advisory_lock(4)', pg_advisory_lock";

	(void)state;
	assert_int_equal(kit_count_calls(two, strlen(two), locks), 2);
}

static void test_literals_are_read(void **state)
{
	static const struct {
		const char *literal, *text;
	} cases[] = {
		{ "'it''s'", "it's" },
		{ "E'it\\'s'", "it's" },
		{ "'a\\'", "a\\" },
		{ "$$a'b$$", "a'b" },
		{ "$tag$ $$ $tag$", " $$ " },
		{ "''", "" },
		{ "N'x'", "x" },
		{ "$$$$", "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = kit_literal(
			(struct kit_part){ cases[i].literal, strlen(cases[i].literal) });

		assert_string_equal(text, cases[i].text);
		free(text);
	}
}

static const struct {
	uint32_t effects;
	const char *text;
} effect_cases[] = {
	{ WB_EFFECT_COPIES, "INSERT INTO a SELECT * FROM b" },
	{ WB_EFFECT_COPIES, "WITH x AS (SELECT 1) INSERT INTO a (SELECT * FROM x)" },
	{ WB_EFFECT_COPIES, "REPLACE INTO a SELECT 1" },
	{ 0, "INSERT INTO a VALUES ('select')" },
	{ 0, "INSERT INTO a VALUES (1) -- select" },
	{ 0, "UPDATE a SET b = 'rename; insert; select'" },
	{ WB_EFFECT_MAKES | WB_EFFECT_PLAIN | WB_EFFECT_ADDS, "CREATE /* a */ TABLE t (x int)" },
	{ WB_EFFECT_MAKES | WB_EFFECT_PLAIN | WB_EFFECT_ADDS | WB_EFFECT_COPIES,
	  "CREATE TABLE t AS SELECT 1" },
	{ WB_EFFECT_MAKES | WB_EFFECT_PLAIN, "CREATE TYPE t AS ENUM ('table', 'select')" },
	{ WB_EFFECT_PLAIN | WB_EFFECT_RENAMES, "ALTER TABLE a RENAME TO b" },
	{ WB_EFFECT_PLAIN, "ALTER TABLE a ADD b text DEFAULT 'rename'" },
	{ WB_EFFECT_PLAIN, "ALTER TABLE a ADD CHECK (rename > 1)" },
	{ WB_EFFECT_RENAMES, "RENAME TABLE a TO b" },
	{ WB_EFFECT_RENAMES, "DO $$ BEGIN EXECUTE 'ALTER TABLE a RENAME TO b'; END $$" },
	{ WB_EFFECT_COPIES, "DO $$ BEGIN INSERT INTO a SELECT 1; END $$" },
	{ 0, "DO $$ BEGIN /* rename, insert a select */ PERFORM 1; END $$" },
	{ 0, "CALL inserts(selects)" },
	{ 0, "BEGIN UPDATE a SET \"rename\" = 1; END" },
	{ WB_EFFECT_COPIES, "BEGIN EXECUTE IMMEDIATE 'INSERT INTO a SELECT 1'; END" },
	{ WB_EFFECT_UNDOES, "/* now */ ROLLBACK" },
	{ WB_EFFECT_READS, "SELECT n FROM t" },
};

static void test_effects_are_the_commands_own(void **state)
{
	static const char *const adds[] = { "TABLE", NULL };

	(void)state;
	for (size_t i = 0; i < COUNT(effect_cases); i++) {
		const char *text = effect_cases[i].text;
		const uint32_t is = kit_effects(adds, text, strlen(text));

		if (is != effect_cases[i].effects)
			fail_msg("%s: %x, wanted %x", text, is, effect_cases[i].effects);
	}
}

static const struct kit_define define_kinds[] = {
	{ "schema", WB_KIND_NAMESPACE, NULL },
	{ "table", WB_KIND_TABLE, NULL },
	{ "index", WB_KIND_INDEX, "on" },
	{ "trigger", WB_KIND_TRIGGER, "on" },
	{ "rule", WB_KIND_DIALECT, "to" },
	{ "publication", WB_KIND_DIALECT + 1, NULL },
	{ NULL, 0, NULL },
};

/* How, and what: MAKES is 1, CHANGES 2, PRIVILEGES 3, DROPS 4. */
static const struct {
	const char *text, *told;
} define_cases[] = {
	{ "CREATE SCHEMA IF NOT EXISTS App", "1 app;" },
	{ "CREATE SCHEMA AUTHORIZATION \"Jo\"\"x\"", "1 Jo\"x;" },
	{ "ALTER SCHEMA a RENAME TO b", "1 b;" },
	{ "CREATE SCHEMA c.app; CREATE TABLE c.app.t (n int)", "1 app;1 app.t;" },
	{ "DO $$ BEGIN EXECUTE 'CREATE SCHEMA app'; END $$", "1 app;" },
	{ "create unlogged table if not exists \"A\".t(n int)", "1 A.t;" },
	{ "CREATE UNIQUE INDEX CONCURRENTLY i ON ONLY app . t (n)", "1 app.t/i;" },
	{ "CREATE INDEX ON t (n)", "" },
	{ "CREATE DEFINER = 'a'@'%' TRIGGER g AFTER INSERT ON t FOR EACH ROW SET @a = 1",
	  "1 t/g;" },
	{ "CREATE RULE r AS ON INSERT TO t DO NOTHING", "1 t/r;" },
	{ "CREATE PUBLICATION p", "1 p;" },
	{ "CREATE TRIGGER g; CREATE TABLE t (n int)", "1 t;" },
	{ "ALTER TABLE ONLY app.t ADD n int", "2 app.t;" },
	{ "ALTER TABLE t ADD n int; ALTER TABLE app.t OWNER TO jo", "" },
	{ "INSERT INTO t VALUES ('ALTER TABLE app.t ADD n int')", "" },
	{ "CREATE TRIGGER g FOR t BEFORE INSERT AS BEGIN END", "1 t/g;" },
	{ "SELECT f('ALTER TABLE app.t ADD n int')", "2 app.t;" },
	{ "REVOKE ALL ON TABLE app.t FROM jo", "3 app.t;" },
	{ "COMMENT ON TABLE t IS 'grant all on app.t'", "" },
	{ "DROP TABLE IF EXISTS a, \"b\".c CASCADE", "4 a;4 b.c;" },
	{ "-- CREATE TABLE t\n/* CREATE TABLE t */ DELETE FROM t", "" },
	{ "it's \" odd\nCREATE TABLE t (n int)", "1 t;" },
};

/* Of one statement itself: ROWS is 5 with what is done, NAMES 6, SETS 7. */
static const struct {
	const char *text, *told;
} statement_cases[] = {
	{ "DROP INDEX CONCURRENTLY App.i, \"J\"", "4 app.i;4 J;" },
	{ "ALTER MATERIALIZED VIEW IF EXISTS v RENAME TO w", "" },
	{ "ALTER TABLE ONLY app . t OWNER TO jo", "2 app.t;" },
	{ "COMMENT ON COLUMN app.t.n IS 'drop table u'", "2 app.t/n;" },
	{ "DROP TRIGGER IF EXISTS g ON app.t", "4 app.t/g;" },
	{ "CREATE RULE r AS ON INSERT TO app.t DO NOTHING", "1 app.t/r;" },
	{ "DROP RULE r ON t", "4 t/r;" },
	{ "CREATE TABLE app.T (n int)", "1 app.t yes;" },
	{ "CREATE TABLE IF NOT EXISTS t (n int)", "1 t;" },
	{ "CREATE TEMPORARY TABLE t (n int)", "1 t;" },
	{ "CREATE OR REPLACE TABLE t (n int)", "1 t;" },
	{ "ALTER TABLE db.app.t ADD n int", "" },
	{ "ALTER TABLE a.b.c.d.e.f.g.h.i.j ADD n int", "" },
	{ "COMMENT ON COLUMN a.b.c.d.e.f.g.h IS 'x'", "" },
	{ "DO $$ BEGIN DROP TABLE t; END $$", "" },
	{ "SELECT f('ALTER TABLE app.t ADD n int')", "" },
	{ "INSERT INTO app.T (a, \"B\") VALUES (1, 'x'), (-2, NULL)",
	  "5 app.t inserts plain;7 a;7 B;" },
	{ "INSERT INTO t SELECT n FROM u", "5 t inserts;" },
	{ "REPLACE INTO t VALUES (1)", "5 t inserts;" },
	{ "UPDATE t SET a = 1, b = 'x' WHERE C IN (1, 2);",
	  "5 t updates plain constant;7 a;7 b;6 c;6 in;" },
	{ "UPDATE t SET a = lower(b) || 'x'", "5 t updates plain can_fail;7 a;6 lower;6 b;" },
	{ "UPDATE t SET a = f(b)", "5 t updates;" },
	{ "DELETE FROM app.t WHERE n = (SELECT 1)", "5 app.t deletes;" },
	{ "DELETE FROM ONLY t", "5 t deletes;" },
};

struct told {
	struct wb_definitions sink;
	char text[200];
};

static void say(struct told *told, const char *a, const char *b)
{
	const size_t at = strlen(told->text);

	snprintf(told->text + at, sizeof(told->text) - at, "%s%s", a, b);
}

static int tell(struct wb_definitions *sink, int32_t how, const struct wb_object *o)
{
	struct told *told = (struct told *)(void *)sink;
	const size_t at = strlen(told->text);

	snprintf(told->text + at, sizeof(told->text) - at, "%d %s%s%s%s%s", (int)how,
		 o->namespace_ ? o->namespace_ : "", o->namespace_ ? "." : "",
		 o->parent ? o->parent : "", o->parent ? "/" : "", o->name);
	for (size_t i = 0; i < o->attribute_count; i++)
		if (o->attributes[i].value)
			say(told, " ", i ? o->attributes[i].key : o->attributes[i].value);
	say(told, ";", "");
	return 0;
}

static void test_texts_say_what_they_define(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(define_cases); i++) {
		const char *text = define_cases[i].text;
		struct told told = { .sink = { .size = sizeof(told.sink), .add = tell } };

		assert_int_equal(kit_defines(define_kinds, text, strlen(text), &told.sink), 0);
		if (strcmp(told.text, define_cases[i].told) != 0)
			fail_msg("%s: '%s', wanted '%s'", text, told.text, define_cases[i].told);
	}
}

static void test_statements_say_what_they_do_themselves(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(statement_cases); i++) {
		const char *text = statement_cases[i].text;
		struct told told = { .sink = { .size = sizeof(told.sink),
					       .add = tell,
					       .flags = WB_DEFINITIONS_ITSELF } };

		assert_int_equal(kit_defines(define_kinds, text, strlen(text), &told.sink), 0);
		if (strcmp(told.text, statement_cases[i].told) != 0)
			fail_msg("%s: '%s', wanted '%s'", text, told.text, statement_cases[i].told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_calls_are_told_from_words),
		cmocka_unit_test(test_calls_are_found_in_what_is_stored),
		cmocka_unit_test(test_words_are_found_in_programs),
		cmocka_unit_test(test_names_are_told_from_words),
		cmocka_unit_test(test_programs_in_programs_end),
		cmocka_unit_test(test_calls_are_counted_outside_of_strings),
		cmocka_unit_test(test_literals_are_read),
		cmocka_unit_test(test_effects_are_the_commands_own),
		cmocka_unit_test(test_texts_say_what_they_define),
		cmocka_unit_test(test_statements_say_what_they_do_themselves),
	};

	return cmocka_run_group_tests(tests, load_like_postgresql, NULL);
}
