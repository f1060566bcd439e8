/* SPDX-License-Identifier: MIT */
/* Changing a file so that whoever reads it, and whoever finds it after a crash, sees the old text or
 * the new one. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "file.h"
#include "text.h"

/* All of `text`; -1 with errno. */
static int file_write(int fd, const char *text, size_t len)
{
	while (len) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		text += n;
		len -= (size_t)n;
	}
	return 0;
}

/* The permissions of what is there; of a new file those that anybody's would have. */
static mode_t mode_for(const char *path)
{
	struct stat st;
	mode_t mask;

	if (stat(path, &st) == 0)
		return st.st_mode & 07777;
	mask = umask(0);
	umask(mask);
	return 0666 & ~mask;
}

int file_write_beside(const char *path, const char *text, size_t len, char **out,
		      struct wb_error *err)
{
	char *beside = text_format("%s.whimbrel-XXXXXX", path);
	int fd, saved = 0;

	if (!beside)
		return wb_error_nomem(err);
	fd = mkstemp(beside);
	if (fd < 0) {
		free(beside);
		return wb_error_set(err, WB_E_FILE, "%s: no file can be made beside it: %s", path,
				    strerror(errno));
	}
	if (file_write(fd, text, len) < 0 || fchmod(fd, mode_for(path)) < 0 || fsync(fd) < 0)
		saved = errno;
	if (close(fd) < 0 && !saved)
		saved = errno;
	if (!saved) {
		*out = beside;
		return 0;
	}
	unlink(beside);
	free(beside);
	return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(saved));
}

/* A file's new name is on disk once its folder is synced. Where a folder can't be, the name gets there
 * later by itself. */
static void sync_directory(const char *path)
{
	AUTO_FREE char *directory = file_directory(path);
	int fd = directory ? open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	fsync(fd);
	close(fd);
}

int file_move(const char *from, const char *to, struct wb_error *err)
{
	if (rename(from, to) < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", to, strerror(errno));
	sync_directory(to);
	return 0;
}

int file_create(const char *path, const char *text, size_t len, struct wb_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	int saved = 0;

	if (fd < 0 && errno == EEXIST)
		return 0;
	if (fd < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
	if (file_write(fd, text, len) < 0)
		saved = errno;
	if (close(fd) < 0 && !saved)
		saved = errno;
	if (!saved)
		return 1;
	unlink(path);
	return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(saved));
}
