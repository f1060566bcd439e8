/* SPDX-License-Identifier: MIT */
/** Objects of schemas: looking at those that `render` is handed, and making those that `introspect`
 *  hands over. */
#ifndef WHIMBREL_KIT_OBJECT_H
#define WHIMBREL_KIT_OBJECT_H

#include <whimbrel/kit/words.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------ looking at them */

/** The value of an attribute, as long as the object lives; NULL: it has none, or there is no object. */
const char *kit_get(const struct wb_object *object, const char *key);
/** Are both the same text, or both NULL? */
bool kit_equal(const char *a, const char *b);
/** Is it the same name? By the flags of the object, ASCII letters may differ in case. */
bool kit_same_name(const struct wb_object *object, const char *a, const char *b);
/** Is the attribute the same, or absent, in both? Either may be NULL. */
bool kit_same(const struct wb_object *a, const struct wb_object *b, const char *key);
/** Are all attributes that are compared the same? */
bool kit_alike(const struct wb_object *a, const struct wb_object *b);
/** A child of a family; NULL. */
const struct wb_object *kit_child(const struct wb_family *family, int32_t kind, const char *name);
/** The child that is the same object as `like`; NULL. */
const struct wb_object *kit_twin(const struct wb_family *family, const struct wb_object *like);

/** The first line of a text: sets `*len`, and returns where the next begins; NULL at the end. */
const char *kit_line(const char *text, size_t *len);
/** Is this one of its lines, all of it? */
bool kit_has_line(const char *text, const char *line, size_t len);
/** The first of a list that ", " joins, in the same way. */
const char *kit_item(const char *list, size_t *len);
/** Is this one of the list, all of it? */
bool kit_has_item(const char *list, const char *item, size_t len);
/** Is `name` one of a list that ", " joins? What stands behind it, " DESC" or "(10)", does not count. */
bool kit_lists(const char *list, const char *name);

/** Say what a change risks (WB_RISK_…). Flags add up; the first call gives rule, lock ("": none) and reason (as of printf),
 *  which are copied, and cut to fit. */
#if defined(__GNUC__)
__attribute__((format(printf, 5, 6)))
#endif
void kit_risk(struct wb_risk *risk, uint32_t flags, const char *rule, const char *lock,
	      const char *reason, ...);

/* ------------------------------------------------------------------ making them */

#define KIT_ATTRIBUTES 64

/** An object on its way to the engine, with the texts that were made for it: of one thread, on its stack. */
struct kit_object {
	struct wb_object pub;
	struct wb_attribute attributes[KIT_ATTRIBUTES];
	char *own[2 * KIT_ATTRIBUTES];
	size_t own_count;
	bool failed; /**< out of memory, or of room */
};

/** `parent` (NULL: none) and `name` must live until it is handed over, and so must whatever else is put into `pub`. */
void kit_object_begin(struct kit_object *object, int32_t kind, const char *parent,
		      const char *name);
/** Take over a text that free() takes; NULL is no memory. Returns it. */
const char *kit_object_own(struct kit_object *object, char *text);
/** A copy of a part, which the object owns; NULL: no memory. */
const char *kit_object_part(struct kit_object *object, struct kit_part part);
/** An attribute, both of whose texts must live until it is handed over (WB_ATTRIBUTE_… in `flags`); nothing where `value`
 *  is NULL. */
void kit_object_set(struct kit_object *object, const char *key, const char *value, uint32_t flags);
/** "yes", or nothing. */
void kit_object_flag(struct kit_object *object, const char *key, bool on, uint32_t flags);
/** Hand it over and release it, whatever comes of it: what the sink returned, WB_E_NOMEM, or WB_E_INTERNAL where it had more
 *  than KIT_ATTRIBUTES. */
int kit_object_give(struct kit_object *object, struct wb_schema *sink, struct wb_error *err);
/** Only for one that is not handed over. */
void kit_object_release(struct kit_object *object);

#ifdef __cplusplus
}
#endif

#endif
