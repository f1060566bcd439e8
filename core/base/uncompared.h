/* SPDX-License-Identifier: MIT */
/* What could not be compared, and why: a list in which each thing stands once. Not knowing a thing is
 * neither having it nor lacking it. */
#ifndef WB_CORE_UNCOMPARED_H
#define WB_CORE_UNCOMPARED_H

#include <whimbrel/error.h>

#include "vec.h"

struct uncompared {
	char *kind;   /* "statement", "table", "schema" */
	char *name;   /* of the thing; of a statement its place, FILE:LINE */
	char *reason; /* why not */
	char *remedy; /* what would help */
};

VEC(struct uncompared, uncompared_vec);

/* Why a thing is not compared, and what would help. */
struct why_not {
	const char *reason, *remedy;
};

/* Add it, unless it stands there. */
int uncompared_add(struct uncompared_vec *v, const char *kind, const char *name, struct why_not why,
		   struct wb_error *err);
/* Add what the other list has, which ends empty. */
int uncompared_move(struct uncompared_vec *to, struct uncompared_vec *from, struct wb_error *err);
void uncompared_free(struct uncompared_vec *v);
/* WB_E_UNSUPPORTED that names the first, with the others as its detail; 0: the list is empty. */
int uncompared_refuse(const struct uncompared_vec *v, struct wb_error *err);

#endif
