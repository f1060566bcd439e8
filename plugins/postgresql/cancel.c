/* SPDX-License-Identifier: MIT */
/* Asking the server to cancel a statement. PQcancel connects and waits for an answer without a limit of time; what
 * may be called in a signal handler may be called in a child of a program with threads as well, and that can be
 * ended. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "postgresql.h"

#define CANCEL_MS 5000
#define SAID_MOST 256

/* The child: nothing is written when it went well. It ends without anything that the program does at its end. */
static void ask(PGcancel *cancel, int to)
{
	char why[SAID_MOST] = "";
	if (!PQcancel(cancel, why, sizeof(why)) && write(to, why, strlen(why)) < 0)
		why[0] = '\0';
	for (;;)
		kill(getpid(), SIGKILL);
}

/* What the child says, until it ends; false: it takes too long. */
static bool listen_to(int from, char *said, size_t size)
{
	const int64_t deadline = kit_clock_ms() + CANCEL_MS;
	size_t len = 0;

	for (;;) {
		struct pollfd p = { .fd = from, .events = POLLIN };
		int64_t left = deadline - kit_clock_ms();
		int ready = left > 0 ? poll(&p, 1, (int)left) : 0;
		ssize_t n;

		if (ready < 0 && errno == EINTR)
			continue;
		n = ready > 0 && len + 1 < size ? read(from, said + len, size - len - 1) : 0;
		if (n > 0)
			len += (size_t)n;
		said[len] = '\0';
		if (n <= 0)
			return ready > 0;
	}
}

static int failed(const char *why, struct wb_error *err)
{
	return pg_host->fail(err, WB_E_CONNECT, "the statement could not be cancelled: %s", why);
}

static int cancel(struct pg_conn *c, struct wb_error *err)
{
	char said[SAID_MOST] = "";
	bool ended = false;
	int ends[2];
	pid_t child;

	if (!c->cancel || atomic_load(&c->abandoned))
		return 0;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return failed(strerror(errno), err);
	child = fork();
	if (child == 0)
		ask(c->cancel, ends[1]);
	close(ends[1]);
	if (child > 0) {
		ended = listen_to(ends[0], said, sizeof(said));
		if (!ended)
			kill(child, SIGKILL);
		while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
			;
	}
	close(ends[0]);
	if (child < 0)
		return failed("there is no process for it", err);
	if (!ended) {
		/* whoever does not even take a request will not answer the statement */
		atomic_store(&c->abandoned, true);
		shutdown(PQsocket(c->db), SHUT_RDWR);
		return failed("the server has not taken the request in time, and the connection "
			      "was given up",
			      err);
	}
	return said[0] ? failed(said, err) : 0;
}

int pg_cancel(void *conn, struct wb_error *err)
{
	struct pg_conn *c = conn;
	int status;

	pthread_mutex_lock(&c->renewal);
	status = cancel(c, err);
	pthread_mutex_unlock(&c->renewal);
	return status;
}
