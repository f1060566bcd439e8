/* SPDX-License-Identifier: MIT */
/** Splitting as many native clients do it: a terminator ends a statement, and a command of the client says what the
 *  terminator is from there on. */
#ifndef WHIMBREL_KIT_SPLIT_H
#define WHIMBREL_KIT_SPLIT_H

#include <whimbrel/kit/slots.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What a statement is, by the words that it begins with, one blank between them. The first that fits counts;
 *  a table of them ends with NULL. */
struct kit_fact {
	const char *words;
	uint32_t facts; /**< WB_PIECE_… */
};

/** Does a text begin with these words, in whatever case? Blanks and comments between them don't count. */
bool kit_begins(const char *text, size_t len, const char *words);
/** Of the first row that fits; 0: none does. */
uint32_t kit_facts(const struct kit_fact *table, const char *text, size_t len);

/** Static. */
struct kit_split {
	uint32_t lexical;       /**< WB_LEX_… */
	const char *terminator; /**< to begin with: ";" */
	/** what changes it: "SET TERM", which the old one ends; NULL: nothing does */
	const char *sets;
	const struct kit_fact *facts; /**< NULL: none are known */
};

/** For kit_slots.split. The terminator is kept in `state->word`. */
int kit_split(const struct kit_split *how, struct wb_lex *state, const struct kit_input *input,
	      struct wb_piece *out);

#ifdef __cplusplus
}
#endif

#endif
