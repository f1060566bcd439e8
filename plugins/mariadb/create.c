/* SPDX-License-Identifier: MIT */
/* What SHOW CREATE TABLE says. The server writes it, so it has but one form; what is in quotes or
 * parentheses is skipped whole. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "schema.h"

/* ------------------------------------------------------------------ columns */

static const char *const clauses[] = {
	"CHARACTER", "COLLATE", "GENERATED", "VIRTUAL", "STORED",         "PERSISTENT",
	"NOT",       "NULL",    "DEFAULT",   "ON",      "AUTO_INCREMENT", "INVISIBLE",
	"COMMENT",   "CHECK",   "WITHOUT",   "WITH",    "REF_SYSTEM_ID",  NULL
};

/* `body` is what stands behind the word. */
static void take_clause(struct maria_column *c, struct kit_part word, struct kit_part body,
			struct kit_part all)
{
	struct maria_scan s = maria_scan_of(body.at, body.len, 0);

	if (!word.len) {
		c->type = all;
	} else if (maria_part_is(word, "CHARACTER")) {
		maria_next(&s);
		maria_next(&s);
		c->charset = maria_token(&s);
	} else if (maria_part_is(word, "COLLATE")) {
		c->collate = body;
	} else if (maria_part_is(word, "GENERATED")) {
		struct kit_part inside = maria_next_parens(&s);

		if (inside.len)
			c->generated = inside;
		else
			c->row = (struct kit_part){ body.at + 10,
						    body.len > 10 ? body.len - 10 : 0 };
	} else if (maria_part_is(word, "STORED") || maria_part_is(word, "PERSISTENT")) {
		c->stored = true;
	} else if (maria_part_is(word, "NOT")) {
		c->not_null = true;
	} else if (maria_part_is(word, "DEFAULT")) {
		c->fallback = body;
	} else if (maria_part_is(word, "ON")) {
		c->on_update = (struct kit_part){ body.at + 7, body.len > 7 ? body.len - 7 : 0 };
	} else if (maria_part_is(word, "AUTO_INCREMENT")) {
		c->auto_increment = true;
	} else if (maria_part_is(word, "INVISIBLE")) {
		c->invisible = true;
	} else if (maria_part_is(word, "COMMENT")) {
		c->comment = body;
	} else if (maria_part_is(word, "CHECK")) {
		c->check = maria_next_parens(&s);
	} else if (maria_part_is(word, "WITHOUT")) {
		c->unversioned = true;
	} else if (!maria_part_is(word, "NULL") && !maria_part_is(word, "VIRTUAL")) {
		c->other = all;
	}
}

/* The scan stands on the column's name, and ends on the comma behind the column. */
static void parse_column(struct maria_create *create, struct maria_scan *s, struct maria_column *c)
{
	struct kit_part word = { 0 };
	size_t begin, all, behind = 0;
	bool first = true, is_option;

	(void)create;
	c->name = maria_token(s);
	maria_next(s);
	begin = all = s->begin;
	while (!maria_ended(s) && !maria_mark(s, ',')) {
		is_option = s->kind == MARIA_NAME && !maria_part_is(word, "DEFAULT");
		if (!first && ((s->kind == MARIA_WORD && maria_one_of(s, clauses)) || is_option)) {
			take_clause(c, word, maria_between(s, behind, s->begin),
				    maria_between(s, begin, s->begin));
			begin = s->begin;
			behind = s->end;
			word = maria_token(s);
			/* what follows these words belongs to them, whatever it is */
			first = maria_is(s, "NOT") || maria_is(s, "DEFAULT") ||
				maria_is(s, "WITHOUT") || maria_is(s, "ON");
		} else {
			first = false;
			if (maria_mark(s, '('))
				maria_parens(s);
		}
		maria_next(s);
	}
	c->all = maria_between(s, all, maria_ended(s) ? s->len : s->word);
	take_clause(c, word, maria_between(s, behind, maria_ended(s) ? s->len : s->word),
		    maria_between(s, begin, maria_ended(s) ? s->len : s->word));
}

bool maria_column_is_text(const struct maria_column *c)
{
	static const char *const types[] = { "char", "varchar",    "tinytext",
					     "text", "mediumtext", "longtext",
					     "enum", "set",        NULL };

	for (size_t i = 0; types[i]; i++) {
		size_t len = strlen(types[i]);

		if (c->type.len >= len && strncasecmp(c->type.at, types[i], len) == 0 &&
		    (c->type.len == len || c->type.at[len] == '(' || c->type.at[len] == ' '))
			return true;
	}
	return false;
}

