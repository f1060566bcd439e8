/* SPDX-License-Identifier: MIT */
/* The watcher: a thread beside a run that cancels what the database is doing once somebody asks to
 * stop, and does what is to be done now and then. A dialect that asks by itself whether to stop
 * needs none. */
#ifndef WB_CORE_WATCH_H
#define WB_CORE_WATCH_H

#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdbool.h>

struct connection;
struct wb_client;

struct watch {
	pthread_mutex_t mutex; /* held while the thread uses the connection */
	sem_t wake;
	pthread_t thread;
	struct connection *conn;
	struct wb_client *client;
	bool running;          /* the thread is there */
	atomic_bool requested; /* somebody asked to stop */
	atomic_bool
		shielded; /* what runs now must run to its end: cleaning up, keeping what is done */
	atomic_bool ending;
	void (*tick)(void *ctx); /* under the mutex */
	void *tick_ctx;
	long tick_ms;
};

int watch_init(struct watch *w, struct connection *conn, struct wb_client *client);
void watch_release(struct watch *w);
/* The thread lives from _begin to _end. Without it a request is only noted. */
int watch_begin(struct watch *w);
void watch_end(struct watch *w);
/* From any thread, and from a signal handler. */
void watch_interrupt(struct watch *w);
/* What was asked is done: the session can be used again. */
void watch_forget(struct watch *w);
/* While shielded nothing is cancelled, and host->stopping says no. */
void watch_shield(struct watch *w, bool on);
/* Call `tick` from the thread every `ms`, or (0) no more; returns when no call is under way. */
void watch_every(struct watch *w, long ms, void (*tick)(void *ctx), void *ctx);
/* Has anybody asked to stop? */
bool watch_requested(const struct watch *w);

#endif
