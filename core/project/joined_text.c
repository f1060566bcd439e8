/* SPDX-License-Identifier: MIT */
#include "joined_text.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "read/keep.h"
#include "read/marker_line.h"

static int next_piece(const struct lexer *lexer, struct wb_lex *state, const char *text, size_t len,
		      struct wb_piece *out)
{
	struct wb_error ignored = WB_ERROR_INIT;

	return lexer_split(lexer, state, (struct lex_text){ text, len, 1 }, out, &ignored);
}

/* Without the blanks at its end: what ends a statement may stand in a line of its own. */
static size_t piece_length(const char *text, const struct wb_piece *piece)
{
	size_t end = piece->end;

	while (end > piece->token && strchr(" \t\r\n", text[end - 1]))
		end--;
	return end - piece->token;
}

/* Is `all` split into the pieces of `a` and then those of `b`? */
static bool splits_alike(const struct lexer *lexer, const struct buf *all, const char *const *parts,
			 const size_t *lens)
{
	struct wb_lex whole = lexer_begin(lexer);
	struct wb_piece x, y;
	size_t at = 0;

	for (size_t i = 0; i < 2; i++) {
		struct wb_lex own = lexer_begin(lexer);
		size_t part = 0;

		while (next_piece(lexer, &own, parts[i] + part, lens[i] - part, &y) == 1) {
			const char *mine = parts[i] + part, *its = buf_text(all) + at;
			size_t length = piece_length(mine, &y);

			if (next_piece(lexer, &whole, its, all->len - at, &x) != 1 ||
			    x.flags != y.flags || piece_length(its, &x) != length ||
			    memcmp(its + x.token, mine + y.token, length) != 0)
				return false;
			part += y.next;
			at += x.next;
		}
	}
	return next_piece(lexer, &whole, buf_text(all) + at, all->len - at, &x) == 0;
}

bool joined_text_has_statement(const struct lexer *lexer, const char *text, size_t len)
{
	struct wb_lex state = lexer_begin(lexer);
	struct wb_piece piece;

	return next_piece(lexer, &state, text, len, &piece) == 1;
}

/* What has to stand between two parts; NULL: nothing keeps them apart. */
static const char *separator(const struct joined_text *t, const char *text, size_t len)
{
	static const char *const between[] = { "\n", "\n;\n" };
	const char *parts[] = { t->last, text };
	const size_t lens[] = { t->last_len, len };
	const char *found = NULL;

	for (size_t i = 0; i < 2 && !found; i++) {
		struct buf both = { 0 };

		buf_add(&both, t->last, t->last_len);
		buf_str(&both, between[i]);
		buf_add(&both, text, len);
		if (!both.failed && splits_alike(&t->lexer, &both, parts, lens))
			found = between[i];
		buf_release(&both);
	}
	return found;
}

static int refuse_open(const struct revision *r, struct wb_error *err)
{
	return wb_error_set(err, WB_E_REVISION,
			    "%s: what stands in front of it would be read together with it: "
			    "end its last statement, or put its delimiter back",
			    r->path);
}

static int set_last(struct joined_text *t, const char *text, size_t len, struct wb_error *err)
{
	char *last = text_dup(text, len);

	if (!last)
		return wb_error_nomem(err);
	free(t->last);
	t->last = last;
	t->last_len = len;
	return 0;
}

int joined_text_add(struct joined_text *t, const struct revision *r, const char *text, size_t len,
		    struct wb_error *err)
{
	const char *between = "";

	if (joined_text_has_statement(&t->lexer, text, len)) {
		between = t->last ? separator(t, text, len) : "";
		if (!between)
			return refuse_open(r, err);
		if (set_last(t, text, len, err) < 0)
			return wb_error_kept(err);
	}
	if (*between == '\n' && between[1] == ';')
		buf_str(t->out, ";\n");
	buf_printf(t->out, "-- %s: %s\n", r->id, r->title);
	buf_add(t->out, text, len);
	if (len && text[len - 1] != '\n')
		buf_char(t->out, '\n');
	return buf_check(t->out, err);
}

int joined_text_end(struct joined_text *t, const struct revision *r, struct wb_error *err)
{
	static const char next[] = "SELECT 1";
	const char *between = t->last ? separator(t, next, sizeof(next) - 1) : "\n";

	if (!between)
		return refuse_open(r, err);
	if (between[1] != ';')
		return 0;
	buf_str(t->out, ";\n");
	return set_last(t, "", 0, err);
}

/* Each line of theirs, with whose it is. */
static int name_owner(const struct revision *r, const char *from, size_t len, struct buf *out,
		      struct wb_error *err)
{
	int rc = 0;

	for (size_t at = 0; rc == 0 && at < len;) {
		const char *line = from + at, *feed = memchr(line, '\n', len - at);
		size_t size = feed ? (size_t)(feed - line) : len - at;
		AUTO_FREE char *what = NULL;
		struct keep_said said;

		if (keep_line(line, size, &said)) {
			what = text_dup(said.what, said.len);
			buf_str(out, said.fill ? KEEP_PREFIX "fill " : KEEP_PREFIX "keep ");
			rc = what ? keep_own(what, r->id, out, err) : wb_error_nomem(err);
		} else {
			buf_add(out, line, size);
		}
		if (feed)
			buf_char(out, '\n');
		at += size + (feed != NULL);
	}
	return rc;
}

int joined_text_keeps(const struct joined_text *t, const struct revision *r,
		      const struct section *section, struct buf *text, struct wb_error *err)
{
	struct buf named = { 0 };
	struct joined_text part = { .lexer = t->lexer, .out = &named };
	int rc = name_owner(r, buf_text(text), text->len, &named, err);

	if (rc == 0 && section->behind) {
		rc = set_last(&part, buf_text(&named), named.len, err);
		if (rc == 0 && named.len)
			buf_char(&named, '\n');
		if (rc == 0)
			rc = joined_text_end(&part, r, err);
		if (rc == 0)
			rc = name_owner(r, section->behind, strlen(section->behind), &named, err);
		joined_text_release(&part);
	}
	if (rc == 0)
		rc = buf_check(&named, err);
	buf_release(text);
	*text = named;
	return rc;
}

void joined_text_release(struct joined_text *t)
{
	free(t->last);
	t->last = NULL;
}
