/* SPDX-License-Identifier: MIT */
/* What is done in a case's process. */
#ifndef WB_CORE_CHECK_WORK_H
#define WB_CORE_CHECK_WORK_H

#include "trial.h"

struct work {
	struct wb_project *project;
	const struct plugin *plugin;
	const struct check_case *check;
	const struct words *words;
	bool offline;
	struct outcome *out;
	char name[48];
	bool cleans; /* behind the case: take away what it left */
};

void work_run(void *work);
/* The first case: what the connection is like, and which statements work here. */
bool work_facts(struct trial *t);
/* Does another process see what an earlier one has made? */
bool work_shared(struct trial *t);
/* Behind the last case, where whimbrel's tables were not there before the first one: they go again. */
bool work_drop_tables(struct trial *t);
/* Is a run possible at all? */
const struct check_case *work_upgrade_case(void);

#endif
