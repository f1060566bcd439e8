/* SPDX-License-Identifier: MIT */
/* A section's text as another tool ran it, made one of ours. */
#ifndef WB_CORE_IMPORT_BODY_FIT_H
#define WB_CORE_IMPORT_BODY_FIT_H

#include "import.h"

struct wb_project;

/* Look at it as the project's dialect reads it: what has to run outside of a transaction is marked, one transaction
 * around all of it is the step's, what our client commands can't do is for a person. `reverts`: a ROLLBACK at the end
 * is one as well. Without a dialect nothing is looked at. */
int import_body_fit(struct wb_project *project, struct import_body *body, bool reverts,
		    struct wb_error *err);
/* A line that would begin a section of ours: its number, 0 if there is none. */
uint32_t import_body_marker(const struct import_body *body);

#endif
