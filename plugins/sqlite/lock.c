/* SPDX-License-Identifier: MIT */
/* The lock of a run: flock on FILE-whimbrel beside the database, with the holder's name inside, and
 * a lock of the database file itself (lock_file.c), since one file may have several names. The
 * kernel drops both with the process, so a kill leaves nothing that a person has to remove. */
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

char *sqlite_real_path(const struct sqlite_conn *c)
{
	/* SQLite's own answer follows links and file: names; it is absolute */
	const char *file = sqlite3_db_filename(c->db, "main");
	char *real = file && *file ? realpath(file, NULL) : NULL;

	return real ? real : strdup(file ? file : c->path);
}

static int make_path(const char *file, char **out, struct wb_error *err)
{
	if (!file || asprintf(out, "%s-whimbrel", file) < 0)
		return kit_no_memory(err);
	return 0;
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
	/* only for people: a full disk must not stop the run. A torn line would not be known again
	 * as ours */
	if (ftruncate(fd, 0) < 0)
		return;
	if (pwrite(fd, line, (size_t)len, 0) != len && ftruncate(fd, 0) < 0)
		return;
}

/* What the file says, on one line; "" if nothing. */
static void read_holder(int fd, char *out, size_t size)
{
	ssize_t len = pread(fd, out, size - 1, 0);

	out[len > 0 ? len : 0] = '\0';
	out[strcspn(out, "\r\n")] = '\0';
}

/* Is this all of what write_holder writes? Only then is the file this program's to overwrite. */
static bool is_holder(const char *line, size_t len)
{
	static const char end[] = "0000-00-00 00:00:00 UTC\n";
	const size_t end_len = sizeof(end) - 1;
	const char *pid = memmem(line, len, " pid ", 5), *since;

	if (len <= end_len || !pid || !memchr(line, '@', (size_t)(pid - line)))
		return false;
	pid += 5;
	since = pid + strspn(pid, "0123456789");
	if (since == pid || strncmp(since, " since ", 7) != 0 || since + 7 != line + len - end_len)
		return false;
	for (size_t i = 0; i < end_len; i++) {
		char c = since[7 + i];

		if (end[i] == '0' ? c < '0' || c > '9' : c != end[i])
			return false;
	}
	return true;
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

static int not_ours(const char *path, const char *what, struct wb_error *err)
{
	return sqlite_host->fail(
		err, WB_E_FILE, "%s: %s, and the run's lock file must have this name: move it away",
		path, what);
}

/* Is it a file that may be written and removed? Nothing of it is changed. */
static int check_kind(int fd, const char *path, struct wb_error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return sqlite_host->fail(err, WB_E_FILE, "lock file %s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return not_ours(path, "it is no regular file", err);
	if (st.st_nlink > 1)
		return not_ours(path, "the file has another name as well (a hard link)", err);
	return 0;
}

static int check_content(int fd, const char *path, struct wb_error *err)
{
	char line[301];
	ssize_t len = pread(fd, line, sizeof(line) - 1, 0);

	if (len < 0)
		return sqlite_host->fail(err, WB_E_FILE, "lock file %s: %s", path, strerror(errno));
	line[len] = '\0';
	if (len > 0 && !is_holder(line, (size_t)len))
		return not_ours(path, "it was written by somebody else", err);
	return 0;
}

/* A FIFO or a device must not hold us up, a link not lead elsewhere. */
static int open_lock(const char *path, int *out_fd, struct wb_error *err)
{
	int fd =
		open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600);
	int status;

	if (fd < 0 && errno == ELOOP)
		return not_ours(path, "it is a symbolic link", err);
	if (fd < 0 && (errno == EISDIR || errno == ENXIO))
		return not_ours(path, "it is no regular file", err);
	if (fd < 0)
		return sqlite_host->fail(err, WB_E_FILE, "lock file %s: %s", path, strerror(errno));
	status = check_kind(fd, path, err);
	if (status < 0)
		close(fd);
	else
		*out_fd = fd;
	return status;
}

/* 1: locked, with `*out_fd`; 0: somebody else holds it, who is in `holder`. */
static int try_lock(const char *path, int *out_fd, char *holder, size_t size, struct wb_error *err)
{
	for (;;) {
		int fd = -1, status = open_lock(path, &fd, err);

		if (status < 0)
			return status;
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
			status = check_content(fd, path, err);
			if (status < 0) {
				close(fd);
				return status;
			}
			*out_fd = fd;
			return 1;
		}
		close(fd);
	}
}

