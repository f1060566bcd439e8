/* SPDX-License-Identifier: MIT */
/* The second connection of a run. It is used from the watcher's thread alone while the run lasts:
 * it keeps the lease, and when an operation takes long it asks the server how far that is, and who
 * is in its way. */
#ifndef WB_CORE_OBSERVER_H
#define WB_CORE_OBSERVER_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "dialect/driver.h"

struct wb_session;

struct observer {
	struct connection conn;
	bool open, refused;    /* refused: it could not be opened, and is not tried again */
	atomic_llong heard_ms; /* when the run's connection last gave an answer */
	int64_t renewed_ms;    /* when the lease was */
	long tick_ms;          /* how often it looks */
	pthread_mutex_t mutex;
	char blockers[1024]; /* who was last seen in the way; under the mutex */
};

int observer_init(struct observer *o);
void observer_release(struct observer *o);
/* From _begin to _end the watcher's thread calls it every second, or sooner where the target is
 * less patient with locks. */
void observer_begin(struct wb_session *s);
void observer_end(struct wb_session *s);
/* Open the connection now. */
int observer_open(struct wb_session *s, struct wb_error *err);
/* The run's connection gave an answer. */
void observer_heard(struct observer *o);
/* Who was in the way lately, "" if nobody was seen; forgets it. */
void observer_blockers(struct observer *o, char *out, size_t size);
/* Wait until a session that an earlier run left is gone, telling how far it is; `end`: end it. */
int observer_outwait(struct wb_session *s, const char *session, bool end, struct wb_error *err);

#endif
