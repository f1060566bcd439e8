/* SPDX-License-Identifier: MIT */
/* Random graphs against a naive model, which looks through everything for the smallest that is
 * ready and knows nothing of how the graph does it. */
#include "graph_model.h"

static unsigned model_index(const struct model *model, const struct revision *r)
{
	for (unsigned i = 0; i < model->count; i++)
		if (model->revisions[i] == r)
			return i;
	fail_msg("an unknown revision");
	return 0;
}

static void model_init(struct model *model)
{
	model_fill(model);
	model_shuffle(model);
	if (world_build(&model->world) < 0)
		fail_msg("%s", buf_text(&model->world.messages));
}

static bool smaller(const struct revision *a, const struct revision *b)
{
	return a->when != b->when ? a->when < b->when : strcmp(a->id, b->id) < 0;
}

/* The order of a set, by the rule: of those that stand on no other one that is left, the
 * smallest. */
static void model_order(const struct model *model, const bool *set, struct revision_vec *out)
{
	bool left[NODES_MAX];

	memcpy(left, set, sizeof(left));
	for (;;) {
		unsigned best = NODES_MAX;

		for (unsigned i = 0; i < model->count; i++) {
			bool ready = left[i];

			for (unsigned k = 0; k < model->count; k++)
				ready = ready && !(left[k] && model->below[i][k]);
			if (ready && (best == NODES_MAX ||
				      smaller(model->revisions[i], model->revisions[best])))
				best = i;
		}
		if (best == NODES_MAX)
			return;
		left[best] = false;
		assert_int_equal(revision_vec_push(out, model->revisions[best]), 0);
	}
}

static void assert_order(const struct model *model, const bool *set, bool reverse,
			 const struct revision_vec *got, const char *what)
{
	struct revision_vec expected = { 0 };
	char *texts[2];

	model_order(model, set, &expected);
	for (size_t i = 0; reverse && i < expected.count / 2; i++) {
		struct revision *other = expected.items[i];

		expected.items[i] = expected.items[expected.count - 1 - i];
		expected.items[expected.count - 1 - i] = other;
	}
	texts[0] = ids_text(&expected);
	texts[1] = ids_text(got);
	if (strcmp(texts[0], texts[1]) != 0)
		fail_msg("%s: expected '%s', got '%s'", what, texts[0], texts[1]);
	free(texts[0]);
	free(texts[1]);
	revision_vec_release(&expected);
}

static bool model_has(const void *ctx, const char *id)
{
	const struct model *model = ctx;

	for (unsigned i = 0; i < model->count; i++)
		if (strcmp(model->revisions[i]->id, id) == 0)
			return model->applied[i];
	return false;
}

static void check_upgrade(const struct model *model, const struct view *view, unsigned target)
{
	struct wb_error err = WB_ERROR_INIT;
	struct revision_vec list = { 0 };
	bool set[NODES_MAX] = { 0 }, repeat = true;

	for (unsigned i = 0; i < model->count; i++)
		set[i] = (i == target || model->below[target][i]) && !model->applied[i];
	assert_int_equal(resolve_upgrade(view, model->revisions[target]->id, &list, &repeat, &err),
			 0);
	assert_order(model, set, false, &list, "upgrade");
	assert_false(repeat);
	revision_vec_release(&list);
}

/* Its children, and what stands on those. */
static void model_above(const struct model *model, unsigned target, bool *set)
{
	for (unsigned i = 0; i < model->count; i++)
		for (unsigned k = 0; k < model->count; k++)
			set[i] |= model->parent[k][target] && (i == k || model->below[i][k]);
}

static void check_downgrade(const struct model *model, const struct view *view, unsigned target)
{
	struct wb_error err = WB_ERROR_INIT;
	struct revision_vec list = { 0 };
	bool set[NODES_MAX] = { 0 };
	int status = resolve_downgrade(view, model->revisions[target]->id, &list, &err);

	if (!model->applied[target]) {
		assert_int_equal(status, WB_E_USAGE);
		return;
	}
	assert_int_equal(status, 0);
	model_above(model, target, set);
	for (unsigned i = 0; i < model->count; i++)
		set[i] = set[i] && model->applied[i];
	assert_order(model, set, true, &list, "downgrade");
	revision_vec_release(&list);
}

static void check_stamp(const struct model *model, const struct view *view, unsigned target)
{
	struct wb_error err = WB_ERROR_INIT;
	struct revision_vec in = { 0 }, out = { 0 };
	bool in_set[NODES_MAX] = { 0 }, out_set[NODES_MAX] = { 0 };
	const char *targets[] = { model->revisions[target]->id };

	assert_int_equal(resolve_stamp(view, (struct wb_names){ targets, 1 }, &in, &out, &err), 0);
	model_above(model, target, out_set);
	for (unsigned i = 0; i < model->count; i++) {
		in_set[i] = (i == target || model->below[target][i]) && !model->applied[i];
		out_set[i] = out_set[i] && model->applied[i];
	}
	assert_order(model, in_set, false, &in, "stamp in");
	assert_order(model, out_set, true, &out, "stamp out");
	revision_vec_release(&in);
	revision_vec_release(&out);
}

