/* SPDX-License-Identifier: MIT */
/* The one growing array. VEC(type, name) declares `struct name` and its functions; zero-initialised
 * is empty.
 *
 *	VEC(int, int_vec)
 *	struct int_vec v = { 0 };
 *	if (int_vec_push(&v, 7) < 0) …         -1: out of memory
 *	v.items[0], v.count; int_vec_release(&v)
 */
#ifndef WB_CORE_VEC_H
#define WB_CORE_VEC_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <whimbrel/whimbrel.h>

/* Room for one more item in `*items`, doubling; -1 when there is no memory. */
int vec_grow(void **items, size_t *room, size_t count, size_t item_size);

#define VEC(type, name)                                                                  \
	struct name {                                                                    \
		type *items;                                                             \
		size_t count, room;                                                      \
	};                                                                               \
	__attribute__((unused)) static inline int name##_push(struct name *v, type item) \
	{                                                                                \
		void *items = v->items;                                                  \
		if (vec_grow(&items, &v->room, v->count, sizeof(type)) < 0)              \
			return -1;                                                       \
		v->items = items;                                                        \
		v->items[v->count++] = item;                                             \
		return 0;                                                                \
	}                                                                                \
	__attribute__((unused)) static inline void name##_clear(struct name *v)          \
	{                                                                                \
		v->count = 0;                                                            \
	}                                                                                \
	__attribute__((unused)) static inline void name##_release(struct name *v)        \
	{                                                                                \
		free(v->items);                                                          \
		v->items = NULL;                                                         \
		v->count = v->room = 0;                                                  \
	}                                                                                \
	struct name

/* A list of texts that it owns. */
VEC(char *, string_vec);

/* The same, for whoever only reads it. */
static inline struct wb_names string_vec_names(const struct string_vec *v)
{
	return (struct wb_names){ (const char *const *)v->items, v->count };
}

/* Append a copy. */
int string_vec_add(struct string_vec *v, const char *text);
int string_vec_add_len(struct string_vec *v, const char *text, size_t len);
/* Free the texts and the list. */
void string_vec_free(struct string_vec *v);
/* Where `text` stands, or -1. */
ptrdiff_t string_vec_find(const struct string_vec *v, const char *text);

#endif
