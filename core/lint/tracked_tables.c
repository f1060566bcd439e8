/* SPDX-License-Identifier: MIT */
#include "tracked_tables.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

void tracked_free(struct tracked_tables *tracked)
{
	for (size_t i = 0; i < tracked->count; i++) {
		free(tracked->items[i]->first);
		free(tracked->items[i]->now);
		free(tracked->items[i]);
	}
	tracked_tables_release(tracked);
}

static bool is_word_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (c & 0x80);
}

/* Does the word stand in the text? */
static bool text_mentions(const char *text, size_t len, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; size && i + size <= len; i++)
		if (strncasecmp(text + i, word, size) == 0 &&
		    (!i || !is_word_byte(text[i - 1]) || !is_word_byte(*word)) &&
		    (i + size == len || !is_word_byte(text[i + size])))
			return true;
	return false;
}

struct tracked_table *tracked_find(const struct tracked_tables *tracked, const char *key)
{
	for (size_t i = 0; i < tracked->count; i++)
		if (text_equal(tracked->items[i]->now, key))
			return tracked->items[i];
	return NULL;
}

static struct tracked_table *add(struct tracked_tables *tracked, const char *key)
{
	struct tracked_table *h = tracked_find(tracked, key);

	if (h)
		return h;
	h = calloc(1, sizeof(*h));
	if (!h || tracked_tables_push(tracked, h) < 0) {
		free(h);
		return NULL;
	}
	h->first = text_dup(key, strlen(key));
	h->now = text_dup(key, strlen(key));
	return h->first && h->now ? h : NULL;
}

/* Is what was called so at first called otherwise now, or gone? */
static bool has_left(const struct tracked_tables *tracked, const char *key)
{
	for (size_t i = 0; i < tracked->count; i++)
		if (text_equal(tracked->items[i]->first, key))
			return !text_equal(tracked->items[i]->now, key);
	return false;
}

const char *tracked_first_key(const struct tracked_tables *tracked, const struct model *before,
			      const struct object *table)
{
	const struct tracked_table *h = tracked_find(tracked, table->key);
	const char *key = h ? h->first : table->key;
	struct object *found = NULL;

	if (!h && has_left(tracked, key))
		return NULL;
	HASH_FIND(hh, before->by_key, key, strlen(key), found);
	return found ? found->key : NULL;
}

int tracked_move(struct tracked_tables *tracked, const char *from, const char *to)
{
	struct tracked_table *h = add(tracked, from);
	char *key = to ? text_dup(to, strlen(to)) : NULL;

	if (!h || (to && !key)) {
		free(key);
		return -1;
	}
	free(h->now);
	h->now = key;
	return 0;
}

int tracked_note_copies(struct tracked_tables *tracked, const struct model *now, const char *text,
			size_t len)
{
	for (size_t i = 0; i < now->objects.count; i++) {
		const struct object *o = now->objects.items[i];
		struct tracked_table *h;

		if (o->pub.kind != WB_KIND_TABLE || !text_mentions(text, len, o->pub.name))
			continue;
		h = add(tracked, o->key);
		if (!h)
			return -1;
		h->copied = true;
	}
	return 0;
}

bool tracked_copied(const struct tracked_tables *tracked, const char *first)
{
	for (size_t i = 0; i < tracked->count; i++)
		if (tracked->items[i]->copied && text_equal(tracked->items[i]->first, first))
			return true;
	return false;
}
