/* SPDX-License-Identifier: MIT */
#include "arena.h"

#include <stdlib.h>
#include <string.h>

struct arena_piece {
	struct arena_piece *next;
	size_t used, room;
	char data[];
};

#define PIECE_SIZE ((size_t)64 << 10)

void *arena_take(struct arena *arena, size_t size)
{
	const size_t align = sizeof(void *);
	struct arena_piece *p = arena->pieces;

	size = (size + align - 1) / align * align;
	if (!p || p->room - p->used < size) {
		size_t room = size > PIECE_SIZE ? size : PIECE_SIZE;

		p = malloc(sizeof(*p) + room);
		if (!p)
			return NULL;
		p->next = arena->pieces;
		p->used = 0;
		p->room = room;
		arena->pieces = p;
	}
	p->used += size;
	return p->data + p->used - size;
}

char *arena_text(struct arena *arena, const char *text)
{
	size_t size = strlen(text) + 1;
	char *to = arena_take(arena, size);

	return to ? memcpy(to, text, size) : NULL;
}

void arena_release(struct arena *arena)
{
	while (arena->pieces) {
		struct arena_piece *next = arena->pieces->next;

		free(arena->pieces);
		arena->pieces = next;
	}
}
