/* SPDX-License-Identifier: MIT */
/* Do the revisions make what a target has? A revision that is generated has to work on a database that
 * they made as well. */
#ifndef WB_CORE_SCHEMA_REVISIONS_MAKE_H
#define WB_CORE_SCHEMA_REVISIONS_MAKE_H

#include "prove/prove.h"

struct replayed {
	int drift;                        /* how many differences there are … */
	char first[200];                  /* … and what would take the first one back */
	struct uncompared_vec uncompared; /* why nobody knows */
};

/* Compare the target with what its revisions make. */
int replayed_look(struct wb_session *session, struct replayed *out, struct wb_error *err);
/* What that means for the way to `desired`: told as a warning or, where it fails on what the revisions
 * make, as something that is not proved. */
int replayed_prove(struct wb_session *session, struct replayed *replayed, struct model *desired,
		   struct proof *proof, struct wb_error *err);
void replayed_release(struct replayed *replayed);

#endif
