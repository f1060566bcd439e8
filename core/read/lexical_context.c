/* SPDX-License-Identifier: MIT */
#include "lexical_context.h"

#include "base/error.h"

void lexical_context_begin(struct lexical_context *in, const struct body *body,
			   const struct lexer *lexer, uint64_t begin, size_t window)
{
	in->body = body;
	in->lexer = lexer;
	in->state = lexer_begin(lexer);
	in->window = window;
	in->at = begin;
	in->until = 0;
	buf_clear(&in->text);
}

void lexical_context_release(struct lexical_context *in)
{
	buf_release(&in->text);
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

/* What is behind `at` in the window. */
static struct lex_text behind(const struct lexical_context *in, size_t at, int32_t last)
{
	return (struct lex_text){ in->text.data + at, in->text.len - at, last };
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
		for (used = 0;
		     (rc = lexer_split(in->lexer, &look, behind(in, used, 0), &piece, err)) == 1;) {
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
 * open there, which may be a string, a block of statements or rows of data: a dialect that calls an
 * end there an error is right, but the text goes on. */
static int look_back(struct lexical_context *in, struct wb_error *err)
{
	struct wb_lex look = in->state;
	struct wb_error ignored = WB_ERROR_INIT;
	struct wb_piece piece;
	bool asked = false;
	size_t at = 0;

	for (;;) {
		int rc = lexer_split(in->lexer, &look, behind(in, at, 1), &piece, &ignored);

		if (rc == WB_E_NOMEM)
			return wb_error_set(err, rc, "%s", ignored.message);
		if (rc < 0 || (rc == 1 && piece.flags & WB_PIECE_TORN))
			return OPEN;
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
		rc = lexer_split(in->lexer, &look, behind(in, 0, *out_last), out, err);
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

int lexical_context_ask(struct lexical_context *in, uint64_t offset, struct wb_error *err)
{
	int rc;

	if (offset < in->until)
		return 1;
	rc = pass_pieces(in, offset, err);
	if (rc == 0)
		rc = look_back(in, err);
	return rc == OPEN ? look_around(in, offset, err) : rc;
}
