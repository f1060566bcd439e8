/* SPDX-License-Identifier: MIT */
/* Temporary tables of a step that no transaction holds, as they are behind each statement: a copy of the
 * whole database `temp` is a row of main.whimbrel_kept, which commits with the statement's end row. A step
 * that is taken up gets it back page for page. The table is there for as long as the step is under way. */
#include <string.h>

#include "sqlite.h"

/* A copy is made behind each statement that changes it: a larger one is not kept, and told when it is missed. */
#define KEPT_MOST (4 << 20)
#define TABLE "main.whimbrel_kept"

#if SQLITE_VERSION_NUMBER >= 3036000

static int store(struct sqlite_conn *c, const unsigned char *data, sqlite3_int64 size,
		 struct wb_error *err)
{
	sqlite3_stmt *insert = NULL;
	int rc;

	c->keeps = true;
	rc = sqlite3_exec(c->db,
			  "CREATE TABLE IF NOT EXISTS " TABLE
			  " (id INTEGER PRIMARY KEY, data BLOB NOT NULL)",
			  NULL, NULL, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_prepare_v2(c->db, "INSERT OR REPLACE INTO " TABLE " VALUES (1, ?)", -1,
					&insert, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_bind_blob64(insert, 1, data, (sqlite3_uint64)size, SQLITE_STATIC);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(insert);
	if (rc != SQLITE_DONE)
		sqlite_fail(c, rc, err);
	sqlite3_finalize(insert);
	return rc == SQLITE_DONE ? 0 : kit_failed(err);
}

/* The journal's row about a statement that was done comes: what it has left is stored in front of it. */
int sqlite_keep(struct sqlite_conn *c, struct wb_error *err)
{
	sqlite3_int64 size = 0;
	unsigned char *data;
	int status;

	if (!c->session.temporary || c->unkeepable)
		c->kept = false;
	if (!c->session.temporary || c->unkeepable || (c->kept && !c->wrote_temporary))
		return 0;
	c->kept = false;
	data = sqlite3_serialize(c->db, "temp", &size, 0);
	if (!data || size > KEPT_MOST) {
		sqlite3_free(data);
		return 0;
	}
	status = store(c, data, size, err);
	sqlite3_free(data);
	c->kept = status == 0;
	c->wrote_temporary = false;
	return status;
}

static sqlite3 *open_copy(struct sqlite_conn *c)
{
	sqlite3_stmt *read = NULL;
	sqlite3 *copy = NULL;
	unsigned char *data = NULL;
	int size = 0;

	if (sqlite3_prepare_v2(c->db, "SELECT data FROM " TABLE " WHERE id = 1", -1, &read, NULL) ==
		    SQLITE_OK &&
	    sqlite3_step(read) == SQLITE_ROW) {
		size = sqlite3_column_bytes(read, 0);
		data = sqlite3_malloc(size + 1);
	}
	if (data)
		memcpy(data, sqlite3_column_blob(read, 0), (size_t)size);
	sqlite3_finalize(read);
	if (!data)
		return NULL;
	if (sqlite3_open(":memory:", &copy) != SQLITE_OK) {
		sqlite3_free(data);
	} else if (sqlite3_deserialize(copy, "main", data, size, size,
				       SQLITE_DESERIALIZE_FREEONCLOSE) == SQLITE_OK) {
		return copy;
	}
	sqlite3_close(copy);
	return NULL;
}

int sqlite_keep_recall(struct sqlite_conn *c, struct wb_error *err)
{
	sqlite3 *copy = open_copy(c);
	sqlite3_backup *backup = copy ? sqlite3_backup_init(c->db, "temp", copy, "main") : NULL;
	bool done = backup && sqlite3_backup_step(backup, -1) == SQLITE_DONE;

	done &= sqlite3_backup_finish(backup) == SQLITE_OK && backup;
	sqlite3_close(copy);
	c->session.temporary = c->keeps = true;
	c->kept = done;
	c->wrote_temporary = !done;
	return done ? 0
		    : sqlite_host->fail(err, WB_E_UNCERTAIN,
					"the temporary tables of the connection that was "
					"interrupted can't be read back from the table "
					"whimbrel_kept: %s",
					sqlite3_errmsg(c->db));
}

#else

int sqlite_keep(struct sqlite_conn *c, struct wb_error *err)
{
	(void)c;
	(void)err;
	return 0;
}

int sqlite_keep_recall(struct sqlite_conn *c, struct wb_error *err)
{
	(void)c;
	return sqlite_host->fail(err, WB_E_UNCERTAIN,
				 "a newer SQLite has kept the temporary tables of the connection "
				 "that was interrupted: go on with that");
}

#endif

/* The step is over. */
int sqlite_keep_end(struct sqlite_conn *c, struct wb_error *err)
{
	bool was = c->keeps;

	c->kept = c->keeps = c->unkeepable = c->wrote_temporary = false;
	c->temp_store[0] = '\0';
	return was ? sqlite_simple(c, "DROP TABLE IF EXISTS " TABLE, NULL, 0, err) : 0;
}
