/* SPDX-License-Identifier: MIT */
/* The text of a header: reading it, and writing lines of it. */
#ifndef WB_CORE_HEADER_TEXT_H
#define WB_CORE_HEADER_TEXT_H

#include <stddef.h>

#include "revision.h"

/* Fill in what the header's text says, `pub` as well: revision->path is set. Problems are reported; negative when
 * no id came out of it. */
int header_parse(struct revision *revision, const char *text, size_t len,
		 struct problems *problems);
/* "-- KEY: A, B", or nothing where there are none. */
void header_write_list(struct buf *out, const char *key, const struct string_vec *list);

#endif
