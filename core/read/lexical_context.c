/* SPDX-License-Identifier: MIT */
#include "lexical_context.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "lex/lex.h"

void lexical_context_begin(struct lexical_context *inside, const struct body *body,
			   const struct lexer *lexer, uint64_t begin, size_t window)
{
	inside->body = body;
	inside->lexer = lexer;
	inside->state = (struct wb_lex){ .size = sizeof(inside->state) };
	inside->window = window;
	inside->at = begin;
	inside->until = 0;
	inside->statement = inside->data = false;
	buf_clear(&inside->text);
}

void lexical_context_release(struct lexical_context *inside)
{
	buf_release(&inside->text);
}

/* Have the text from `at` on in the window: up to `size` bytes, and none from `stop` on. */
static int load(struct lexical_context *in, uint64_t stop, size_t size, struct wb_error *err)
{
	size_t want = stop - in->at < size ? (size_t)(stop - in->at) : size;
	int status;

	buf_clear(&in->text);
	if (!buf_reserve(&in->text, want))
		return buf_check(&in->text, err);
	status = body_peek(in->body, in->at, in->text.data, &want, err);
	if (status < 0)
		return status;
	in->text.len = want;
	in->text.data[want] = '\0';
	return 0;
}

/* Pass over whole lines of data; how many bytes were passed. Rows end with a line that is `\.` */
static size_t pass_data(struct lexical_context *in, const char *text, size_t len)
{
	size_t at = 0;
	const char *feed;

	while (in->data && (feed = memchr(text + at, '\n', len - at))) {
		size_t line = (size_t)(feed - text) - at;

		if (line && text[at + line - 1] == '\r')
			line--;
		in->data = !(line == 2 && memcmp(text + at, "\\.", 2) == 0);
		at = (size_t)(feed - text) + 1;
	}
	return at;
}

static bool is_word(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && strncasecmp(text, word, len) == 0;
}

/* Is this COPY … FROM STDIN? 1 with *at behind its semicolon; 0 no; -1: more text is needed. */
static int read_copy(uint32_t rules, const char *text, size_t len, size_t *at)
{
	bool from = false, stdin_too = false;
	size_t begin = *at, end;

	for (;; begin = end) {
		switch (lex_scan(rules, text, len, begin, 0, &end)) {
		case WB_TOKEN_MORE:
			return -1;
		case WB_TOKEN_SPACE:
		case WB_TOKEN_COMMENT:
			continue;
		case WB_TOKEN_WORD:
			stdin_too |= from && is_word(text + begin, end - begin, "STDIN");
			from = is_word(text + begin, end - begin, "FROM");
			continue;
		default:
			from = false;
			if (text[begin] != ';')
				continue;
			if (!stdin_too)
				return 0;
			*at = end;
			return 1;
		}
	}
}

/* From between two statements to the first token of the next one. How many bytes were passed; sets
 * `statement` or `data` when it got that far. */
static size_t find_statement(struct lexical_context *in, const char *text, size_t len)
{
	size_t at = 0, end;

	for (;; at = end) {
		int32_t token = lex_scan(in->lexer->rules, text, len, at, 0, &end);

		if (token == WB_TOKEN_MORE)
			return at;
		if (token == WB_TOKEN_SPACE || token == WB_TOKEN_COMMENT || text[at] == ';')
			continue;
		if (token == WB_TOKEN_WORD && is_word(text + at, end - at, "COPY")) {
			int copy = read_copy(in->lexer->rules, text, len, &at);

			if (copy < 0)
				return at;
			in->data = copy != 0;
		}
		in->statement = !in->data;
		return at;
	}
}

/* Pass over what the window has whole. */
static size_t advance(struct lexical_context *in, const char *text, size_t len)
{
	size_t at = 0;

	if (in->data)
		return pass_data(in, text, len);
	if (!in->statement)
		return find_statement(in, text, len);
	if (lex_skip(in->lexer->rules, ';', text, len, 0, 0, &at) != WB_TOKEN_MARK)
		return at;
	in->statement = false;
	return at + 1;
}

