/* SPDX-License-Identifier: MIT */
/* Making and dropping the database that a target names. */
#include <mysqld_error.h>

#include "link.h"
#include "maria.h"

int maria_database(const struct wb_params *params, int32_t what, struct wb_error *err)
{
	struct wb_params beside = *params;
	struct kit_text sql = { 0 };
	void *conn = NULL;
	int rc;

	if (!params->database || !*params->database)
		return maria_host->fail(err, WB_E_CONFIG, "the URL names no database");
	beside.database = NULL;
	beside.flags |= WB_CONNECT_WATCHER;
	rc = maria_connect(&beside, &conn, err);
	if (rc < 0)
		return rc;
	kit_text_write(&sql, "%s DATABASE %N", what == WB_DATABASE_CREATE ? "CREATE" : "DROP",
		       params->database);
	rc = maria_ask(conn, &sql, NULL, NULL, err);
	if (rc < 0 &&
	    (err->native_code == ER_DB_CREATE_EXISTS || err->native_code == ER_DB_DROP_EXISTS)) {
		*err = (struct wb_error)WB_ERROR_INIT;
		rc = 1;
	}
	maria_close(conn);
	return rc;
}
