/* SPDX-License-Identifier: MIT */
/* Memory for many small things that end together: it is cut from large pieces. An arena of zeros is an
 * empty one. */
#ifndef WB_CORE_ARENA_H
#define WB_CORE_ARENA_H

#include <stddef.h>

struct arena {
	struct arena_piece *pieces;
};

/* Room for anything of that size, not set to anything; NULL: there is no memory. */
void *arena_take(struct arena *arena, size_t size);
/* A copy of the text; NULL: there is no memory. */
char *arena_text(struct arena *arena, const char *text);
/* Free all that was taken. */
void arena_release(struct arena *arena);

#endif
