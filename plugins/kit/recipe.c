/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/recipe.h>

int kit_recipe_line(const struct kit_recipe *r, const char *const *words)
{
	struct wb_value values[KIT_RECIPE_WORDS];
	size_t count = 0;

	for (; words[count]; count++) {
		if (count == KIT_RECIPE_WORDS)
			return kit_host->fail(r->err, WB_E_INTERNAL,
					      "a recipe's line has more than %d words",
					      KIT_RECIPE_WORDS);
		values[count] = (struct wb_value){ words[count], strlen(words[count]) };
	}
	return kit_host->row(r->rows, values, count) < 0 ? kit_no_memory(r->err) : 0;
}

int kit_recipe_say(const struct kit_recipe *r, const char *word, ...)
{
	/* one too many is seen by kit_recipe_line() */
	const char *words[KIT_RECIPE_WORDS + 2] = { word };
	va_list args;

	va_start(args, word);
	for (size_t i = 1; i <= KIT_RECIPE_WORDS && words[i - 1]; i++)
		words[i] = va_arg(args, const char *);
	va_end(args);
	return kit_recipe_line(r, words);
}

int kit_recipe_text(const struct kit_recipe *r, const char *word, const char *name,
		    struct kit_text *text)
{
	char *taken = kit_text_take(text);
	int rc = !taken ? kit_no_memory(r->err)
		 : name ? kit_recipe_say(r, word, name, taken, NULL)
			: kit_recipe_say(r, word, taken, NULL);

	if (taken)
		explicit_bzero(taken, strlen(taken));
	free(taken);
	return rc;
}
