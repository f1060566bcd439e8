/* SPDX-License-Identifier: MIT */
/* The applied set: the rows of whimbrel_version. */
#ifndef WB_CORE_APPLIED_H
#define WB_CORE_APPLIED_H

#include <stdbool.h>
#include <stdint.h>

#include <uthash.h>

#include "dialect/driver.h"

struct applied_row { /* its texts stand behind it, in one piece */
	const char *id, *title, *checksum, *at, *by, *run_id; /* NULL: SQL's null; id is there */
	const char *parents, *depends; /* ids with commas between them; NULL: not known */
	int64_t duration_ms;
	UT_hash_handle hh;
};

struct applied {
	struct applied_row *rows; /* in the order of the database: by id */
	int32_t format;           /* of the table; 0: there is none */
};

/* Read it anew; empty where the tables are absent. A newer format is refused. */
int applied_read(struct connection *c, struct applied *out, struct wb_error *err);
void applied_release(struct applied *applied);
const struct applied_row *applied_find(const struct applied *applied, const char *id);
/* For the graph: a has_id over a struct applied. */
bool applied_has(const void *applied, const char *id);

/* Whoever asks for very many asks mostly in the order of the rows: the one behind the last found is at hand, where a look into
 * the map waits for memory. */
struct applied_walk {
	const struct applied *applied;
	const struct applied_row **last; /* found; at first NULL */
};

const struct applied_row *applied_walk_find(const struct applied_walk *walk, const char *id);
/* A has_id over a struct applied_walk. */
bool applied_walk_has(const void *walk, const char *id);

#endif
