/* SPDX-License-Identifier: MIT */
#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "error.h"
#include "text.h"
#include "vec.h"

#define TICK_MS 50
#define GRACE_MS 2000
#define LEFT_MS 500                  /* for what is left to be read behind its end */
#define SAID_MOST ((size_t)64 << 10) /* a traceback has its reason at the end */
/* A program that has used less time of the processor between two looks was only waiting. */
#define WORK_MS 10

extern char **environ;

struct running {
	const struct child *child;
	pid_t pid;
	int out, said; /* what we read from; -1: ended */
	int64_t begun_ms;
	int64_t busy_ms; /* when it was last seen at work, … */
	int64_t computed_ms, size;
	size_t printed; /* … and what it had done by then */
	bool ended;
	int64_t ended_ms;
	int status;
};

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* ------------------------------------------------------------------ starting */

VEC(char *, word_vec);

/* The environment with the settings in front, so that they win. */
static int make_environment(const struct child *child, struct word_vec *out)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && child->settings && child->settings[i]; i++)
		rc = word_vec_push(out, (char *)(uintptr_t)child->settings[i]);
	for (char **at = environ; rc == 0 && at && *at; at++)
		rc = word_vec_push(out, *at);
	return rc == 0 ? word_vec_push(out, NULL) : rc;
}

/* A group of its own, so that all that it starts can be ended with it, and no signal is blocked. */
static int set_attributes(posix_spawnattr_t *attributes)
{
	sigset_t none, usual;
	int rc;

	sigemptyset(&none);
	sigemptyset(&usual);
	sigaddset(&usual, SIGPIPE);
	sigaddset(&usual, SIGXFSZ);
	sigaddset(&usual, SIGINT);
	sigaddset(&usual, SIGTERM);
	sigaddset(&usual, SIGHUP);
	rc = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
							  POSIX_SPAWN_SETSIGDEF);
	if (rc == 0)
		rc = posix_spawnattr_setsigmask(attributes, &none);
	return rc == 0 ? posix_spawnattr_setsigdefault(attributes, &usual) : rc;
}

/* `in` -1: nothing. */
static int set_files(posix_spawn_file_actions_t *files, const struct child *child, int in, int out,
		     int said)
{
	int rc = in < 0 ? posix_spawn_file_actions_addopen(files, 0, "/dev/null", O_RDONLY, 0)
			: posix_spawn_file_actions_adddup2(files, in, 0);

	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(files, out, 1);
	if (rc == 0)
		rc = posix_spawn_file_actions_adddup2(files, said, 2);
	if (rc == 0 && child->directory)
		rc = posix_spawn_file_actions_addchdir_np(files, child->directory);
	return rc;
}

static int spawn(struct running *r, int in, int out, int said)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	struct word_vec environment = { 0 };
	int rc = posix_spawn_file_actions_init(&files);

	if (rc)
		return rc;
	rc = posix_spawnattr_init(&attributes);
	if (rc == 0) {
		rc = set_attributes(&attributes);
		if (rc == 0)
			rc = set_files(&files, r->child, in, out, said);
		if (rc == 0 && make_environment(r->child, &environment) < 0)
			rc = ENOMEM;
		if (rc == 0)
			rc = posix_spawnp(&r->pid, r->child->words[0], &files, &attributes,
					  r->child->words, environment.items);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&files);
	word_vec_release(&environment);
	return rc;
}

/* A file without a name, which the program reads by itself. -1: there is nothing to read. */
static int make_input(const struct child *child, int *out)
{
	const struct buf *input = child->input;
	size_t at = 0;

	*out = -1;
	if (child->input_path) {
		*out = open(child->input_path, O_RDONLY | O_CLOEXEC);
		return *out < 0 ? errno : 0;
	}
	if (!input)
		return 0;
	*out = memfd_create("whimbrel", MFD_CLOEXEC);
	while (*out >= 0 && at < input->len) {
		ssize_t put = write(*out, input->data + at, input->len - at);

		if (put < 0 && errno != EINTR)
			break;
		at += put > 0 ? (size_t)put : 0;
	}
	return *out < 0 || at < input->len || lseek(*out, 0, SEEK_SET) < 0 ? errno : 0;
}

static int start(struct running *r, struct wb_error *err)
{
	int in, out[2] = { -1, -1 }, said[2] = { -1, -1 };
	int rc = make_input(r->child, &in);

	if (rc == 0)
		rc = pipe2(out, O_CLOEXEC) < 0 || pipe2(said, O_CLOEXEC) < 0 ? errno : 0;
	if (rc == 0)
		rc = spawn(r, in, out[1], said[1]);
	close_end(&in);
	close_end(&out[1]);
	close_end(&said[1]);
	if (rc) {
		close_end(&out[0]);
		close_end(&said[0]);
		return wb_error_set(err, WB_E_FILE, "%s can't be run: %s", r->child->words[0],
				    strerror(rc));
	}
	r->out = out[0];
	r->said = said[0];
	r->begun_ms = r->busy_ms = now_ms();
	return 0;
}

/* ------------------------------------------------------------------ running */

