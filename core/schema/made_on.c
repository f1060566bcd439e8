/* SPDX-License-Identifier: MIT */
#include "made_on.h"

#include <string.h>
#include <strings.h>

#include "kind.h"
#include "words.h"

/* A statement has its table among so many words and signs. */
#define MOST_WORDS 400

static bool is_one_of(const struct words *w, const char *const *list)
{
	while (*list && !words_is(w, *list))
		list++;
	return *list != NULL;
}

/* On to a word of the same statement. */
static bool go_to(struct words *w, const char *word)
{
	for (int i = 0; i < MOST_WORDS && w->at < w->end; i++) {
		if (words_next(w)) {
			if (words_is(w, word))
				return true;
		} else if (w->at == w->end || w->at[-1] == ';') {
			return false;
		}
	}
	return false;
}

/* IF NOT EXISTS, CONCURRENTLY, ONLY, and then the name. */
static bool go_to_name(struct words *w)
{
	static const char *const between[] = {
		"if", "not", "exists", "concurrently", "only", NULL
	};
	bool found;

	do {
		found = words_next(w);
	} while (found && is_one_of(w, between));
	return found;
}

/* The name that the words stand at: what is in front of a dot to `space`, "" where there is none. */
static int take_name(struct words *w, struct buf *space, struct buf *name)
{
	buf_clear(space);
	buf_clear(name);
	buf_str(name, buf_text(&w->word));
	if (words_dot(w) && words_next(w)) {
		buf_str(space, buf_text(name));
		buf_clear(name);
		buf_str(name, buf_text(&w->word));
	}
	return space->failed || name->failed ? -1 : 0;
}

/* The kind of what is made; NULL: one that is on no table. */
static const char *find_kind(struct words *w)
{
	static const char *const kinds[] = { "trigger", "policy",      "rule", "index",
					     "table",   "publication", NULL };
	static const char *const between[] = { "or",        "replace", "constraint", "unique",
					       "aggregate", "temp",    "temporary",  "unlogged",
					       "definer",   "foreign", "fulltext",   "spatial",
					       NULL };
	bool definer = false, known = true;

	for (int i = 0; i < 12 && known; i++) {
		for (size_t k = 0; kinds[k]; k++)
			if (words_is(w, kinds[k]))
				return kinds[k];
		definer = definer || words_is(w, "definer");
		known = definer || is_one_of(w, between);
		if (known && !words_next(w) && !definer)
			return NULL;
	}
	return NULL;
}

/* It is on no table, and in no namespace. */
static int note_loose(struct string_vec *things, const char *name)
{
	int rc = 0;

	for (int i = 0; rc == 0 && i < 3; i++)
		rc = string_vec_add(things, i < 2 ? "" : name);
	return rc;
}

int made_on_take(const struct made_on *on, struct words *w)
{
	const char *kind = find_kind(w);
	struct buf space = { 0 }, name = { 0 }, table = { 0 };
	int rc = 0;

	if (!kind || !go_to_name(w) || words_is(w, "on"))
		return 0;
	rc = take_name(w, &space, &name);
	if (rc == 0 && strcmp(kind, "table") == 0)
		rc = string_vec_add(on->tables, buf_text(&space)) < 0
			     ? -1
			     : string_vec_add(on->tables, buf_text(&name));
	else if (rc == 0 && strcmp(kind, "publication") == 0)
		rc = note_loose(on->things, buf_text(&name));
	else if (rc == 0 && go_to(w, strcmp(kind, "rule") == 0 ? "to" : "on") && go_to_name(w) &&
		 (take_name(w, &space, &table) < 0 ||
		  string_vec_add(on->things, buf_text(&space)) < 0 ||
		  string_vec_add(on->things, buf_text(&table)) < 0 ||
		  string_vec_add(on->things, buf_text(&name)) < 0))
		rc = -1;
	buf_release(&space);
	buf_release(&name);
	buf_release(&table);
	return rc < 0 ? -1 : 0;
}

static bool may_be_on(const struct wb_object *o)
{
	const char *class_word = NULL;

	if (!o->parent || (o->flags & WB_OBJECT_INLINE))
		return false;
	for (size_t i = 0; i < o->attribute_count; i++)
		if (strcmp(o->attributes[i].key, "class") == 0)
			class_word = o->attributes[i].value;
	/* a dialect may ask before it says of which class it is */
	return kind_of(o->kind)->visits ||
	       (o->kind >= WB_KIND_DIALECT && (!class_word || strcasecmp(class_word, "rule") == 0));
}

/* In which namespace is it? NULL: there are none. */
static const char *space_of(const struct made_on *on, const char *written)
{
	return on->usual && *written ? written : on->usual;
}

static bool is_in(const char *space, const char *other)
{
	return !space || !other || strcasecmp(space, other) == 0;
}

bool made_on_makes(const struct made_on *on, const char *space, const char *table)
{
	for (size_t i = 0; i + 1 < on->tables->count; i += 2)
		if (strcasecmp(on->tables->items[i + 1], table) == 0 &&
		    is_in(space_of(on, on->tables->items[i]), space))
			return true;
	return false;
}

bool made_on_has(const struct made_on *on, const struct wb_object *o, const char *space)
{
	if (!on->things->count || !may_be_on(o))
		return false;
	for (size_t i = 0; i + 2 < on->things->count; i += 3)
		if (strcasecmp(on->things->items[i + 2], o->name) == 0 &&
		    strcasecmp(on->things->items[i + 1], o->parent) == 0 &&
		    is_in(space_of(on, on->things->items[i]), space))
			return !made_on_makes(on, space, o->parent);
	return false;
}
