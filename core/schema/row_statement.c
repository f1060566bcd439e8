/* SPDX-License-Identifier: MIT */
#include "row_statement.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "lex/lex.h"
#include "lex/lex_token.h"

/* One token ahead. */
struct words {
	uint32_t rules;
	const char *text;
	size_t len, at, end; /* the token is from `at` to `end` */
	int32_t token;
	struct row_statement *out;
	bool failed, strange;
};

/* ------------------------------------------------------------------ tokens */

static bool is(const struct words *w, const char *word)
{
	return w->token == WB_TOKEN_WORD && strlen(word) == w->end - w->at &&
	       strncasecmp(w->text + w->at, word, w->end - w->at) == 0;
}

static bool is_one_of(const struct words *w, const char *const *list)
{
	for (; *list; list++)
		if (is(w, *list))
			return true;
	return false;
}

static bool is_mark(const struct words *w, const char *marks)
{
	return w->token == WB_TOKEN_MARK && strchr(marks, w->text[w->at]);
}

static void next(struct words *w)
{
	do {
		w->at = w->end;
		w->token = lex_scan(w->rules, w->text, w->len, w->at, 1, &w->end);
		if (w->end <= w->at && w->token != WB_TOKEN_END)
			w->token = WB_TOKEN_TORN;
	} while (w->token == WB_TOKEN_SPACE || w->token == WB_TOKEN_COMMENT);
	w->strange |= w->token == WB_TOKEN_TORN || w->token == WB_TOKEN_MORE;
}

static bool take(struct words *w, const char *word)
{
	bool found = is(w, word);

	if (found)
		next(w);
	return found;
}

static bool take_mark(struct words *w, const char *mark)
{
	bool found = is_mark(w, mark);

	if (found)
		next(w);
	return found;
}

/* A name without its quotes. */
static bool name_of(const struct words *w, const char **out, size_t *len)
{
	bool quoted = w->token == WB_TOKEN_NAME && w->end - w->at >= 2;

	*out = w->text + w->at + quoted;
	*len = w->end - w->at - 2 * (size_t)quoted;
	return quoted || w->token == WB_TOKEN_WORD;
}

static bool take_name(struct words *w, struct string_vec *to)
{
	const char *name;
	size_t len;

	if (!name_of(w, &name, &len))
		return false;
	w->failed |= to && string_vec_add_len(to, name, len) < 0;
	next(w);
	return true;
}

/* Its own table, with a schema's name in front or without. */
static bool take_table(struct words *w)
{
	const size_t size = strlen(w->out->table);
	const char *name;
	size_t len;
	bool same;

	do {
		if (!name_of(w, &name, &len))
			return false;
		same = len == size && strncasecmp(name, w->out->table, len) == 0;
		next(w);
	} while (take_mark(w, "."));
	return same;
}

static bool at_end(struct words *w)
{
	take_mark(w, ";");
	return w->token == WB_TOKEN_END;
}

/* ------------------------------------------------------------------ expressions */

/* What brings other rows into it, or says more than which rows. */
static const char *const others[] = { "SELECT",    "FROM",   "RETURNING", "ORDER", "LIMIT",
				      "WITH",      "JOIN",   "USING",     "TABLE", "DEFAULT",
				      "PARTITION", "VALUES", NULL };
/* Words in front of a bracket that are no functions … */
static const char *const plain[] = { "IN", "AND", "OR", "NOT", "WHERE", NULL };
/* … and functions that look at nothing but their arguments. */
static const char *const functions[] = { "COALESCE", "NULLIF", "LOWER",   "UPPER",     "TRIM",
					 "LTRIM",    "RTRIM",  "LENGTH",  "REPLACE",   "SUBSTR",
					 "CONCAT",   "ABS",    "ROUND",   "SUBSTRING", "CAST",
					 "FLOOR",    "CEIL",   "CEILING", NULL };

/* A token of an expression; false: what it does is not understood. */
static bool take_part(struct words *w)
{
	bool known = is_one_of(w, functions), word = w->token == WB_TOKEN_WORD;
	bool bracket;

	if (is_one_of(w, others) || w->strange)
		return false;
	if (w->token == WB_TOKEN_MARK && !is_mark(w, "=<>!,().+-*/%|:"))
		return false;
	w->out->can_fail |= is_mark(w, "+-*/%|:");
	bracket = w->token == WB_TOKEN_NAME || (word && !known && !is_one_of(w, plain));
	if (word || w->token == WB_TOKEN_NAME)
		take_name(w, &w->out->names);
	else
		next(w);
	w->out->can_fail |= word && known;
	return !(bracket && is_mark(w, "("));
}

