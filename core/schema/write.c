/* SPDX-License-Identifier: MIT */
/* Changes as text: SQL for a revision file, and words for people. */
#include "difference.h"

const char *change_word(int32_t kind)
{
	switch (kind) {
	case WB_CHANGE_CREATE:
		return "create";
	case WB_CHANGE_ALTER:
		return "alter";
	case WB_CHANGE_RENAME:
		return "rename";
	default:
		return "drop";
	}
}

void change_title(const struct change *c, struct buf *out)
{
	buf_printf(out, "%s ", change_word(c->kind));
	object_title(c->from ? &c->from->pub : &c->to->pub, out);
}

static void write_warning(const struct wb_risk *risk, struct buf *out)
{
	buf_printf(out, "-- WARNING: %s", risk->reason);
	if (risk->lock[0])
		buf_printf(out, " (lock: %s)", risk->lock);
	buf_char(out, '\n');
}

void difference_write(const struct difference *d, struct buf *out)
{
	for (size_t i = 0; i < d->changes.count; i++) {
		const struct change *c = d->changes.items[i];

		/* another change's SQL does it */
		if (!c->sql.len)
			continue;
		if (c->risk.reason[0])
			write_warning(&c->risk, out);
		buf_add(out, c->sql.data, c->sql.len);
	}
}

bool difference_needs_no_transaction(const struct difference *d)
{
	for (size_t i = 0; i < d->changes.count; i++)
		if (d->changes.items[i]->risk.flags & WB_RENDER_NO_TRANSACTION)
			return true;
	return false;
}
