/* SPDX-License-Identifier: MIT */
/* Texts that code executes: is it known, before it runs, which command they begin with? One that is put
 * together has a beginning that stands in the code, as in format('DROP TABLE %I', …), in 'GRANT ' || …,
 * or in a query whose rows are executed. One that comes as a parameter or out of a table has none. */
#include <string.h>
#include <strings.h>

#include "outside.h"

#define DEPTH_MAX 4
#define NESTED_MAX 16

struct texts {
	struct kit_words body;
	bool doubled; /* its own quotes are written twice */
	int depth;    /* of variables that are made of others */
};

/* ------------------------------------------------------------------ the beginning of a text */

/* So much of it as can be read; '%' stands for what is filled in. */
struct beginning {
	char text[256];
	size_t len;
};

static void append(struct beginning *b, const char *text, size_t len)
{
	size_t room = sizeof(b->text) - 1 - b->len;

	len = len < room ? len : room;
	memcpy(b->text + b->len, text, len);
	b->len += len;
}

/* A constant, and step over it. Within quotes that are written twice it is no token of its own. */
static void take_constant(const struct texts *t, struct kit_words *w, struct beginning *out)
{
	const char *from = w->text + w->begin + 1, *end;
	size_t len = w->end - w->begin;

	if (t->doubled && len == 2) {
		from = w->text + w->end;
		end = memmem(from, w->len - w->end, "''", 2);
		end = end ? end : w->text + w->len;
		append(out, from, (size_t)(end - from));
		w->end = (size_t)(end - w->text) + (end < w->text + w->len ? 2 : 0);
	} else if (from[-1] == '$') {
		const char *close = memchr(from, '$', len - 1);
		size_t tag = (size_t)(close + 1 - from) + 1;

		append(out, from - 1 + tag, len > 2 * tag ? len - 2 * tag : 0);
	} else {
		from += from[-1] != '\'';
		append(out, from, w->end - 1 - (size_t)(from - w->text));
	}
	kit_words_next(w);
}

static bool take_joint(struct kit_words *w)
{
	bool first = kit_mark_take(w, '|');

	return first && kit_mark_take(w, '|');
}

/* A constant, and what is put behind it. */
static struct beginning take_beginning(const struct texts *t, struct kit_words *w, bool listed)
{
	struct beginning b = { .len = 0 };
	bool more = true;

	while (more) {
		if (w->token != WB_TOKEN_STRING) {
			append(&b, "%", 1);
			break;
		}
		take_constant(t, w, &b);
		more = take_joint(w);
		if (!more && listed && kit_mark_take(w, ',')) {
			append(&b, " ", 1);
			more = true;
		}
	}
	return b;
}

/* Is the command at the beginning there to be read, and with CREATE and its like what it is about? */
static bool is_known_command(const char *text, size_t len)
{
	static const char *const about[] = {
		"create", "alter", "drop", "comment", "security", NULL
	};
	static const char *const fillers[] = { "or",    "replace", "temp", "temporary", "global",
					       "local", "unique",  "on",   "label",     NULL };
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	if (w.token != WB_TOKEN_WORD || (w.end < len && text[w.end] == '%'))
		return w.token == WB_TOKEN_END;
	if (!kit_word_is_any(&w, about))
		return true;
	do
		kit_words_next(&w);
	while (kit_word_is_any(&w, fillers));
	return w.token == WB_TOKEN_WORD && !(w.end < len && text[w.end] == '%');
}

static bool is_known_text(const struct beginning *b)
{
	const char *at = b->text, *end = b->text + b->len, *next;

	if (!b->len)
		return false;
	for (; at < end; at = next + 1) {
		next = memchr(at, ';', (size_t)(end - at));
		next = next ? next : end;
		if (!is_known_command(at, (size_t)(next - at)))
			return false;
	}
	return true;
}

/* ------------------------------------------------------------------ expressions */

static bool known_variable(const struct texts *t, struct kit_words name);

static bool known_expression(const struct texts *t, struct kit_words w);

/* CASE: whatever comes of it. */
static bool known_case(const struct texts *t, struct kit_words w)
{
	bool known = false;

	for (; !kit_words_ended(&w) && !kit_word_is(&w, "end"); kit_words_next(&w)) {
		struct kit_words value = w;

		if (!kit_word_take(&value, "then") && !kit_word_take(&value, "else"))
			continue;
		if (!known_expression(t, value))
			return false;
		known = true;
	}
	return known;
}

/* What the server itself writes down, and functions whose first argument begins what they give. */
static bool known_call(const struct texts *t, struct kit_words name, struct kit_words w)
{
	static const char *const takers[] = { "format", "concat",    "replace",  "regexp_replace",
					      "trim",   "btrim",     "rtrim",    "ltrim",
					      "lower",  "upper",     "coalesce", "string_agg",
					      "max",    "array_agg", "min",      "array_to_string",
					      "array",  "concat_ws", NULL };

	if (name.end - name.begin > 7 && strncasecmp(name.text + name.begin, "pg_get_", 7) == 0)
		return true;
	if (!kit_word_is_any(&name, takers))
		return false;
	kit_words_next(&w);
	if (kit_word_is(&name, "concat_ws")) {
		while (!kit_words_ended(&w) && !kit_mark_is(&w, ','))
			kit_words_next(&w);
		kit_words_next(&w);
	}
	if (w.token == WB_TOKEN_STRING && strncasecmp(name.text + name.begin, "concat", 6) == 0) {
		struct beginning b = take_beginning(t, &w, true);

		return is_known_text(&b);
	}
	return known_expression(t, w);
}

