/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <whimbrel/kit/object.h>

/* ------------------------------------------------------------------ looking at them */

const char *kit_get(const struct wb_object *object, const char *key)
{
	for (size_t i = 0; object && i < object->attribute_count; i++)
		if (strcmp(object->attributes[i].key, key) == 0)
			return object->attributes[i].value;
	return NULL;
}

bool kit_equal(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Whatever the locale, ASCII letters alone. */
static bool equal_any_case(const char *a, const char *b)
{
	for (; *a || *b; a++, b++) {
		char x = *a >= 'A' && *a <= 'Z' ? (char)(*a | 0x20) : *a;
		char y = *b >= 'A' && *b <= 'Z' ? (char)(*b | 0x20) : *b;

		if (x != y)
			return false;
	}
	return true;
}

bool kit_same_name(const struct wb_object *object, const char *a, const char *b)
{
	if (a && b && (object->flags & WB_OBJECT_ANY_CASE))
		return equal_any_case(a, b);
	return kit_equal(a, b);
}

bool kit_same(const struct wb_object *a, const struct wb_object *b, const char *key)
{
	return kit_equal(kit_get(a, key), kit_get(b, key));
}

/* Those of `a` that are compared have their like in `b`. */
static bool holds(const struct wb_object *a, const struct wb_object *b)
{
	for (size_t i = 0; i < a->attribute_count; i++)
		if (!(a->attributes[i].flags & WB_ATTRIBUTE_SILENT) &&
		    !kit_same(a, b, a->attributes[i].key))
			return false;
	return true;
}

bool kit_alike(const struct wb_object *a, const struct wb_object *b)
{
	return holds(a, b) && holds(b, a);
}

const struct wb_object *kit_child(const struct wb_family *family, int32_t kind, const char *name)
{
	for (size_t i = 0; i < family->count; i++) {
		const struct wb_object *o = family->children[i];

		if (o->kind == kind && kit_same_name(o, o->name, name))
			return o;
	}
	return NULL;
}

const struct wb_object *kit_twin(const struct wb_family *family, const struct wb_object *like)
{
	for (size_t i = 0; i < family->count; i++) {
		const struct wb_object *o = family->children[i];

		if (o->kind == like->kind && kit_same_name(o, o->name, like->name) &&
		    kit_same_name(o, o->parent, like->parent) &&
		    kit_same_name(o, o->namespace_, like->namespace_))
			return o;
	}
	return NULL;
}

const char *kit_line(const char *text, size_t *len)
{
	if (!text || !*text)
		return NULL;
	*len = strcspn(text, "\n");
	return text[*len] ? text + *len + 1 : text + *len;
}

bool kit_has_line(const char *text, const char *line, size_t len)
{
	size_t have;

	for (const char *next; (next = kit_line(text, &have)); text = next)
		if (have == len && memcmp(text, line, len) == 0)
			return true;
	return false;
}

const char *kit_item(const char *list, size_t *len)
{
	const char *comma;

	if (!list || !*list)
		return NULL;
	comma = strstr(list, ", ");
	*len = comma ? (size_t)(comma - list) : strlen(list);
	return comma ? comma + 2 : list + *len;
}

bool kit_has_item(const char *list, const char *item, size_t len)
{
	size_t have;

	for (const char *next; (next = kit_item(list, &have)); list = next)
		if (have == len && memcmp(list, item, len) == 0)
			return true;
	return false;
}

bool kit_lists(const char *list, const char *name)
{
	size_t len = strlen(name);

	while (list && *list) {
		size_t item = strcspn(list, ",");

		if (item >= len && memcmp(list, name, len) == 0 &&
		    (item == len || list[len] == '(' || list[len] == ' '))
			return true;
		list += item;
		list += strspn(list, ", ");
	}
	return false;
}

void kit_risk(struct wb_risk *risk, uint32_t flags, const char *rule, const char *lock,
	      const char *reason, ...)
{
	va_list args;

	risk->flags |= flags;
	if (risk->reason[0])
		return;
	snprintf(risk->rule, sizeof(risk->rule), "%s", rule);
	snprintf(risk->lock, sizeof(risk->lock), "%s", lock);
	va_start(args, reason);
	vsnprintf(risk->reason, sizeof(risk->reason), reason, args);
	va_end(args);
}

/* ------------------------------------------------------------------ making them */

void kit_object_begin(struct kit_object *object, int32_t kind, const char *parent, const char *name)
{
	*object = (struct kit_object){ .pub = { .size = sizeof(struct wb_object),
						.kind = kind,
						.parent = parent,
						.name = name } };
}

const char *kit_object_own(struct kit_object *object, char *text)
{
	if (!text || object->own_count == sizeof(object->own) / sizeof(object->own[0])) {
		free(text);
		object->failed = true;
		return NULL;
	}
	object->own[object->own_count++] = text;
	return text;
}

const char *kit_object_part(struct kit_object *object, struct kit_part part)
{
	return kit_object_own(object, strndup(part.at ? part.at : "", part.len));
}

void kit_object_set(struct kit_object *object, const char *key, const char *value, uint32_t flags)
{
	if (!value)
		return;
	if (object->pub.attribute_count == KIT_ATTRIBUTES)
		object->failed = true;
	else
		object->attributes[object->pub.attribute_count++] =
			(struct wb_attribute){ key, value, flags, 0 };
}

void kit_object_flag(struct kit_object *object, const char *key, bool on, uint32_t flags)
{
	kit_object_set(object, key, on ? "yes" : NULL, flags);
}

void kit_object_release(struct kit_object *object)
{
	while (object->own_count)
		free(object->own[--object->own_count]);
}

static int tell_failure(const struct kit_object *object, struct wb_error *err)
{
	if (object->pub.attribute_count < KIT_ATTRIBUTES &&
	    object->own_count < (size_t)2 * KIT_ATTRIBUTES)
		return kit_no_memory(err);
	return kit_host->fail(err, WB_E_INTERNAL, "%s has more than %d attributes",
			      object->pub.name, KIT_ATTRIBUTES);
}

int kit_object_give(struct kit_object *object, struct wb_schema *sink, struct wb_error *err)
{
	int rc = object->failed ? tell_failure(object, err) : 0;

	object->pub.attributes = object->attributes;
	if (rc == 0)
		rc = kit_host->object(sink, &object->pub);
	kit_object_release(object);
	return rc;
}
