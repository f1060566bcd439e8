/* SPDX-License-Identifier: MIT */
/* SQL of our own about the tables of a scratch database, which every dialect takes. */
#ifndef WB_CORE_ROWS_TABLE_SQL_H
#define WB_CORE_ROWS_TABLE_SQL_H

#include "scratch/scratch.h"

/* Append a name, or that of a table in full. */
int table_sql_name(struct scratch *s, const char *name, struct buf *out, struct wb_error *err);
int table_sql(struct scratch *s, const struct object *table, struct buf *out, struct wb_error *err);
/* Run a statement; `rows` may be NULL. */
int table_sql_run(struct scratch *s, const struct buf *sql, struct wb_rows *rows,
		  struct wb_error *err);
/* Some ways to fail end the work; all others only say that this is not to be had. */
bool table_sql_ends(int rc);

#endif
