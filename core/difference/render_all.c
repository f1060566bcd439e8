/* SPDX-License-Identifier: MIT */
/* How each change is made: the dialect writes its SQL, or asks for another way (drop and make
 * again, the whole table at once, without what needs it), until every change has SQL. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/kind.h"
#include "difference.h"

struct rendering {
	struct difference *d;
	struct connection *conn;
	struct object_vec queue; /* objects of the old model that must be made again */
};

/* ------------------------------------------------------------------ other ways */

static void withdraw(struct change *c)
{
	if (!c)
		return;
	c->withdrawn = true;
	if (c->from && c->from->unmade_by == c)
		c->from->unmade_by = NULL;
	if (c->to && c->to->made_by == c)
		c->to->made_by = NULL;
}

static void withdraw_all(struct object *o)
{
	if (!o)
		return;
	withdraw(o->made_by);
	withdraw(o->unmade_by);
	for (size_t i = 0; i < o->children.count; i++) {
		withdraw(o->children.items[i]->made_by);
		withdraw(o->children.items[i]->unmade_by);
	}
}

/* One ALTER of the table for all changes of it and of what is on it. */
static int alter_whole(struct rendering *s, struct change *c, struct wb_error *err)
{
	const struct object *any = c->from ? c->from : c->to;
	struct object *from = difference_family_head(any, s->d->from),
		      *to = difference_family_head(any, s->d->to);
	struct change *whole;

	if (!from || !to || (c->flags & WB_CHANGE_WHOLE))
		return wb_error_set(err, WB_E_INTERNAL,
				    "the dialect asks for its table where there is none");
	withdraw_all(from);
	withdraw_all(to);
	whole = difference_add(s->d, WB_CHANGE_ALTER, from, to);
	if (!whole)
		return wb_error_nomem(err);
	whole->flags = WB_CHANGE_WHOLE;
	return 0;
}

static int queue_users(struct rendering *s, const struct object *o)
{
	for (size_t i = 0; i < o->needed_by.count; i++)
		if (object_vec_push(&s->queue, o->needed_by.items[i]) < 0)
			return -1;
	return 0;
}

/* What is on it goes with it and comes again. */
static int remake_children(struct rendering *s, struct object *from, struct object *to)
{
	for (size_t i = 0; i < from->children.count; i++) {
		withdraw(from->children.items[i]->unmade_by);
		if (queue_users(s, from->children.items[i]) < 0)
			return -1;
	}
	for (size_t i = 0; i < to->children.count; i++) {
		struct object *child = to->children.items[i];

		if (object_inline(child) || !object_counts(child))
			withdraw(child->made_by);
		else if (!child->made_by && !difference_add(s->d, WB_CHANGE_CREATE, NULL, child))
			return -1;
	}
	return 0;
}

/* What holds data is never dropped for the sake of something else: whoever changes what it needs
 * must do without. */
static bool holds_data(const struct object *o)
{
	if (o->pub.kind == WB_KIND_TABLE)
		return !(o->pub.flags & WB_OBJECT_ELSEWHERE);
	for (size_t i = 0; i < o->shapes.count; i++)
		if (o->shapes.items[i]->pub.kind == WB_KIND_COLUMN)
			return true;
	return kind_of(o->pub.kind)->holds_data;
}

/* Who may do what with an object that may be made anew: all of it is said again. */
static int say_again(struct rendering *s, struct object *from)
{
	struct object *to = model_find(s->d->to, from);
	struct change *c = from->unmade_by;

	if (!to || !object_counts(to) || (c && (c->flags & WB_CHANGE_AGAIN)))
		return 0;
	withdraw(c);
	c = difference_add(s->d, WB_CHANGE_ALTER, from, to);
	if (c)
		c->flags |= WB_CHANGE_AGAIN;
	return c ? 0 : -1;
}

