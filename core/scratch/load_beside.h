/* SPDX-License-Identifier: MIT */
/* A schema that is made on a scratch database, to be read there: on a connection of its own, so that it goes on
 * beside the others. */
#ifndef WB_CORE_SCRATCH_LOAD_BESIDE_H
#define WB_CORE_SCRATCH_LOAD_BESIDE_H

#include <pthread.h>

#include "scratch.h"

typedef int (*scratch_maker)(struct scratch *scratch, struct wb_error *err);

struct stage {
	scratch_maker make; /* NULL: there is none */
	struct model model;
	struct wb_error err;
	bool known; /* every statement that makes something was run */
	int rc;
};

struct loading {
	struct scratch scratch;
	struct stage stage, next; /* first one, then the other behind it */
	pthread_t thread;
	bool begun, open, threaded;
};

struct loading loading_of(scratch_maker make);
/* Make its database, and begin. */
int loading_start(struct loading *loading, struct wb_session *session, struct wb_error *err);
void loading_wait(struct loading *loading);
/* It has ended, and its database is gone. The models stay. */
void loading_drop(struct loading *loading);
/* As if it had not begun. */
void loading_reset(struct loading *loading);

#endif
