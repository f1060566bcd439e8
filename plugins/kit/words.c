/* SPDX-License-Identifier: MIT */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/words.h>

void kit_words_next(struct kit_words *w)
{
	w->last = w->end;
	do {
		w->begin = w->end;
		w->token =
			kit_host->scan(kit_dialect->lexical, w->text, w->len, w->begin, 1, &w->end);
	} while (w->token == WB_TOKEN_SPACE || w->token == WB_TOKEN_COMMENT);
}

void kit_words_begin(struct kit_words *w, const char *text, size_t len, size_t from)
{
	*w = (struct kit_words){ .text = text, .len = len, .end = from };
	kit_words_next(w);
}

bool kit_words_ended(const struct kit_words *w)
{
	return w->token == WB_TOKEN_END || w->token == WB_TOKEN_TORN;
}

bool kit_word_is(const struct kit_words *w, const char *word)
{
	size_t len = w->end - w->begin;

	return w->token == WB_TOKEN_WORD && (w->text[w->begin] | 0x20) == (word[0] | 0x20) &&
	       strlen(word) == len && strncasecmp(w->text + w->begin, word, len) == 0;
}

bool kit_word_is_any(const struct kit_words *w, const char *const *words)
{
	while (*words && !kit_word_is(w, *words))
		words++;
	return *words != NULL;
}

bool kit_part_is(const struct kit_words *w, const char *text)
{
	size_t len = w->end - w->begin;

	return strlen(text) == len && strncasecmp(w->text + w->begin, text, len) == 0;
}

bool kit_mark_is(const struct kit_words *w, char mark)
{
	return w->token == WB_TOKEN_MARK && w->text[w->begin] == mark;
}

bool kit_word_take(struct kit_words *w, const char *word)
{
	if (!kit_word_is(w, word))
		return false;
	kit_words_next(w);
	return true;
}

bool kit_mark_take(struct kit_words *w, char mark)
{
	if (!kit_mark_is(w, mark))
		return false;
	kit_words_next(w);
	return true;
}

bool kit_words_find(struct kit_words *w, const char *word)
{
	size_t depth = 0;

	for (; !kit_words_ended(w); kit_words_next(w)) {
		if (depth == 0 && kit_word_is(w, word))
			return true;
		depth += kit_mark_is(w, '(');
		depth -= depth && kit_mark_is(w, ')');
	}
	return false;
}

struct kit_part kit_part_take(struct kit_words *w)
{
	struct kit_part part = { w->text + w->begin, w->end - w->begin };

	kit_words_next(w);
	return part;
}

struct kit_part kit_name_take(struct kit_words *w)
{
	struct kit_part name = kit_part_take(w);

	while (kit_mark_take(w, '.')) {
		name.len = (size_t)(w->text + w->end - name.at);
		kit_words_next(w);
	}
	return name;
}

size_t kit_name_parts(struct kit_part name, struct kit_part *out, size_t most)
{
	struct kit_words w;
	size_t count = 0;

	kit_words_begin(&w, name.at, name.len, 0);
	do
		out[count++] = kit_part_take(&w);
	while (count < most && kit_mark_take(&w, '.'));
	return count;
}

struct kit_part kit_parens_take(struct kit_words *w)
{
	struct kit_part inner = { w->text + w->end, 0 };
	size_t begin = w->end, depth = 0;

	do {
		if (kit_mark_is(w, '('))
			depth++;
		else if (kit_mark_is(w, ')') && --depth == 0)
			break;
		kit_words_next(w);
	} while (!kit_words_ended(w));
	inner.len = w->begin - begin;
	kit_words_next(w);
	return inner;
}

bool kit_number_take(struct kit_words *w)
{
	bool hex = w->end - w->begin > 1 && (w->text[w->begin + 1] | 0x20) == 'x';
	size_t end;
	char last;

	if (w->token != WB_TOKEN_NUMBER && !kit_mark_is(w, '.'))
		return false;
	do {
		end = w->end;
		last = w->text[end - 1];
		kit_words_next(w);
	} while (w->begin == end &&
		 (w->token == WB_TOKEN_NUMBER || kit_mark_is(w, '.') ||
		  (last == '.' && w->token == WB_TOKEN_WORD) ||
		  (!hex && (last | 0x20) == 'e' && (kit_mark_is(w, '+') || kit_mark_is(w, '-')))));
	return true;
}

/* ------------------------------------------------------------------ texts */

char *kit_unquoted(struct kit_part name)
{
	char *to = malloc(name.len + 1), close;
	size_t len = 0;

	if (!to)
		return NULL;
	if (!name.len || !strchr("\"`['", name.at[0])) {
		if (name.len)
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

bool kit_among(const char *text, const char *const *list)
{
	while (*list && strcasecmp(text, *list) != 0)
		list++;
	return *list != NULL;
}

void kit_fold(char *text)
{
	for (; *text; text++)
		if (*text >= 'A' && *text <= 'Z')
			*text = (char)(*text - 'A' + 'a');
}

size_t kit_text_end(const char *text, size_t len)
{
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	while (!kit_words_ended(&w))
		kit_words_next(&w);
	return w.last ? w.last : len;
}

const char *kit_comment_end(const char *text, size_t len)
{
	const char *close = "";
	size_t from = 0, end;

	for (;;) {
		int32_t token = kit_host->scan(kit_dialect->lexical, text, len, from, 1, &end);

		if (token == WB_TOKEN_END)
			return close;
		if (token == WB_TOKEN_TORN)
			return text[from] == '/' ? "*/" : "";
		close = token == WB_TOKEN_COMMENT && text[from] != '/' && text[end - 1] != '\n'
				? "\n"
				: "";
		from = end;
	}
}

/* A dollar in a name is taken for a quote's. */
static bool is_letter(char c)
{
	return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

bool kit_mentions(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; n && i + n <= len; i++)
		if ((text[i] | 0x20) == (word[0] | 0x20) && strncasecmp(text + i, word, n) == 0 &&
		    (i == 0 || !is_letter(text[i - 1])) &&
		    (i + n == len || !is_letter(text[i + n])))
			return true;
	return false;
}
