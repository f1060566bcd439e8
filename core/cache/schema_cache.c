/* SPDX-License-Identifier: MIT */
/* A note is a file with the name of what is expected, and a line for each schema that was found to be
 * it. The folder is the user's alone, since whoever may write there could vouch for anything. */
#include "schema_cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"

#define KEPT_S ((time_t)90 * 24 * 3600)
#define KEPT_MOST 1024

/* $XDG_CACHE_HOME/whimbrel, or that of the home folder; NULL: there is none. */
static char *folder(void)
{
	const char *cache = secure_getenv("XDG_CACHE_HOME"), *home = secure_getenv("HOME");

	if (cache && *cache == '/')
		return text_format("%s/whimbrel", cache);
	return home && *home == '/' ? text_format("%s/.cache/whimbrel", home) : NULL;
}

static int make_folder(char *path)
{
	for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(path, 0700);
		*slash = '/';
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST ? 0 : -1;
}

/* The folder, if nobody else may write there; -1. */
static int open_folder(bool make)
{
	AUTO_FREE char *path = folder();
	struct stat st;
	int fd;

	if (!path || (make && make_folder(path) < 0))
		return -1;
	fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && st.st_uid == geteuid() && !(st.st_mode & 022))
		return fd;
	close(fd);
	return -1;
}

#define LINE (sizeof(((struct fingerprint *)NULL)->text))
#define MOST_LINES 1024

static int open_note(int folder, const struct fingerprint *expected, bool add)
{
	int fd = openat(folder, expected->text,
			(add ? O_RDWR | O_CREAT | O_APPEND : O_RDONLY) | O_CLOEXEC | O_NOFOLLOW,
			0600);
	struct stat st;

	if (fd < 0)
		return -1;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
	    !(st.st_mode & 022) && st.st_mtime + KEPT_S > time(NULL) &&
	    (size_t)st.st_size <= MOST_LINES * LINE)
		return fd;
	close(fd);
	/* too old, too long or not ours: begin anew */
	unlinkat(folder, expected->text, 0);
	return -1;
}

static bool has_line(int note, const struct fingerprint *schema)
{
	char line[LINE];

	while (read(note, line, LINE) == (ssize_t)LINE)
		if (line[LINE - 1] == '\n' && memcmp(line, schema->text, LINE - 1) == 0)
			return true;
	return false;
}

static bool look(const struct fingerprint *expected, const struct fingerprint *schema)
{
	int fd = open_folder(false), note = fd < 0 ? -1 : open_note(fd, expected, false);
	bool found = note >= 0 && (!schema || has_line(note, schema));

	if (note >= 0)
		close(note);
	if (fd >= 0)
		close(fd);
	return found;
}

bool schema_cache_knows(const struct fingerprint *expected)
{
	return look(expected, NULL);
}

bool schema_cache_has(const struct fingerprint *expected, const struct fingerprint *schema)
{
	return look(expected, schema);
}

/* Notes that nobody has needed for long, and where they have become too many some others than `kept`. */
static void clear_old(int fd, const char *kept)
{
	int again = dup(fd);
	DIR *dir = again < 0 ? NULL : fdopendir(again);
	const struct dirent *entry;
	struct stat st;
	size_t count = 0;

	if (!dir) {
		if (again >= 0)
			close(again);
		return;
	}
	while ((entry = readdir(dir)))
		if (strlen(entry->d_name) == LINE - 1 && strcmp(entry->d_name, kept) != 0 &&
		    fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
		    (++count > KEPT_MOST || st.st_mtime + KEPT_S <= time(NULL)))
			unlinkat(fd, entry->d_name, 0);
	closedir(dir);
}

void schema_cache_add(const struct fingerprint *expected, const struct fingerprint *schema)
{
	char line[LINE];
	int fd = open_folder(true), note;

	if (fd < 0)
		return;
	note = open_note(fd, expected, true);
	if (note < 0)
		note = open_note(fd, expected, true);
	memcpy(line, schema->text, LINE);
	line[LINE - 1] = '\n';
	/* one write: whoever reads meanwhile sees all of a line, or takes it for none */
	if (note >= 0 && !has_line(note, schema) && write(note, line, LINE) != (ssize_t)LINE)
		unlinkat(fd, expected->text, 0);
	if (note >= 0)
		close(note);
	clear_old(fd, expected->text);
	close(fd);
}
