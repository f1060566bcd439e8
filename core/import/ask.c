/* SPDX-License-Identifier: MIT */
#include "ask.h"

#include <stdio.h>
#include <string.h>

#include "base/child.h"
#include "base/error.h"
#include "base/text.h"

#define LIMIT_MS 600000
#define PRINTED_MOST ((size_t)256 << 20)

int import_ask(const struct wb_import *im, const char *usual, const char *arguments,
	       struct buf *out, struct wb_error *err)
{
	AUTO_FREE char *line = text_format("%s %s", im->command ? im->command : usual, arguments);
	char shell[] = "/bin/sh", option[] = "-c";
	char *words[] = { shell, option, line, NULL };
	struct buf said = { 0 };
	struct child child = {
		.words = words,
		.directory = im->directory,
		.limit_ms = LIMIT_MS,
		.most = PRINTED_MOST,
	};
	int rc = line ? child_run(&child, out, &said, err) : wb_error_nomem(err);
	/* some tools say what went wrong where they print results */
	const struct buf *why = rc < 0 && !said.len ? out : &said;
	const char *text = buf_text(why);
	size_t len = text_trim(&text, why->len), room = sizeof(err->detail) - 1;

	if (rc < 0) {
		wb_error_prefix(err, "`%s`", line ? line : usual);
		if (len)
			snprintf(err->detail, sizeof(err->detail), "%.*s",
				 (int)(len > room ? room : len),
				 text + (len > room ? len - room : 0));
	}
	buf_release(&said);
	return rc;
}
