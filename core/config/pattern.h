/* SPDX-License-Identifier: MIT */
/* Patterns of names, as `schemas` and `exclude` have them: `*` is any text, `?` one character, a
 * backslash takes the next character as it is; in front of it, for `exclude`, KIND and a colon. */
#ifndef WB_CORE_PATTERN_H
#define WB_CORE_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

struct wb_error;

bool pattern_match(const char *pattern, const char *text, bool any_case);
/* A pattern of plain names, and one with a kind: WB_E_CONFIG and what is wrong with it. 1: the kind is none of
 * the engine's, so a dialect has to know it. */
int pattern_check_plain(const char *pattern, struct wb_error *err);
int pattern_check_kind(const char *pattern, struct wb_error *err);
/* Behind the kind; `*kind_len` is 0 where there is none. */
const char *pattern_name(const char *pattern, size_t *kind_len);

#endif
