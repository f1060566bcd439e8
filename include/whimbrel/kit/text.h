/* SPDX-License-Identifier: MIT */
/** Writing SQL: into a text of the engine's, or into one of the dialect's own. */
#ifndef WHIMBREL_KIT_TEXT_H
#define WHIMBREL_KIT_TEXT_H

#include <whimbrel/kit/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A text of the dialect's own; `{ 0 }` is an empty one. Out of memory sticks, and is found when the
 *  text is used: nothing has to be checked between. */
struct kit_text {
	char *data; /**< ends with NUL; NULL while nothing was added */
	size_t len, room;
	bool failed;
};

/** Append `len` bytes, or a text. */
void kit_text_append(struct kit_text *text, const char *data, size_t len);
void kit_text_add(struct kit_text *text, const char *data);
/** ", ", unless it is empty. */
void kit_text_comma(struct kit_text *text);
/** The text, for free(), and `*text` is empty again: "" where nothing was added, NULL when there was no
 *  memory. */
char *kit_text_take(struct kit_text *text);
/** Append it to `out` and release it, also where that fails. Returns 0, or WB_E_NOMEM. */
int kit_text_give(struct kit_text *text, struct wb_text *out, struct wb_error *err);
/** Free what it holds; it is an empty one again, and nothing has failed. */
void kit_text_release(struct kit_text *text);

/** Append to a text of the engine's, in which out of memory sticks as well. */
void kit_add(struct wb_text *out, const char *data);

/** Write by a pattern, in which stand for what follows:
 *  - `%s` a text as it is, NULL as none; `%S` one and its length (const char *, size_t);
 *  - `%I` a name, in quotes where it needs them; `%N` one that is always in quotes;
 *  - `%L` a literal, NULL as SQL's null; `%M` one with its length;
 *  - `%T` one of whimbrel's tables: the schema that it is in (NULL or "": none), and its name;
 *  - `%d` a number, int64_t; `%z` one, size_t;
 *  - `%Q` the name of an object (struct wb_object) with its namespace, `%P` its parent's;
 *  - `%%` a percent sign.
 *
 *  Nothing checks that what follows is of these types. Names and literals are the dialect's: see struct kit_dialect. */
void kit_write(struct wb_text *out, const char *pattern, ...);
void kit_text_write(struct kit_text *text, const char *pattern, ...);
/** The same as a text by itself, for free(); NULL: no memory. */
char *kit_text_make(const char *pattern, ...);

/** Where what is written goes: for those who write names and literals. */
struct kit_sink {
	struct wb_text *engines; /**< NULL: to `own` */
	struct kit_text *own;
};

/** Append as it is. */
void kit_put(struct kit_sink *out, const char *data, size_t len);
/** In quotes, which are doubled inside; and so are backslashes with `escape`. */
void kit_put_quoted(struct kit_sink *out, char quote, bool escape, const char *data, size_t len);

#ifdef __cplusplus
}
#endif

#endif
