/* SPDX-License-Identifier: MIT */
/* A schema in memory: the objects that a dialect reports, found by what they are called, and which
 * needs which. */
#ifndef WB_CORE_MODEL_MODEL_H
#define WB_CORE_MODEL_MODEL_H

#include <stdbool.h>

#include <uthash.h>
#include <whimbrel/schema.h>

#include "base/arena.h"
#include "base/vec.h"
#include "dialect/driver.h"

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
	/* of these, those whose edges say more than that: enum wb_edge */
	struct object_vec shaped_by, shapes;
	struct object *named_by;
	struct change *made_by,
		*unmade_by; /* the order's own: who makes it in the end, who takes it away */
	uint8_t mark;       /* for model_select */
	bool left_out;      /* it can't be made again, and is no longer looked at: unsupported.h */
	UT_hash_handle hh;
};

/* An edge whose ends are not known yet: their keys, which are the model's. */
struct edge {
	const char *from, *to;
	int32_t flavour;
};
VEC(struct edge, edge_vec);

struct model {
	struct object_vec objects; /* sorted: by kind, then by name */
	struct object *by_key;
	struct edge_vec edges; /* while it is read */
	struct arena arena;    /* of its texts and objects */
};

/* Read the schema of a connection's database as far as it is in scope: see scope_read. */
int model_read(struct connection *conn, const struct wb_scope *scope, struct model *out,
	       struct wb_error *err);
void model_release(struct model *model);
/* The object of the other model that is the same one; NULL. */
struct object *model_find(const struct model *model, const struct object *like);
/* Is there an object with this key? */
bool model_has(const struct model *model, const char *key);
/* The object that is called so; NULL. */
struct object *model_find_like(const struct model *model, const struct wb_object *like);
/* An attribute's value; NULL: it has none. */
const char *object_get(const struct wb_object *object, const char *key);
/* Does it count at all: is it neither implicit nor an extension's? */
bool object_counts(const struct object *object);
bool object_inline(const struct object *object);
/* Is it a type that is made of types? It changes along with them, and so does what is of it. */
bool object_is_made_of_types(const struct object *object);
/* May others of its name be there at once? */
bool object_overloads(const struct object *object);
bool object_vec_has(const struct object_vec *v, const struct object *object);
/* Is it a table whose rows are in this database, and can be looked at and written? */
bool object_holds_rows(const struct object *object);
/* What an object that says who may do what says it of; NULL: it is no such object, or nobody reported
 * that. */
struct object *object_subject(const struct object *object);
/* Give an attribute of `like` to an object of a model that has none of that name; -1 when there is no memory. */
int model_give_attribute(struct model *model, struct object *object,
			 const struct wb_attribute *like);
/* A copy of an object of another model, with an edge to `subject` unless that is NULL, for `model_sort`. */
struct object *model_copy(struct model *model, const struct object *like, struct object *subject);
/* An edge that says no more than that; -1 when there is no memory. */
int model_add_need(struct object *from, struct object *to);
void model_sort(struct model *model);
/* A model of its own with the objects that have this mark, and the edges between them. */
int model_select(const struct model *from, uint8_t mark, struct model *out, struct wb_error *err);
/* Of what is compared, leave nothing but whose it is. */
void model_keep_privilege(struct object *object);
/* Take out of it whatever says who may do what, and whose something is. */
void model_forget_privileges(struct model *model);
/* Are all attributes that count equal? */
bool object_alike(const struct object *a, const struct object *b);
/* For messages: `column users.email`. */
void object_title(const struct wb_object *object, struct buf *out);
/* The kind alone, and a dialect's own in the dialect's words. */
void object_kind(const struct wb_object *object, struct buf *out);

#endif
