/* SPDX-License-Identifier: MIT */
/* Where a statement ends. A semicolon ends it, but inside of what a routine does; DELIMITER says another end,
 * as the clients of several databases have it; GO and / on lines of their own are those of two more. */
#include <string.h>
#include <strings.h>

#include "odbc.h"

struct split {
	uint32_t mode, rules;
	const char *text;
	size_t len;
	int32_t last;
	struct wb_lex *state;
};

static bool is(struct kit_part word, const char *what)
{
	return word.len == strlen(what) && strncasecmp(word.at, what, word.len) == 0;
}

static bool is_any(struct kit_part word, const char *const *words)
{
	while (*words && !is(word, *words))
		words++;
	return *words != NULL;
}

/* The next token from `*at` on that is no blank and no comment: what it is, with `*at` behind it. */
static int32_t next_token(const struct split *s, size_t *at, struct kit_part *out)
{
	int32_t token;
	size_t end;

	while ((token = odbc_host->scan(s->rules, s->text, s->len, *at, s->last, &end)) ==
		       WB_TOKEN_SPACE ||
	       token == WB_TOKEN_COMMENT)
		*at = end;
	*out = (struct kit_part){ s->text + *at, token == WB_TOKEN_END ? 0 : end - *at };
	if (token != WB_TOKEN_END && token != WB_TOKEN_MORE)
		*at = end;
	return token;
}

/* Is there nothing else on the line that this stands on? Sets where the next one begins. 0 no, 1 yes, -1 more
 * text is needed. */
static int alone_on_line(const struct split *s, struct kit_part word, size_t *next)
{
	size_t begin = (size_t)(word.at - s->text), end = begin + word.len;

	while (begin && (s->text[begin - 1] == ' ' || s->text[begin - 1] == '\t'))
		begin--;
	if (begin && s->text[begin - 1] != '\n')
		return 0;
	while (end < s->len && strchr(" \t\r", s->text[end]))
		end++;
	if (end < s->len && s->text[end] != '\n')
		return 0;
	if (end == s->len && !s->last)
		return -1;
	*next = end < s->len ? end + 1 : end;
	return 1;
}

/* ------------------------------------------------------------------ what a statement is */

/* Does a statement that begins here have semicolons of its own? -1: more text is needed. */
static int is_compound(const struct split *s, size_t at)
{
	static const char *const makes[] = { "PROCEDURE", "FUNCTION", "TRIGGER", "EVENT",
					     "PACKAGE",   "BODY",     NULL };
	/* what SQL*Plus reads up to a line / as well */
	static const char *const reaching[] = { "TYPE", "LIBRARY", "JAVA", NULL };
	static const char *const others[] = { "TABLE", "VIEW",     "INDEX", "DATABASE", "SCHEMA",
					      "USER",  "SEQUENCE", "ROLE",  "UNIQUE",   NULL };
	struct kit_part word;
	int32_t token = next_token(s, &at, &word);

	if (token == WB_TOKEN_MORE)
		return -1;
	if (s->mode & ODBC_MODE_SLASH && (is(word, "DECLARE") || is(word, "BEGIN")))
		return 1;
	if (s->mode & ODBC_MODE_COMPOUND && is(word, "BEGIN"))
		return 1;
	if (!is(word, "CREATE") && !(is(word, "ALTER") && s->mode & ODBC_MODE_GO))
		return 0;
	for (int i = 0; i < 12; i++) {
		token = next_token(s, &at, &word);
		if (token == WB_TOKEN_MORE)
			return -1;
		if (token == WB_TOKEN_END || is_any(word, others))
			return 0;
		if (is_any(word, makes) || (s->mode & ODBC_MODE_SLASH && is_any(word, reaching)))
			return 1;
	}
	return 0;
}

static bool begins_with(const struct split *s, size_t at, const char *words)
{
	struct kit_part word;

	for (;;) {
		size_t len = strcspn(words, " ");

		next_token(s, &at, &word);
		if (word.len != len || strncasecmp(word.at, words, len) != 0)
			return false;
		if (!words[len])
			return true;
		words += len + 1;
	}
}

static uint32_t transaction_facts(const struct split *s, size_t at)
{
	static const char *const begin[] = { "START TRANSACTION", "BEGIN TRAN", "BEGIN TRANSACTION",
					     NULL };
	static const char *const end[] = { "COMMIT", "END", "ABORT", "ROLLBACK", NULL };
	static const char *const points[] = { "SAVEPOINT",
					      "RELEASE",
					      "ROLLBACK TO",
					      "ROLLBACK WORK TO",
					      "ROLLBACK TRANSACTION TO",
					      "SAVE TRAN",
					      "SAVE TRANSACTION",
					      NULL };

	for (size_t i = 0; points[i]; i++)
		if (begins_with(s, at, points[i]))
			return WB_PIECE_SAVEPOINT;
	for (size_t i = 0; begin[i]; i++)
		if (begins_with(s, at, begin[i]))
			return WB_PIECE_TX_BEGIN;
	if (begins_with(s, at, "BEGIN") &&
	    !(s->mode & (ODBC_MODE_GO | ODBC_MODE_SLASH | ODBC_MODE_COMPOUND)))
		return WB_PIECE_TX_BEGIN;
	for (size_t i = 0; end[i]; i++)
		if (begins_with(s, at, end[i]))
			return WB_PIECE_TX_END;
	return 0;
}

