/* SPDX-License-Identifier: MIT */
/* What foreign.c (which tables are at risk) and foreign_check.c (are they all right?) share. */
#ifndef WB_SQLITE_FOREIGN_H
#define WB_SQLITE_FOREIGN_H

#include "sqlite.h"

#define BUCKETS 64 /* to begin with: there are as many as tables */
#define MOST_COLUMNS 16

/* A table that the step wrote, and how. */
struct written {
	struct written *next; /* in its bucket */
	struct written *all;
	uint32_t hash;
	unsigned how;                /* SQLITE_WROTE_… */
	char *columns[MOST_COLUMNS]; /* that an UPDATE set */
	size_t column_count;
	char name[];
};

enum { EDGE_CHILD, EDGE_PARENT, EDGE_FROM, EDGE_TO };

/* One column of a foreign key: child.from refers to parent.to. */
struct edge {
	char *text;          /* where the parts are */
	const char *part[4]; /* EDGE_TO is NULL for the primary key */
	uint32_t child_hash, parent_hash;
};

/* A name that is kept for as long as the pending tables are: equal ones are the same pointer. */
struct name {
	struct name *next;
	char text[];
};

/* One row of foreign_key_check. */
struct violation {
	int64_t rowid;
	int64_t key; /* the number of the foreign key */
	const char *parent;
	bool has_rowid;
};

struct violations {
	struct violation *items;
	size_t count, room;
};

/* A table to look at before the step is run once more. */
struct pending {
	struct pending *next;
	const char *table;
	struct violations before;
};

struct sqlite_foreign {
	struct written **buckets;
	size_t bucket_count, written_count;
	struct written *all, *newest;
	struct edge *edges;
	size_t edge_count, edge_room;
	const char *checked; /* the table that sqlite_next_suspect gave last */
	struct pending *pending;
	struct name *names;
	bool edges_known;
	bool schema_replaces; /* some table has ON CONFLICT REPLACE: any write may delete rows */
	bool failed;          /* out of memory: what was written is not known in full */
	bool committed;       /* some of it can't be rolled back any more */
	bool again;           /* WB_E_AGAIN was returned */
	bool armed;           /* and the step runs once more: `pending` tells how it was before */
};

/* foreign.c */
uint32_t sqlite_name_hash(const char *name);
struct written *sqlite_find_hashed(const struct sqlite_foreign *f, const char *table,
				   uint32_t hash);
struct written *sqlite_find_written(const struct sqlite_foreign *f, const char *table);
bool sqlite_wrote_column(const struct written *w, const char *column);

/* foreign_edges.c */
int sqlite_edges_refresh(struct sqlite_conn *c, struct wb_error *err);
/* The next table with foreign keys that the step may have broken, from edge `*at` on; NULL: there
 * are no more. */
const char *sqlite_next_suspect(struct sqlite_foreign *f, size_t *at);
/* Was it created, altered or dropped in this step? Then its rows may have other numbers. */
bool sqlite_rebuilt(const struct sqlite_foreign *f, const char *table);
void sqlite_written_clear(struct sqlite_foreign *f);
void sqlite_edges_free(struct sqlite_foreign *f);

#endif
