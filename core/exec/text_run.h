/* SPDX-License-Identifier: MIT */
/* Running a text of SQL that is no revision: statement by statement, with data of COPY. */
#ifndef WB_CORE_TEXT_RUN_H
#define WB_CORE_TEXT_RUN_H

#include "dialect/driver.h"
#include "read/source.h"

struct text_run {
	struct connection *connection;
	const struct sql_text *text;
	const struct source_settings *settings;
	/* what is known of it, by text_run_look */
	uint64_t statements;
	bool alone; /* a statement refuses to run inside a transaction */
};

/* Read all of it: what can't be run at all is an error here, with its place, and so is transaction
 * control. */
int text_run_look(struct text_run *run, struct wb_error *err);
/* Run it; the first failure ends it. A message names the place. */
int text_run(struct text_run *run, struct wb_error *err);

#endif
