/* SPDX-License-Identifier: MIT */
#include "source_shown.h"

#include <string.h>

#include "base/error.h"

/* Add what stands from `from` to `to` in the window, with secrets as the file has them; where they
 * were goes to `hidden`. */
int source_show(struct source *s, size_t from, size_t to, struct wb_error *err)
{
	size_t at = from;

	buf_clear(&s->shown);
	insert_vec_clear(&s->hidden);
	for (size_t i = 0; i < s->inserts.count; i++) {
		struct insert insert = s->inserts.items[i];

		if (!insert.shown || insert.end <= at || insert.begin >= to)
			continue;
		insert.begin = insert.begin < from ? from : insert.begin;
		insert.end = insert.end > to ? to : insert.end;
		buf_add(&s->shown, s->text.data + at, insert.begin - at);
		buf_str(&s->shown, insert.shown);
		at = insert.end;
		insert.begin -= from;
		insert.end -= from;
		if (insert_vec_push(&s->hidden, insert) < 0)
			return wb_error_nomem(err);
	}
	/* mostly there are none, and the text is long */
	if (s->hidden.count)
		buf_add(&s->shown, s->text.data + at, to - at);
	return buf_check(&s->shown, err);
}

uint32_t source_position(const struct source *s, const struct statement *statement,
			 uint32_t position)
{
	size_t at, moved;

	if (position <= statement->token)
		return 0;
	at = moved = position - 1 - statement->token;
	for (size_t i = 0; i < s->hidden.count; i++) {
		const struct insert *insert = &s->hidden.items[i];
		size_t len = insert->end - insert->begin, shown = strlen(insert->shown);

		if (insert->begin > at)
			break;
		if (insert->end > at)
			return (uint32_t)(moved - (at - insert->begin)) + 1;
		moved = moved - len + shown;
	}
	return (uint32_t)moved + 1;
}

/* What a statement looks like in a message: its first line, not too much of it. */
int source_first_line(const char *text, size_t len)
{
	const char *feed = memchr(text, '\n', len);

	len = feed ? (size_t)(feed - text) : len;
	if (len > 60) {
		len = 60;
		while (len && ((unsigned char)text[len] & 0xc0) == 0x80)
			len--;
	}
	return (int)len;
}
