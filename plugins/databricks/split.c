/* SPDX-License-Identifier: MIT */
/* Statements as Databricks' own tools find them: a semicolon ends one, but inside of BEGIN … END. */
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/split.h>

#include "databricks.h"

static const char no_session[] = "each statement is a request of its own, and nothing that it sets "
				 "is there for the next one: write the value into the statements "
				 "that need it (${NAME}), or put them together into BEGIN … END";
static const char no_temporary[] =
	"a temporary view or variable is gone before the next statement: write it into the "
	"statement that needs it (WITH …), or put them together into BEGIN … END";
static const char no_transaction[] = "a SQL warehouse has no transactions over several statements: "
				     "leave it out; what belongs together may be one MERGE";

/* clang-format off */
/* Statements that begin so, with what is to be said of them. */
static const struct refusal {
	const char *words, *hint;
} refusals[] = {
	{ "SET", no_session }, { "RESET", no_session }, { "CACHE", no_session }, { "DECLARE", no_temporary },
	{ "CREATE TEMP", no_temporary }, { "CREATE TEMPORARY", no_temporary }, { "CREATE GLOBAL", no_temporary },
	{ "CREATE OR REPLACE TEMP", no_temporary }, { "CREATE OR REPLACE TEMPORARY", no_temporary },
	{ "CREATE OR REPLACE GLOBAL", no_temporary }, { "START TRANSACTION", no_transaction },
	{ "BEGIN TRANSACTION", no_transaction }, { "COMMIT", no_transaction }, { "ROLLBACK", no_transaction },
};

#define LOOKS (WB_PIECE_ROWS | WB_PIECE_LOOKS)
static const struct kit_fact facts[] = {
	{ "USE", WB_PIECE_SESSION }, { "SET CATALOG", WB_PIECE_SESSION }, { "SET SCHEMA", WB_PIECE_SESSION },
	{ "GRANT", WB_PIECE_PRIVILEGES }, { "REVOKE", WB_PIECE_PRIVILEGES }, { "DENY", WB_PIECE_PRIVILEGES },
	{ "INSERT", WB_PIECE_ROWS }, { "UPDATE", WB_PIECE_ROWS }, { "DELETE", WB_PIECE_ROWS },
	{ "MERGE", WB_PIECE_ROWS }, { "TRUNCATE", WB_PIECE_ROWS }, { "COPY", WB_PIECE_ROWS }, { "SELECT", LOOKS },
	{ "VALUES", LOOKS }, { "SHOW", LOOKS }, { "DESCRIBE", LOOKS }, { "DESC", LOOKS }, { "WITH", LOOKS },
	{ "LIST", WB_PIECE_LOOKS }, { "EXPLAIN", WB_PIECE_LOOKS }, { "TABLE", WB_PIECE_LOOKS },
	{ "FROM", WB_PIECE_LOOKS }, { "(", WB_PIECE_LOOKS }, { .words = NULL },
};
/* clang-format on */

/* WITH and FROM may begin a change of rows as well. */
static bool changes_behind(const struct kit_words *w)
{
	static const char *const changes[] = { "INSERT", "UPDATE", "DELETE", "MERGE", NULL };
	bool any = false;

	for (size_t i = 0; changes[i]; i++) {
		struct kit_words ahead = *w;

		any |= kit_words_find(&ahead, changes[i]);
	}
	return any;
}

uint32_t brick_facts(const char *text, size_t len, const char **out_hint)
{
	const uint32_t is = kit_facts(facts, text, len);
	struct kit_words w;

	if (is & WB_PIECE_SESSION)
		return is;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (kit_begins(text, len, refusals[i].words)) {
			*out_hint = refusals[i].hint;
			return WB_PIECE_REFUSED;
		}
	kit_words_begin(&w, text, len, 0);
	if ((kit_word_is(&w, "WITH") || kit_word_is(&w, "FROM")) && changes_behind(&w))
		return is & ~(uint32_t)WB_PIECE_LOOKS;
	return is;
}

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

bool brick_is_block(const char *text, size_t len)
{
	struct kit_words w, label;

	kit_words_begin(&w, text, len, 0);
	label = w;
	kit_words_next(&label);
	return kit_word_is(&w, "BEGIN") ||
	       (kit_mark_take(&label, ':') && kit_word_is(&label, "BEGIN"));
}

bool brick_in_parts(const char *text, size_t len)
{
	return kit_begins(text, len, "CALL") || kit_begins(text, len, "EXECUTE") ||
	       brick_is_block(text, len);
}

/* Where a statement stands, which struct wb_lex keeps until there is more text: where it and its first token begin (the
 * latter plus 1, 0 = not yet), how many tokens it has, and how deep in BEGIN … END it is. */
enum { BEGIN, TOKEN, TOKENS, DEPTH, SCRIPT, ENDED /* the last word was END */ };
#define LABELLED 2 /* of SCRIPT: behind `label:` */

/* BEGIN and CASE are ended by END; IF, LOOP and their like by END and the same word. */
static void take_word(int64_t *at, const char *word, size_t len)
{
	static const char *const others[] = { "if", "while", "loop", "repeat", "for" };
	bool ended = at[ENDED], other = false;

	at[ENDED] = false;
	if (at[TOKENS]++ == 0 || at[SCRIPT] == LABELLED)
		at[SCRIPT] = is_one(word, len, "begin");
	if (!at[SCRIPT])
		return;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		other |= is_one(word, len, others[i]);
	if (ended && other)
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
