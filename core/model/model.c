/* SPDX-License-Identifier: MIT */
#include "model.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

/* ------------------------------------------------------------------ keys */

static char *put_name(char *at, const char *name, bool fold)
{
	for (; name && *name; name++)
		*at++ = fold && *name >= 'A' && *name <= 'Z' ? (char)(*name - 'A' + 'a') : *name;
	/* a byte that no name has */
	*at++ = '\x01';
	return at;
}

/* Of every object that is read, and of its parents and edges as well. */
static void compose_key(const struct wb_object *o, struct buf *out)
{
	const char *const names[] = { o->namespace_, o->parent, o->name, o->signature };
	const bool fold = o->flags & WB_OBJECT_ANY_CASE;
	size_t size = 4;
	char *at;

	for (size_t i = 0; i < 4; i++)
		size += 1 + (names[i] ? strlen(names[i]) : 0);
	at = buf_reserve(out, size);
	if (!at)
		return;
	/* in fixed width, so that keys sort by kind */
	for (int unit = 1000; unit; unit /= 10)
		*at++ = (char)('0' + o->kind / unit % 10);
	for (size_t i = 0; i < 4; i++)
		at = put_name(at, names[i], fold && i < 3);
	*at = '\0';
	out->len += size;
}

static struct object *find_key(const struct model *m, const char *key)
{
	struct object *found = NULL;

	HASH_FIND(hh, m->by_key, key, strlen(key), found);
	return found;
}

struct object *model_find(const struct model *model, const struct object *like)
{
	return find_key(model, like->key);
}

bool model_has(const struct model *model, const char *key)
{
	return find_key(model, key) != NULL;
}

struct object *model_find_like(const struct model *model, const struct wb_object *like)
{
	struct buf key = { 0 };
	struct object *found;

	compose_key(like, &key);
	found = key.failed ? NULL : find_key(model, buf_text(&key));
	buf_release(&key);
	return found;
}

/* ------------------------------------------------------------------ the sink */

struct reading {
	struct model *model;
	const struct wb_scope *scope; /* NULL: all of it is ours */
	struct wb_error *err;
	struct buf key;
};

static int by_attribute(const void *a, const void *b)
{
	return strcmp(((const struct wb_attribute *)a)->key, ((const struct wb_attribute *)b)->key);
}

static bool keep_attributes(struct model *m, struct object *o, const struct wb_object *from)
{
	struct wb_attribute *to = arena_take(&m->arena, (from->attribute_count + 1) * sizeof(*to));

	if (!to)
		return false;
	o->pub.attributes = to;
	o->pub.attribute_count = 0;
	for (size_t i = 0; i < from->attribute_count; i++) {
		const struct wb_attribute *a = &from->attributes[i];

		if (!a->value)
			continue;
		to[o->pub.attribute_count] =
			(struct wb_attribute){ arena_text(&m->arena, a->key),
					       arena_text(&m->arena, a->value), a->flags, 0 };
		if (!to[o->pub.attribute_count].key || !to[o->pub.attribute_count].value)
			return false;
		o->pub.attribute_count++;
	}
	if (o->pub.attribute_count > 1)
		qsort(to, o->pub.attribute_count, sizeof(*to), by_attribute);
	return true;
}

static bool keep_text(struct model *m, const char **to, const char *from)
{
	*to = from ? arena_text(&m->arena, from) : NULL;
	return !from || *to;
}

/* A copy in the model's own memory; NULL: there is none. */
static struct object *copy_object(struct model *m, const char *key, const struct wb_object *from)
{
	struct object *o = arena_take(&m->arena, sizeof(*o));

	if (!o)
		return NULL;
	memset(o, 0, sizeof(*o));
	o->pub = *from;
	o->pub.size = sizeof(o->pub);
	o->key = arena_text(&m->arena, key);
	return o->key && keep_attributes(m, o, from) &&
			       keep_text(m, &o->pub.namespace_, from->namespace_) &&
			       keep_text(m, &o->pub.parent, from->parent) &&
			       keep_text(m, &o->pub.name, from->name ? from->name : "") &&
			       keep_text(m, &o->pub.signature, from->signature) &&
			       keep_text(m, &o->pub.text, from->text)
		       ? o
		       : NULL;
}

static int refuse_twin(const struct wb_object *object, struct wb_error *err)
{
	struct buf title = { 0 };

	object_title(object, &title);
	wb_error_set(err, WB_E_INTERNAL, "the dialect reports two different objects as one: %s",
		     buf_text(&title));
	buf_release(&title);
	return WB_E_INTERNAL;
}

