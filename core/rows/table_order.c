/* SPDX-License-Identifier: MIT */
#include "table_order.h"

#include <stdbool.h>
#include <stdlib.h>

#include "column_values.h"

/* ------------------------------------------------------------------ the order */

struct node {
	struct object *table;
	size_t waits; /* for so many others */
	struct object_vec children;
	UT_hash_handle hh;
};

struct nodes {
	struct node *items, *by_table;
	size_t count;
};

static struct node *node_of(struct nodes *n, const struct object *table)
{
	struct node *found;

	HASH_FIND_PTR(n->by_table, &table, found);
	return found;
}

static int add_parents(struct nodes *n, struct node *child)
{
	for (size_t i = 0; i < child->table->children.count; i++) {
		const struct object *key = child->table->children.items[i];
		const struct object *parent =
			key->pub.kind == WB_KIND_FOREIGN_KEY ? reference_table(key) : NULL;
		struct node *p = parent && parent != child->table ? node_of(n, parent) : NULL;

		if (!p)
			continue;
		if (object_vec_push(&p->children, child->table) < 0)
			return -1;
		child->waits++;
	}
	return 0;
}

static int take_node(struct node *node, struct object_vec *out)
{
	node->waits = SIZE_MAX;
	return object_vec_push(out, node->table);
}

/* What nothing holds back comes first, and frees what waited for it; the rest is circles. */
static int sort_nodes(struct nodes *n, struct object_vec *out)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < n->count; i++)
		if (!n->items[i].waits)
			rc = take_node(&n->items[i], out);
	for (size_t i = 0, next = 0; rc == 0 && i < n->count; i++) {
		for (; rc == 0 && next < out->count; next++) {
			struct node *done = node_of(n, out->items[next]);

			for (size_t k = 0; rc == 0 && k < done->children.count; k++) {
				struct node *child = node_of(n, done->children.items[k]);

				if (child->waits != SIZE_MAX && --child->waits == 0)
					rc = take_node(child, out);
			}
		}
		if (rc == 0 && n->items[i].waits != SIZE_MAX)
			rc = take_node(&n->items[i], out);
	}
	return rc;
}

int tables_parents_first(const struct object_vec *objects, struct object_vec *out)
{
	struct nodes n = { .items = calloc(objects->count + 1, sizeof(struct node)) };
	int rc = n.items ? 0 : -1;

	for (size_t i = 0; rc == 0 && i < objects->count; i++)
		if (object_holds_rows(objects->items[i]) && !node_of(&n, objects->items[i])) {
			struct node *node = &n.items[n.count++];

			node->table = objects->items[i];
			HASH_ADD_PTR(n.by_table, table, node);
		}
	for (size_t i = 0; rc == 0 && i < n.count; i++)
		rc = add_parents(&n, &n.items[i]);
	if (rc == 0)
		rc = sort_nodes(&n, out);
	HASH_CLEAR(hh, n.by_table);
	for (size_t i = 0; i < n.count; i++)
		object_vec_release(&n.items[i].children);
	free(n.items);
	return rc;
}

/* ------------------------------------------------------------------ what changes touch */

/* Objects in the order in which they were met. */
struct met {
	struct met_object {
		struct object *object;
		UT_hash_handle hh;
	} * by_object;
	struct object_vec *objects;
};

static int meet(struct met *m, struct object *object)
{
	struct met_object *found;

	HASH_FIND_PTR(m->by_object, &object, found);
	if (found)
		return 0;
	found = calloc(1, sizeof(*found));
	if (!found || object_vec_push(m->objects, object) < 0) {
		free(found);
		return -1;
	}
	found->object = object;
	HASH_ADD_PTR(m->by_object, object, found);
	return 0;
}

static void forget(struct met *m)
{
	struct met_object *o, *next;

	HASH_ITER(hh, m->by_object, o, next) {
		HASH_DEL(m->by_object, o);
		free(o);
	}
}

static int meet_all(struct met *m, const struct object_vec *objects)
{
	for (size_t i = 0; i < objects->count; i++)
		if (meet(m, objects->items[i]) < 0)
			return -1;
	return 0;
}

/* Whatever needs what changes, step by step; a table that is reached is not gone beyond. */
static int meet_needing(const struct difference *d, struct met *m)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < d->changes.count; i++) {
		const struct change *c = d->changes.items[i];
		/* what is new changes the table that it is of */
		struct object *o = c->from                  ? c->from
				   : c->to && c->to->parent ? model_find(d->from, c->to->parent)
							    : NULL;

		rc = o ? meet(m, o) : 0;
	}
	for (size_t i = 0; rc == 0 && i < m->objects->count; i++) {
		struct object *o = m->objects->items[i];

		if (o->parent)
			rc = meet(m, o->parent);
		if (rc == 0 && o->pub.kind != WB_KIND_TABLE)
			rc = meet_all(m, &o->needed_by);
	}
	return rc;
}

static int meet_parents(struct met *m)
{
	for (size_t i = 0; i < m->objects->count; i++) {
		const struct object *table = m->objects->items[i];

		for (size_t k = 0; object_holds_rows(table) && k < table->children.count; k++) {
			const struct object *key = table->children.items[k];
			struct object *parent =
				key->pub.kind == WB_KIND_FOREIGN_KEY ? reference_table(key) : NULL;

			if (parent && meet(m, parent) < 0)
				return -1;
		}
	}
	return 0;
}

int tables_touched(const struct difference *d, struct object_vec *out)
{
	struct object_vec objects = { 0 };
	struct met m = { .objects = &objects };
	int rc = meet_needing(d, &m);

	if (rc == 0)
		rc = meet_parents(&m);
	for (size_t i = 0; rc == 0 && i < objects.count; i++)
		if (object_holds_rows(objects.items[i]))
			rc = object_vec_push(out, objects.items[i]);
	forget(&m);
	object_vec_release(&objects);
	return rc;
}
