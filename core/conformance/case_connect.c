/* SPDX-License-Identifier: MIT */
/* connect, close and describe. */
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <arpa/inet.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "dialect/params.h"
#include "trial.h"

#define MARK "wbc-s3cret-w0rd"

static bool says(struct trial *t)
{
	const struct wb_server *s = &t->a.server;
	const char *const members[] = { s->product, s->version, s->database };

	return trial_is(t, members[t->check->arg][0] != '\0', t->check->text, "\"\"");
}

static bool tells_utf8(struct trial *t)
{
	const struct wb_server *s = &t->a.server;
	const char *const texts[] = { s->product, s->version, s->database, s->schema,  s->home,
				      s->user,    s->session, s->warning,  s->identity };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (text_check_utf8(texts[i], strlen(texts[i])) != strlen(texts[i]))
			return trial_broken(t, "UTF-8", "member %zu is not", i);
	return true;
}

static bool tells_same_twice(struct trial *t)
{
	struct wb_server again;

	wb_error_clear(&t->err);
	if (driver_describe(&t->a, &again, &t->err) < 0)
		return trial_failed(t, "describe works twice");
	return trial_is(t,
			text_equal(again.database, t->a.server.database) &&
				text_equal(again.home, t->a.server.home) &&
				text_equal(again.session, t->a.server.session) &&
				again.features == t->a.server.features,
			"the same answer", "another one");
}

static bool tells_same_everywhere(struct trial *t)
{
	return trial_second(t) &&
	       trial_is(t,
			text_equal(t->b.server.database, t->a.server.database) &&
				text_equal(t->b.server.identity, t->a.server.identity) &&
				text_equal(t->b.server.home, t->a.server.home),
			"the same database, identity and home on two connections",
			t->b.server.database);
}

static bool names_sessions(struct trial *t)
{
	if (!t->a.server.session[0] && !(t->a.server.features & CAN_OBSERVE))
		return trial_left(t, "sessions have no names here");
	return trial_second(t) &&
	       trial_is(t,
			t->a.server.session[0] &&
				!text_equal(t->a.server.session, t->b.server.session),
			"two sessions have two names", t->a.server.session);
}

static bool claims_no_more(struct trial *t)
{
	struct wb_server raw = { .size = sizeof(raw) };
	uint64_t more;

	wb_error_clear(&t->err);
	if (t->plugin->table.describe(t->a.handle, &raw, &t->err) < 0)
		return trial_failed(t, "describe works");
	more = raw.features & ~(t->plugin->table.features | WB_F_NO_LOCK);
	return !more || trial_broken(t, "features of a connection that the dialect has", "0x%llx",
				     (unsigned long long)more);
}

static bool sees_tables(struct trial *t)
{
	struct wb_server now;

	if (!trial_ensure(t))
		return false;
	wb_error_clear(&t->err);
	if (driver_describe(&t->a, &now, &t->err) < 0)
		return trial_failed(t, "describe works");
	return trial_is(t, now.tables == WB_TABLES_PRESENT, "WB_TABLES_PRESENT behind ENSURE",
			"WB_TABLES_ABSENT");
}

static bool sees_no_tables(struct trial *t)
{
	return trial_is(t, t->a.server.tables == WB_TABLES_ABSENT,
			"WB_TABLES_ABSENT on an empty database", "WB_TABLES_PRESENT");
}

/* ------------------------------------------------------------------ params */

/* Connect with one member changed. */
static int connect_with(struct trial *t, void (*change)(struct wb_params *p), void **out,
			int64_t *out_ms)
{
	struct params params;
	int64_t began;
	int rc;

	wb_error_clear(&t->err);
	if (params_make(t->plugin, t->target, 0, &params, &t->err) < 0)
		return t->err.status;
	params.pub.client = &t->client;
	params.pub.run_id = t->run_id;
	params.pub.connect_timeout_ms = 2000;
	if (change)
		change(&params.pub);
	began = clock_ms();
	rc = t->plugin->table.connect(&params.pub, out, &t->err);
	*out_ms = clock_ms() - began;
	params_release(&params);
	return rc;
}

static char port[16];

static void nobody_there(struct wb_params *p)
{
	p->host = "127.0.0.1";
	p->port = port;
}

static void no_such_user(struct wb_params *p)
{
	p->user = "wbc_nobody_of_this_name";
	p->password = MARK;
}

