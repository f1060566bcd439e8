/* SPDX-License-Identifier: MIT */
/* The names that stand in a statement, and in the texts that it may run. */
#ifndef WB_POSTGRESQL_ELSEWHERE_NAMES_H
#define WB_POSTGRESQL_ELSEWHERE_NAMES_H

#include "postgresql.h"

/* Elements of an array: names with their kind in front, 'f' of what is written to, 'r' of whatever stands there. */
struct pg_names {
	struct kit_text array;
	char **seen;
	size_t count;
	bool all; /* too many, or none can be told */
};

void pg_names_read(const char *text, size_t len, struct pg_names *out);
void pg_names_release(struct pg_names *n);

#endif
