/* SPDX-License-Identifier: MIT */
/* A schema in memory: the objects that a dialect reports, found by what they are called, and which
 * needs which. */
#ifndef WB_CORE_SCHEMA_MODEL_H
#define WB_CORE_SCHEMA_MODEL_H

#include <stdbool.h>

#include <uthash.h>
#include <whimbrel/schema.h>

#include "dialect/driver.h"
#include "base/vec.h"

struct object;
VEC(struct object *, object_vec);

struct object {
	struct wb_object pub; /* its texts are the model's */
	const char *
		/* kind, namespace, parent, name and signature in one, case folded where it does not
		 * count */
		key;
	struct object *parent;
	struct object_vec children;  /* columns first and by position, then by kind and name */
	struct object_vec needs;     /* what it has edges to … */
	struct object_vec needed_by; /* … and from */
	struct change *makes,
		*unmakes; /* the order's own: who makes it in the end, who takes it away */
	UT_hash_handle hh;
};

struct model {
	struct object_vec objects; /* sorted: by kind, then by name */
	struct object *by_key;
	/* edges whose ends are not known yet */
	struct string_vec edges;
	struct chunk *chunks;
};

/* Read the schema of a connection's database as far as it is in scope: see scope_read. */
int model_read(struct connection *conn, const struct wb_scope *scope, struct model *out,
	       struct wb_error *err);
void model_release(struct model *model);
/* The object of the other model that is the same one; NULL. */
struct object *model_find(const struct model *model, const struct object *like);
/* The object that is called so; NULL. */
struct object *model_find_like(const struct model *model, const struct wb_object *like);
/* An attribute's value; NULL: it has none. */
const char *object_get(const struct wb_object *object, const char *key);
/* Does it count at all: is it neither implicit nor an extension's? */
bool object_counts(const struct object *object);
bool object_inline(const struct object *object);
/* Are all attributes that count equal? */
bool object_alike(const struct object *a, const struct object *b);
/* For messages: `column users.email`. */
void object_title(const struct wb_object *object, struct buf *out);
const char *kind_title(int32_t kind);

#endif