/* Take what is there to read. */
static void take(int *fd, struct buf *to, size_t most)
{
	char piece[8192];
	ssize_t got = read(*fd, piece, sizeof(piece));

	if (got < 0 && errno == EINTR)
		return;
	if (got <= 0) {
		close_end(fd);
		return;
	}
	if (to->len < most)
		buf_add(to, piece, (size_t)got < most - to->len ? (size_t)got : most - to->len);
}

static int64_t computed_ms(pid_t pid)
{
	struct timespec t;
	clockid_t clock;

	if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &t) < 0)
		return 0;
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Has it done nothing for longer than it may? */
static bool is_quiet(struct running *r, size_t printed)
{
	int64_t computed = computed_ms(r->pid);
	struct stat st = { 0 };

	if (r->child->grows && stat(r->child->grows, &st) < 0)
		st.st_size = 0;
	if (st.st_size != r->size || printed != r->printed ||
	    computed >= r->computed_ms + WORK_MS) {
		r->size = st.st_size;
		r->printed = printed;
		r->computed_ms = computed;
		r->busy_ms = now_ms();
	}
	return now_ms() - r->busy_ms > r->child->quiet_ms;
}

/* Why it may not go on; 0: it may. */
static int may_go_on(struct running *r, const struct buf *out, const struct buf *said,
		     struct wb_error *err)
{
	const struct child *c = r->child;

	if (c->stopping && c->stopping(c->ctx))
		return wb_error_set(err, WB_E_CANCELLED, "interrupted");
	if (c->limit_ms && now_ms() - r->begun_ms > c->limit_ms)
		return wb_error_set(err, WB_E_FILE, "%s was ended: it took longer than %g s",
				    c->words[0], c->limit_ms / 1000.0);
	if (c->quiet_ms && is_quiet(r, out->len + said->len))
		return wb_error_set(err, WB_E_FILE, "%s was ended: it has done nothing for %g s",
				    c->words[0], c->quiet_ms / 1000.0);
	if (out->len >= c->most && !c->cuts)
		return wb_error_set(err, WB_E_FILE, "%s was ended: it prints more than %zu MB",
				    c->words[0], c->most >> 20);
	return out->failed ? wb_error_nomem(err) : 0;
}

/* Wait for its end for so long; false: it goes on. */
static bool wait_for(struct running *r, int64_t ms)
{
	int64_t until = now_ms() + ms;
	const struct timespec pause = { 0, 5 * 1000000L };

	while (!r->ended) {
		pid_t got = waitpid(r->pid, &r->status, WNOHANG);

		r->ended = got > 0 || (got < 0 && errno != EINTR);
		if (!r->ended && now_ms() >= until)
			return false;
		if (!r->ended)
			nanosleep(&pause, NULL);
	}
	return true;
}

/* It has ended, and what it has printed is read: whoever it left behind may hold the other end. `silent`: there was nothing to
 * read, which counts once it had ended before. */
static bool is_over(struct running *r, bool silent)
{
	const bool before = r->ended;

	if ((r->out >= 0 && !r->child->leaves) || !wait_for(r, 0))
		return false;
	if (!before)
		r->ended_ms = now_ms();
	return before && (silent || now_ms() - r->ended_ms > LEFT_MS);
}

static int listen_to(struct running *r, struct buf *out, struct buf *said, struct wb_error *err)
{
	int rc = 0;

	while (rc == 0 && (r->out >= 0 || r->said >= 0)) {
		struct pollfd fds[2] = { { .fd = r->out, .events = POLLIN },
					 { .fd = r->said, .events = POLLIN } };
		int ready = poll(fds, 2, TICK_MS);

		if (ready > 0 && fds[0].revents)
			take(&r->out, out, r->child->most);
		if (ready > 0 && fds[1].revents)
			take(&r->said, said, SAID_MOST);
		rc = may_go_on(r, out, said, err);
		if (rc == 0 && is_over(r, ready == 0))
			break;
	}
	return rc;
}

/* Ask it to end, and make it. */
static void end(struct running *r)
{
	kill(-r->pid, SIGTERM);
	if (!wait_for(r, GRACE_MS)) {
		kill(-r->pid, SIGKILL);
		wait_for(r, GRACE_MS);
	}
	/* what it started and left behind */
	kill(-r->pid, SIGKILL);
}

static int judge(const struct running *r, struct wb_error *err)
{
	const char *name = r->child->words[0];
	int status = r->status;

	if (WIFSIGNALED(status))
		return wb_error_set(err, WB_E_FILE, "%s was ended by signal %d", name,
				    WTERMSIG(status));
	if (WEXITSTATUS(status))
		return wb_error_set(err, WB_E_FILE, "%s ended with exit code %d", name,
				    WEXITSTATUS(status));
	return 0;
}

int child_run(const struct child *child, struct buf *out, struct buf *said, struct wb_error *err)
{
	struct running r = { .child = child, .out = -1, .said = -1 };
	int rc = start(&r, err);

	if (rc < 0)
		return rc;
	rc = listen_to(&r, out, said, err);
	while (rc == 0 && !wait_for(&r, TICK_MS))
		rc = may_go_on(&r, out, said, err);
	if (rc < 0)
		end(&r);
	else
		rc = judge(&r, err);
	close_end(&r.out);
	close_end(&r.said);
	return rc;
}
