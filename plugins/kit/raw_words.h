/* SPDX-License-Identifier: MIT */
/* The words of a text, those in strings as well. Strings are not told from what is around them: the text may be of another
 * dialect, or the data of a COPY, and an apostrophe there must not hide what follows. */
#ifndef WHIMBREL_KIT_RAW_WORDS_H
#define WHIMBREL_KIT_RAW_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct raw_words {
	const char *at, *end;
	char *word; /* in small letters, unless it was quoted; as long as the text at most */
	size_t len; /* of the word; 0: a mark was passed, or the end is reached */
	bool quoted;
};

/* The next word or name; false: a mark, or the end. */
bool kit_raw_next(struct raw_words *w);
/* Over blanks and comments. */
void kit_raw_pass_blanks(struct raw_words *w);
/* Is it this bare word; one of these? NULL ends them. */
bool kit_raw_is(const struct raw_words *w, const char *word);
bool kit_raw_is_any(const struct raw_words *w, const char *const *words);
/* On to the first word that is none of these. */
bool kit_raw_pass(struct raw_words *w, const char *const *words);
/* On to this word of the same statement, or the other one. */
bool kit_raw_go_to(struct raw_words *w, const char *word, const char *other);

#endif
