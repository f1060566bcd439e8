/* SPDX-License-Identifier: MIT */
/* A table or a column gets another name on a scratch database, and what has that name already makes way. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "difference/difference.h"
#include "rename.h"

/* ------------------------------------------------------- a name that somebody else still has */

static bool holds_data(const struct object *o)
{
	return o->pub.kind == WB_KIND_TABLE || o->pub.kind == WB_KIND_COLUMN ||
	       o->pub.kind == WB_KIND_SEQUENCE;
}

static int add_users(struct object_vec *list, const struct object *o)
{
	for (size_t i = 0; i < o->needed_by.count; i++) {
		struct object *user = o->needed_by.items[i];

		if (!holds_data(user) && !object_inline(user) && object_counts(user) &&
		    !object_vec_has(list, user) && object_vec_push(list, user) < 0)
			return -1;
	}
	return 0;
}

static int add_users_of_whole(struct object_vec *list, const struct object *o)
{
	if (add_users(list, o) < 0)
		return -1;
	for (size_t i = 0; i < o->children.count; i++)
		if (add_users(list, o->children.items[i]) < 0)
			return -1;
	return 0;
}

/* And the users of those. */
static int add_all_users(struct object_vec *list)
{
	/* the list grows while we go through it */
	for (size_t i = 0; i < list->count; i++)
		if (add_users_of_whole(list, list->items[i]) < 0)
			return -1;
	return 0;
}

static int find_holders(const struct model *now, const struct new_name *new, struct object_vec *out)
{
	const struct object *renamed = new->of;
	struct object named = { .pub = renamed->pub };

	named.pub.name = new->name;
	for (size_t i = 0; i < now->objects.count; i++) {
		struct object *o = now->objects.items[i];

		if (o != renamed && !o->parent && !holds_data(o) &&
		    difference_name_is_taken(o, &named) && object_vec_push(out, o) < 0)
			return -1;
	}
	return add_all_users(out);
}

static bool is_needed(const struct object_vec *by, const struct object *o)
{
	for (size_t i = 0; i < o->needed_by.count; i++)
		if (o->needed_by.items[i] != o && object_vec_has(by, o->needed_by.items[i]))
			return true;
	for (size_t i = 0; i < o->children.count; i++)
		if (is_needed(by, o->children.items[i]))
			return true;
	return false;
}

/* One that none of the others needs. */
static struct object *take_free(struct object_vec *left)
{
	size_t i = left->count - 1;
	struct object *o;

	while (i && is_needed(left, left->items[i]))
		i--;
	o = left->items[i];
	left->items[i] = left->items[--left->count];
	return o;
}

/* Append SQL that drops them; the list is empty then. */
static int drop_all(struct scratch *s, struct object_vec *list, struct buf *sql,
		    struct wb_error *err)
{
	struct object_vec all = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < list->count; i++)
		rc = object_vec_push(&all, list->items[i]) < 0 ? wb_error_nomem(err) : 0;
	while (rc == 0 && list->count) {
		const struct object *o = take_free(list);
		struct wb_change change = { .size = sizeof(change),
					    .kind = WB_CHANGE_DROP,
					    .from = &o->pub };
		struct wb_risk risk;

		change.before.self = o->parent ? &o->parent->pub : &o->pub;
		if (!object_vec_has(&all, o->parent))
			rc = driver_render(s->conn, &change, sql, &risk, err);
	}
	object_vec_release(&all);
	return rc;
}

static int make_way(struct scratch *s, const struct model *now, const struct new_name *new,
		    struct buf *out, struct wb_error *err)
{
	struct object_vec holders = { 0 };
	struct buf sql = { 0 };
	int rc = find_holders(now, new, &holders) < 0 ? wb_error_nomem(err) : 0;

	if (rc == 0)
		rc = drop_all(s, &holders, &sql, err);
	if (rc == 0 && sql.len)
		rc = scratch_run(s, "rename", buf_text(&sql), false, err);
	buf_str(out, buf_text(&sql));
	buf_release(&sql);
	object_vec_release(&holders);
	return rc;
}

/* ------------------------------------------------------------------ renaming */

static int try_rename(struct scratch *s, struct wb_change *change, uint32_t flags, struct buf *sql,
		      struct wb_error *err)
{
	struct wb_risk risk;
	int rc;

	change->flags = flags;
	rc = driver_render(s->conn, change, sql, &risk, err);
	return rc < 0 ? rc : scratch_run(s, "rename", buf_text(sql), false, err);
}

/* Some look at every view when something is renamed, and stops at one that has lost a column by
 * that, or was broken before: all are dropped, and come again. */
static int try_without_views(struct scratch *s, struct wb_change *change, const struct model *now,
			     struct buf *sql, struct wb_error *err)
{
	struct object_vec views = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < now->objects.count; i++)
		if (now->objects.items[i]->pub.kind == WB_KIND_VIEW &&
		    object_counts(now->objects.items[i]) &&
		    object_vec_push(&views, now->objects.items[i]) < 0)
			rc = wb_error_nomem(err);
	if (rc == 0 && !views.count)
		rc = wb_error_set(err, WB_E_SQL, "there is no view");
	if (rc == 0)
		rc = drop_all(s, &views, sql, err);
	if (rc == 0)
		rc = try_rename(s, change, 0, sql, err);
	object_vec_release(&views);
	return rc;
}

/* What was refused has left nothing, where it was one transaction: then there may be another
 * way. */
static int run_rename(struct scratch *s, struct wb_change *change, const struct model *now,
		      struct buf *sql, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT, ignored = WB_ERROR_INIT;
	int rc = try_rename(s, change, 0, sql, &why);

	if (wb_error_of_statement(rc) && features_atomic(s->conn->server.features)) {
		buf_clear(sql);
		if (try_without_views(s, change, now, sql, &ignored) == 0)
			return 0;
		buf_clear(sql);
		ignored = (struct wb_error)WB_ERROR_INIT;
		if (try_rename(s, change, WB_CHANGE_CAREFUL, sql, &ignored) == 0)
			return 0;
	}
	if (rc < 0)
		wb_error_take(err, &why);
	return rc;
}

int rename_give_name(struct scratch *s, const struct model *now, const struct new_name *new,
		     struct buf *out, struct wb_error *err)
{
	const struct object *from = new->of;
	struct wb_change change = { .size = sizeof(change), .kind = WB_CHANGE_RENAME };
	struct wb_object to = from->pub;
	struct buf sql = { 0 };
	int rc;

	to.name = new->name;
	change.from = &from->pub;
	change.to = &to;
	change.before.self = change.after.self = from->parent ? &from->parent->pub : &from->pub;
	rc = from->parent ? 0 : make_way(s, now, new, out, err);
	if (rc == 0)
		rc = run_rename(s, &change, now, &sql, err);
	buf_str(out, buf_text(&sql));
	buf_release(&sql);
	return rc;
}

char *rename_aside_name(const char *name)
{
	size_t len = strlen(name);

	/* not in the middle of a letter */
	for (len = len < 50 ? len : 50; len && (name[len] & 0xc0) == 0x80; len--)
		;
	return text_format("%.*s_aside", (int)len, name);
}
