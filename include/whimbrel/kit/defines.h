/* SPDX-License-Identifier: MIT */
/** What a text makes, changes and drops, by the words that most databases have: for wb_dialect.defines. */
#ifndef WHIMBREL_KIT_DEFINES_H
#define WHIMBREL_KIT_DEFINES_H

#include <stddef.h>
#include <stdint.h>

#include <whimbrel/schema.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A kind of objects that CREATE makes. */
struct kit_define {
	const char *word; /**< in small letters: "trigger" */
	int32_t kind;     /**< enum wb_kind, or the dialect's own */
	/** what stands in front of its table: "on"; of a trigger FOR may stand there too. NULL: it is on none */
	const char *on;
};

/** `kinds` ends with a NULL word. Names outside of double quotes and backticks are told in small letters. */
int kit_defines(const struct kit_define *kinds, const char *text, size_t len,
		struct wb_definitions *out);
/** … of tables, views, routines, sequences, indexes and triggers: where there are no schemas. */
int kit_usual_defines(const char *text, size_t len, struct wb_definitions *out);

/* Parts of it: */

/** What a text of several statements would do, what stands in strings included. */
int kit_text_defines(const struct kit_define *kinds, const char *text, size_t len,
		     struct wb_definitions *out);
/** What one statement does itself, and not what texts in it would do: WB_DEFINITIONS_ITSELF. */
int kit_statement_defines(const struct kit_define *kinds, const char *text, size_t len,
			  struct wb_definitions *out);
/** … to the rows of a table. */
int kit_statement_rows(const char *text, size_t len, struct wb_definitions *out);

#ifdef __cplusplus
}
#endif

#endif
