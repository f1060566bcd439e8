/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cli.h"
#include "commands.h"
#include "signals.h"
#include "timeout.h"

#define USUAL_MS 300000
#define FIRST_PAUSE_MS 100
#define LONGEST_PAUSE_MS 1000

/* clang-format off */
const struct option wait_options[] = {
	{ .name = "for", .type = OPTION_TEXT, .offset = offsetof(struct arguments, wait_for),
	  .value = "REV",
	  .help = "until it is applied, and not only until the database answers" },
	{ .name = "timeout", .type = OPTION_TEXT, .offset = offsetof(struct arguments, timeout),
	  .value = "TIME",
	  .help = "how long at the most: 30s, 5m, 0 for a single look; else 5m" },
	OPTION_END
};
/* clang-format on */

static long long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000LL + t.tv_nsec / 1000000;
}

/* 1: what is waited for is there; 0: not yet, `err` may say why. */
static int look(struct cli *cli, struct wb_error *err)
{
	int rc = cli_open_session(cli, WB_SESSION_READ, err);

	if (rc == 0)
		rc = cli->args.wait_for ? wb_session_has(cli->session, cli->args.wait_for, err) : 1;
	signals_watch(NULL, true);
	wb_session_close(cli->session);
	cli->session = NULL;
	return rc;
}

/* Is it something that time may mend? */
static bool may_pass(int status)
{
	switch (status) {
	case WB_E_CONNECT:
	case WB_E_LOST:
	case WB_E_SQL:
	case WB_E_BUSY:
	case WB_E_TIMEOUT:
	case WB_E_UNABLE:
		return true;
	default:
		return false;
	}
}

static int give_up(const struct cli *cli, const struct wb_error *last, struct wb_error *err)
{
	const char *wanted = cli->args.wait_for;

	if (last->status)
		return cli_fail(err, WB_E_TIMEOUT, "waited in vain for the database: %s",
				last->message);
	return cli_fail(err, WB_E_TIMEOUT, "waited in vain: %s is not applied", wanted);
}

int cmd_wait(struct cli *cli, struct wb_error *err)
{
	long long until, pause = FIRST_PAUSE_MS, limit = USUAL_MS;
	struct wb_error last = WB_ERROR_INIT;
	int rc = cli->args.timeout ? timeout_read(cli->args.timeout, &limit, err) : 0;

	if (rc == 0)
		rc = cli_open_project(cli, err);
	if (rc < 0)
		return rc;
	until = now_ms() + limit;
	for (;;) {
		struct timespec tick;

		wb_error_clear(&last);
		rc = look(cli, &last);
		if (rc > 0)
			return 0;
		if (rc < 0 && !may_pass(rc)) {
			*err = last;
			return rc;
		}
		if (now_ms() + pause > until)
			return give_up(cli, &last, err);
		tick = (struct timespec){ .tv_sec = pause / 1000,
					  .tv_nsec = pause % 1000 * 1000000 };
		nanosleep(&tick, NULL);
		pause = pause * 2 < LONGEST_PAUSE_MS ? pause * 2 : LONGEST_PAUSE_MS;
	}
}
