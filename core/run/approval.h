/* SPDX-License-Identifier: MIT */
/* Approval: a plan has a fingerprint, and a run may be told to do that plan and nothing else. */
#ifndef WB_CORE_APPROVAL_H
#define WB_CORE_APPROVAL_H

#include "plan.h"
#include "session.h"

#define APPROVAL_SIZE 48 /* room for a fingerprint, with a NUL */

/* Before a run: may what is to be done now be done? `approved` NULL: nobody approved anything. */
int approval_check(struct wb_session *s, const struct wb_plan *plan, const char *approved,
		   struct wb_error *err);

#endif
