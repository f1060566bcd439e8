/* SPDX-License-Identifier: MIT */
/* Preloaded into the program: ends it with SIGKILL just before its KILL_AT-th change of a file that
 * is not standard output, so that every state of the disk that a crash can leave is tried, one
 * after the other. KILL_TORN=1: a write is done by half first.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

static atomic_long changes;

static bool is_last(void)
{
	const char *at = getenv("KILL_AT");

	return at && atomic_fetch_add(&changes, 1) + 1 == strtol(at, NULL, 10);
}

static void die(void)
{
	kill(getpid(), SIGKILL);
	for (;;)
		pause();
}

/* ISO C knows no way from a pointer to data to one to a function; POSIX promises that there is
 * one. */
#define NEXT(name)                      \
	union {                         \
		void *data;             \
		__typeof__(&name) call; \
	} next = { .data = dlsym(RTLD_NEXT, #name) }

#define TORN (getenv("KILL_TORN") ? 2 : 0)

ssize_t write(int fd, const void *data, size_t size)
{
	NEXT(write);

	if (fd > STDERR_FILENO && is_last()) {
		if (TORN)
			next.call(fd, data, size / 2);
		die();
	}
	return next.call(fd, data, size);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t offset)
{
	NEXT(pwrite64);

	if (is_last()) {
		if (TORN)
			next.call(fd, data, size / 2, offset);
		die();
	}
	return next.call(fd, data, size, offset);
}

int fdatasync(int fd)
{
	NEXT(fdatasync);

	if (is_last())
		die();
	return next.call(fd);
}

int ftruncate64(int fd, off64_t size)
{
	NEXT(ftruncate64);

	if (is_last())
		die();
	return next.call(fd, size);
}

int unlink(const char *path)
{
	NEXT(unlink);

	if (is_last())
		die();
	return next.call(path);
}