static bool known_expression(const struct texts *t, struct kit_words w)
{
	struct kit_words name;

	while (kit_mark_is(&w, '(') || kit_word_is(&w, "select") || kit_word_is(&w, "distinct"))
		kit_words_next(&w);
	if (w.token == WB_TOKEN_STRING) {
		struct beginning b = take_beginning(t, &w, false);

		return is_known_text(&b);
	}
	if (kit_word_is(&w, "case"))
		return known_case(t, w);
	name = w;
	kit_words_next(&w);
	if (kit_word_is(&name, "pg_catalog") && kit_mark_take(&w, '.')) {
		name = w;
		kit_words_next(&w);
	}
	if (name.token != WB_TOKEN_WORD && name.token != WB_TOKEN_NAME)
		return false;
	if (kit_mark_is(&w, '(') || (kit_word_is(&name, "array") && kit_mark_is(&w, '[')))
		return known_call(t, name, w);
	return t->depth < DEPTH_MAX && known_variable(t, name);
}

/* ------------------------------------------------------------------ variables */

/* On the way through the code: where the expression that is now read began, in each parenthesis. */
struct way {
	struct kit_words at, before;
	struct kit_words item[NESTED_MAX];
	size_t depth;
	bool begins; /* a statement or a declaration */
};

static bool same_token(const struct kit_words *a, const struct kit_words *b)
{
	size_t len = a->end - a->begin;

	return len == b->end - b->begin &&
	       strncasecmp(a->text + a->begin, b->text + b->begin, len) == 0;
}

static void way_next(struct way *y)
{
	static const char *const openers[] = { "begin", "then", "else", "loop", "declare", NULL };
	struct kit_words next = y->at;

	kit_words_next(&next);
	if (kit_mark_is(&y->at, '('))
		y->depth += y->depth + 1 < NESTED_MAX;
	else if (kit_mark_is(&y->at, ')'))
		y->depth -= y->depth > 0;
	y->begins = kit_mark_is(&y->at, ';') || kit_word_is_any(&y->at, openers);
	if (y->begins)
		y->depth = 0;
	if (kit_mark_is(&y->at, '(') || kit_mark_is(&y->at, ',') || kit_word_is(&y->at, "select"))
		y->item[y->depth] = next;
	y->before = y->at;
	y->at = next;
}

/* name := …, or name type := …; whether there is a value, which `*out` then stands on. */
static bool is_assigned(const struct way *y, struct kit_words *out)
{
	struct kit_words w = y->at;

	for (kit_words_next(&w); !kit_words_ended(&w) && !kit_mark_is(&w, ';');
	     kit_words_next(&w)) {
		if (kit_mark_is(&w, ':') || kit_mark_is(&w, '=') || kit_word_is(&w, "default")) {
			kit_mark_take(&w, ':');
			kit_words_next(&w);
			*out = w;
			return true;
		}
		if (kit_mark_is(&w, '('))
			kit_parens_take(&w);
	}
	return false;
}

/* SELECT 'text' AS name, SELECT 'text' INTO name; FOR name IN SELECT 'text' …, FOREACH name IN ARRAY …. */
static bool is_selected(const struct way *y, struct kit_words *out)
{
	struct kit_words w = y->at;

	*out = y->item[y->depth];
	if (kit_word_is(&y->before, "as") || kit_word_is(&y->before, "into") ||
	    kit_word_is(&y->before, "strict") || y->before.token == WB_TOKEN_STRING)
		return out->text != NULL;
	if (!kit_word_is(&y->before, "for") && !kit_word_is(&y->before, "foreach"))
		return false;
	kit_words_next(&w);
	if (!kit_word_take(&w, "in"))
		return false;
	if (kit_word_is(&w, "array"))
		kit_words_next(&w);
	while (kit_mark_is(&w, '[') || kit_word_is(&w, "array"))
		kit_words_next(&w);
	*out = w;
	return true;
}

/* All that it is given is known, and it is given something. */
static bool known_variable(const struct texts *t, struct kit_words name)
{
	struct texts deeper = *t;
	struct way y = { .at = t->body, .begins = true };
	struct kit_words field = name, value;
	bool known = false;

	deeper.depth++;
	kit_words_next(&field);
	if (kit_mark_take(&field, '.'))
		name = field;
	for (; !kit_words_ended(&y.at); way_next(&y)) {
		if (!same_token(&y.at, &name) ||
		    !((y.begins && is_assigned(&y, &value)) || is_selected(&y, &value)))
			continue;
		if (same_token(&value, &name)) /* something is put behind it */
			continue;
		if (!known_expression(&deeper, value))
			return false;
		known = true;
	}
	return known;
}

/* ------------------------------------------------------------------ what is executed */

bool pg_outside_executes_unknown(struct kit_words body, bool doubled)
{
	static const char *const others[] = { "function", "procedure", "on", NULL };
	const struct texts t = { .body = body, .doubled = doubled };

	for (struct kit_words w = body; !kit_words_ended(&w);) {
		bool executes = kit_word_is(&w, "execute");

		kit_words_next(&w);
		if (executes && !kit_word_is_any(&w, others) && !kit_mark_is(&w, ',') &&
		    !known_expression(&t, w))
			return true;
	}
	return false;
}
