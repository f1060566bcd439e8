/* SPDX-License-Identifier: MIT */
/* The lock of a database that is a file, the same one that the database's own dialect takes. All others have
 * a lease. */
#include <stdlib.h>

#include "odbc.h"

static char *real_path(const struct odbc_conn *c)
{
	return *c->database ? realpath(c->database, NULL) : NULL;
}

int odbc_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err)
{
	struct odbc_conn *c = conn;
	char *file;
	int rc;

	(void)key;
	if (c->locked)
		return 0;
	file = real_path(c);
	/* in memory it is this connection's alone */
	rc = file ? kit_lock_file_take(&c->lock, file, timeout_ms, c->client, err) : 0;
	free(file);
	c->locked = rc == 0;
	return rc;
}

int odbc_unlock(void *conn, const char *key, struct wb_error *err)
{
	struct odbc_conn *c = conn;

	(void)key;
	if (!c->locked)
		return odbc_host->fail(err, WB_E_LOCK_LOST,
				       "this connection has no lock to release");
	c->locked = false;
	if (!c->lock.path)
		return 0;
	if (kit_lock_file_held(&c->lock))
		return kit_lock_file_give_back(&c->lock, err);
	kit_lock_file_release(&c->lock);
	return odbc_host->fail(err, WB_E_LOCK_LOST,
			       "this run's lock is gone: its lock file was removed");
}

int odbc_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
		struct wb_error *err)
{
	struct odbc_conn *c = conn;
	char *file = c->own.file ? real_path(c) : NULL;
	int rc = file ? kit_lock_file_holder(file, out, err) : 0;

	(void)key;
	(void)out_session;
	free(file);
	return rc;
}
