/* SPDX-License-Identifier: MIT */
/* What the config asks to be done around a run and its steps: programs, and SQL. */
#ifndef WB_CORE_HOOKS_H
#define WB_CORE_HOOKS_H

#include "plan.h"
#include "session.h"

/* What a hook is told. */
struct hook_facts {
	const struct wb_plan *plan;   /* NULL: none was made */
	size_t step;                  /* within it; of the hooks around steps */
	size_t done;                  /* steps that are committed */
	const struct wb_error *error; /* of on_failure */
};

/* Is anything to be done around each step? Then steps are not sent ahead of each other. */
bool hooks_at_steps(const struct wb_session *s);
/* Before a run or a step: a failure stops the run. */
int hooks_before(struct wb_session *s, enum hook_kind kind, const struct hook_facts *facts,
		 struct wb_error *err);
/* After one: a failure is told, and changes nothing. */
void hooks_after(struct wb_session *s, enum hook_kind kind, const struct hook_facts *facts);

#endif
