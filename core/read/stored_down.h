/* SPDX-License-Identifier: MIT */
/* The way back as a database keeps it: the section that takes a revision back, below its marker line
 * with its options, so that it reads as a revision's file does. It stands as in the file: variables
 * are filled in when it is run, so that no secret is kept. */
#ifndef WB_CORE_STORED_DOWN_H
#define WB_CORE_STORED_DOWN_H

#include "base/buf.h"
#include "section.h"

/* What is longer is not kept: it is sent with the version row, where it may take up twice as much, and
 * servers that take no more than 1 MB at once are in use. */
#define STORED_DOWN_MAX ((size_t)384 << 10)

/* Replace `out` by the text for `down` (NULL: there is no such section, and the text is empty), for
 * the dialect that goes by `names`. 1: it is too long. */
int stored_down_write(const struct revision *revision, const struct section *down,
		      const char *const *names, struct buf *out, struct wb_error *err);
/* A revision without a file, which such a text takes back; `path` is what messages call it. */
int stored_down_revision(const char *id, const char *title, const char *path, struct revision **out,
			 struct wb_error *err);
/* Give it the text that was kept. */
int stored_down_set(struct revision *revision, const char *text, size_t len);

#endif
