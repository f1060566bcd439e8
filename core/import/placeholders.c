/* SPDX-License-Identifier: MIT */
#include "placeholders.h"

#include <string.h>

#include "base/error.h"

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* How long its name is, and whether that can't be a variable's; 0: it is none. */
static size_t name_length(const char *text, bool *out_odd)
{
	size_t len = 0;

	*out_odd = text[0] >= '0' && text[0] <= '9';
	while (is_word(text[len]) || text[len] == '-' || text[len] == '.') {
		*out_odd |= !is_word(text[len]);
		len++;
	}
	return text[len] == '}' ? len : 0;
}

static int rename_one(struct wb_import *im, const char *name, size_t len, struct buf *out,
		      struct wb_error *err)
{
	struct buf line = { 0 };
	size_t begin = out->len;
	int rc = 0;

	if (name[0] >= '0' && name[0] <= '9')
		buf_char(out, '_');
	for (size_t i = 0; i < len; i++)
		buf_char(out, is_word(name[i]) ? name[i] : '_');
	buf_printf(&line, "the placeholder ${%.*s} is the variable %s here", (int)len, name,
		   buf_text(out) + begin);
	rc = buf_check(&line, err);
	if (rc == 0 && string_vec_find(&im->notes, buf_text(&line)) < 0)
		rc = import_note(&im->notes, err, "%s", buf_text(&line));
	buf_release(&line);
	return rc;
}

int import_placeholders(struct wb_import *im, struct import_body *body, struct wb_error *err)
{
	const char *at = buf_text(&body->text), *found;
	struct buf out = { 0 };
	int rc = 0;

	while (rc == 0 && (found = strstr(at, "${"))) {
		bool odd;
		size_t len = name_length(found + 2, &odd);

		buf_add(&out, at, (size_t)(found + 2 - at));
		at = found + 2;
		if (!len || !odd)
			continue;
		rc = rename_one(im, at, len, &out, err);
		at += len;
	}
	buf_str(&out, at);
	if (rc == 0)
		rc = buf_check(&out, err);
	if (rc < 0) {
		buf_release(&out);
		return rc;
	}
	buf_release(&body->text);
	body->text = out;
	return 0;
}
