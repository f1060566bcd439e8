/* SPDX-License-Identifier: MIT */
/* SQLite keeps DDL as it was typed. Two texts that differ in blanks, comments, quotes or the case
 * of words mean the same. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* ------------------------------------------------------------------ a cursor */

void cursor_next(struct cursor *c)
{
	c->last = c->end;
	do {
		c->begin = c->end;
		c->token = sqlite_host->scan(SQLITE_LEXICAL, c->text, c->len, c->begin, 1, &c->end);
	} while (c->token == WB_TOKEN_SPACE || c->token == WB_TOKEN_COMMENT);
}

void cursor_begin(struct cursor *c, const char *text, size_t len)
{
	*c = (struct cursor){ .text = text, .len = len };
	cursor_next(c);
}

bool cursor_is(const struct cursor *c, const char *word)
{
	return c->token == WB_TOKEN_WORD && (c->text[c->begin] | 0x20) == word[0] &&
	       strlen(word) == c->end - c->begin &&
	       sqlite3_strnicmp(c->text + c->begin, word, (int)(c->end - c->begin)) == 0;
}

bool cursor_at(const struct cursor *c, char mark)
{
	return c->token == WB_TOKEN_MARK && c->text[c->begin] == mark;
}

bool cursor_take(struct cursor *c, const char *word)
{
	if (!cursor_is(c, word))
		return false;
	cursor_next(c);
	return true;
}

struct part cursor_parens(struct cursor *c)
{
	struct part inner = { c->text + c->end, 0 };
	size_t begin = c->end, depth = 0;

	do {
		if (cursor_at(c, '('))
			depth++;
		else if (cursor_at(c, ')') && --depth == 0)
			break;
		cursor_next(c);
	} while (c->token != WB_TOKEN_END && c->token != WB_TOKEN_TORN);
	inner.len = c->begin - begin;
	cursor_next(c);
	return inner;
}

struct part cursor_name(struct cursor *c)
{
	struct part name = { c->text + c->begin, c->end - c->begin };

	cursor_next(c);
	return name;
}

/* Several tokens are one number: .5, 5., 1e-3. */
bool cursor_number(struct cursor *c)
{
	bool hex = c->end - c->begin > 1 && (c->text[c->begin + 1] | 0x20) == 'x';
	size_t end;
	char last;

	if (c->token != WB_TOKEN_NUMBER && !cursor_at(c, '.'))
		return false;
	do {
		end = c->end;
		last = c->text[end - 1];
		cursor_next(c);
	} while (c->begin == end &&
		 (c->token == WB_TOKEN_NUMBER || cursor_at(c, '.') ||
		  (last == '.' && c->token == WB_TOKEN_WORD) ||
		  (!hex && (last | 0x20) == 'e' && (cursor_at(c, '+') || cursor_at(c, '-')))));
	return true;
}

char *part_unquoted(struct part name)
{
	char *to = sqlite3_malloc64(name.len + 1), close;
	size_t len = 0;

	if (!to)
		return NULL;
	if (!name.len || !strchr("\"`['", name.at[0])) {
		memcpy(to, name.at, name.len);
		to[name.len] = '\0';
		return to;
	}
	close = name.at[0] == '[' ? ']' : name.at[0];
	for (size_t i = 1; i + 1 < name.len; i++) {
		to[len++] = name.at[i];
		if (name.at[i] == close && name.at[i + 1] == close)
			i++;
	}
	to[len] = '\0';
	return to;
}

size_t text_end(const char *text, size_t len)
{
	struct cursor c;
	size_t end = 0;

	for (cursor_begin(&c, text, len); c.token != WB_TOKEN_END && c.token != WB_TOKEN_TORN;
	     cursor_next(&c))
		end = c.end;
	return end ? end : len;
}

/* ------------------------------------------------------------------ known names */

void fold(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

/* FNV-1a */
static size_t hash(const char *text)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return (size_t)h;
}

static size_t slot_of(const struct names *n, const char *folded)
{
	size_t i = hash(folded) & (n->room - 1);

	while (n->slots[i] && strcmp(n->slots[i], folded) != 0)
		i = (i + 1) & (n->room - 1);
	return i;
}

static bool grow(struct names *n)
{
	struct names larger = { .room = n->room ? n->room * 2 : 256 };

	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return false;
	for (size_t i = 0; i < n->room; i++)
		if (n->slots[i])
			larger.slots[slot_of(&larger, n->slots[i])] = n->slots[i];
	larger.count = n->count;
	free(n->slots);
	*n = larger;
	return true;
}

void names_add(struct names *n, struct part name)
{
	char *text = part_unquoted(name);
	size_t slot;

	if (!text || (n->count * 2 >= n->room && !grow(n))) {
		sqlite3_free(text);
		n->failed = true;
		return;
	}
	fold(text);
	slot = slot_of(n, text);
	if (n->slots[slot]) {
		sqlite3_free(text);
		return;
	}
	n->slots[slot] = text;
	n->count++;
}

bool names_have(const struct names *n, const char *folded)
{
	return n->room && n->slots[slot_of(n, folded)];
}