void maria_column_write(const struct maria_create *create, const struct maria_column *c,
			struct kit_text *out)
{
	struct kit_part collate = maria_create_option(create, "COLLATE");
	struct kit_part charset = maria_create_option(create, "DEFAULT CHARSET");
	const char *behind = c->type.at + c->type.len, *end = c->all.at + c->all.len;
	bool inherits = maria_column_is_text(c) && !c->charset.len && !c->collate.len;

	kit_text_write(out, "%S %S", c->name.at, (size_t)c->name.len, c->type.at,
		       (size_t)c->type.len);
	if (inherits && charset.len)
		kit_text_write(out, " CHARACTER SET %S", charset.at, (size_t)charset.len);
	if (inherits && collate.len)
		kit_text_write(out, " COLLATE %S", collate.at, (size_t)collate.len);
	kit_text_write(out, "%S", behind, (size_t)(end - behind));
}

/* ------------------------------------------------------------------ keys */

static void parse_reference(struct maria_scan *s, struct maria_key *k)
{
	maria_next(s);
	k->columns = maria_next_parens(s);
	while (!maria_ended(s) && !maria_is(s, "REFERENCES"))
		maria_next(s);
	maria_next(s);
	k->target = maria_token(s);
	if (s->end < s->len && s->text[s->end] == '.') {
		k->target_schema = k->target;
		maria_next(s);
		maria_next(s);
		k->target = maria_token(s);
	}
	k->target_columns = maria_next_parens(s);
}

/* ON DELETE …, ON UPDATE …: the scan stands behind ON. */
static void parse_action(struct maria_scan *s, struct maria_key *k)
{
	struct kit_part *action;
	size_t begin;

	maria_next(s);
	action = maria_is(s, "DELETE") ? &k->on_delete : &k->on_update;
	begin = s->end;
	maria_next(s);
	if (maria_is(s, "SET") || maria_is(s, "NO"))
		maria_next(s);
	*action = maria_between(s, begin, s->end);
}

static void parse_constraint(struct maria_scan *s, struct maria_key *k)
{
	maria_next(s);
	k->name = maria_token(s);
	maria_next(s);
	if (maria_is(s, "CHECK")) {
		k->kind = WB_KIND_CHECK;
		k->expression = maria_next_parens(s);
		return;
	}
	k->kind = WB_KIND_FOREIGN_KEY;
	parse_reference(s, k);
	while (maria_next(s) == MARIA_WORD)
		if (maria_is(s, "ON"))
			parse_action(s, k);
}

/* The scan stands on the first word, and ends on the comma behind the key. */
static void parse_key(struct maria_scan *s, struct maria_key *k)
{
	size_t begin = s->begin, behind = 0;

	k->kind = WB_KIND_INDEX;
	if (maria_is(s, "CONSTRAINT")) {
		parse_constraint(s, k);
	} else {
		if (maria_is(s, "PRIMARY"))
			k->kind = WB_KIND_PRIMARY_KEY;
		else if (maria_is(s, "UNIQUE"))
			k->kind = WB_KIND_UNIQUE;
		else if (!maria_is(s, "KEY"))
			k->type = maria_token(s);
		while (!maria_ended(s) && !maria_mark(s, '(')) {
			if (s->kind == MARIA_NAME)
				k->name = maria_token(s);
			maria_next(s);
		}
		k->columns = maria_next_parens(s);
		behind = s->end;
	}
	while (!maria_ended(s) && !maria_mark(s, ',')) {
		if (maria_mark(s, '('))
			maria_parens(s);
		maria_next(s);
	}
	k->all = maria_between(s, begin, maria_ended(s) ? s->len : s->word);
	if (behind)
		k->options = maria_between(s, behind, maria_ended(s) ? s->len : s->word);
}

/* ------------------------------------------------------------------ the whole */

static bool parse_item(struct maria_create *c, struct maria_scan *s)
{
	void *items = c->columns;

	if (s->kind == MARIA_NAME) {
		if (!maria_grow(&items, &c->column_room, c->column_count, sizeof(*c->columns)))
			return false;
		c->columns = items;
		c->columns[c->column_count] = (struct maria_column){ 0 };
		parse_column(c, s, &c->columns[c->column_count++]);
		return true;
	}
	if (maria_is(s, "PERIOD")) {
		size_t begin = s->end + 4;

		items = c->periods;
		if (!maria_grow(&items, &c->period_room, c->period_count, sizeof(*c->periods)))
			return false;
		c->periods = items;
		maria_next_parens(s);
		c->periods[c->period_count++] = maria_between(s, begin, s->end);
		maria_next(s);
		return true;
	}
	items = c->keys;
	if (!maria_grow(&items, &c->key_room, c->key_count, sizeof(*c->keys)))
		return false;
	c->keys = items;
	c->keys[c->key_count] = (struct maria_key){ 0 };
	parse_key(s, &c->keys[c->key_count++]);
	return true;
}

