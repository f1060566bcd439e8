/* SPDX-License-Identifier: MIT */
/* The two halves of revision_read: getting a header's text from a file, and reading it. */
#ifndef WB_CORE_HEADER_TEXT_H
#define WB_CORE_HEADER_TEXT_H

#include <stddef.h>

#include "revision.h"

/* Fill in what the header's text says: revision->path is set. Problems are reported; negative when
 * no id came out of it. */
int header_parse(struct revision *revision, const char *text, size_t len,
		 struct problems *problems);

#endif
