/* SPDX-License-Identifier: MIT */
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/split.h>

/* Where the last of the words ends; 0: the text does not begin with them. */
static size_t behind(const char *text, size_t len, const char *words)
{
	struct kit_words w;

	kit_words_begin(&w, text, len, 0);
	while (*words) {
		size_t word = strcspn(words, " ");

		if (kit_words_ended(&w) || w.end - w.begin != word ||
		    strncasecmp(w.text + w.begin, words, word) != 0)
			return 0;
		kit_words_next(&w);
		words += word + (words[word] == ' ');
	}
	return w.last;
}

bool kit_begins(const char *text, size_t len, const char *words)
{
	return behind(text, len, words) > 0;
}

uint32_t kit_facts(const struct kit_fact *table, const char *text, size_t len)
{
	for (; table && table->words; table++)
		if (kit_begins(text, len, table->words))
			return table->facts;
	return 0;
}

struct place {
	size_t begin, token, end, next;
	uint32_t flags;
};

/* 1: a statement, up to the terminator. 0: there is none, or more text is needed. */
static int find(const struct kit_words *s, int32_t last, const char *terminator, uint32_t lexical,
		struct place *out)
{
	size_t end, size = strlen(terminator);
	bool blank = true, found = false;

	*out = (struct place){ .begin = 0 };
	for (size_t at = 0;; at = end) {
		int32_t token = kit_host->scan(lexical, s->text, s->len, at, last, &end);

		if (token == WB_TOKEN_MORE || (s->len - at < size && !last))
			return 0;
		out->end = at;
		out->next = at + size;
		if (token == WB_TOKEN_END || token == WB_TOKEN_TORN) {
			out->end = out->next = s->len;
			out->flags = token == WB_TOKEN_TORN ? WB_PIECE_TORN : 0;
			out->token = found || token == WB_TOKEN_END ? out->token : at;
			return found || token == WB_TOKEN_TORN;
		}
		if (s->len - at >= size && memcmp(s->text + at, terminator, size) == 0) {
			end = at + size;
			if (found)
				return 1;
			out->begin = end;
			blank = true;
		} else if (token == WB_TOKEN_SPACE) {
			out->begin = blank ? end : out->begin;
		} else if (token == WB_TOKEN_COMMENT) {
			blank = false;
		} else if (!found) {
			found = true;
			blank = false;
			out->token = at;
		}
	}
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static void set_terminator(struct wb_lex *state, const char *text, size_t len)
{
	while (len && is_blank(*text)) {
		text++;
		len--;
	}
	if (!len || len >= sizeof(state->word))
		return;
	memcpy(state->word, text, len);
	state->word[len] = '\0';
}

int kit_split(const struct kit_split *how, struct wb_lex *state, const struct kit_input *input,
	      struct wb_piece *out)
{
	const char *text = input->text;
	const char *terminator = state->word[0] ? state->word : how->terminator;
	const struct kit_words whole = { .text = text, .len = input->len };
	struct place place;
	size_t size, sets;

	if (!find(&whole, input->last, terminator, how->lexical, &place))
		return 0;
	while (place.end > place.token && is_blank(text[place.end - 1]))
		place.end--;
	size = place.end - place.token;
	sets = how->sets ? behind(text + place.token, size, how->sets) : 0;
	out->begin = place.begin;
	out->token = place.token;
	out->end = place.end;
	out->next = place.next;
	out->hint = NULL;
	out->flags = sets ? WB_PIECE_IGNORE
			  : place.flags | kit_facts(how->facts, text + place.token, size);
	if (sets)
		set_terminator(state, text + place.token + sets, size - sets);
	return 1;
}
