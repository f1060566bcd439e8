/* SPDX-License-Identifier: MIT */
#include "json.h"

#include <inttypes.h>
#include <string.h>

#include "text.h"

void json_text(struct buf *out, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	if (!text) {
		buf_str(out, "null");
		return;
	}
	buf_char(out, '"');
	for (size_t i = 0, bad = text_check_utf8(text, len); i < len; i++) {
		unsigned char c = (unsigned char)text[i];

		if (i == bad) {
			buf_char(out, '?');
			bad = i + 1 + text_check_utf8(text + i + 1, len - i - 1);
		} else if (c == '"' || c == '\\') {
			buf_char(out, '\\');
			buf_char(out, (char)c);
		} else if (c < 0x20 || c == 0x7f) {
			buf_printf(out, "\\u%04x", c);
		} else {
			buf_char(out, (char)c);
		}
	}
	buf_char(out, '"');
}

void json_key(struct buf *out, const char *key)
{
	if (out->len && out->data[out->len - 1] != '{')
		buf_char(out, ',');
	buf_printf(out, "\"%s\":", key);
}

void json_member(struct buf *out, const char *key, const char *text)
{
	json_key(out, key);
	json_text(out, text);
}

void json_number(struct buf *out, const char *key, int64_t number)
{
	json_key(out, key);
	buf_printf(out, "%" PRId64, number);
}
