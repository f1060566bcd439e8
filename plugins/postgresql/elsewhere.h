/* SPDX-License-Identifier: MIT */
/* What leads out of the database, and no rollback takes back. */
#ifndef WB_POSTGRESQL_ELSEWHERE_H
#define WB_POSTGRESQL_ELSEWHERE_H

#include "postgresql.h"

/* elsewhere_query.sql: may the database have anything that does so, and what that is. */
extern const char pg_elsewhere_any_sql[], pg_elsewhere_found_sql[];

/* A statement comes: may there be anything from now on? */
bool pg_elsewhere_learn(struct pg_conn *c, const char *text, size_t len);
/* An expression that names what the statement leads to, null where it leads nowhere. False: nothing has to be asked. */
bool pg_elsewhere_asks(struct pg_conn *c, const char *text, size_t len, struct kit_text *out);
/* A statement that fails where it leads anywhere; empty: nothing has to be asked. */
void pg_elsewhere_refuse(struct pg_conn *c, const char *text, size_t len, struct kit_text *out);

/* What an intent's probe begins with that was asked so. */
#define PG_LEADS "elsewhere:"

#endif
