/* SPDX-License-Identifier: MIT */
#include "restore_rows.h"

#include "base/error.h"
#include "stream.h"

static int note(struct stream *s, const char *table, struct wb_error *err)
{
	struct buf sql = { 0 };
	struct wb_args row = { .event = JOURNAL_POINT };
	int rc = driver_restore_point(s->settings.composer, table, &sql, err);

	row.detail = buf_text(&sql);
	if (rc == 0)
		rc = stream_push_log(s, &row, err);
	else
		wb_error_prefix(err, "restore point of %s", table);
	buf_release(&sql);
	return rc;
}

int restore_rows_note(struct stream *s, struct wb_error *err)
{
	const struct string_vec *tables = stream_step(s)->points;
	int rc = 0;

	for (size_t i = 0; rc == 0 && tables && !s->settings.offline && i < tables->count; i++)
		rc = note(s, tables->items[i], err);
	return rc;
}
