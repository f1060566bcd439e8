/* SPDX-License-Identifier: MIT */
#include "change_queue.h"

int change_before(struct change *first, struct change *then)
{
	if (!first || !then || first == then || first->withdrawn || then->withdrawn)
		return 0;
	if (change_vec_push(&first->after, then) < 0)
		return -1;
	then->waits++;
	return 0;
}

int changes_push(struct change_vec *heap, struct change *c)
{
	size_t i = heap->count;

	if (change_vec_push(heap, c) < 0)
		return -1;
	for (; i && heap->items[(i - 1) / 2]->rank > c->rank; i = (i - 1) / 2)
		heap->items[i] = heap->items[(i - 1) / 2];
	heap->items[i] = c;
	return 0;
}

struct change *changes_pop(struct change_vec *heap)
{
	struct change *top = heap->items[0], *last = heap->items[--heap->count];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < heap->count) {
		if (child + 1 < heap->count &&
		    heap->items[child + 1]->rank < heap->items[child]->rank)
			child++;
		if (heap->items[child]->rank >= last->rank)
			break;
		heap->items[i] = heap->items[child];
		i = child;
	}
	if (heap->count)
		heap->items[i] = last;
	return top;
}
