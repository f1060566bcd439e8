/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <whimbrel/kit/lock_file.h>

#define PAUSE_MS 50

static char *path_of(const char *file)
{
	char *path = NULL;

	return asprintf(&path, "%s-whimbrel", file) < 0 ? NULL : path;
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

/* Whoever may write the database may take its lock, whatever the umask says, and whoever made it: it gets the
 * owner of the database if root made it, else its group where that may be. */
static void share(const char *file, int fd)
{
	struct stat st;

	if (stat(file, &st) < 0)
		return;
	/* what can't be changed was made by somebody else, and is as they want it */
	if (fchown(fd, geteuid() == 0 ? st.st_uid : (uid_t)-1, st.st_gid) < 0)
		errno = 0;
	if (fchmod(fd, st.st_mode & 0666) < 0)
		return;
}

static int not_ours(const char *path, const char *what, struct wb_error *err)
{
	return kit_host->fail(err, WB_E_FILE,
			      "%s: %s, and the run's lock file must have this name: move it away",
			      path, what);
}

/* Is it a file that may be written and removed? Nothing of it is changed. */
static int check_kind(int fd, const char *path, struct wb_error *err)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return kit_host->fail(err, WB_E_FILE, "lock file %s: %s", path, strerror(errno));
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
		return kit_host->fail(err, WB_E_FILE, "lock file %s: %s", path, strerror(errno));
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
		return kit_host->fail(err, WB_E_FILE, "lock file %s: %s", path, strerror(errno));
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
				return kit_host->fail(err, WB_E_FILE, "lock file %s: %s", path,
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

/* By this name and by all others: 1, 0 with the holder, or negative. */
static int try_both(struct kit_lock_file *l, const char *file, char *holder, size_t size,
		    struct wb_error *err)
{
	int status = try_lock(l->path, &l->fd, holder, size, err);

	if (status <= 0)
		return status;
	status = kit_file_lock(file, &l->file, err);
	if (status > 0)
		return status;
	unlink(l->path);
	close(l->fd);
	l->fd = -1;
	snprintf(holder, size, "%s", other_name);
	return status;
}

static void sleep_ms(int64_t ms)
{
	const struct timespec pause = { .tv_nsec =
						(long)(ms < PAUSE_MS ? ms : PAUSE_MS) * 1000000L };

	nanosleep(&pause, NULL);
}

static int wait_for(struct kit_lock_file *l, const char *file, int64_t deadline,
		    struct wb_client *client, struct wb_error *err)
{
	char holder[256] = "";
	int status;

	while ((status = try_both(l, file, holder, sizeof(holder), err)) == 0) {
		int64_t left = deadline - kit_clock_ms();

		if (kit_host->stopping(client))
			return kit_host->fail(err, WB_E_CANCELLED,
					      "interrupted while waiting for the lock");
		if (left <= 0) {
			if (!err->detail[0])
				snprintf(err->detail, sizeof(err->detail), "held by %s",
					 holder[0] ? holder : "somebody");
			return kit_host->fail(err, WB_E_LOCKED, "another run holds the lock %s",
					      l->path);
		}
		sleep_ms(left);
	}
	return status;
}

int kit_lock_file_take(struct kit_lock_file *lock, const char *file, uint32_t timeout_ms,
		       struct wb_client *client, struct wb_error *err)
{
	struct kit_lock_file l = { .path = path_of(file), .fd = -1 };
	int status = l.path ? wait_for(&l, file, kit_clock_ms() + timeout_ms, client, err)
			    : kit_no_memory(err);

	if (status < 0) {
		free(l.path);
		return status;
	}
	share(file, l.fd);
	write_holder(l.fd);
	*lock = l;
	return 0;
}

void kit_lock_file_release(struct kit_lock_file *lock)
{
	if (!lock->path)
		return;
	kit_file_unlock(lock->file);
	close(lock->fd);
	free(lock->path);
	*lock = (struct kit_lock_file){ 0 };
}

bool kit_lock_file_held(const struct kit_lock_file *lock)
{
	return lock->path && is_there(lock->fd, lock->path);
}

int kit_lock_file_give_back(struct kit_lock_file *lock, struct wb_error *err)
{
	int status = 0;

	/* removed while it is still locked: whoever waits finds out that it has locked a file
	 * without a name */
	if (unlink(lock->path) < 0)
		status = kit_host->fail(err, WB_E_FILE, "lock file %s: %s", lock->path,
					strerror(errno));
	kit_lock_file_release(lock);
	return status;
}

int kit_lock_file_holder(const char *file, struct wb_text *out, struct wb_error *err)
{
	char holder[256] = "", *path = path_of(file);
	int fd, held = 0;

	if (!path)
		return kit_no_memory(err);
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	free(path);
	/* a shared lock is enough to find out, and two who look don't see each other */
	if (fd >= 0) {
		held = flock(fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK;
		if (held)
			read_holder(fd, holder, sizeof(holder));
		close(fd);
	}
	if (!held && kit_file_held(file)) {
		held = 1;
		snprintf(holder, sizeof(holder), "%s", other_name);
	}
	if (held)
		kit_host->append(out, holder[0] ? holder : "somebody",
				 strlen(holder[0] ? holder : "somebody"));
	return held;
}
