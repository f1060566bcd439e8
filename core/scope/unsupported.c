/* SPDX-License-Identifier: MIT */
#include "unsupported.h"

#include "base/error.h"

static bool is_unmade(const struct object *o)
{
	return object_counts(o) && (o->pub.flags & WB_OBJECT_READ_ONLY);
}

static int note(struct wb_session *session, const struct object *o, const char *reason,
		struct wb_error *err)
{
	const char *remedy = object_get(&o->pub, "remedy");
	struct buf kind = { 0 }, name = { 0 };
	int rc;

	object_kind(&o->pub, &kind);
	if (o->pub.namespace_ && *o->pub.namespace_)
		buf_printf(&name, "%s.", o->pub.namespace_);
	if (o->pub.parent)
		buf_printf(&name, *o->pub.name ? "%s." : "%s", o->pub.parent);
	buf_str(&name, o->pub.name);
	rc = buf_check(&kind, err);
	if (rc == 0)
		rc = buf_check(&name, err);
	if (rc == 0)
		rc = uncompared_add(
			&session->uncompared, buf_text(&kind), buf_text(&name),
			(struct why_not){ reason,
					  remedy ? remedy
						 : "write its SQL by hand, or `exclude` it" },
			err);
	buf_release(&kind);
	buf_release(&name);
	return rc;
}

static const char *reason_of(const struct object *o)
{
	return o->pub.flags & WB_OBJECT_UNSEEN ? "not all of it can be seen by this user"
					       : "it can be read and not made again";
}

/* What is on something that is left out goes without saying. */
static bool is_told(const struct object *o)
{
	return !o->parent || object_counts(o->parent);
}

/* It counts no more, nor what is on it, nor what could not be made without it. */
static int leave_out(struct wb_session *session, struct object *o, const char *reason,
		     struct wb_error *err)
{
	int rc = 0;

	if (!object_counts(o))
		return 0;
	if (session && is_told(o))
		rc = note(session, o, reason, err);
	o->pub.flags |= WB_OBJECT_OWNED;
	o->left_out = true;
	for (size_t i = 0; rc == 0 && i < o->children.count; i++)
		rc = leave_out(session, o->children.items[i], reason, err);
	for (size_t i = 0; rc == 0 && i < o->needed_by.count; i++)
		rc = leave_out(session, o->needed_by.items[i], "it needs what can't be made again",
			       err);
	return rc;
}

int unsupported_leave_out(struct wb_session *session, struct model *model, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < model->objects.count; i++) {
		struct object *o = model->objects.items[i];

		if (is_unmade(o))
			rc = leave_out(session, o, reason_of(o), err);
	}
	return rc;
}

/* Do both tell all, and not the same? */
static bool is_other(const struct object *o, const struct object *twin)
{
	return !((o->pub.flags | twin->pub.flags) & WB_OBJECT_UNSEEN) && !object_alike(o, twin);
}

static int leave_out_of(struct wb_session *session, struct model *m, const struct model *other,
			struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < m->objects.count; i++) {
		struct object *o = m->objects.items[i], *twin = model_find(other, o);

		if (!is_unmade(o))
			continue;
		rc = leave_out(session, o, reason_of(o), err);
		if (rc == 0 && (!twin || is_other(o, twin)))
			return uncompared_refuse(&session->uncompared, err);
		if (rc == 0)
			rc = leave_out(session, twin, reason_of(o), err);
	}
	return rc;
}

int unsupported_leave_out_both(struct wb_session *session, struct model *a, struct model *b,
			       struct wb_error *err)
{
	int rc = leave_out_of(session, a, b, err);

	return rc == 0 ? leave_out_of(session, b, a, err) : rc;
}

int unsupported_leave_out_unseen(struct wb_session *session, struct model *a, struct model *b,
				 struct wb_error *err)
{
	struct model *const models[] = { a, b };
	int rc = 0;

	for (size_t m = 0; m < 2; m++)
		for (size_t i = 0; rc == 0 && i < models[m]->objects.count; i++) {
			struct object *o = models[m]->objects.items[i];
			struct object *twin = model_find(models[1 - m], o);

			if (!object_counts(o) || !twin || !(o->pub.flags & WB_OBJECT_UNSEEN))
				continue;
			rc = note(session, o, reason_of(o), err);
			o->pub.flags |= WB_OBJECT_OWNED;
			twin->pub.flags |= WB_OBJECT_OWNED;
			o->left_out = twin->left_out = true;
		}
	return rc;
}

void unsupported_leave_out_alike(struct model *a, struct model *b)
{
	for (size_t i = 0; i < a->objects.count; i++) {
		struct object *o = a->objects.items[i], *twin = model_find(b, o);

		if (!is_unmade(o) || !twin || !object_alike(o, twin))
			continue;
		leave_out(NULL, o, NULL, NULL);
		leave_out(NULL, twin, NULL, NULL);
	}
}

/* ------------------------------------------------------------------ carrying */

static int carry_needs(const struct object *o, struct model *to, struct object *copy)
{
	for (size_t i = 0; i < o->needs.count; i++) {
		struct object *need = model_find(to, o->needs.items[i]);

		if (need && need != copy && !need->left_out && model_add_need(copy, need) < 0)
			return -1;
	}
	return 0;
}

/* What is on it needs as if it did itself. */
static int carry_one(const struct object *o, struct model *to)
{
	struct object *copy = model_copy(to, o, NULL);
	int rc = copy ? carry_needs(o, to, copy) : -1;

	if (copy) {
		copy->left_out = true;
		copy->parent = o->parent ? model_find(to, o->parent) : NULL;
	}
	for (size_t i = 0; rc == 0 && i < o->children.count; i++)
		rc = carry_needs(o->children.items[i], to, copy);
	return rc;
}

int unsupported_carry(const struct model *from, struct model *to, struct wb_error *err)
{
	bool any = false;

	for (size_t i = 0; i < from->objects.count; i++) {
		const struct object *o = from->objects.items[i];
		struct object *twin = o->left_out ? model_find(to, o) : NULL;

		if (!o->left_out || (o->parent && o->parent->left_out))
			continue;
		if (twin)
			leave_out(NULL, twin, NULL, NULL);
		else if (carry_one(o, to) < 0)
			return wb_error_nomem(err);
		any = true;
	}
	if (any)
		model_sort(to);
	return 0;
}

void unsupported_tell(struct wb_session *session, const char *word)
{
	for (size_t i = 0; i < session->uncompared.count; i++) {
		const struct uncompared *u = &session->uncompared.items[i];

		client_log(&session->client, WB_LOG_WARNING, "%s: %s %s: %s (%s)", word, u->kind,
			   u->name, u->reason, u->remedy);
	}
}
