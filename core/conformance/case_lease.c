/* SPDX-License-Identifier: MIT */
/* The lease, which is the lock where no other one holds. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "trial.h"

static struct wb_args lease(const struct trial *t, const char *owner, uint32_t ttl_ms)
{
	return (struct wb_args){ .size = sizeof(struct wb_args),
				 .name = t->table, /* a name of its own */
				 .owner = owner,
				 .key = "wbc",
				 .ttl_ms = ttl_ms };
}

static bool act(struct trial *t, struct connection *c, int32_t what, const char *owner, uint32_t ms)
{
	const struct wb_args args = lease(t, owner, ms);

	return trial_own_args(t, c, what, &args);
}

/* Whose it is: "" nobody's; an expired one has * in front. */
static bool is_of(struct trial *t, struct connection *c, const char *owner)
{
	const struct wb_args args = lease(t, NULL, 0);
	struct buf rows = { 0 };
	char seen[128] = "", *field, *save = NULL;
	int n = 0;
	bool expired = false;

	if (!trial_read(t, c, WB_OWN_LEASE_READ, &args, &rows))
		return buf_release(&rows), false;
	for (field = rows.len ? strtok_r(rows.data, "|\n", &save) : NULL; field && n < 4;
	     field = strtok_r(NULL, "|\n", &save), n++) {
		if (n == 0 && strcmp(field, "NULL") != 0)
			snprintf(seen, sizeof(seen), "%s", field);
		if (n == 3)
			expired = strcmp(field, "1") == 0;
	}
	buf_release(&rows);
	if (expired && seen[0]) {
		memmove(seen + 1, seen, strlen(seen) + 1);
		seen[0] = '*';
	}
	return trial_is(t, text_equal(seen, owner), owner[0] ? owner : "nobody's",
			seen[0] ? seen : "nobody's");
}

static void sleep_ms(long ms)
{
	const struct timespec pause = { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

static bool takes(struct trial *t)
{
	return act(t, &t->a, WB_OWN_LEASE_TAKE, "me", 60000) && is_of(t, &t->a, "me") &&
	       trial_second(t) && is_of(t, &t->b, "me") &&
	       act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0) && is_of(t, &t->b, "");
}

static bool shuts_out(struct trial *t)
{
	return trial_second(t) && act(t, &t->a, WB_OWN_LEASE_TAKE, "me", 60000) &&
	       act(t, &t->b, WB_OWN_LEASE_TAKE, "you", 60000) && is_of(t, &t->b, "me") &&
	       act(t, &t->b, WB_OWN_LEASE_DROP, "you", 0) && is_of(t, &t->a, "me") &&
	       act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0);
}

static bool expires(struct trial *t)
{
	return act(t, &t->a, WB_OWN_LEASE_TAKE, "me", 300) && (sleep_ms(700), true) &&
	       is_of(t, &t->a, "*me") && act(t, &t->a, WB_OWN_LEASE_TAKE, "you", 60000) &&
	       is_of(t, &t->a, "you") && act(t, &t->a, WB_OWN_LEASE_DROP, "you", 0);
}

/* As long as it takes to renew it, however slow the database is. */
static bool is_renewed(struct trial *t)
{
	const int64_t began = clock_ms();
	const bool taken = act(t, &t->a, WB_OWN_LEASE_TAKE, "me", 60000) &&
			   act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0);
	const int64_t ttl_ms = 1500 + 2 * (clock_ms() - began);

	return taken && act(t, &t->a, WB_OWN_LEASE_TAKE, "me", (uint32_t)ttl_ms) &&
	       act(t, &t->a, WB_OWN_LEASE_RENEW, "me", 600000) && (sleep_ms(ttl_ms + 200), true) &&
	       is_of(t, &t->a, "me") && act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0);
}

static bool is_not_renewed_by_others(struct trial *t)
{
	return act(t, &t->a, WB_OWN_LEASE_TAKE, "me", 700) &&
	       act(t, &t->a, WB_OWN_LEASE_RENEW, "you", 60000) && (sleep_ms(1000), true) &&
	       is_of(t, &t->a, "*me") && act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0);
}

static bool is_not_revived(struct trial *t)
{
	return act(t, &t->a, WB_OWN_LEASE_TAKE, "me", 200) && (sleep_ms(500), true) &&
	       act(t, &t->a, WB_OWN_LEASE_RENEW, "me", 60000) && is_of(t, &t->a, "*me") &&
	       act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0);
}

static bool guards(struct trial *t)
{
	const struct wb_args mine = lease(t, "me", 0), yours = lease(t, "you", 0);

	return act(t, &t->a, WB_OWN_LEASE_TAKE, "me", 60000) &&
	       trial_own_args(t, &t->a, WB_OWN_GUARD, &mine) &&
	       trial_own_fails(t, &t->a, WB_OWN_GUARD, &yours, WB_E_LOCK_LOST) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK) && act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0) &&
	       trial_own_fails(t, &t->a, WB_OWN_GUARD, &mine, WB_E_LOCK_LOST) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK);
}

static bool guards_time(struct trial *t)
{
	const struct wb_args mine = lease(t, "me", 0);

	return act(t, &t->a, WB_OWN_LEASE_TAKE, "me", 200) && (sleep_ms(500), true) &&
	       trial_own_fails(t, &t->a, WB_OWN_GUARD, &mine, WB_E_LOCK_LOST) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK) && act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0);
}