static int take_object(void *ctx, const struct wb_object *from)
{
	struct reading *r = ctx;
	struct model *m = r->model;
	struct object *o, *twin;

	if (r->scope && r->scope->leaves(r->scope, from))
		return 0;
	buf_clear(&r->key);
	compose_key(from, &r->key);
	if (buf_check(&r->key, r->err) < 0)
		return wb_error_kept(r->err);
	o = copy_object(m, buf_text(&r->key), from);
	if (!o)
		return wb_error_nomem(r->err);
	twin = find_key(m, o->key);
	/* an unnamed constraint may well stand there twice: it means no more than once */
	if (twin && object_alike(twin, o))
		return 0;
	if (twin)
		return refuse_twin(from, r->err);
	if (object_vec_push(&m->objects, o) < 0)
		return wb_error_nomem(r->err);
	HASH_ADD_KEYPTR(hh, m->by_key, o->key, strlen(o->key), o);
	return o->hh.tbl ? 0 : wb_error_nomem(r->err);
}

/* What it is found by; NULL when there is no memory. */
static const char *keep_key(struct reading *r, const struct wb_object *o)
{
	buf_clear(&r->key);
	compose_key(o, &r->key);
	return r->key.failed ? NULL : arena_text(&r->model->arena, buf_text(&r->key));
}

static int take_edge(void *ctx, int32_t flavour, const struct wb_object *from,
		     const struct wb_object *to)
{
	struct reading *r = ctx;
	struct edge edge = { .flavour = flavour };

	if (!edge_is_known(flavour))
		return wb_error_set(r->err, WB_E_INTERNAL,
				    "the dialect tells an edge of flavour %d, which is not known",
				    (int)flavour);
	edge.from = keep_key(r, from);
	edge.to = keep_key(r, to);
	return edge.from && edge.to && edge_vec_push(&r->model->edges, edge) == 0
		       ? 0
		       : wb_error_nomem(r->err);
}

/* ------------------------------------------------------------------ putting together */

static int by_key(const void *a, const void *b)
{
	const struct object *const *x = a, *const *y = b;

	return strcmp((*x)->key, (*y)->key);
}

static int by_place(const void *a, const void *b)
{
	const struct object *const *x = a, *const *y = b;

	if ((*x)->pub.kind == (*y)->pub.kind && (*x)->pub.position != (*y)->pub.position)
		return (*x)->pub.position < (*y)->pub.position ? -1 : 1;
	return strcmp((*x)->key, (*y)->key);
}

/* Children name their parent alone, not its kind. */
static const int32_t parent_kinds[] = { WB_KIND_TABLE, WB_KIND_VIEW, WB_KIND_TYPE };

static int find_parent(struct model *m, struct object *o, struct buf *key)
{
	struct wb_object parent = { .flags = o->pub.flags,
				    .namespace_ = o->pub.namespace_,
				    .name = o->pub.parent };

	for (size_t i = 0; i < sizeof(parent_kinds) / sizeof(parent_kinds[0]) && !o->parent; i++) {
		parent.kind = parent_kinds[i];
		buf_clear(key);
		compose_key(&parent, key);
		o->parent = find_key(m, buf_text(key));
	}
	return o->parent ? object_vec_push(&o->parent->children, o) : 0;
}

/* Note in both that the one has the other. */
static int tie(struct object *from, struct object_vec *to_list, struct object *to,
	       struct object_vec *from_list)
{
	if (object_vec_has(to_list, to))
		return 0;
	return object_vec_push(to_list, to) < 0 ? -1 : object_vec_push(from_list, from);
}

int model_add_need(struct object *from, struct object *to)
{
	return tie(from, &from->needs, to, &to->needed_by);
}

static int add_edge(int32_t flavour, struct object *from, struct object *to)
{
	if (model_add_need(from, to) < 0)
		return -1;
	if (flavour == WB_EDGE_NAMED_BY)
		from->named_by = to;
	return flavour == WB_EDGE_SHAPED_BY ? tie(from, &from->shaped_by, to, &to->shapes) : 0;
}

void model_sort(struct model *m)
{
	if (m->objects.count)
		qsort(m->objects.items, m->objects.count, sizeof(struct object *), by_key);
}

