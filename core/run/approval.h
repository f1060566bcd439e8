/* SPDX-License-Identifier: MIT */
/* Approval: a plan has a fingerprint, and a run may be told to do that plan and nothing else. */
#ifndef WB_CORE_APPROVAL_H
#define WB_CORE_APPROVAL_H

#include "plan.h"
#include "session.h"

#define APPROVAL_SIZE 48 /* room for a fingerprint, with a NUL */

/* What decides what a run of this plan would do: the files of its steps, the values of their variables,
 * what is applied and half done, the schema that is there. */
int approval_fingerprint(struct wb_session *s, const struct wb_plan *plan, char out[APPROVAL_SIZE],
			 struct wb_error *err);
/* Before a run: may what is to be done now be done? `approved` NULL: nobody approved anything. */
int approval_check(struct wb_session *s, const struct wb_plan *plan, const char *approved,
		   struct wb_error *err);

#endif
