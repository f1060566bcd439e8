/* SPDX-License-Identifier: MIT */
/* The changes of a difference. */
#include <stdlib.h>

#include "difference.h"

struct change *difference_add(struct difference *d, int32_t kind, struct object *from,
			      struct object *to)
{
	struct change *c = calloc(1, sizeof(*c));

	if (!c || change_vec_push(&d->changes, c) < 0) {
		free(c);
		return NULL;
	}
	c->kind = kind;
	c->from = from;
	c->to = to;
	if (from)
		from->unmade_by = c;
	if (to)
		to->made_by = c;
	return c;
}

static void change_free(struct change *c)
{
	buf_release(&c->sql);
	change_vec_release(&c->after);
	free(c);
}

void difference_release(struct difference *d)
{
	for (size_t i = 0; i < d->changes.count; i++)
		change_free(d->changes.items[i]);
	change_vec_release(&d->changes);
}
