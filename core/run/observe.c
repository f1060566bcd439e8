/* SPDX-License-Identifier: MIT */
/* What the watcher does beside a run: renew the lease, ask how far a long operation is and who is in its
 * way; and waiting for a session that an earlier run left. */
#include "observer.h"

#include <pthread.h>
#include <stdio.h>
#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/secrets.h"
#include "base/text.h"
#include "lease.h"
#include "session.h"

#define TICK_MS 1000 /* an operation that takes longer is looked at */
#define TICK_LEAST_MS 100

/* One blocker: session, user, application, waiting for seconds, statement. */
static int take_blocker(void *ctx, const struct wb_value *values, size_t count)
{
	struct buf *out = ctx;
	static const char *const words[] = { "session ", " of user ", " (", ") for ", " s: " };

	if (count > 5)
		count = 5;
	buf_str(out, out->len ? "; " : "");
	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *value =
			values[i].data ? text_dup(values[i].data, values[i].len) : NULL;

		buf_str(out, words[i]);
		/* before it is cut: what is left of a secret could not be told */
		if (value)
			secrets_mask(value);
		buf_printf(out, "%.200s", value ? value : "?");
	}
	return out->len > 800;
}

static void tell_progress(struct wb_session *s, const struct wb_activity *activity)
{
	const char *phase = activity->phase[0]       ? activity->phase
			    : activity->waits_for[0] ? activity->waits_for
						     : NULL;

	client_phase(&s->client, phase, activity->done, activity->total);
}

static void look(struct wb_session *s)
{
	struct observer *o = &s->observer;
	struct wb_activity activity = { .size = sizeof(activity) };
	struct wb_error ignored = WB_ERROR_INIT;
	struct buf blockers = { .max = 1024 };
	struct wb_rows rows = { take_blocker, &blockers };

	if (!driver_can(&s->conn, CAN_OBSERVE) || o->refused)
		return;
	if (observer_open(s, &ignored) < 0 ||
	    driver_observe(&o->conn, s->conn.server.session, &activity, &rows, &ignored) < 0) {
		o->refused = true;
	} else {
		tell_progress(s, &activity);
		if (blockers.len) {
			pthread_mutex_lock(&o->mutex);
			snprintf(o->blockers, sizeof(o->blockers), "%s", buf_text(&blockers));
			pthread_mutex_unlock(&o->mutex);
		}
	}
	buf_release(&blockers);
}

static void tick(void *ctx)
{
	struct wb_session *s = ctx;
	int64_t now = clock_ms();

	if (s->lock.held && s->lock.lease && now - s->observer.renewed_ms >= lease_interval(s)) {
		lease_renew(s);
		s->observer.renewed_ms = now;
	}
	if (now - atomic_load(&s->observer.heard_ms) >= s->observer.tick_ms &&
	    atomic_load(&s->conn.in_slot))
		look(s);
}

void observer_begin(struct wb_session *s)
{
	uint32_t patience = s->project->setup.target.statement_lock_timeout_ms;

	/* who blocks a statement must be asked while it still waits */
	s->observer.tick_ms = patience && patience < 3 * TICK_MS ? patience / 3 : TICK_MS;
	if (s->observer.tick_ms < TICK_LEAST_MS)
		s->observer.tick_ms = TICK_LEAST_MS;
	observer_heard(&s->observer);
	s->observer.renewed_ms = clock_ms();
	if (driver_can(&s->conn, CAN_OBSERVE) || driver_can(&s->conn, CAN_LEASE))
		link_every(&s->link, s->observer.tick_ms, tick, s);
}

void observer_end(struct wb_session *s)
{
	link_every(&s->link, 0, NULL, NULL);
}

/* The server may go on with a dead client's statement; what became of it can be told only when it
 * has ended. */
int observer_outwait(struct wb_session *s, const char *session, bool end, struct wb_error *err)
{
	const struct timespec pause = { .tv_nsec = 250 * 1000000L };
	struct wb_event event = { .size = sizeof(event),
				  .kind = WB_EVENT_WAITING,
				  .duration_ms = -1 };
	struct wb_activity activity = { .size = sizeof(activity) };
	char message[256];
	bool told = false;
	int rc;

	if (!session || !session[0] || !driver_can(&s->conn, CAN_OBSERVE))
		return 0;
	while ((rc = driver_observe(&s->conn, session, &activity, NULL, err)) == 0 &&
	       activity.alive) {
		if (atomic_load(&s->client.stopping))
			return wb_error_set(err, WB_E_CANCELLED,
					    "interrupted while waiting for session %s", session);
		if (!told) {
			snprintf(message, sizeof(message),
				 "the server still runs the interrupted statement, in session %s",
				 session);
			event.message = message;
			session_event(s, &event);
			told = true;
			if (end && driver_end_session(&s->conn, session, false, err) < 0)
				return wb_error_kept(err);
		}
		tell_progress(s, &activity);
		nanosleep(&pause, NULL);
		activity = (struct wb_activity){ .size = sizeof(activity) };
	}
	return rc;
}