void names_release(struct names *n)
{
	for (size_t i = 0; i < n->room; i++)
		sqlite3_free(n->slots[i]);
	free(n->slots);
	*n = (struct names){ 0 };
}

/* ------------------------------------------------------------------ the normal form */

static void add_quoted(sqlite3_str *out, const struct names *names, struct part token)
{
	char *plain = part_unquoted(token), *folded = part_unquoted(token);

	if (plain && folded) {
		fold(folded);
		/* what no name explains is a string: SQLite takes double quotes for single ones
		 * there */
		if (token.at[0] == '"' && !names_have(names, folded))
			sqlite3_str_appendf(out, "%Q", plain);
		else
			sqlite3_str_appendall(out, folded);
	}
	sqlite3_free(plain);
	sqlite3_free(folded);
}

static void add_word(sqlite3_str *out, struct part token)
{
	for (size_t i = 0; i < token.len; i++) {
		char ch = token.at[i];

		sqlite3_str_appendchar(out, 1,
				       ch >= 'A' && ch <= 'Z' ? (char)(ch - 'A' + 'a') : ch);
	}
}

static bool wordish(int32_t token)
{
	return token == WB_TOKEN_WORD || token == WB_TOKEN_NAME || token == WB_TOKEN_NUMBER ||
	       token == WB_TOKEN_STRING;
}

static void add_token(sqlite3_str *out, const struct names *names, const struct cursor *c,
		      int32_t before)
{
	struct part token = { c->text + c->begin, c->end - c->begin };

	if (wordish(before) && wordish(c->token))
		sqlite3_str_appendchar(out, 1, ' ');
	if (c->token == WB_TOKEN_NAME)
		add_quoted(out, names, token);
	else if (c->token == WB_TOKEN_WORD || c->token == WB_TOKEN_NUMBER)
		add_word(out, token);
	else
		sqlite3_str_append(out, token.at, (int)token.len);
	/* lists are for people as well */
	if (cursor_at(c, ','))
		sqlite3_str_appendchar(out, 1, ' ');
}

void normal_add(sqlite3_str *out, const struct names *names, struct part text)
{
	struct cursor c;
	int32_t before = WB_TOKEN_END;

	for (cursor_begin(&c, text.at, text.len);
	     c.token != WB_TOKEN_END && c.token != WB_TOKEN_TORN; cursor_next(&c)) {
		add_token(out, names, &c, before);
		before = c.token;
	}
}

void normal_columns(sqlite3_str *out, const struct names *names, struct part list)
{
	struct cursor c;
	int32_t before = WB_TOKEN_END;
	size_t depth = 0;

	for (cursor_begin(&c, list.at, list.len);
	     c.token != WB_TOKEN_END && c.token != WB_TOKEN_TORN; cursor_next(&c)) {
		depth += cursor_at(&c, '(');
		depth -= depth && cursor_at(&c, ')');
		if (!depth && cursor_is(&c, "asc"))
			continue;
		add_token(out, names, &c, before);
		before = c.token;
	}
}

/* A text without the parentheses around all of it. */
static struct part strip(struct part text)
{
	struct cursor c;

	for (;;) {
		struct part inner;

		cursor_begin(&c, text.at, text.len);
		if (!cursor_at(&c, '('))
			return text;
		inner = cursor_parens(&c);
		if (c.token != WB_TOKEN_END)
			return text;
		text = inner;
	}
}

static bool default_word(sqlite3_str *out, const struct names *names, struct part word,
			 bool *out_constant)
{
	static const char *const keywords[] = {
		"null", "true", "false", "current_time", "current_date", "current_timestamp"
	};
	char *plain = part_unquoted(word);

	for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
		if (plain && word.len == strlen(keywords[i]) &&
		    sqlite3_stricmp(plain, keywords[i]) == 0) {
			*out_constant = i < 3;
			normal_add(out, names, word);
			sqlite3_free(plain);
			return true;
		}
	if (plain)
		sqlite3_str_appendf(out, "%Q", plain);
	sqlite3_free(plain);
	return true;
}

void normal_default(sqlite3_str *out, const struct names *names, struct part text,
		    bool *out_constant)
{
	struct part inner = strip(text);
	struct cursor c;
	int32_t first;

	cursor_begin(&c, inner.at, inner.len);
	*out_constant = true;
	first = c.token;
	if (first == WB_TOKEN_WORD || first == WB_TOKEN_NAME) {
		struct part word = cursor_name(&c);

		if (c.token == WB_TOKEN_END && default_word(out, names, word, out_constant))
			return;
		/* x'00' */
		*out_constant =
			word.len == 1 && (word.at[0] | 0x20) == 'x' && c.token == WB_TOKEN_STRING;
		if (*out_constant)
			cursor_next(&c);
	} else {
		if (cursor_at(&c, '-') || cursor_at(&c, '+'))
			cursor_next(&c);
		*out_constant = cursor_number(&c) || c.token == WB_TOKEN_STRING;
		if (c.token == WB_TOKEN_STRING)
			cursor_next(&c);
	}
	*out_constant = *out_constant && c.token == WB_TOKEN_END;
	normal_add(out, names, inner);
}
