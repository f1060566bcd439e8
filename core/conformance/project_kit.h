/* SPDX-License-Identifier: MIT */
/* Projects of a few lines for the cases, and a dialect whose connection breaks at a chosen operation. */
#ifndef WB_CORE_PROJECT_KIT_H
#define WB_CORE_PROJECT_KIT_H

#include "run/session.h"
#include "trial.h"

/* A folder for revisions, in which there are none. */
bool project_kit_enter(struct trial *t);
/* Also of a case that ended in the midst. */
void project_kit_leave(char *folder);
/* Revision number `n`; on the one before it unless it is the first. `up` and `down` are lists of short orders: "m a" makes
 * table a, "+a 3" changes it, "d a" drops it, "x" is wrong; `more` stands behind `migrate:up`. */
bool project_kit_revision(struct trial *t, int n, const char *up, const char *down,
			  const char *more);
void project_kit_id(const struct trial *t, int n, char *out, size_t size);
/* A session on these revisions. */
bool project_kit_open(struct trial *t, struct wb_session **out);
/* Upgrade or downgrade in a session of their own. Status. */
int project_kit_upgrade(struct trial *t, const char *target);
int project_kit_downgrade(struct trial *t, const char *target);
/* How many of our revisions are applied. */
bool project_kit_applied(struct trial *t, int count);
/* The sum in table a. */
bool project_kit_sum(struct trial *t, const char *table, const char *sum);
bool project_kit_done(struct trial *t, int rc, const char *expected);

/* From now on the `n`th operation (message, where there is a cutter) breaks the connection, before or behind it is done. 0:
 * none does. */
void project_kit_cut(struct trial *t, int n, bool behind);
/* Did one? */
bool project_kit_was_cut(void);

#endif