static void check_range(const struct model *model, const struct view *view, unsigned from,
			unsigned to)
{
	struct wb_error err = WB_ERROR_INIT;
	struct revision_vec list = { 0 };
	bool set[NODES_MAX] = { 0 }, any = false;
	char *range = text_format("%s:%s", model->revisions[from]->id, model->revisions[to]->id);

	for (unsigned i = 0; i < model->count; i++) {
		set[i] = (i == to || model->below[to][i]) && !model->below[from][i];
		any |= set[i];
	}
	/* one that goes down has nothing, and is refused */
	assert_int_equal(resolve_range(view, range, &list, &err), any ? 0 : WB_E_USAGE);
	assert_order(model, set, false, &list, "range");
	revision_vec_release(&list);
	free(range);
}

/* heads; the first N of it; base; the last N. */
static void check_steps(const struct model *model, const struct view *view)
{
	struct wb_error err = WB_ERROR_INIT;
	struct revision_vec list = { 0 }, down = { 0 };
	bool set[NODES_MAX] = { 0 }, repeat = false;

	for (unsigned i = 0; i < model->count; i++)
		set[i] = !model->applied[i];
	assert_int_equal(resolve_upgrade(view, "heads", &list, &repeat, &err), 0);
	assert_order(model, set, false, &list, "upgrade heads");
	assert_true(repeat);
	assert_int_equal(resolve_downgrade(view, "base", &down, &err), 0);
	assert_order(model, model->applied, true, &down, "downgrade base");
	if (down.count) {
		unsigned steps = 1 + random_below((unsigned)down.count);
		char *target = text_format("-%u", steps);
		struct revision_vec last = { 0 };

		if (resolve_downgrade(view, target, &last, &err) == 0) {
			/* The same ones; and where the set has holes, what stands on them in the
			 * model is among them. */
			assert_true(last.count >= steps);
			for (unsigned i = 0; i < steps; i++)
				assert_ptr_equal(last.items[i], down.items[i]);
			assert_int_equal(last.count, steps);
		} else {
			assert_non_null(strstr(err.message, "several heads"));
		}
		revision_vec_release(&last);
		free(target);
	}
	revision_vec_release(&list);
	revision_vec_release(&down);
}

static void check_labels(const struct model *model)
{
	for (unsigned i = 0; i < model->count; i++) {
		const struct wb_names *labels = &model->revisions[i]->pub.labels;
		bool inherits[NODES_MAX] = { 0 };
		size_t expected = 0;

		/* By Revises alone: parents of parents, to the end. */
		inherits[i] = true;
		for (unsigned at = i + 1; at-- > 0;)
			for (unsigned k = 0; k < at && inherits[at]; k++)
				inherits[k] |= model->parent[at][k];
		for (unsigned k = 0; k < model->count; k++)
			expected += inherits[k] && model->carries[k];
		assert_int_equal(labels->count, expected);
		for (size_t k = 1; k < labels->count; k++)
			assert_true(strcmp(labels->items[k - 1], labels->items[k]) < 0);
	}
}

static void check_branches(const struct model *model, const struct view *view)
{
	for (unsigned i = 0; i < model->count; i++) {
		char *target = text_format("Ln%02u@base", i * 7 % 61);
		bool set[NODES_MAX] = { 0 };
		struct revision_vec list = { 0 };

		for (unsigned k = 0; k < model->count; k++)
			set[k] = model->applied[k] && (k == i || model->below[k][i]);
		if (model->carries[i]) {
			assert_int_equal(resolve_downgrade(view, target, &list, NULL), 0);
			assert_order(model, set, true, &list, target);
		}
		revision_vec_release(&list);
		free(target);
	}
}

static void check_heads(const struct model *model, const struct view *view)
{
	struct revision_vec applied = { 0 }, files = { 0 };
	size_t applied_heads = 0, file_heads = 0;

	assert_int_equal(view_heads(view, &applied), 0);
	assert_int_equal(graph_heads(view, &files), 0);
	for (unsigned i = 0; i < model->count; i++) {
		bool covered = !model->applied[i], child = false;

		for (unsigned k = 0; k < model->count; k++) {
			covered |= model->applied[k] && model->below[k][i];
			child |= model->parent[k][i];
		}
		applied_heads += !covered;
		file_heads += !child;
	}
	assert_int_equal(applied.count, applied_heads);
	assert_int_equal(files.count, file_heads);
	for (size_t i = 0; i < files.count; i++)
		assert_true(files.items[i]->pub.flags & WB_REVISION_HEAD);
	for (size_t i = 0; i < applied.count; i++)
		assert_true(model->applied[model_index(model, applied.items[i])]);
	revision_vec_release(&applied);
	revision_vec_release(&files);
}

static void test_random_graphs_agree_with_the_model(void **state)
{
	static struct model model;

	(void)state;
	for (unsigned round = 0; round < rounds(ROUNDS); round++) {
		struct view *view = NULL;

		random_state = round;
		model_init(&model);
		model_apply(&model);
		assert_int_equal(view_new(model.world.graph, model_has, &model, &view, NULL), 0);
		for (unsigned k = 0; k < 4; k++) {
			check_upgrade(&model, view, random_below(model.count));
			check_downgrade(&model, view, random_below(model.count));
			check_stamp(&model, view, random_below(model.count));
			check_range(&model, view, random_below(model.count),
				    random_below(model.count));
		}
		check_steps(&model, view);
		check_labels(&model);
		check_branches(&model, view);
		check_heads(&model, view);
		view_free(view);
		world_release(&model.world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random_graphs_agree_with_the_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
