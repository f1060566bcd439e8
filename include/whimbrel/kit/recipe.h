/* SPDX-License-Identifier: MIT */
/** Lines of a recipe, for wb_dialect.serve and wb_dialect.backup: what is to be run, with which files. */
#ifndef WHIMBREL_KIT_RECIPE_H
#define WHIMBREL_KIT_RECIPE_H

#include <whimbrel/kit/text.h>

#ifdef __cplusplus
extern "C" {
#endif

/** The words of a line: more fail with WB_E_INTERNAL. */
#define KIT_RECIPE_WORDS 24

/** Where the lines go, and what failed: the arguments of the slot. */
struct kit_recipe {
	struct wb_rows *rows;
	struct wb_error *err;
};

/** One line; NULL ends its words, which are copied. */
int kit_recipe_line(const struct kit_recipe *recipe, const char *const *words);
#if defined(__GNUC__)
__attribute__((sentinel))
#endif
int kit_recipe_say(const struct kit_recipe *recipe, const char *word, ...);

/** A line of a word, a name (NULL: none) and a text, which may hold a password: it is cleared and released. */
int kit_recipe_text(const struct kit_recipe *recipe, const char *word, const char *name,
		    struct kit_text *text);

#ifdef __cplusplus
}
#endif

#endif
