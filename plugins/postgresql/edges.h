/* SPDX-License-Identifier: MIT */
/* What was handed over, and what needs what of it: the catalogs tell by classes and numbers, the engine
 * wants objects. */
#ifndef WB_POSTGRESQL_EDGES_H
#define WB_POSTGRESQL_EDGES_H

#include "schema.h"

/* A place in the catalogs. */
struct pg_place {
	uint32_t class_, oid;
	int32_t sub;
};

/* An object that was handed over, with all that tells it from others. */
struct pg_entry {
	struct pg_place at;
	int32_t kind;
	char *texts[4]; /* namespace, parent, name, signature: all in the piece of memory … */
	char *memory;   /* … that this is */
};

/* `from` needs `to`, or (`part`) is a part of it. */
struct pg_link {
	struct pg_place from, to;
	bool part;
};

struct pg_edges {
	struct pg_entry *entries;
	size_t entry_count, entry_room;
	struct pg_link *links;
	size_t link_count, link_room;
};

int pg_edges_remember(struct pg_edges *e, struct pg_place at, const struct wb_object *object,
		      struct wb_error *err);
int pg_edges_link(struct pg_edges *e, const struct pg_link *link, struct wb_error *err);
void pg_edges_sort(struct pg_edges *e);
/* Among the first `count` entries, which are sorted. */
const struct pg_entry *pg_edges_find(const struct pg_edges *e, size_t count, struct pg_place at);
/* Hand all edges over. */
int pg_edges_give(struct pg_edges *e, struct wb_schema *sink);
void pg_edges_release(struct pg_edges *e);

#endif
