/* SPDX-License-Identifier: MIT */
/* The rows of `status`: their words and their JSON. */
#ifndef WB_CLI_STATUS_ROWS_H
#define WB_CLI_STATUS_ROWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <whimbrel/whimbrel.h>

/* "applied", "pending", … */
const char *state_word(int state);
json_t *json_status_row(const struct wb_status_row *row);
json_t *json_not_compared(const struct wb_not_compared *what);
void print_not_compared(FILE *out, bool color, const struct wb_not_compared *what);

#endif
