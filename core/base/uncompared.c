/* SPDX-License-Identifier: MIT */
#include "uncompared.h"

#include <stdlib.h>
#include <string.h>

#include "buf.h"
#include "error.h"
#include "text.h"

static void release(struct uncompared *u)
{
	free(u->kind);
	free(u->name);
	free(u->reason);
	free(u->remedy);
}

static bool has(const struct uncompared_vec *v, const char *kind, const char *name)
{
	for (size_t i = 0; i < v->count; i++)
		if (strcmp(v->items[i].kind, kind) == 0 && strcmp(v->items[i].name, name) == 0)
			return true;
	return false;
}

int uncompared_add(struct uncompared_vec *v, const char *kind, const char *name, struct why_not why,
		   struct wb_error *err)
{
	struct uncompared u = { .kind = NULL };

	if (has(v, kind, name))
		return 0;
	u.kind = text_dup(kind, strlen(kind));
	u.name = text_dup(name, strlen(name));
	u.reason = text_dup(why.reason, strlen(why.reason));
	u.remedy = text_dup(why.remedy, strlen(why.remedy));
	if (u.kind && u.name && u.reason && u.remedy && uncompared_vec_push(v, u) == 0)
		return 0;
	release(&u);
	return wb_error_nomem(err);
}

int uncompared_move(struct uncompared_vec *to, struct uncompared_vec *from, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < from->count; i++) {
		const struct uncompared *u = &from->items[i];

		rc = uncompared_add(to, u->kind, u->name, (struct why_not){ u->reason, u->remedy },
				    err);
	}
	uncompared_free(from);
	return rc;
}

void uncompared_free(struct uncompared_vec *v)
{
	for (size_t i = 0; i < v->count; i++)
		release(&v->items[i]);
	uncompared_vec_release(v);
}

static void add_line(struct buf *out, const struct uncompared *u)
{
	buf_printf(out, "%s %s: %s (%s)", u->kind, u->name, u->reason, u->remedy);
}

int uncompared_refuse(const struct uncompared_vec *v, struct wb_error *err)
{
	struct buf line = { 0 }, more = { 0 };

	if (!v->count)
		return 0;
	add_line(&line, &v->items[0]);
	for (size_t i = 1; i < v->count; i++) {
		buf_str(&more, i > 1 ? "\n" : "");
		add_line(&more, &v->items[i]);
	}
	wb_error_set(err, WB_E_UNSUPPORTED, "not compared: %s", buf_text(&line));
	if (more.len)
		wb_error_detail(err, "not compared: %s", buf_text(&more));
	buf_release(&line);
	buf_release(&more);
	return WB_E_UNSUPPORTED;
}
