/* SPDX-License-Identifier: MIT */
/* Statements as psql finds them (psqlscan.l): a semicolon ends one outside of parentheses and of BEGIN ATOMIC … END; the data of
 * COPY … FROM stdin follow its line; a backslash begins a command of psql. */
#include <string.h>
#include <strings.h>

#include "postgresql.h"

/* What is kept in wb_lex.slot. The first four belong to a statement and are zero before one was found. */
enum {
	SLOT_TOKEN,   /* where its first token is, plus 1 */
	SLOT_BEGIN,   /* where it begins, comments in front included */
	SLOT_DEPTH,   /* of parentheses */
	SLOT_BLOCK,   /* of BEGIN and CASE */
	SLOT_ROUTINE, /* it makes a function or procedure, so blocks count */
	SLOT_COPY,    /* enum copy */
	SLOT_FIRST,   /* the text has begun: no byte order mark is behind here */
	SLOT_MODE     /* wb_lex.mode where the text began, plus 1 */
};

enum copy { COPY_NONE, COPY_LINE /* the rest of the statement's line */, COPY_DATA };

struct text {
	struct wb_lex *state;
	const char *text;
	size_t len;
	int32_t last;
	size_t floor; /* a token's beginning: what is before it is no part of a word */
};

static const char meta_hint[] = "it is for psql, which reads scripts its own way: write what it does as SQL";
static const char torn_hint[] = "a quote, a comment, a parenthesis or a BEGIN ATOMIC is not closed";
static const char copy_hint[] = "the data of COPY … FROM stdin begin on the next line: what stands behind it on its own belongs elsewhere";

/* ------------------------------------------------------------------ tokens */

enum { WORD = 1, STOP = 2, LETTER = 4 };

/* Bytes of words; and those at which the scan through a statement has to stop and think. */
static unsigned char classes[256];

void pg_load_split(void)
{
	static const char stops[] = "'\"-/$();\\";

	for (int c = 0; c < 256; c++) {
		unsigned char class = 0;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80)
			class = WORD | LETTER;
		else if ((c >= '0' && c <= '9') || c == '$')
			class = WORD;
		if (c && strchr(stops, c))
			class |= STOP;
		classes[c] = class;
	}
}

static bool is_word(char c)
{
	return classes[(unsigned char)c] & WORD;
}

/* Is the $ at `i` inside a name? A run that begins with a digit or a $ is none. */
static bool in_word(const struct text *t, size_t i)
{
	size_t first = i;

	while (first > t->floor && is_word(t->text[first - 1]))
		first--;
	return first < i && (classes[(unsigned char)t->text[first]] & LETTER);
}

/* Where the token begins that a quote at `i` belongs to, and whether a backslash escapes in it. */
static size_t string_begin(const struct text *t, size_t i, uint32_t *rules)
{
	bool plain = t->text[i] == '\'' && (t->state->mode & PG_MODE_BACKSLASH);
	size_t first = i;
	char c;

	*rules = PG_LEXICAL;
	while (first > t->floor && is_word(t->text[first - 1]))
		first--;
	if (t->text[i] == '\'' && first + 1 == i) {
		c = (char)(t->text[first] | 0x20);
		if (c == 'e')
			return first;
		plain &= c != 'b' && c != 'x';
	}
	if (first == i && i >= t->floor + 2 && t->text[i - 1] == '&' && (t->text[i - 2] | 0x20) == 'u' &&
	    (i == t->floor + 2 || !is_word(t->text[i - 3])))
		plain = false;
	if (plain)
		*rules |= WB_LEX_BACKSLASH;
	return i;
}

/* psql ends a line comment at a carriage return as well. */
static int32_t scan(uint32_t rules, const struct text *t, size_t i, size_t *end)
{
	int32_t token = pg_host->scan(rules, t->text, t->len, i, t->last, end);

	if (token == WB_TOKEN_COMMENT && t->text[i] == '-') {
		const char *cr = memchr(t->text + i, '\r', *end - i);

		if (cr)
			*end = (size_t)(cr - t->text);
	}
	return token;
}

