/* SPDX-License-Identifier: MIT */
/* When this process last renewed a lease, by whichever of its connections. What the journal writes renews it as
 * well, and a renewal beside that would only stand in its way. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "databricks.h"

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static char renewed_owner[256];
static int64_t renewed_ms;
static atomic_int writers; /* to the log, at this moment */

void brick_lease_renewed(const char *owner)
{
	pthread_mutex_lock(&mutex);
	snprintf(renewed_owner, sizeof(renewed_owner), "%s", owner);
	renewed_ms = kit_clock_ms();
	pthread_mutex_unlock(&mutex);
}

void brick_lease_writers(int more)
{
	atomic_fetch_add(&writers, more);
}

/* Of a renewal and a write that meet one fails, and where both are slow that goes on: a write is waited for, as long as the
 * lease lasts beyond the next time that somebody asks. */
bool brick_lease_is_fresh(const char *owner)
{
	bool fresh;

	pthread_mutex_lock(&mutex);
	fresh = strcmp(owner, renewed_owner) == 0 &&
		kit_clock_ms() - renewed_ms <
			(writers ? BRICK_LEASE_MS / 8 * 5 : BRICK_LEASE_MS / 4);
	pthread_mutex_unlock(&mutex);
	return fresh;
}
