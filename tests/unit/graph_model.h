/* SPDX-License-Identifier: MIT */
/* Random graphs, and a naive model of them: closures by Floyd and Warshall over a matrix. */
#ifndef WB_TESTS_GRAPH_MODEL_H
#define WB_TESTS_GRAPH_MODEL_H

#include "graph_dsl.h"

#define NODES_MAX 60
#define ROUNDS 1500

static uint64_t random_state;

/* splitmix64: the same graphs on every machine; a round that fails can be run again. */
static inline unsigned random_below(unsigned bound)
{
	uint64_t z = (random_state += UINT64_C(0x9e3779b97f4a7c15));

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return (unsigned)((z ^ (z >> 31)) % bound);
}

struct model {
	struct world world;
	unsigned count;
	struct revision *revisions[NODES_MAX];
	bool parent[NODES_MAX][NODES_MAX]; /* [child][parent] */
	bool needs[NODES_MAX][NODES_MAX];  /* parents and depends */
	bool below[NODES_MAX][NODES_MAX];  /* its closure, without itself */
	bool carries[NODES_MAX];           /* has a label of its own: its id with an L in front */
	bool applied[NODES_MAX];
};

static inline void model_links(struct model *model, unsigned i, struct buf *line)
{
	unsigned parents =
		random_below(10) < 8 ? 1 + random_below(5) / 4 + random_below(12) / 11 : 0;
	unsigned depends = random_below(6) == 0 ? 1 + random_below(2) : 0;

	buf_str(line, " <");
	for (unsigned k = 0; i && k < parents; k++) {
		/* near ones more often, so that there are long lines as well */
		unsigned to =
			random_below(2) ? i - 1 - random_below(i < 4 ? i : 4) : random_below(i);

		if (!model->parent[i][to])
			buf_printf(line, " n%02u", to * 7 % 61);
		model->parent[i][to] = model->needs[i][to] = true;
	}
	buf_str(line, " +");
	for (unsigned k = 0; i && k < depends; k++) {
		unsigned to = random_below(i);

		buf_printf(line, " n%02u", to * 7 % 61);
		model->needs[i][to] = true;
	}
}

static inline void model_close(struct model *model)
{
	memcpy(model->below, model->needs, sizeof(model->below));
	for (unsigned k = 0; k < model->count; k++)
		for (unsigned i = 0; i < model->count; i++)
			for (unsigned j = 0; j < model->count; j++)
				model->below[i][j] |= model->below[i][k] && model->below[k][j];
}

/* The revisions; ids don't come in the order of the links, since 7 is prime to 61. */
static inline void model_fill(struct model *model)
{
	memset(model, 0, sizeof(*model));
	model->count = 1 + random_below(NODES_MAX);
	for (unsigned i = 0; i < model->count; i++) {
		struct buf line = { 0 };

		buf_printf(&line, "n%02u", i * 7 % 61);
		model_links(model, i, &line);
		model->carries[i] = random_below(8) == 0;
		if (model->carries[i])
			buf_printf(&line, " @ Ln%02u", i * 7 % 61);
		if (random_below(3))
			buf_printf(&line, " = %u", random_below(8));
		world_add(&model->world, buf_text(&line));
		model->revisions[i] = model->world.revisions.items[i];
		buf_release(&line);
	}
	model_close(model);
}

/* The order in which the files are read means nothing. */
static inline void model_shuffle(struct model *model)
{
	struct revision **items = model->world.revisions.items;

	for (size_t i = model->world.revisions.count; i-- > 1;) {
		size_t k = random_below((unsigned)i + 1);
		struct revision *other = items[i];

		items[i] = items[k];
		items[k] = other;
	}
}

/* What is applied: a few closures, as upgrades leave it; sometimes anything at all. */
static inline void model_apply(struct model *model)
{
	bool wild = random_below(4) == 0;

	for (unsigned i = 0; i < model->count; i++)
		model->applied[i] = random_below(wild ? 2 : 5) == 0;
	for (unsigned i = 0; i < model->count && !wild; i++)
		for (unsigned k = 0; k < model->count; k++)
			model->applied[k] |= model->applied[i] && model->below[i][k];
}

#endif
