/* SPDX-License-Identifier: MIT */
/* Scratch databases are in memory: nothing is left behind, whatever happens. */
#include "schema.h"

/* Memory is a server for this and nothing else, but files are still files. */
int sqlite_scratch_open(void *conn, void *like, const char *name, void **out, struct wb_error *err)
{
	const struct sqlite_conn *from = conn;
	struct wb_params params = { .size = sizeof(params),
				    .client = from->client,
				    .database = ":memory:" };
	struct sqlite_conn *c;
	void *made = NULL;
	int rc = sqlite_connect(&params, &made, err);

	(void)like;
	(void)name;
	if (rc < 0)
		return rc;
	c = made;
	c->scratch = true;
	*out = made;
	return 0;
}
