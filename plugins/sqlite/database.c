/* SPDX-License-Identifier: MIT */
/* Making and removing a database's file, and what SQLite and we have beside it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sqlite.h"

static int complain(const char *path, const char *what, struct wb_error *err)
{
	return sqlite_host->fail(err, WB_E_FILE, "%s can't be %s: %s", path, what, strerror(errno));
}

static int make(const char *path, struct wb_error *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0)
		return errno == EEXIST ? 1 : complain(path, "made", err);
	close(fd);
	return 0;
}

/* What is not there need not go. */
static int remove_beside(const char *path, const char *suffix, struct wb_error *err)
{
	char *beside = NULL;
	int rc = 0;

	if (asprintf(&beside, "%s%s", path, suffix) < 0)
		return sqlite_host->fail(err, WB_E_NOMEM, "out of memory");
	if (unlink(beside) < 0 && errno != ENOENT)
		rc = complain(beside, "removed", err);
	free(beside);
	return rc;
}

/* The file goes last: what is beside it is worth nothing without it, and must not meet a new one. */
static int remove_all(const char *path, struct wb_error *err)
{
	static const char *const suffixes[] = { "-wal", "-shm", "-journal", "-whimbrel" };
	int rc = 0;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return 1;
	for (size_t i = 0; rc == 0 && i < sizeof(suffixes) / sizeof(suffixes[0]); i++)
		rc = remove_beside(path, suffixes[i], err);
	return rc == 0 ? remove_beside(path, "", err) : rc;
}

int sqlite_database(const struct wb_params *params, int32_t what, struct wb_error *err)
{
	const char *path = params->database;

	if (!path || !*path || strcmp(path, ":memory:") == 0)
		return sqlite_host->fail(err, WB_E_UNSUPPORTED,
					 "a database in memory is neither made nor dropped");
	return what == WB_DATABASE_CREATE ? make(path, err) : remove_all(path, err);
}
