/* SPDX-License-Identifier: MIT */
/* Links between revisions as two flat arrays: cheap to build for ten thousand, cheap to walk. */
#include "node.h"

#include <stdlib.h>

#include <whimbrel/error.h>

int linker_init(struct linker *linker, size_t count)
{
	*linker = (struct linker){ .seen = calloc(count + 1, sizeof(size_t)) };
	return linker->seen ? 0 : WB_E_NOMEM;
}

void linker_add(struct linker *linker, const struct node *from, const struct node *to, bool parent)
{
	const struct pair pair = { (uint32_t)from->index, (uint32_t)to->index, parent };
	size_t before = linker->seen[to->index];

	if (before && linker->pairs.items[before - 1].from == from->index) {
		linker->pairs.items[before - 1].parent |= parent;
		return;
	}
	if (pair_vec_push(&linker->pairs, pair) < 0)
		linker->nomem = true;
	else
		linker->seen[to->index] = linker->pairs.count;
}

void linker_release(struct linker *linker)
{
	pair_vec_release(&linker->pairs);
	free(linker->seen);
	linker->seen = NULL;
}

int links_build(const struct linker *linker, size_t count, bool reverse, struct links *out)
{
	const struct pair_vec *pairs = &linker->pairs;
	size_t *first = calloc(count + 2, sizeof(*first));
	struct link *items = calloc(pairs->count + 1, sizeof(*items));

	if (!first || !items || linker->nomem) {
		free(first);
		free(items);
		return WB_E_NOMEM;
	}
	/* Counted two places on, so that filling in moves each start to where it belongs. */
	for (size_t i = 0; i < pairs->count; i++)
		first[(reverse ? pairs->items[i].to : pairs->items[i].from) + 2]++;
	for (size_t i = 2; i < count + 2; i++)
		first[i] += first[i - 1];
	for (size_t i = 0; i < pairs->count; i++) {
		const struct pair *pair = &pairs->items[i];
		size_t at = first[(reverse ? pair->to : pair->from) + 1]++;

		items[at].to = reverse ? pair->from : pair->to;
		items[at].parent = pair->parent;
	}
	out->first = first;
	out->items = items;
	return 0;
}

void links_release(struct links *links)
{
	free(links->first);
	free(links->items);
	links->first = NULL;
	links->items = NULL;
}