/* ------------------------------------------------------------------ the way through a statement */

/* A word of a routine's definition. */
static void take_word(struct wb_lex *state, const char *word, size_t len)
{
	if (state->slot[SLOT_DEPTH])
		return;
	if (len == 5 && strncasecmp(word, "begin", len) == 0)
		state->slot[SLOT_BLOCK]++;
	else if (len == 4 && strncasecmp(word, "case", len) == 0 && state->slot[SLOT_BLOCK])
		state->slot[SLOT_BLOCK]++;
	else if (len == 3 && strncasecmp(word, "end", len) == 0 && state->slot[SLOT_BLOCK])
		state->slot[SLOT_BLOCK]--;
}

/* Pass a quote, a comment or a word, whatever begins at `*at`: 0, or what cut it off. */
static int32_t pass_token(struct text *t, size_t *at)
{
	uint32_t rules;
	size_t from = string_begin(t, *at, &rules), end;
	int32_t token = scan(rules, t, from, &end);

	if (token == WB_TOKEN_MORE || token == WB_TOKEN_TORN) {
		*at = token == WB_TOKEN_TORN ? t->len : from;
		return token;
	}
	if (token == WB_TOKEN_WORD && t->state->slot[SLOT_ROUTINE])
		take_word(t->state, t->text + from, end - from);
	*at = t->floor = end;
	return 0;
}

/* On from `*at` to what ends the statement: WB_TOKEN_MARK at a semicolon or a backslash, else as host->skip. */
static int32_t pass_statement(struct text *t, size_t *at)
{
	int64_t *slot = t->state->slot;
	unsigned char stop = slot[SLOT_ROUTINE] ? STOP | LETTER : STOP;
	size_t i = *at;
	int32_t token;

	for (;;) {
		while (i < t->len && !(classes[(unsigned char)t->text[i]] & stop))
			i++;
		if (i == t->len)
			break;
		*at = i;
		switch (t->text[i]) {
		case '(':
			slot[SLOT_DEPTH]++;
			i++;
			continue;
		case ')':
			slot[SLOT_DEPTH] -= slot[SLOT_DEPTH] > 0;
			i++;
			continue;
		case ';':
			if (!slot[SLOT_DEPTH] && !slot[SLOT_BLOCK])
				return WB_TOKEN_MARK;
			i++;
			continue;
		case '\\':
			return WB_TOKEN_MARK;
		case '$':
			if (in_word(t, i)) {
				while (i < t->len && is_word(t->text[i]))
					i++;
				continue;
			}
			break;
		default:
			break;
		}
		/* in a word that began before: a routine's words are tokens from their beginning, but not behind a digit */
		token = pass_token(t, at);
		if (token)
			return token;
		i = *at;
	}
	*at = t->len;
	if (t->last)
		return slot[SLOT_DEPTH] || slot[SLOT_BLOCK] ? WB_TOKEN_TORN : WB_TOKEN_END;
	while (*at > t->floor && is_word(t->text[*at - 1]))
		--*at;
	/* a prefix of a string: U& */
	if (*at == t->len && *at > t->floor && t->text[*at - 1] == '&')
		for (--*at; *at > t->floor && is_word(t->text[*at - 1]); --*at)
			;
	return WB_TOKEN_MORE;
}

/* ------------------------------------------------------------------ the beginning of a statement */

/* Step on: false when the text ends with this word, so that more text may change it. */
static bool step(const struct text *t, struct pg_words *w)
{
	pg_words_next(w);
	return w->end < t->len || t->last;
}

/* Does a function's or procedure's definition begin here? -1: more text is needed. */
static int is_routine(const struct text *t, size_t token)
{
	struct pg_words w = { .text = t->text, .len = t->len, .end = token };

	if ((t->text[token] | 0x20) != 'c')
		return 0;
	if (!step(t, &w))
		return -1;
	if (!pg_word_is(&w, "CREATE"))
		return 0;
	if (!step(t, &w))
		return -1;
	if (pg_word_is(&w, "OR")) {
		if (!step(t, &w))
			return -1;
		if (!pg_word_is(&w, "REPLACE"))
			return 0;
		if (!step(t, &w))
			return -1;
	}
	return pg_word_is(&w, "FUNCTION") || pg_word_is(&w, "PROCEDURE");
}

