/* SPDX-License-Identifier: MIT */
/* Writing lines of a header, and changing one value of it: every other byte of the file stays. */
#include <stdbool.h>
#include <string.h>

#include <whimbrel/error.h>

#include "base/buf.h"
#include "base/error.h"
#include "header_text.h"
#include "base/text.h"
#include "header.h"

/* A line of a header, its end included. */
struct line {
	const char *text;
	size_t len;
	size_t colon; /* of its key */
	enum header_key key;
	bool continues; /* the value above it */
};

static size_t count_blanks(const char *text, size_t len)
{
	size_t n = 0;

	while (n < len && (text[n] == ' ' || text[n] == '\t'))
		n++;
	return n;
}

/* As header.c reads it. */
static void look_at(struct line *line)
{
	const char *text = line->text;
	size_t len = text_trim(&text, line->len), blanks, n, colon;

	line->key = KEY_OTHER;
	line->continues = false;
	if (len < 2 || text[0] != '-' || text[1] != '-')
		return;
	blanks = count_blanks(text + 2, len - 2);
	text += 2 + blanks;
	len -= 2 + blanks;
	line->continues = blanks >= 2;
	if (line->continues)
		return;
	n = header_key_length(text, len, &colon);
	if (!n)
		return;
	line->key = header_key_find(text, n);
	line->colon = (size_t)(text - line->text) + colon;
}

static bool next_line(const char **at, const char *end, struct line *out)
{
	const char *feed = memchr(*at, '\n', (size_t)(end - *at));

	if (*at == end)
		return false;
	out->text = *at;
	*at = feed ? feed + 1 : end;
	out->len = (size_t)(*at - out->text);
	look_at(out);
	return true;
}

/* The line of a key, and where the lines that continue its value end. */
static bool find_line(const char *text, size_t header, enum header_key key, struct line *out,
		      const char **out_end)
{
	const char *at = text, *end = text + header;
	struct line next;

	if (header >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	do
		if (!next_line(&at, end, out))
			return false;
	while (out->key != key);
	*out_end = at;
	while (next_line(&at, end, &next) && next.continues)
		*out_end = at;
	return true;
}

static void add_value(struct buf *out, const char *value, const struct line *like)
{
	bool crlf = like->len >= 2 && like->text[like->len - 2] == '\r';

	buf_printf(out, "%s%s%s", *value ? " " : "", value, crlf ? "\r\n" : "\n");
}

int header_set(const struct header_text *file, enum header_key key, const char *value,
	       struct buf *out, struct wb_error *err)
{
	const char *text = file->text;
	struct line line;
	const char *end;

	if (find_line(text, file->header, key, &line, &end)) {
		buf_add(out, text, (size_t)(line.text - text) + line.colon + 1);
	} else if (find_line(text, file->header, KEY_REVISION, &line, &end)) {
		buf_add(out, text, (size_t)(end - text));
		buf_printf(out, "-- %s:", header_key_name(key));
	} else {
		return wb_error_set(err, WB_E_REVISION, "there is no 'Revision:' in the header");
	}
	add_value(out, value, &line);
	buf_add(out, end, file->len - (size_t)(end - text));
	return buf_check(out, err);
}

void header_write_list(struct buf *out, const char *key, const struct string_vec *list)
{
	if (!list->count)
		return;
	buf_printf(out, "-- %s:", key);
	for (size_t i = 0; i < list->count; i++)
		buf_printf(out, "%s %s", i ? "," : "", list->items[i]);
	buf_char(out, '\n');
}
