/* SPDX-License-Identifier: MIT */
#include "deadline.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <time.h>

#include "base/clock.h"

/* As many waits as there are connections at once. */
#define MOST 64

struct wait {
	uint64_t number; /* 0: free */
	int fd;
	int64_t until_ms;
	bool over;
};

static struct wait waits[MOST];
static uint64_t last_number;
static bool running, ending;
static pthread_t thread;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;

/* Cut what is over; when the next one is due, or 0 for none. */
static int64_t cut_overdue(void)
{
	int64_t now = clock_ms(), next = 0;

	for (struct wait *w = waits; w < waits + MOST; w++) {
		if (!w->number || w->over)
			continue;
		if (w->until_ms <= now) {
			w->over = true;
			shutdown(w->fd, SHUT_RDWR);
		} else if (!next || w->until_ms < next) {
			next = w->until_ms;
		}
	}
	return next;
}

static void *deadline_main(void *arg)
{
	(void)arg;
	pthread_mutex_lock(&mutex);
	while (!ending) {
		int64_t next = cut_overdue();
		struct timespec at = { .tv_sec = (time_t)(next / 1000),
				       .tv_nsec = (long)(next % 1000) * 1000000 };

		if (next)
			pthread_cond_timedwait(&changed, &mutex, &at);
		else
			pthread_cond_wait(&changed, &mutex);
	}
	pthread_mutex_unlock(&mutex);
	return NULL;
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
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	running = pthread_create(&thread, NULL, deadline_main, NULL) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return running;
}

uint64_t deadline_begin(int fd, uint32_t timeout_ms)
{
	uint64_t number = 0;
	struct wait *w = waits;

	if (fd < 0 || !timeout_ms)
		return 0;
	pthread_mutex_lock(&mutex);
	while (w < waits + MOST && w->number)
		w++;
	if (w < waits + MOST && (running || start())) {
		number = ++last_number;
		*w = (struct wait){ .number = number,
				    .fd = fd,
				    .until_ms = clock_ms() + timeout_ms };
		pthread_cond_signal(&changed);
	}
	pthread_mutex_unlock(&mutex);
	return number;
}

int deadline_end(uint64_t number)
{
	int over = 0;

	if (!number)
		return 0;
	pthread_mutex_lock(&mutex);
	for (struct wait *w = waits; w < waits + MOST; w++)
		if (w->number == number) {
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
