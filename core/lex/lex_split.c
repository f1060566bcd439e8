/* SPDX-License-Identifier: MIT */
/* Splitting by the lexical rules alone: a statement ends at a semicolon at the top level. */
#include <string.h>
#include <strings.h>

#include "lex.h"
#include "lex_token.h"

/* What is kept in wb_lex.slot while more text is read; both 0 before a statement's token was
 * found. */
enum { SLOT_BEGIN = 0, SLOT_TOKEN = 1 /* plus 1 */ };

struct split {
	uint32_t rules;
	const char *text;
	size_t len;
	int32_t last;
	struct wb_lex *state;
};

/* The next word from *at on, after blanks and comments; its length, 0 if something else stands
 * there. */
static size_t next_word(const struct split *s, size_t end, size_t *at, const char **out)
{
	size_t token_end;

	for (;;) {
		switch (lex_scan(s->rules, s->text, end, *at, 1, &token_end)) {
		case WB_TOKEN_SPACE:
		case WB_TOKEN_COMMENT:
			*at = token_end;
			break;
		case WB_TOKEN_WORD: {
			size_t len = token_end - *at;

			*out = s->text + *at;
			*at = token_end;
			return len;
		}
		default:
			return 0;
		}
	}
}

static bool is_word(const char *word, size_t len, const char *what)
{
	return len == strlen(what) && strncasecmp(word, what, len) == 0;
}

/* Does the statement between `token` and `end` open or end a transaction? */
static uint32_t transaction_facts(const struct split *s, size_t token, size_t end)
{
	static const char *const enders[] = { "COMMIT", "END", "ABORT" };
	const char *word = NULL;
	size_t len = next_word(s, end, &token, &word);

	if (is_word(word, len, "BEGIN"))
		return WB_PIECE_TX_BEGIN;
	if (is_word(word, len, "START")) {
		len = next_word(s, end, &token, &word);
		return is_word(word, len, "TRANSACTION") ? WB_PIECE_TX_BEGIN : 0;
	}
	for (size_t i = 0; i < sizeof(enders) / sizeof(enders[0]); i++)
		if (is_word(word, len, enders[i]))
			return WB_PIECE_TX_END;
	if (!is_word(word, len, "ROLLBACK"))
		return 0;
	len = next_word(s, end, &token, &word);
	if (is_word(word, len, "TRANSACTION") || is_word(word, len, "WORK"))
		len = next_word(s, end, &token, &word);
	return is_word(word, len, "TO") ? 0 : WB_PIECE_TX_END;
}

static void forget(struct wb_lex *state)
{
	state->scanned = 0;
	state->slot[SLOT_BEGIN] = state->slot[SLOT_TOKEN] = 0;
}

/* A statement from state->slot to `end`, and the text goes on at `next`. */
static int piece(const struct split *s, size_t end, size_t next, uint32_t flags,
		 struct wb_piece *out)
{
	size_t token = (size_t)s->state->slot[SLOT_TOKEN] - 1;

	while (end > token && lex_is(s->text[end - 1], LEX_BLANK))
		end--;
	out->begin = (size_t)s->state->slot[SLOT_BEGIN];
	out->token = token;
	out->end = end;
	out->next = next;
	out->flags = flags | transaction_facts(s, token, end);
	out->hint = NULL;
	forget(s->state);
	return 1;
}

static void begin_statement(struct wb_lex *state, size_t begin, size_t token)
{
	state->slot[SLOT_BEGIN] = (int64_t)begin;
	state->slot[SLOT_TOKEN] = (int64_t)token + 1;
}

/* Find where the next statement's first token begins, and pass over empty statements: 1, or 0 when
 * there is none. */
static int find_token(const struct split *s, size_t *at)
{
	size_t begin = (size_t)s->state->slot[SLOT_BEGIN], end;
	bool blank = true; /* nothing but white space since `begin` */

	if (begin == *at || *at < begin)
		begin = *at;
	else
		blank = false;
	for (;;) {
		switch (lex_scan(s->rules, s->text, s->len, *at, s->last, &end)) {
		case WB_TOKEN_END:
			return 0;
		case WB_TOKEN_MORE:
			s->state->slot[SLOT_BEGIN] = (int64_t)begin;
			s->state->scanned = *at;
			return 0;
		case WB_TOKEN_SPACE:
			*at = end;
			if (blank)
				begin = end;
			break;
		case WB_TOKEN_COMMENT:
			*at = end;
			blank = false;
			break;
		default:
			if (s->text[*at] != ';') {
				begin_statement(s->state, begin, *at);
				return 1;
			}
			*at = begin = end;
			blank = true;
		}
	}
}

int lex_split(uint32_t rules, struct wb_lex *state, const char *text, size_t len, int32_t last,
	      struct wb_piece *out, struct wb_error *err)
{
	const struct split s = {
		.rules = rules, .text = text, .len = len, .last = last, .state = state
	};
	size_t at = (size_t)state->scanned;

	(void)err;
	if (!state->slot[SLOT_TOKEN] && !find_token(&s, &at)) {
		if (last)
			forget(state);
		return 0;
	}
	switch (lex_skip(rules, ';', text, len, at, last, &at)) {
	case WB_TOKEN_MARK:
		return piece(&s, at, at + 1, 0, out);
	case WB_TOKEN_END:
		return piece(&s, len, len, 0, out);
	case WB_TOKEN_TORN:
		return piece(&s, len, len, WB_PIECE_TORN, out);
	default:
		state->scanned = at;
		return 0;
	}
}
