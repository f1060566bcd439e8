/* SPDX-License-Identifier: MIT */
/* Having the dialect write one change: what it is told of the objects around. */
#include <string.h>

#include "base/error.h"
#include "base/kind.h"
#include "difference.h"

VEC(const struct wb_object *, pub_vec);

/* A check that can't stand in CREATE TABLE, since it calls a function that needs the table. */
static bool comes_later(const struct object *child, const struct change *table)
{
	return table && table->kind == WB_CHANGE_CREATE && table->to->pub.kind == WB_KIND_TABLE &&
	       child->pub.kind == WB_KIND_CHECK && child->made_by && child->made_by != table &&
	       child->made_by->kind == WB_CHANGE_CREATE && object_inline(child);
}

static int collect(const struct object_vec *from, const struct change *table, struct pub_vec *to)
{
	for (size_t i = 0; i < from->count; i++)
		if (!comes_later(from->items[i], table) &&
		    pub_vec_push(to, &from->items[i]->pub) < 0)
			return -1;
	return 0;
}

struct object *difference_family_head(const struct object *o, const struct model *m)
{
	const struct object *head = o->parent ? o->parent : o->named_by ? o->named_by : o;

	return model_find(m, head);
}

/* Those that stay, as they are and as they shall be: what goes is gone by then. */
static int collect_staying(const struct object_vec *users, const struct model *m,
			   struct pub_vec *now, struct pub_vec *then)
{
	for (size_t i = 0; i < users->count; i++) {
		const struct object *to = model_find(m, users->items[i]);

		if (to && (pub_vec_push(now, &users->items[i]->pub) < 0 ||
			   pub_vec_push(then, &to->pub) < 0))
			return -1;
	}
	return 0;
}

/* Indexes and constraints are the table's own affair. */
static bool looks_on(const struct object *o)
{
	return o->pub.kind > WB_KIND_INDEX || o->pub.kind == WB_KIND_COLUMN;
}

static int add_user(struct object_vec *users, struct object *o)
{
	return object_vec_has(users, o) ? 0 : object_vec_push(users, o);
}

int difference_type_users(const struct object *type, struct object_vec *out)
{
	const struct object *o = type;

	for (size_t next = 0;; o = out->items[next++]) {
		const bool column = o->pub.kind == WB_KIND_COLUMN,
			   whole = o == type || object_is_made_of_types(o) ||
				   /* all that is on a column that goes meanwhile comes again */
				   (column && object_get(&o->pub, "generated"));

		for (size_t i = 0; (column || whole) && i < o->needed_by.count; i++)
			if ((whole || looks_on(o->needed_by.items[i])) &&
			    add_user(out, o->needed_by.items[i]) < 0)
				return -1;
		/* what is on it: its checks */
		for (size_t i = 0; whole && o != type && i < o->children.count; i++)
			if (add_user(out, o->children.items[i]) < 0)
				return -1;
		if (next == out->count)
			return 0;
	}
}

static int collect_users(const struct object *from, const struct model *m, struct pub_vec *now,
			 struct pub_vec *then)
{
	if (from->shapes.count) {
		struct object_vec users = { 0 };
		int rc = difference_type_users(from, &users);

		if (rc == 0)
			rc = collect_staying(&users, m, now, then);
		object_vec_release(&users);
		return rc;
	}
	if (collect_staying(&from->needed_by, m, now, then) < 0)
		return -1;
	for (size_t i = 0; i < from->children.count; i++)
		if (collect_staying(&from->children.items[i]->needed_by, m, now, then) < 0)
			return -1;
	return 0;
}

/* Nothing of a table that is only now made has rows that could be lost, or be waited for. */
static bool is_new(const struct change *c)
{
	const struct change *table =
		c->kind == WB_CHANGE_CREATE && c->to->parent ? c->to->parent->made_by : NULL;

	return table && table->kind == WB_CHANGE_CREATE && !table->withdrawn &&
	       table->to->pub.kind == WB_KIND_TABLE;
}

/* The next change's SQL, or its warning, begins a line. */
static void finish_sql(const struct change *c, struct buf *sql, struct wb_risk *risk)
{
	if (sql->len && sql->data[sql->len - 1] != '\n')
		buf_char(sql, '\n');
	if (is_new(c)) {
		risk->flags &= ~(WB_RISK_DATA_LOSS | WB_RISK_REWRITE | WB_RISK_LONG_LOCK |
				 WB_RISK_MAY_FAIL);
		risk->rule[0] = risk->lock[0] = risk->reason[0] = '\0';
	}
}

int difference_render(const struct difference *d, struct connection *conn, struct change *c,
		      struct wb_error *err)
{
	const struct object *any = c->from ? c->from : c->to;
	const struct object *before = difference_family_head(any, d->from),
			    *after = difference_family_head(any, d->to);
	struct pub_vec lists[4] = { { 0 } };
	struct wb_change change = { .size = sizeof(change),
				    .kind = c->kind,
				    .flags = c->flags | d->flags };
	int rc = 0;

	if ((before && collect(&before->children, NULL, &lists[0]) < 0) ||
	    (after && collect(&after->children, c, &lists[1]) < 0) ||
	    (c->from && collect_users(c->from, d->to, &lists[2], &lists[3]) < 0))
		rc = wb_error_nomem(err);
	change.from = c->from ? &c->from->pub : NULL;
	change.to = c->to ? &c->to->pub : NULL;
	change.before =
		(struct wb_family){ before ? &before->pub : NULL, lists[0].items, lists[0].count };
	change.after =
		(struct wb_family){ after ? &after->pub : NULL, lists[1].items, lists[1].count };
	change.needed_by = lists[2].items;
	change.needed_by_count = lists[2].count;
	change.needed_by_after = lists[3].items;
	buf_clear(&c->sql);
	if (rc == 0)
		rc = driver_render(conn, &change, &c->sql, &c->risk, err);
	finish_sql(c, &c->sql, &c->risk);
	for (int i = 0; i < 4; i++)
		pub_vec_release(&lists[i]);
	return rc;
}
