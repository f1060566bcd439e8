/* SPDX-License-Identifier: MIT */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "error.h"
#include "text.h"

static int read_all(int fd, size_t max, struct buf *out, struct wb_error *err)
{
	size_t total = 0;

	for (;;) {
		char *to = buf_reserve(out, 4096);
		ssize_t got;

		if (!to)
			return buf_check(out, err);
		got = read(fd, to, 4096);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return wb_error_set(err, WB_E_FILE, "can't be read: %s", strerror(errno));
		to[got] = '\0';
		out->len += (size_t)got;
		total += (size_t)got;
		if (total > max)
			return wb_error_set(err, WB_E_FILE, "is larger than %zu bytes", max);
		if (!got)
			return 0;
	}
}

int file_read(const char *path, size_t max, struct buf *out, struct wb_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	struct stat st;
	int status;

	if (fd < 0 && errno == ENOENT)
		return wb_error_set(err, WB_E_FILE, "there is no such file");
	if (fd < 0)
		return wb_error_set(err, WB_E_FILE, "can't be opened: %s", strerror(errno));
	if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
		status = wb_error_set(err, WB_E_FILE, "is a directory, not a file");
	else
		status = read_all(fd, max, out, err);
	close(fd);
	return status;
}

char *file_directory(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return text_dup(".", 1);
	while (slash > path && slash[-1] == '/')
		slash--;
	return slash == path ? text_dup("/", 1) : text_dup(path, (size_t)(slash - path));
}

char *file_join(const char *directory, const char *path)
{
	size_t len;

	while (path[0] == '.' && path[1] == '/' && path[2]) {
		path += 2;
		while (path[0] == '/' && path[1])
			path++;
	}
	if (path[0] == '/' || !directory || strcmp(directory, ".") == 0)
		return text_dup(path, strlen(path));
	if (strcmp(path, ".") == 0)
		return text_dup(directory, strlen(directory));
	len = strlen(directory);
	return text_format("%s%s%s", directory, len && directory[len - 1] == '/' ? "" : "/", path);
}

static int make_folder(const char *path, struct wb_error *err)
{
	struct stat st;

	if (mkdir(path, 0777) == 0)
		return 1;
	if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode))
		return 0;
	return wb_error_set(err, WB_E_FILE, "%s: %s", path,
			    strerror(errno == EEXIST ? ENOTDIR : errno));
}

int file_make_folders(const char *path, struct wb_error *err)
{
	AUTO_FREE char *parts = text_dup(path, strlen(path));
	int made = 0;

	if (!parts)
		return wb_error_nomem(err);
	for (char *slash = parts; made >= 0 && (slash = strchr(slash + 1, '/'));) {
		*slash = '\0';
		made = make_folder(parts, err);
		*slash = '/';
	}
	return made < 0 ? made : make_folder(path, err);
}
