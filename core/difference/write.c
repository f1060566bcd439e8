/* SPDX-License-Identifier: MIT */
/* Changes as text: SQL for a revision file, and words for people. */
#include <string.h>

#include "base/error.h"
#include "base/secrets.h"
#include "base/text.h"
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
	buf_str(out, "-- WARNING: ");
	buf_in_line(out, risk->reason);
	if (risk->lock[0])
		buf_printf(out, " (lock: %s)", risk->lock);
	buf_char(out, '\n');
}

static bool needs_settings(const struct difference *d)
{
	if (d->flags & WB_CHANGE_DUMP)
		return d->changes.count > 0;
	for (size_t i = 0; i < d->changes.count; i++)
		if (d->changes.items[i]->risk.flags & WB_RENDER_SETTINGS)
			return true;
	return false;
}

int difference_settings(const struct difference *d, struct connection *conn, bool back,
			struct buf *out, struct wb_error *err)
{
	const struct wb_change change = { .size = sizeof(change),
					  .kind = back ? WB_CHANGE_SETTINGS_BACK
						       : WB_CHANGE_SETTINGS,
					  .flags = d->flags };
	struct wb_risk risk = { .size = sizeof(risk) };

	return needs_settings(d) && driver_can(conn, WB_F_SETTINGS)
		       ? driver_render(conn, &change, out, &risk, err)
		       : 0;
}

int difference_write(struct difference *d, struct connection *conn, struct buf *out,
		     struct wb_error *err)
{
	int rc = difference_settings(d, conn, false, out, err);

	d->settings_lines = text_lines(buf_text(out), out->len);
	for (size_t i = 0; rc == 0 && i < d->changes.count; i++) {
		const struct change *c = d->changes.items[i];

		/* another change's SQL does it */
		if (!c->sql.len)
			continue;
		if (c->risk.reason[0])
			write_warning(&c->risk, out);
		buf_add(out, c->sql.data, c->sql.len);
	}
	if (rc == 0)
		rc = difference_settings(d, conn, true, out, err);
	return rc == 0 ? buf_check(out, err) : rc;
}

const struct change *difference_at(const struct difference *d, uint32_t line)
{
	size_t last = d->settings_lines;

	for (size_t i = 0; i < d->changes.count && line > d->settings_lines; i++) {
		const struct change *c = d->changes.items[i];

		if (!c->sql.len)
			continue;
		last += (c->risk.reason[0] != '\0') + text_lines(c->sql.data, c->sql.len);
		if (line <= last)
			return c;
	}
	return NULL;
}

bool difference_needs_no_transaction(const struct difference *d)
{
	for (size_t i = 0; i < d->changes.count; i++)
		if (d->changes.items[i]->risk.flags & WB_RENDER_NO_TRANSACTION)
			return true;
	return false;
}

/* ------------------------------------------------------------------ telling differences */

/* Attributes are sorted by key in both: go through them together. */
void describe_difference(const struct object *from, const struct object *to, struct buf *out)
{
	const struct wb_object *a = &from->pub, *b = &to->pub;
	size_t i = 0, j = 0;
	const char *comma = "";

	while (i < a->attribute_count || j < b->attribute_count) {
		const struct wb_attribute *x = i < a->attribute_count ? &a->attributes[i] : NULL;
		const struct wb_attribute *y = j < b->attribute_count ? &b->attributes[j] : NULL;
		int order = !x ? 1 : !y ? -1 : strcmp(x->key, y->key);
		const struct wb_attribute *any = order <= 0 ? x : y;

		i += order <= 0;
		j += order >= 0;
		if ((any->flags & WB_ATTRIBUTE_SILENT) ||
		    (order == 0 && strcmp(x->value, y->value) == 0))
			continue;
		buf_printf(out, "%s%s: %s -> %s", comma, any->key, order <= 0 ? x->value : "none",
			   order >= 0 ? y->value : "none");
		comma = "; ";
	}
	secrets_mask_buf(out);
}

static int list_one(const struct change *c, const char *prefix, struct string_vec *out)
{
	struct buf line = { 0 };
	int rc;

	buf_printf(&line, "%s", prefix);
	change_title(c, &line);
	if (c->from && c->to) {
		buf_str(&line, ": ");
		describe_difference(c->from, c->to, &line);
	}
	rc = line.failed ? -1 : string_vec_add(out, buf_text(&line));
	buf_release(&line);
	return rc;
}

int difference_list(struct model *from, struct model *to, const char *prefix,
		    struct string_vec *out, struct wb_error *err)
{
	struct difference d = { .from = from, .to = to };
	int rc = difference_compare(&d, err);

	for (size_t i = 0; rc == 0 && i < d.changes.count; i++)
		if (list_one(d.changes.items[i], prefix, out) < 0)
			rc = wb_error_nomem(err);
	difference_release(&d);
	return rc;
}