static bool mentions_into(const struct split *s, size_t at)
{
	struct kit_part word;
	int32_t token;

	while ((token = next_token(s, &at, &word)) != WB_TOKEN_END && token != WB_TOKEN_MORE &&
	       token != WB_TOKEN_TORN)
		if (token == WB_TOKEN_WORD && is(word, "INTO"))
			return true;
	return false;
}

static uint32_t facts(const struct split *s, size_t at, const char **hint)
{
	static const char *const changes[] = { "INSERT", "UPDATE",  "DELETE",
					       "MERGE",  "REPLACE", NULL };
	static const char *const reads[] = { "SELECT", "VALUES", "WITH", NULL };
	static const char *const calls[] = { "CALL", "EXEC", "EXECUTE", NULL };
	const struct odbc_profile *profile =
		odbc_profile_at(s->mode & ODBC_MODE_SET ? s->mode >> ODBC_MODE_PROFILE & 15 : 15);
	uint32_t found = transaction_facts(s, at);
	struct kit_part word;
	size_t behind = at;

	next_token(s, &behind, &word);
	if (is_any(word, changes) || (is_any(word, reads) && !mentions_into(s, at)))
		found |= WB_PIECE_ROWS;
	else if (is_any(word, calls))
		found |= WB_PIECE_CALLS;
	else if (is(word, "SET"))
		found |= WB_PIECE_SESSION;
	else if (is(word, "GRANT") || is(word, "REVOKE"))
		found |= WB_PIECE_PRIVILEGES;
	for (const char *const *no_tx = profile->no_tx; *no_tx; no_tx++)
		if (begins_with(s, at, *no_tx)) {
			found |= WB_PIECE_NO_TX;
			*hint = *no_tx;
		}
	return found;
}

/* ------------------------------------------------------------------ where it ends */

struct blocks {
	int depth;
	bool ended; /* the word before was END */
};

static void follow(struct blocks *b, struct kit_part word)
{
	static const char *const no_blocks[] = { "IF", "LOOP", "WHILE", "REPEAT", "FOR", NULL };

	if (b->ended) {
		b->ended = false;
		if (is_any(word, no_blocks))
			return;
		b->depth -= b->depth > 0;
		if (is(word, "CASE"))
			return;
	}
	if (is(word, "BEGIN") || is(word, "CASE"))
		b->depth++;
	b->ended = is(word, "END");
}

struct ending {
	size_t end, next;
	uint32_t flags;
};

/* From the token at `at` on: 1, or 0 when more text is needed. */
static int find_end(const struct split *s, size_t at, bool compound, struct ending *out)
{
	const char *delimiter = s->state->word;
	const bool lines = s->mode & ODBC_MODE_SLASH ? compound : s->mode & ODBC_MODE_GO;
	struct blocks blocks = { 0 };
	struct kit_part word;

	for (;;) {
		int32_t token = next_token(s, &at, &word);
		int alone = 0;

		if (token == WB_TOKEN_MORE)
			return 0;
		*out = (struct ending){ s->len, s->len,
					token == WB_TOKEN_TORN ? WB_PIECE_TORN : 0 };
		if (token == WB_TOKEN_END || token == WB_TOKEN_TORN)
			return 1;
		out->end = (size_t)(word.at - s->text);
		if (*delimiter) {
			size_t len = strlen(delimiter);

			if (s->len - out->end < len && !s->last)
				return 0;
			if (s->len - out->end >= len && memcmp(word.at, delimiter, len) == 0) {
				out->next = out->end + len;
				return 1;
			}
			continue;
		}
		if (lines && ((s->mode & ODBC_MODE_GO && is(word, "GO")) ||
			      (s->mode & ODBC_MODE_SLASH && is(word, "/"))))
			alone = alone_on_line(s, word, &out->next);
		if (alone)
			return alone > 0;
		if (token == WB_TOKEN_WORD || word.at[0] == ';')
			follow(&blocks, word);
		out->next = out->end + 1;
		if (word.at[0] == ';' && token == WB_TOKEN_MARK && !(compound && lines) &&
		    !(compound && blocks.depth))
			return 1;
	}
}

/* The word behind `at` on its line is what ends a statement from there on: 1, or 0 if it is none, or -1 if more text is
 * needed. */
