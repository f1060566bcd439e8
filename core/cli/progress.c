/* SPDX-License-Identifier: MIT */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "say.h"

#define PAUSE_MS 100

static int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_init(struct progress *progress, bool enabled)
{
	*progress = (struct progress){ .enabled = enabled, .began_ms = enabled ? clock_ms() : 0 };
}

static size_t terminal_width(void)
{
	struct winsize size = { .ws_col = 0 };

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
		return size.ws_col;
	return 80;
}

/* Cut to `width` characters, and never inside one: a line that wraps can't be erased. */
static void cut(char *line, size_t width)
{
	size_t characters = 0;

	for (char *p = line; *p; p++) {
		if (((unsigned char)*p & 0xc0) == 0x80)
			continue;
		if (++characters >= width) {
			*p = '\0';
			return;
		}
	}
}

/* "[3/7] b2c3d4e5f6a7, statement 12 of 40, 1.2 s, building index 45%" */
static void compose(char *line, size_t size, const struct wb_progress *now, int64_t elapsed_ms)
{
	char statement[64] = "", phase[192] = "", percent[32] = "", shown[128];

	if (now->statement && now->statements)
		snprintf(statement, sizeof(statement), ", statement %" PRIu64 " of %" PRIu64,
			 now->statement, now->statements);
	else if (now->statement)
		snprintf(statement, sizeof(statement), ", statement %" PRIu64, now->statement);
	if (now->total)
		snprintf(percent, sizeof(percent), " %.0f%%",
			 100.0 * (double)now->done / (double)now->total);
	if (now->phase && *now->phase)
		snprintf(phase, sizeof(phase), ", %s%s",
			 say_escaped(now->phase, shown, sizeof(shown)), percent);
	snprintf(line, size, "[%u/%u] %s%s, %.1f s%s", now->step, now->steps,
		 now->revision ? now->revision : "", statement, (double)elapsed_ms / 1000.0, phase);
}

void progress_show(struct progress *progress, const struct wb_progress *now)
{
	char line[512];
	int64_t at;

	if (!progress->enabled)
		return;
	at = clock_ms();
	if (at - progress->printed_ms < PAUSE_MS || at - progress->began_ms < PAUSE_MS)
		return;
	progress->printed_ms = at;
	compose(line, sizeof(line), now, at - progress->began_ms);
	cut(line, terminal_width());
	say(stderr, "\r%s\033[K", line);
	fflush(stderr);
	progress->shown = true;
}

void progress_erase(struct progress *progress)
{
	if (!progress->shown)
		return;
	say(stderr, "\r\033[K");
	fflush(stderr);
	progress->shown = false;
}
