/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/uses.h>

/* A program in a string in a string, and so on: what is deeper than anybody writes is not known. */
#define LEVELS_MOST 16

char *kit_literal(struct kit_part l)
{
	const char *quote = memchr(l.at, '\'', l.len), *dollar = memchr(l.at, '$', l.len);
	char *out = malloc(l.len + 1);
	bool escapes;
	size_t n = 0;

	if (!out)
		return NULL;
	if (l.len && *l.at == '$' && (dollar = memchr(l.at + 1, '$', l.len - 1)) != NULL) {
		const size_t tag = (size_t)(dollar - l.at) + 1;

		n = l.len >= 2 * tag ? l.len - 2 * tag : 0;
		memcpy(out, l.at + tag, n);
		out[n] = '\0';
		return out;
	}
	if (!quote)
		quote = l.at;
	escapes = (quote > l.at && (*l.at | 0x20) == 'e') ||
		  (kit_dialect->lexical & WB_LEX_BACKSLASH);
	for (const char *at = quote + 1; at + 1 < l.at + l.len; at++) {
		if ((*at == *quote && at[1] == *quote) || (*at == '\\' && escapes))
			at++;
		out[n++] = *at;
	}
	out[n] = '\0';
	return out;
}

/* What is looked for, and how deep it is now. */
struct search {
	const char *name;
	bool call;
	int level;
};

/* Which parentheses are a call's, the innermost in the lowest bit. Deeper ones are taken for calls. */
struct parens {
	uint64_t calls;
	size_t depth;
};

/* A parenthesis behind one of these opens no call. */
static const char *const no_functions[] = {
	"ALL",  "AND",    "ANY",       "AS",    "BY",     "CHECK",  "DEFAULT", "ELSE",
	"FROM", "IN",     "INTO",      "KEY",   "NOT",    "ON",     "OR",      "RETURNING",
	"ROW",  "SELECT", "SET",       "SOME",  "THEN",   "UNIQUE", "USING",   "VALUES",
	"WHEN", "WHERE",  "INTERSECT", "UNION", "EXCEPT", "HAVING", "LIMIT",   NULL
};

static void follow(struct parens *p, const struct kit_words *w, bool callable)
{
	if (kit_mark_is(w, '(')) {
		p->calls = p->calls << 1 | callable;
		p->depth++;
	} else if (kit_mark_is(w, ')') && p->depth) {
		p->calls = p->calls >> 1 | (p->depth > 64 ? UINT64_C(1) << 63 : 0);
		p->depth--;
	}
}

static bool is_it(const struct kit_words *w, const char *name)
{
	const size_t len = strlen(name);
	struct kit_part part = { w->text + w->begin, w->end - w->begin };
	char *plain;
	bool is;

	if (w->token == WB_TOKEN_WORD)
		return part.len == len && strncasecmp(part.at, name, len) == 0;
	if (w->token != WB_TOKEN_NAME)
		return false;
	plain = kit_unquoted(part);
	is = !plain || strcasecmp(plain, name) == 0;
	free(plain);
	return is;
}

static bool opens(struct kit_words next)
{
	kit_words_next(&next);
	return kit_mark_is(&next, '(');
}

static bool casts(struct kit_words next)
{
	kit_words_next(&next);
	return kit_mark_is(&next, ':');
}

static bool in_text(const struct search *s, const char *text, size_t len, bool deep);

/* Not knowing what it says is taken for the worst. */
static bool in_literal(const struct search *s, struct kit_part literal, bool runs)
{
	const struct search inner = { s->name, s->call, s->level + 1 };
	char *plain = kit_literal(literal);
	bool found;

	if (!plain)
		return true;
	found = (!s->call && strcasecmp(plain, s->name) == 0) ||
		(runs && kit_mentions(plain, strlen(plain), s->name) &&
		 (s->level == LEVELS_MOST || in_text(&inner, plain, strlen(plain), true)));
	free(plain);
	return found;
}

static bool in_text(const struct search *s, const char *text, size_t len, bool deep)
{
	struct parens parens = { 0, 0 };
	struct kit_words w;
	bool callable = false;

	for (kit_words_begin(&w, text, len, 0); !kit_words_ended(&w); kit_words_next(&w)) {
		const struct kit_part part = { w.text + w.begin, w.end - w.begin };

		if (is_it(&w, s->name) && (!s->call || opens(w)))
			return true;
		if (w.token == WB_TOKEN_STRING &&
		    in_literal(s, part, deep || (parens.depth && (parens.calls & 1)) || casts(w)))
			return true;
		follow(&parens, &w, callable);
		callable = w.token == WB_TOKEN_NAME ||
			   (w.token == WB_TOKEN_WORD && !kit_word_is_any(&w, no_functions));
	}
	/* what is no whole text may go on as it likes */
	return w.token == WB_TOKEN_TORN && kit_mentions(text + w.begin, len - w.begin, s->name);
}

/* The first word of what runs the texts of its strings. */
static bool runs_texts(const char *text, size_t len)
{
	static const char *const words[] = { "DO", "EXECUTE", "PREPARE", NULL };
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	return kit_word_is_any(&w, words);
}

static bool search(const char *text, size_t len, const char *name, bool call)
{
	const struct search s = { name, call, 0 };

	return kit_mentions(text, len, name) && in_text(&s, text, len, runs_texts(text, len));
}

bool kit_calls(const char *text, size_t len, const char *name)
{
	return search(text, len, name, true);
}

bool kit_holds_call(const char *text, size_t len, const char *name)
{
	const struct search s = { name, true, 0 };

	return kit_mentions(text, len, name) && in_text(&s, text, len, true);
}

bool kit_names_it(const char *text, size_t len, const char *name)
{
	return search(text, len, name, false);
}

size_t kit_count_calls(const char *text, size_t len, const char *const *names)
{
	struct kit_words w;
	size_t count = 0;

	for (; *names; names++) {
		if (!kit_mentions(text, len, *names))
			continue;
		for (kit_words_begin(&w, text, len, 0); !kit_words_ended(&w); kit_words_next(&w))
			count += is_it(&w, *names) && opens(w);
	}
	return count;
}

static bool holds_word(const char *text, size_t len, const char *word, int level)
{
	struct kit_words w;

	for (kit_words_begin(&w, text, len, 0); !kit_words_ended(&w); kit_words_next(&w)) {
		char *inner;
		bool found;

		if (kit_word_is(&w, word))
			return true;
		if (w.token != WB_TOKEN_STRING ||
		    !kit_mentions(text + w.begin, w.end - w.begin, word))
			continue;
		inner = kit_literal((struct kit_part){ text + w.begin, w.end - w.begin });
		found = !inner || level == LEVELS_MOST ||
			holds_word(inner, strlen(inner), word, level + 1);
		free(inner);
		if (found)
			return true;
	}
	return w.token == WB_TOKEN_TORN && kit_mentions(text + w.begin, len - w.begin, word);
}

bool kit_holds_word(const char *text, size_t len, const char *word)
{
	return kit_mentions(text, len, word) && holds_word(text, len, word, 0);
}

bool kit_has_word(const char *text, size_t len, const char *word)
{
	struct kit_words w;

	if (!kit_mentions(text, len, word))
		return false;
	for (kit_words_begin(&w, text, len, 0); !kit_words_ended(&w); kit_words_next(&w))
		if (kit_word_is(&w, word))
			return true;
	return false;
}
