/* SPDX-License-Identifier: MIT */
#include "base/error.h"
#include "rows.h"
#include "table_order.h"
#include "table_sql.h"

static int clear_table(struct scratch *s, const struct object *table, struct wb_error *err)
{
	struct buf sql = { 0 };
	int rc;

	buf_str(&sql, "DELETE FROM ");
	rc = table_sql(s, table, &sql, err);
	if (rc == 0)
		rc = table_sql_run(s, &sql, NULL, err);
	buf_release(&sql);
	return rc;
}

int rows_clear(struct rows *rows, struct scratch *s, const struct model *model,
	       struct wb_error *err)
{
	struct object_vec order = { 0 };
	int rc = tables_parents_first(&model->objects, &order) < 0 ? wb_error_nomem(err) : 0;

	for (size_t i = order.count; rc == 0 && i > 0; i--)
		if (rows_tried(rows, order.items[i - 1]))
			rc = clear_table(s, order.items[i - 1], err);
	object_vec_release(&order);
	if (rc == 0)
		rows_release(rows);
	return rc;
}
