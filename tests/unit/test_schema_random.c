/* SPDX-License-Identifier: MIT */
/* Random pairs of SQLite schemas: from the one to the other and back, with rows in every table that
 * stay what they are. The seed is in every message; WHIMBREL_SEED=N runs one pair alone. */
#include "schema_kit.h"

#define PAIRS 300
#define MOST_TABLES 4
#define MOST_COLUMNS 6

/* ------------------------------------------------------------------ chance */

static uint64_t state_of_chance;

/* splitmix64 */
static uint64_t chance(void)
{
	uint64_t z = (state_of_chance += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static bool one_in(unsigned n)
{
	return chance() % n == 0;
}

#define PICK(list) ((list)[chance() % (sizeof(list) / sizeof((list)[0]))])

/* ------------------------------------------------------------------ schemas */

struct random_column {
	bool there, not_null, unique, check, generated, reference;
	unsigned type, fallback, collation;
};

struct random_table {
	bool there, strict, without_rowid, autoincrement, unique_pair, index, partial, trigger,
		view;
	unsigned key; /* 0: none, 1: integer at the column, 2: of the table, 3: of two columns */
	struct random_column columns[MOST_COLUMNS];
};

struct random_schema {
	struct random_table tables[MOST_TABLES];
};

static const char *const table_names[MOST_TABLES] = { "users", "Order Items", "select", "t_4" };
static const char *const column_names[MOST_COLUMNS] = { "id", "a", "B", "e mail", "order", "note" };
static const char *const types[] = { "INTEGER", "TEXT", "REAL", "BLOB", "INT" };
static const char *const loose_types[] = { "VARCHAR(20)", "NUMERIC", "", "DECIMAL(10, 2)",
					   "boolean" };
static const char *const fallbacks[] = { "1",       "'it''s -- \"'",     "-2.5",
					 "(1 + 1)", "CURRENT_TIMESTAMP", "NULL",
					 "x'00ff'" };
static const char *const collations[] = { "NOCASE", "RTRIM" };

/* By type: what a STRICT table takes. Since 3.41 SQLite looks when the column comes, not when a row is written. */
static const char *const strict_fallbacks[] = { "1", "'it''s -- \"'", "-2.5", "x'00ff'",
						"(1 + 1)" };

static struct random_column random_column(void)
{
	struct random_column c = {
		.there = true, .not_null = one_in(4), .unique = one_in(9), .check = one_in(8)
	};

	c.type = (unsigned)(chance() % 10);
	c.fallback = one_in(3)
			     ? 1 + (unsigned)(chance() % (sizeof(fallbacks) / sizeof(fallbacks[0])))
			     : 0;
	c.collation = one_in(9) ? 1 + (unsigned)(chance() % 2) : 0;
	c.generated = one_in(10);
	c.reference = one_in(8);
	return c;
}

static const char *fallback_of(const struct random_table *t, const struct random_column *c)
{
	const char *fallback = fallbacks[c->fallback - 1];

	return t->strict && strcmp(fallback, "NULL") != 0 ? strict_fallbacks[c->type % 5]
							  : fallback;
}

static struct random_table random_table(void)
{
	struct random_table t = { .there = true,
				  .strict = one_in(6),
				  .without_rowid = one_in(7),
				  .autoincrement = one_in(2) };

	t.key = (unsigned)(chance() % 4);
	t.unique_pair = one_in(5);
	t.index = one_in(2);
	t.partial = one_in(2);
	t.trigger = one_in(4);
	t.view = one_in(4);
	t.columns[0] = t.columns[1] = random_column();
	for (int i = 2; i < MOST_COLUMNS; i++)
		if (one_in(2))
			t.columns[i] = random_column();
	/* the first two are what all else leans on */
	for (int i = 0; i < 2; i++)
		t.columns[i].generated = t.columns[i].reference = false;
	return t;
}

static void change_table(struct random_table *t)
{
	int i = 2 + (int)(chance() % (MOST_COLUMNS - 2));

	switch (chance() % 9) {
	case 0:
		t->strict = !t->strict;
		break;
	case 1:
		t->without_rowid = !t->without_rowid;
		break;
	case 2:
		t->index = !t->index;
		break;
	case 3:
		t->unique_pair = !t->unique_pair;
		break;
	case 4:
		t->trigger = !t->trigger;
		break;
	case 5:
		t->view = !t->view;
		break;
	default:
		if (t->columns[i].there && one_in(2))
			t->columns[i].there = false;
		else
			t->columns[i] = random_column();
	}
}

static void change_schema(struct random_schema *s)
{
	for (uint64_t n = 1 + chance() % 4; n; n--) {
		struct random_table *t = &s->tables[chance() % MOST_TABLES];

		if (!t->there)
			*t = random_table();
		else if (one_in(8))
			t->there = false;
		else
			change_table(t);
	}
}

/* ------------------------------------------------------------------ as SQL */

static void add_name(struct buf *out, const char *name)
{
	static const char *const quotes[] = { "\"\"", "[]", "``" };
	const char *quote = PICK(quotes);
	bool plain =
		!strpbrk(name, " ") && strcmp(name, "select") != 0 && strcmp(name, "order") != 0;

	if (plain && !one_in(4))
		buf_str(out, name);
	else
		buf_printf(out, "%c%s%c", quote[0], name, quote[1]);
}

/* Like add_name, but the same each time: texts of views and triggers are compared as they are. */
static void add_steady_name(struct buf *out, const char *name)
{
	buf_printf(out, "\"%s\"", name);
}

static void add_comment(struct buf *out)
{
	static const char *const comments[] = {
		" ", " ", " ", "\n\t", " /* a, ( */ ", " -- b, 'c\n"
	};

	buf_str(out, PICK(comments));
}

static bool is_key(const struct random_table *t, int i)
{
	return t->key && (i == 0 || (t->key == 3 && i == 1));
}

static void add_column(struct buf *out, const struct random_table *t, int i)
{
	const struct random_column *c = &t->columns[i];
	bool generated = c->generated && !is_key(t, i);

	add_name(out, column_names[i]);
	if (t->key == 1 && i == 0) {
		buf_str(out, " INTEGER PRIMARY KEY");
		buf_str(out, t->autoincrement && !t->without_rowid ? " AUTOINCREMENT" : "");
		return;
	}
	/* what is computed is a text, and a STRICT table that has rows takes no other type for it */
	buf_printf(out, " %s",
		   generated && t->strict     ? "TEXT"
		   : c->type < 5 || t->strict ? types[c->type % 5]
					      : loose_types[c->type - 5]);
	/* SQLite takes a comment in front of GENERATED for a part of the type */
	if (!generated)
		add_comment(out);
	else
		buf_char(out, ' ');
	if (c->not_null)
		buf_str(out, "NOT NULL ");
	if (c->fallback && !generated)
		buf_printf(out, "DEFAULT %s ", fallback_of(t, c));
	if (c->unique)
		buf_str(out, "UNIQUE ");
	if (c->collation)
		buf_printf(out, "COLLATE %s ", collations[c->collation - 1]);
	if (c->check) {
		buf_str(out, "CHECK (");
		add_name(out, column_names[i]);
		buf_str(out, " IS NOT 'never') ");
	}
	if (generated)
		buf_printf(out, "GENERATED ALWAYS AS (a || 'x') %s",
			   c->unique ? "STORED" : "VIRTUAL");
	else if (c->reference)
		buf_str(out, "REFERENCES \"users\" (id) ON DELETE CASCADE");
}

static void add_table(struct buf *out, const struct random_table *t, const char *name)
{
	const char *comma = "";

	buf_str(out, "CREATE TABLE ");
	add_name(out, name);
	buf_str(out, " (");
	for (int i = 0; i < MOST_COLUMNS; i++) {
		if (!t->columns[i].there)
			continue;
		buf_str(out, comma);
		add_column(out, t, i);
		comma = ",";
	}
	if (t->key > 1)
		buf_printf(out, ", PRIMARY KEY (id%s)", t->key == 3 ? ", a" : "");
	if (t->unique_pair)
		buf_str(out, ", CONSTRAINT pair UNIQUE (a, id)");
	buf_char(out, ')');
	if (t->without_rowid && t->key)
		buf_str(out, " WITHOUT ROWID");
	if (t->strict)
		buf_str(out, t->without_rowid && t->key ? ", STRICT" : " STRICT");
	buf_str(out, ";\n");
}

static void add_all_else(struct buf *out, const struct random_table *t, const char *name,
			 int number)
{
	if (t->index) {
		buf_printf(out, "CREATE INDEX ix_%d ON ", number);
		add_name(out, name);
		buf_printf(out, " (lower(a), id DESC)%s;\n",
			   t->partial ? " WHERE a IS NOT NULL" : "");
	}
	if (t->trigger) {
		buf_printf(out, "CREATE TRIGGER tr_%d AFTER DELETE ON ", number);
		add_steady_name(out, name);
		buf_str(out, " BEGIN SELECT old.a, 'END; -- '; END;\n");
	}
	if (t->view) {
		buf_printf(out, "CREATE VIEW v_%d AS SELECT id, a FROM ", number);
		add_steady_name(out, name);
		buf_str(out, ";\n");
	}
}

static char *schema_text(const struct random_schema *s)
{
	struct buf out = { 0 };

	for (int i = 0; i < MOST_TABLES; i++)
		if (s->tables[i].there)
			add_table(&out, &s->tables[i], table_names[i]);
	for (int i = 0; i < MOST_TABLES; i++)
		if (s->tables[i].there)
			add_all_else(&out, &s->tables[i], table_names[i], i);
	buf_str(&out, "");
	return out.data ? buf_take(&out) : calloc(1, 1);
}

/* ------------------------------------------------------------------ pairs */

/* Are the two columns that are always there of the same type in both? */
static bool comparable(const struct random_table *a, const struct random_table *b)
{
	return a->there && b->there && a->strict == b->strict && a->key == b->key &&
	       a->columns[0].type == b->columns[0].type && a->columns[1].type == b->columns[1].type;
}

/* The rows of those columns. */
static char *rows_of(struct connection *c, const struct random_schema *a,
		     const struct random_schema *b)
{
	struct buf sql = { 0 };
	char *rows;

	for (int i = 0; i < MOST_TABLES; i++)
		if (comparable(&a->tables[i], &b->tables[i]))
			buf_printf(&sql,
				   "%sSELECT %d, count(*), group_concat(quote(id)), "
				   "group_concat(quote(a)) FROM (SELECT id, "
				   "a FROM \"%s\" ORDER BY 1, 2)",
				   sql.len ? " UNION ALL " : "", i, table_names[i]);
	rows = sql.len ? schema_query(c, buf_text(&sql)) : calloc(1, 1);
	buf_release(&sql);
	return rows;
}

/* Rows that suit both schemas: a number and a word, and NULL in all else where that may be. */
static void fill(struct connection *c, const struct random_schema *s)
{
	struct buf sql = { 0 };

	for (int i = 0; i < MOST_TABLES; i++)
		for (int row = 1; s->tables[i].there && row <= 3; row++) {
			buf_clear(&sql);
			buf_printf(&sql, "INSERT OR IGNORE INTO \"%s\" (id, a) VALUES (%d, %d)",
				   table_names[i], row * 10, row);
			/* a STRICT table may want others, a NOT NULL column more: then it stays
			 * empty */
			(void)schema_try(c, buf_text(&sql));
		}
	buf_release(&sql);
}

static char *title_of(uint64_t seed, const char *from, const char *to)
{
	struct buf out = { 0 };

	buf_printf(&out, "seed %llu\n%s\nto\n%s\n", (unsigned long long)seed, from, to);
	return buf_take(&out);
}

static bool data_does_not_fit(void)
{
	return strstr(kit_err.message, "constraint failed") ||
	       strstr(kit_err.message, "cannot store") ||
	       strstr(kit_err.message, "Cannot add a NOT NULL") ||
	       strstr(kit_err.message, "datatype mismatch");
}

/* With rows in it, where they fit the new schema. */
static void test_rows(const struct random_schema *a, const struct random_schema *b,
		      const char *from, struct connection *goal, const char *title)
{
	struct connection c = schema_open();
	size_t changes;
	char *sql, *before, *after;

	schema_run(&c, from);
	fill(&c, a);
	before = rows_of(&c, a, b);
	sql = schema_way(&c, goal, &changes);
	if (!sql)
		fail_msg("%s: refused: %s", title, kit_err.message);
	if (schema_try(&c, sql) == 0) {
		after = rows_of(&c, a, b);
		if (strcmp(before, after) != 0)
			fail_msg("%s: after\n%s\nthe rows are\n%sand were\n%s", title, sql, after,
				 before);
		free(after);
	} else if (!data_does_not_fit()) {
		fail_msg("%s: %s\nin\n%s", title, kit_err.message, sql);
	}
	free(sql);
	free(before);
	driver_close(&c);
}

static void test_pair(uint64_t seed)
{
	struct connection c = schema_open(), current = schema_open(), desired = schema_open();
	struct random_schema a = { 0 }, b;
	char *from, *to, *title;

	state_of_chance = seed;
	for (int i = 0; i < MOST_TABLES; i++)
		if (!one_in(3))
			a.tables[i] = random_table();
	b = a;
	change_schema(&b);
	from = schema_text(&a);
	to = schema_text(&b);
	title = title_of(seed, from, to);
	schema_run(&c, from);
	schema_run(&current, from);
	schema_run(&desired, to);
	free(schema_go(&c, &desired, title));
	free(schema_go(&c, &current, title));
	test_rows(&a, &b, from, &desired, title);
	free(from);
	free(to);
	free(title);
	driver_close(&c);
	driver_close(&current);
	driver_close(&desired);
}

static void test_random_pairs_go_there_and_back(void **state)
{
	const char *seed = getenv("WHIMBREL_SEED");

	(void)state;
	if (seed)
		test_pair(strtoull(seed, NULL, 10));
	for (uint64_t i = 0; !seed && i < rounds(PAIRS); i++)
		test_pair(i);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_random_pairs_go_there_and_back) };

	return cmocka_run_group_tests(tests, schema_load_plugin, kit_unload);
}
