/* SPDX-License-Identifier: MIT */
/* CREATE TABLE, as SQLite has accepted and kept it: the grammar is known to be right, so nothing is
 * checked. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ lists */

static struct column *add_column(struct table *t)
{
	struct column *items =
		kit_grow(t->columns, &t->column_room, t->column_count, sizeof(*items));

	if (!items) {
		t->failed = true;
		return NULL;
	}
	t->columns = items;
	items[t->column_count] = (struct column){ 0 };
	return &items[t->column_count++];
}

static struct constraint *add_constraint(struct table *t, int32_t kind, size_t column,
					 struct kit_part name)
{
	struct constraint *items =
		kit_grow(t->constraints, &t->constraint_room, t->constraint_count, sizeof(*items));

	if (!items) {
		t->failed = true;
		return NULL;
	}
	t->constraints = items;
	items[t->constraint_count] =
		(struct constraint){ .kind = kind, .column = column, .name = name };
	return &items[t->constraint_count++];
}

/* ------------------------------------------------------------------ parts of constraints */

/* ON CONFLICT word; ABORT says nothing */
static struct kit_part conflict(struct kit_words *c)
{
	struct kit_part word = { 0 };
	struct kit_words ahead = *c;

	if (!kit_word_take(&ahead, "on") || !kit_word_take(&ahead, "conflict"))
		return word;
	*c = ahead;
	if (kit_word_is(c, "abort"))
		kit_words_next(c);
	else
		word = kit_part_take(c);
	return word;
}

/* SET NULL, SET DEFAULT, CASCADE, RESTRICT; NO ACTION says nothing */
static struct kit_part action(struct kit_words *c)
{
	struct kit_part words = { c->text + c->begin, 0 };
	bool nothing = kit_word_is(c, "no");

	if (kit_word_is(c, "set") || nothing)
		kit_words_next(c);
	words.len = (size_t)(c->text + c->end - words.at);
	kit_words_next(c);
	return nothing ? (struct kit_part){ 0 } : words;
}

/* [NOT] DEFERRABLE [INITIALLY DEFERRED | IMMEDIATE]: only one of them is other than immediate */
static bool deferrable(struct kit_words *c, struct constraint *k)
{
	struct kit_words ahead = *c;
	bool not = kit_word_take(&ahead, "not");

	if (!kit_word_take(&ahead, "deferrable"))
		return false;
	if (kit_word_take(&ahead, "initially")) {
		k->deferred = !not &&kit_word_is(&ahead, "deferred");
		kit_words_next(&ahead);
	}
	*c = ahead;
	return true;
}

/* Behind REFERENCES. */
static void references(struct kit_words *c, struct constraint *k)
{
	k->table = kit_part_take(c);
	if (kit_mark_is(c, '('))
		k->targets = kit_parens_take(c);
	for (;;) {
		if (kit_word_take(c, "on")) {
			bool deletes = kit_word_is(c, "delete");

			kit_words_next(c);
			*(deletes ? &k->on_delete : &k->on_update) = action(c);
		} else if (kit_word_take(c, "match")) {
			k->match = kit_part_take(c);
		} else if (!deferrable(c, k)) {
			return;
		}
	}
}

/* ------------------------------------------------------------------ columns */

static bool begins_constraint(const struct kit_words *c)
{
	static const char *const words[] = { "constraint", "default",    "null",       "not",
					     "on",         "primary",    "unique",     "check",
					     "collate",    "references", "deferrable", "as",
					     NULL };

	if (kit_word_is_any(c, words))
		return true;
	if (kit_word_is(c, "generated")) {
		struct kit_words ahead = *c;

		kit_words_next(&ahead);
		return kit_word_is(&ahead, "always");
	}
	return false;
}

static struct kit_part type_name(struct kit_words *c)
{
	struct kit_part type = { c->text + c->begin, 0 };
	size_t end = c->begin, begin = c->begin;

