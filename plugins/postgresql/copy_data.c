/* SPDX-License-Identifier: MIT */
/* The data of COPY … FROM stdin: whole lines, from the one behind the statement's to one that is a
 * backslash and a dot. */
#include <string.h>

#include "split.h"

static const char copy_hint[] = "the data of COPY … FROM stdin begin on the next line: what stands "
				"behind it on its own belongs "
				"elsewhere";

size_t pg_trim(const char *text, size_t token, size_t end)
{
	while (end > token && text[end - 1] && strchr(" \t\n\r\f\v", text[end - 1]))
		end--;
	return end;
}

/* Behind COPY … FROM stdin; only blanks and a comment may follow on its line. */
static int copy_line(struct pg_text *t, struct wb_piece *out, size_t *at, struct wb_error *err)
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
		out->end = pg_trim(t->text, i, end);
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
static int copy_data(struct pg_text *t, size_t from, struct wb_piece *out, struct wb_error *err)
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
			return pg_host->fail(
				err, WB_E_REVISION,
				"the data of COPY … FROM stdin have no end: a line \\. is missing");
		i = end + 1;
	}
	out->end = out->next = i;
	t->state->scanned = 0;
	return i > from;
}

int pg_split_data(struct pg_text *t, struct wb_piece *out, struct wb_error *err)
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
