/* SPDX-License-Identifier: MIT */
#include "compose.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "base/variables.h"
#include "read/header_text.h"

/* A header value is one line that can be shown. */
static void add_line(struct buf *out, const char *key, const char *value)
{
	size_t len = strlen(value), shown = text_check_shown(value, len);

	buf_printf(out, "-- %s: ", key);
	while (len) {
		size_t line = strcspn(value, "\r\n");

		line = line < shown ? line : shown;
		buf_add(out, value, line);
		if (line == len)
			break;
		buf_char(out, ' ');
		value += line + 1;
		len -= line + 1;
		while (len && ((unsigned char)*value & 0xC0) == 0x80) {
			value++;
			len--;
		}
		shown = text_check_shown(value, len);
	}
	buf_char(out, '\n');
}

static void add_header(const struct wb_import *im, const struct imported *item, struct buf *out)
{
	AUTO_FREE char *origin =
		text_format("%s %s%s%s", im->tool->name, item->key, item->checksum ? " " : "",
			    item->checksum ? item->checksum : "");

	add_line(out, "Migration", item->title && *item->title ? item->title : item->key);
	add_line(out, "Revision", item->id);
	if (item->repeat)
		add_line(out, "Repeat", "on-change");
	else if (item->parents.count)
		header_write_list(out, "Revises", &item->parents);
	else
		buf_str(out, "-- Revises:\n");
	header_write_list(out, "Depends", &item->depends);
	header_write_list(out, "Branch", &item->branches);
	header_write_list(out, "Tag", &item->tags);
	header_write_list(out, "Replaces", &item->replaces);
	if (item->date)
		add_line(out, "Date", item->date);
	if (item->author)
		add_line(out, "Author", item->author);
	if (origin)
		add_line(out, HEADER_ORIGIN, origin);
	if (item->path)
		add_line(out, HEADER_ORIGIN_FILE, item->path);
	for (size_t i = 0; i < item->notes.count; i++)
		add_line(out, "Note", item->notes.items[i]);
}

static int add_body(const struct imported *item, const char *name, const struct import_body *body,
		    struct buf *out)
{
	const char *text = buf_text(&body->text);
	int rc = 0;

	buf_printf(out, "\n-- migrate:%s", name);
	for (size_t i = 0; i < item->dialects.count; i++)
		buf_printf(out, "%s%s", i ? "," : " dialect:", item->dialects.items[i]);
	buf_printf(out, "%s%s\n", body->alone ? " transaction:false" : "",
		   body->undecided.count ? " undecided" : "");
	for (size_t i = 0; i < body->undecided.count; i++)
		add_line(out, "undecided", body->undecided.items[i]);
	if (strncmp(text, "\xEF\xBB\xBF", 3) == 0)
		text += 3;
	if (item->variables)
		buf_str(out, text);
	else
		rc = references_escape(text, out);
	if (*text && text[strlen(text) - 1] != '\n')
		buf_char(out, '\n');
	if (item->dialects.count)
		buf_printf(out, "\n-- migrate:%s\n-- elsewhere nothing is to be done\n", name);
	return rc;
}

int import_compose(const struct wb_import *im, const struct imported *item, struct buf *out,
		   struct wb_error *err)
{
	int rc;

	add_header(im, item, out);
	rc = add_body(item, "up", &item->up, out);
	if (rc == 0 && item->down.there)
		rc = add_body(item, "down", &item->down, out);
	if (rc == 0 && item->verify.there)
		rc = add_body(item, "verify", &item->verify, out);
	return rc == 0 ? buf_check(out, err) : wb_error_nomem(err);
}
