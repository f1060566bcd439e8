/* SPDX-License-Identifier: MIT */
/* The deterministic order: a topological sort with a heap, so that the next one is always the
 * smallest that is ready. */
#include "node.h"

#include <stdlib.h>

#include <whimbrel/error.h>

/* What is ready: members by their ranks in a binary heap; and those that only pass on what is in
 * place, which go at once. */
struct ready {
	size_t *heap, heap_count;
	size_t *passing, passing_count;
	size_t work;
};

static void heap_push(struct ready *ready, size_t rank)
{
	size_t at = ready->heap_count++;

	while (at > 0 && ready->heap[(at - 1) / 2] > rank) {
		ready->heap[at] = ready->heap[(at - 1) / 2];
		at = (at - 1) / 2;
		ready->work++;
	}
	ready->heap[at] = rank;
}

static size_t heap_pop(struct ready *ready)
{
	size_t *heap = ready->heap;
	size_t top = heap[0], moved = heap[--ready->heap_count], at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

		if (child + 1 < ready->heap_count && heap[child + 1] < heap[child])
			child++;
		if (child >= ready->heap_count || heap[child] >= moved)
			break;
		heap[at] = heap[child];
		at = child;
		ready->work++;
	}
	heap[at] = moved;
	return top;
}

/* No step of this order. Still what is above it waits for what is below it: a database may lack
 * what it needs. */
static bool is_passing(const struct ordering *ordering, size_t index)
{
	return (ordering->side && ordering->side[index] != SIDE_SEEN) ||
	       (ordering->member && !ordering->member[index]);
}

static void add_ready(const struct ordering *ordering, struct ready *ready, size_t index)
{
	if (is_passing(ordering, index))
		ready->passing[ready->passing_count++] = index;
	else
		heap_push(ready, ordering->graph->pool[index].rank);
}

static void start(const struct ordering *ordering, struct ready *ready, size_t *waiting)
{
	for (size_t i = 0; i < ordering->graph->count; i++) {
		waiting[i] = ordering->needs->first[i + 1] - ordering->needs->first[i];
		if (!waiting[i])
			add_ready(ordering, ready, i);
		ready->work++;
	}
}

static void release_above(const struct ordering *ordering, struct ready *ready, size_t *waiting,
			  size_t index)
{
	const struct links *stands = ordering->stands;

	for (size_t k = stands->first[index]; k < stands->first[index + 1]; k++) {
		size_t to = stands->items[k].to;

		if (--waiting[to] == 0)
			add_ready(ordering, ready, to);
		ready->work++;
	}
}

int order_run(struct ordering *ordering)
{
	const struct graph *graph = ordering->graph;
	size_t *room = calloc(3 * graph->count + 1, sizeof(*room));
	struct ready ready = { 0 };
	size_t *waiting;
	int status = 0;

	if (!room)
		return WB_E_NOMEM;
	ready.heap = room;
	ready.passing = room + graph->count;
	waiting = room + 2 * graph->count;
	start(ordering, &ready, waiting);
	while (!status && (ready.heap_count || ready.passing_count)) {
		struct node *next;

		if (ready.passing_count) {
			next = &graph->pool[ready.passing[--ready.passing_count]];
		} else {
			next = graph->by_rank[heap_pop(&ready)];
			if (node_vec_push(&ordering->out, next) < 0)
				status = WB_E_NOMEM;
		}
		release_above(ordering, &ready, waiting, next->index);
	}
	ordering->work = ready.work;
	free(room);
	return status;
}
