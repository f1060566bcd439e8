/* SPDX-License-Identifier: MIT */
/* What leads out of the database, and no rollback takes back. */
#ifndef WB_POSTGRESQL_ELSEWHERE_H
#define WB_POSTGRESQL_ELSEWHERE_H

#include "postgresql.h"

/* An expression: may the database have anything that does so? A routine's text is looked at more closely where it is asked
 * of a statement. */
#define PG_ELSEWHERE                                                                              \
	"(EXISTS (SELECT FROM pg_catalog.pg_foreign_table) OR EXISTS (SELECT FROM "               \
	"pg_catalog.pg_proc p WHERE p.oid >= 16384 AND CASE WHEN p.probin IS NULL THEN p.prosrc " \
	"~* $wb$dblink|to\\s+program$wb$ ELSE p.proname IN "                                      \
	"('dblink','dblink_exec','dblink_send_query')"                                            \
	" AND EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.refclassid = "                   \
	"'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refobjid = p.oid) END))"

/* A statement comes: may there be anything from now on? */
bool pg_elsewhere_learn(struct pg_conn *c, const char *text, size_t len);
/* An expression that names what the statement leads to, null where it leads nowhere. False: nothing has to be asked. */
bool pg_elsewhere_asks(struct pg_conn *c, const char *text, size_t len, struct kit_text *out);
/* A statement that fails where it leads anywhere; empty: nothing has to be asked. */
void pg_elsewhere_refuse(struct pg_conn *c, const char *text, size_t len, struct kit_text *out);

/* What an intent's probe begins with that was asked so. */
#define PG_LEADS "elsewhere:"

#endif