/* Drop an object and make it again, whatever was to become of it. */
static int remake(struct rendering *s, struct object *from)
{
	struct change *c = from->unmade_by;
	struct object *to = c && c->to ? c->to : model_find(s->d->to, from);

	if (!object_counts(from) || (c && c->kind == WB_CHANGE_DROP) ||
	    (c && (c->flags & WB_CHANGE_WHOLE)))
		return 0;
	if (from->pub.flags & WB_OBJECT_PRIVILEGE)
		return say_again(s, from);
	/* it goes with its parent, and comes with it */
	if (from->parent && from->parent->unmade_by &&
	    from->parent->unmade_by->kind == WB_CHANGE_DROP)
		return 0;
	withdraw(c);
	if (!difference_add(s->d, WB_CHANGE_DROP, from, NULL) || queue_users(s, from) < 0)
		return -1;
	if (!to)
		return 0;
	if (!difference_add(s->d, WB_CHANGE_CREATE, NULL, to))
		return -1;
	return remake_children(s, from, to);
}

/* Then its rows are theirs. */
static bool has_partitions(const struct object *table)
{
	for (size_t i = 0; i < table->needed_by.count; i++)
		if (table->needed_by.items[i]->named_by &&
		    table->needed_by.items[i]->named_by != table)
			return true;
	return false;
}

/* Types that are made of it are made anew along with it, and tables that are partitioned by it: what is a part of
 * them lets go of them meanwhile. */
static int queue_users_of_type(struct rendering *s, const struct object *type)
{
	struct object_vec users = { 0 };
	int rc = difference_type_users(type, &users);

	for (size_t i = 0; rc == 0 && i < users.count; i++)
		if (users.items[i]->pub.kind == WB_KIND_TABLE && has_partitions(users.items[i]))
			rc = remake(s, users.items[i]);
		else if (!object_is_made_of_types(users.items[i]))
			rc = object_vec_push(&s->queue, users.items[i]);
	object_vec_release(&users);
	return rc;
}

/* It is computed from what is there, before and behind: nothing is lost with it. */
static bool is_computed(const struct rendering *s, const struct object *o)
{
	const struct object *to = model_find(s->d->to, o);

	return o->pub.kind == WB_KIND_COLUMN && object_get(&o->pub, "generated") && to &&
	       object_get(&to->pub, "generated");
}

static int remake_computed(struct rendering *s, const struct object *o)
{
	struct object_vec users = { 0 };
	const struct object_vec *all = o->shapes.count ? &users : &o->needed_by;
	int rc = o->shapes.count ? difference_type_users(o, &users) : 0;

	for (size_t i = 0; rc == 0 && i < all->count; i++)
		if (is_computed(s, all->items[i]))
			rc = remake(s, all->items[i]);
	object_vec_release(&users);
	return rc;
}

/* It would have to go for a while, and can't be made again. */
static int refuse_left_out(const struct object *o, struct wb_error *err)
{
	struct buf title = { 0 };

	object_title(&o->pub, &title);
	wb_error_set(
		err, WB_E_UNSUPPORTED,
		"%s needs what would have to be made anew, and can't be made again itself: write "
		"this revision by hand",
		buf_text(&title));
	buf_release(&title);
	return WB_E_UNSUPPORTED;
}

static int remake_queued(struct rendering *s, struct wb_error *err)
{
	for (size_t i = 0; i < s->queue.count; i++)
		if (s->queue.items[i]->left_out)
			return refuse_left_out(s->queue.items[i], err);
	for (size_t i = 0; i < s->queue.count; i++)
		if (!holds_data(s->queue.items[i]) && remake(s, s->queue.items[i]) < 0)
			return wb_error_nomem(err);
	object_vec_clear(&s->queue);
	return 0;
}

/* ------------------------------------------------------------------ rendering */

static int refuse_read_only(const struct change *c, struct wb_error *err)
{
	if (!((c->from && (c->from->pub.flags & WB_OBJECT_READ_ONLY)) ||
	      (c->to && (c->to->pub.flags & WB_OBJECT_READ_ONLY))))
		return 0;
	return wb_error_set(err, WB_E_UNSUPPORTED,
			    "whimbrel sees this and has no SQL for it: write this revision by "
			    "hand");
}

