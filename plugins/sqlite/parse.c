/* SPDX-License-Identifier: MIT */
/* CREATE TABLE, as SQLite has accepted and kept it: the grammar is known to be right, so nothing is
 * checked. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ lists */

static void *more(void *items, size_t *room, size_t count, size_t size)
{
	size_t wanted = *room ? *room * 2 : 8;
	void *grown = count < *room ? items : realloc(items, wanted * size);

	if (grown && count == *room)
		*room = wanted;
	return grown;
}

static struct column *add_column(struct table *t)
{
	struct column *items = more(t->columns, &t->column_room, t->column_count, sizeof(*items));

	if (!items) {
		t->failed = true;
		return NULL;
	}
	t->columns = items;
	items[t->column_count] = (struct column){ 0 };
	return &items[t->column_count++];
}

static struct constraint *add_constraint(struct table *t, int32_t kind, size_t column,
					 struct part name)
{
	struct constraint *items =
		more(t->constraints, &t->constraint_room, t->constraint_count, sizeof(*items));

	if (!items) {
		t->failed = true;
		return NULL;
	}
	t->constraints = items;
	items[t->constraint_count] =
		(struct constraint){ .kind = kind, .column = column, .name = name };
	return &items[t->constraint_count++];
}

void table_release(struct table *t)
{
	free(t->columns);
	free(t->constraints);
	sqlite3_free(t->name);
	sqlite3_free(t->text);
}

/* ------------------------------------------------------------------ parts of constraints */

static bool ended(const struct cursor *c)
{
	return c->token == WB_TOKEN_END || c->token == WB_TOKEN_TORN;
}

/* ON CONFLICT word; ABORT says nothing */
static struct part conflict(struct cursor *c)
{
	struct part word = { 0 };
	struct cursor ahead = *c;

	if (!cursor_take(&ahead, "on") || !cursor_take(&ahead, "conflict"))
		return word;
	*c = ahead;
	if (cursor_is(c, "abort"))
		cursor_next(c);
	else
		word = cursor_name(c);
	return word;
}

/* SET NULL, SET DEFAULT, CASCADE, RESTRICT; NO ACTION says nothing */
static struct part action(struct cursor *c)
{
	struct part words = { c->text + c->begin, 0 };
	bool nothing = cursor_is(c, "no");

	if (cursor_is(c, "set") || nothing)
		cursor_next(c);
	words.len = (size_t)(c->text + c->end - words.at);
	cursor_next(c);
	return nothing ? (struct part){ 0 } : words;
}

/* [NOT] DEFERRABLE [INITIALLY DEFERRED | IMMEDIATE]: only one of them is other than immediate */
static bool deferrable(struct cursor *c, struct constraint *k)
{
	struct cursor ahead = *c;
	bool not = cursor_take(&ahead, "not");

	if (!cursor_take(&ahead, "deferrable"))
		return false;
	if (cursor_take(&ahead, "initially")) {
		k->deferred = !not &&cursor_is(&ahead, "deferred");
		cursor_next(&ahead);
	}
	*c = ahead;
	return true;
}

/* Behind REFERENCES. */
static void references(struct cursor *c, struct constraint *k)
{
	k->table = cursor_name(c);
	if (cursor_at(c, '('))
		k->targets = cursor_parens(c);
	for (;;) {
		if (cursor_take(c, "on")) {
			bool deletes = cursor_is(c, "delete");

			cursor_next(c);
			*(deletes ? &k->on_delete : &k->on_update) = action(c);
		} else if (cursor_take(c, "match")) {
			k->match = cursor_name(c);
		} else if (!deferrable(c, k)) {
			return;
		}
	}
}

/* ------------------------------------------------------------------ columns */

