/* SPDX-License-Identifier: MIT */
/* Making and dropping the database that a target names, from another one of the same server. */
#include <stdlib.h>
#include <string.h>

#include "postgresql.h"

/* Those that there usually are; which of them one may connect to differs. */
static const char *const others[] = { "postgres", "template1" };

static int connect_beside(const struct wb_params *params, void **out, struct wb_error *err)
{
	struct wb_params other = *params;
	int rc = WB_E_CONNECT;

	other.flags |= WB_CONNECT_WATCHER;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]) && rc < 0; i++) {
		struct wb_error why = WB_ERROR_INIT;

		other.database = others[i];
		rc = pg_connect(&other, out, &why);
		if (rc < 0 && i == 0)
			*err = why;
	}
	if (rc == 0)
		*err = (struct wb_error)WB_ERROR_INIT;
	return rc;
}

/* 1: it is there. */
static int is_there(struct pg_conn *c, const char *name, struct wb_error *err)
{
	PGresult *result =
		pg_row(c, "SELECT count(*) FROM pg_database WHERE datname = $1", &name, 1, err);
	int rc;

	if (!pg_shape(&result, 1, 1, err))
		return kit_failed(err);
	rc = PQgetvalue(result, 0, 0)[0] == '1';
	PQclear(result);
	return rc;
}

static int change(struct pg_conn *c, int32_t what, const char *name, struct wb_error *err)
{
	char *quoted = PQescapeIdentifier(c->db, name, strlen(name)), *sql = NULL;
	int rc = WB_E_NOMEM;

	if (quoted && asprintf(&sql, "%s DATABASE %s",
			       what == WB_DATABASE_CREATE ? "CREATE" : "DROP", quoted) >= 0)
		rc = pg_query(c, sql, NULL, err);
	else
		pg_host->fail(err, rc, "out of memory");
	free(sql);
	PQfreemem(quoted);
	/* somebody else was faster */
	if (rc < 0 &&
	    (strcmp(err->sqlstate, "42P04") == 0 || strcmp(err->sqlstate, "3D000") == 0)) {
		*err = (struct wb_error)WB_ERROR_INIT;
		return 1;
	}
	return rc;
}

int pg_database(const struct wb_params *params, int32_t what, struct wb_error *err)
{
	const char *name = params->database ? params->database : params->user;
	void *conn = NULL;
	int rc;

	if (!name || !*name)
		return pg_host->fail(err, WB_E_CONFIG, "the URL names no database");
	rc = connect_beside(params, &conn, err);
	if (rc < 0)
		return rc;
	rc = is_there(conn, name, err);
	if (rc >= 0)
		rc = rc == (what == WB_DATABASE_CREATE) ? 1 : change(conn, what, name, err);
	pg_close(conn);
	return rc;
}
