/* SPDX-License-Identifier: MIT */
/* A target that an earlier comparison has found to be what is desired needs no scratch database, as long as neither it
 * nor anything that decided it has changed. What `check` has found counts for all; what others find, for themselves. */
#ifndef WB_CORE_CACHE_COMPARED_BEFORE_H
#define WB_CORE_CACHE_COMPARED_BEFORE_H

#include "fingerprint.h"

/* Who compares. A bit each: what has the revisions replayed as well counts for what only compares. */
#define COMPARED_BY_DIFF 1u
#define COMPARED_BY_GENERATE 2u

struct compared_before {
	struct fingerprint expected; /* "" in `text`: no notes are kept here */
	bool right;                  /* it is what is desired */
};

/* Look it up. Fails where what is desired can't be read. */
int compared_before_look(struct wb_session *session, unsigned who, struct compared_before *out,
			 struct wb_error *err);
/* It was found right; nothing was left out, and nothing is in doubt. `schema` is of the target as it was read. */
void compared_before_note(const struct compared_before *before, unsigned who,
			  const struct fingerprint *schema);

#endif
