/* SPDX-License-Identifier: MIT */
#include "lease.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "session.h"
#include "base/text.h"

/* A dead holder is in the way for so long; a live one renews three times as often. */
#define TTL_MS 30000
#define POLL_MS 250
/* Who waits for long asks less and less often: up to so many times as seldom. */
#define POLL_GROWTH 8
#define TICK_MS 50

static uint32_t ttl(const struct wb_session *s)
{
	return s->conn.server.lease_ms ? s->conn.server.lease_ms : TTL_MS;
}

int64_t lease_interval(const struct wb_session *s)
{
	return ttl(s) / 3;
}

static struct wb_args lease_args(const struct wb_session *s)
{
	return (struct wb_args){ .size = sizeof(struct wb_args),
				 .name = s->lock.name,
				 .key = s->lock.key,
				 .owner = s->lock.owner,
				 .ttl_ms = ttl(s) };
}

/* What LEASE_READ says. */
struct reading {
	char owner[256], since[64];
	char native[512]; /* who holds the database's own lock; "" nobody */
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
	if (count > 4)
		copy_value(r->native, sizeof(r->native), &values[4]);
	return 1;
}

static int read_lease(struct wb_session *s, struct reading *out, struct wb_error *err)
{
	struct wb_args args = lease_args(s);
	struct wb_rows rows = { take_reading, out };
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	memset(out, 0, sizeof(*out));
	rc = driver_own(&s->conn, WB_OWN_LEASE_READ, &args, &rows, &why);
	if (rc == WB_E_NO_TABLES)
		return 0;
	if (rc < 0)
		wb_error_take(err, &why);
	return rc;
}

static bool is_ours(const struct wb_session *s, const struct reading *r)
{
	return r->there && !r->expired && strcmp(r->owner, s->lock.owner) == 0;
}

/* Is one of the two locks somebody else's? */
static bool is_taken(const struct wb_session *s, const struct reading *r)
{
	return r->native[0] || (r->there && !r->expired && !is_ours(s, r));
}

static void describe(const struct reading *r, char *out, size_t size)
{
	if (r->native[0])
		snprintf(out, size, "%s", r->native);
	else if (!r->there)
		snprintf(out, size, "somebody who is just taking it");
	else
		snprintf(out, size, "%s, since %s", r->owner, r->since);
}

/* 1: it is ours. Somebody who is just taking it may be in the way. */
static int try_once(struct wb_session *s, struct reading *seen, struct wb_error *err)
{
	struct wb_args args = lease_args(s);
	struct wb_error why = WB_ERROR_INIT;
	int rc = driver_own(&s->conn, WB_OWN_LEASE_TAKE, &args, NULL, &why);

	if (rc == 0 || rc == WB_E_BUSY)
		rc = read_lease(s, seen, err);
	else
		wb_error_take(err, &why);
	if (rc < 0 || !is_ours(s, seen))
		return rc;
	return seen->native[0] ? lease_drop(s, err) : 1;
}

/* As it is found while somebody waits: without taking what is only to be given back. */
static int try_again(struct wb_session *s, struct reading *seen, struct wb_error *err)
{
	int rc = read_lease(s, seen, err);

	return rc < 0 || is_taken(s, seen) ? rc : try_once(s, seen, err);
}

/* Somebody waits for the lease. */
struct waiting {
	int64_t until;
	uint32_t pause_ms; /* the last one; 0: there was none */
	char owner[256];   /* who had it then */
};

/* Each look costs the server something, and who has waited for a minute can wait for a second more, unless the
 * queue moves. Those that began together must not look together: one of them would get on each time. */
static uint32_t next_pause(const struct wb_session *s, struct waiting *w,
			   const struct reading *seen)
{
	uint32_t first = s->conn.server.lease_poll_ms ? s->conn.server.lease_poll_ms : POLL_MS;
	uint32_t next = w->pause_ms + w->pause_ms / 4;
	uint32_t odd = (uint32_t)clock_ms() ^ ((uint32_t)getpid() * 2654435761U) >> 8;

	if (!w->pause_ms || strcmp(w->owner, seen->owner) != 0)
		next = first;
	snprintf(w->owner, sizeof(w->owner), "%s", seen->owner);
	w->pause_ms = next < first * POLL_GROWTH ? next : first * POLL_GROWTH;
	return w->pause_ms / 2 + odd % w->pause_ms;
}

