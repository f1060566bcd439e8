/* SPDX-License-Identifier: MIT */
/* Temporary tables go with the connection. */
#include "sqlite.h"

void sqlite_lost_release(struct sqlite_conn *c)
{
	kit_lost_release(&c->lost);
}

int sqlite_remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
		    struct wb_text *out_sql, struct wb_error *err)
{
	const struct kit_part statement = { text, len };
	struct sqlite_conn *c = conn;

	(void)facts;
	(void)fresh;
	if (!c)
		return 0;
	if (kit_lost_check(&c->lost, &statement, "connection", true, err) < 0)
		return err->status;
	kit_add(out_sql, "SELECT coalesce(group_concat('t ' || hex(name), char(10)), '')");
	for (const struct kit_lost *l = c->lost; l; l = l->next)
		kit_write(out_sql, " || char(10) || 't ' || hex(%L)", l->name);
	kit_add(out_sql, " FROM temp.sqlite_schema WHERE type IN ('table', 'view')");
	return 0;
}

int sqlite_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err)
{
	struct sqlite_conn *c = conn;

	(void)undone;
	sqlite_lost_release(c);
	return kit_lost_read(&c->lost, memory, err);
}
