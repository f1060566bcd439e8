/* SPDX-License-Identifier: MIT */
#include "watch.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>

#include "dialect/driver.h"

/* A cancel request can come between two statements and miss both, so it is repeated. */
#define CANCEL_AGAIN_MS 200
#define IDLE_MS 3600000L

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

static bool wants_cancel(struct watch *w)
{
	return atomic_load(&w->requested) && !atomic_load(&w->shielded);
}

/* Under the mutex, so that the connection is not cleaned up or closed meanwhile. How long to sleep
 * then. */
static long work(struct watch *w, bool timed_out)
{
	struct wb_error ignored = WB_ERROR_INIT;
	long ms = IDLE_MS;

	pthread_mutex_lock(&w->mutex);
	if (wants_cancel(w)) {
		driver_cancel(w->conn, &ignored);
		ms = CANCEL_AGAIN_MS;
	} else if (w->tick) {
		if (timed_out)
			w->tick(w->tick_ctx);
		ms = w->tick_ms;
	}
	pthread_mutex_unlock(&w->mutex);
	return ms;
}

static void *watch_main(void *arg)
{
	struct watch *w = arg;
	bool timed_out = false;

	while (!atomic_load(&w->ending)) {
		struct timespec next = in_ms(work(w, timed_out));

		timed_out =
			sem_clockwait(&w->wake, CLOCK_MONOTONIC, &next) < 0 && errno == ETIMEDOUT;
	}
	return NULL;
}

int watch_init(struct watch *w, struct connection *conn, struct wb_client *client)
{
	memset(w, 0, sizeof(*w));
	w->conn = conn;
	w->client = client;
	if (sem_init(&w->wake, 0, 0) < 0)
		return -1;
	if (pthread_mutex_init(&w->mutex, NULL) == 0)
		return 0;
	sem_destroy(&w->wake);
	return -1;
}

void watch_release(struct watch *w)
{
	watch_end(w);
	pthread_mutex_destroy(&w->mutex);
	sem_destroy(&w->wake);
}

/* Signals are for the program's own threads. */
int watch_begin(struct watch *w)
{
	sigset_t all, before;
	int error;

	if (w->running)
		return 0;
	atomic_store(&w->ending, false);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&w->thread, NULL, watch_main, w);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	w->running = error == 0;
	return error ? -1 : 0;
}

void watch_end(struct watch *w)
{
	if (!w->running)
		return;
	atomic_store(&w->ending, true);
	sem_post(&w->wake);
	pthread_join(w->thread, NULL);
	w->running = false;
}

void watch_interrupt(struct watch *w)
{
	bool on;

	atomic_store(&w->requested, true);
	/* the run may raise its shield just now; it must not be told to stop behind it */
	do {
		on = !atomic_load(&w->shielded);
		atomic_store(&w->client->stopping, on);
	} while (on == atomic_load(&w->shielded));
	sem_post(&w->wake);
}

void watch_forget(struct watch *w)
{
	atomic_store(&w->requested, false);
	atomic_store(&w->client->stopping, 0);
}

void watch_shield(struct watch *w, bool on)
{
	/* a cancel that is under way is waited for, or it would hit what comes now */
	pthread_mutex_lock(&w->mutex);
	atomic_store(&w->shielded, on);
	atomic_store(&w->client->stopping, !on && atomic_load(&w->requested));
	pthread_mutex_unlock(&w->mutex);
	sem_post(&w->wake);
}

void watch_every(struct watch *w, long ms, void (*tick)(void *ctx), void *ctx)
{
	pthread_mutex_lock(&w->mutex);
	w->tick = tick;
	w->tick_ctx = ctx;
	w->tick_ms = ms;
	pthread_mutex_unlock(&w->mutex);
	sem_post(&w->wake);
}

bool watch_requested(const struct watch *w)
{
	return atomic_load(&w->requested);
}
