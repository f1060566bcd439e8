/* SPDX-License-Identifier: MIT */
/* One object on its way to the engine, with the texts that were made for it. */
#include <stdlib.h>
#include <string.h>

#include "schema.h"

struct maria_object maria_object_make(int32_t kind, const char *parent, const char *name)
{
	return (struct maria_object){ .pub = { .size = sizeof(struct wb_object),
					       .kind = kind,
					       .parent = parent,
					       .name = name } };
}

const char *maria_object_own(struct maria_object *o, char *text)
{
	if (!text || o->made_count == sizeof(o->made) / sizeof(o->made[0])) {
		free(text);
		o->failed = true;
		return NULL;
	}
	o->made[o->made_count++] = text;
	return text;
}

const char *maria_object_own_text(struct maria_object *o, struct kit_text *text)
{
	if (!text->failed)
		return maria_object_own(o, text->data ? text->data : strdup(""));
	free(text->data);
	o->failed = true;
	return NULL;
}

void maria_object_set(struct maria_object *o, const char *key, const char *value)
{
	if (value && *value)
		o->attributes[o->pub.attribute_count++] = (struct wb_attribute){ key, value, 0, 0 };
}

void maria_object_definer(struct maria_object *o, const char *definer)
{
	maria_object_set(o, "definer", definer);
	if (definer)
		o->attributes[o->pub.attribute_count - 1].flags = WB_ATTRIBUTE_PRIVILEGE;
}

void maria_object_silent(struct maria_object *o, const char *key, const char *value)
{
	maria_object_set(o, key, value);
	o->attributes[o->pub.attribute_count - 1].flags = WB_ATTRIBUTE_SILENT;
}

void maria_object_flag(struct maria_object *o, const char *key, bool on)
{
	if (on)
		maria_object_set(o, key, "yes");
}

void maria_object_part(struct maria_object *o, const char *key, struct maria_part part)
{
	if (part.len)
		maria_object_set(o, key, maria_object_own(o, strndup(part.at, part.len)));
}

void maria_object_release(struct maria_object *o)
{
	for (size_t i = 0; i < o->made_count; i++)
		free(o->made[i]);
	o->made_count = 0;
}

/* The client leaves comments out of what it sends, and others do not; neither they nor the white
 * space make a program another one. Anything that can't be read is compared as it is. */
void maria_object_program(struct maria_object *o, const char *text, const char *sql_mode)
{
	struct maria_scan s = { .text = text, .len = strlen(text), .last = true };
	struct kit_text plain = { 0 };
	size_t end = 0;

	s.mode = sql_mode ? maria_mode_of(sql_mode, strlen(sql_mode)) : 0;
	while (maria_next(&s) != MARIA_END && s.kind != MARIA_TORN) {
		kit_text_write(&plain, "%s%S", plain.len && s.word > end ? " " : "", text + s.word,
			       (size_t)(s.end - s.word));
		end = s.end;
	}
	if (s.kind == MARIA_TORN || !plain.len) {
		free(plain.data);
		maria_object_set(o, "definition", text);
	} else {
		maria_object_set(o, "definition", maria_object_own_text(o, &plain));
	}
}
