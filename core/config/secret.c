/* SPDX-License-Identifier: MIT */
#include "secret.h"

#include <stdlib.h>
#include <string.h>

void secret_free(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}

void secret_pairs_free(struct variable_vec *pairs)
{
	for (size_t i = 0; i < pairs->count; i++)
		explicit_bzero(pairs->items[i].value, strlen(pairs->items[i].value));
	variables_free(pairs);
}
