/* SPDX-License-Identifier: MIT */
/* What a text names, calls and runs, by its tokens: a word in a comment never counts, and one in a string only where the
 * string is run as a statement. */
#ifndef WB_MARIA_NAMES_USED_H
#define WB_MARIA_NAMES_USED_H

#include "sql.h"

/* Does the text run others: none, one that is written there, one that it makes up (whatever it says)? */
enum maria_runs { MARIA_RUNS_NONE, MARIA_RUNS_WRITTEN, MARIA_RUNS_MADE };
enum maria_runs maria_runs(const char *text, size_t len, uint32_t mode);

/* Is there something of this name, bare or in quotes of either kind? */
bool maria_names(const char *text, size_t len, uint32_t mode, const char *name);
/* … and a parenthesis behind it? */
bool maria_calls(const char *text, size_t len, uint32_t mode, const char *name);
/* May there be a SET DEFAULT ROLE? */
bool maria_names_default_role(const char *text, size_t len);

#endif
