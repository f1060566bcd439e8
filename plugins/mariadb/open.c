/* SPDX-License-Identifier: MIT */
/* Opening a connection, with an end to every wait. */
#include <errmsg.h>
#include <mysqld_error.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "target.h"

/* Those that do not hand over the password itself: not mysql_clear_password, not dialog. */
#define PLUGINS                                                                              \
	"mysql_native_password,client_ed25519,parsec,caching_sha2_password,sha256_password," \
	"auth_gssapi_client"

static void set_options(MYSQL *db, const struct maria_target *t)
{
	unsigned infile = t->local_infile;

	if (t->connect_timeout_s)
		mysql_options(db, MYSQL_OPT_CONNECT_TIMEOUT, &t->connect_timeout_s);
	if (t->compress)
		mysql_options(db, MYSQL_OPT_COMPRESS, NULL);
	if (!t->has_charset)
		mysql_options(db, MYSQL_SET_CHARSET_NAME, "utf8mb4");
	if (t->protocol)
		mysql_options(db, MYSQL_OPT_PROTOCOL, &t->protocol);
	mysql_options(db, MYSQL_OPT_LOCAL_INFILE, &infile);
	/* whoever answers the connection chooses how the password is sent to it */
	if (!t->cleartext)
		mysql_options(db, MARIADB_OPT_RESTRICTED_AUTH, PLUGINS);
	mysql_options(db, MYSQL_OPT_NONBLOCK, NULL);
	mysql_options4(db, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "whimbrel");
	if (t->run_id)
		mysql_options4(db, MYSQL_OPT_CONNECT_ATTR_ADD, "whimbrel_run", t->run_id);
	for (size_t i = 0; i < t->choice_count; i++) {
		const struct maria_choice *choice = &t->choices[i];
		unsigned number = (unsigned)strtoul(choice->value, NULL, 10);
		my_bool flag = maria_is_on(choice->value);

		if (choice->setting->how == MARIA_AS_NUMBER)
			mysql_options(db, choice->setting->option, &number);
		else if (choice->setting->how == MARIA_AS_FLAG)
			mysql_options(db, choice->setting->option, &flag);
		else
			mysql_options(db, choice->setting->option, choice->value);
	}
}

/* What the library waits for, 100 ms at most: what happened of it. */
static int await(MYSQL *db, int wanted)
{
	struct pollfd fd = { .fd = (int)mysql_get_socket(db) };

	if (wanted & MYSQL_WAIT_READ)
		fd.events |= POLLIN;
	if (wanted & MYSQL_WAIT_WRITE)
		fd.events |= POLLOUT;
	if (wanted & MYSQL_WAIT_EXCEPT)
		fd.events |= POLLPRI;
	if (poll(&fd, 1, 100) <= 0)
		return 0;
	return (fd.revents & (POLLIN | POLLHUP | POLLERR) ? wanted & MYSQL_WAIT_READ : 0) |
	       (fd.revents & (POLLOUT | POLLHUP | POLLERR) ? wanted & MYSQL_WAIT_WRITE : 0) |
	       (fd.revents & POLLPRI ? MYSQL_WAIT_EXCEPT : 0);
}

/* Connect, with an end to every part of it: the library's own time is for the first one. */
static bool connect_within(MYSQL *db, const struct maria_target *t, struct wb_client *client,
			   struct wb_error *err)
{
	int64_t until =
		t->connect_timeout_s ? kit_clock_ms() + t->connect_timeout_s * 1000LL : INT64_MAX;
	MYSQL *done = NULL;
	int wanted =
		mysql_real_connect_start(&done, db, t->host, t->user, t->password,
					 t->database && *t->database ? t->database : NULL, t->port,
					 t->socket, CLIENT_MULTI_STATEMENTS | CLIENT_MULTI_RESULTS);

	while (wanted) {
		int happened = await(db, wanted);

		if (client && maria_host->stopping(client))
			maria_host->fail(err, WB_E_CANCELLED, "interrupted while connecting");
		else if (kit_clock_ms() >= until)
			maria_host->fail(err, WB_E_CONNECT,
					 "connection to %s failed: the server gave no end to its "
					 "greeting within the connect_timeout of %u s",
					 t->socket             ? t->socket
					 : t->host && *t->host ? t->host
							       : "localhost",
					 t->connect_timeout_s);
		if (err->status)
			happened = MYSQL_WAIT_TIMEOUT;
		if (happened)
			wanted = mysql_real_connect_cont(&done, db, happened);
	}
	return done && !err->status;
}

/* A link that is dead is found out within a minute or so. */
static void keep_alive(int fd)
{
	static const struct {
		int level, name, value;
	} switches[] = { { SOL_SOCKET, SO_KEEPALIVE, 1 },
			 { IPPROTO_TCP, TCP_KEEPIDLE, 30 },
			 { IPPROTO_TCP, TCP_KEEPINTVL, 10 },
			 { IPPROTO_TCP, TCP_KEEPCNT, 3 } };

	for (size_t i = 0; i < sizeof(switches) / sizeof(switches[0]); i++)
		if (setsockopt(fd, switches[i].level, switches[i].name, &switches[i].value,
			       sizeof(switches[i].value)) < 0)
			return; /* a Unix socket's peer cannot vanish unseen */
}

/* The library names a plugin by what its buffer holds by then, which is no longer the name. */
static const char *reason(MYSQL *db)
{
	if (mysql_errno(db) == CR_PLUGIN_NOT_ALLOWED)
		return "the server asks for a way of authentication that is not used, such as the "
		       "password in clear";
	return maria_said(db);
}

static void fail_to_connect(MYSQL *db, const struct maria_target *t, struct wb_error *err)
{
	unsigned number = mysql_errno(db);

	if (t->socket)
		maria_host->fail(err, WB_E_CONNECT, "connection to socket %s failed: %s", t->socket,
				 reason(db));
	else
		maria_host->fail(err, WB_E_CONNECT, "connection to %s, port %u failed: %s",
				 t->host && *t->host ? t->host : "localhost",
				 t->port ? t->port : 3306, reason(db));
	if (number >= CR_MIN_ERROR && number <= CR_MAX_ERROR)
		snprintf(err->detail, sizeof(err->detail),
			 "Is the server running there? Look at the target's URL and "
			 "connect_timeout.");
	if (number == ER_BAD_DB_ERROR)
		snprintf(err->detail, sizeof(err->detail), "hint: `whimbrel create` makes it");
	if (number == CR_PLUGIN_NOT_ALLOWED)
		snprintf(err->detail, sizeof(err->detail),
			 "hint: one that shall have the password in clear, which only TLS "
			 "protects: the option "
			 "cleartext-password=1");
	err->native_code = (int32_t)number;
	snprintf(err->sqlstate, sizeof(err->sqlstate), "%s", mysql_sqlstate(db));
}

MYSQL *maria_open(const struct maria_target *t, struct wb_client *client, struct wb_error *err)
{
	MYSQL *db = mysql_init(NULL);

	if (!db) {
		kit_no_memory(err);
		return NULL;
	}
	set_options(db, t);
	if (connect_within(db, t, client, err)) {
		keep_alive((int)mysql_get_socket(db));
		return db;
	}
	if (!err->status)
		fail_to_connect(db, t, err);
	mysql_close(db);
	return NULL;
}
