/* SPDX-License-Identifier: MIT */
#include "filling.h"

#include <string.h>

#include "base/error.h"

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

/* Append the value of the reference that stands at `at` in the raw text. */
static int insert_value(struct filling *f, size_t at, const struct reference *ref, struct buf *out,
			struct insert_vec *inserts, struct wb_error *err)
{
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
	if (insert.end > insert.begin &&
	    memchr(out->data + insert.begin, '\n', insert.end - insert.begin) &&
	    insert_vec_push(inserts, insert) < 0)
		return wb_error_nomem(err);
	return 0;
}

/* Fill in what the raw text has whole; the rest stays. */
static int fill_in(struct filling *f, struct buf *out, struct insert_vec *inserts,
		   struct wb_error *err)
{
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
			status = insert_value(f, at, &ref, out, inserts, err);
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

int filling_read(struct filling *f, size_t size, struct buf *out, struct insert_vec *inserts,
		 struct wb_error *err)
{
	int status;

	if (!f->variables)
		return read_piece(f, size, out, err);
	status = read_piece(f, size, &f->raw, err);
	return status < 0 ? status : fill_in(f, out, inserts, err);
}