static void no_such_database(struct wb_params *p)
{
	p->database = "wbc_no_such_database";
}

static void no_such_folder(struct wb_params *p)
{
	p->database = "/nonexistent-wbc/folder/file.db";
}

static int bound_socket(bool listens)
{
	struct sockaddr_in at = { .sin_family = AF_INET };
	socklen_t len = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 ||
	    (listens && listen(fd, 8) < 0) || getsockname(fd, (struct sockaddr *)&at, &len) < 0) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	snprintf(port, sizeof(port), "%u", (unsigned)ntohs(at.sin_port));
	return fd;
}

static bool fails_to_connect(struct trial *t, void (*change)(struct wb_params *p), int most_ms)
{
	void *handle = NULL;
	int64_t ms = 0;
	int rc = connect_with(t, change, &handle, &ms);

	if (rc == 0) {
		t->plugin->table.close(handle);
		return trial_left(t, "the server lets anybody in");
	}
	if (rc != WB_E_CONNECT && rc != WB_E_CONFIG && rc != WB_E_TIMEOUT)
		return trial_failed(t, "WB_E_CONNECT");
	if (!t->err.message[0])
		return trial_broken(t, "a message that says why", "none");
	return ms <= most_ms || trial_broken(t, "an answer within connect_timeout_ms, 2000",
					     "after %lld ms", (long long)ms);
}

static bool finds_nobody(struct trial *t)
{
	int fd = bound_socket(false);
	bool fine = fails_to_connect(t, nobody_there, 5000);

	if (fd >= 0)
		close(fd);
	return fine;
}

static bool waits_for_no_answer(struct trial *t)
{
	int fd = bound_socket(true);
	bool fine = fails_to_connect(t, nobody_there, 8000);

	if (fd >= 0)
		close(fd);
	return fine;
}

static bool refuses_users(struct trial *t)
{
	return fails_to_connect(t, no_such_user, 8000);
}

static bool refuses_databases(struct trial *t)
{
	return fails_to_connect(t, no_such_database, 8000);
}

static bool refuses_folders(struct trial *t)
{
	const struct url *url = &t->target->url;

	if (!(t->plugin->table.features & WB_F_DATABASE_IS_PATH) &&
	    (url->host || !url->database || !strchr(url->database, '/')))
		return trial_left(t, "the database is no file");
	return fails_to_connect(t, no_such_folder, 8000);
}

/* No secret in what it says or logs: the engine masks what it knows, and a dialect should not lean on that. */
static bool keeps_password(struct trial *t)
{
	void *handle = NULL;
	int64_t ms;

	if (connect_with(t, no_such_user, &handle, &ms) == 0)
		t->plugin->table.close(handle);
	if (strstr(t->err.message, MARK) || strstr(t->err.detail, MARK))
		return trial_broken(t, "no password in a message", "%s %s", t->err.message,
				    t->err.detail);
	return trial_is(t, !strstr(buf_text(&t->logged), MARK), "no password in the log",
			"there is one");
}

/* Params are borrowed: what is kept must be a copy. */
static bool copies_params(struct trial *t)
{
	char database[512], user[128];
	struct connection c = { .plugin = t->plugin, .client = &t->client };
	struct params params;
	bool fine;

	wb_error_clear(&t->err);
	if (params_make(t->plugin, t->target, 0, &params, &t->err) < 0)
		return trial_failed(t, "params");
	snprintf(database, sizeof(database), "%s", params.pub.database ? params.pub.database : "");
	snprintf(user, sizeof(user), "%s", params.pub.user ? params.pub.user : "");
	if (params.pub.database)
		params.pub.database = database;
	if (params.pub.user)
		params.pub.user = user;
	params.pub.client = &t->client;
	params.pub.run_id = t->run_id;
	if (t->plugin->table.connect(&params.pub, &c.handle, &t->err) < 0)
		return params_release(&params), trial_failed(t, "a connection");
	memset(database, '#', sizeof(database) - 1);
	memset(user, '#', sizeof(user) - 1);
	memset(&params.pub, 0x5a, sizeof(params.pub));
	params_release(&params);
	fine = driver_describe(&c, &c.server, &t->err) == 0 || trial_failed(t, "describe works");
	fine = fine && trial_is(t, text_equal(c.server.database, t->a.server.database),
				t->a.server.database, c.server.database);
	driver_close(&c);
	return fine;
}

