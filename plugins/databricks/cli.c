/* SPDX-License-Identifier: MIT */
/* Who has signed in with `databricks auth login` is known to that program alone: it keeps what the token is made
 * of, renews it, and tells it to whoever asks, as it does to Databricks' own libraries. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "databricks.h"

#define TOKEN_BYTES ((size_t)64 << 10)
#define LOOK_MS 100
/* It may have to ask the workspace for a new one. */
#define PATIENCE_MS 60000
/* It does not always say how long a token lasts, and one that has not ended is told again at once. */
#define LASTS_S 300

extern char **environ;

static const char *program(void)
{
	const char *named = getenv("DATABRICKS_CLI_PATH");

	return named && *named ? named : "databricks";
}

/* Start it: what it says, and what it complains about, comes from `*out_fd`. */
static int start(const struct brick_login *login, pid_t *out_pid, int *out_fd)
{
	char *argv[] = { (char *)(uintptr_t)program(),
			 (char *)(uintptr_t) "auth",
			 (char *)(uintptr_t) "token",
			 (char *)(uintptr_t)(login->profile ? "--profile" : "--host"),
			 login->profile ? login->profile : login->host,
			 NULL };
	posix_spawn_file_actions_t actions;
	int fds[2], rc;

	if (pipe2(fds, O_CLOEXEC) < 0)
		return errno;
	rc = posix_spawn_file_actions_init(&actions);
	if (rc == 0) {
		posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
		posix_spawn_file_actions_adddup2(&actions, fds[1], 1);
		posix_spawn_file_actions_adddup2(&actions, fds[1], 2);
		rc = posix_spawnp(out_pid, argv[0], &actions, NULL, argv, environ);
		posix_spawn_file_actions_destroy(&actions);
	}
	close(fds[1]);
	if (rc)
		close(fds[0]);
	*out_fd = fds[0];
	return rc;
}

/* All that it says; false: it takes too long, or says too much. */
static bool read_all(struct brick_conn *c, int fd, char *out, size_t size)
{
	int64_t until = kit_clock_ms() + PATIENCE_MS;
	struct pollfd wait = { .fd = fd, .events = POLLIN };
	size_t len = 0;

	while (kit_clock_ms() < until && !brick_stopping(c)) {
		ssize_t got;

		if (poll(&wait, 1, LOOK_MS) <= 0)
			continue;
		got = read(fd, out + len, size - 1 - len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			out[len] = '\0';
			return got == 0;
		}
		len += (size_t)got;
		if (len == size - 1)
			return false;
	}
	return false;
}

static int fail(const struct brick_login *login, char *why, struct wb_error *err)
{
	for (char *at = why; (at = strpbrk(at, "\r\n"));)
		*at = at[1] ? ' ' : '\0';
	if (err && !err->status)
		snprintf(err->detail, sizeof(err->detail),
			 "Sign in again: databricks auth login %s %s",
			 login->profile ? "--profile" : "--host",
			 login->profile ? login->profile : login->host);
	return kit_host->fail(err, WB_E_CONNECT, "`%s auth token` gave no token%s%.400s", program(),
			      why[0] ? ": " : "", why);
}

static int no_program(const struct brick_login *login, int why, struct wb_error *err)
{
	return kit_host->fail(
		err, WB_E_CONFIG,
		"nothing says who you are: there is no token, in the URL or in DATABRICKS_TOKEN, "
		"no client_id with client_secret, neither of them in %s%s, and the program `%s`, "
		"which would know after `databricks auth login`, can't be run: %s",
		login->profile ? "profile " : "a profile of this host",
		login->profile ? login->profile : "", program(), strerror(why));
}

/* Among what it says may be warnings. */
static int take_token(struct brick_login *login, const char *text, int64_t *out_lasts_s)
{
	for (const char *at = text; !login->access && (at = strchr(at, '{')); at++) {
		json_t *answer = json_loads(at, JSON_DISABLE_EOF_CHECK, NULL);
		const char *token = json_string_value(json_object_get(answer, "access_token"));
		json_t *lasts = json_object_get(answer, "expires_in");

		login->access = token && *token ? strdup(token) : NULL;
		*out_lasts_s = json_is_integer(lasts) ? json_integer_value(lasts) : LASTS_S;
		json_decref(answer);
	}
	return login->access ? 0 : -1;
}

static int ask(struct brick_conn *c, char *text, int64_t *out_lasts_s, struct wb_error *err)
{
	struct brick_login *login = &c->login;
	int fd = -1, status = 0, rc;
	pid_t pid = 0;
	bool all;

	rc = start(login, &pid, &fd);
	if (rc)
		return no_program(login, rc, err);
	all = read_all(c, fd, text, TOKEN_BYTES);
	close(fd);
	if (!all)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (brick_stopping(c))
		return kit_host->fail(err, WB_E_CANCELLED, "cancelled");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 127)
		return no_program(login, ENOENT, err);
	if (all && WIFEXITED(status) && !WEXITSTATUS(status) &&
	    take_token(login, text, out_lasts_s) == 0)
		return 0;
	/* what it says on standard output is no complaint */
	if (!all || !status || strstr(text, "access_token"))
		*text = '\0';
	return fail(login, text, err);
}

int brick_cli_token(struct brick_conn *c, int64_t *out_lasts_s, struct wb_error *err)
{
	char *text = calloc(1, TOKEN_BYTES);
	int rc = text ? ask(c, text, out_lasts_s, err) : kit_no_memory(err);

	if (text)
		explicit_bzero(text, TOKEN_BYTES);
	free(text);
	return rc;
}