	while (!kit_words_ended(c) &&
	       (c->token == WB_TOKEN_WORD || c->token == WB_TOKEN_NAME ||
		c->token == WB_TOKEN_STRING) &&
	       !begins_constraint(c)) {
		end = c->end;
		kit_words_next(c);
	}
	if (end > begin && kit_mark_is(c, '(')) {
		kit_parens_take(c);
		end = c->last;
	}
	type.len = end - begin;
	return type;
}

/* A literal, a signed number, a word, or an expression in parentheses. */
static struct kit_part default_value(struct kit_words *c)
{
	struct kit_part value = { c->text + c->begin, 0 };
	size_t begin = c->begin;

	if (kit_mark_is(c, '(')) {
		kit_parens_take(c);
	} else {
		bool blob = kit_word_is(c, "x");

		if (kit_mark_is(c, '+') || kit_mark_is(c, '-'))
			kit_words_next(c);
		if (!kit_number_take(c))
			kit_words_next(c);
		if (blob && c->token == WB_TOKEN_STRING)
			kit_words_next(c);
	}
	value.len = c->last - begin;
	return value;
}

static void column_key(struct kit_words *c, struct table *t, size_t at, struct kit_part name)
{
	bool primary = kit_word_is(c, "primary");
	struct constraint *k =
		add_constraint(t, primary ? WB_KIND_PRIMARY_KEY : WB_KIND_UNIQUE, at, name);

	kit_words_next(c);
	if (primary)
		kit_words_next(c);
	if (!k)
		return;
	k->columns = t->columns[at].name;
	k->descending = kit_word_is(c, "desc");
	if (kit_word_is(c, "asc") || kit_word_is(c, "desc"))
		kit_words_next(c);
	k->conflict = conflict(c);
	k->autoincrement = kit_word_take(c, "autoincrement");
}

static void generated(struct kit_words *c, struct column *column)
{
	kit_word_take(c, "generated");
	kit_word_take(c, "always");
	kit_word_take(c, "as");
	if (kit_mark_is(c, '('))
		column->generated = kit_parens_take(c);
	column->stored = kit_word_is(c, "stored");
	if (column->stored || kit_word_is(c, "virtual"))
		kit_words_next(c);
}

/* One constraint of column `at`; false: something else stands there. */
/* Behind NOT. */
static void not_what(struct kit_words *c, struct column *column)
{
	/* of a foreign key before it: it is immediate, as it is anyway */
	if (kit_word_is(c, "deferrable")) {
		struct constraint none;

		deferrable(c, &none);
		return;
	}
	kit_word_take(c, "null");
	column->not_null = true;
	column->not_null_conflict = conflict(c);
}

static bool column_constraint(struct kit_words *c, struct table *t, size_t at)
{
	struct column *column = &t->columns[at];
	struct kit_part name = { 0 };
	struct constraint *k;

	if (kit_word_take(c, "constraint"))
		name = kit_part_take(c);
	if (kit_word_is(c, "primary") || kit_word_is(c, "unique")) {
		column_key(c, t, at, name);
	} else if (kit_word_take(c, "not")) {
		not_what(c, column);
	} else if (kit_word_take(c, "null")) {
		conflict(c);
	} else if (kit_word_take(c, "check")) {
		k = add_constraint(t, WB_KIND_CHECK, at, name);
		if (k)
			k->expression = kit_parens_take(c);
	} else if (kit_word_take(c, "default")) {
		column->fallback = default_value(c);
	} else if (kit_word_take(c, "collate")) {
		column->collate = kit_part_take(c);
	} else if (kit_word_take(c, "references")) {
		k = add_constraint(t, WB_KIND_FOREIGN_KEY, at, name);
		if (k) {
			k->columns = column->name;
			references(c, k);
		}
	} else if (kit_word_is(c, "generated") || kit_word_is(c, "as")) {
		generated(c, column);
	} else {
		return name.len > 0;
	}
	return !t->failed;
}