/* The token at `at` reaches over `offset`. Remember where it ends, so that the next question is
 * answered without lexing. */
static int find_end(struct lexical_context *in, uint64_t offset, struct wb_error *err)
{
	size_t size = in->text.len, end;

	in->until = offset + 1;
	if (in->data)
		return 0;
	for (;;) {
		uint64_t rest = in->body->end - in->at;
		int status;

		size = size * 2 + in->window;
		status = load(in, in->body->end, size, err);
		if (status < 0)
			return status;
		switch (lex_scan(in->lexer->rules, in->text.data, in->text.len, 0,
				 in->text.len == rest, &end)) {
		case WB_TOKEN_MORE:
			break;
		case WB_TOKEN_TORN:
			in->until = UINT64_MAX;
			return 0;
		default:
			in->until = in->at + end;
			return 0;
		}
	}
}

/* Nothing more could be passed, and the window reaches to the place. A COPY statement that is not
 * over yet is the one thing that may hold it without a token around it. */
static int decide(struct lexical_context *in, uint64_t offset, struct wb_error *err)
{
	int status;

	if (!in->data && !in->statement) {
		in->statement = true;
		in->at += advance(in, in->text.data, in->text.len);
		if (in->at >= offset)
			return 0;
		if (!in->statement) /* cannot be: its semicolon would have been found */
			return wb_error_set(err, WB_E_INTERNAL, "lost in a section");
	}
	status = find_end(in, offset, err);
	return status < 0 ? status : 1;
}

/* Pass over all that the window has whole. False: nothing could be passed. */
static bool pass_window(struct lexical_context *in, uint64_t offset)
{
	size_t used = 0;
	bool moved = false;

	while (in->at < offset) {
		bool was_data = in->data, was_statement = in->statement;
		size_t passed = advance(in, in->text.data + used, in->text.len - used);

		if (!passed && in->data == was_data && in->statement == was_statement)
			break;
		used += passed;
		in->at += passed;
		moved = true;
	}
	return moved;
}

static int ask_rules(struct lexical_context *in, uint64_t offset, struct wb_error *err)
{
	size_t size = in->window;

	while (in->at < offset) {
		/* two bytes more: what begins there is then seen to begin there, and not to be part
		 * of what is before */
		uint64_t stop = offset + 2;
		int status = load(in, stop, size, err);

		if (status < 0)
			return status;
		if (pass_window(in, offset)) {
			size = in->window;
			continue;
		}
		if (in->text.len == stop - in->at)
			return decide(in, offset, err);
		size *= 2;
	}
	return in->data;
}

/* ------------------------------------------------------------------ as the dialect splits it */

/* What is behind `at` in the window. */
static struct lex_text behind(const struct lexical_context *in, size_t at, int32_t last)
{
	return (struct lex_text){ in->text.data + at, in->text.len - at, last };
}

static int split(const struct lexical_context *in, struct wb_lex *state, struct lex_text text,
		 struct wb_piece *out, struct wb_error *err)
{
	const struct lexer *l = in->lexer;

	*out = (struct wb_piece){ .size = sizeof(*out) };
	return l->split(l->ctx, state, &text, out, err);
}

/* Pass over the pieces that end before `offset`, and have what is between in the window. */
static int pass_pieces(struct lexical_context *in, uint64_t offset, struct wb_error *err)
{
	size_t size = in->window, used = 0;
	struct wb_lex look = in->state;
	struct wb_piece piece;

	for (;;) {
		int rc = load(in, offset, size, err);

		if (rc < 0)
			return rc;
		for (used = 0; (rc = split(in, &look, behind(in, used, 0), &piece, err)) == 1;) {
			used += piece.next;
			look.scanned = 0;
			in->state = look;
		}
		if (rc < 0)
			return rc;
		if (in->text.len == offset - in->at) {
			buf_consume(&in->text, used);
			in->at += used;
			return 0;
		}
		size = used ? in->window : size * 2;
		in->at += used;
	}
}

