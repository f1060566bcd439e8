/* SPDX-License-Identifier: MIT */
/* What a Python file says of itself in plain words at its top: names with literals. */
#ifndef WB_CORE_IMPORT_PYTHON_H
#define WB_CORE_IMPORT_PYTHON_H

#include <stdbool.h>
#include <stdint.h>

#include "base/vec.h"

/* The texts of `NAME = 'a'`, `NAME: … = ('a', 'b')` or None, at the beginning of a line. 1: it is there; 0: it is not;
 * -1: it is no literal, or there is no memory; *out_line tells where. */
int python_texts(const char *text, const char *name, struct string_vec *out, uint32_t *out_line);
/* The string that a file begins with, comments in front; NULL. Not NUL-terminated. */
const char *python_docstring(const char *text, size_t *out_len);

#endif