static void column(struct kit_words *c, struct table *t)
{
	struct column *column = add_column(t);
	size_t begin = c->begin, at = t->column_count - 1;

	if (!column)
		return;
	column->name = kit_part_take(c);
	column->type = type_name(c);
	while (!kit_words_ended(c) && !kit_mark_is(c, ',') && !kit_mark_is(c, ')') &&
	       column_constraint(c, t, at))
		;
	t->columns[at].all = (struct kit_part){ c->text + begin, c->last - begin };
}

/* ------------------------------------------------------------------ the table */

static bool begins_table_constraint(const struct kit_words *c)
{
	static const char *const words[] = { "constraint", "primary", "unique",
					     "check",      "foreign", NULL };

	return kit_word_is_any(c, words);
}

static void list_key(struct kit_words *c, struct table *t, struct kit_part name)
{
	bool primary = kit_word_is(c, "primary");
	struct constraint *k =
		add_constraint(t, primary ? WB_KIND_PRIMARY_KEY : WB_KIND_UNIQUE, SIZE_MAX, name);
	struct kit_part list;
	struct kit_words in;

	kit_words_next(c);
	if (primary)
		kit_words_next(c);
	list = kit_parens_take(c);
	if (!k)
		return;
	/* AUTOINCREMENT may stand inside, behind the columns */
	for (kit_words_begin(&in, list.at, list.len, 0); !kit_words_ended(&in); kit_words_next(&in))
		if (primary && kit_word_is(&in, "autoincrement")) {
			k->autoincrement = true;
			list.len = in.last;
			break;
		}
	k->columns = list;
	k->conflict = conflict(c);
}

static bool table_constraint(struct kit_words *c, struct table *t)
{
	const size_t begin = c->begin, count = t->constraint_count;
	struct kit_part name = { 0 };
	struct constraint *k;

	if (kit_word_take(c, "constraint"))
		name = kit_part_take(c);
	if (kit_word_is(c, "primary") || kit_word_is(c, "unique")) {
		list_key(c, t, name);
	} else if (kit_word_take(c, "check")) {
		k = add_constraint(t, WB_KIND_CHECK, SIZE_MAX, name);
		if (k)
			k->expression = kit_parens_take(c);
		conflict(c);
	} else if (kit_word_take(c, "foreign")) {
		kit_word_take(c, "key");
		k = add_constraint(t, WB_KIND_FOREIGN_KEY, SIZE_MAX, name);
		if (k) {
			k->columns = kit_parens_take(c);
			kit_word_take(c, "references");
			references(c, k);
		}
	} else {
		return name.len > 0;
	}
	if (t->constraint_count > count)
		t->constraints[count].all = (struct kit_part){ c->text + begin, c->last - begin };
	return !t->failed;
}

static void options(struct kit_words *c, struct table *t)
{
	for (; !kit_words_ended(c); kit_words_next(c)) {
		t->without_rowid = t->without_rowid || kit_word_is(c, "without");
		t->strict = t->strict || kit_word_is(c, "strict");
	}
}

void table_parse(struct table *t)
{
	struct kit_words c;

	kit_words_begin(&c, t->text, strlen(t->text), 0);
	while (!kit_words_ended(&c) && !kit_mark_is(&c, '('))
		kit_words_next(&c);
	kit_words_next(&c);
	while (!kit_words_ended(&c) && !begins_table_constraint(&c) && !t->failed) {
		column(&c, t);
		if (!kit_mark_is(&c, ','))
			break;
		kit_words_next(&c);
	}
	/* the commas between constraints may be missing */
	while (!kit_words_ended(&c) && !kit_mark_is(&c, ')') && !t->failed) {
		if (kit_mark_is(&c, ','))
			kit_words_next(&c);
		if (!table_constraint(&c, t))
			break;
	}
	t->opaque = !kit_mark_is(&c, ')');
	kit_words_next(&c);
	options(&c, t);
	if (c.token == WB_TOKEN_END)
		t->text[c.last] = '\0';
}
