/* SPDX-License-Identifier: MIT */
/* For tests of revision files: write one, read it, and gather what was said about it. */
#ifndef WB_TESTS_REVISION_FILE_H
#define WB_TESTS_REVISION_FILE_H

#include "compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "read/revision.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* All tests run in a folder of their own, and their file is called r.sql. */
static char folder[] = "test-revision-XXXXXX";

static int enter_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
	(void)state;
	remove("r.sql");
	return chdir("..") == 0 ? rmdir(folder) : -1;
}

static void write_file(const char *path, const char *text, size_t len)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static void collect(void *ctx, const char *message)
{
	buf_str(ctx, message);
	buf_char(ctx, '\n');
}

/* Read r.sql; NULL when no revision came out of it. Without a cache the file is not kept. */
static struct revision *read_revision(struct text_cache *cache, struct buf *said)
{
	struct problems problems = { .report = collect, .ctx = said };
	struct revision *revision = NULL;

	if (revision_read("r.sql", cache, &problems, &revision) < 0)
		assert_null(revision);
	return revision;
}

/* Is `what` somewhere in what was said? */
#define assert_says(said, what)                                                    \
	do {                                                                       \
		if (!strstr(buf_text(said), what))                                 \
			print_message("no \"%s\" in: %s\n", what, buf_text(said)); \
		assert_non_null(strstr(buf_text(said), what));                     \
	} while (0)

#endif
