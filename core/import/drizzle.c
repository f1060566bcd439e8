/* SPDX-License-Identifier: MIT */
/* Drizzle: TAG.sql as meta/_journal.json lists them. Its table has the time of the journal and the SHA-256 of the file. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "checksums.h"
#include "folder.h"
#include "readers.h"
#include "version.h"

/* The value of `"key": value` in an object of the journal, quotes taken off; NULL. */
static char *member(const char *object, size_t len, const char *key)
{
	AUTO_FREE char *quoted = text_format("\"%s\"", key);
	const char *at = quoted ? memmem(object, len, quoted, strlen(quoted)) : NULL;

	if (!at)
		return NULL;
	at += strlen(quoted);
	at += strspn(at, " \t\r\n:");
	if (*at == '"')
		return text_dup(at + 1, strcspn(at + 1, "\""));
	return text_dup(at, strcspn(at, ",} \t\r\n"));
}

/* Does its last line have a comment, or what looks like one? */
static bool ends_in_comment(const char *text, size_t len)
{
	const char *line = memrchr(text, '\n', len);

	line = line ? line + 1 : text;
	len -= (size_t)(line - text);
	return memmem(line, len, "--", 2) || memchr(line, '#', len);
}

/* Drop the marks between statements; each ends with a semicolon. */
static int take_text(struct import_body *body, const char *text, struct wb_error *err)
{
	static const char mark[] = "--> statement-breakpoint";
	const char *found;

	while ((found = strstr(text, mark))) {
		size_t len = (size_t)(found - text), used = len;

		while (used && strchr(" \t\r\n", text[used - 1]))
			used--;
		buf_add(&body->text, text, used);
		if (used && text[used - 1] != ';')
			buf_str(&body->text, ends_in_comment(text, used) ? "\n;" : ";");
		text = found + sizeof(mark) - 1;
	}
	buf_str(&body->text, text);
	return buf_check(&body->text, err);
}

static int read_entry(struct wb_import *im, const char *object, size_t len, struct wb_error *err)
{
	AUTO_FREE char *tag = member(object, len, "tag");
	AUTO_FREE char *when = member(object, len, "when");
	AUTO_FREE char *name = tag ? text_format("%s.sql", tag) : NULL;
	struct imported *item = name && when ? import_add(im, when, name, err) : NULL;
	struct buf text = { 0 };
	size_t digits;
	int rc;

	if (!item)
		return wb_error_set(err, WB_E_FILE,
				    "%s/meta/_journal.json: an entry has no `tag` or no `when`",
				    im->directory);
	digits = version_digits(tag);
	digits += tag[digits] == '_';
	item->up.there = true;
	rc = import_set(&item->id, tag, strlen(tag) > 64 ? 64 : strlen(tag), err);
	if (rc == 0)
		rc = import_set(&item->stem, tag, strlen(tag), err);
	if (rc == 0)
		rc = import_title(item, tag + digits, strlen(tag + digits), err);
	if (rc == 0)
		rc = folder_read(im->directory, name, &text, err);
	if (rc == 0)
		rc = take_text(&item->up, buf_text(&text), err);
	if (rc == 0) {
		item->checksum = checksum_sha256(buf_text(&text), text.len);
		rc = item->checksum ? 0 : wb_error_nomem(err);
	}
	buf_release(&text);
	return rc;
}

int drizzle_read(struct wb_import *im, struct wb_error *err)
{
	struct buf journal = { 0 };
	int rc = folder_read(im->directory, "meta/_journal.json", &journal, err);
	const char *at = rc == 0 ? strstr(buf_text(&journal), "\"entries\"") : NULL;

	while (rc == 0 && at && (at = strchr(at, '{'))) {
		const char *end = strchr(at, '}');

		if (!end)
			break;
		rc = read_entry(im, at, (size_t)(end - at), err);
		at = end;
	}
	buf_release(&journal);
	return rc == 0 ? import_chain(im, err) : rc;
}
