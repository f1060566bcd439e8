/* SPDX-License-Identifier: MIT */
#include "link.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "dialect/driver.h"

/* A cancel request can come between two statements and miss both, so it is repeated. */
#define CANCEL_AGAIN_MS 200
#define IDLE_MS 3600000L
/* How long what others can clear up as well goes on once somebody asked to stop. */
#define BRIEF_MS 5000

static struct timespec in_ms(long ms)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_sec += ms / 1000;
	at.tv_nsec += ms % 1000 * 1000000;
	if (at.tv_nsec >= 1000000000) {
		at.tv_sec++;
		at.tv_nsec -= 1000000000;
	}
	return at;
}

/* ------------------------------------------------------------------ the thread */

static void cancel_all(struct link *l)
{
	for (int i = 0; i < LINK_MOST; i++) {
		struct wb_error ignored = WB_ERROR_INIT;

		if (l->members[i])
			driver_cancel(l->members[i], &ignored);
	}
}

/* Under the mutex, so that no connection is cleaned up or closed meanwhile. How long to sleep
 * then. */
static long work(struct link *l, bool timed_out)
{
	long ms = IDLE_MS;

	pthread_mutex_lock(&l->mutex);
	if (atomic_load(&l->brief) && link_requested(l)) {
		if (!atomic_load(&l->brief_end))
			atomic_store(&l->brief_end, clock_ms() + BRIEF_MS);
		atomic_store(&l->client->stopping, link_stopping(l));
		ms = CANCEL_AGAIN_MS;
	}
	if (link_stopping(l)) {
		cancel_all(l);
		ms = CANCEL_AGAIN_MS;
	} else if (l->tick) {
		if (timed_out)
			l->tick(l->tick_ctx);
		ms = l->tick_ms;
	}
	pthread_mutex_unlock(&l->mutex);
	return ms;
}

static void *link_main(void *arg)
{
	struct link *l = arg;
	bool timed_out = false;

	while (!atomic_load(&l->ending)) {
		struct timespec next = in_ms(work(l, timed_out));

		timed_out =
			sem_clockwait(&l->wake, CLOCK_MONOTONIC, &next) < 0 && errno == ETIMEDOUT;
	}
	return NULL;
}

/* Signals are for the program's own threads. */
int link_start(struct link *l)
{
	sigset_t all, before;
	int error;

	if (l->running)
		return 0;
	atomic_store(&l->ending, false);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&l->thread, NULL, link_main, l);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	l->running = error == 0;
	return error ? -1 : 0;
}

static void link_stop(struct link *l)
{
	if (!l->running)
		return;
	atomic_store(&l->ending, true);
	sem_post(&l->wake);
	pthread_join(l->thread, NULL);
	l->running = false;
}

/* ------------------------------------------------------------------ its connections */

int link_init(struct link *l, struct wb_client *client)
{
	memset(l, 0, sizeof(*l));
	l->client = client;
	if (sem_init(&l->wake, 0, 0) < 0)
		return -1;
	if (pthread_mutex_init(&l->mutex, NULL) == 0)
		return 0;
	sem_destroy(&l->wake);
	return -1;
}

void link_release(struct link *l)
{
	link_stop(l);
	pthread_mutex_destroy(&l->mutex);
	sem_destroy(&l->wake);
}

static void replace(struct link *l, const struct connection *old, struct connection *new)
{
	bool found = false;

	pthread_mutex_lock(&l->mutex);
	for (int i = 0; i < LINK_MOST && !found; i++) {
		found = l->members[i] == old;
		if (found)
			l->members[i] = new;
	}
	pthread_mutex_unlock(&l->mutex);
}

void link_join(struct link *l, struct connection *c)
{
	replace(l, NULL, c);
	/* what was asked before it came holds for it too */
	sem_post(&l->wake);
}

void link_leave(struct link *l, struct connection *c)
{
	replace(l, c, NULL);
}

struct running {
	struct connection *c;
	const struct wb_ops *ops;
	struct wb_error *err;
	int rc;
};

static void run(void *ctx)
{
	struct running *r = ctx;

	r->rc = driver_run(r->c, r->ops, r->err);
}

int link_run(struct link *l, struct connection *c, const struct wb_ops *ops, struct wb_error *err)
{
	struct running r = { .c = c, .ops = ops, .err = err };

	if (l->running && l->client->caller)
		caller_work(l->client->caller, run, &r);
	else
		run(&r);
	return r.rc;
}

/* ------------------------------------------------------------------ stopping */

bool link_requested(const struct link *l)
{
	return atomic_load(&l->requested);
}

int link_failure(const struct link *l, int status, struct wb_error *err)
{
	const struct wb_error clear = WB_ERROR_INIT;

	if (status >= 0 || !link_requested(l) || status == WB_E_CANCELLED ||
	    status == WB_E_UNCERTAIN)
		return status;
	if (err)
		*err = clear;
	return wb_error_set(err, WB_E_CANCELLED, "interrupted");
}

bool link_stopping(const struct link *l)
{
	const int64_t end = atomic_load(&l->brief_end);

	return atomic_load(&l->requested) &&
	       (!atomic_load(&l->shields) || (end && clock_ms() >= end));
}

void link_interrupt(struct link *l)
{
	bool on;

	atomic_store(&l->requested, true);
	/* a shield may be raised just now; nothing must be told to stop behind it */
	do {
		on = link_stopping(l);
		atomic_store(&l->client->stopping, on);
	} while (on != link_stopping(l));
	sem_post(&l->wake);
}

void link_forget(struct link *l)
{
	/* a cancel that is under way is waited for */
	pthread_mutex_lock(&l->mutex);
	atomic_store(&l->requested, false);
	atomic_store(&l->client->stopping, 0);
	pthread_mutex_unlock(&l->mutex);
}

static void shield(struct link *l, int more)
{
	/* a cancel that is under way is waited for, or it would hit what comes now */
	pthread_mutex_lock(&l->mutex);
	atomic_fetch_add(&l->shields, more);
	atomic_store(&l->client->stopping, link_stopping(l));
	pthread_mutex_unlock(&l->mutex);
	sem_post(&l->wake);
}

void link_shield(struct link *l)
{
	shield(l, 1);
}

void link_unshield(struct link *l)
{
	shield(l, -1);
}

void link_shield_briefly(struct link *l)
{
	atomic_store(&l->brief, true);
	link_shield(l);
}

void link_unshield_briefly(struct link *l)
{
	atomic_store(&l->brief, false);
	atomic_store(&l->brief_end, 0);
	link_unshield(l);
}

void link_every(struct link *l, long ms, void (*tick)(void *ctx), void *ctx)
{
	pthread_mutex_lock(&l->mutex);
	l->tick = tick;
	l->tick_ctx = ctx;
	l->tick_ms = ms;
	pthread_mutex_unlock(&l->mutex);
	sem_post(&l->wake);
}
