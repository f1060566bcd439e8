/* SPDX-License-Identifier: MIT */
/* For tests of the SQLite dialect: a folder for its files, and a database in memory. */
#ifndef WB_TEST_SQLITE_KIT_H
#define WB_TEST_SQLITE_KIT_H

#include "plugin_kit.h"

static char folder[64];

__attribute__((unused)) static int load(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "./sqlite-XXXXXX");
	return mkdtemp(folder) ? kit_load("sqlite") : -1;
}

__attribute__((unused)) static int unload(void **state)
{
	char command[128];

	snprintf(command, sizeof(command), "rm -rf %s", folder);
	return system(command) == 0 ? kit_unload(state) : -1;
}

/* Good for four calls. */
__attribute__((unused)) static const char *in_folder(const char *name)
{
	static char path[4][128];
	static int turn;

	turn = (turn + 1) % 4;
	snprintf(path[turn], sizeof(path[turn]), "%s/%s", folder, name);
	return path[turn];
}

static int try_open(const char *path, uint32_t flags, const char *option, const char *value,
		    void **out)
{
	const struct wb_pair pair = { .name = option, .value = value };
	const struct wb_params params = { .size = sizeof(params),
					  .flags = flags,
					  .client = &client,
					  .database = path,
					  .options = &pair,
					  .option_count = option ? 1 : 0,
					  .statement_lock_timeout_ms = 50 };

	return dialect->connect(&params, out, kit_clear());
}

__attribute__((unused)) static void *open_file(const char *path)
{
	void *conn = NULL;

	kit_check(try_open(path, 0, NULL, NULL, &conn));
	return conn;
}

/* ------------------------------------------------------------------ in memory */

static void *memory;

__attribute__((unused)) static int open_memory(void **state)
{
	struct wb_params params = { .size = sizeof(params),
				    .client = &client,
				    .database = ":memory:" };

	(void)state;
	buf_clear(&logged);
	return dialect->connect(&params, &memory, kit_clear());
}

__attribute__((unused)) static int close_memory(void **state)
{
	(void)state;
	dialect->close(memory);
	return 0;
}

#endif
