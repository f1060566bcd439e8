/* SPDX-License-Identifier: MIT */
/* What a text of SQL makes, changes and drops, as the dialect reads it. */
#ifndef WB_CORE_DESIRED_DEFINITIONS_H
#define WB_CORE_DESIRED_DEFINITIONS_H

#include "run/session.h"

/* Hand them to `sink`; the project's variables are filled in, those that are not defined with nothing. -1: out of
 * memory. */
int definitions_find(const struct wb_session *session, const char *text, size_t len,
		     struct wb_definitions *sink);

#endif
