/* SPDX-License-Identifier: MIT */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/names.h>

/* FNV-1a */
static size_t hash(const char *text)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (; *text; text++)
		h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
	return (size_t)h;
}

static size_t slot_of(const struct kit_names *n, const char *name)
{
	size_t i = hash(name) & (n->room - 1);

	while (n->slots[i] && strcmp(n->slots[i], name) != 0)
		i = (i + 1) & (n->room - 1);
	return i;
}

static bool grow(struct kit_names *n)
{
	struct kit_names larger = { .room = n->room ? n->room * 2 : 16, .count = n->count };

	larger.slots = calloc(larger.room, sizeof(*larger.slots));
	if (!larger.slots)
		return false;
	for (size_t i = 0; i < n->room; i++)
		if (n->slots[i])
			larger.slots[slot_of(&larger, n->slots[i])] = n->slots[i];
	free(n->slots);
	*n = larger;
	return true;
}

void kit_names_add(struct kit_names *names, const char *name)
{
	size_t slot;

	if (names->count * 2 >= names->room && !grow(names)) {
		names->failed = true;
		return;
	}
	slot = slot_of(names, name);
	if (names->slots[slot])
		return;
	names->slots[slot] = strdup(name);
	if (names->slots[slot])
		names->count++;
	else
		names->failed = true;
}

bool kit_names_have(const struct kit_names *names, const char *name)
{
	return names->room && names->slots[slot_of(names, name)];
}

const char *kit_names_each(const struct kit_names *names, size_t *at)
{
	while (*at < names->room)
		if (names->slots[(*at)++])
			return names->slots[*at - 1];
	return NULL;
}

void kit_names_release(struct kit_names *names)
{
	for (size_t i = 0; i < names->room; i++)
		free(names->slots[i]);
	free(names->slots);
	*names = (struct kit_names){ 0 };
}
