/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <time.h>

#include <whimbrel/kit/running.h>

#define AGAIN_MS 1000 /* what was asked to stop may not have begun yet */

void kit_running_init(struct kit_running *r, void (*stop)(void *conn), void *conn)
{
	pthread_condattr_t attributes;

	*r = (struct kit_running){ .stop = stop, .conn = conn };
	pthread_mutex_init(&r->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&r->over, &attributes);
	pthread_condattr_destroy(&attributes);
}

void kit_running_release(struct kit_running *r)
{
	pthread_cond_destroy(&r->over);
	pthread_mutex_destroy(&r->mutex);
}

static void add_ms(struct timespec *time, uint32_t ms)
{
	time->tv_sec += ms / 1000;
	time->tv_nsec += (long)(ms % 1000) * 1000000L;
	time->tv_sec += time->tv_nsec / 1000000000L;
	time->tv_nsec %= 1000000000L;
}

static void *watch(void *arg)
{
	struct kit_running *r = arg;
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	pthread_mutex_lock(&r->mutex);
	add_ms(&until, r->timeout_ms);
	while (r->runs)
		if (pthread_cond_timedwait(&r->over, &r->mutex, &until) == ETIMEDOUT && r->runs) {
			r->timed_out = true;
			r->stop(r->conn);
			add_ms(&until, AGAIN_MS);
		}
	pthread_mutex_unlock(&r->mutex);
	return NULL;
}

int kit_running_begin(struct kit_running *r, uint32_t timeout_ms, struct wb_error *err)
{
	pthread_mutex_lock(&r->mutex);
	r->runs = true;
	r->cancelled = r->timed_out = r->watched = false;
	r->timeout_ms = timeout_ms;
	pthread_mutex_unlock(&r->mutex);
	if (!timeout_ms)
		return 0;
	if (pthread_create(&r->thread, NULL, watch, r) == 0) {
		r->watched = true;
		return 0;
	}
	pthread_mutex_lock(&r->mutex);
	r->runs = false;
	pthread_mutex_unlock(&r->mutex);
	return kit_host->fail(err, WB_E_NOMEM, "no thread could be made for the time-out");
}

void kit_running_end(struct kit_running *r)
{
	pthread_mutex_lock(&r->mutex);
	r->runs = false;
	pthread_cond_signal(&r->over);
	pthread_mutex_unlock(&r->mutex);
	if (r->watched)
		pthread_join(r->thread, NULL);
	r->watched = false;
}

void kit_running_cancel(struct kit_running *r)
{
	pthread_mutex_lock(&r->mutex);
	if (r->runs) {
		r->cancelled = true;
		r->stop(r->conn);
	}
	pthread_mutex_unlock(&r->mutex);
}

int32_t kit_running_status(const struct kit_running *r, int32_t status)
{
	if (r->timed_out)
		return WB_E_TIMEOUT;
	return r->cancelled ? WB_E_CANCELLED : status;
}
