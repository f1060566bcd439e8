/* SPDX-License-Identifier: MIT */
/* Which revisions of a project came from a tool, by their header. */
#ifndef WB_CORE_IMPORT_ORIGIN_H
#define WB_CORE_IMPORT_ORIGIN_H

#include <stdbool.h>

#include "base/vec.h"

struct revision;
struct wb_error;
struct wb_project;

struct origin {
	const struct revision *revision;
	char *key;
	char *checksum; /* NULL: the tool has none */
};

VEC(struct origin, origin_vec);

/* In the order of the graph. */
int origins_find(const struct wb_project *project, const char *tool, struct origin_vec *out,
		 struct wb_error *err);
void origins_free(struct origin_vec *origins);
/* Did this one come from there? */
bool origin_is(const struct wb_project *project, const char *id, const char *tool);
/* Did any come from there? */
bool origin_is_known(const struct wb_project *project, const char *tool);
/* From anywhere? */
bool origin_any(const struct wb_project *project);

#endif
