/* SPDX-License-Identifier: MIT */
/* Catalogs and schemas, made and dropped: the target's own, and scratch databases, which are schemas of its catalog. */
#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"

/* The same workspace and warehouse, in a schema that stands for that of the target. */
static int copy_login(struct brick_conn *from, struct brick_conn *target, struct brick_conn *to,
		      const char *schema, struct wb_error *err)
{
	if (brick_login_copy(&to->login, &from->login, err) < 0 ||
	    brick_login_set(&to->target_catalog, target->login.catalog, err) < 0 ||
	    brick_login_set(&to->target_schema,
			    target->target_schema ? target->target_schema : target->login.schema,
			    err) < 0)
		return kit_failed(err);
	free(to->login.schema);
	to->login.schema = NULL;
	return brick_login_set(&to->login.schema, schema, err);
}

int brick_scratch_open(void *conn, void *target, const char *name, void **out, struct wb_error *err)
{
	struct brick_conn *c = conn;
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
		made->made = json_object();
		rc = made->curl && made->made ? copy_login(c, target, made, name, err)
					      : kit_no_memory(err);
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

/* With the schemas that were made for it, which are its own by their names. */
int brick_scratch_drop(void *conn, const char *name, struct wb_error *err)
{
	struct brick_conn *c = conn;
	json_t *all = json_array(), *row;
	struct kit_text sql = { 0 };
	size_t i;
	int rc;

	kit_text_write(&sql, brick_scratch_schemas_sql, name, name);
	sql.failed |= !all;
	rc = brick_query(c, &sql, brick_keep_row, all, err);
	json_array_foreach(all, i, row)
	{
		kit_text_write(&sql, "DROP SCHEMA IF EXISTS %N.%N CASCADE", c->login.catalog,
			       brick_column(row, 0));
		rc = rc == 0 ? brick_query(c, &sql, NULL, NULL, err) : rc;
	}
	json_decref(all);
	return rc;
}

/* Nobody is ever connected: one that is there may be in use elsewhere, and says when it was made by its name alone. */
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

	kit_text_write(&sql, brick_scratch_list_sql, prefix);
	return brick_query(conn, &sql, take_name, rows, err);
}

/* 1: it was so already. */
static int change(struct brick_conn *c, struct kit_text *sql, bool makes, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int rc = brick_query(c, sql, NULL, NULL, &why);

	if (rc == 0)
		return 0;
	if (makes ? rc == WB_E_EXISTS : brick_is_absent(&why))
		return 1;
	return kit_because(err, &why);
}

static int make(struct brick_conn *c, const char *catalog, const char *schema, struct wb_error *err)
{
	struct kit_text sql = { 0 };

	/* who may use a catalog may not always make one */
	if (catalog) {
		struct wb_error ignored = WB_ERROR_INIT;

		kit_text_write(&sql, "DESCRIBE CATALOG %N", catalog);
		if (brick_query(c, &sql, NULL, NULL, &ignored) < 0) {
			kit_text_write(&sql, "CREATE CATALOG IF NOT EXISTS %N", catalog);
			if (change(c, &sql, true, err) < 0)
				return kit_failed(err);
		}
	}
	kit_text_write(&sql, catalog ? "CREATE SCHEMA %N.%N" : "CREATE SCHEMA %N",
		       catalog ? catalog : schema, schema);
	return change(c, &sql, true, err);
}

static int drop(struct brick_conn *c, const char *catalog, const char *schema, struct wb_error *err)
{
	struct kit_text sql = { 0 };

	kit_text_write(&sql, catalog ? "DROP SCHEMA %N.%N CASCADE" : "DROP SCHEMA %N CASCADE",
		       catalog ? catalog : schema, schema);
	return change(c, &sql, false, err);
}

int brick_database(const struct wb_params *params, int32_t what, struct wb_error *err)
{
	struct brick_conn *c = brick_open(params, err);
	char *catalog, *schema;
	int rc;

	if (!c)
		return kit_failed(err);
	/* they may not be there, so no request may be about what is in them */
	catalog = c->login.catalog;
	schema = c->login.schema;
	c->login.catalog = c->login.schema = NULL;
	if (!schema)
		rc = kit_host->fail(err, WB_E_CONFIG,
				    "the URL names no schema: schema=NAME, and catalog=NAME");
	else
		rc = what == WB_DATABASE_CREATE ? make(c, catalog, schema, err)
						: drop(c, catalog, schema, err);
	free(catalog);
	free(schema);
	brick_close(c);
	return rc;
}
