/* SPDX-License-Identifier: MIT */
#include "filling.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "keep.h"
#include "base/text.h"

void inserts_free(struct insert_vec *inserts)
{
	for (size_t i = 0; i < inserts->count; i++)
		free(inserts->items[i].shown);
	insert_vec_release(inserts);
}

void filling_release(struct filling *filling)
{
	body_close(&filling->body);
	buf_release(&filling->raw);
}

/* Append a piece of the file as it is. */
static int read_piece(struct filling *f, size_t size, struct buf *to, struct wb_error *err)
{
	char *at = buf_reserve(to, size);
	size_t len;
	int status;

	if (!at)
		return buf_check(to, err);
	status = body_read(&f->body, at, size, &len, err);
	if (status < 0)
		return status;
	to->len += len;
	to->data[to->len] = '\0';
	f->ended = !len;
	return 0;
}

/* Remember what was inserted, where that is of use. */
static int note_insert(const struct filling *f, const char *reference, const struct reference *ref,
		       struct insert insert, const struct filled *to)
{
	size_t len = insert.end - insert.begin;

	if (!len)
		return 0;
	if (reference_is_secret(f->variables, ref)) {
		insert.shown = text_dup(reference, ref->len);
		if (!insert.shown)
			return -1;
	} else if (!memchr(to->out->data + insert.begin, '\n', len)) {
		return 0;
	}
	if (insert_vec_push(to->inserts, insert) == 0)
		return 0;
	free(insert.shown);
	return -1;
}

/* Append the value of the reference that stands at `at` in the raw text. */
static int insert_value(struct filling *f, size_t at, const struct reference *ref,
			const struct filled *to, struct wb_error *err)
{
	struct buf *out = to->out;
	struct insert insert = { .begin = out->len };
	int status;

	if (ref->escaped) {
		buf_add(out, f->raw.data + at + 1, ref->len - 1);
		return 0;
	}
	status = reference_expand(f->variables, ref, out, err);
	if (status < 0) {
		if (err && !err->line)
			err->line = body_line(&f->body, f->raw_offset + at, NULL);
		return status;
	}
	insert.end = out->len;
	return note_insert(f, f->raw.data + at, ref, insert, to) < 0 ? wb_error_nomem(err) : 0;
}

/* Fill in what the raw text has whole; the rest stays. */
static int fill_in(struct filling *f, const struct filled *to, struct wb_error *err)
{
	struct buf *out = to->out;
	const char *text = buf_text(&f->raw);
	size_t len = f->raw.len, at = 0;
	int status = 0;

	while (status == 0 && at < len) {
		const char *dollar = memchr(text + at, '$', len - at);
		size_t begin = dollar ? (size_t)(dollar - text) : len;
		struct reference ref;

		/* a backslash in front belongs to it; at the end of the text, that is still to be
		 * seen */
		if (begin > at && text[begin - 1] == '\\' && (dollar || !f->ended))
			begin--;
		buf_add(out, text + at, begin - at);
		at = begin;
		if (!dollar)
			break;
		reference_read(text + at, len - at, f->ended, &ref);
		if (ref.len == SIZE_MAX)
			break;
		if (ref.len) {
			status = insert_value(f, at, &ref, to, err);
			at += ref.len;
		} else {
			buf_add(out, text + at, (size_t)(dollar + 1 - text) - at);
			at = (size_t)(dollar + 1 - text);
		}
	}
	if (status < 0)
		return status;
	buf_consume(&f->raw, at);
	f->raw_offset += at;
	return buf_check(out, err);
}

#define RAW_PIECE ((size_t)64 << 10)

/* What variables are filled into goes piece by piece, so that a long statement is there once. */
static int read_some(struct filling *f, size_t size, const struct filled *to, struct wb_error *err)
{
	const size_t begin = to->out->len, piece = size < RAW_PIECE ? size : RAW_PIECE;
	int status;

	if (!f->variables)
		return read_piece(f, size, to->out, err);
	do {
		status = read_piece(f, piece, &f->raw, err);
		if (status == 0)
			status = fill_in(f, to, err);
	} while (status == 0 && !f->ended && to->out->len - begin < size);
	return status;
}

