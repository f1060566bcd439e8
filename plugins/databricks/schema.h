/* SPDX-License-Identifier: MIT */
/* The schema slots. A database here is one schema of a catalog. */
#ifndef WB_DATABRICKS_SCHEMA_H
#define WB_DATABRICKS_SCHEMA_H

#include <whimbrel/kit/object.h>

#include "databricks.h"

int brick_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		     struct wb_error *err);
int brick_render(void *conn, const struct wb_change *change, struct wb_text *out,
		 struct wb_risk *risk, struct wb_error *err);
int brick_scratch_open(void *conn, void *like, const char *name, void **out, struct wb_error *err);
int brick_scratch_drop(void *conn, const char *name, struct wb_error *err);
int brick_scratch_list(void *conn, const char *prefix, struct wb_rows *rows, struct wb_error *err);

/* objects.sql, with the schema's name seven times. */
extern const char brick_objects_sql[];

/* What stands in front of the key of a table's property, as an attribute. */
#define BRICK_PROPERTY "property "

/* Properties of a table, from DESCRIBE DETAIL: give those that people set. */
int brick_give_properties(struct kit_object *table, json_t *properties);
/* … and its checks, which are properties too. */
int brick_give_checks(struct wb_schema *sink, const char *table, json_t *properties,
		      struct wb_error *err);

#endif
