/* SPDX-License-Identifier: MIT */
#include "lock.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "lease.h"
#include "session.h"
#include "base/text.h"

/* What the lock is known by: by the name that the server has for the database, since connections may come by several.
 * A lease is a row beside the tables that it guards, so it needs no other name than theirs. */
static int name_lock(struct wb_session *s, struct wb_error *err)
{
	const struct wb_server *server = &s->conn.server;
	struct lock *lock = &s->lock;

	if (!lock->key)
		lock->key = text_format("%s/%s/whimbrel_version",
					server->identity[0] ? server->identity : server->database,
					server->home);
	if (lock->key && !lock->name)
		lock->name = text_dup(LEASE_NAME, strlen(LEASE_NAME));
	return lock->name ? 0 : wb_error_nomem(err);
}

/* Which of the two it is, and what it is called: database, schema and table. */
static int choose(struct wb_session *s, struct wb_error *err)
{
	const struct target *target = &s->project->setup.target;
	const char *dialect = s->plugin->table.name;
	bool native = driver_can(&s->conn, CAN_LOCK), lease = driver_can(&s->conn, CAN_LEASE);

	s->lock.lease = target->lock == LOCK_LEASE || (target->lock == LOCK_AUTO && !native);
	if (s->lock.lease && !lease)
		return wb_error_set(
			err, WB_E_UNSUPPORTED, "dialect %s has no lease%s", dialect,
			native ? ": the target's lock must be \"auto\" or \"native\""
			       : ", and no lock of its own that holds on this connection");
	if (!s->lock.lease && !native)
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "dialect %s has no lock of its own that holds on this "
				    "connection: the target's lock must be "
				    "\"auto\" or \"lease\"",
				    dialect);
	return name_lock(s, err);
}

static int try_for(struct wb_session *s, uint32_t timeout_ms, struct wb_error *err)
{
	return s->lock.lease ? lease_take(s, timeout_ms, err) : lease_heed(s, timeout_ms, err);
}

/* Try once; if somebody has it, say so before waiting for it. */
int lock_take(struct wb_session *s, struct wb_error *err)
{
	uint32_t timeout_ms = s->project->setup.target.lock_timeout_ms;
	struct wb_error first = WB_ERROR_INIT;
	int rc = choose(s, err);

	if (rc < 0)
		return rc;
	rc = try_for(s, 0, &first);
	if (rc == WB_E_LOCKED && timeout_ms) {
		struct wb_event event = { .size = sizeof(event),
					  .kind = WB_EVENT_WAITING,
					  .duration_ms = -1 };

		event.message = first.detail[0] ? first.detail : first.message;
		session_event(s, &event);
		rc = try_for(s, timeout_ms, err);
	} else if (rc < 0) {
		wb_error_take(err, &first);
	}
	s->lock.held = rc == 0;
	return rc;
}

int lock_drop(struct wb_session *s, struct wb_error *err)
{
	if (!s->lock.held)
		return 0;
	s->lock.held = false;
	return s->lock.lease ? lease_drop(s, err) : driver_unlock(&s->conn, s->lock.key, err);
}

int lock_holder(struct wb_session *s, struct buf *out, struct buf *out_session,
		struct wb_error *err)
{
	char words[640];
	int rc = choose(s, err);

	if (rc == 0 && s->plugin->table.holder)
		rc = driver_holder(&s->conn, s->lock.key, out, out_session, err);
	if (rc != 0 || !driver_can(&s->conn, CAN_LEASE))
		return rc;
	rc = lease_holder(s, words, sizeof(words), err);
	if (rc == 1)
		buf_str(out, words);
	return rc;
}

struct wb_args lock_guard(const struct lock *lock)
{
	return (struct wb_args){ .size = sizeof(struct wb_args),
				 .name = lock->name,
				 .owner = lock->lease ? lock->owner : NULL };
}

void lock_release(struct lock *lock)
{
	free(lock->key);
	free(lock->name);
	free(lock->owner);
}
