/* SPDX-License-Identifier: MIT */
/* Every lane is a line that runs down to the revision that it waits for. A revision takes the first
 * lane that waits for it; other lanes that do are joined to it in a row above. Its first parent
 * goes on in its lane, further parents get lanes that part from it in a row below. */
#include "graph.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "exit_code.h"
#include "say.h"

/* Where lines leave a cell. */
enum { UP = 1, DOWN = 2, LEFT = 4, RIGHT = 8 };

static const char *const boxes[16] = {
	[0] = " ",
	[UP] = "╵",
	[DOWN] = "╷",
	[UP | DOWN] = "│",
	[LEFT] = "╴",
	[UP | LEFT] = "╯",
	[DOWN | LEFT] = "╮",
	[UP | DOWN | LEFT] = "┤",
	[RIGHT] = "╶",
	[UP | RIGHT] = "╰",
	[DOWN | RIGHT] = "╭",
	[UP | DOWN | RIGHT] = "├",
	[LEFT | RIGHT] = "─",
	[UP | LEFT | RIGHT] = "┴",
	[DOWN | LEFT | RIGHT] = "┬",
	[UP | DOWN | LEFT | RIGHT] = "┼",
};

static const char *const asciis[16] = {
	[0] = " ",
	[UP] = "|",
	[DOWN] = "|",
	[UP | DOWN] = "|",
	[LEFT] = "-",
	[UP | LEFT] = "'",
	[DOWN | LEFT] = ".",
	[UP | DOWN | LEFT] = "+",
	[RIGHT] = "-",
	[UP | RIGHT] = "'",
	[DOWN | RIGHT] = ".",
	[UP | DOWN | RIGHT] = "+",
	[LEFT | RIGHT] = "-",
	[UP | LEFT | RIGHT] = "+",
	[DOWN | LEFT | RIGHT] = "+",
	[UP | DOWN | LEFT | RIGHT] = "+",
};

struct graph {
	FILE *out;
	bool utf8;
	const char **lanes; /* the id that each waits for; NULL: it is free */
	unsigned char *cells;
	size_t count, room;
	const char *
		*ids; /* those that will be drawn, sorted: a lane for another one would never end */
	size_t id_count;
};

