/* SPDX-License-Identifier: MIT */
/* Another tool's own table, kept right by the steps themselves. */
#ifndef WB_CORE_IMPORT_MIRROR_H
#define WB_CORE_IMPORT_MIRROR_H

#include "import.h"
#include "origin.h"

struct connection;
struct wb_project;

struct mirror {
	struct connection *conn;
	const struct import_tool *tool;
	const struct import_mirror *how; /* of the tool's */
	char *folder;                    /* what stands in front of the files' names */
	struct origin_vec origins;
};

/* What the target's `mirror` asks for: 1; 0: nothing, or the tool's table is not there, which is told. */
int mirror_open(struct connection *c, const struct wb_project *project, struct mirror *out,
		struct wb_error *err);
void mirror_release(struct mirror *mirror);

/* A step, and the ids that are in once it is done. */
struct mirrored {
	const char *revision;
	bool up;
	const struct string_vec *applied;
};

/* Append the statements of a step. A revision that did not come from the tool is none of its business. */
int mirror_write(const struct mirror *mirror, const struct mirrored *step, struct buf *out,
		 struct wb_error *err);

#endif
