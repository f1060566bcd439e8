/* SPDX-License-Identifier: MIT */
/* What a dialect says is to be run of other people's programs to save or restore a database: dialect.h has the words of its
 * rows. */
#ifndef WB_CORE_RECIPE_H
#define WB_CORE_RECIPE_H

#include "base/buf.h"
#include "base/vec.h"
#include "dialect/driver.h"

struct link;

/* A program to be run, or asked for its version. */
struct recipe_call {
	struct string_vec
		words; /* the program and its arguments; of a version, what it needs and the marks */
	char *input;   /* a path; NULL: it reads nothing */
	bool version;
	bool always; /* also when one before it has failed */
};

VEC(struct recipe_call, recipe_call_vec);

struct recipe {
	const char *folder; /* for files that nobody else may read */
	struct string_vec settings;
	struct recipe_call_vec calls;
	struct buf append;
	char *input;       /* of the next program */
	uint32_t quiet_ms; /* a program that has done nothing for so long is ended; 0: none */
	struct wb_error *err;
};

/* A taker of the dialect's rows; `ctx` is the recipe. What it returns is negative where a row is wrong, and `err` says so. */
int recipe_take(void *ctx, const struct wb_value *values, size_t count);
/* Run all of it. How far it is, is told by how large the file `grows` is. */
int recipe_run(struct recipe *r, struct link *link, const char *phase, const char *grows,
	       struct wb_error *err);
void recipe_release(struct recipe *r);

#endif
