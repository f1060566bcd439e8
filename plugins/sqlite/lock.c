/* SPDX-License-Identifier: MIT */
/* The lock of a run: a file beside the database. A database in memory is this connection's alone. */
#include <stdlib.h>
#include <string.h>

#include "sqlite.h"

/* What SQLite calls the file: absolute, without links; NULL when there is no memory. */
static char *sqlite_real_path(const struct sqlite_conn *c)
{
	/* SQLite's own answer follows links and file: names; it is absolute */
	const char *file = sqlite3_db_filename(c->db, "main");
	char *real = file && *file ? realpath(file, NULL) : NULL;

	return real ? real : strdup(file ? file : c->path);
}

/* The file is the key: whoever has it has all of whimbrel's tables in it. */
int sqlite_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	struct sqlite_conn *c = conn;
	char *file;
	int status;

	(void)key;
	if (c->memory || c->lock.path)
		return 0;
	file = sqlite_real_path(c);
	status = file ? kit_lock_file_take(&c->lock, file, timeout_ms, c->client, err)
		      : kit_no_memory(err);
	free(file);
	return status;
}

int sqlite_guard(struct sqlite_conn *c, struct wb_error *err)
{
	if (c->memory || kit_lock_file_held(&c->lock))
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
	if (status == 0 && !c->memory)
		return kit_lock_file_give_back(&c->lock, err);
	kit_lock_file_release(&c->lock);
	return status;
}

int sqlite_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
		  struct wb_error *err)
{
	struct sqlite_conn *c = conn;
	char *file;
	int held;

	(void)key;
	(void)out_session; /* nobody can end another process's run through SQLite */
	if (c->memory)
		return 0;
	file = sqlite_real_path(c);
	held = file ? kit_lock_file_holder(file, out, err) : kit_no_memory(err);
	free(file);
	return held;
}
