/* SPDX-License-Identifier: MIT */
/* Checksums of sections. */
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "body.h"
#include "checksum.h"
#include "section.h"

void text_checksum(const char *text, size_t len, char out[CHECKSUM_SIZE])
{
	struct checksum checksum;

	checksum_init(&checksum);
	checksum_add(&checksum, text, len);
	checksum_final(&checksum, out);
}

static int file_checksum(struct body *body, char out[CHECKSUM_SIZE], struct wb_error *err)
{
	struct checksum checksum;
	struct buf text = { 0 };
	char *to = buf_reserve(&text, BODY_WINDOW);
	size_t len = 1;
	int status = to ? 0 : wb_error_nomem(err);

	checksum_init(&checksum);
	while (status == 0 && len) {
		status = body_read(body, to, BODY_WINDOW, &len, err);
		if (status == 0)
			checksum_add(&checksum, to, len);
	}
	if (status == 0)
		checksum_final(&checksum, out);
	buf_release(&text);
	return status;
}

int section_is_blank(const struct revision *revision, const struct section *section,
		     struct wb_error *err)
{
	const struct sql_text whole = revision_text(revision, section->begin, section->end);
	struct body body;
	char text[256];
	size_t len = 1;
	int status = body_open(&whole, &body, err);
	bool blank = true;

	if (status < 0)
		return status;
	body.unchecked = true;
	while (status == 0 && blank && len) {
		status = body_read(&body, text, sizeof(text), &len, err);
		for (size_t i = 0; status == 0 && i < len; i++)
			blank = blank && strchr(" \t\r\n", text[i]) && text[i];
	}
	body_close(&body);
	return status < 0 ? status : blank;
}

int section_checksum(const struct revision *revision, const struct section *section,
		     char out[CHECKSUM_SIZE], struct wb_error *err)
{
	const struct sql_text text = revision_text(revision, section->begin, section->end);
	struct body body;
	int status;

	if (revision->text) {
		text_checksum(revision->text + section->begin,
			      (size_t)(section->end - section->begin), out);
		return 0;
	}
	status = body_open(&text, &body, err);
	if (status < 0)
		return status;
	body.unchecked = true; /* whatever was made of the file, its checksum tells */
	status = file_checksum(&body, out, err);
	body_close(&body);
	return status;
}
