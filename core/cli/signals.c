/* SPDX-License-Identifier: MIT */
#include "signals.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "fail.h"

/* Written with the signals blocked, read by the handler, which runs on the main thread alone: the
 * library's threads block them. */
static struct wb_session *watched;
static volatile sig_atomic_t only_looks, told;

static void handle(int number)
{
	int saved = errno;

	(void)number;
	if (!watched || (only_looks && told))
		_exit(EXIT_INTERRUPTED);
	wb_interrupt(watched);
	told = 1;
	errno = saved;
}

static void signals_of_ours(sigset_t *out)
{
	sigemptyset(out);
	sigaddset(out, SIGINT);
	sigaddset(out, SIGTERM);
}

int signals_start(struct wb_error *err)
{
	struct sigaction action = { .sa_handler = handle, .sa_flags = SA_RESTART };

	signals_of_ours(&action.sa_mask);
	if (sigaction(SIGINT, &action, NULL) < 0 || sigaction(SIGTERM, &action, NULL) < 0)
		return cli_fail(err, WB_E_INTERNAL, "can't wait for signals: %s", strerror(errno));
	return 0;
}

void signals_watch(struct wb_session *session, bool looks)
{
	sigset_t ours, before;

	signals_of_ours(&ours);
	sigprocmask(SIG_BLOCK, &ours, &before);
	watched = session;
	only_looks = looks;
	sigprocmask(SIG_SETMASK, &before, NULL);
}
