/* SPDX-License-Identifier: MIT */
/* What a model has of privileges, where nobody compares them. */
#include "model.h"

static void forget_attributes(struct object *o)
{
	struct wb_attribute *a = (struct wb_attribute *)(uintptr_t)o->pub.attributes;
	size_t kept = 0;

	for (size_t i = 0; i < o->pub.attribute_count; i++)
		if (!(a[i].flags & WB_ATTRIBUTE_PRIVILEGE))
			a[kept++] = a[i];
	o->pub.attribute_count = kept;
}

void model_keep_privilege(struct object *o)
{
	struct wb_attribute *a = (struct wb_attribute *)(uintptr_t)o->pub.attributes;
	size_t kept = 0;

	for (size_t i = 0; i < o->pub.attribute_count; i++)
		if (a[i].flags)
			a[kept++] = a[i];
	o->pub.attribute_count = kept;
}

static void forget_user(struct object *of, const struct object *user)
{
	size_t kept = 0;

	for (size_t i = 0; i < of->needed_by.count; i++)
		if (of->needed_by.items[i] != user)
			of->needed_by.items[kept++] = of->needed_by.items[i];
	of->needed_by.count = kept;
}

void model_forget_privileges(struct model *m)
{
	size_t kept = 0;

	for (size_t i = 0; i < m->objects.count; i++) {
		struct object *o = m->objects.items[i];

		if (!(o->pub.flags & WB_OBJECT_PRIVILEGE)) {
			forget_attributes(o);
			m->objects.items[kept++] = o;
			continue;
		}
		for (size_t j = 0; j < o->needs.count; j++)
			forget_user(o->needs.items[j], o);
		HASH_DEL(m->by_key, o);
		object_vec_release(&o->needs);
	}
	m->objects.count = kept;
}
