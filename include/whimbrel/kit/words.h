/* SPDX-License-Identifier: MIT */
/** Reading SQL word by word, by the dialect's lexical rules: blanks and comments are passed over. */
#ifndef WHIMBREL_KIT_WORDS_H
#define WHIMBREL_KIT_WORDS_H

#include <whimbrel/kit/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A part of a text; `len` 0: it is not there. */
struct kit_part {
	const char *at;
	size_t len;
};

/** A place in a text, which must live as long: it stands on a token. A copy is a way to look ahead. Nothing is to be
 *  released. */
struct kit_words {
	const char *text;
	size_t len;
	int32_t token;     /**< WB_TOKEN_… */
	size_t begin, end; /**< of the token, from the text's beginning */
	size_t last;       /**< where the token before it ended */
};

/** Stand on the first token at or behind `from`. */
void kit_words_begin(struct kit_words *w, const char *text, size_t len, size_t from);
/** Go on to the next token; at the end it stays there. */
void kit_words_next(struct kit_words *w);
/** Nothing is left that can be read. */
bool kit_words_ended(const struct kit_words *w);

/** Is it this bare word, in whatever case? */
bool kit_word_is(const struct kit_words *w, const char *word);
/** One of these? NULL ends them. */
bool kit_word_is_any(const struct kit_words *w, const char *const *words);
/** Is it this sign, outside of words, quotes and numbers: `(`, `.`, `;`? */
bool kit_mark_is(const struct kit_words *w, char mark);
/** Is it this token, as it stands there but for the case? */
bool kit_part_is(const struct kit_words *w, const char *text);
/** Step over it if it is this word (mark). */
bool kit_word_take(struct kit_words *w, const char *word);
bool kit_mark_take(struct kit_words *w, char mark);
/** Find a word outside of parentheses, from this token on, and stand on it; false: it stands at the end. */
bool kit_words_find(struct kit_words *w, const char *word);

/** The token itself, and step over it; at the end its length is 0. */
struct kit_part kit_part_take(struct kit_words *w);
/** A name with all its dots. */
struct kit_part kit_name_take(struct kit_words *w);
/** What a name has between its dots, into room for `most`; returns how many, and at `most` there may be more. */
size_t kit_name_parts(struct kit_part name, struct kit_part *out, size_t most);
/** It stands on an opening parenthesis, which the caller has seen. Step behind the one that closes it, or to the end where
 *  none does: what is between them. */
struct kit_part kit_parens_take(struct kit_words *w);
/** If it is a number, step over it: several tokens may be one, .5, 5., 1e-3. */
bool kit_number_take(struct kit_words *w);

/** A name (or literal) without its quotes ("…", `…`, '…', […]), and what is doubled in it once, for free(); what has none
 *  as it is. NULL when there is no memory. */
char *kit_unquoted(struct kit_part name);
/** Is the text one of these, in whatever case? NULL ends them. */
bool kit_among(const char *text, const char *const *list);

/** ASCII letters become small ones, in place. */
void kit_fold(char *text);
/** Where the last token of a text ends: a comment behind it would swallow what follows. `len` where there is no token. */
size_t kit_text_end(const char *text, size_t len);
/** What must come between a statement and its semicolon: "", or what ends the comment behind it. */
const char *kit_comment_end(const char *text, size_t len);
/** Is the word anywhere in the text, in strings and comments too? Quick: a no is sure, and a yes is for
 *  uses.h to look at. */
bool kit_mentions(const char *text, size_t len, const char *word);

#ifdef __cplusplus
}
#endif

#endif