static const char other_name[] = "somebody who opened it by another name";

/* Lock `file` by this name and by all others: 1, 0 with the holder, or negative. */
static int try_both(struct sqlite_conn *c, const char *file, const char *path, char *holder,
		    size_t size, struct wb_error *err)
{
	int status = try_lock(path, &c->lock_fd, holder, size, err);

	if (status <= 0)
		return status;
	status = sqlite_file_lock(file, &c->lock_file, err);
	if (status > 0)
		return status;
	unlink(path);
	close(c->lock_fd);
	c->lock_fd = -1;
	snprintf(holder, size, "%s", other_name);
	return status;
}

static int wait_for(struct sqlite_conn *c, const char *file, const char *path, int64_t deadline,
		    struct wb_error *err)
{
	char holder[256] = "";
	int status;

	while ((status = try_both(c, file, path, holder, sizeof(holder), err)) == 0) {
		int64_t left = deadline - kit_clock_ms();

		if (sqlite_host->stopping(c->client))
			return sqlite_host->fail(err, WB_E_CANCELLED,
						 "interrupted while waiting for the lock");
		if (left <= 0) {
			if (!err->detail[0])
				snprintf(err->detail, sizeof(err->detail), "held by %s",
					 holder[0] ? holder : "somebody");
			return sqlite_host->fail(err, WB_E_LOCKED, "another run holds the lock %s",
						 path);
		}
		sqlite3_sleep(left < PAUSE_MS ? (int)left : PAUSE_MS);
	}
	return status;
}

int sqlite_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	struct sqlite_conn *c = conn;
	char *path = NULL, *file;
	int status;

	(void)key; /* the file is the key: whoever has it has all of whimbrel's tables in it */
	/* a database in memory is this connection's alone */
	if (c->memory || c->lock_fd >= 0)
		return 0;
	file = sqlite_real_path(c);
	status = make_path(file, &path, err);
	if (status == 0)
		status = wait_for(c, file, path, kit_clock_ms() + timeout_ms, err);
	free(file);
	if (status < 0) {
		free(path);
		return status;
	}
	share(c, c->lock_fd);
	write_holder(c->lock_fd);
	c->lock_path = path;
	return 0;
}

void sqlite_lock_release(struct sqlite_conn *c)
{
	sqlite_file_unlock(c->lock_file);
	if (c->lock_fd >= 0)
		close(c->lock_fd);
	free(c->lock_path);
	c->lock_file = NULL;
	c->lock_fd = -1;
	c->lock_path = NULL;
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
	sqlite_lock_release(c);
	return status;
}

int sqlite_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
		  struct wb_error *err)
{
	struct sqlite_conn *c = conn;
	char holder[256] = "";
	char *path = NULL, *file;
	int fd, held = 0, status;

	(void)key;
	(void)out_session; /* nobody can end another process's run through SQLite */
	if (c->memory)
		return 0;
	file = sqlite_real_path(c);
	status = make_path(file, &path, err);
	fd = status == 0 ? open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY)
			 : -1;
	/* a shared lock is enough to find out, and two who look don't see each other */
	if (fd >= 0) {
		held = flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
		if (held)
			read_holder(fd, holder, sizeof(holder));
		close(fd);
	}
	if (status == 0 && !held && sqlite_file_held(file)) {
		held = 1;
		snprintf(holder, sizeof(holder), "%s", other_name);
	}
	free(path);
	free(file);
	if (held)
		sqlite_host->append(out, holder[0] ? holder : "somebody",
				    strlen(holder[0] ? holder : "somebody"));
	return status < 0 ? status : held;
}
