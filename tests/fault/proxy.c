/* SPDX-License-Identifier: MIT */
/* Stands between a client and a database server and speaks only bytes: makes the way longer, counts
 * messages and round trips, cuts the connection behind the n-th message of one side.
 *
 *	proxy [-m] [-d MS] [-q N | -r N] PORT SERVER_PORT STATISTICS
 *
 * -m: MariaDB's framing, else PostgreSQL's. -d: each byte is MS milliseconds longer under way, in
 * each direction. -q: cut once N messages of clients have passed, -r: of servers (0: before the
 * first); from then on nobody gets through any more. Both are told to the file STATISTICS when the
 * proxy is ended with SIGTERM: "client N server N trips N".
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CLIENT, SERVER, SIDES };
enum { PAIRS = 64, ROOM = 65536, HEADER = 5 };

struct chunk {
	struct chunk *next;
	int64_t due_us;
	size_t len, sent;
	char data[];
};

/* What comes from one side, on its way to the other. */
struct lane {
	struct chunk *first, *last;
	size_t queued;
	unsigned char header[HEADER]; /* of the message that is passing … */
	size_t header_len;
	uint64_t left; /* and how much of it is to come */
	bool untyped;  /* the client's first messages have no type byte */
	bool opaque;   /* encrypted: nothing is counted */
	bool ended;
};

struct pair {
	int fd[SIDES];
	struct lane lane[SIDES];
	int speaker; /* who spoke last */
	bool open, asked_for_tls;
};

static struct pair pairs[PAIRS];
static bool mariadb, cut;
static int64_t delay_us;
static long cut_at[SIDES] = { -1, -1 };
static long messages[SIDES], trips;
static volatile sig_atomic_t ending;

static void on_signal(int signal)
{
	(void)signal;
	ending = 1;
}

static int64_t clock_us(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void close_pair(struct pair *p)
{
	for (int side = 0; side < SIDES; side++) {
		struct chunk *c = p->lane[side].first;

		close(p->fd[side]);
		while (c) {
			struct chunk *next = c->next;

			free(c);
			c = next;
		}
	}
	memset(p, 0, sizeof(*p));
}

/* ------------------------------------------------------------------ messages */

static uint64_t big_endian(const unsigned char *b)
{
	return (uint64_t)b[0] << 24 | (uint64_t)b[1] << 16 | (uint64_t)b[2] << 8 | b[3];
}

/* How many bytes behind the header, once it is whole. */
static uint64_t body_size(struct pair *p, int side)
{
	struct lane *l = &p->lane[side];

	if (mariadb)
		return (uint64_t)l->header[0] | (uint64_t)l->header[1] << 8 |
		       (uint64_t)l->header[2] << 16;
	if (!l->untyped)
		return big_endian(l->header + 1) - 4;
	/* the start-up message comes behind a request for encryption, which is 8 bytes */
	p->asked_for_tls = big_endian(l->header) == 8;
	l->untyped = p->asked_for_tls;
	return big_endian(l->header) - 4;
}

/* A message has passed: false when the connection is to be cut behind it. */
static bool passed(int side)
{
	messages[side]++;
	return cut_at[side] < 0 || messages[side] < cut_at[side];
}

/* How much of `data` may pass; counts what is in it. */
static size_t look(struct pair *p, int side, const char *data, size_t len)
{
	struct lane *l = &p->lane[side];
	size_t i = 0;

	if (cut_at[side] == 0)
		cut = true;
	if (side == SERVER && p->asked_for_tls && len) {
		p->asked_for_tls = false;
		if (data[0] == 'S')
			p->lane[CLIENT].opaque = l->opaque = true;
		i = 1;
	}
	while (i < len && !l->opaque && !cut) {
		size_t size = mariadb || l->untyped ? 4 : HEADER;
		size_t part;

		if (l->left == 0 && l->header_len < size) {
			l->header[l->header_len++] = (unsigned char)data[i++];
			if (l->header_len < size)
				continue;
			l->left = body_size(p, side);
		}
		part = len - i < l->left ? len - i : (size_t)l->left;
		i += part;
		l->left -= part;
		if (l->left == 0) {
			l->header_len = 0;
			cut = !passed(side);
		}
	}
	return l->opaque ? len : cut && cut_at[side] == 0 ? 0 : i;
}

/* ------------------------------------------------------------------ moving bytes */

/* False when the side has closed. */
static bool take(struct pair *p, int side)
{
	struct lane *l = &p->lane[side];
	struct chunk *c = malloc(sizeof(*c) + ROOM);
	ssize_t got;

	if (!c)
		return false;
	got = read(p->fd[side], c->data, ROOM);
	if (got <= 0) {
		free(c);
		l->ended = true;
		return got < 0 && errno == EINTR;
	}
	if (side == CLIENT && p->speaker != CLIENT)
		trips++;
	p->speaker = side;
	c->len = look(p, side, c->data, (size_t)got);
	c->sent = 0;
	c->next = NULL;
	c->due_us = clock_us() + delay_us;
	if (l->first)
		l->last->next = c;
	else
		l->first = c;
	l->last = c;
	l->queued += c->len;
	return true;
}

static bool give(struct pair *p, int side)
{
	struct lane *l = &p->lane[side];

	while (l->first && l->first->due_us <= clock_us()) {
		struct chunk *c = l->first;

		while (c->sent < c->len) {
			ssize_t n = send(p->fd[1 - side], c->data + c->sent, c->len - c->sent,
					 MSG_NOSIGNAL);

			if (n < 0 && errno != EINTR)
				return false;
			c->sent += n < 0 ? 0 : (size_t)n;
		}
		l->queued -= c->len;
		l->first = c->next;
		free(c);
	}
	return !(l->ended && !l->first);
}

static void serve(struct pair *p, const struct pollfd *fds)
{
	bool open = true;

	for (int side = 0; side < SIDES; side++)
		if (fds[side].revents && !p->lane[side].ended)
			take(p, side);
	for (int side = 0; side < SIDES; side++)
		open &= give(p, side);
	if (cut && !p->lane[CLIENT].first && !p->lane[SERVER].first)
		open = false;
	if (!open)
		close_pair(p);
}

static int timeout_ms(void)
{
	int64_t soonest = 1000000, now = clock_us();

	for (int i = 0; i < PAIRS; i++)
		for (int side = 0; pairs[i].open && side < SIDES; side++)
			if (pairs[i].lane[side].first &&
			    pairs[i].lane[side].first->due_us - now < soonest)
				soonest = pairs[i].lane[side].first->due_us - now;
	return soonest < 0 ? 0 : (int)((soonest + 999) / 1000);
}

/* ------------------------------------------------------------------ connections */

static struct sockaddr_in local(const char *port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)strtoul(port, NULL, 10)) };

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return address;
}

