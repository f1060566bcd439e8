/* SPDX-License-Identifier: MIT */
/* Scratch databases are in memory: nothing is left behind, whatever happens. */
#include "schema.h"

static int open_scratch(const struct sqlite_conn *like, void **out, struct wb_error *err)
{
	struct wb_params params = { .size = sizeof(params),
				    .client = like->client,
				    .database = ":memory:" };
	struct sqlite_conn *c;
	void *conn = NULL;
	int rc = sqlite_connect(&params, &conn, err);

	if (rc < 0)
		return rc;
	c = conn;
	c->scratch = true;
	*out = conn;
	return 0;
}

int sqlite_scratch(void *conn, int32_t what, const char *name, void **out, struct wb_rows *rows,
		   struct wb_error *err)
{
	(void)name;
	(void)rows;
	/* memory is a server for this and nothing else, but files are still files */
	return what == WB_SCRATCH_OPEN || what == WB_SCRATCH_OPEN_LIKE
		       ? open_scratch(conn, out, err)
		       : 0;
}
