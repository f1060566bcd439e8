/* SPDX-License-Identifier: MIT */
#include "mentioned.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/text.h"
#include "sql_words.h"

struct mentioned_word {
	bool made;
	UT_hash_handle hh;
	char text[];
};

static void fold(char *text)
{
	for (; *text; text++)
		*text = (char)tolower((unsigned char)*text);
}

static struct mentioned_word *find(const struct mentioned *named, const char *word)
{
	struct mentioned_word *found;

	HASH_FIND(hh, named->words, word, strlen(word), found);
	return found;
}

static struct mentioned_word *add(struct mentioned *named, const char *word)
{
	struct mentioned_word *w = find(named, word);
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

int mentioned_add_word(struct mentioned *named, const char *word, bool made)
{
	AUTO_FREE char *folded = text_dup(word, strlen(word));
	struct mentioned_word *w;

	if (folded)
		fold(folded);
	w = folded ? add(named, folded) : NULL;
	if (w)
		w->made |= made;
	return w ? 0 : -1;
}

static int take(void *ctx, const char *found)
{
	return mentioned_add_word(ctx, found, false);
}

int mentioned_add(struct mentioned *named, const char *text, size_t len)
{
	return words_each(text, len, named->variables, take, named);
}

static const struct mentioned_word *look_up(const struct mentioned *named, const char *name)
{
	AUTO_FREE char *word = text_dup(name, strlen(name));

	if (!word)
		return NULL;
	fold(word);
	return find(named, word);
}

bool mentioned_has(const struct mentioned *named, const char *name)
{
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != '_' && !(*p & 0x80))
			return true;
	return look_up(named, name) != NULL;
}

bool mentioned_makes(const struct mentioned *named, const char *name)
{
	const struct mentioned_word *w = look_up(named, name);

	return w && w->made;
}

void mentioned_release(struct mentioned *named)
{
	struct mentioned_word *w, *next;

	HASH_ITER(hh, named->words, w, next) {
		HASH_DEL(named->words, w);
		free(w);
	}
}
