/* SPDX-License-Identifier: MIT */
/* Freeing what may be a password: it is overwritten first. */
#ifndef WB_CORE_SECRET_H
#define WB_CORE_SECRET_H

#include "base/variables.h"

void secret_free(char *text); /* NULL is fine */
/* Frees the names and values of a list, and empties it. */
void secret_pairs_free(struct variable_vec *pairs);

#endif
