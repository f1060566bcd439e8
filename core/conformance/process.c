/* SPDX-License-Identifier: MIT */
#include "process.h"

#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

/* A library ends no process by itself; this one is only a copy, and ends by a signal that nobody else sends. */
#define WELL SIGUSR1

void process_end(int well)
{
	sigset_t one;

	signal(WELL, SIG_DFL);
	sigemptyset(&one);
	sigaddset(&one, WELL);
	sigprocmask(SIG_UNBLOCK, &one, NULL);
	kill(getpid(), well ? WELL : SIGKILL);
	for (;;)
		pause();
}

int process_ended_well(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == WELL;
}

/* If this process is gone before it could end the other one. */
#define LATER_S 10
/* … and nothing gets on for ever */
#define BEATS_MOST 2000

static unsigned alarm_s;

void process_beat(unsigned *beats)
{
	if (++*(volatile unsigned *)beats < BEATS_MOST)
		alarm(alarm_s);
}

static void begin(void (*work)(void *ctx), void *ctx, uint32_t timeout_ms)
{
	/* those that it begins go with it */
	setpgid(0, 0);
	signal(SIGALRM, SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	alarm_s = timeout_ms / 1000 + LATER_S;
	alarm(alarm_s);
	work(ctx);
	process_end(1);
}

/* Ended by itself within the time? */
static int wait_for(pid_t child, uint32_t timeout_ms, const volatile unsigned *beats, int *status)
{
	struct timespec pause = { .tv_nsec = 200000L };
	int64_t until = clock_ms() + timeout_ms;
	unsigned seen = *beats;

	for (;;) {
		pid_t got = waitpid(child, status, WNOHANG);

		if (*beats != seen && *beats < BEATS_MOST) {
			seen = *beats;
			until = clock_ms() + timeout_ms;
		}
		if (got == child)
			return 1;
		if ((got < 0 && errno != EINTR) || clock_ms() >= until)
			return 0;
		nanosleep(&pause, NULL);
		if (pause.tv_nsec < 10000000L)
			pause.tv_nsec += pause.tv_nsec / 2;
	}
}

enum process_end process_run(void (*work)(void *ctx), void *ctx, uint32_t timeout_ms,
			     const unsigned *beats, int *out_signal)
{
	pid_t child = fork();
	int status = 0;

	*out_signal = 0;
	if (child == 0)
		begin(work, ctx, timeout_ms);
	if (child < 0)
		return PROCESS_NOT_BEGUN;
	if (!wait_for(child, timeout_ms, beats, &status)) {
		if (kill(-child, SIGKILL) < 0)
			kill(child, SIGKILL);
		while (waitpid(child, &status, 0) < 0 && errno == EINTR)
			;
		return PROCESS_HUNG;
	}
	/* what it has begun and not ended */
	kill(-child, SIGKILL);
	if (process_ended_well(status))
		return PROCESS_DONE;
	if (WIFSIGNALED(status))
		*out_signal = WTERMSIG(status);
	return PROCESS_CRASHED;
}

void *process_share(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void process_unshare(void *memory, size_t size)
{
	if (memory)
		munmap(memory, size);
}
