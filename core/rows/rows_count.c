/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/error.h"
#include "rows.h"
#include "table_sql.h"

static int take_count(void *ctx, const struct wb_value *values, size_t count)
{
	if (count > 0 && values[0].data)
		*(int64_t *)ctx = strtoll(values[0].data, NULL, 10);
	return 0;
}

int rows_count(struct scratch *s, const struct object *table, int64_t *out, struct wb_error *err)
{
	struct buf sql = { 0 };
	struct wb_rows sink = { take_count, out };
	int rc;

	*out = -1;
	buf_str(&sql, "SELECT count(*) FROM ");
	rc = table_sql(s, table, &sql, err);
	if (rc == 0)
		rc = table_sql_run(s, &sql, &sink, err);
	buf_release(&sql);
	if (rc < 0 && !table_sql_ends(rc)) {
		wb_error_clear(err);
		rc = 0;
	}
	return rc;
}
