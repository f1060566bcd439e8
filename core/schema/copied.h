/* SPDX-License-Identifier: MIT */
/* Statements that change what is other people's, of which a scratch database has a copy (surroundings.h). The copy
 * is of the target as it is: what was run there is in it already, and may fail a second time. */
#ifndef WB_CORE_SCHEMA_COPIED_H
#define WB_CORE_SCHEMA_COPIED_H

#include "scratch.h"

/* What a statement changes. */
struct copied {
	bool rows;     /* its rows alone */
	bool absent;   /* a trigger, policy or rule on it, which is not copied along */
	char kind[16]; /* "table" */
	struct buf space, name;
};

/* Does it change a thing that was copied? Then `out` says which. */
bool copied_is_changed(struct wb_session *session, const char *text, size_t len,
		       struct copied *out);
/* Note in the scratch database's list that the thing is not compared. */
int copied_note(struct scratch *scratch, const struct copied *thing, struct wb_error *err);
void copied_release(struct copied *thing);

#endif
