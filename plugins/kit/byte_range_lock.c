/* SPDX-License-Identifier: MIT */
/* The lock of the database file itself, by whichever of its names (hard links, bind mounts) it was
 * opened: one byte far behind those that a database locks, for an open file description (F_OFD_SETLK),
 * which a network file system knows as well.
 *
 * Closing any descriptor of a file drops all locks of POSIX's that the process has on it. So each
 * file's descriptor stays open, and is there once in a process. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <whimbrel/kit/lock_file.h>

#define LOCK_BYTE ((off_t)0x7fff000000000000)

struct kit_file {
	struct kit_file *next;
	dev_t device;
	ino_t number;
	int fd;
	bool writable, held; /* the descriptor is the process's, so it does not keep its own threads
			      * apart */
};

static struct kit_file *files;
static pthread_mutex_t files_mutex = PTHREAD_MUTEX_INITIALIZER;

static struct kit_file *find_file(const struct stat *st)
{
	for (struct kit_file *f = files; f; f = f->next)
		if (f->device == st->st_dev && f->number == st->st_ino)
			return f;
	return NULL;
}

/* NULL with errno; ENOENT when another file has the name by now. */
static struct kit_file *open_file(const char *path, const struct stat *st)
{
	struct kit_file *f = calloc(1, sizeof(*f));
	struct stat opened;

	if (!f)
		return NULL;
	f->fd = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	f->writable = f->fd >= 0;
	if (f->fd < 0)
		f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (f->fd < 0) {
		free(f);
		return NULL;
	}
	/* whatever file it is, it stays open */
	if (fstat(f->fd, &opened) < 0)
		opened = *st;
	f->device = opened.st_dev;
	f->number = opened.st_ino;
	f->next = files;
	files = f;
	errno = ENOENT;
	return f->device == st->st_dev && f->number == st->st_ino ? f : NULL;
}

/* Under the mutex. */
static struct kit_file *get_file(const char *path)
{
	struct kit_file *f;
	struct stat st;

	if (stat(path, &st) < 0)
		return NULL;
	f = find_file(&st);
	return f ? f : open_file(path, &st);
}

static int ask(const struct kit_file *f, int command, short type, struct flock *lock)
{
	*lock = (struct flock){
		.l_type = type, .l_whence = SEEK_SET, .l_start = LOCK_BYTE, .l_len = 1
	};
	return fcntl(f->fd, command, lock);
}

static int take(struct kit_file *f)
{
	struct flock lock;

	if (f->held)
		return 0;
	/* who may not write it will be told so by the database, and changes nothing */
	if (f->writable && ask(f, F_OFD_SETLK, F_WRLCK, &lock) < 0)
		return errno == EAGAIN || errno == EACCES ? 0 : -1;
	f->held = true;
	return 1;
}

int kit_file_lock(const char *path, struct kit_file **out, struct wb_error *err)
{
	struct kit_file *f;
	int got = -1, why;

	pthread_mutex_lock(&files_mutex);
	f = get_file(path);
	if (f)
		got = take(f);
	why = errno;
	pthread_mutex_unlock(&files_mutex);
	if (got > 0)
		*out = f;
	/* a file that was removed has no other name */
	if (!f && why == ENOENT)
		return 1;
	return got >= 0 ? got
			: kit_host->fail(err, WB_E_FILE, "%s: it can't be locked: %s", path,
					 strerror(why));
}

void kit_file_unlock(struct kit_file *f)
{
	struct flock lock;

	if (!f)
		return;
	pthread_mutex_lock(&files_mutex);
	ask(f, F_OFD_SETLK, F_UNLCK, &lock);
	f->held = false;
	pthread_mutex_unlock(&files_mutex);
}

bool kit_file_held(const char *path)
{
	struct kit_file *f;
	struct flock lock;
	bool held = false;

	pthread_mutex_lock(&files_mutex);
	f = get_file(path);
	if (f)
		held = f->held ||
		       (ask(f, F_OFD_GETLK, F_WRLCK, &lock) == 0 && lock.l_type != F_UNLCK);
	pthread_mutex_unlock(&files_mutex);
	return held;
}