enum { CODE = 0, INSIDE = 1, OPEN = 2 };

/* What stands at the end of the window, as far as the text in front of it tells. OPEN: something is
 * open there, which may be a string or a block of statements. */
static int look_back(struct lexical_context *in, struct wb_error *err)
{
	struct wb_lex look = in->state;
	struct wb_piece piece;
	bool asked = false;
	size_t at = 0;

	for (;;) {
		int rc = split(in, &look, behind(in, at, 1), &piece, err);

		if (rc < 0 || (rc == 1 && piece.flags & WB_PIECE_TORN))
			return rc < 0 ? rc : OPEN;
		if (rc == 1) {
			bool data = piece.flags & WB_PIECE_DATA;

			look.scanned = 0;
			at += piece.next;
			if (at < in->text.len || (data && !asked && piece.next))
				continue;
			return data && !(piece.flags & WB_PIECE_DATA_END) ? INSIDE : CODE;
		}
		if (asked)
			return OPEN;
		/* only blanks and comments: would a word be one of them? */
		asked = true;
		buf_char(&in->text, 'x');
		if (buf_check(&in->text, err) < 0)
			return WB_E_NOMEM;
	}
}

/* Have the whole piece in the window that begins at `in->at`: 1, or 0 when there is none. */
static int load_piece(struct lexical_context *in, struct wb_piece *out, bool *out_last,
		      struct wb_error *err)
{
	const uint64_t rest = in->body->end - in->at;
	struct wb_lex look = in->state;

	for (size_t size = in->text.len + in->window;; size *= 2) {
		int rc = load(in, in->body->end, size, err);

		if (rc < 0)
			return rc;
		*out_last = in->text.len == rest;
		rc = split(in, &look, behind(in, 0, *out_last), out, err);
		if (rc != 0 || *out_last)
			return rc;
	}
}

/* Where the last line is that looks like a marker and is inside as well, searched by halves: to ask
 * about each of very many costs too much, and whoever runs the piece looks again. */
static size_t last_inside(struct marker_line *place, size_t inside, size_t end)
{
	while (end - inside > 1) {
		size_t half = inside + (end - inside) / 2, line;
		const char *feed = memchr(place->text + half, '\n', end - half);

		line = feed ? marker_line_find(place->text, end, (size_t)(feed - place->text) + 1)
			    : end;
		if (line >= end || marker_line_is_code(place, line))
			end = half;
		else
			inside = line;
	}
	return inside;
}

static int look_around(struct lexical_context *in, uint64_t offset, struct wb_error *err)
{
	struct marker_line place = { .lexer = in->lexer, .state = in->state };
	struct wb_piece piece;
	bool last = false;
	int rc = load_piece(in, &piece, &last, err);

	if (rc < 0)
		return rc;
	in->until = offset + 1;
	if (rc == 1 && piece.flags & WB_PIECE_TORN) {
		in->until = UINT64_MAX;
		return INSIDE;
	}
	place.text = in->text.data;
	place.len = in->text.len;
	place.last = last;
	if (marker_line_is_code(&place, (size_t)(offset - in->at)))
		return CODE;
	in->until = 1 + in->at +
		    last_inside(&place, (size_t)(offset - in->at), rc ? piece.next : place.len);
	return INSIDE;
}

static int ask_dialect(struct lexical_context *in, uint64_t offset, struct wb_error *err)
{
	int rc = pass_pieces(in, offset, err);

	if (rc == 0)
		rc = look_back(in, err);
	return rc == OPEN ? look_around(in, offset, err) : rc;
}

int lexical_context_ask(struct lexical_context *in, uint64_t offset, struct wb_error *err)
{
	if (offset < in->until)
		return 1;
	return in->lexer->split ? ask_dialect(in, offset, err) : ask_rules(in, offset, err);
}
