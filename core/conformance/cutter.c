/* SPDX-License-Identifier: MIT */
#include "cutter.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "process.h"

#define PAIRS 16

/* What both processes see. */
struct orders {
	volatile int at, passed, was_cut;
	volatile bool behind;
};

static struct orders *orders;
static char port_text[16];

/* The server's address, looked up once. */
static int server_connect(const struct target *target)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM };
	struct addrinfo *all = NULL;
	int fd = -1, on = 1;

	if (getaddrinfo(target->url.host, target->url.port, &hints, &all) != 0)
		return -1;
	for (struct addrinfo *a = all; a && fd < 0; a = a->ai_next) {
		fd = socket(a->ai_family, a->ai_socktype, a->ai_protocol);
		if (fd >= 0 && connect(fd, a->ai_addr, a->ai_addrlen) < 0) {
			close(fd);
			fd = -1;
		}
	}
	freeaddrinfo(all);
	if (fd >= 0)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

static bool send_all(int fd, const char *data, ssize_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, data, (size_t)len, MSG_NOSIGNAL);

		if (n < 0 && errno != EINTR)
			return false;
		data += n > 0 ? n : 0;
		len -= n > 0 ? n : 0;
	}
	return true;
}

static void end_pair(struct pollfd *pair)
{
	for (int i = 0; i < 2; i++)
		if (pair[i].fd >= 0) {
			close(pair[i].fd);
			pair[i].fd = -1;
		}
}

/* What came from side `i` goes to the other one. False: all connections end here. */
static bool pass(struct pollfd *pair, int i)
{
	static char data[65536];
	ssize_t n = recv(pair[i].fd, data, sizeof(data), 0);
	const bool now = n > 0 && i == 0 && orders->at && ++orders->passed == orders->at;

	/* known before anybody can notice */
	if (now)
		orders->was_cut = 1;
	if (n <= 0 || ((!now || orders->behind) && !send_all(pair[!i].fd, data, n)))
		end_pair(pair);
	return !now;
}

static void take_in(int listening, struct pollfd *pairs, const struct target *target)
{
	int fd = accept(listening, NULL, NULL), on = 1;
	size_t at = 0;

	while (at < PAIRS && pairs[2 * at].fd >= 0)
		at++;
	if (fd < 0 || at == PAIRS) {
		if (fd >= 0)
			close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	pairs[2 * at] = (struct pollfd){ fd, POLLIN, 0 };
	pairs[2 * at + 1] = (struct pollfd){ server_connect(target), POLLIN, 0 };
	if (pairs[2 * at + 1].fd < 0)
		end_pair(&pairs[2 * at]);
}

/* Until the case is over. */
static void serve(int listening, const struct target *target, pid_t parent)
{
	struct pollfd all[2 * PAIRS + 1];
	struct pollfd *pairs = all + 1;

	all[0] = (struct pollfd){ listening, POLLIN, 0 };
	for (size_t i = 0; i < 2 * (size_t)PAIRS; i++)
		pairs[i] = (struct pollfd){ -1, POLLIN, 0 };
	while ((poll(all, 2 * PAIRS + 1, 1000) >= 0 || errno == EINTR) && getppid() == parent) {
		bool cut = false;

		for (size_t i = 0; i < 2 * (size_t)PAIRS && !cut; i++)
			if (pairs[i].fd >= 0 && pairs[i].revents)
				cut = !pass(&pairs[i & ~(size_t)1], (int)(i & 1));
		for (size_t i = 0; cut && i < PAIRS; i++)
			end_pair(&pairs[2 * i]);
		if (all[0].revents)
			take_in(listening, pairs, target);
	}
}

bool cutter_begin(struct trial *t)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	const pid_t parent = getpid();
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	orders = process_share(sizeof(*orders));
	if (!orders || fd < 0 || bind(fd, (struct sockaddr *)(void *)&address, len) < 0 ||
	    listen(fd, 16) < 0 || getsockname(fd, (struct sockaddr *)(void *)&address, &len) < 0)
		return trial_left(t, "nothing can listen on 127.0.0.1 here");
	snprintf(port_text, sizeof(port_text), "%u", (unsigned)ntohs(address.sin_port));
	/* it ends with the case: see process.c */
	if (fork() == 0) {
		serve(fd, t->target, parent);
		process_end(0);
	}
	close(fd);
	return true;
}

void cutter_enter(struct trial *t)
{
	static char host[] = "127.0.0.1";
	/* a process of the case's own, and so its target */
	struct url *url = (struct url *)(uintptr_t)&t->target->url;

	url->host = host;
	url->port = port_text;
}

bool cutter_is_there(void)
{
	return orders != NULL;
}

void cutter_cut(int n, bool behind)
{
	orders->at = 0;
	orders->passed = 0;
	orders->was_cut = 0;
	orders->behind = behind;
	orders->at = n;
}

bool cutter_was_cut(void)
{
	return orders->was_cut != 0;
}
