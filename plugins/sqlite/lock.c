/* SPDX-License-Identifier: MIT */
/* The lock of a run: flock on FILE-whimbrel beside the database. The kernel drops it with the
 * process, so a kill leaves nothing that a person has to remove. Locking the database file itself
 * would drop SQLite's own locks. */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sqlite.h"

#define PAUSE_MS 50

static int make_path(const struct sqlite_conn *c, char **out, struct wb_error *err)
{
	/* SQLite's own answer follows links and file: names; it is absolute */
	const char *file = sqlite3_db_filename(c->db, "main");
	char *real = file && *file ? realpath(file, NULL) : NULL;
	int len;

	len = asprintf(out, "%s-whimbrel", real ? real : file ? file : c->path);
	free(real);
	return len < 0 ? sqlite_host->fail(err, WB_E_NOMEM, "out of memory") : 0;
}

/* ------------------------------------------------------------------ the holder's name */

static void write_holder(int fd)
{
	char user[64], host[128], since[32], line[300];
	struct passwd entry, *found = NULL;
	char room[1024];
	time_t now = time(NULL);
	struct tm tm;
	int len;

	if (getpwuid_r(geteuid(), &entry, room, sizeof(room), &found) == 0 && found)
		snprintf(user, sizeof(user), "%s", found->pw_name);
	else
		snprintf(user, sizeof(user), "%lu", (unsigned long)geteuid());
	if (gethostname(host, sizeof(host)) < 0)
		snprintf(host, sizeof(host), "localhost");
	host[sizeof(host) - 1] = '\0';
	gmtime_r(&now, &tm);
	strftime(since, sizeof(since), "%Y-%m-%d %H:%M:%S", &tm);
	len = snprintf(line, sizeof(line), "%s@%s pid %ld since %s UTC\n", user, host,
		       (long)getpid(), since);
	/* only for people: a full disk must not stop the run */
	if (ftruncate(fd, 0) < 0 || pwrite(fd, line, (size_t)len, 0) < 0)
		return;
}

/* What the file says, on one line; "" if nothing. */
static void read_holder(int fd, char *out, size_t size)
{
	ssize_t len = pread(fd, out, size - 1, 0);

	out[len > 0 ? len : 0] = '\0';
	out[strcspn(out, "\r\n")] = '\0';
}

/* ------------------------------------------------------------------ taking */

/* Is the file that is open as `fd` the one that has the name? A holder removes it when it
 * leaves. */
static bool is_there(int fd, const char *path)
{
	struct stat mine, there;

	return fstat(fd, &mine) == 0 && stat(path, &there) == 0 && mine.st_dev == there.st_dev &&
	       mine.st_ino == there.st_ino;
}

/* Whoever may write the database may take its lock, whatever the umask says. */
static void share(const struct sqlite_conn *c, int fd)
{
	struct stat st;

	if (stat(c->path, &st) == 0 && fchmod(fd, st.st_mode & 0666) < 0)
		return; /* somebody else made it, and it is as they want it */
}

/* 1: locked, with `*out_fd`; 0: somebody else holds it, who is in `holder`. */
static int try_lock(const char *path, int *out_fd, char *holder, size_t size, struct wb_error *err)
{
	for (;;) {
		int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

		if (fd < 0)
			return sqlite_host->fail(err, WB_E_FILE, "lock file %s: %s", path,
						 strerror(errno));
		if (flock(fd, LOCK_EX | LOCK_NB) < 0) {
			int why = errno;

			read_holder(fd, holder, size);
			close(fd);
			if (why == EINTR)
				continue;
			if (why != EWOULDBLOCK)
				return sqlite_host->fail(err, WB_E_FILE, "lock file %s: %s", path,
							 strerror(why));
			return 0;
		}
		if (is_there(fd, path)) {
			*out_fd = fd;
			return 1;
		}
		close(fd);
	}
}

int sqlite_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	struct sqlite_conn *c = conn;
	int64_t deadline = sqlite_clock_ms() + timeout_ms;
	char holder[256] = "";
	char *path;
	int status;

	(void)key; /* the file is the key: whoever has it has all of whimbrel's tables in it */
	/* a database in memory is this connection's alone */
	if (c->memory || c->lock_fd >= 0)
		return 0;
	status = make_path(c, &path, err);
	if (status < 0)
		return status;
	while ((status = try_lock(path, &c->lock_fd, holder, sizeof(holder), err)) == 0) {
		int64_t left = deadline - sqlite_clock_ms();

		if (sqlite_host->stopping(c->client))
			status = sqlite_host->fail(err, WB_E_CANCELLED,
						   "interrupted while waiting for the lock");
		else if (left <= 0)
			status = sqlite_host->fail(err, WB_E_LOCKED,
						   "another run holds the lock %s", path);
		if (status < 0)
			break;
		sqlite3_sleep(left < PAUSE_MS ? (int)left : PAUSE_MS);
	}
	if (status == WB_E_LOCKED && !err->detail[0])
		snprintf(err->detail, sizeof(err->detail), "held by %s",
			 holder[0] ? holder : "somebody");
	if (status < 0) {
		free(path);
		return status;
	}
	share(c, c->lock_fd);
	write_holder(c->lock_fd);
	c->lock_path = path;
	return 0;
}

int sqlite_guard(struct sqlite_conn *c, struct wb_error *err)
{
	if (c->memory || (c->lock_fd >= 0 && is_there(c->lock_fd, c->lock_path)))
		return 0;
	return sqlite_host->fail(err, WB_E_LOCK_LOST,
				 "this run's lock on %s is gone: its lock file was removed",
				 c->path);
}

int sqlite_unlock(void *conn, const char *key, struct wb_error *err)
{
	struct sqlite_conn *c = conn;
	int status = sqlite_guard(c, err);

	(void)key;
	/* removed while it is still locked: whoever waits finds out that it has locked a file
	 * without a name */
	if (status == 0 && !c->memory && unlink(c->lock_path) < 0)
		status = sqlite_host->fail(err, WB_E_FILE, "lock file %s: %s", c->lock_path,
					   strerror(errno));
	if (c->lock_fd >= 0)
		close(c->lock_fd);
	c->lock_fd = -1;
	free(c->lock_path);
	c->lock_path = NULL;
	return status;
}

int sqlite_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
		  struct wb_error *err)
{
	struct sqlite_conn *c = conn;
	char holder[256] = "";
	char *path;
	int fd, held, status;

	(void)key;
	(void)out_session; /* nobody can end another process's run through SQLite */
	if (c->memory)
		return 0;
	status = make_path(c, &path, err);
	if (status < 0)
		return status;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	free(path);
	if (fd < 0)
		return 0;
	/* a shared lock is enough to find out, and two who look don't see each other */
	held = flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
	if (held)
		read_holder(fd, holder, sizeof(holder));
	close(fd);
	if (held)
		sqlite_host->append(out, holder[0] ? holder : "somebody",
				    strlen(holder[0] ? holder : "somebody"));
	return held;
}
