/* SPDX-License-Identifier: MIT */
/* lock, unlock, holder. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "process.h"
#include "trial.h"

static bool lock_as(struct trial *t, struct connection *c, const char *name)
{
	wb_error_clear(&t->err);
	return driver_lock(c, name, 0, &t->err) >= 0 || trial_failed(t, "the lock");
}

static bool lock(struct trial *t, struct connection *c)
{
	return lock_as(t, c, trial_lock_key(t));
}

static bool unlock(struct trial *t, struct connection *c)
{
	wb_error_clear(&t->err);
	return driver_unlock(c, trial_lock_key(t), &t->err) == 0 ||
	       trial_failed(t, "the lock is released");
}

static bool is_refused(struct trial *t, struct connection *c, uint32_t ms)
{
	const int64_t began = clock_ms();
	char expected[64];
	int rc;

	wb_error_clear(&t->err);
	rc = driver_lock(c, trial_lock_key(t), ms, &t->err);
	if (rc >= 0)
		return trial_broken(t, "WB_E_LOCKED for the second one", "it got the lock");
	snprintf(expected, sizeof(expected), "WB_E_LOCKED within %u ms", (unsigned)ms);
	return rc == WB_E_LOCKED ||
	       trial_broken(t, expected, "WB_E_%s after %lld ms: %s", trial_status_name(rc),
			    (long long)(clock_ms() - began), t->err.message);
}

static bool takes(struct trial *t)
{
	return lock(t, &t->a) && unlock(t, &t->a) && lock(t, &t->a) && unlock(t, &t->a);
}

static bool shuts_out(struct trial *t)
{
	return trial_second(t) && lock(t, &t->a) && is_refused(t, &t->b, 0) && unlock(t, &t->a) &&
	       lock(t, &t->b) && unlock(t, &t->b);
}

static bool tells_holder(struct trial *t)
{
	return trial_second(t) && lock(t, &t->a) && is_refused(t, &t->b, 0) &&
	       trial_is(t, t->err.message[0] != '\0', "a message", "none") && unlock(t, &t->a);
}

static bool waits(struct trial *t)
{
	int64_t began;
	bool fine = trial_second(t) && lock(t, &t->a);

	began = clock_ms();
	fine = fine && is_refused(t, &t->b, 600);
	if (fine && (clock_ms() - began < 400 || clock_ms() - began > 8000))
		fine = trial_broken(t, "600 ms are waited", "%lld ms were",
				    (long long)(clock_ms() - began));
	return fine && unlock(t, &t->a);
}

struct releaser {
	struct trial *t;
	int rc;
};

static void *release_later(void *arg)
{
	struct releaser *r = arg;
	const struct timespec pause = { .tv_nsec = 400000000L };
	struct wb_error ignored = WB_ERROR_INIT;

	nanosleep(&pause, NULL);
	r->rc = driver_unlock(&r->t->a, trial_lock_key(r->t), &ignored);
	return NULL;
}

static bool gets_it_at_last(struct trial *t)
{
	struct releaser r = { .t = t };
	pthread_t thread;
	int rc;

	if (!trial_second(t) || !lock(t, &t->a))
		return false;
	if (pthread_create(&thread, NULL, release_later, &r) != 0)
		return trial_left(t, "no thread");
	wb_error_clear(&t->err);
	rc = driver_lock(&t->b, trial_lock_key(t), 10000, &t->err);
	pthread_join(thread, NULL);
	if (rc < 0)
		return trial_failed(t, "the lock, once it is released");
	return unlock(t, &t->b);
}

static bool refuses_unlock(struct trial *t)
{
	struct wb_error err = WB_ERROR_INIT;

	return driver_unlock(&t->a, trial_lock_key(t), &err) < 0 ||
	       trial_broken(t, "releasing what is not held is an error", "success");
}

static bool ends_with_connection(struct trial *t)
{
	int64_t began;
	int rc;

	if (!trial_second(t) || !lock(t, &t->b))
		return false;
	driver_close(&t->b);
	wb_error_clear(&t->err);
	began = clock_ms();
	rc = driver_lock(&t->a, trial_lock_key(t), 8000, &t->err);
	(void)began;
	return rc >= 0 ? unlock(t, &t->a)
		       : trial_failed(t, "the lock, since its connection is closed");
}

/* A process that holds the lock, or -1. */
static pid_t begin_holder(struct trial *t)
{
	int ready[2], status;
	pid_t child;
	char byte;

	if (pipe(ready) < 0)
		return -1;
	child = fork();
	if (child == 0) {
		if (!trial_open(t, &t->a, 0) || !lock(t, &t->a) || write(ready[1], "x", 1) != 1)
			process_end(0);
		pause();
		process_end(1);
	}
	close(ready[1]);
	if (child > 0 && read(ready[0], &byte, 1) != 1) {
		kill(child, SIGKILL);
		waitpid(child, &status, 0);
		child = -1;
	}
	close(ready[0]);
	return child;
}