static int render_one(struct rendering *s, struct change *c, struct wb_error *err)
{
	int rc = refuse_read_only(c, err);

	if (rc == 0)
		rc = difference_render(s->d, s->conn, c, err);
	if (rc == 0 &&
	    (((c->risk.flags & WB_RENDER_RECREATE) && c->kind != WB_CHANGE_ALTER) ||
	     ((c->risk.flags & (WB_RENDER_DEPENDANTS | WB_RENDER_COMPUTED)) && !c->from)))
		rc = wb_error_set(err, WB_E_INTERNAL,
				  "the dialect asks to make again what is made or dropped");
	if (rc < 0) {
		struct buf title = { 0 };

		change_title(c, &title);
		wb_error_prefix(err, "%s", buf_text(&title));
		buf_release(&title);
		return rc;
	}
	c->rendered = true;
	if (c->risk.flags & WB_RENDER_PARENT)
		return alter_whole(s, c, err);
	if ((c->risk.flags & WB_RENDER_DEPENDANTS) &&
	    (c->from->shapes.count ? queue_users_of_type(s, c->from) : queue_users(s, c->from)) < 0)
		return wb_error_nomem(err);
	if ((c->risk.flags & WB_RENDER_COMPUTED) && remake_computed(s, c->from) < 0)
		return wb_error_nomem(err);
	if (c->risk.flags & WB_RENDER_RECREATE) {
		c->flags &= ~WB_CHANGE_WHOLE;
		if (remake(s, c->from) < 0)
			return wb_error_nomem(err);
	}
	return remake_queued(s, err);
}

static bool has_column_users(const struct rendering *s, const struct object *o)
{
	for (size_t i = 0; i < o->needed_by.count; i++)
		if (o->needed_by.items[i]->pub.kind == WB_KIND_COLUMN &&
		    model_find(s->d->to, o->needed_by.items[i]))
			return true;
	return false;
}

/* A routine with other parameters is another one; where columns compute with it, what becomes of it
 * is one change all the same, so that they let go of the one and take up the other. */
static int replace_overload(struct rendering *s, struct object *leaving, struct object *to)
{
	withdraw(leaving->unmade_by);
	withdraw(to->made_by);
	return difference_add(s->d, WB_CHANGE_ALTER, leaving, to) ? 0 : -1;
}

/* What looks at a table whose name becomes a view's can't change in place: it must let go of the one
 * before the other is there. */
static int let_go(void *context, struct object *leaving, struct object *to)
{
	struct rendering *s = context;

	if (leaving->parent || leaving->unmade_by->kind != WB_CHANGE_DROP ||
	    to->made_by->kind != WB_CHANGE_CREATE)
		return 0;
	if (leaving->pub.kind == to->pub.kind && object_overloads(to) &&
	    has_column_users(s, leaving))
		return replace_overload(s, leaving, to);
	if (queue_users(s, leaving) < 0)
		return -1;
	for (size_t i = 0; i < leaving->children.count; i++)
		if (queue_users(s, leaving->children.items[i]) < 0)
			return -1;
	return 0;
}

/* From here on it counts that there are many. */
#define MANY_WHOLES 64

/* What is written whole is written in another way when there is much of it. */
static int render_many(struct rendering *s, struct wb_error *err)
{
	size_t wholes = 0;
	int rc = 0;

	for (size_t i = 0; i < s->d->changes.count; i++)
		wholes += !s->d->changes.items[i]->withdrawn &&
			  (s->d->changes.items[i]->flags & WB_CHANGE_WHOLE);
	for (size_t i = 0; rc == 0 && wholes >= MANY_WHOLES && i < s->d->changes.count; i++) {
		struct change *c = s->d->changes.items[i];

		if (c->withdrawn || !(c->flags & WB_CHANGE_WHOLE))
			continue;
		c->flags |= WB_CHANGE_MANY;
		rc = difference_render(s->d, s->conn, c, err);
	}
	return rc;
}

int difference_render_all(struct difference *d, struct connection *conn, struct wb_error *err)
{
	struct rendering s = { .d = d, .conn = conn };
	int rc = 0;

	if (difference_each_reused_name(d, let_go, &s) < 0)
		rc = wb_error_nomem(err);
	if (rc == 0)
		rc = remake_queued(&s, err);
	/* the list grows while we go through it */
	for (size_t i = 0; rc == 0 && i < d->changes.count; i++)
		if (!d->changes.items[i]->withdrawn)
			rc = render_one(&s, d->changes.items[i], err);
	if (rc == 0)
		rc = render_many(&s, err);
	object_vec_release(&s.queue);
	return rc;
}
