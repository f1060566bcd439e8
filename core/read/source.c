/* SPDX-License-Identifier: MIT */
#include "source_shown.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "comment_lines.h"
#include "marker.h"
#include "marker_line.h"
#include "base/text.h"

#define SOURCE_WINDOW ((size_t)64 << 10)

struct sql_text section_text(const struct revision *revision, const struct section *section)
{
	struct sql_text text = revision_text(revision, section->begin, section->end);

	text.line = section->line + 1;
	text.undecided = section->undecided;
	text.append = section->behind;
	return text;
}

int source_open(const struct sql_text *text, const struct source_settings *settings,
		struct source **out, struct wb_error *err)
{
	struct source *source;
	int status;

	if (text->undecided) {
		if (err)
			err->line = text->line - 1;
		return wb_error_set(
			err, WB_E_REVISION,
			"what this section does is undecided: see its comments, write it, "
			"and take the word `undecided` away");
	}
	source = calloc(1, sizeof(*source));
	if (!source)
		return wb_error_nomem(err);
	source->settings = *settings;
	source->window = settings->window ? settings->window : SOURCE_WINDOW;
	if (source->window < BODY_WINDOW_MIN)
		source->window = BODY_WINDOW_MIN;
	source->line = text->line;
	source->lex.size = sizeof(source->lex);
	source->lex.mode = settings->lex_mode;
	source->filling.variables = text->variables_off ? NULL : settings->variables;
	source->filling.raw_offset = text->begin;
	source->filling.revision = text->revision;
	source->filling.keep_by_merge = settings->keep_by_merge;
	source->filling.no_keep = settings->no_keep;
	source->filling.append = text->append;
	status = body_open(text, &source->filling.body, err);
	if (status < 0) {
		free(source);
		return status;
	}
	*out = source;
	return 0;
}

void source_close(struct source *source)
{
	if (!source)
		return;
	filling_release(&source->filling);
	buf_release(&source->text);
	buf_release(&source->copy);
	buf_release(&source->shown);
	insert_vec_release(&source->hidden);
	inserts_free(&source->inserts);
	free(source);
}

/* ------------------------------------------------------------------ the window */

/* The line in the file of what stands at `to`: line feeds that came out of variables don't
 * count. */
static uint32_t line_at(const struct source *s, size_t to)
{
	const char *text = buf_text(&s->text);
	size_t lines = text_lines(text + s->at, to - s->at);

	for (size_t i = 0; i < s->inserts.count; i++) {
		size_t begin = s->inserts.items[i].begin, end = s->inserts.items[i].end;

		begin = begin < s->at ? s->at : begin;
		end = end > to ? to : end;
		if (begin < end)
			lines -= text_lines(text + begin, end - begin);
	}
	return s->line + (uint32_t)lines + (to > s->at ? s->gone_lines : 0);
}

static void move_to(struct source *s, size_t to)
{
	s->line = line_at(s, to);
	if (to > s->at) {
		s->in_line = s->text.data[to - 1] != '\n';
		s->gone_lines = 0;
	}
	s->at = to;
}

/* Drop what is done from the window's front. */
static void drop(struct source *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->inserts.count; i++) {
		struct insert insert = s->inserts.items[i];

		if (insert.end <= s->at) {
			free(insert.shown);
			continue;
		}
		insert.begin = insert.begin > s->at ? insert.begin - s->at : 0;
		insert.end -= s->at;
		s->inserts.items[kept++] = insert;
	}
	s->inserts.count = kept;
	buf_consume(&s->text, s->at);
	s->at = 0;
}

static int read_on(struct source *s, struct wb_error *err)
{
	size_t size;

	drop(s);
	/* twice as much each time, so that a long statement is not looked at again and again */
	size = s->text.len > s->window ? s->text.len : s->window;
	return filling_read(&s->filling, size, &s->text, &s->inserts, err);
}

/* ------------------------------------------------------------------ pieces */

static void set_line(const struct source *s, size_t at, struct wb_error *err)
{
	if (err && !err->line)
		err->line = line_at(s, at);
}

