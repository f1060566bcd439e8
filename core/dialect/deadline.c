/* SPDX-License-Identifier: MIT */
#include "deadline.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"

/* As many waits as there are connections at once. */
#define MOST 64

/* A cancel request can come before there is anything to cancel. */
#define AGAIN_MS 200

struct wait {
	uint64_t number; /* 0: free */
	int fd;
	void (*late)(void *ctx); /* NULL: the socket is shut down */
	void *ctx;
	int64_t until_ms; /* INT64_MAX: there is nothing left to do */
	bool over;
	bool called; /* `late` runs */
};

static struct wait waits[MOST];
static uint64_t last_number;
static int64_t wakes_ms; /* when the thread looks again; 0: when it is told */
static bool running, ending, added, knows_forks;
static pthread_t thread;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed, returned;

/* Without the mutex, since what cancels may take its time. */
static void call(struct wait *w)
{
	w->called = true;
	pthread_mutex_unlock(&mutex);
	w->late(w->ctx);
	pthread_mutex_lock(&mutex);
	w->called = false;
	pthread_cond_broadcast(&returned);
}

static void end_overdue(struct wait *w)
{
	w->over = true;
	if (w->late) {
		call(w);
		w->until_ms = clock_ms() + AGAIN_MS;
	} else {
		shutdown(w->fd, SHUT_RDWR);
		w->until_ms = INT64_MAX;
	}
}

/* End what is over; when the next one is due, or 0 for none. */
static int64_t end_all_overdue(void)
{
	int64_t next = INT64_MAX;

	for (struct wait *w = waits; w < waits + MOST; w++) {
		if (w->number && w->until_ms <= clock_ms())
			end_overdue(w);
		if (w->number && w->until_ms < next)
			next = w->until_ms;
	}
	return next == INT64_MAX ? 0 : next;
}

static void *deadline_main(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&mutex);
	while (!ending) {
		struct timespec at;

		/* one may come while another's `late` runs */
		do {
			added = false;
			wakes_ms = end_all_overdue();
		} while (added);
		at = (struct timespec){ .tv_sec = (time_t)(wakes_ms / 1000),
					.tv_nsec = (long)(wakes_ms % 1000) * 1000000 };
		if (ending)
			break;
		if (wakes_ms)
			pthread_cond_timedwait(&changed, &mutex, &at);
		else
			pthread_cond_wait(&changed, &mutex);
	}
	pthread_mutex_unlock(&mutex);
	return NULL;
}

/* A child process has neither the thread nor the waits, whose sockets are its parent's too. */
static void forget(void)
{
	running = false;
	wakes_ms = 0;
	memset(waits, 0, sizeof(waits));
	pthread_mutex_init(&mutex, NULL);
}

/* Signals are for the program's own threads. */
static bool start(void)
{
	pthread_condattr_t clock;
	sigset_t all, before;

	pthread_condattr_init(&clock);
	pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
	pthread_cond_init(&changed, &clock);
	pthread_condattr_destroy(&clock);
	pthread_cond_init(&returned, NULL);
	if (!knows_forks)
		knows_forks = pthread_atfork(NULL, NULL, forget) == 0;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	running = pthread_create(&thread, NULL, deadline_main, NULL) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return running;
}

static uint64_t add(struct wait wait, uint32_t timeout_ms)
{
	struct wait *w = waits;

	pthread_mutex_lock(&mutex);
	while (w < waits + MOST && w->number)
		w++;
	if (w < waits + MOST && (running || start())) {
		*w = wait;
		w->number = ++last_number;
		w->until_ms = clock_ms() + timeout_ms;
		wait.number = w->number;
		added = true;
		/* it need not be woken for each of many statements */
		if (!wakes_ms || w->until_ms < wakes_ms)
			pthread_cond_signal(&changed);
	}
	pthread_mutex_unlock(&mutex);
	return wait.number;
}

uint64_t deadline_begin(int fd, uint32_t timeout_ms)
{
	return fd < 0 || !timeout_ms ? 0 : add((struct wait){ .fd = fd }, timeout_ms);
}

uint64_t deadline_watch(uint32_t timeout_ms, void (*late)(void *ctx), void *ctx)
{
	return add((struct wait){ .fd = -1, .late = late, .ctx = ctx }, timeout_ms);
}

int deadline_end(uint64_t number)
{
	int over = 0;

	if (!number)
		return 0;
	pthread_mutex_lock(&mutex);
	for (struct wait *w = waits; w < waits + MOST; w++)
		if (w->number == number) {
			while (w->called)
				pthread_cond_wait(&returned, &mutex);
			over = w->over;
			w->number = 0;
		}
	pthread_mutex_unlock(&mutex);
	return over;
}

/* Where the library is unloaded, its thread must be gone. */
__attribute__((destructor)) static void stop(void)
{
	pthread_mutex_lock(&mutex);
	ending = true;
	if (running)
		pthread_cond_signal(&changed);
	pthread_mutex_unlock(&mutex);
	if (running)
		pthread_join(thread, NULL);
	running = false;
}
