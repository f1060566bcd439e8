/* SPDX-License-Identifier: MIT */
/* The target's catalog and schema, made and dropped. */
#include <stdlib.h>
#include <string.h>

#include "databricks.h"

/* 1: it was so already. */
static int change(struct brick_conn *c, struct kit_text *sql, bool makes, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int rc = brick_query(c, sql, NULL, NULL, &why);

	if (rc == 0)
		return 0;
	if (makes ? rc == WB_E_EXISTS : brick_is_absent(&why))
		return 1;
	if (err && !err->status)
		*err = why;
	return rc;
}

static void write_schema(struct kit_text *sql, const char *verb, const char *catalog,
			 const char *schema)
{
	kit_text_write(sql, "%s SCHEMA ", verb);
	if (catalog)
		kit_text_write(sql, "%N.", catalog);
	kit_text_write(sql, "%N", schema);
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
	write_schema(&sql, "CREATE", catalog, schema);
	return change(c, &sql, true, err);
}

static int drop(struct brick_conn *c, const char *catalog, const char *schema, struct wb_error *err)
{
	struct kit_text sql = { 0 };

	write_schema(&sql, "DROP", catalog, schema);
	kit_text_add(&sql, " CASCADE");
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
