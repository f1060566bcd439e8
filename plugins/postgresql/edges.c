/* SPDX-License-Identifier: MIT */
#include "edges.h"

#include <stdlib.h>
#include <string.h>

int pg_edges_remember(struct pg_edges *all, struct pg_place at, const struct wb_object *o,
		      struct wb_error *err)
{
	const char *texts[4] = { o->namespace_, o->parent, o->name, o->signature };
	struct pg_entry *e = kit_grow(all->entries, &all->entry_room, all->entry_count, sizeof(*e));
	size_t size = 1;
	char *to;

	if (!e)
		return kit_no_memory(err);
	all->entries = e;
	e += all->entry_count;
	*e = (struct pg_entry){ .at = at, .kind = o->kind };
	for (size_t i = 0; i < 4; i++)
		size += texts[i] ? strlen(texts[i]) + 1 : 0;
	e->memory = to = malloc(size);
	if (!to)
		return kit_no_memory(err);
	all->entry_count++;
	for (size_t i = 0; i < 4; i++)
		if (texts[i]) {
			e->texts[i] = to;
			to = stpcpy(to, texts[i]) + 1;
		}
	return 0;
}

int pg_edges_link(struct pg_edges *e, const struct pg_link *link, struct wb_error *err)
{
	struct pg_link *links = kit_grow(e->links, &e->link_room, e->link_count, sizeof(*links));

	if (!links)
		return kit_no_memory(err);
	e->links = links;
	links[e->link_count++] = *link;
	return 0;
}

static int compare_numbers(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int compare_entries(const void *a, const void *b)
{
	const struct pg_place *x = &((const struct pg_entry *)a)->at,
			      *y = &((const struct pg_entry *)b)->at;

	if (x->class_ != y->class_)
		return compare_numbers(x->class_, y->class_);
	if (x->oid != y->oid)
		return compare_numbers(x->oid, y->oid);
	return (x->sub > y->sub) - (x->sub < y->sub);
}

void pg_edges_sort(struct pg_edges *e)
{
	if (e->entry_count)
		qsort(e->entries, e->entry_count, sizeof(*e->entries), compare_entries);
}

const struct pg_entry *pg_edges_find(const struct pg_edges *e, size_t count, struct pg_place at)
{
	const struct pg_entry like = { .at = at };

	return count ? bsearch(&like, e->entries, count, sizeof(like), compare_entries) : NULL;
}

static int compare_links(const void *a, const void *b)
{
	const struct pg_link *x = a, *y = b;

	if (x->part != y->part)
		return x->part ? -1 : 1;
	if (x->from.class_ != y->from.class_)
		return compare_numbers(x->from.class_, y->from.class_);
	if (x->from.oid != y->from.oid)
		return compare_numbers(x->from.oid, y->from.oid);
	return (x->from.sub > y->from.sub) - (x->from.sub < y->from.sub);
}

/* The object that stands for a row of the catalogs: itself, else what it is a part of: a default of
 * its column, an index of its constraint, an array of its element's type, and everything in an
 * extension of that. */
static const struct pg_entry *stands_for(const struct pg_edges *all, size_t parts,
					 struct pg_place at)
{
	for (int hops = 0; hops < 5; hops++) {
		const struct pg_link like = { .from = { at.class_, at.oid, 0 }, .part = true };
		const struct pg_entry *e = pg_edges_find(all, all->entry_count, at);
		const struct pg_link *l;

		if (!e && at.sub)
			e = pg_edges_find(all, all->entry_count,
					  (struct pg_place){ at.class_, at.oid, 0 });
		if (e)
			return e;
		l = parts ? bsearch(&like, all->links, parts, sizeof(like), compare_links) : NULL;
		if (!l)
			return NULL;
		at = l->to;
	}
	return NULL;
}

static struct wb_object plain(const struct pg_entry *e)
{
	return (struct wb_object){ .size = sizeof(struct wb_object),
				   .kind = e->kind,
				   .namespace_ = e->texts[0],
				   .parent = e->texts[1],
				   .name = e->texts[2],
				   .signature = e->texts[3] };
}

static bool is_table(const struct pg_entry *e)
{
	return e->kind == WB_KIND_TABLE || e->kind == WB_KIND_VIEW;
}

/* pg_collation: the number is the same on every server. */
#define COLLATIONS 3456

static int32_t flavour(const struct wb_object *from, const struct wb_object *to, uint32_t class_)
{
	if ((to->kind == WB_KIND_TYPE || class_ == COLLATIONS) &&
	    (from->kind == WB_KIND_COLUMN || from->kind == WB_KIND_TYPE))
		return WB_EDGE_SHAPED_BY;
	return from->kind == WB_KIND_PARTITION && to->kind == WB_KIND_TABLE &&
			       kit_equal(from->name, to->name) &&
			       kit_equal(from->namespace_, to->namespace_)
		       ? WB_EDGE_NAMED_BY
		       : WB_EDGE_NEEDS;
}

static int give(struct wb_schema *sink, const struct pg_entry *from, const struct pg_entry *to)
{
	const struct wb_object a = plain(from), b = plain(to);
	bool on_it = (is_table(to) || to->kind == WB_KIND_TYPE) && kit_equal(a.parent, b.name) &&
		     kit_equal(a.namespace_, b.namespace_);

	/* a sequence's column is an ownership's affair */
	if (from == to || on_it ||
	    (from->kind == WB_KIND_SEQUENCE && (to->kind == WB_KIND_COLUMN || is_table(to))))
		return 0;
	return pg_host->edge_as(sink, flavour(&a, &b, to->at.class_), &a, &b);
}

static int give_link(const struct pg_edges *e, size_t parts, const struct pg_link *l,
		     struct wb_schema *sink)
{
	const struct pg_entry *from = stands_for(e, parts, l->from),
			      *to = stands_for(e, parts, l->to), *table = NULL;
	int status;

	if (!from || !to)
		return 0;
	if (to->kind == WB_KIND_COLUMN)
		table = pg_edges_find(e, e->entry_count,
				      (struct pg_place){ to->at.class_, to->at.oid, 0 });
	status = give(sink, from, to);
	return status == 0 && table ? give(sink, from, table) : status;
}

int pg_edges_give(struct pg_edges *e, struct wb_schema *sink)
{
	size_t parts = 0;
	int status = 0;

	pg_edges_sort(e);
	if (e->link_count)
		qsort(e->links, e->link_count, sizeof(*e->links), compare_links);
	while (parts < e->link_count && e->links[parts].part)
		parts++;
	for (size_t i = parts; status == 0 && i < e->link_count; i++)
		status = give_link(e, parts, &e->links[i], sink);
	return status;
}

void pg_edges_release(struct pg_edges *e)
{
	for (size_t i = 0; i < e->entry_count; i++)
		free(e->entries[i].memory);
	free(e->entries);
	free(e->links);
}
