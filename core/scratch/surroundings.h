/* SPDX-License-Identifier: MIT */
/* What a target has out of scope, as far as what is in scope or the files lean on it: other people's tables that
 * a foreign key refers to, the function in a policy. On scratch databases it is made before all else; it is
 * neither compared nor written (DESIGN 6.6). */
#ifndef WB_CORE_SCRATCH_SURROUNDINGS_H
#define WB_CORE_SCRATCH_SURROUNDINGS_H

#include "scratch.h"

/* Something ended with `rc` on a scratch database. 1: from now on those have what the target has out of scope,
 * so that it may do better on a new one. 0: they have no more than before. Not while another thread uses the
 * session. */
int surroundings_learn(struct wb_session *session, int rc);

#endif
