/* SPDX-License-Identifier: MIT */
/* Scratch databases: a schema of the target's catalog each. */
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* The same workspace and warehouse, in another schema. */
static int copy_login(struct brick_conn *from, struct brick_conn *to, const char *schema,
		      struct wb_error *err)
{
	const char *tried = from->target_schema ? from->target_schema : from->login.schema;

	if (brick_login_copy(&to->login, &from->login, err) < 0 ||
	    brick_login_set(&to->target_catalog, from->login.catalog, err) < 0 ||
	    brick_login_set(&to->target_schema, tried, err) < 0)
		return kit_failed(err);
	free(to->login.schema);
	to->login.schema = NULL;
	return brick_login_set(&to->login.schema, schema, err);
}

static int open_here(struct brick_conn *c, const char *name, void **out, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	struct brick_conn *made = calloc(1, sizeof(*made));
	int rc = made ? 0 : kit_no_memory(err);

	if (rc == 0) {
		made->client = c->client;
		made->answered = c->answered;
		made->statement_timeout_ms = c->statement_timeout_ms;
		made->lease = c->lease;
		memcpy(made->run_id, c->run_id, sizeof(made->run_id));
		made->curl = curl_easy_init();
		rc = made->curl ? copy_login(c, made, name, err) : kit_no_memory(err);
	}
	if (rc == 0) {
		kit_text_write(&sql, "CREATE SCHEMA %N.%N", c->login.catalog, name);
		rc = brick_query(c, &sql, NULL, NULL, err);
	}
	if (rc == 0)
		rc = brick_learn_like(made, c, err);
	if (rc < 0) {
		brick_close(made);
		return rc;
	}
	*out = made;
	return 0;
}

int brick_scratch_open(void *conn, void *like, const char *name, void **out, struct wb_error *err)
{
	if (like != conn)
		return kit_host->fail(err, WB_E_UNSUPPORTED,
				      "there are no private servers of this kind: leave `scratch` "
				      "out, or name another workspace or catalog");
	return open_here(conn, name, out, err);
}

int brick_scratch_drop(void *conn, const char *name, struct wb_error *err)
{
	struct brick_conn *c = conn;
	struct kit_text sql = { 0 };

	kit_text_write(&sql, "DROP SCHEMA IF EXISTS %N.%N CASCADE", c->login.catalog, name);
	return brick_query(c, &sql, NULL, NULL, err);
}

/* Nobody is ever connected: one that is there may be in use elsewhere, and says when it was made by its name
 * alone. */
static int take_name(void *ctx, json_t *row)
{
	const char *name = brick_column(row, 0);
	struct wb_value values[2] = { { .data = name, .len = name ? strlen(name) : 0 },
				      { .data = "0", .len = 1 } };

	return name ? kit_host->row(ctx, values, 2) : 0;
}

int brick_scratch_list(void *conn, const char *prefix, struct wb_rows *rows, struct wb_error *err)
{
	struct kit_text sql = { 0 };

	kit_text_write(&sql,
		       "SELECT schema_name FROM information_schema.schemata WHERE "
		       "startswith(schema_name, %L)",
		       prefix);
	return brick_query(conn, &sql, take_name, rows, err);
}
