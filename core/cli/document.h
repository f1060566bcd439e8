/* SPDX-License-Identifier: MIT */
/* A document for people: headings, lists and tables, as Markdown or as a page of HTML. */
#ifndef WB_CLI_DOCUMENT_H
#define WB_CLI_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct document {
	FILE *out;
	bool html;
	bool in_list, in_table;
};

void document_begin(struct document *d, const char *title);
void document_end(struct document *d);
/* `first` and behind it, unless it is empty, `second`. */
void document_heading(struct document *d, const char *first, const char *second);
/* An item of a list, which begins with the first one. */
void document_item(struct document *d, const char *key, const char *value);
/* Its value is something that is typed: an id. */
void document_code(struct document *d, const char *key, const char *value);
void document_table(struct document *d, const char *const *titles, size_t count);
void document_row(struct document *d, const char *const *cells, size_t count);

#endif