static bool is_of_any_owner(struct trial *t)
{
	return act(t, &t->a, WB_OWN_LEASE_TAKE, "it's \\ \"me\"", 60000) &&
	       is_of(t, &t->a, "it's \\ \"me\"") &&
	       act(t, &t->a, WB_OWN_LEASE_DROP, "it's \\ \"me\"", 0) && is_of(t, &t->a, "");
}

static bool drops_nothing(struct trial *t)
{
	return act(t, &t->a, WB_OWN_LEASE_TAKE, "me", 60000) &&
	       act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0) &&
	       act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0) &&
	       act(t, &t->a, WB_OWN_LEASE_TAKE, "me", 60000) && is_of(t, &t->a, "me") &&
	       act(t, &t->a, WB_OWN_LEASE_DROP, "me", 0);
}

/* ------------------------------------------------------------------ beside a lock of its own */

/* LEASE_READ's fifth value, for people: who holds the lock. "": nobody. */
static bool names_holder(struct trial *t, struct connection *c, char *out, size_t size)
{
	struct wb_args args = lease(t, NULL, 0);
	struct buf rows = { 0 };
	char *at;
	bool fine;

	args.key = trial_lock_key(t);
	fine = trial_read(t, c, WB_OWN_LEASE_READ, &args, &rows);
	at = rows.len ? rows.data : NULL;
	for (int i = 0; at && i < 4; i++)
		at = (at = strchr(at, '|')) ? at + 1 : NULL;
	snprintf(out, size, "%.*s", at ? (int)strcspn(at, "\n") : 0, at ? at : "");
	if (text_equal(out, "NULL"))
		out[0] = '\0';
	buf_release(&rows);
	return fine;
}

static bool releases(struct trial *t, struct connection *c)
{
	wb_error_clear(&t->err);
	return driver_unlock(c, trial_lock_key(t), &t->err) == 0 ||
	       trial_failed(t, "the lock is released");
}

/* Who comes for the lock sees the lease: in vain at once, or the engine is told to look for one. */
static bool is_heeded_by_lock(struct trial *t)
{
	int rc;

	if (!trial_second(t) || !act(t, &t->b, WB_OWN_LEASE_TAKE, "me", 60000))
		return false;
	wb_error_clear(&t->err);
	rc = driver_lock(&t->a, trial_lock_key(t), 0, &t->err);
	if (rc == 0)
		return trial_broken(t, "1 of `lock`, so that the engine looks for the lease",
				    "0: nobody looks");
	if (rc < 0 && rc != WB_E_LOCKED)
		return trial_failed(t, "1 of `lock`, or WB_E_LOCKED");
	return (rc < 0 || (is_of(t, &t->a, "me") && releases(t, &t->a))) &&
	       act(t, &t->b, WB_OWN_LEASE_DROP, "me", 0);
}

/* Who has just taken the lease looks for the lock, and gives it back. */
static bool heeds_lock(struct trial *t)
{
	static const char wanted[] = "a fifth value of LEASE_READ: who holds the lock";
	const struct wb_args mine = lease(t, "me", 60000);
	char seen[256] = "";
	int rc;

	wb_error_clear(&t->err);
	if (!trial_second(t) || driver_lock(&t->a, trial_lock_key(t), 0, &t->err) < 0)
		return trial_failed(t, "the lock");
	wb_error_clear(&t->err);
	rc = driver_own(&t->b, WB_OWN_LEASE_TAKE, &mine, NULL, &t->err);
	/* somebody who is just taking it may be in the way */
	if (rc < 0 && rc != WB_E_BUSY)
		return trial_failed(t, "the lease is taken");
	if (!names_holder(t, &t->b, seen, sizeof(seen)) ||
	    !trial_is(t, seen[0] != '\0', wanted, "nobody holds it"))
		return false;
	return releases(t, &t->a) && names_holder(t, &t->b, seen, sizeof(seen)) &&
	       trial_is(t, !seen[0], "null once the lock is released", seen) &&
	       act(t, &t->b, WB_OWN_LEASE_DROP, "me", 0);
}

#define CASE(id_, promise_, run_)                                                        \
	{                                                                                \
		.id = "lease." id_, .slot = "compose", .promise = promise_, .run = run_, \
		.features = CAN_LEASE, .needs = NEEDS_COMPOSE                            \
	}

/* clang-format off */
const struct check_case lease_cases[] = {
	CASE("takes", "a lease is taken, seen by others, and dropped", takes),
	CASE("second", "one owner at a time has it", shuts_out),
	CASE("expires", "it expires by the server's clock, and another takes it over", expires),
	CASE("renew", "its owner renews it", is_renewed),
	CASE("others", "nobody else renews it", is_not_renewed_by_others),
	CASE("revive", "an expired one is not renewed", is_not_revived),
	CASE("guard", "GUARD holds for its owner alone, and only while it is there", guards),
	CASE("guard-time", "GUARD fails once it has expired", guards_time),
	CASE("owner", "any text can be an owner", is_of_any_owner),
	CASE("drop", "dropping what is not there is no error", drops_nothing),
	{ .id = "lease.before-lock", .slot = "lock", .promise = "who comes for the lock heeds a lease", .run = is_heeded_by_lock,
	  .features = CAN_LEASE | CAN_LOCK, .needs = NEEDS_COMPOSE },
	{ .id = "lease.behind-lock", .slot = "compose", .promise = "who comes for a lease heeds the lock", .run = heeds_lock,
	  .features = CAN_LEASE | CAN_LOCK, .needs = NEEDS_COMPOSE },
	{ .id = NULL }
};
