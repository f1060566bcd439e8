/* SPDX-License-Identifier: MIT */
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "buf.h"
#include "error.h"
#include "file.h"

#define PAUSE_MS 50
#define END_MS 10000 /* how long a program may take to end before it is killed */

uint32_t process_place(void)
{
	struct stat ns = { 0 };
	struct buf text = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	char host[256] = "";
	uint32_t hash = 2166136261u;

	if (gethostname(host, sizeof(host) - 1) == 0)
		buf_str(&text, host);
	if (file_read("/proc/sys/kernel/random/boot_id", 256, &text, &ignored) < 0 ||
	    stat("/proc/self/ns/pid", &ns) < 0)
		wb_error_clear(&ignored);
	buf_printf(&text, "%llu", (unsigned long long)ns.st_ino);
	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * 16777619u;
	buf_release(&text);
	return hash;
}

void program_user_find(struct program_user *out, const char *name)
{
	const struct passwd *entry = geteuid() == 0 && !out->other ? getpwnam(name) : NULL;

	if (!entry || entry->pw_uid == 0)
		return;
	*out = (struct program_user){ .other = true, .uid = entry->pw_uid, .gid = entry->pw_gid };
}

/* ------------------------------------------------------------------ in the child */

/* Nothing but calls that are safe between fork and exec of a process with threads. */

/* It has failed. The process that it is a copy of must not be left by it in any other way. */
static void end_child(void)
{
	for (;;)
		kill(getpid(), SIGKILL);
}

/* What we have open is not the child's: a connection would stay when we are gone. */
static void close_all_but(int kept)
{
	long most = sysconf(_SC_OPEN_MAX);

	if (most < 0 || most > 65536)
		most = 65536;
	for (int fd = 3; fd < most; fd++)
		if (fd != kept)
			close(fd);
}

static void reset_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	for (int s = 1; s < 32; s++)
		signal(s, SIG_DFL);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void become(const struct program *p)
{
	int null = open("/dev/null", O_RDONLY),
	    log = open(p->log, O_WRONLY | O_CREAT | O_APPEND, 0600);

	if (p->user.other &&
	    (setgroups(1, &p->user.gid) < 0 || setgid(p->user.gid) < 0 || setuid(p->user.uid) < 0))
		end_child();
	if (null < 0 || log < 0 || dup2(null, 0) < 0 || dup2(log, 1) < 0 || dup2(log, 2) < 0 ||
	    chdir(p->folder) < 0)
		end_child();
	umask(077);
}

/* `arguments` ends with NULL. A kept program goes with its keeper, who may be killed. */
static void run_child(const struct program *p, char *const *arguments, bool kept)
{
	setpgid(0, 0);
	reset_signals();
	become(p);
#ifdef __linux__
	if (kept)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
	(void)kept;
	close_all_but(-1);
	execv(arguments[0], arguments);
	end_child();
}

/* ------------------------------------------------------------------ running */

static char **make_arguments(const struct program *p, struct wb_error *err)
{
	char **list = calloc(p->arguments->count + 1, sizeof(*list));

	if (!list)
		wb_error_nomem(err);
	else
		memcpy(list, p->arguments->items, p->arguments->count * sizeof(*list));
	return list;
}

static void pause_ms(int ms)
{
	poll(NULL, 0, ms);
}

/* 1: it has ended, and `*status` tells how. */
static int has_ended(pid_t pid, int *status)
{
	pid_t ended;

	do
		ended = waitpid(pid, status, WNOHANG);
	while (ended < 0 && errno == EINTR);
	return ended != 0;
}

static void wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
}

static int say_end(const struct program *p, int status, struct wb_error *err)
{
	struct buf log = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;

	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return 0;
	file_read(p->log, (size_t)1 << 20, &log, &ignored);
	wb_error_set(err, WB_E_UNSUPPORTED, "%s failed (%s %d)", p->arguments->items[0],
		     WIFEXITED(status) ? "exit" : "signal",
		     WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status));
	wb_error_detail(err, "%s", log.len > 1500 ? log.data + log.len - 1500 : buf_text(&log));
	buf_release(&log);
	return wb_error_kept(err);
}

