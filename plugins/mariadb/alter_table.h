/* SPDX-License-Identifier: MIT */
/* All changes of a table in one ALTER TABLE: what alter_table.c and alter_periods.c share. */
#ifndef WB_MARIA_ALTER_TABLE_H
#define WB_MARIA_ALTER_TABLE_H

#include "schema.h"

struct alteration {
	struct maria_rendering *r;
	const struct wb_family *before, *after;
	size_t count;       /* parts so far */
	bool waits, second; /* columns wait for a second ALTER; this is it */
};

/* What comes before the next part: ALTER TABLE, or a comma. */
void maria_next_part(struct alteration *a);

void maria_drop_periods(struct alteration *a, const struct maria_create *from,
			const struct maria_create *to);
void maria_make_periods(struct alteration *a, const struct maria_create *from,
			const struct maria_create *to);
void maria_add_versioning(struct alteration *a);
/* The partitions come last. */
void maria_add_partitions(struct alteration *a, const struct maria_create *from,
			  const struct maria_create *to);

#endif
