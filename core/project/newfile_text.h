/* SPDX-License-Identifier: MIT */
/* The text of a new revision's file. */
#ifndef WB_CORE_PROJECT_NEWFILE_TEXT_H
#define WB_CORE_PROJECT_NEWFILE_TEXT_H

#include <time.h>

#include <whimbrel/whimbrel.h>

#include "base/buf.h"
#include "graph/graph.h"

/* The one that is being written. */
struct newfile {
	const struct wb_new_revision *what;
	char id[65], date[64];
	struct tm now;
	struct revision_vec parents, depends;
	struct buf header, sections; /* of the config's template */
};

/* Its header, and its sections. */
void newfile_compose(const struct newfile *file, struct buf *out);

#endif
