/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "exit_code.h"
#include "say.h"

/* Written with the signals blocked, read by the handler, which runs on the main thread alone: the
 * library's threads block them. */
static struct wb_session *watched, *watched_other;
static volatile sig_atomic_t only_looks, told;
static struct timespec told_at;

/* A program that starts others, and a terminal beside it, both pass a signal on: it is a second one only
 * when there was time to clear up behind the first. */
#define SAME_SIGNAL_S 2
/* What writes has so long to find out what became of it, before a second one ends it as a kill would: the next run
 * finds out then. */
#define CLEARS_UP_S 8

static const int ours[] = { SIGINT, SIGTERM, SIGHUP };

static bool is_later(time_t than_s)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec - told_at.tv_sec > than_s;
}

static void give_up(void)
{
	if (!only_looks)
		say_dying("whimbrel: given up: the database has not ended what it does; run the "
			  "command again, which finds out what was done\n");
	_exit(EXIT_INTERRUPTED);
}

static void handle(int number)
{
	int saved = errno;

	(void)number;
	if (!watched)
		_exit(EXIT_INTERRUPTED);
	if (told && is_later(only_looks ? SAME_SIGNAL_S : CLEARS_UP_S))
		give_up();
	if (!told)
		clock_gettime(CLOCK_MONOTONIC, &told_at);
	told = 1;
	wb_interrupt(watched);
	if (watched_other)
		wb_interrupt(watched_other);
	errno = saved;
}

long signals_since_ms(void)
{
	struct timespec now;

	if (!told)
		return -1;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - told_at.tv_sec) * 1000 + (now.tv_nsec - told_at.tv_nsec) / 1000000;
}

static void signals_of_ours(sigset_t *out)
{
	sigemptyset(out);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		sigaddset(out, ours[i]);
}

/* Whoever started us with nohup means that a terminal may go. */
static int catch_signal(int number, const struct sigaction *action)
{
	struct sigaction before;

	if (number == SIGHUP && sigaction(number, NULL, &before) == 0 &&
	    before.sa_handler == SIG_IGN)
		return 0;
	return sigaction(number, action, NULL);
}

int signals_start(struct wb_error *err)
{
	struct sigaction action = { .sa_handler = handle, .sa_flags = SA_RESTART };

	signals_of_ours(&action.sa_mask);
	for (size_t i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (catch_signal(ours[i], &action) < 0)
			return cli_fail(err, WB_E_INTERNAL, "can't wait for signals: %s",
					strerror(errno));
	return 0;
}

static void set(struct wb_session **which, struct wb_session *session)
{
	sigset_t blocked, before;

	signals_of_ours(&blocked);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	*which = session;
	sigprocmask(SIG_SETMASK, &before, NULL);
}

void signals_watch(struct wb_session *session, bool looks)
{
	only_looks = looks;
	set(&watched, session);
}

void signals_watch_other(struct wb_session *other)
{
	set(&watched_other, other);
}
