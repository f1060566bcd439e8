/* SPDX-License-Identifier: MIT */
#include "lease.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "session.h"
#include "stream.h"
#include "base/text.h"

/* A dead holder is in the way for so long; a live one renews three times as often. */
#define TTL_MS (3 * LEASE_RENEW_MS)
#define POLL_MS 250

static struct wb_args lease_args(const struct wb_session *s, const char *key)
{
	return (struct wb_args){ .size = sizeof(struct wb_args),
				 .name = key,
				 .owner = s->lock.owner,
				 .ttl_ms = TTL_MS };
}

/* What LEASE_READ says. */
struct reading {
	char owner[256], since[64];
	bool there, expired;
};

static void copy_value(char *out, size_t size, const struct wb_value *value)
{
	snprintf(out, size, "%.*s", value->data ? (int)value->len : 0,
		 value->data ? value->data : "");
}

static int take_reading(void *ctx, const struct wb_value *values, size_t count)
{
	struct reading *r = ctx;

	if (count < 4)
		return 1;
	copy_value(r->owner, sizeof(r->owner), &values[0]);
	copy_value(r->since, sizeof(r->since), &values[1]);
	r->there = r->owner[0] != '\0';
	r->expired = values[3].data && values[3].len == 1 && values[3].data[0] == '1';
	return 1;
}

static int read_lease(struct wb_session *s, const char *key, struct reading *out,
		      struct wb_error *err)
{
	struct wb_args args = lease_args(s, key);
	struct wb_rows rows = { take_reading, out };
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	memset(out, 0, sizeof(*out));
	rc = driver_own(&s->conn, WB_OWN_LEASE_READ, &args, &rows, &why);
	if (rc == WB_E_NO_TABLES)
		return 0;
	if (rc < 0 && err && !err->status)
		*err = why;
	return rc;
}

/* 1: it is ours. */
static int try_once(struct wb_session *s, const char *key, struct reading *seen,
		    struct wb_error *err)
{
	struct wb_args args = lease_args(s, key);

	if (driver_own(&s->conn, WB_OWN_LEASE_TAKE, &args, NULL, err) < 0 ||
	    read_lease(s, key, seen, err) < 0)
		return err->status;
	return seen->there && !seen->expired && strcmp(seen->owner, s->lock.owner) == 0;
}

void lease_renew(struct wb_session *s)
{
	struct wb_args args = lease_args(s, s->lock.key);
	struct wb_error why = WB_ERROR_INIT;

	if (driver_own(&s->observer.conn, WB_OWN_LEASE_RENEW, &args, NULL, &why) < 0)
		client_log(&s->client, WB_LOG_WARNING, "the lease could not be renewed: %s",
			   why.message);
}

static int name_owner(struct wb_session *s, struct wb_error *err)
{
	if (!s->lock.owner)
		s->lock.owner =
			text_format("%s pid %ld run %s", s->applied_by, (long)getpid(), s->run_id);
	return s->lock.owner ? 0 : wb_error_nomem(err);
}

int lease_take(struct wb_session *s, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	const struct timespec pause = { .tv_nsec = POLL_MS * 1000000L };
	int64_t until = clock_ms() + timeout_ms;
	struct reading seen;
	int rc = name_owner(s, err);

	while (rc == 0 && (rc = try_once(s, key, &seen, err)) == 0) {
		if (atomic_load(&s->client.stopping))
			return wb_error_set(err, WB_E_CANCELLED,
					    "interrupted while waiting for the lock");
		if (clock_ms() >= until) {
			wb_error_detail(err, "%s, since %s", seen.owner, seen.since);
			return wb_error_set(err, WB_E_LOCKED,
					    "another run holds the lock: %s, since %s", seen.owner,
					    seen.since);
		}
		nanosleep(&pause, NULL);
	}
	if (rc < 0)
		return rc;
	/* the renewal must not wait for a statement that runs for hours, so it has a connection of
	 * its own */
	rc = observer_open(s, err);
	if (rc < 0) {
		struct wb_error ignored = WB_ERROR_INIT;

		lease_drop(s, key, &ignored);
	}
	return rc;
}

int lease_drop(struct wb_session *s, const char *key, struct wb_error *err)
{
	struct wb_args args = lease_args(s, key);

	return driver_own(&s->conn, WB_OWN_LEASE_DROP, &args, NULL, err);
}

int lease_holder(struct wb_session *s, const char *key, char *out, size_t size,
		 struct wb_error *err)
{
	struct reading seen;

	if (name_owner(s, err) < 0 || read_lease(s, key, &seen, err) < 0)
		return err->status;
	if (!seen.there || seen.expired)
		return 0;
	snprintf(out, size, "%s, since %s", seen.owner, seen.since);
	return 1;
}
