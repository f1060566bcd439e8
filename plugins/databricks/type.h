/* SPDX-License-Identifier: MIT */
/* A type and what it is made of: struct<a: int, b: array<string>>. */
#ifndef WB_DATABRICKS_TYPE_H
#define WB_DATABRICKS_TYPE_H

#include <stdbool.h>
#include <stddef.h>

#include <whimbrel/kit/text.h>

struct brick_type {
	char *name; /* of a field; "element", "key" and "value" of what has no names; NULL: of none */
	char *word; /* "struct", "array", "map", or all of a type without parts */
	char *rest; /* of a field: "", or " NOT NULL COMMENT '…'" */
	struct brick_type *parts;
	size_t count;
};

/* False: it can't be read, and nothing is to be released. Names of fields may be quoted or not. */
bool brick_type_read(const char *text, struct brick_type *out);
void brick_type_release(struct brick_type *t);
/* As SQL. */
void brick_type_write(const struct brick_type *t, struct kit_text *out);

#endif