static bool begins_constraint(const struct cursor *c)
{
	static const char *const words[] = { "constraint", "default",    "null",       "not",
					     "on",         "primary",    "unique",     "check",
					     "collate",    "references", "deferrable", "as" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (cursor_is(c, words[i]))
			return true;
	if (cursor_is(c, "generated")) {
		struct cursor ahead = *c;

		cursor_next(&ahead);
		return cursor_is(&ahead, "always");
	}
	return false;
}

static struct part type_name(struct cursor *c)
{
	struct part type = { c->text + c->begin, 0 };
	size_t end = c->begin, begin = c->begin;

	while (!ended(c) &&
	       (c->token == WB_TOKEN_WORD || c->token == WB_TOKEN_NAME ||
		c->token == WB_TOKEN_STRING) &&
	       !begins_constraint(c)) {
		end = c->end;
		cursor_next(c);
	}
	if (end > begin && cursor_at(c, '(')) {
		cursor_parens(c);
		end = c->last;
	}
	type.len = end - begin;
	return type;
}

/* A literal, a signed number, a word, or an expression in parentheses. */
static struct part default_value(struct cursor *c)
{
	struct part value = { c->text + c->begin, 0 };
	size_t begin = c->begin;

	if (cursor_at(c, '(')) {
		cursor_parens(c);
	} else {
		bool blob = cursor_is(c, "x");

		if (cursor_at(c, '+') || cursor_at(c, '-'))
			cursor_next(c);
		if (!cursor_number(c))
			cursor_next(c);
		if (blob && c->token == WB_TOKEN_STRING)
			cursor_next(c);
	}
	value.len = c->last - begin;
	return value;
}

static void column_key(struct cursor *c, struct table *t, size_t at, struct part name)
{
	bool primary = cursor_is(c, "primary");
	struct constraint *k =
		add_constraint(t, primary ? WB_KIND_PRIMARY_KEY : WB_KIND_UNIQUE, at, name);

	cursor_next(c);
	if (primary)
		cursor_next(c);
	if (!k)
		return;
	k->columns = t->columns[at].name;
	k->descending = cursor_is(c, "desc");
	if (cursor_is(c, "asc") || cursor_is(c, "desc"))
		cursor_next(c);
	k->conflict = conflict(c);
	k->autoincrement = cursor_take(c, "autoincrement");
}

static void generated(struct cursor *c, struct column *column)
{
	cursor_take(c, "generated");
	cursor_take(c, "always");
	cursor_take(c, "as");
	if (cursor_at(c, '('))
		column->generated = cursor_parens(c);
	column->stored = cursor_is(c, "stored");
	if (column->stored || cursor_is(c, "virtual"))
		cursor_next(c);
}

/* One constraint of column `at`; false: something else stands there. */
static bool column_constraint(struct cursor *c, struct table *t, size_t at)
{
	struct column *column = &t->columns[at];
	struct part name = { 0 };
	struct constraint *k;

	if (cursor_take(c, "constraint"))
		name = cursor_name(c);
	if (cursor_is(c, "primary") || cursor_is(c, "unique")) {
		column_key(c, t, at, name);
	} else if (cursor_take(c, "not")) {
		if (cursor_is(c, "deferrable")) {
			/* of a foreign key before it: NOT says that it is immediate, as it is
			 * anyway */
			struct constraint none;

			deferrable(c, &none);
			return true;
		}
		cursor_take(c, "null");
		column->not_null = true;
		column->not_null_conflict = conflict(c);
	} else if (cursor_take(c, "null")) {
		conflict(c);
	} else if (cursor_take(c, "check")) {
		k = add_constraint(t, WB_KIND_CHECK, at, name);
		if (k)
			k->expression = cursor_parens(c);
	} else if (cursor_take(c, "default")) {
		column->fallback = default_value(c);
	} else if (cursor_take(c, "collate")) {
		column->collate = cursor_name(c);
	} else if (cursor_take(c, "references")) {
		k = add_constraint(t, WB_KIND_FOREIGN_KEY, at, name);
		if (k) {
			k->columns = column->name;
			references(c, k);
		}
	} else if (cursor_is(c, "generated") || cursor_is(c, "as")) {
		generated(c, column);
	} else {
		return name.len > 0;
	}
	return !t->failed;
}

static void column(struct cursor *c, struct table *t)
{
	struct column *column = add_column(t);
	size_t begin = c->begin, at = t->column_count - 1;

	if (!column)
		return;
	column->name = cursor_name(c);
	column->type = type_name(c);
	while (!ended(c) && !cursor_at(c, ',') && !cursor_at(c, ')') && column_constraint(c, t, at))
		;
	t->columns[at].all = (struct part){ c->text + begin, c->last - begin };
}

/* ------------------------------------------------------------------ the table */

static bool begins_table_constraint(const struct cursor *c)
{
	return cursor_is(c, "constraint") || cursor_is(c, "primary") || cursor_is(c, "unique") ||
	       cursor_is(c, "check") || cursor_is(c, "foreign");
}

static void list_key(struct cursor *c, struct table *t, struct part name)
{
	bool primary = cursor_is(c, "primary");
	struct constraint *k =
		add_constraint(t, primary ? WB_KIND_PRIMARY_KEY : WB_KIND_UNIQUE, SIZE_MAX, name);
	struct part list;
	struct cursor in;

	cursor_next(c);
	if (primary)
		cursor_next(c);
	list = cursor_parens(c);
	if (!k)
		return;
	/* AUTOINCREMENT may stand inside, behind the columns */
	for (cursor_begin(&in, list.at, list.len); !ended(&in); cursor_next(&in))
		if (primary && cursor_is(&in, "autoincrement")) {
			k->autoincrement = true;
			list.len = in.last;
			break;
		}
	k->columns = list;
	k->conflict = conflict(c);
}

static bool table_constraint(struct cursor *c, struct table *t)
{
	const size_t begin = c->begin, count = t->constraint_count;
	struct part name = { 0 };
	struct constraint *k;

	if (cursor_take(c, "constraint"))
		name = cursor_name(c);
	if (cursor_is(c, "primary") || cursor_is(c, "unique")) {
		list_key(c, t, name);
	} else if (cursor_take(c, "check")) {
		k = add_constraint(t, WB_KIND_CHECK, SIZE_MAX, name);
		if (k)
			k->expression = cursor_parens(c);
		conflict(c);
	} else if (cursor_take(c, "foreign")) {
		cursor_take(c, "key");
		k = add_constraint(t, WB_KIND_FOREIGN_KEY, SIZE_MAX, name);
		if (k) {
			k->columns = cursor_parens(c);
			cursor_take(c, "references");
			references(c, k);
		}
	} else {
		return name.len > 0;
	}
	if (t->constraint_count > count)
		t->constraints[count].all = (struct part){ c->text + begin, c->last - begin };
	return !t->failed;
}

static void options(struct cursor *c, struct table *t)
{
	for (; !ended(c); cursor_next(c)) {
		t->without_rowid = t->without_rowid || cursor_is(c, "without");
		t->strict = t->strict || cursor_is(c, "strict");
	}
}

void table_parse(struct table *t)
{
	struct cursor c;

	cursor_begin(&c, t->text, strlen(t->text));
	while (!ended(&c) && !cursor_at(&c, '('))
		cursor_next(&c);
	cursor_next(&c);
	while (!ended(&c) && !begins_table_constraint(&c) && !t->failed) {
		column(&c, t);
		if (!cursor_at(&c, ','))
			break;
		cursor_next(&c);
	}
	/* the commas between constraints may be missing */
	while (!ended(&c) && !cursor_at(&c, ')') && !t->failed) {
		if (cursor_at(&c, ','))
			cursor_next(&c);
		if (!table_constraint(&c, t))
			break;
	}
	t->opaque = !cursor_at(&c, ')');
	cursor_next(&c);
	options(&c, t);
	if (c.token == WB_TOKEN_END)
		t->text[c.last] = '\0';
}

struct part table_key(const struct table *t)
{
	for (size_t i = 0; i < t->constraint_count; i++)
		if (t->constraints[i].kind == WB_KIND_PRIMARY_KEY)
			return t->constraints[i].columns;
	return (struct part){ 0 };
}

/* The column of that name; NULL. */
static const struct column *find_column(const struct table *t, struct part name)
{
	char *wanted = part_unquoted(name);
	const struct column *found = NULL;

	for (size_t i = 0; wanted && !found && i < t->column_count; i++) {
		char *have = part_unquoted(t->columns[i].name);

		if (have && sqlite3_stricmp(have, wanted) == 0)
			found = &t->columns[i];
		sqlite3_free(have);
	}
	sqlite3_free(wanted);
	return found;
}

const struct column *table_rowid(const struct table *t)
{
	for (size_t i = 0; i < t->constraint_count && !t->without_rowid; i++) {
		const struct constraint *k = &t->constraints[i];
		const struct column *column;
		struct cursor c;

		if (k->kind != WB_KIND_PRIMARY_KEY || k->descending)
			continue;
		cursor_begin(&c, k->columns.at, k->columns.len);
		column = find_column(t, cursor_name(&c));
		if (cursor_is(&c, "asc") || cursor_is(&c, "desc"))
			cursor_next(&c);
		if (column && ended(&c) && column->type.len == 7 &&
		    sqlite3_strnicmp(column->type.at, "integer", 7) == 0)
			return column;
	}
	return NULL;
}
