/* SPDX-License-Identifier: MIT */
/* The keys of a revision's header. */
#ifndef WB_CORE_HEADER_H
#define WB_CORE_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

struct wb_error;

enum header_key {
	KEY_MIGRATION,
	KEY_REVISION,
	KEY_REVISES,
	KEY_DEPENDS,
	KEY_BRANCH,
	KEY_TAG,
	KEY_REPLACES,
	KEY_REPEAT,
	KEY_VARIABLES,
	KEY_DATE,
	KEY_AUTHOR,
	KEY_PURPOSE,
	KEY_COUNT,
	KEY_OTHER = KEY_COUNT
};

/* How a value is read. */
enum header_value { HEADER_ID, HEADER_LIST, HEADER_TEXT, HEADER_DATE, HEADER_SWITCH };

/* What is known of a key. */
struct header_key_row {
	const char *name;
	enum header_value value;
	size_t offset;  /* of a list's or a text's place in struct revision */
	bool of_graph;  /* a child loses its place in the graph without it */
	bool of_people; /* a template may say it: nothing that is known otherwise */
};

const struct header_key_row *header_key_row(enum header_key key);

/* One line of a header. */
struct entry {
	enum header_key key;
	uint32_t line;
	char *name, *value; /* in revision->texts */
};

VEC(struct entry, entry_vec);

/* Which key this is, in any case; KEY_OTHER if none. */
enum header_key header_key_find(const char *text, size_t len);
/* The key of the graph that this one was nearly: a slip of the finger, or another tool's word for
 * it. KEY_OTHER if it is none. */
enum header_key header_key_near(const char *text, size_t len);
const char *header_key_name(enum header_key key);
/* The length of the key that a line begins with: up to three words and a colon, whose place is
 * *out_colon; 0 if there is none. */
size_t header_key_length(const char *text, size_t len, size_t *out_colon);

struct buf;
/* A file's text; the first `header` bytes of it are its header. */
struct header_text {
	const char *text;
	size_t len, header;
};

/* Append a file's text to `out` with another value of one key. The header has a `Revision:`; a key
 * that is not there comes behind that. */
int header_set(const struct header_text *file, enum header_key key, const char *value,
	       struct buf *out, struct wb_error *err);

#endif