/* A line that looks like a marker, where this dialect sees a comment, began no section: the file was
 * searched for them by other rules, and what stands below it is of another section. From where the
 * last piece ended to `end`, which `len` bytes were split of. */
static int refuse_markers(struct source *s, size_t end, size_t len, struct wb_error *err)
{
	const struct lexer lexer = { .split = s->settings.split, .ctx = s->settings.ctx };
	struct marker_line place = { .lexer = &lexer,
				     .state = s->lex_before,
				     .last = s->filling.ended };
	size_t at = 0;

	if (!s->text.data)
		return 0;
	place.text = s->text.data + s->at;
	place.len = len;
	end -= s->at;
	if (s->in_line) {
		const char *feed = memchr(place.text, '\n', end);

		at = feed ? (size_t)(feed - place.text) + 1 : end;
	}
	while ((at = marker_line_find(place.text, end, at)) < end) {
		const char *feed = memchr(place.text + at, '\n', end - at);

		if (marker_line_is_code(&place, at)) {
			set_line(s, s->at + at, err);
			return wb_error_set(
				err, WB_E_REVISION,
				"a line that begins a section stands in a statement of "
				"this one: what is below it would be run with it (put "
				"an end to the statement above, or reword the comment)");
		}
		at = feed ? (size_t)(feed - place.text) + 1 : end;
	}
	return 0;
}

/* Of a comment from `at` on that goes on behind the window, only how it begins stays. */
static bool drop_inside(struct source *s, size_t at)
{
	size_t begin, end;
	char *text;

	if (s->inserts.count ||
	    !comment_stays_open(s->text.data + at, s->text.len - at, &begin, &end))
		return false;
	move_to(s, at + begin);
	text = s->text.data + s->at + BLOCK_HEAD;
	end -= begin + BLOCK_HEAD;
	s->gone_lines += (uint32_t)text_lines(text, end);
	memmove(text, text + end, s->text.len - s->at - BLOCK_HEAD - end);
	s->text.len -= end;
	return true;
}

/* Only comments stand in the window, and the statement that they stand over has not begun: what may
 * go of them goes, so that a comment of any length takes no room. */
static void drop_comments(struct source *s)
{
	size_t end;

	if (s->copying || s->text.len - s->at < SOURCE_WINDOW)
		return;
	end = s->at + comment_lines_end(s->text.data + s->at, s->text.len - s->at);
	if (end > s->at && !memchr(s->text.data + end, '\n', s->text.len - end))
		move_to(s, end);
	else if (!drop_inside(s, end))
		return;
	s->lex = s->lex_before;
}

/* The next piece, with offsets in `text`: 1, or 0 at the end. */
static int next_piece(struct source *s, struct wb_piece *out, struct wb_error *err)
{
	s->lex_before = s->lex;
	for (;;) {
		struct wb_piece piece = { .size = sizeof(piece) };
		size_t len = s->text.len - s->at;
		const struct lex_text text = { buf_text(&s->text) + s->at, len, s->filling.ended };
		int found = s->settings.split(s->settings.ctx, &s->lex, &text, &piece, err);

		if (found < 0) {
			set_line(s, s->at, err);
			return found;
		}
		if (found) {
			s->lex.scanned = 0;
			if (piece.begin > piece.end || piece.end > piece.next || piece.next > len ||
			    (!piece.next && !(piece.flags & WB_PIECE_DATA_END)))
				return wb_error_set(
					err, WB_E_INTERNAL,
					"the dialect split a text in a way that can't be");
			piece.begin += s->at;
			piece.end += s->at;
			piece.next += s->at;
			piece.token += s->at;
			if (piece.token < piece.begin || piece.token > piece.end)
				piece.token = piece.begin;
			*out = piece;
			return piece.flags & WB_PIECE_DATA ||
					       refuse_markers(s, piece.next, len, err) == 0
				       ? 1
				       : WB_E_REVISION;
		}
		if (s->filling.ended)
			return refuse_markers(s, s->text.len, len, err);
		drop_comments(s);
		found = read_on(s, err);
		if (found < 0)
			return found;
	}
}

/* ------------------------------------------------------------------ statements */