static int open_files(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	while (dir && readdir(dir))
		count++;
	if (dir)
		closedir(dir);
	return count;
}

static bool leaves_no_files(struct trial *t)
{
	struct connection c = { .handle = NULL };
	int before = 0, after;

	for (int i = 0; i < 12; i++) {
		if (i == 2)
			before = open_files();
		if (!trial_open(t, &c, i % 2 ? WB_CONNECT_WATCHER : 0))
			return false;
		driver_close(&c);
	}
	after = open_files();
	return after <= before + 1 ||
	       trial_broken(t, "closed connections leave no open files", "%d more", after - before);
}

static bool reads_only(struct trial *t)
{
	const struct wb_args args = trial_args(t);
	struct connection c = { .handle = NULL };
	struct buf rows = { 0 };
	bool fine = trial_ensure(t) && trial_open(t, &c, WB_CONNECT_READ_ONLY) &&
		    trial_read(t, &c, WB_OWN_READ, &args, &rows);

	buf_release(&rows);
	driver_close(&c);
	return fine;
}

/* Those by which people and supervisors end a run are the engine's. */
static bool leaves_signals(struct trial *t)
{
	static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGPIPE };
	struct sigaction before[sizeof(signals) / sizeof(signals[0])], now;

	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], NULL, &before[i]);
	if (!trial_open(t, &t->a, 0))
		return false;
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		if (sigaction(signals[i], NULL, &now) == 0 &&
		    now.sa_handler != before[i].sa_handler)
			return trial_broken(t, "connecting sets no handler of a signal",
					    "the dialect or its client library handles SIG%s now",
					    sigabbrev_np(signals[i]));
	return true;
}

static bool watches(struct trial *t)
{
	struct connection c = { .handle = NULL };
	bool fine = trial_open(t, &c, WB_CONNECT_WATCHER);

	driver_close(&c);
	return fine;
}

#define CASE(id_, slot_, promise_, run_, needs_) \
	.id = "connect." id_, .slot = slot_, .promise = promise_, .run = run_, .needs = needs_

/* clang-format off */
const struct check_case connect_cases[] = {
	{ CASE("product", "describe", "describe says what it is", says, 0), .text = "`product`" },
	{ CASE("version", "describe", "describe says its version", says, 0), .arg = 1, .text = "`version`" },
	{ CASE("database", "describe", "describe says which database it is", says, 0), .arg = 2, .text = "`database`" },
	{ CASE("utf8", "describe", "what describe says is UTF-8", tells_utf8, 0) },
	{ CASE("again", "describe", "describe says the same twice", tells_same_twice, 0) },
	{ CASE("everywhere", "describe", "two connections are told to be to one database", tells_same_everywhere, 0) },
	{ CASE("sessions", "describe", "two sessions have different names", names_sessions, 0) },
	{ CASE("features", "describe", "a connection has no feature that the dialect has not", claims_no_more, 0) },
	{ CASE("no-tables", "describe", "an empty database has no tables of whimbrel's", sees_no_tables, NEEDS_UNUSED) },
	{ CASE("tables", "describe", "whimbrel's tables are seen once they are made", sees_tables, 0) },
	{ CASE("nobody", "connect", "where nobody listens, the reason comes at once", finds_nobody, NEEDS_HOST) },
	{ CASE("silence", "connect", "a server that says nothing is waited for no longer than connect_timeout", waits_for_no_answer, NEEDS_HOST) },
	{ CASE("user", "connect", "a user who is not there is refused with a reason", refuses_users, NEEDS_HOST) },
	{ CASE("no-database", "connect", "a database that is not there is refused with a reason", refuses_databases, NEEDS_HOST) },
	{ CASE("no-folder", "connect", "a path that can't be is refused with a reason", refuses_folders, 0) },
	{ CASE("password", "connect", "no password is in what it says", keeps_password, NEEDS_HOST) },
	{ CASE("copies", "connect", "params are copied, not kept", copies_params, 0) },
	{ CASE("closes", "close", "closed connections leave nothing open", leaves_no_files, 0) },
	{ CASE("signals", "connect", "signals are left to the engine", leaves_signals, NEEDS_LATER) },
	{ CASE("read-only", "connect", "a connection that only looks can read", reads_only, 0) },
	{ CASE("watcher", "connect", "a second connection can be had", watches, 0) },
	{ .id = NULL }
};