static int set_delimiter(const struct split *s, size_t at, size_t *next)
{
	const char *line = memchr(s->text + at, '\n', s->len - at);
	size_t len = 0;

	if (!line && !s->last)
		return -1;
	*next = line ? (size_t)(line - s->text) + 1 : s->len;
	while (at < *next && strchr(" \t", s->text[at]))
		at++;
	while (at + len < *next && !strchr(" \t\r\n", s->text[at + len]))
		len++;
	if (len == 0 || len >= sizeof(s->state->word))
		return 0;
	memcpy(s->state->word, s->text + at, len);
	s->state->word[len] = '\0';
	if (strcmp(s->state->word, ";") == 0)
		s->state->word[0] = '\0';
	return 1;
}

static int pass_over(struct wb_piece *out, size_t begin, size_t next)
{
	*out = (struct wb_piece){ .size = out->size,
				  .flags = WB_PIECE_IGNORE,
				  .begin = begin,
				  .token = begin,
				  .end = next,
				  .next = next };
	return 1;
}

/* DELIMITER, GO and / are the client's: 1 with what is to be passed over, 0 if it is none, -1 if more text is
 * needed. */
static int client_line(const struct split *s, size_t token, struct wb_piece *out)
{
	size_t at = token, next = 0;
	struct kit_part word;
	int alone = 0;

	next_token(s, &at, &word);
	if ((s->mode & ODBC_MODE_GO && is(word, "GO")) ||
	    (s->mode & ODBC_MODE_SLASH && is(word, "/")))
		alone = alone_on_line(s, word, &next);
	if (alone == 0 && is(word, "DELIMITER"))
		alone = set_delimiter(s, at, &next);
	return alone > 0 ? pass_over(out, token, next) : alone;
}

#define SETS_TERMINATOR "--#SET TERMINATOR"

/* A comment of Db2's client says what ends a statement: a word that we have room for. */
static bool sets_terminator(const struct split *s, size_t at, size_t end)
{
	const size_t len = strlen(SETS_TERMINATOR);
	size_t word = 0;

	if (!(s->mode & ODBC_MODE_COMPOUND) || end - at < len ||
	    strncasecmp(s->text + at, SETS_TERMINATOR, len) != 0)
		return false;
	for (at += len; at < end && strchr(" \t", s->text[at]); at++)
		;
	while (at + word < end && !strchr(" \t\r\n", s->text[at + word]))
		word++;
	return word && word < sizeof(s->state->word);
}

enum found { NOTHING, STATEMENT, TERMINATOR };

/* Where the next statement's first token is, and what in front of it belongs to it: comments. */
static enum found find_token(const struct split *s, size_t *begin, size_t *token)
{
	size_t at = 0, end;
	bool blank = true;

	*begin = 0;
	for (;; at = end) {
		switch (odbc_host->scan(s->rules, s->text, s->len, at, s->last, &end)) {
		case WB_TOKEN_END:
		case WB_TOKEN_MORE:
			return NOTHING;
		case WB_TOKEN_SPACE:
			*begin = blank ? end : *begin;
			break;
		case WB_TOKEN_COMMENT:
			*token = at;
			if (sets_terminator(s, at, end))
				return TERMINATOR;
			blank = false;
			break;
		default:
			*token = at;
			if (s->text[at] != ';' || s->state->word[0])
				return STATEMENT;
			*begin = end;
			blank = true;
		}
	}
}

int odbc_split(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
	       struct wb_error *err)
{
	const struct split s = { .mode = state->mode & ODBC_MODE_SET ? state->mode
								     : ODBC_MODE_BLOCKS,
				 .rules = state->mode & ODBC_MODE_RULES,
				 .text = input->text,
				 .len = input->len,
				 .last = input->last,
				 .state = state };
	struct ending ending;
	struct split whole = s;
	size_t begin, token, next;
	enum found found;
	int rc;

	(void)err;
	found = find_token(&s, &begin, &token);
	if (found == NOTHING)
		return 0;
	if (found == TERMINATOR)
		return set_delimiter(&s, token + strlen(SETS_TERMINATOR), &next) > 0 &&
		       pass_over(out, token, next);
	rc = client_line(&s, token, out);
	if (rc != 0)
		return rc > 0;
	rc = is_compound(&s, token);
	if (rc < 0 || !find_end(&s, token, rc, &ending))
		return 0;
	while (ending.end > token && strchr(" \t\r\n", s.text[ending.end - 1]))
		ending.end--;
	out->begin = begin;
	out->token = token;
	out->end = ending.end;
	out->next = ending.next;
	out->hint = NULL;
	whole.len = ending.end;
	whole.last = 1;
	out->flags = ending.flags | facts(&whole, token, &out->hint);
	return 1;
}