/* KEY=VALUE, where KEY may be two words. */
static bool parse_option(struct maria_create *c, struct maria_scan *s)
{
	struct maria_option o = { 0 };
	void *items = c->options;
	size_t begin = s->begin, end = s->end;

	while (!maria_ended(s) && !maria_mark(s, '=')) {
		end = s->end;
		maria_next(s);
	}
	o.key = maria_between(s, begin, end);
	maria_next(s);
	o.value = maria_token(s);
	if (maria_mark(s, '(')) {
		size_t open = s->word;

		maria_parens(s);
		o.value = maria_between(s, open, s->end);
	}
	o.all = maria_between(s, begin, s->end);
	if (!maria_grow(&items, &c->option_room, c->option_count, sizeof(*c->options)))
		return false;
	c->options = items;
	c->options[c->option_count++] = o;
	maria_next(s);
	return true;
}

static bool parse_tail(struct maria_create *c, struct maria_scan *s)
{
	maria_next(s);
	while (!maria_ended(s)) {
		if (maria_is(s, "PARTITION")) {
			c->partitions = maria_between(s, s->begin, s->len);
			return true;
		}
		if (maria_is(s, "WITH")) {
			c->versioned = true;
			for (int i = 0; i < 3; i++)
				maria_next(s);
		} else if (!parse_option(c, s)) {
			return false;
		}
	}
	return true;
}

void maria_create_parse(struct maria_create *c)
{
	struct maria_scan s = { .text = c->text, .len = strlen(c->text), .last = true }, inside;
	bool ok = true;

	while (maria_next(&s) != MARIA_END && !maria_mark(&s, '('))
		;
	c->body = maria_parens(&s);
	c->tail = maria_between(&s, s.end, s.len);
	inside = (struct maria_scan){ .text = c->body.at, .len = c->body.len, .last = true };
	while (ok && maria_more(&inside))
		ok = parse_item(c, &inside);
	c->failed = !ok || !parse_tail(c, &s);
}

void maria_create_release(struct maria_create *c)
{
	free(c->name);
	free(c->text);
	free(c->columns);
	free(c->keys);
	free(c->periods);
	free(c->options);
}

struct kit_part maria_create_option(const struct maria_create *c, const char *key)
{
	for (size_t i = 0; i < c->option_count; i++)
		if (maria_part_is(c->options[i].key, key))
			return c->options[i].value;
	return (struct kit_part){ 0 };
}

/* Copy what is not left out. */
static void copy_without(struct kit_text *out, const char *from, const char *end,
			 struct kit_part without)
{
	if (!without.len) {
		kit_text_write(out, "%S", from, (size_t)(end - from));
		return;
	}
	kit_text_write(out, "%S", from, (size_t)(without.at - from));
	from = without.at + without.len;
	kit_text_write(out, "%s", *from == ' ' ? from + 1 : from);
}

void maria_create_write(const struct maria_create *c, struct kit_text *out)
{
	const char *separator = "\n  ";
	struct kit_part counter = { 0 };

	for (size_t i = 0; i < c->option_count; i++)
		if (maria_part_is(c->options[i].key, "AUTO_INCREMENT"))
			counter = c->options[i].all;
	kit_text_write(out, "%S", c->text, (size_t)(c->body.at - c->text));
	/* parts of the text in their order: the server has put the keys behind the columns */
	while (out->len && (out->data[out->len - 1] == ' ' || out->data[out->len - 1] == '\n'))
		out->data[--out->len] = '\0';
	for (size_t i = 0; i < c->column_count; i++, separator = ",\n  ")
		kit_text_write(out, "%s%S %S", separator, c->columns[i].name.at,
			       (size_t)c->columns[i].name.len, c->columns[i].all.at,
			       (size_t)c->columns[i].all.len);
	for (size_t i = 0; i < c->period_count; i++)
		kit_text_write(out, "%sPERIOD FOR %S", separator, c->periods[i].at,
			       (size_t)c->periods[i].len);
	for (size_t i = 0; i < c->key_count; i++)
		if (c->keys[i].kind != WB_KIND_FOREIGN_KEY)
			kit_text_write(out, "%s%S", separator, c->keys[i].all.at,
				       (size_t)c->keys[i].all.len);
	kit_text_add(out, "\n) ");
	copy_without(out, c->tail.at, c->tail.at + c->tail.len, counter);
}
