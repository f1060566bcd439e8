/* SPDX-License-Identifier: MIT */
/* What bytes are to the scanner. */
#ifndef WB_CORE_LEX_TOKEN_H
#define WB_CORE_LEX_TOKEN_H

#include <stdbool.h>

#define LEX_BLANK 1 /* space, tab, LF, CR, VT, FF */
#define LEX_DIGIT 2
#define LEX_LETTER 4 /* A-Z a-z _ and every byte over 127 */
#define LEX_DOLLAR 8

extern const unsigned char lex_classes[256];

static inline bool lex_is(char c, int classes)
{
	return (lex_classes[(unsigned char)c] & classes) != 0;
}

static inline bool lex_is_digit(char c)
{
	return lex_is(c, LEX_DIGIT);
}

/* May it stand in a word, after the first byte? */
static inline bool lex_is_word(char c)
{
	return lex_is(c, LEX_LETTER | LEX_DIGIT | LEX_DOLLAR);
}

#endif
