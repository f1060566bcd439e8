/* SPDX-License-Identifier: MIT */
/* What a statement is, read from behind its first word. */
#ifndef WB_PG_FACTS_H
#define WB_PG_FACTS_H

#include "postgresql.h"

/* One that refuses a transaction; `what` is for people. */
void pg_refuses(struct pg_facts *f, const char *what);

void pg_read_set(struct kit_words *w, struct pg_facts *f);
void pg_read_reset(struct kit_words *w, struct pg_facts *f);
void pg_read_discard(struct kit_words *w, struct pg_facts *f);
void pg_read_commit(struct kit_words *w, struct pg_facts *f);
void pg_read_rollback(struct kit_words *w, struct pg_facts *f);
void pg_read_begin(struct kit_words *w, struct pg_facts *f);
void pg_read_prepare(struct kit_words *w, struct pg_facts *f);
void pg_read_start(struct kit_words *w, struct pg_facts *f);
/* END and ABORT, too. */
void pg_read_end(struct kit_words *w, struct pg_facts *f);

#endif
