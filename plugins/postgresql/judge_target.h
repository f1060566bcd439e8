/* SPDX-License-Identifier: MIT */
/* Statements that refuse a transaction, taken apart: what they are about. */
#ifndef WB_POSTGRESQL_JUDGE_TARGET_H
#define WB_POSTGRESQL_JUDGE_TARGET_H

#include "postgresql.h"

enum pg_what {
	WHAT_OTHER,
	WHAT_REPEAT, /* harmless to do twice */
	WHAT_MAKE_INDEX,
	WHAT_DROP_INDEX,
	WHAT_REINDEX,     /* CONCURRENTLY, of a table or an index */
	WHAT_REINDEX_ALL, /* CONCURRENTLY, of a schema or database */
	WHAT_DETACH,
	WHAT_MAKE_GLOBAL, /* a database, tablespace or subscription */
	WHAT_DROP_GLOBAL,
	WHAT_PUBLICATIONS, /* of a subscription */
	WHAT_END_PREPARED  /* COMMIT or ROLLBACK of a prepared transaction; its name is a literal */
};

/* A statement taken apart. Names are as they stand in the text, dots and quotes included. */
struct pg_target {
	enum pg_what what;
	const char *name, *table;
	size_t name_len, table_len;
	bool index;                   /* REINDEX of an index */
	const char *catalog, *column; /* of WHAT_…_GLOBAL … */
	bool shared;                  /* … that no event trigger hears of */
};

void pg_target_read(const char *text, size_t len, struct pg_target *out);

#endif
