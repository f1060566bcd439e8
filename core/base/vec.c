/* SPDX-License-Identifier: MIT */
#include "vec.h"

#include <string.h>

int vec_grow(void **items, size_t *room, size_t count, size_t item_size)
{
	size_t want;
	void *grown;

	if (count < *room)
		return 0;
	want = *room ? *room * 2 : 2; /* of the many that a revision has most hold one */
	if (want > SIZE_MAX / item_size)
		return -1;
	grown = realloc(*items, want * item_size);
	if (!grown)
		return -1;
	*items = grown;
	*room = want;
	return 0;
}

int string_vec_add_len(struct string_vec *v, const char *text, size_t len)
{
	char *copy = malloc(len + 1);

	if (!copy)
		return -1;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (string_vec_push(v, copy) < 0) {
		free(copy);
		return -1;
	}
	return 0;
}

int string_vec_add(struct string_vec *v, const char *text)
{
	return string_vec_add_len(v, text, strlen(text));
}

void string_vec_free(struct string_vec *v)
{
	for (size_t i = 0; i < v->count; i++)
		free(v->items[i]);
	string_vec_release(v);
}

ptrdiff_t string_vec_find(const struct string_vec *v, const char *text)
{
	for (size_t i = 0; i < v->count; i++)
		if (strcmp(v->items[i], text) == 0)
			return (ptrdiff_t)i;
	return -1;
}
