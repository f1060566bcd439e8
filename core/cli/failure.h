/* SPDX-License-Identifier: MIT */
/* How a failure is told: what, the server's words, the statement with a caret, the state, what to
 * do next. */
#ifndef WB_CLI_FAILURE_H
#define WB_CLI_FAILURE_H

#include <stdbool.h>
#include <stdio.h>

#include <jansson.h>
#include <whimbrel/whimbrel.h>

void failure_print(FILE *out, bool color, const struct wb_failure *failure);
/* {"event":"failed",…}; the program ends with `exit`. */
json_t *failure_json(const struct wb_failure *failure, int exit);
/* The message with its codes, and the detail below it, indented. */
void error_print(FILE *out, const struct wb_error *err);

#endif
