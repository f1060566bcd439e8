/* SPDX-License-Identifier: MIT */
#include "observer.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "session.h"

int observer_init(struct observer *o)
{
	memset(o, 0, sizeof(*o));
	return pthread_mutex_init(&o->mutex, NULL) == 0 ? 0 : -1;
}

void observer_release(struct observer *o)
{
	driver_close(&o->conn);
	pthread_mutex_destroy(&o->mutex);
}

int observer_open(struct wb_session *s, struct wb_error *err)
{
	struct observer *o = &s->observer;
	const struct login login = { .target = &s->project->setup.target,
				     .run_id = s->run_id,
				     .flags = WB_CONNECT_WATCHER,
				     .client = &s->client };

	if (o->open)
		return 0;
	if (driver_connect(s->plugin, &login, &o->conn, err) < 0)
		return wb_error_kept(err);
	o->open = true;
	return 0;
}

void observer_heard(struct observer *o)
{
	atomic_store(&o->heard_ms, clock_ms());
}

void observer_blockers(struct observer *o, char *out, size_t size)
{
	pthread_mutex_lock(&o->mutex);
	snprintf(out, size, "%s", o->blockers);
	o->blockers[0] = '\0';
	pthread_mutex_unlock(&o->mutex);
}
