/* SPDX-License-Identifier: MIT */
/* Statements as psql finds them (psqlscan.l): a semicolon ends one outside of parentheses and of
 * BEGIN ATOMIC … END; the data of COPY … FROM stdin follow its line; a backslash begins a command
 * of psql. */
#include <string.h>
#include <strings.h>

#include "split.h"

static const char meta_hint[] =
	"it is for psql, which reads scripts its own way: write what it does as SQL";
static const char torn_hint[] = "a quote, a comment, a parenthesis or a BEGIN ATOMIC is not closed";

/* ----------------------------------------------------------------- the beginning of a statement */

/* On to the next bare word, as psql counts them: 1; 0 when the statement ends before; -1 when more
 * text may change it. */
static int next_identifier(const struct pg_text *t, struct kit_words *w)
{
	do {
		kit_words_next(w);
		if (w->end == t->len && !t->last)
			return -1;
		/* U& is the beginning of a string that did not come */
		if (w->token == WB_TOKEN_WORD &&
		    (w->end - w->begin > 1 || (t->text[w->begin] | 0x20) != 'u' ||
		     w->end == t->len || t->text[w->end] != '&'))
			return 1;
	} while (!kit_words_ended(w) && !kit_mark_is(w, ';') && !kit_mark_is(w, '\\'));
	return 0;
}

/* Does a function's or procedure's definition begin here? -1: more text is needed. */
static int is_routine(const struct pg_text *t, size_t token)
{
	struct kit_words w = { .text = t->text, .len = t->len, .end = token };
	int found = next_identifier(t, &w);

	if (found != 1 || !kit_word_is(&w, "CREATE"))
		return found < 0 ? -1 : 0;
	found = next_identifier(t, &w);
	if (found == 1 && kit_word_is(&w, "OR")) {
		found = next_identifier(t, &w);
		if (found == 1 && !kit_word_is(&w, "REPLACE"))
			return 0;
		if (found == 1)
			found = next_identifier(t, &w);
	}
	return found < 0 ? -1
			 : found && (kit_word_is(&w, "FUNCTION") || kit_word_is(&w, "PROCEDURE"));
}

/* Find the first token behind `*at`, and pass empty statements over: 1, or 0 when there is none. */
static int find_token(struct pg_text *t, size_t *at)
{
	size_t begin = (size_t)t->state->slot[SLOT_BEGIN], end;
	int routine;

	for (;;) {
		int32_t token = pg_scan(PG_LEXICAL, t, *at, &end);

		if (token == WB_TOKEN_END)
			return 0;
		/* it may become a comment, or a longer word; a string or a name is a statement's
		 * beginning at any length */
		if (token == WB_TOKEN_MORE &&
		    (*at == t->len || (t->text[*at] != '\'' && t->text[*at] != '"')))
			break;
		if (token == WB_TOKEN_SPACE && begin == *at) {
			begin = *at = end;
		} else if (token == WB_TOKEN_SPACE || token == WB_TOKEN_COMMENT) {
			*at = end;
		} else if (t->text[*at] == ';') {
			begin = *at = end;
		} else {
			routine = is_routine(t, *at);
			if (routine < 0)
				break;
			t->state->slot[SLOT_ROUTINE] = routine;
			t->state->slot[SLOT_BEGIN] = (int64_t)begin;
			t->state->slot[SLOT_TOKEN] = (int64_t)*at + 1;
			t->floor = *at;
			return 1;
		}
	}
	t->state->slot[SLOT_BEGIN] = (int64_t)begin;
	t->state->scanned = *at;
	return 0;
}

/* ------------------------------------------------------------------ pieces */

static void forget(struct wb_lex *state)
{
	state->scanned = 0;
	memset(state->slot, 0, sizeof(state->slot[0]) * (SLOT_ROUTINE + 1));
}

/* The statement that ends before `end`; the text goes on at `next`. */
static int statement(struct pg_text *t, size_t end, size_t next, struct wb_piece *out,
		     struct wb_error *err)
{
	struct wb_lex *state = t->state;
	size_t token = (size_t)state->slot[SLOT_TOKEN] - 1;
	struct pg_facts facts;

