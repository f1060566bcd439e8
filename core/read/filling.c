/* SPDX-License-Identifier: MIT */
#include "filling.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
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
		       struct insert insert, const struct buf *out, struct insert_vec *inserts)
{
	size_t len = insert.end - insert.begin;

	if (!len)
		return 0;
	if (reference_is_secret(f->variables, ref)) {
		insert.shown = text_dup(reference, ref->len);
		if (!insert.shown)
			return -1;
	} else if (!memchr(out->data + insert.begin, '\n', len)) {
		return 0;
	}
	if (insert_vec_push(inserts, insert) == 0)
		return 0;
	free(insert.shown);
	return -1;
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
	return note_insert(f, f->raw.data + at, ref, insert, out, inserts) < 0 ? wb_error_nomem(err)
									       : 0;
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
