/* SPDX-License-Identifier: MIT */
#include "holders.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

void holders_free(struct holders *holders)
{
	for (size_t i = 0; i < holders->count; i++) {
		free(holders->items[i]->first);
		free(holders->items[i]->now);
		free(holders->items[i]);
	}
	holders_release(holders);
}

static bool is_word_byte(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '$' || (c & 0x80);
}

bool text_mentions(const char *text, size_t len, const char *word)
{
	size_t size = strlen(word);

	for (size_t i = 0; size && i + size <= len; i++)
		if (strncasecmp(text + i, word, size) == 0 &&
		    (!i || !is_word_byte(text[i - 1]) || !is_word_byte(*word)) &&
		    (i + size == len || !is_word_byte(text[i + size])))
			return true;
	return false;
}

struct holder *holders_find(const struct holders *holders, const char *key)
{
	for (size_t i = 0; i < holders->count; i++)
		if (text_equal(holders->items[i]->now, key))
			return holders->items[i];
	return NULL;
}

static struct holder *add(struct holders *holders, const char *key)
{
	struct holder *h = holders_find(holders, key);

	if (h)
		return h;
	h = calloc(1, sizeof(*h));
	if (!h || holders_push(holders, h) < 0) {
		free(h);
		return NULL;
	}
	h->first = text_dup(key, strlen(key));
	h->now = text_dup(key, strlen(key));
	return h->first && h->now ? h : NULL;
}

/* Is what was called so at first called otherwise now, or gone? */
static bool has_left(const struct holders *holders, const char *key)
{
	for (size_t i = 0; i < holders->count; i++)
		if (text_equal(holders->items[i]->first, key))
			return !text_equal(holders->items[i]->now, key);
	return false;
}

const char *holders_first_key(const struct holders *holders, const struct model *before,
			      const struct object *table)
{
	const struct holder *h = holders_find(holders, table->key);
	const char *key = h ? h->first : table->key;
	struct object *found = NULL;

	if (!h && has_left(holders, key))
		return NULL;
	HASH_FIND(hh, before->by_key, key, strlen(key), found);
	return found ? found->key : NULL;
}

int holders_move(struct holders *holders, const char *from, const char *to)
{
	struct holder *h = add(holders, from);
	char *key = to ? text_dup(to, strlen(to)) : NULL;

	if (!h || (to && !key)) {
		free(key);
		return -1;
	}
	free(h->now);
	h->now = key;
	return 0;
}

int holders_note_copies(struct holders *holders, const struct model *now, const char *text,
			size_t len)
{
	for (size_t i = 0; i < now->objects.count; i++) {
		const struct object *o = now->objects.items[i];
		struct holder *h;

		if (o->pub.kind != WB_KIND_TABLE || !text_mentions(text, len, o->pub.name))
			continue;
		h = add(holders, o->key);
		if (!h)
			return -1;
		h->copied = true;
	}
	return 0;
}

bool holders_copied(const struct holders *holders, const char *first)
{
	for (size_t i = 0; i < holders->count; i++)
		if (holders->items[i]->copied && text_equal(holders->items[i]->first, first))
			return true;
	return false;
}