static int pause_until(struct wb_session *s, struct waiting *w, const struct reading *seen,
		       struct wb_error *err)
{
	const struct timespec tick = { .tv_nsec = TICK_MS * 1000000L };
	int64_t next = clock_ms() + next_pause(s, w, seen);
	char holder[640];

	if (clock_ms() >= w->until) {
		describe(seen, holder, sizeof(holder));
		wb_error_detail(err, "%s", holder);
		return wb_error_set(err, WB_E_LOCKED, "another run holds the lock: %s", holder);
	}
	while (clock_ms() < next && clock_ms() < w->until && !atomic_load(&s->client.stopping))
		nanosleep(&tick, NULL);
	if (atomic_load(&s->client.stopping))
		return wb_error_set(err, WB_E_CANCELLED, "interrupted while waiting for the lock");
	return 0;
}

void lease_renew(struct wb_session *s)
{
	struct wb_args args = lease_args(s);
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

int lease_take(struct wb_session *s, uint32_t timeout_ms, struct wb_error *err)
{
	struct waiting waiting = { .until = clock_ms() + timeout_ms };
	struct reading seen = { .there = false };
	int rc = name_owner(s, err);

	if (rc == 0)
		rc = try_once(s, &seen, err);
	while (rc == 0) {
		rc = pause_until(s, &waiting, &seen, err);
		if (rc == 0)
			rc = try_again(s, &seen, err);
	}
	if (rc < 0)
		return rc;
	/* the renewal must not wait for a statement that runs for hours, so it has a connection of
	 * its own */
	rc = observer_open(s, err);
	if (rc < 0) {
		struct wb_error ignored = WB_ERROR_INIT;

		lease_drop(s, &ignored);
	}
	return rc;
}

int lease_drop(struct wb_session *s, struct wb_error *err)
{
	struct wb_args args = lease_args(s);

	return driver_own(&s->conn, WB_OWN_LEASE_DROP, &args, NULL, err);
}

int lease_holder(struct wb_session *s, char *out, size_t size, struct wb_error *err)
{
	struct reading seen;
	int rc = name_owner(s, err);

	if (rc == 0)
		rc = read_lease(s, &seen, err);
	if (rc < 0 || !is_taken(s, &seen))
		return rc;
	describe(&seen, out, size);
	return 1;
}

int lease_end(struct wb_session *s, struct wb_error *err)
{
	struct wb_args args = lease_args(s);
	struct reading seen;
	char holder[640];
	int rc = read_lease(s, &seen, err);

	if (rc < 0)
		return rc;
	if (!is_taken(s, &seen))
		return 0;
	if (seen.native[0]) {
		describe(&seen, holder, sizeof(holder));
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "the lock is held by %s: end that process, and the lock goes "
				    "with it",
				    holder);
	}
	args.owner = seen.owner;
	return driver_own(&s->conn, WB_OWN_LEASE_DROP, &args, NULL, err);
}

/* With the database's own lock in hand: 1 if somebody has a lease all the same. */
static int find_lease(struct wb_session *s, struct reading *seen, struct wb_error *err)
{
	int rc = read_lease(s, seen, err);

	seen->native[0] = '\0'; /* that is us */
	return rc < 0 ? rc : is_taken(s, seen);
}

static uint32_t left_until(int64_t until)
{
	int64_t left = until - clock_ms();

	return left > 0 ? (uint32_t)left : 0;
}

int lease_heed(struct wb_session *s, uint32_t timeout_ms, struct wb_error *err)
{
	struct waiting waiting = { .until = clock_ms() + timeout_ms };
	struct wb_error ignored = WB_ERROR_INIT;
	struct reading seen;
	int rc = name_owner(s, err);

	while (rc == 0) {
		rc = driver_lock(&s->conn, s->lock.key, left_until(waiting.until), err);
		if (rc <= 0)
			return rc;
		rc = find_lease(s, &seen, err);
		if (rc == 0)
			return 0;
		driver_unlock(&s->conn, s->lock.key, &ignored);
		while (rc > 0 && (rc = pause_until(s, &waiting, &seen, err)) == 0)
			rc = find_lease(s, &seen, err);
	}
	return rc;
}
