/* SPDX-License-Identifier: MIT */
/** What a statement uses, by its tokens: a word in a comment never counts, and one in a string only where
 *  the string may be run or looked up.
 *
 *  A literal is looked at as SQL where it is an argument of a call, where a cast follows it, and anywhere in
 *  a statement that runs texts (DO, EXECUTE, PREPARE); and so on inside it. */
#ifndef WHIMBREL_KIT_USES_H
#define WHIMBREL_KIT_USES_H

#include <whimbrel/kit/words.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Is a function of this name called: the whole name and an opening parenthesis? */
bool kit_calls(const char *text, size_t len, const char *name);
/** … there or in any string of the text, as that of a routine which is only stored. */
bool kit_holds_call(const char *text, size_t len, const char *name);
/** Is something of this name meant, bare or in quotes, in whatever case? A literal that is this name and
 *  nothing else counts wherever it stands. */
bool kit_names_it(const char *text, size_t len, const char *name);
/** How many calls of these functions are there outside of strings? NULL ends the names. */
size_t kit_count_calls(const char *text, size_t len, const char *const *names);
/** Is the bare word there, outside of strings? */
bool kit_has_word(const char *text, size_t len, const char *word);
/** … there or in any string of the text, as that of a program. */
bool kit_holds_word(const char *text, size_t len, const char *word);
/** What a literal stands for, for free(): '…' with its quotes doubled, E'…' with backslashes, $…$. NULL:
 *  there is no memory. */
char *kit_literal(struct kit_part literal);

#ifdef __cplusplus
}
#endif

#endif
