/* SPDX-License-Identifier: MIT */
/* Results on standard output: which colours, JSON, and the check that they could be written. */
#ifndef WB_CLI_OUTPUT_H
#define WB_CLI_OUTPUT_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>
#include <whimbrel/whimbrel.h>

#include "say.h"

struct arguments;

struct output {
	bool json;
	bool terminal; /* standard output is one */
	bool color, color_err;
	bool utf8; /* the locale has box characters */
};

void output_init(struct output *output, const struct arguments *args);
/* Flush and close standard output: 0, or 1 after a message that it could not be written. */
int output_finish(void);
/* For wb_write: standard output, byte for byte. */
int cli_write(void *ctx, const char *text, size_t len);
/* For wb_write, with the program's `struct output`: a script for programs, byte for byte; on a terminal
 * people read it, and it is escaped. */
int script_write(void *output, const char *text, size_t len);

/* A text as JSON: null for NULL; bytes that are no UTF-8 become question marks. */
json_t *json_text(const char *text);
json_t *json_text_len(const char *text, size_t len);
/* Print `object` on one line of its own and free it. */
int json_print(json_t *object, struct wb_error *err);
/* Set `key`, taking over `value`. Memory that ran out shows in json_print at the latest. */
void json_put(json_t *object, const char *key, json_t *value);
json_t *json_names(const struct wb_names *names);
/* A revision as its header tells. */
json_t *json_revision(const struct wb_revision *revision);

/* A result that is one text: printed as it comes or, with JSON, as {"KEY": text} in the end. It is for
 * programs, byte for byte, but on a terminal. */
struct text_output {
	FILE *file;
	bool escapes;         /* people read it */
	json_t *not_compared; /* with JSON: a list that is printed as well; NULL: none */
	char *text;
	size_t size;
};

int text_output_begin(struct text_output *out, const struct output *output, struct wb_error *err);
/* A wb_write. */
int text_output_write(void *out, const char *text, size_t len);
/* Whatever became of it: `rc`, or what became of printing. */
int text_output_end(struct text_output *out, const char *key, int rc, struct wb_error *err);

#endif
