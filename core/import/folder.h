/* SPDX-License-Identifier: MIT */
/* Another tool's folder: its files, and the lines in them. */
#ifndef WB_CORE_IMPORT_FOLDER_H
#define WB_CORE_IMPORT_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/vec.h"

struct wb_error;

/* The files of a folder, as paths below it, sorted byte for byte; hidden ones left out. `deep`: those of the folders in
 * it as well. */
int folder_list(const char *directory, bool deep, struct string_vec *out, struct wb_error *err);
/* All of a file below a folder, as it is: UTF-8 without NUL bytes, or an error with its line. */
int folder_read(const char *directory, const char *name, struct buf *out, struct wb_error *err);
bool folder_has(const char *directory, const char *name);
/* Does it end so? Case matters. */
bool name_ends(const char *name, const char *end);
/* The last part of a path. */
const char *name_base(const char *path);

/* One line of a text. */
struct line {
	const char *text; /* blanks in front left out … */
	size_t len;       /* … and those behind, and what ends the line */
	const char *all;  /* as it stands, … */
	size_t all_len;   /* … with what ends it */
	uint32_t number;
};

/* The next line; false at the end. A byte order mark in front is passed over. `at` begins as the text. */
bool line_next(const char **at, struct line *line);
/* Is it a comment `--` that begins with `word` (case does not matter), at most blanks between, and a blank or the
 * end behind? `*out_rest` is what follows, `*out_len` long. */
bool line_says(const struct line *line, const char *word, const char **out_rest, size_t *out_len);
/* Has it no more than blanks and a comment? */
bool line_is_idle(const struct line *line);
/* Is `word` among words with blanks between? */
bool words_have(const char *text, size_t len, const char *word);
/* The value of NAME:VALUE or NAME:"VALUE" among words with blanks between, its length in *out_len; NULL. */
const char *words_value(const char *text, size_t len, const char *name, size_t *out_len);

#endif
