/* SPDX-License-Identifier: MIT */
/* A change on its way to SQL: what the files that write it share. */
#ifndef WB_DATABRICKS_RENDER_H
#define WB_DATABRICKS_RENDER_H

#include "schema.h"

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