	end = pg_trim(t->text, token, end);
	out->begin = (size_t)state->slot[SLOT_BEGIN];
	out->token = token;
	out->end = end;
	out->next = next;
	if (memchr(t->text + out->begin, '\0', end - out->begin))
		return pg_host->fail(err, WB_E_REVISION,
				     "a NUL byte: PostgreSQL knows none in SQL");
	pg_facts(t->text, end, token, &facts);
	out->flags = facts.flags;
	out->hint = facts.hint;
	if (facts.strings == 2)
		state->mode = (uint32_t)(state->slot[SLOT_MODE] - 1);
	else if (facts.strings)
		state->mode = facts.strings < 0 ? state->mode | PG_MODE_BACKSLASH
						: state->mode & ~PG_MODE_BACKSLASH;
	forget(state);
	if (facts.flags & WB_PIECE_COPY_IN)
		state->slot[SLOT_COPY] = COPY_LINE;
	return 1;
}

static int torn(struct pg_text *t, const char *hint, struct wb_piece *out, struct wb_error *err)
{
	int rc = statement(t, t->len, t->len, out, err);

	out->flags = WB_PIECE_TORN;
	out->hint = hint;
	return rc;
}

static bool begins(const char *text, size_t len, const char *word)
{
	size_t size = strlen(word);

	return len >= size && memcmp(text, word, size) == 0 &&
	       (len == size || !pg_is_word(text[size]));
}

/* A backslash at `at`: the rest of its line is psql's. pg_dump writes two that mean nothing to a
 * server. */
static int meta(struct pg_text *t, size_t at, struct wb_piece *out, struct wb_error *err)
{
	const char *feed = memchr(t->text + at, '\n', t->len - at);
	size_t end = feed ? (size_t)(feed - t->text) : t->len,
	       token = (size_t)t->state->slot[SLOT_TOKEN] - 1;
	bool ignored = at == token && (begins(t->text + at, end - at, "\\restrict") ||
				       begins(t->text + at, end - at, "\\unrestrict"));

	if (!feed && !t->last) {
		t->state->scanned = at;
		return 0;
	}
	if (statement(t, end, feed ? end + 1 : end, out, err) < 0)
		return kit_failed(err);
	t->state->slot[SLOT_COPY] = COPY_NONE;
	out->flags = ignored ? WB_PIECE_IGNORE : WB_PIECE_META;
	out->hint = ignored ? NULL : meta_hint;
	return 1;
}

/* ------------------------------------------------------------------ the slot */

/* The byte order mark at the very beginning, as psql. 0: more text is needed. */
static int pass_mark(struct pg_text *t, size_t *at)
{
	static const char mark[] = "\xef\xbb\xbf";
	size_t len = t->len < 3 ? t->len : 3;

	if (t->state->slot[SLOT_FIRST])
		return 1;
	if (len < 3 && !t->last && memcmp(t->text, mark, len) == 0)
		return 0;
	t->state->slot[SLOT_FIRST] = 1;
	t->state->slot[SLOT_MODE] = (int64_t)t->state->mode + 1;
	if (len == 3 && memcmp(t->text, mark, 3) == 0) {
		*at = 3;
		t->state->slot[SLOT_BEGIN] = 3;
	}
	return 1;
}

int pg_split(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
	     struct wb_error *err)
{
	const char *text = input->text;
	const size_t len = input->len;
	struct pg_text t = { .state = state, .text = text, .len = len, .last = input->last };
	size_t at = (size_t)state->scanned;

	if (!pass_mark(&t, &at))
		return 0;
	if (state->slot[SLOT_COPY])
		return pg_split_data(&t, out, err);
	t.floor = at;
	if (!state->slot[SLOT_TOKEN] && !find_token(&t, &at)) {
		if (input->last)
			forget(state);
		return 0;
	}
	switch (pg_pass_statement(&t, &at)) {
	case WB_TOKEN_MARK:
		return text[at] == ';' ? statement(&t, at, at + 1, out, err)
				       : meta(&t, at, out, err);
	case WB_TOKEN_END:
		return statement(&t, len, len, out, err);
	case WB_TOKEN_TORN:
		return torn(&t, torn_hint, out, err);
	default:
		state->scanned = at;
		return 0;
	}
}
