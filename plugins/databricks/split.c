/* SPDX-License-Identifier: MIT */
/* Statements as Databricks' own tools find them: a semicolon ends one, but inside of BEGIN … END. */
#include <string.h>
#include <strings.h>

#include "databricks.h"

/* A backslash before the end of the line lets a comment go on. */
static size_t pass_line(const char *text, size_t len, size_t i)
{
	for (; i < len; i++)
		if (text[i] == '\n' && text[i - 1] != '\\' &&
		    !(text[i - 1] == '\r' && text[i - 2] == '\\'))
			return i + 1;
	return len;
}

int32_t brick_token(const char *text, size_t len, size_t i, size_t *out_end)
{
	if (text[i] != '-' || i + 1 >= len || text[i + 1] != '-')
		return kit_host->scan(BRICK_LEXICAL, text, len, i, 1, out_end);
	*out_end = pass_line(text, len, i + 2);
	return WB_TOKEN_COMMENT;
}

static bool is_one(const char *text, size_t len, const char *word)
{
	return strlen(word) == len && strncasecmp(text, word, len) == 0;
}

static bool is_any(const char *text, size_t len, const char *const *words)
{
	for (; *words; words++)
		if (is_one(text, len, *words))
			return true;
	return false;
}

bool brick_is_block(const char *text, size_t len)
{
	struct kit_words w, label;

	kit_words_begin(&w, text, len, 0);
	label = w;
	kit_words_next(&label);
	return kit_word_is(&w, "BEGIN") ||
	       (kit_mark_take(&label, ':') && kit_word_is(&label, "BEGIN"));
}

/* Where a statement stands, which struct wb_lex keeps until there is more text: where it and its first token begin (the
 * latter plus 1, 0 = not yet), how many tokens it has, and how deep in BEGIN … END it is. */
enum { BEGIN, TOKEN, TOKENS, DEPTH, SCRIPT, ENDED /* the last word was END */ };
#define LABELLED 2 /* of SCRIPT: behind `label:` */

/* BEGIN and CASE are ended by END; IF, LOOP and their like by END and the same word. */
static void take_word(int64_t *at, const char *word, size_t len)
{
	static const char *const others[] = { "if", "while", "loop", "repeat", "for", NULL };
	bool ended = at[ENDED];

	at[ENDED] = false;
	if (at[TOKENS]++ == 0 || at[SCRIPT] == LABELLED)
		at[SCRIPT] = is_one(word, len, "begin");
	if (!at[SCRIPT])
		return;
	if (ended && is_any(word, len, others))
		at[DEPTH]++;
	else if (!ended && (is_one(word, len, "begin") || is_one(word, len, "case")))
		at[DEPTH]++;
	if (is_one(word, len, "end") && at[DEPTH]) {
		at[DEPTH]--;
		at[ENDED] = true;
	}
}

static int more(struct wb_lex *state, size_t at)
{
	state->scanned = at;
	return 0;
}

static int found(struct wb_lex *state, struct wb_piece *out, const char *text, size_t end,
		 size_t next)
{
	out->begin = (size_t)state->slot[BEGIN];
	out->token = (size_t)state->slot[TOKEN] - 1;
	memset(state->slot, 0, sizeof(state->slot));
	out->end = end;
	out->next = next;
	if (!(out->flags & WB_PIECE_TORN))
		out->flags |= brick_facts(text + out->token, end - out->token, &out->hint);
	return 1;
}

static int torn(struct wb_lex *state, struct wb_piece *out, const char *text, size_t len, size_t at)
{
	out->flags = WB_PIECE_TORN;
	out->hint = at >= len         ? "BEGIN has no END"
		    : text[at] == '`' ? "a name in backticks has no end"
		    : text[at] == '/' ? "a comment has no end"
				      : "a string has no end";
	if (!state->slot[TOKEN])
		state->slot[TOKEN] = (int64_t)at + 1;
	return found(state, out, text, len, len);
}

int brick_split(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
		struct wb_error *err)
{
	const char *text = input->text;
	const size_t len = input->len;
	int64_t *at = state->slot;
	size_t end;

	(void)err;
	out->flags = 0;
	out->hint = NULL;
	for (size_t i = (size_t)state->scanned; i < len; i = end) {
		int32_t token = brick_token(text, len, i, &end);

		/* what touches the end may go on behind it */
		if (end >= len && !input->last)
			return more(state, i);
		if (token == WB_TOKEN_TORN)
			return torn(state, out, text, len, i);
		if (token == WB_TOKEN_SPACE || token == WB_TOKEN_COMMENT)
			continue;
		if (token == WB_TOKEN_MARK && text[i] == ';' && !at[DEPTH]) {
			if (at[TOKEN])
				return found(state, out, text, i, end);
			at[BEGIN] = (int64_t)end; /* nothing before it */
			continue;
		}
		if (!at[TOKEN])
			at[TOKEN] = (int64_t)i + 1;
		if (token == WB_TOKEN_WORD) {
			take_word(at, text + i, end - i);
		} else {
			if (at[TOKENS]++ == 1)
				at[SCRIPT] = text[i] == ':' ? LABELLED : at[SCRIPT];
			at[ENDED] = false;
		}
	}
	if (!input->last)
		return more(state, len);
	if (!at[TOKEN]) {
		memset(state->slot, 0, sizeof(state->slot));
		return 0;
	}
	return at[DEPTH] ? torn(state, out, text, len, len) : found(state, out, text, len, len);
}
