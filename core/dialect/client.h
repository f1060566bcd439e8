/* SPDX-License-Identifier: MIT */
/* Whom a connection works for, and how its listener is called: on the thread that called the library, one call at a
 * time, whichever thread has something to say. */
#ifndef WB_CORE_CLIENT_H
#define WB_CORE_CLIENT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include <whimbrel/whimbrel.h>

/* What waits for the caller's thread. */
struct saying;

/* The thread that called the library. */
struct caller {
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	pthread_t thread;
	unsigned depth; /* calls that are under way, one inside the other */
	struct saying *first, **last;
	size_t count;
	/* what a worker wants done there now, and waits for */
	void (*errand)(void *ctx);
	void *errand_ctx;
	bool worked; /* the worker has ended */
};

struct wb_client {
	struct wb_listener listener;
	atomic_int stopping;
	struct caller *caller; /* NULL: there is one thread alone */
	struct wb_progress
		progress; /* of the caller's thread alone: the step, and the phase in it */
};

int caller_init(struct caller *c);
void caller_release(struct caller *c);
/* The caller comes in; and goes, once it has heard everything. */
void caller_enter(struct caller *c);
void caller_leave(struct caller *c);
/* Have `work` done by a thread of its own, and meanwhile hear on this one what there is to say. */
void caller_work(struct caller *c, void (*work)(void *ctx), void *ctx);

/* Log through a client's listener. From another thread it is said later. */
void client_log(struct wb_client *client, int level, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* A problem of a file. */
void client_problem(struct wb_client *client, const char *message);
/* How far the database is: `phase` may be NULL. */
void client_phase(struct wb_client *client, const char *phase, uint64_t done, uint64_t total);
/* Where the run is: its members about the step. */
void client_step(struct wb_client *client, const struct wb_progress *step);
void client_event(struct wb_client *client, const struct wb_event *event);
void client_failure(struct wb_client *client, const struct wb_failure *failure);

#endif
