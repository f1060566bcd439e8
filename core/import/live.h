/* SPDX-License-Identifier: MIT */
/* What another tool's own table says of a database. */
#ifndef WB_CORE_IMPORT_LIVE_H
#define WB_CORE_IMPORT_LIVE_H

#include "import.h"

struct connection;
struct wb_project;

/* The ids of all revisions that the tool has applied, as the project has them, in no order. WB_E_REFUSED where its state
 * is not clean, where it has applied what is no revision here, or another text than the one that came over. */
int import_live_read(struct connection *c, const struct wb_project *project,
		     const struct import_tool *tool, struct string_vec *out, struct wb_error *err);
/* What of the database any tool's own table says is applied, as the tool calls it; `*out_tool` is whose table there is, NULL: nobody's. */
int import_live_keys(struct connection *c, const struct import_tool **out_tool,
		     struct string_vec *out, struct wb_error *err);
/* Add the tables of all tools to what is left alone. */
int import_leave_all_alone(struct string_vec *exclude, struct wb_error *err);
/* Add the tables of the tools that the project's revisions came from to what is left alone. */
int import_leave_alone(const struct wb_project *project, struct string_vec *exclude,
		       struct wb_error *err);

#endif
