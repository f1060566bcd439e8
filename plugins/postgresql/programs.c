/* SPDX-License-Identifier: MIT */
/* Where PostgreSQL's programs are on this machine. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "programs.h"

/* Where systems keep them, with the major version in the path. */
static const char *const folders[] = {
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/usr/lib/postgresql*/bin",
	"/usr/local/pgsql/bin",
	"/usr/local/bin",
	"/usr/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
};

/* The version in the path: "/usr/lib/postgresql/15/bin": 15. */
static long version_in(const char *path)
{
	path += strcspn(path, "0123456789");
	return *path ? strtol(path, NULL, 10) : 0;
}

static void look_in(const struct pg_search *search, const char *folder, size_t len,
		    struct pg_programs *best)
{
	struct pg_programs one;
	char program[PG_PROGRAMS_MOST + 32];

	if (len >= sizeof(one.folder))
		return;
	snprintf(one.folder, sizeof(one.folder), "%.*s", (int)len, folder);
	snprintf(program, sizeof(program), "%s/%s", one.folder, search->program);
	one.version = version_in(one.folder);
	if (access(program, X_OK) == 0 && search->better(&one, best, search->wanted))
		*best = one;
}

static void look_in_path(const struct pg_search *search, struct pg_programs *best)
{
	for (const char *at = getenv("PATH"); at && *at; at += strspn(at, ":")) {
		size_t len = strcspn(at, ":");

		if (*at == '/')
			look_in(search, at, len, best);
		at += len;
	}
}

bool pg_find_programs(const struct pg_search *search, struct pg_programs *out)
{
	*out = (struct pg_programs){ .version = 0 };
	look_in_path(search, out);
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		glob_t found;

		if (glob(folders[i], 0, NULL, &found) != 0)
			continue;
		for (size_t k = 0; k < found.gl_pathc; k++)
			look_in(search, found.gl_pathv[k], strlen(found.gl_pathv[k]), out);
		globfree(&found);
	}
	return *out->folder;
}
