/* SPDX-License-Identifier: MIT */
#include "table_sql.h"

#include <string.h>

int table_sql_name(struct scratch *s, const char *name, struct buf *out, struct wb_error *err)
{
	return driver_quote_name(composer_of(s->conn), name, strlen(name), out, err);
}

int table_sql(struct scratch *s, const struct object *table, struct buf *out, struct wb_error *err)
{
	const char *space = table->pub.namespace_;
	int rc = space && *space ? table_sql_name(s, space, out, err) : 0;

	if (space && *space)
		buf_char(out, '.');
	return rc < 0 ? rc : table_sql_name(s, table->pub.name, out, err);
}

int table_sql_run(struct scratch *s, const struct buf *sql, struct wb_rows *rows,
		  struct wb_error *err)
{
	const struct wb_op op = { .size = sizeof(op),
				  .kind = rows ? WB_OP_EXPECT : WB_OP_USER,
				  .id = 1,
				  .text = buf_text(sql),
				  .len = sql->len,
				  .full_len = sql->len };
	int rc = buf_check(sql, err);

	return rc < 0 ? rc : driver_execute(s->conn, &op, rows, err);
}

bool table_sql_ends(int rc)
{
	return rc == WB_E_CANCELLED || rc == WB_E_LOST || rc == WB_E_NOMEM || rc == WB_E_INTERNAL;
}
