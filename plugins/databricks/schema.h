/* SPDX-License-Identifier: MIT */
/* The schema slots. A database here is a catalog, of which one schema is the current one. */
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

/* objects.sql: both want to be told which schemas, the latter six times. */
extern const char brick_schemas_sql[], brick_objects_sql[];
extern const char brick_scratch_schemas_sql[], brick_scratch_list_sql[];
extern const char brick_schemas_all[], brick_schemas_but[], brick_schemas_is[],
	brick_schemas_like[];

/* On a scratch connection, whose schema stands for the target's own, another one has its name behind that. */
#define BRICK_BEHIND "__"

/* scratch_bounds.c: what an answer says in the names of a scratch connection's schemas, in those of the target's. */
void brick_put_back(const struct brick_conn *c, json_t *row, size_t columns);
void brick_put_schemas(const struct brick_conn *c, const struct wb_scope *scope,
		       struct kit_text *out);

/* What stands in front of the key of a table's property, as an attribute. */
#define BRICK_PROPERTY "property "

/* properties.c: does a key begin so, or so? */
bool brick_begins_any(const char *key, const char *beginnings);
/* Properties of a table, from DESCRIBE DETAIL: set those that people set, and give its checks, which are properties too. */
int brick_give_properties(struct kit_object *table, json_t *properties, struct wb_schema *sink,
			  struct wb_error *err);

/* ------------------------------------------------------------------ type.c: struct<a: int, b: array<string>> */
struct brick_type {
	char *name; /* of a field; "element", "key" and "value" of what has no names; NULL: of none */
	char *word; /* "struct", "array", "map", or all of a type without parts */
	char *rest; /* of a field: "", or " NOT NULL COMMENT '…'" */
	struct brick_type *parts;
	size_t count;
};

/* False: it can't be read, and nothing is to be released. Names of fields may be quoted or not. */
bool brick_type_read(const char *text, struct brick_type *out);
void brick_type_release(struct brick_type *t);
/* As SQL. */
void brick_type_write(const struct brick_type *t, struct kit_text *out);

/* ------------------------------------------------------------------ a change on its way to SQL */
struct rendering {
	const struct wb_change *change;
	struct wb_text *out;
	struct wb_risk *risk;
	struct wb_error *err;
};

/* render_table.c */
int brick_render_table(struct rendering *r);
void brick_put_column_list(struct rendering *r, const char *list);
void brick_put_comment(struct rendering *r, const struct wb_object *o);
void brick_put_primary_key(struct rendering *r, const struct wb_object *key);
/* What a table's features become stays. */
void brick_risk_protocol(struct rendering *r, const char *table);
bool brick_has_default(const struct wb_family *family);

/* render_column.c */
int brick_render_column(struct rendering *r);
int brick_rename_column(struct rendering *r);

/* render_type.c */
int brick_change_type(struct rendering *r, const struct wb_object *from,
		      const struct wb_object *to);
/* What Delta does not turn on by itself for the type of column `c`. */
void brick_put_feature(struct rendering *r, const struct wb_object *c);
/* Fails where the table has no column mapping: `path` of column `c` can't be dropped, or renamed. */
int brick_needs_mapping(struct rendering *r, const struct wb_object *c, const char *path,
			const char *what);

#endif
