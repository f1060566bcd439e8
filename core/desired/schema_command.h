/* SPDX-License-Identifier: MIT */
/* The desired schema from a program. */
#ifndef WB_CORE_SCHEMA_COMMAND_H
#define WB_CORE_SCHEMA_COMMAND_H

#include "run/session.h"

/* Does the config name a desired schema, whichever way? */
bool desired_wanted(const struct wb_project *project);
/* What the config's `schema_command` prints, which is run once; NULL where there is none. Called
 * before other threads need it. */
int desired_command(struct wb_session *session, const struct buf **out, struct wb_error *err);

#endif