static bool is_seen_across_processes(struct trial *t)
{
	const pid_t child = begin_holder(t);
	int status;
	bool fine;

	if (child < 0)
		return trial_broken(t, "the lock in another process", "it was not got");
	wb_error_clear(&t->err);
	fine = driver_connect(t->plugin, &(struct login){ t->target, t->run_id, 0, &t->client },
			      &t->a, &t->err) == 0
		       ? is_refused(t, &t->a, 0)
		       : trial_left(t, "one process at a time gets a connection: %.300s",
				    t->err.message);
	kill(child, SIGKILL);
	waitpid(child, &status, 0);
	wb_error_clear(&t->err);
	if (fine && driver_lock(&t->a, trial_lock_key(t), 15000, &t->err) < 0)
		return trial_failed(t, "the lock, since its process was killed");
	return fine && unlock(t, &t->a);
}

static bool takes_any_key(struct trial *t)
{
	char name[400];

	memset(name, 'k', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	if (t->check->text)
		snprintf(name, sizeof(name), "%s", t->check->text);
	if (!lock_as(t, &t->a, name))
		return false;
	wb_error_clear(&t->err);
	return driver_unlock(&t->a, name, &t->err) == 0 || trial_failed(t, "it is released");
}

static bool has_holder(struct trial *t)
{
	struct buf words = { 0 }, session = { 0 };
	bool fine = trial_second(t) && lock(t, &t->a);
	int rc = 0;

	if (!t->plugin->table.holder)
		return trial_left(t, "no slot holder: `lock status` can't tell");
	wb_error_clear(&t->err);
	if (fine)
		rc = driver_holder(&t->b, trial_lock_key(t), &words, &session, &t->err);
	if (rc < 0)
		fine = trial_failed(t, "the holder");
	else if (fine)
		fine = trial_is(t, rc == 1 && words.len, "1, with words for people", "nobody") &&
		       trial_is(t,
				!session.len || strncmp(buf_text(&session), t->a.server.session,
							session.len) == 0,
				t->a.server.session, buf_text(&session));
	buf_clear(&words);
	fine = fine && unlock(t, &t->a);
	wb_error_clear(&t->err);
	if (fine && driver_holder(&t->b, trial_lock_key(t), &words, &session, &t->err) != 0)
		fine = trial_broken(t, "0 once it is released", "%s", buf_text(&words));
	buf_release(&words);
	buf_release(&session);
	return fine;
}

/* The same database by another name. */
/* Another name of the host; false: it has none. */
static bool rename_host(struct target *target)
{
	if (text_equal(target->url.host, "127.0.0.1"))
		target->url.host = (char *)(uintptr_t) "localhost";
	else if (text_equal(target->url.host, "localhost"))
		target->url.host = (char *)(uintptr_t) "127.0.0.1";
	else
		return false;
	return true;
}

static bool is_one_by_two_names(struct trial *t)
{
	struct target target = *t->target;
	struct connection c = { .handle = NULL };
	const struct login login = { &target, t->run_id, 0, &t->client };
	AUTO_FREE char *link_name = NULL;
	bool is_path = t->plugin->table.features & WB_F_DATABASE_IS_PATH, fine;

	if (is_path) {
		AUTO_FREE char *path =
			target.url.database ? realpath(target.url.database, NULL) : NULL;

		link_name = path ? text_format("%s.wbc-link", path) : NULL;
		if (!link_name || symlink(path, link_name) < 0)
			return trial_left(t, "no link to the file could be made");
		target.url.database = link_name;
	} else if (!rename_host(&target)) {
		return trial_left(t, "the database is known by one name alone");
	}
	wb_error_clear(&t->err);
	if (driver_connect(t->plugin, &login, &c, &t->err) < 0)
		fine = trial_left(t, "there is no connection by the other name: %.200s",
				  t->err.message);
	else
		fine = lock(t, &t->a);
	if (fine) {
		struct connection held = t->a;

		/* the key of the other one */
		t->a = c;
		fine = is_refused(t, &t->a, 0);
		t->a = held;
		fine = fine && unlock(t, &t->a);
	}
	driver_close(&c);
	if (is_path)
		unlink(link_name);
	return fine;
}

static bool guards(struct trial *t)
{
	return trial_ensure(t) && lock(t, &t->a) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_GUARD) && trial_own(t, &t->a, WB_OWN_ROLLBACK) &&
	       unlock(t, &t->a);
}