static int compare_ids(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool is_drawn(const struct graph *g, const char *id)
{
	return bsearch(&id, g->ids, g->id_count, sizeof(*g->ids), compare_ids) != NULL;
}

static int graph_init(struct graph *g, const struct revision_list *list)
{
	size_t edges = 1;

	for (size_t i = 0; i < list->count; i++)
		edges += list->items[i]->parents.count + 1;
	g->room = edges;
	g->lanes = calloc(edges, sizeof(*g->lanes));
	g->cells = calloc(edges, 1);
	g->ids = calloc(list->count + 1, sizeof(*g->ids));
	if (!g->lanes || !g->cells || !g->ids)
		return -1;
	for (size_t i = 0; i < list->count; i++)
		g->ids[g->id_count++] = list->items[i]->id;
	qsort(g->ids, g->id_count, sizeof(*g->ids), compare_ids);
	return 0;
}

static void graph_release(struct graph *g)
{
	free(g->lanes);
	free(g->cells);
	free(g->ids);
}

/* The first lane that waits for `id`, from `from` on; SIZE_MAX: none does. */
static size_t lane_for(const struct graph *g, const char *id, size_t from)
{
	for (size_t i = from; i < g->count; i++)
		if (g->lanes[i] && strcmp(g->lanes[i], id) == 0)
			return i;
	return SIZE_MAX;
}

static size_t take_lane(struct graph *g, const char *id)
{
	size_t i = 0;

	while (i < g->count && g->lanes[i])
		i++;
	if (i == g->count)
		g->cells[g->count++] = 0;
	g->lanes[i] = id;
	return i;
}

/* Lead a line from lane `a` to lane `b`, which goes on in direction `way` there. Lanes between them
 * are crossed: they stay as they are, so that a crossing is not taken for a joint. */
static void connect(struct graph *g, size_t a, size_t b, unsigned way)
{
	size_t low = a < b ? a : b, high = a < b ? b : a;

	g->cells[a] |= (unsigned char)(a < b ? RIGHT : LEFT);
	g->cells[b] |= (unsigned char)(way | (a < b ? LEFT : RIGHT));
	for (size_t i = low + 1; i < high; i++)
		if (!g->cells[i] || (g->cells[i] & (LEFT | RIGHT)))
			g->cells[i] |= LEFT | RIGHT;
}

/* Free lanes at the right are forgotten: the text moves up to the lines. */
static void drop_lanes(struct graph *g)
{
	while (g->count && !g->lanes[g->count - 1])
		g->count--;
}

static void lanes_to_cells(struct graph *g)
{
	for (size_t i = 0; i < g->count; i++)
		g->cells[i] = g->lanes[i] ? UP | DOWN : 0;
}

/* A row of nothing but lines, `low` to `high` being the lanes that are connected. */
static void print_links(const struct graph *g, size_t low, size_t high)
{
	const char *const *marks = g->utf8 ? boxes : asciis;

	for (size_t i = 0; i < g->count; i++)
		say(g->out, "%s%s", i ? marks[i > low && i <= high ? LEFT | RIGHT : 0] : "",
		    marks[g->cells[i]]);
	say(g->out, "\n");
}

/* Lanes that wait for the same revision as `lane` end in it. */
static void join_lanes(struct graph *g, size_t lane)
{
	size_t high = lane, other;

	lanes_to_cells(g);
	for (other = lane_for(g, g->lanes[lane], lane + 1); other != SIZE_MAX;
	     other = lane_for(g, g->lanes[lane], other + 1)) {
		g->cells[other] = UP;
		connect(g, lane, other, UP);
		high = other;
	}
	if (high == lane)
		return;
	print_links(g, lane, high);
	for (size_t i = lane + 1; i < g->count; i++)
		if (g->cells[i] & UP && g->lanes[i] && strcmp(g->lanes[i], g->lanes[lane]) == 0)
			g->lanes[i] = NULL;
	drop_lanes(g);
}

/* The lanes go on to the parents. */
static void part_lanes(struct graph *g, size_t lane, const struct wb_names *parents)
{
	size_t low = lane, high = lane, next = 0;

	while (next < parents->count && !is_drawn(g, parents->items[next]))
		next++;
	g->lanes[lane] = next < parents->count ? parents->items[next++] : NULL;
	lanes_to_cells(g);
	for (; next < parents->count; next++) {
		size_t other;

		if (!is_drawn(g, parents->items[next]))
			continue;
		other = take_lane(g, parents->items[next]);
		connect(g, lane, other, DOWN);
		low = other < low ? other : low;
		high = other > high ? other : high;
	}
	if (low < high)
		print_links(g, low, high);
}

static void print_node(const struct graph *g, size_t lane)
{
	for (size_t i = 0; i < g->count; i++) {
		if (i == lane)
			say(g->out, "%s ", g->utf8 ? "●" : "*");
		else
			say(g->out, "%s ", (g->utf8 ? boxes : asciis)[g->lanes[i] ? UP | DOWN : 0]);
	}
}

int graph_draw(const struct graph_output *to, const struct revision_list *list,
	       struct wb_error *err)
{
	struct graph g = { .out = to->file, .utf8 = to->utf8 };
	int rc = graph_init(&g, list);

	for (size_t i = 0; rc == 0 && i < list->count; i++) {
		const struct wb_revision *revision = list->items[i];
		size_t lane = lane_for(&g, revision->id, 0);

		if (lane == SIZE_MAX)
			lane = take_lane(&g, revision->id);
		join_lanes(&g, lane);
		print_node(&g, lane);
		to->line(to->ctx, to->file, revision);
		say(to->file, "\n");
		part_lanes(&g, lane, &revision->parents);
		drop_lanes(&g);
	}
	graph_release(&g);
	return rc < 0 ? cli_fail(err, WB_E_NOMEM, "out of memory") : 0;
}
