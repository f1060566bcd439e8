/* SPDX-License-Identifier: MIT */
/* Statements that change what is other people's, of which a scratch database has a copy (surroundings.h). The copy
 * is of the target as it is: what was run there is in it already, and may fail a second time. */
#ifndef WB_CORE_SCRATCH_SURROUNDINGS_CHANGE_H
#define WB_CORE_SCRATCH_SURROUNDINGS_CHANGE_H

#include "scratch.h"

/* What a statement changes. */
struct surroundings_change {
	bool rows;         /* its rows alone */
	bool absent;       /* a trigger, policy or rule on it, which is not copied along */
	const char *title; /* "table" */
	struct buf space, name;
};

/* Does it change a thing that was copied? Then `out` says which. */
bool surroundings_change_find(struct wb_session *session, const struct statement *statement,
			      struct surroundings_change *out);
/* Note in the scratch database's list that the thing is not compared. */
int surroundings_change_note(struct scratch *scratch, const struct surroundings_change *change,
			     struct wb_error *err);
void surroundings_change_release(struct surroundings_change *change);

#endif