static void welcome(int listener, const char *server_port)
{
	struct sockaddr_in server = local(server_port);
	int fd = accept(listener, NULL, NULL),
	    other = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	for (int i = 0; i < PAIRS && !cut; i++) {
		if (pairs[i].open)
			continue;
		if (fd < 0 || other < 0 ||
		    connect(other, (struct sockaddr *)&server, sizeof(server)) < 0)
			break;
		pairs[i] = (struct pair){ .fd = { fd, other }, .open = true, .speaker = SERVER };
		pairs[i].lane[CLIENT].untyped = !mariadb;
		return;
	}
	close(fd);
	close(other);
}

static int listen_on(const char *port)
{
	struct sockaddr_in address = local(port);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 32) < 0)
		return -1;
	return fd;
}

static void run(int listener, const char *server_port)
{
	struct pollfd fds[PAIRS * SIDES + 1];

	while (!ending) {
		for (int i = 0; i < PAIRS; i++)
			for (int side = 0; side < SIDES; side++) {
				const struct lane *l = &pairs[i].lane[side];

				fds[i * SIDES + side] = (struct pollfd){
					.fd = pairs[i].open && !l->ended && l->queued < 64 * ROOM
						      ? pairs[i].fd[side]
						      : -1,
					.events = POLLIN,
				};
			}
		fds[PAIRS * SIDES] = (struct pollfd){ .fd = listener, .events = POLLIN };
		if (poll(fds, PAIRS * SIDES + 1, timeout_ms()) < 0)
			continue;
		for (int i = 0; i < PAIRS; i++)
			if (pairs[i].open)
				serve(&pairs[i], &fds[(size_t)i * SIDES]);
		if (fds[PAIRS * SIDES].revents)
			welcome(listener, server_port);
	}
}

int main(int argc, char **argv)
{
	const struct sigaction action = { .sa_handler = on_signal };
	int option, listener;
	FILE *out;

	while ((option = getopt(argc, argv, "md:q:r:")) != -1) {
		if (option == 'm')
			mariadb = true;
		else if (option == 'd')
			delay_us = strtol(optarg, NULL, 10) * 1000;
		else if (option == 'q')
			cut_at[CLIENT] = strtol(optarg, NULL, 10);
		else if (option == 'r')
			cut_at[SERVER] = strtol(optarg, NULL, 10);
	}
	if (argc - optind != 3 || (listener = listen_on(argv[optind])) < 0)
		return 2;
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	run(listener, argv[optind + 1]);
	out = fopen(argv[optind + 2], "we");
	if (!out)
		return 1;
	fprintf(out, "client %ld server %ld trips %ld\n", messages[CLIENT], messages[SERVER],
		trips);
	return fclose(out) == 0 ? 0 : 1;
}