/* Up to a comma, a word or the end of the text. */
static bool take_expression(struct words *w, const char *until)
{
	size_t depth = 0;

	while (w->token != WB_TOKEN_END && !is_mark(w, ";")) {
		if (!depth && until && (is_mark(w, ",") || is(w, until)))
			return true;
		if (is_mark(w, ")") && !depth)
			return false;
		depth += is_mark(w, "(");
		depth -= is_mark(w, ")");
		if (!take_part(w))
			return false;
	}
	return depth == 0;
}

static bool take_where(struct words *w)
{
	if (take(w, "WHERE") && !take_expression(w, NULL))
		return false;
	return at_end(w);
}

/* ------------------------------------------------------------------ statements */

static bool read_update(struct words *w)
{
	if (!take_table(w) || !take(w, "SET"))
		return false;
	w->out->kind = ROW_UPDATE;
	w->out->constant = true;
	do {
		bool value;

		if (!take_name(w, &w->out->writes) || !take_mark(w, "="))
			return false;
		value = w->token == WB_TOKEN_STRING || w->token == WB_TOKEN_NUMBER;
		if (value)
			next(w);
		if (value && (is_mark(w, ",;") || is(w, "WHERE") || w->token == WB_TOKEN_END))
			continue;
		w->out->constant = false;
		if (!take_expression(w, "WHERE"))
			return false;
	} while (take_mark(w, ","));
	return take_where(w);
}

static bool read_delete(struct words *w)
{
	if (!take(w, "FROM") || !take_table(w))
		return false;
	w->out->kind = ROW_DELETE;
	return take_where(w);
}

/* Values that stand there. */
static bool take_row(struct words *w)
{
	static const char *const constants[] = { "NULL", "TRUE", "FALSE", NULL };

	if (!take_mark(w, "("))
		return false;
	do {
		take_mark(w, "-");
		if (w->token != WB_TOKEN_STRING && w->token != WB_TOKEN_NUMBER &&
		    !is_one_of(w, constants))
			return false;
		next(w);
	} while (take_mark(w, ","));
	return take_mark(w, ")");
}

static bool read_insert(struct words *w)
{
	bool ignores = take(w, "IGNORE") || (take(w, "OR") && take(w, "IGNORE"));

	if (!take(w, "INTO") || !take_table(w))
		return false;
	w->out->kind = ROW_INSERT;
	if (take_mark(w, "(")) {
		do
			if (!take_name(w, &w->out->writes))
				return false;
		while (take_mark(w, ","));
		if (!take_mark(w, ")"))
			return false;
	}
	if (!take(w, "VALUES"))
		return false;
	do
		if (!take_row(w))
			return false;
	while (take_mark(w, ","));
	if (!ignores && take(w, "ON") &&
	    !(take(w, "CONFLICT") && take(w, "DO") && take(w, "NOTHING")))
		return false;
	return at_end(w);
}

/* INSERT and the like change what stands behind INTO; SELECT and CREATE nothing that they name. */
static bool may_change(struct words *w)
{
	if (is(w, "SELECT") || is(w, "CREATE") || is(w, "VALUES"))
		return false;
	if (!take(w, "INSERT") && !take(w, "REPLACE"))
		return true;
	for (size_t i = 0; i < 3 && !is(w, "INTO") && w->token == WB_TOKEN_WORD; i++)
		next(w);
	return !take(w, "INTO") || take_table(w);
}

int row_statement_read(uint32_t rules, const char *text, size_t len, struct row_statement *out,
		       struct wb_error *err)
{
	const struct words start = { .rules = rules, .text = text, .len = len, .out = out };
	struct words w = start;
	bool understood;

	next(&w);
	out->may_change = may_change(&w);
	w = start;
	next(&w);
	if (take(&w, "UPDATE"))
		understood = read_update(&w);
	else if (take(&w, "DELETE"))
		understood = read_delete(&w);
	else
		understood = take(&w, "INSERT") && read_insert(&w);
	if (!understood || w.strange)
		out->kind = ROW_OTHER;
	return w.failed ? wb_error_nomem(err) : 0;
}

/* ------------------------------------------------------------------ names */

bool text_speaks_of(const char *text, size_t len, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; n && i + n <= len; i++)
		if (strncasecmp(text + i, name, n) == 0 && (i == 0 || !lex_is_word(text[i - 1])) &&
		    (i + n == len || !lex_is_word(text[i + n])))
			return true;
	return false;
}

bool row_names_have(const struct string_vec *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcasecmp(names->items[i], name) == 0)
			return true;
	return false;
}

void row_statement_free(struct row_statement *statement)
{
	free(statement->table);
	string_vec_free(&statement->names);
	string_vec_free(&statement->writes);
}

void row_statements_free(struct row_statement_vec *statements)
{
	for (size_t i = 0; i < statements->count; i++)
		row_statement_free(&statements->items[i]);
	row_statement_vec_release(statements);
}