/* A piece that is not for the server. */
static int refuse(struct source *s, const struct wb_piece *piece, struct wb_error *err)
{
	const char *text = s->text.data + piece->token, *hint = piece->hint;
	size_t whole = piece->end - piece->token;
	int len;

	if (source_show(s, piece->token, piece->end, err) < 0)
		return wb_error_kept(err);
	if (s->hidden.count) {
		text = buf_text(&s->shown);
		whole = s->shown.len;
	}
	len = source_first_line(text, whole);
	if (piece->flags & WB_PIECE_META)
		wb_error_set(err, WB_E_REVISION,
			     "a command of the client, not of the server: %.*s%s%s", len, text,
			     hint ? ": " : "", hint ? hint : "");
	else
		wb_error_set(err, WB_E_REVISION,
			     "unterminated: the statement, string or comment that begins here has "
			     "no end: %.*s%s%s",
			     len, text, hint ? ": " : "", hint ? hint : "");
	set_line(s, piece->token, err);
	return WB_E_REVISION;
}

static int keep_copy(struct source *s, const struct wb_piece *piece, struct statement *out,
		     struct wb_error *err)
{
	int status;

	buf_clear(&s->copy);
	buf_add(&s->copy, out->text, piece->next - piece->begin);
	status = buf_check(&s->copy, err);
	if (status < 0)
		return status;
	out->text = buf_text(&s->copy);
	s->copying = true;
	return 0;
}

static int take_statement(struct source *s, const struct wb_piece *piece, struct statement *out,
			  struct wb_error *err)
{
	struct statement statement = {
		.text = s->text.data + piece->begin,
		.len = piece->end - piece->begin,
		.full_len = piece->next - piece->begin,
		.token = piece->token - piece->begin,
		.line = line_at(s, piece->token),
		.flags = piece->flags,
		.number = ++s->number,
		.hint = piece->hint,
	};
	int status = piece->flags & WB_PIECE_COPY_IN ? keep_copy(s, piece, &statement, err) : 0;

	if (status == 0)
		status = source_show(s, piece->token, piece->end, err);
	if (status < 0)
		return status;
	statement.shown = s->hidden.count ? buf_text(&s->shown) : statement.text + statement.token;
	statement.shown_len = s->hidden.count ? s->shown.len : statement.len - statement.token;
	move_to(s, piece->next);
	*out = statement;
	return 1;
}

static int no_end_of_data(struct source *s, struct wb_error *err)
{
	wb_error_set(err, WB_E_REVISION, "the data of a COPY statement have no end");
	set_line(s, s->text.len, err);
	return WB_E_REVISION;
}

int source_next(struct source *s, struct statement *out, struct wb_error *err)
{
	for (;;) {
		struct wb_piece piece;
		int found = next_piece(s, &piece, err);

		if (found == 0 && s->copying)
			return no_end_of_data(s, err);
		if (found <= 0)
			return found;
		if (piece.flags & WB_PIECE_DATA) {
			s->copying = !(piece.flags & WB_PIECE_DATA_END);
			move_to(s, piece.next);
			continue;
		}
		s->copying = false;
		if (piece.flags & (WB_PIECE_META | WB_PIECE_TORN))
			return refuse(s, &piece, err);
		if (!(piece.flags & WB_PIECE_IGNORE))
			return take_statement(s, &piece, out, err);
		move_to(s, piece.next);
	}
}

int source_data(struct source *s, const char **out, size_t *out_len, struct wb_error *err)
{
	while (s->copying) {
		struct wb_piece piece;
		int found = next_piece(s, &piece, err);

		if (found == 0)
			return no_end_of_data(s, err);
		if (found < 0)
			return found;
		if (!(piece.flags & WB_PIECE_DATA))
			return wb_error_set(err, WB_E_INTERNAL,
					    "the dialect promised data and found a statement");
		s->copying = !(piece.flags & WB_PIECE_DATA_END);
		move_to(s, piece.next);
		if (piece.begin == piece.end)
			continue;
		*out = s->text.data + piece.begin;
		*out_len = piece.end - piece.begin;
		return 1;
	}
	return 0;
}
