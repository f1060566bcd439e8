/* SPDX-License-Identifier: MIT */
#include "marker_line.h"

#include <string.h>

#include "marker.h"

struct wb_lex lexer_begin(const struct lexer *lexer)
{
	return (struct wb_lex){ .size = sizeof(struct wb_lex), .mode = lexer->mode };
}

int lexer_split(const struct lexer *lexer, struct wb_lex *state, struct lex_text text,
		struct wb_piece *out, struct wb_error *err)
{
	*out = (struct wb_piece){ .size = sizeof(*out) };
	return lexer->split
		       ? lexer->split(lexer->ctx, state, &text, out, err)
		       : lex_split(lexer->rules, state, text.data, text.len, text.last, out, err);
}

/* A dialect tells no tokens, only where a piece ends. So the question is asked by writing something
 * over the line that opens a string or a comment: in place of the dashes it changes the piece's
 * end where SQL stands, and behind the dashes it changes nothing if they begin a comment. Within
 * another string or comment one of the two is not so. Several openers, since the text behind the
 * line may close one by chance ("-- it's"). */
static const char *const openers[] = { "' ", "\" ", "/*" };

struct look {
	int found;
	size_t end, next;
	uint32_t flags;
};

static struct look look_at(const struct marker_line *p)
{
	const struct lex_text text = { p->text, p->len, p->last };
	struct wb_error ignored = WB_ERROR_INIT;
	struct wb_piece piece;
	struct wb_lex state = p->state;
	struct look look = { 0 };

	look.found = lexer_split(p->lexer, &state, text, &piece, &ignored);
	if (look.found == 1) {
		look.end = piece.end;
		look.next = piece.next;
		look.flags = piece.flags & (WB_PIECE_TORN | WB_PIECE_DATA | WB_PIECE_META);
	}
	return look;
}

static bool same(struct look a, struct look b)
{
	return a.found == b.found && a.end == b.end && a.next == b.next && a.flags == b.flags;
}

/* Does the piece end elsewhere with these bytes at `at`? */
static bool changes(struct marker_line *p, size_t at, const char *bytes, struct look before)
{
	size_t len = strlen(bytes);
	char kept[4];
	struct look after;

	memcpy(kept, p->text + at, len);
	memcpy(p->text + at, bytes, len);
	after = look_at(p);
	memcpy(p->text + at, kept, len);
	return !same(before, after);
}

bool marker_line_is_code(struct marker_line *p, size_t at)
{
	const struct look before = look_at(p);
	/* "migrate:" stands behind the dashes, with blanks between them or none */
	size_t word = at + 2 + strspn(p->text + at + 2, " \t");

	if (before.found == 1 && before.flags & WB_PIECE_DATA)
		return false;
	for (size_t i = 0; i < sizeof(openers) / sizeof(openers[0]); i++) {
		char behind[4] = " ";

		/* with a blank first, or it might be no comment to everybody */
		memcpy(behind + 1, openers[i], 2);
		if (changes(p, at, openers[i], before) && !changes(p, word, behind, before))
			return true;
	}
	return false;
}

size_t marker_line_find(const char *text, size_t len, size_t from)
{
	while (from < len) {
		const char *feed = memchr(text + from, '\n', len - from);
		size_t end = feed ? (size_t)(feed - text) : len, dashes;

		if (strchr("- \t", text[from]) &&
		    marker_look(text + from, end - from, &dashes) == MARKER_YES)
			return from + dashes;
		from = end + 1;
	}
	return len;
}