/* ------------------------------------------------------------------ keep and fill */

/* May what is read from `begin` on end in the midst of a line that says `keep` or `fill`? */
static bool cuts_line(const struct filling *f, const struct buf *out, size_t begin)
{
	const char *text = buf_text(out) + begin, *feed;
	size_t len = out->len - begin, prefix = strlen(KEEP_PREFIX);

	feed = len ? memrchr(text, '\n', len) : NULL;
	if (!feed && f->in_line)
		return false;
	if (feed) {
		len -= (size_t)(feed + 1 - text);
		text = feed + 1;
	}
	return len && memcmp(text, KEEP_PREFIX, len < prefix ? len : prefix) == 0;
}

/* Those of variables behind it have moved. */
static int add_insert(struct insert_vec *inserts, size_t from, struct insert insert)
{
	size_t at = inserts->count;

	if (insert_vec_push(inserts, insert) < 0)
		return -1;
	while (at > from && inserts->items[at - 1].begin >= insert.begin) {
		inserts->items[at] = inserts->items[at - 1];
		inserts->items[at].begin += insert.end - insert.begin;
		inserts->items[at].end += insert.end - insert.begin;
		inserts->items[--at] = insert;
	}
	return 0;
}

/* Behind each such line stand its statements. From `begin` on there are whole ones alone; `from` is the first insert there. */
static int expand(const struct filling *f, const struct filled *to, size_t begin, size_t from,
		  struct wb_error *err)
{
	struct buf *out = to->out;
	struct buf rest = { 0 };
	bool in_line = f->in_line;
	size_t at = 0;
	int rc = 0;

	if (!memmem(buf_text(out) + begin, out->len - begin, KEEP_PREFIX, strlen(KEEP_PREFIX)))
		return 0;
	buf_add(&rest, out->data + begin, out->len - begin);
	out->len = begin;
	while (rc == 0 && !rest.failed && at < rest.len) {
		const char *line = rest.data + at, *feed = memchr(line, '\n', rest.len - at);
		size_t len = feed ? (size_t)(feed - line) : rest.len - at;
		struct keep_said said;
		struct insert insert;
		bool what;

		buf_add(out, line, len + (feed != NULL));
		insert.begin = out->len;
		insert.shown = NULL;
		what = !in_line && keep_line(line, len, &said);
		if (what && !feed)
			buf_char(out, '\n');
		said.by_merge = f->keep_by_merge;
		said.refused = f->no_keep;
		if (what)
			rc = keep_write(&said, f->revision, out, err);
		insert.end = out->len;
		if (rc == 0 && what && add_insert(to->inserts, from, insert) < 0)
			rc = wb_error_nomem(err);
		in_line = false;
		at += len + (feed != NULL);
	}
	if (rc == 0)
		rc = buf_check(&rest, err);
	buf_release(&rest);
	return rc == 0 ? buf_check(out, err) : rc;
}

/* What stands behind the text is in no line of the file. The last statement may have no end, and an empty one is none. */
static int append(struct filling *f, struct buf *out, struct insert_vec *inserts,
		  struct wb_error *err)
{
	struct insert insert = { .begin = out->len };

	buf_printf(out, "\n;\n%s", f->append);
	f->append = NULL;
	insert.end = out->len;
	return insert_vec_push(inserts, insert) < 0 ? wb_error_nomem(err) : buf_check(out, err);
}

#define LINE_PIECE ((size_t)512)

int filling_read(struct filling *f, size_t size, struct buf *out, struct insert_vec *inserts,
		 struct wb_error *err)
{
	const struct filled to = { out, inserts };
	size_t begin = out->len, from = inserts->count;
	int status = read_some(f, size, &to, err);

	while (status == 0 && !f->ended && cuts_line(f, out, begin))
		status = read_some(f, LINE_PIECE, &to, err);
	if (status == 0 && f->ended && f->append)
		status = append(f, out, inserts, err);
	if (status == 0)
		status = expand(f, &to, begin, from, err);
	if (status == 0 && out->len > begin)
		f->in_line = out->data[out->len - 1] != '\n';
	return status;
}
