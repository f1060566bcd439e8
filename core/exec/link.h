/* SPDX-License-Identifier: MIT */
/* A link to a database: a session's connection and its helpers (scratch databases, the observer), which are
 * interrupted together, from a signal handler, by another thread or by the one that works. A thread of the link's
 * own cancels what the database is doing, and does what is to be done now and then; a dialect that asks by itself
 * whether to stop needs none. */
#ifndef WB_CORE_LINK_H
#define WB_CORE_LINK_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct connection;
struct wb_client;
struct wb_error;
struct wb_ops;

/* As many connections as are open at once: the session's, another session's, two scratch databases with
 * a server each, the observer. */
#define LINK_MOST 16

struct link {
	pthread_mutex_t mutex; /* held while the thread uses connections */
	sem_t wake;
	pthread_t thread;
	struct connection *members[LINK_MOST];
	struct wb_client *client;
	bool running;          /* the thread is there */
	atomic_bool requested; /* somebody asked to stop */
	atomic_int shields;    /* so many want what runs now to run to its end */
	atomic_bool brief;     /* but not if it takes long: until then, or 0 while nobody asked */
	_Atomic int64_t brief_end;
	atomic_bool ending;
	void (*tick)(void *ctx); /* under the mutex */
	void *tick_ctx;
	long tick_ms;
};

int link_init(struct link *l, struct wb_client *client);
void link_release(struct link *l);
/* From here to _leave the connection is interrupted with the others. It must not move meanwhile. */
void link_join(struct link *l, struct connection *c);
void link_leave(struct link *l, struct connection *c);
/* Start and end the thread; without it a request is only noted. */
int link_start(struct link *l);
/* driver_run. Where the link has a thread, the dialect works on one more, so that this one hears meanwhile how far it
 * is. */
int link_run(struct link *l, struct connection *c, const struct wb_ops *ops, struct wb_error *err);
/* From any thread, and from a signal handler. */
void link_interrupt(struct link *l);
/* What was asked is done: the session can be used again. */
void link_forget(struct link *l);
/* From _shield to _unshield nothing is cancelled, and host->stopping says no: cleaning up, keeping what is
 * done. They nest. */
void link_shield(struct link *l);
void link_unshield(struct link *l);
/* The same for a few seconds behind the request: for what others can clear up as well, where a server does not
 * answer. Only where the link has a thread. */
void link_shield_briefly(struct link *l);
void link_unshield_briefly(struct link *l);
/* Call `tick` from the thread every `ms`, or (0) no more; returns when no call is under way. */
void link_every(struct link *l, long ms, void (*tick)(void *ctx), void *ctx);
/* Has anybody asked to stop? */
bool link_requested(const struct link *l);
/* What fails once somebody asked to stop fails for that, unless it can't be told what was done. Returns the status. */
int link_failure(const struct link *l, int status, struct wb_error *err);
/* The same, if what runs now may be stopped. */
bool link_stopping(const struct link *l);

#endif
