/* SPDX-License-Identifier: MIT */
#include "named.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/text.h"
#include "words.h"

struct named_word {
	bool made;
	UT_hash_handle hh;
	char text[];
};

static void fold(char *text)
{
	for (; *text; text++)
		*text = (char)tolower((unsigned char)*text);
}

static struct named_word *find(const struct named *named, const char *word)
{
	struct named_word *found;

	HASH_FIND(hh, named->words, word, strlen(word), found);
	return found;
}

static struct named_word *add(struct named *named, const char *word)
{
	struct named_word *w = find(named, word);
	size_t size = strlen(word) + 1;

	if (w)
		return w;
	w = calloc(1, sizeof(*w) + size);
	if (!w)
		return NULL;
	memcpy(w->text, word, size);
	HASH_ADD_KEYPTR(hh, named->words, w->text, size - 1, w);
	return w;
}

static bool is_one_of(const char *word, const char *const *list)
{
	while (*list && strcmp(word, *list) != 0)
		list++;
	return *list != NULL;
}

/* Where a text stands: behind CREATE, and the words that may follow until the name. */
struct reading {
	struct named *named;
	bool create;
	unsigned names; /* so many of the words to come may be the name, or what it is in */
};

static bool begins_name(struct reading *r, const char *word)
{
	static const char *const kinds[] = { "table", "view",   "function", "procedure",
					     "type",  "domain", "sequence", NULL };
	static const char *const between[] = { "or",       "replace", "temporary",    "temp",
					       "unlogged", "foreign", "materialized", "virtual",
					       "global",   "local",   "recursive",    NULL };

	if (r->create && is_one_of(word, kinds)) {
		r->create = false;
		r->names = 2;
		return true;
	}
	r->create = strcmp(word, "create") == 0 || (r->create && is_one_of(word, between));
	return false;
}

static int take(void *ctx, const char *found)
{
	static const char *const condition[] = { "if", "not", "exists", NULL };
	struct reading *r = ctx;
	AUTO_FREE char *word = text_dup(found, strlen(found));
	struct named_word *w;

	if (!word)
		return -1;
	fold(word);
	w = add(r->named, word);
	if (!w)
		return -1;
	if (begins_name(r, word) || !r->names || is_one_of(word, condition))
		return 0;
	w->made = true;
	r->names--;
	return 0;
}

int named_add(struct named *named, const char *text, size_t len)
{
	struct reading r = { .named = named };

	return words_each(text, len, named->variables, take, &r);
}

static const struct named_word *look_up(const struct named *named, const char *name)
{
	AUTO_FREE char *word = text_dup(name, strlen(name));

	if (!word)
		return NULL;
	fold(word);
	return find(named, word);
}

bool named_has(const struct named *named, const char *name)
{
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != '_' && !(*p & 0x80))
			return true;
	return look_up(named, name) != NULL;
}

bool named_makes(const struct named *named, const char *name)
{
	const struct named_word *w = look_up(named, name);

	return w && w->made;
}

void named_release(struct named *named)
{
	struct named_word *w, *next;

	HASH_ITER(hh, named->words, w, next) {
		HASH_DEL(named->words, w);
		free(w);
	}
}
