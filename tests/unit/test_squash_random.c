/* SPDX-License-Identifier: MIT */
/* Random graphs with a random squash, in databases that have any part of what it replaces. */
#include "graph_model.h"

/* A squash of what lies between two random points, with what those name outside as its own
 * needs. */
static void squash_add(struct model *model)
{
	unsigned first = random_below(model->count),
		 last = first + random_below(model->count - first);
	struct buf line = { 0 };

	buf_str(&line, "squash !");
	for (unsigned i = first; i <= last; i++)
		buf_printf(&line, " %s", model->revisions[i]->id);
	buf_str(&line, " +");
	for (unsigned k = 0; k < first; k++)
		for (unsigned i = first; i <= last; i++)
			if (model->needs[i][k]) {
				buf_printf(&line, " %s", model->revisions[k]->id);
				break;
			}
	world_add(&model->world, buf_text(&line));
	buf_release(&line);
}

/* The ids that a database has, as the run would change them: taking back a squash takes what it
 * replaces. */
struct simulation {
	struct buf ids; /* each with a blank in front */
};

static bool simulation_has(const void *ctx, const char *id)
{
	const struct simulation *simulation = ctx;

	return has_word(buf_text(&simulation->ids), id);
}

static void simulate_up(struct simulation *simulation, const struct revision *r)
{
	for (size_t i = 0; i < r->depends.count; i++)
		if (!simulation_has(simulation, r->depends.items[i].name) &&
		    !simulation_has(simulation, "squash"))
			fail_msg("%s ran before %s", r->id, r->depends.items[i].name);
	for (size_t i = 0; i < r->revises.count; i++)
		if (!simulation_has(simulation, r->revises.items[i].name) &&
		    !simulation_has(simulation, "squash"))
			fail_msg("%s ran before %s", r->id, r->revises.items[i].name);
	assert_false(simulation_has(simulation, r->id));
	buf_printf(&simulation->ids, " %s", r->id);
}

static void simulate_down(struct simulation *simulation, const struct revision *r)
{
	struct buf left = { 0 };
	char *copy = text_dup(buf_text(&simulation->ids), simulation->ids.len), *rest = copy;

	for (char *word = strtok_r(copy, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		bool gone = strcmp(word, r->id) == 0;

		for (size_t i = 0; i < r->replaces.count; i++)
			gone = gone || strcmp(word, r->replaces.items[i].name) == 0;
		if (!gone)
			buf_printf(&left, " %s", word);
	}
	buf_release(&simulation->ids);
	simulation->ids = left;
	free(copy);
}

/* Up to the heads, nothing is left; down to the base, nothing is left; up again goes through the
 * squash. */
static void check_squash(const struct model *model, struct simulation *simulation)
{
	for (int pass = 0; pass < 3; pass++) {
		struct revision_vec list = { 0 };
		struct view *view = NULL;
		bool repeat;

		assert_int_equal(
			view_new(model->world.graph, simulation_has, simulation, &view, NULL), 0);
		if (pass != 1)
			assert_int_equal(resolve_upgrade(view, "heads", &list, &repeat, NULL), 0);
		else
			assert_int_equal(resolve_downgrade(view, "base", &list, NULL), 0);
		for (size_t i = 0; i < list.count; i++)
			pass == 1 ? simulate_down(simulation, list.items[i])
				  : simulate_up(simulation, list.items[i]);
		view_free(view);
		assert_int_equal(
			view_new(model->world.graph, simulation_has, simulation, &view, NULL), 0);
		assert_int_equal(resolve_upgrade(view, "heads", &list, &repeat, NULL), 0);
		if (pass == 1)
			assert_int_equal(simulation->ids.len, 0);
		else
			assert_int_equal(list.count, 0);
		assert_true(pass != 2 || simulation_has(simulation, "squash"));
		revision_vec_release(&list);
		view_free(view);
	}
}

static void test_random_squash_leaves_nothing_behind(void **state)
{
	static struct model model;
	unsigned tried = 0;

	(void)state;
	for (unsigned round = 0; round < rounds(ROUNDS); round++) {
		struct simulation simulation = { 0 };

		random_state = round;
		model_fill(&model);
		squash_add(&model);
		model_shuffle(&model);
		model_apply(&model);
		for (unsigned i = 0; i < model.count; i++)
			if (model.applied[i])
				buf_printf(&simulation.ids, " %s", model.revisions[i]->id);
		/* With something between the points that is no part of it, it may be a circle. */
		if (world_build(&model.world) == 0) {
			check_squash(&model, &simulation);
			tried++;
		} else {
			assert_non_null(strstr(buf_text(&model.world.messages), "circle"));
		}
		buf_release(&simulation.ids);
		world_release(&model.world);
	}
	assert_true(tried > rounds(ROUNDS) / 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_squash_leaves_nothing_behind),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