/* Find the first token behind `*at`, and pass empty statements over: 1, or 0 when there is none. */
static int find_token(struct text *t, size_t *at)
{
	size_t begin = (size_t)t->state->slot[SLOT_BEGIN], end;
	int routine;

	for (;;) {
		int32_t token = scan(PG_LEXICAL, t, *at, &end);

		if (token == WB_TOKEN_END)
			return 0;
		if (token == WB_TOKEN_MORE && (t->text[*at] == '-' || t->text[*at] == '/' || *at == t->len ||
					       (classes[(unsigned char)t->text[*at]] & WORD) || strchr(" \t\n\r\f\v", t->text[*at])))
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

static size_t trim(const char *text, size_t token, size_t end)
{
	while (end > token && text[end - 1] && strchr(" \t\n\r\f\v", text[end - 1]))
		end--;
	return end;
}

/* The statement that ends before `end`; the text goes on at `next`. */
static int statement(struct text *t, size_t end, size_t next, struct wb_piece *out, struct wb_error *err)
{
	struct wb_lex *state = t->state;
	size_t token = (size_t)state->slot[SLOT_TOKEN] - 1;
	struct pg_facts facts;

	end = trim(t->text, token, end);
	out->begin = (size_t)state->slot[SLOT_BEGIN];
	out->token = token;
	out->end = end;
	out->next = next;
	if (memchr(t->text + out->begin, '\0', end - out->begin))
		return pg_host->fail(err, WB_E_REVISION, "a NUL byte: PostgreSQL knows none in SQL");
	pg_facts(t->text, end, token, &facts);
	out->flags = facts.flags;
	out->hint = facts.hint;
	if (facts.strings == 2)
		state->mode = (uint32_t)(state->slot[SLOT_MODE] - 1);
	else if (facts.strings)
		state->mode = facts.strings < 0 ? state->mode | PG_MODE_BACKSLASH : state->mode & ~PG_MODE_BACKSLASH;
	forget(state);
	if (facts.flags & WB_PIECE_COPY_IN)
		state->slot[SLOT_COPY] = COPY_LINE;
	return 1;
}

static int torn(struct text *t, const char *hint, struct wb_piece *out, struct wb_error *err)
{
	int rc = statement(t, t->len, t->len, out, err);

	out->flags = WB_PIECE_TORN;
	out->hint = hint;
	return rc;
}

static bool begins(const char *text, size_t len, const char *word)
{
	size_t size = strlen(word);

	return len >= size && memcmp(text, word, size) == 0 && (len == size || !is_word(text[size]));
}

/* A backslash at `at`: the rest of its line is psql's. pg_dump writes two that mean nothing to a server. */
static int meta(struct text *t, size_t at, struct wb_piece *out, struct wb_error *err)
{
	const char *feed = memchr(t->text + at, '\n', t->len - at);
	size_t end = feed ? (size_t)(feed - t->text) : t->len, token = (size_t)t->state->slot[SLOT_TOKEN] - 1;
	bool ignored = at == token &&
		       (begins(t->text + at, end - at, "\\restrict") || begins(t->text + at, end - at, "\\unrestrict"));

	if (!feed && !t->last) {
		t->state->scanned = at;
		return 0;
	}
	if (statement(t, end, feed ? end + 1 : end, out, err) < 0)
		return err->status;
	t->state->slot[SLOT_COPY] = COPY_NONE;
	out->flags = ignored ? WB_PIECE_IGNORE : WB_PIECE_META;
	out->hint = ignored ? NULL : meta_hint;
	return 1;
}

/* ------------------------------------------------------------------ data of COPY */

/* Behind COPY … FROM stdin; only blanks and a comment may follow on its line. */
static int copy_line(struct text *t, struct wb_piece *out, size_t *at, struct wb_error *err)
{
	const char *feed = memchr(t->text, '\n', t->len);
	size_t end = feed ? (size_t)(feed - t->text) : t->len, i = 0;

	if (!feed && !t->last)
		return 0;
	if (!feed)
		return pg_host->fail(err, WB_E_REVISION, "COPY … FROM stdin without its data");
	while (i < end && strchr(" \t\r\f\v", t->text[i]))
		i++;
	if (i < end && !(t->text[i] == '-' && i + 1 < end && t->text[i + 1] == '-')) {
		out->begin = out->token = i;
		out->end = trim(t->text, i, end);
		out->next = end + 1;
		out->flags = WB_PIECE_TORN;
		out->hint = copy_hint;
		return 1;
	}
	t->state->slot[SLOT_COPY] = COPY_DATA;
	*at = end + 1;
	return 2;
}

static bool is_end_mark(const char *line, size_t len)
{
	if (len && line[len - 1] == '\r')
		len--;
	return len == 2 && line[0] == '\\' && line[1] == '.';
}

/* Whole lines of data from `from` on. */
static int copy_data(struct text *t, size_t from, struct wb_piece *out, struct wb_error *err)
{
	size_t i = from;

	out->begin = out->token = from;
	out->flags = WB_PIECE_DATA;
	out->hint = NULL;
	for (;;) {
		const char *feed = i < t->len ? memchr(t->text + i, '\n', t->len - i) : NULL;
		size_t end = feed ? (size_t)(feed - t->text) : t->len;

		if (!feed && !t->last)
			break;
		if (is_end_mark(t->text + i, end - i)) {
			out->end = i;
			out->next = feed ? end + 1 : end;
			out->flags |= WB_PIECE_DATA_END;
			t->state->slot[SLOT_COPY] = COPY_NONE;
			t->state->scanned = 0;
			return 1;
		}
		if (!feed)
			return pg_host->fail(err, WB_E_REVISION, "the data of COPY … FROM stdin have no end: a line \\. is missing");
		i = end + 1;
	}
	out->end = out->next = i;
	t->state->scanned = 0;
	return i > from;
}

static int split_copy(struct text *t, struct wb_piece *out, struct wb_error *err)
{
	size_t at = 0;
	int rc = 2;

	if (t->state->slot[SLOT_COPY] == COPY_LINE)
		rc = copy_line(t, out, &at, err);
	if (rc != 2)
		return rc;
	rc = copy_data(t, at, out, err);
	/* the line before the data is a piece without data, so that it need not be read again */
	if (rc == 0 && at) {
		out->begin = out->token = out->end = at;
		out->next = at;
		out->flags = WB_PIECE_DATA;
		rc = 1;
	}
	return rc;
}

/* ------------------------------------------------------------------ the slot */

/* The byte order mark at the very beginning, as psql. 0: more text is needed. */
static int pass_mark(struct text *t, size_t *at)
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

int pg_split(struct wb_lex *state, const char *text, size_t len, int32_t last, struct wb_piece *out, struct wb_error *err)
{
	struct text t = { .state = state, .text = text, .len = len, .last = last };
	size_t at = (size_t)state->scanned;

	if (!pass_mark(&t, &at))
		return 0;
	if (state->slot[SLOT_COPY])
		return split_copy(&t, out, err);
	t.floor = at;
	if (!state->slot[SLOT_TOKEN] && !find_token(&t, &at)) {
		if (last)
			forget(state);
		return 0;
	}
	switch (pass_statement(&t, &at)) {
	case WB_TOKEN_MARK:
		return text[at] == ';' ? statement(&t, at, at + 1, out, err) : meta(&t, at, out, err);
	case WB_TOKEN_END:
		return statement(&t, len, len, out, err);
	case WB_TOKEN_TORN:
		return torn(&t, torn_hint, out, err);
	default:
		state->scanned = at;
		return 0;
	}
}
