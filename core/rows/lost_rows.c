/* SPDX-License-Identifier: MIT */
#include "lost_rows.h"

#include "base/error.h"
#include "base/text.h"

/* Tables of tables of tables: no more are looked through. */
#define MOST_LEVELS 8

/* Does `part`, a partition or a child, hold rows that are read from `table` as well? */
static bool is_part_of(const struct object *part, const struct object *table, int level)
{
	if (part->pub.kind != WB_KIND_TABLE || level == MOST_LEVELS)
		return false;
	for (size_t i = 0; i < part->needs.count; i++)
		if (part->needs.items[i] == table ||
		    is_part_of(part->needs.items[i], table, level + 1))
			return true;
	return false;
}

/* What its parts lose, they are counted for themselves or known to lose. */
static bool is_lossy(const struct difference *d, const struct object *table)
{
	for (size_t i = 0; i < d->changes.count; i++) {
		const struct change *c = d->changes.items[i];

		if (c->from == table &&
		    (c->kind == WB_CHANGE_DROP || (c->risk.flags & WB_RISK_DATA_LOSS)))
			return true;
		if (c->from && c->from != table && is_part_of(c->from, table, 0))
			return true;
	}
	return false;
}

int lost_rows_begin(struct lost_rows *lost, const struct rows *rows, const struct difference *d,
		    struct wb_error *err)
{
	for (size_t i = 0; i < d->from->objects.count; i++) {
		struct counted c = { .table = d->from->objects.items[i] };
		int rc;

		if (!rows_in(rows, c.table) || is_lossy(d, c.table))
			continue;
		rc = rows_count(lost->scratch, c.table, &c.rows, err);
		if (rc == 0 && c.rows > 0 && counted_vec_push(&lost->counted, c) < 0)
			rc = wb_error_nomem(err);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int tell_loss(const struct counted *before, int64_t now, const char *title,
		     struct string_vec *out)
{
	struct buf line = { 0 };
	int rc;

	buf_printf(&line, "%s: ", title);
	object_title(&before->table->pub, &line);
	buf_printf(&line, " has lost %lld of %lld rows", (long long)(before->rows - now),
		   (long long)before->rows);
	rc = line.failed ? -1 : string_vec_add(out, buf_text(&line));
	buf_release(&line);
	return rc;
}

int lost_rows_end(const struct lost_rows *lost, const struct model *now, struct string_vec *out,
		  struct wb_error *err)
{
	for (size_t i = 0; i < lost->counted.count; i++) {
		const struct counted *before = &lost->counted.items[i];
		const struct object *table = model_find(now, before->table);
		int64_t rows = 0;
		int rc = table ? rows_count(lost->scratch, table, &rows, err) : 0;

		if (rc < 0)
			return rc;
		if (table && rows >= 0 && rows < before->rows &&
		    tell_loss(before, rows, lost->title, out) < 0)
			return wb_error_nomem(err);
	}
	return 0;
}
