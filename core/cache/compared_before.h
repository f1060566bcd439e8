/* SPDX-License-Identifier: MIT */
/* A target that an earlier comparison has found to be what is desired needs no scratch database, as long as neither it
 * nor anything that decided it has changed. What `check` has found counts for all; what others find, for themselves. */
#ifndef WB_CORE_CACHE_COMPARED_BEFORE_H
#define WB_CORE_CACHE_COMPARED_BEFORE_H

#include "fingerprint.h"

/* Who compares. A bit each: what has the revisions replayed as well counts for what only compares. */
#define VOUCHED_DIFF 1u
#define VOUCHED_GENERATE 2u

struct vouched {
	struct fingerprint expected; /* "" in `text`: no notes are kept here */
	bool right;                  /* it is what is desired */
};

/* Look it up. Fails where what is desired can't be read. */
int vouched_look(struct wb_session *session, unsigned who, struct vouched *out,
		 struct wb_error *err);
/* It was found right; nothing was left out, and nothing is in doubt. `schema` is of the target as it was read. */
void vouched_note(const struct vouched *vouched, unsigned who, const struct fingerprint *schema);

#endif