int program_run(const struct program *program, bool (*stopping)(void *ctx), void *ctx,
		struct wb_error *err)
{
	char **arguments = make_arguments(program, err);
	int status = 0;
	pid_t pid;

	if (!arguments)
		return wb_error_kept(err);
	pid = fork();
	if (pid == 0)
		run_child(program, arguments, false);
	free(arguments);
	if (pid < 0)
		return wb_error_set(err, WB_E_FILE, "fork: %s", strerror(errno));
	while (!has_ended(pid, &status)) {
		if (stopping(ctx)) {
			kill(-pid, SIGKILL);
			kill(pid, SIGKILL);
			wait_for(pid);
			return wb_error_set(err, WB_E_CANCELLED, "interrupted");
		}
		pause_ms(PAUSE_MS);
	}
	return say_end(program, status, err);
}

/* ------------------------------------------------------------------ keeping */

static void remove_by_program(const char *path)
{
	execl("/bin/rm", "rm", "-rf", "--", path, (char *)NULL);
	end_child();
}

void folder_remove(const char *path)
{
	pid_t pid = fork();

	if (pid == 0) {
		reset_signals();
		remove_by_program(path);
	}
	if (pid > 0)
		wait_for(pid);
}

static void end_program(pid_t pid, int stop)
{
	int status;

	kill(pid, stop);
	for (int ms = 0; ms < END_MS && !has_ended(pid, &status); ms += PAUSE_MS)
		pause_ms(PAUSE_MS);
	/* its own children as well: it leads their group */
	kill(-pid, SIGKILL);
}

/* The process between: it starts the program, tells when that has ended, and ends it once nobody holds
 * the other end of the line. In a session of its own it hears nothing of a terminal's signals. */
static void keep(const struct program *p, char *const *arguments, int stop, int line)
{
	struct pollfd fd = { .fd = line, .events = POLLIN };
	bool ended = false;
	int status;
	pid_t pid;

	reset_signals();
	setsid();
	close_all_but(line);
	pid = fork();
	if (pid == 0)
		run_child(p, arguments, true);
	while (poll(&fd, 1, PAUSE_MS) <= 0) {
		if (ended || (pid > 0 && !has_ended(pid, &status)))
			continue;
		ended = true;
		shutdown(line, SHUT_WR);
	}
	if (!ended)
		end_program(pid, stop);
	remove_by_program(p->folder);
}

int keeper_start(const struct program *program, int stop, struct keeper *out, struct wb_error *err)
{
	char **arguments = make_arguments(program, err);
	int ends[2];
	pid_t pid;

	if (!arguments)
		return wb_error_kept(err);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0) {
		free(arguments);
		return wb_error_set(err, WB_E_FILE, "socketpair: %s", strerror(errno));
	}
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	fcntl(ends[1], F_SETFD, FD_CLOEXEC);
	pid = fork();
	if (pid == 0) {
		close(ends[1]);
		keep(program, arguments, stop, ends[0]);
	}
	free(arguments);
	close(ends[0]);
	if (pid < 0) {
		close(ends[1]);
		return wb_error_set(err, WB_E_FILE, "fork: %s", strerror(errno));
	}
	*out = (struct keeper){ .pid = pid, .line = ends[1] };
	return 0;
}

bool keeper_runs(const struct keeper *keeper)
{
	struct pollfd fd = { .fd = keeper->line, .events = POLLIN };

	return keeper->pid && poll(&fd, 1, 0) == 0;
}

void keeper_end(struct keeper *keeper)
{
	if (!keeper->pid)
		return;
	close(keeper->line);
	wait_for(keeper->pid);
	keeper->pid = 0;
}