/* A lock that ends with its connection alone may do without. */
static bool guards_no_more(struct trial *t)
{
	const struct wb_args args = { .size = sizeof(args), .home = t->a.server.home };
	struct buf sql = { 0 };
	int rc;

	if (!trial_ensure(t) || !lock(t, &t->a) || !unlock(t, &t->a))
		return false;
	wb_error_clear(&t->err);
	rc = driver_compose(composer_of(&t->a), WB_OWN_GUARD, &args, &sql, &t->err);
	if (rc >= 0)
		rc = driver_own(&t->a, WB_OWN_GUARD, &args, NULL, &t->err);
	snprintf(t->out->sql, sizeof(t->out->sql), "%s", buf_text(&sql));
	buf_release(&sql);
	if (rc >= 0 && !t->out->sql[0])
		return trial_left(t, "GUARD has no SQL: the lock ends with the connection alone");
	return rc == WB_E_LOCK_LOST || (rc < 0 ? trial_failed(t, "WB_E_LOCK_LOST")
					       : trial_broken(t, "WB_E_LOCK_LOST", "success"));
}

static bool outlives_transactions(struct trial *t)
{
	return trial_second(t) && trial_ensure(t) && lock(t, &t->a) &&
	       trial_own(t, &t->a, WB_OWN_BEGIN) && trial_own(t, &t->a, WB_OWN_LOG) &&
	       trial_own(t, &t->a, WB_OWN_ROLLBACK) && trial_own(t, &t->a, WB_OWN_BEGIN) &&
	       trial_own(t, &t->a, WB_OWN_LOG) && trial_own(t, &t->a, WB_OWN_SETTLE) &&
	       trial_own(t, &t->a, WB_OWN_COMMIT) && is_refused(t, &t->b, 0) && unlock(t, &t->a);
}

static bool holds_no_snapshot(struct trial *t)
{
	return trial_ensure(t) && trial_second(t) && lock(t, &t->a) &&
	       trial_own(t, &t->b, WB_OWN_RECORD) &&
	       trial_row(t, &t->a, true, "that another has made since the lock was taken") &&
	       unlock(t, &t->a) && trial_own(t, &t->a, WB_OWN_ERASE);
}

#define CASE(id_, slot_, promise_, run_, needs_)                                                  \
	.id = "lock." id_, .slot = slot_, .promise = promise_, .run = run_, .features = CAN_LOCK, \
	.needs = needs_

/* clang-format off */
const struct check_case lock_cases[] = {
	{ CASE("takes", "lock", "the lock can be taken, released and taken again", takes, 0) },
	{ CASE("second", "lock", "one connection at a time has it", shuts_out, 0) },
	{ CASE("told", "lock", "who does not get it is told why", tells_holder, 0) },
	{ CASE("waits", "lock", "it is waited for as long as is asked, and no longer", waits, 0) },
	{ CASE("at-last", "lock", "who waits gets it once it is released", gets_it_at_last, 0) },
	{ CASE("not-held", "unlock", "releasing what is not held is an error", refuses_unlock, 0) },
	{ CASE("closed", "lock", "it ends with its connection", ends_with_connection, 0) },
	{ CASE("processes", "lock", "it holds across processes, and ends with a kill", is_seen_across_processes, NEEDS_SHARED | NEEDS_LATER) },
	{ CASE("names", "lock", "two names of one database are one lock", is_one_by_two_names, NEEDS_SHARED) },
	{ CASE("long-key", "lock", "a key of 400 bytes is as good as any", takes_any_key, 0) },
	{ CASE("odd-key", "lock", "quotes in a key are no SQL", takes_any_key, 0), .text = "it's/\"so\"/\\%_;--" },
	{ CASE("holder", "holder", "holder tells who has it, and that nobody has", has_holder, 0) },
	{ CASE("guard", "compose", "GUARD holds while the lock is held", guards, 0) },
	{ CASE("guard-lost", "compose", "GUARD fails once the lock is released", guards_no_more, 0) },
	{ CASE("transactions", "lock", "it outlives transactions and SETTLE", outlives_transactions, 0) },
	{ CASE("snapshot", "lock", "it holds no snapshot open", holds_no_snapshot, 0) },
	{ .id = NULL }
};