static int connect(struct model *m, struct buf *key)
{
	for (size_t i = 0; i < m->objects.count; i++)
		if (m->objects.items[i]->pub.parent && find_parent(m, m->objects.items[i], key) < 0)
			return -1;
	for (size_t i = 0; i < m->edges.count; i++) {
		const struct edge *e = &m->edges.items[i];
		struct object *from = find_key(m, e->from), *to = find_key(m, e->to);

		if (from && to && from != to && add_edge(e->flavour, from, to) < 0)
			return -1;
	}
	model_sort(m);
	for (size_t i = 0; i < m->objects.count; i++) {
		struct object_vec *children = &m->objects.items[i]->children;

		if (children->count > 1)
			qsort(children->items, children->count, sizeof(struct object *), by_place);
	}
	return 0;
}

int model_give_attribute(struct model *m, struct object *o, const struct wb_attribute *like)
{
	size_t count = o->pub.attribute_count;
	struct wb_attribute *to = arena_take(&m->arena, (count + 1) * sizeof(*to));

	if (!to)
		return -1;
	if (count)
		memcpy(to, o->pub.attributes, count * sizeof(*to));
	to[count] = (struct wb_attribute){ arena_text(&m->arena, like->key),
					   arena_text(&m->arena, like->value), like->flags, 0 };
	if (!to[count].key || !to[count].value)
		return -1;
	qsort(to, count + 1, sizeof(*to), by_attribute);
	o->pub.attributes = to;
	o->pub.attribute_count = count + 1;
	return 0;
}

struct object *model_copy(struct model *m, const struct object *like, struct object *subject)
{
	struct wb_error ignored = WB_ERROR_INIT;
	struct reading r = { .model = m, .err = &ignored };
	struct object *o = NULL;

	if (take_object(&r, &like->pub) == 0)
		o = find_key(m, like->key);
	buf_release(&r.key);
	return o && (!subject || model_add_need(o, subject) == 0) ? o : NULL;
}

static int copy_edges(struct reading *r, const struct object *o)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < o->needs.count; i++)
		rc = take_edge(r, WB_EDGE_NEEDS, &o->pub, &o->needs.items[i]->pub);
	for (size_t i = 0; rc == 0 && i < o->shaped_by.count; i++)
		rc = take_edge(r, WB_EDGE_SHAPED_BY, &o->pub, &o->shaped_by.items[i]->pub);
	if (rc == 0 && o->named_by)
		rc = take_edge(r, WB_EDGE_NAMED_BY, &o->pub, &o->named_by->pub);
	return rc;
}

static int copy_marked(struct reading *r, const struct model *from, uint8_t mark)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < from->objects.count; i++)
		if (from->objects.items[i]->mark == mark)
			rc = take_object(r, &from->objects.items[i]->pub);
	for (size_t i = 0; rc == 0 && i < from->objects.count; i++)
		if (from->objects.items[i]->mark == mark)
			rc = copy_edges(r, from->objects.items[i]);
	return rc;
}

/* What was read goes to `out`, or, if that came to a failure, is released. */
static int finish(struct reading *r, int rc, struct model *out)
{
	if (rc == 0 && connect(r->model, &r->key) < 0)
		rc = wb_error_nomem(r->err);
	buf_release(&r->key);
	edge_vec_release(&r->model->edges);
	if (rc < 0)
		model_release(r->model);
	else
		*out = *r->model;
	return rc;
}

int model_select(const struct model *from, uint8_t mark, struct model *out, struct wb_error *err)
{
	struct model model = { 0 };
	struct reading r = { .model = &model, .err = err };
	int rc = copy_marked(&r, from, mark);

	return finish(&r, rc, out);
}

int model_read(struct connection *conn, const struct wb_scope *scope, struct model *out,
	       struct wb_error *err)
{
	struct model model = { 0 };
	struct reading r = { .model = &model, .scope = scope, .err = err };
	struct wb_schema sink = { take_object, take_edge, &r };
	int rc = driver_introspect(conn, scope, &sink, err);

	return finish(&r, rc, out);
}

void model_release(struct model *model)
{
	HASH_CLEAR(hh, model->by_key);
	for (size_t i = 0; i < model->objects.count; i++) {
		object_vec_release(&model->objects.items[i]->children);
		object_vec_release(&model->objects.items[i]->needs);
		object_vec_release(&model->objects.items[i]->needed_by);
		object_vec_release(&model->objects.items[i]->shaped_by);
		object_vec_release(&model->objects.items[i]->shapes);
	}
	object_vec_release(&model->objects);
	edge_vec_release(&model->edges);
	arena_release(&model->arena);
	*model = (struct model){ 0 };
}
