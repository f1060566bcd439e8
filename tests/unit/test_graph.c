/* SPDX-License-Identifier: MIT */
/* The graph as the files make it: problems, order, what `pub` tells, squashes, and its cost. */
#include "graph_dsl.h"

#include "graph/node.h"

struct problem_case {
	const char *const lines[6];
	const char *messages; /* all of them, in order */
};

static const struct problem_case problem_cases[] = {
	{ { "a", "b < a", NULL }, "" },
	{ { "abcdef", "b < abcdxf", NULL },
	  "m/b.sql:3: 'b' revises 'abcdxf', which no file defines; did you mean 'abcdef'?\n" },
	{ { "a", "b + zzzzzz", NULL },
	  "m/b.sql:4: 'b' depends on 'zzzzzz', which no file defines\n" },
	{ { "a", "a", NULL }, "m/a.sql:2: revision 'a' is already defined in m/a.sql:2\n" },
	{ { "a < a", NULL }, "m/a.sql:3: 'a' revises itself\n" },
	{ { "a + a", NULL }, "m/a.sql:4: 'a' depends on itself\n" },
	{ { "a", "b < a a", NULL }, "m/b.sql:3: 'b' revises 'a' twice\n" },
	{ { "a", "b < a", "c < b + a", NULL }, "" },
	{ { "a", "b < a + a", NULL }, "" },
	{ { "a < c", "b < a", "c < b", "d < c", NULL },
	  "m/a.sql:3: these revisions need each other in a circle: a (m/a.sql:3) -> c (m/c.sql:3) "
	  "-> b (m/b.sql:3) -> a\n" },
	{ { "a + b", "b < a", "x < y", "y < x", NULL },
	  "m/a.sql:4: these revisions need each other in a circle: a (m/a.sql:4) -> b (m/b.sql:3) "
	  "-> a\n"
	  "m/x.sql:3: these revisions need each other in a circle: x (m/x.sql:3) -> y (m/y.sql:3) "
	  "-> x\n" },
	{ { "a @ api", "b @ api", NULL },
	  "m/b.sql:6: the branch label 'api' is already on 'a' (m/a.sql)\n" },
	{ { "a # v1", "b # v1", NULL }, "m/b.sql:7: the tag 'v1' is already on 'a' (m/a.sql)\n" },
	{ { "a @ b", "b", NULL },
	  "m/a.sql:6: the branch label 'b' is also the id of a revision (m/b.sql:2)\n" },
	{ { "a # a", NULL }, "m/a.sql:7: the tag 'a' is also the id of a revision (m/a.sql:2)\n" },
	{ { "a # x", "b @ x", NULL },
	  "m/b.sql:6: 'x' is a branch label here and a tag in m/a.sql\n" },
	{ { "a @ head", "b @ x@y", "c # -1", NULL },
	  "m/a.sql:6: 'head' can't be a branch label: as a target it means something else\n"
	  "m/b.sql:6: 'x@y' can't be a branch label: as a target it means something else\n"
	  "m/c.sql:7: '-1' can't be a tag: as a target it means something else\n" },
	{ { "heads", "-1", "2018-01-14-171611", "0001", NULL },
	  "m/heads.sql:2: 'heads' can't be an id: as a target it means something else\n"
	  "m/-1.sql:2: '-1' can't be an id: as a target it means something else\n" },
	{ { "a ~", "b < a", NULL },
	  "m/b.sql:3: 'b' revises 'a', which is repeatable: nothing can\n" },
	{ { "a ~", "b + a", NULL },
	  "m/b.sql:4: 'b' depends on 'a', which is repeatable and runs after it\n" },
	{ { "a", "b < a ~", NULL },
	  "m/b.sql:3: 'b' is repeatable and can't revise anything; say Depends\n" },
	{ { "a ~", "b + a ~", "c", NULL }, "" },
	{ { "a + b ~", "b + a ~", NULL },
	  "m/a.sql:4: these revisions need each other in a circle: a (m/a.sql:4) -> b (m/b.sql:4) "
	  "-> a\n" },
	{ { "a @ x ~", NULL }, "m/a.sql:6: 'a' is repeatable and can't carry a branch label\n" },
	{ { "a", "s ! a", "t ! a", NULL },
	  "m/t.sql:5: 't' replaces 'a', and so does 's' (m/s.sql)\n" },
	{ { "s ! s", NULL }, "m/s.sql:5: 's' replaces itself\n" },
	{ { "a", "s ! a a", NULL }, "m/s.sql:5: 's' replaces 'a' twice\n" },
	{ { "a", "s < a ! a", NULL }, "m/s.sql:3: 's' revises 'a', which it replaces\n" },
	{ { "s < gone ! gone", NULL }, "m/s.sql:3: 's' revises 'gone', which it replaces\n" },
	{ { "s ! a ~", "a", NULL }, "m/s.sql:5: 's' is repeatable and can't replace anything\n" },
	{ { "s ! a", "a ~", NULL }, "m/s.sql:5: 's' replaces 'a', which is repeatable\n" },
	{ { "s ! t", "t ! s", NULL },
	  "m/s.sql:5: these revisions replace each other in a circle: s (m/s.sql:5) -> t "
	  "(m/t.sql:5) -> s\n" },
	{ { "a @ x # v", "s ! a @ x # v", NULL }, "" },
};

static void test_problems_are_all_told_with_their_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(problem_cases) / sizeof(problem_cases[0]); i++) {
		const struct problem_case *c = &problem_cases[i];
		struct world world;
		int status = world_init(&world, c->lines);

		assert_string_equal(buf_text(&world.messages), c->messages);
		assert_int_equal(status, *c->messages ? WB_E_REVISION : 0);
		assert_true((world.graph != NULL) == (status == 0));
		for (size_t k = 0; status && k < world.revisions.count; k++)
			assert_null(world.revisions.items[k]->pub.parents.items);
		world_release(&world);
	}
}

struct order_case {
	const char *const lines[8];
	const char *order;
};

static const struct order_case order_cases[] = {
	{ { NULL }, "" },
	{ { "c", "b", "a", NULL }, "a b c" },
	{ { "a = 3", "b = 2", "c", NULL }, "c b a" },
	{ { "a = 5", "b < a = 1", "c = 2", NULL }, "c a b" },
	{ { "a + z", "z", NULL }, "z a" },
	{ { "d < b c", "c < a", "b < a", "a", NULL }, "a b c d" },
	{ { "m ~", "z", "k + m ~", "y + z ~", NULL }, "z m k y" },
	/* the old ones just before what replaces them, wherever their own dates would put them */
	{ { "o1 = 8", "o2 < o1 = 9", "s ! o1 o2 = 3", "t < s = 4", "n = 1", NULL }, "n o1 o2 s t" },
};

static void test_order_is_smallest_ready_first(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(order_cases) / sizeof(order_cases[0]); i++) {
		struct revision_vec list = { 0 };
		struct world world;
		char *text;

		assert_int_equal(world_init(&world, order_cases[i].lines), 0);
		for (size_t k = 0; k < graph_count(world.graph); k++)
			assert_int_equal(revision_vec_push(&list, graph_at(world.graph, k)), 0);
		assert_null(graph_at(world.graph, graph_count(world.graph)));
		text = ids_text(&list);
		assert_string_equal(text, order_cases[i].order);
		free(text);
		revision_vec_release(&list);
		world_release(&world);
	}
}

static void assert_pub(const struct world *world, const char *id, const char *parents,
		       const char *children, const char *labels, uint32_t flags)
{
	const struct wb_revision *pub = &world_get(world, id)->pub;
	char *texts[] = { names_text(&pub->parents), names_text(&pub->children),
			  names_text(&pub->labels) };

	assert_string_equal(texts[0], parents);
	assert_string_equal(texts[1], children);
	assert_string_equal(texts[2], labels);
	assert_int_equal(pub->flags, flags);
	for (size_t i = 0; i < 3; i++)
		free(texts[i]);
}

#define BASE WB_REVISION_BASE
#define TOP (WB_REVISION_HEAD | WB_REVISION_REAL_HEAD)

static void test_pub_has_links_labels_and_flags(void **state)
{
	static const char *const lines[] = { "a @ core",  "c < a @ api", "b < a @ web api2",
					     "d < c b",   "e + b",       "r + a ~",
					     "f < a + d", NULL };
	struct world world;

	(void)state;
	assert_int_equal(world_init(&world, lines), 0);
	assert_pub(&world, "a", "", "b c f", "core", BASE | WB_REVISION_BRANCHPOINT);
	assert_pub(&world, "b", "a", "d", "api2 core web", 0);
	assert_pub(&world, "c", "a", "d", "api core", 0);
	assert_pub(&world, "d", "c b", "", "api api2 core web",
		   WB_REVISION_HEAD | WB_REVISION_MERGE);
	assert_pub(&world, "e", "", "", "", BASE | TOP);
	assert_pub(&world, "f", "a", "", "core", TOP);
	assert_pub(&world, "r", "", "", "", WB_REVISION_REPEAT);
	world_release(&world);
}

static void test_pub_of_squash_hides_what_it_replaces(void **state)
{
	/* x1 – x2 – x3 are squashed into s; n names an old file that is there, g one that is
	 * gone */
	static const char *const lines[] = {
		"p", "x1 < p @ api", "x2 < x1", "s < p ! x1 x2 x3", "n < x2", "g < x3", NULL
	};
	struct world world;

	(void)state;
	assert_int_equal(world_init(&world, lines), 0);
	assert_pub(&world, "p", "", "s", "", BASE);
	assert_pub(&world, "x1", "p", "x2", "api", WB_REVISION_REPLACED);
	assert_pub(&world, "x2", "x1", "", "api", WB_REVISION_REPLACED);
	assert_pub(&world, "s", "p", "g n", "api", WB_REVISION_BRANCHPOINT);
	assert_pub(&world, "n", "s", "", "api", TOP);
	assert_pub(&world, "g", "s", "", "api", TOP);
	world_release(&world);
}

struct squash_case {
	const char *const lines[9];
	const char *database;
	const char *applied, *visible; /* among all */
	const char *plan;              /* of upgrade heads; NULL: it fails with `error` */
	const char *error;
};

#define CHAIN "x1", "x2 < x1", "x3 < x2", "s ! x1 x2 x3", "n < s"
#define NESTED "x1", "x2 < x1", "s ! x1 x2", "x3 < s", "t ! s x3", "n < t"

static const struct squash_case squash_cases[] = {
	{ { CHAIN, NULL }, "", "", "s n", "s n", NULL },
	{ { CHAIN, NULL }, "x1 x2 x3", "x1 x2 x3 s", "s n", "n", NULL },
	{ { CHAIN, NULL }, "s", "x1 x2 x3 s", "s n", "n", NULL },
	{ { CHAIN, NULL }, "x1", "x1", "x1 x2 x3 n", "x2 x3 n", NULL },
	{ { CHAIN, NULL }, "x1 n", "x1 n", "x1 x2 x3 n", "x2 x3", NULL },
	{ { CHAIN, NULL }, "s x1", "x1 x2 x3 s", "s n", "n", NULL },
	/* files that are gone */
	{ { "s ! x1 x2", "n < x2", NULL }, "", "", "s n", "s n", NULL },
	{ { "s ! x1 x2", "n < x2", NULL }, "x1 x2", "s", "s n", "n", NULL },
	{ { "s ! x1 x2", "n < x2", NULL },
	  "x1",
	  "",
	  "n",
	  NULL,
	  "the database has some of what 's' replaces, but not 'x2', of which neither a file nor a "
	  "copy in m/s.sql is there any more: bring it back, or let `whimbrel switch` take back "
	  "what it has of them and run 's' instead" },
	{ { "x2 < x1", "s ! x1 x2", "n < s", NULL }, "x1", "", "x2 n", "x2 n", NULL },
	/* an old file names the squash's depends */
	{ { "d", "x1", "x2 < x1 + d", "s + d ! x1 x2", "n < x2", NULL },
	  "x1",
	  "x1",
	  "d x1 x2 n",
	  "d x2 n",
	  NULL },
	/* a squash of squashes */
	{ { NESTED, NULL }, "", "", "t n", "t n", NULL },
	{ { NESTED, NULL }, "x1", "x1", "x1 x2 x3 n", "x2 x3 n", NULL },
	{ { NESTED, NULL }, "x1 x2", "x1 x2 s", "s x3 n", "x3 n", NULL },
	{ { NESTED, NULL }, "s", "x1 x2 s", "s x3 n", "x3 n", NULL },
	{ { NESTED, NULL }, "s x3", "x1 x2 s x3 t", "t n", "n", NULL },
	{ { NESTED, NULL }, "x1 x2 x3", "x1 x2 s x3 t", "t n", "n", NULL },
	{ { NESTED, NULL }, "x3", "x3", "s x3 n", "s n", NULL },
	/* two sinks */
	{ { "x1", "y < x1", "z < x1", "s ! x1 y z", "n < s", NULL },
	  "x1 y",
	  "x1 y",
	  "x1 y z n",
	  "z n",
	  NULL },
};

static void assert_squash(struct world *world, const struct squash_case *c, struct view *view)
{
	struct wb_error err = WB_ERROR_INIT;
	struct revision_vec plan = { 0 };
	bool repeat = false;
	char *text;

	for (size_t k = 0; k < world->revisions.count; k++) {
		const struct revision *r = world->revisions.items[k];

		if (view_applied(view, r) != has_word(c->applied, r->id))
			fail_msg("database '%s': %s applied: %d", c->database, r->id,
				 view_applied(view, r));
		if (view_visible(view, r) != has_word(c->visible, r->id))
			fail_msg("database '%s': %s visible: %d", c->database, r->id,
				 view_visible(view, r));
	}
	if (!c->plan) {
		assert_int_equal(resolve_upgrade(view, "heads", &plan, &repeat, &err),
				 WB_E_REVISION);
		assert_string_equal(err.message, c->error);
		return;
	}
	assert_int_equal(resolve_upgrade(view, "heads", &plan, &repeat, &err), 0);
	text = ids_text(&plan);
	assert_string_equal(text, c->plan);
	assert_true(repeat);
	free(text);
	revision_vec_release(&plan);
}

static void test_squash_is_read_as_the_database_stands(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(squash_cases) / sizeof(squash_cases[0]); i++) {
		const struct squash_case *c = &squash_cases[i];
		struct view *view;
		struct world world;

		if (world_init(&world, c->lines) < 0)
			fail_msg("%s", buf_text(&world.messages));
		world.database = c->database;
		view = world_view(&world, c->database);
		assert_squash(&world, c, view);
		view_free(view);
		world_release(&world);
	}
}

static void test_ids_are_found_whole(void **state)
{
	static const char *const lines[] = { "abc", "abcd", NULL };
	struct world world;

	(void)state;
	assert_int_equal(world_init(&world, lines), 0);
	assert_string_equal(graph_find(world.graph, "abcde", 3)->id, "abc");
	assert_string_equal(graph_find(world.graph, "abcde", 4)->id, "abcd");
	assert_null(graph_find(world.graph, "abcde", 5));
	world_release(&world);
}

#define MANY 10000

/* `shape`: 'c' a chain, 'w' a root with children that a merge joins, 'r' a chain given
 * backwards. */
static void build_many(struct world *world, char shape)
{
	struct buf line = { 0 };

	*world = (struct world){ .database = "" };
	for (int i = 0; i < MANY; i++) {
		buf_clear(&line);
		if (shape == 'r')
			buf_printf(&line, i + 1 < MANY ? "r%05d < r%05d" : "r%05d", i, i + 1);
		else
			buf_printf(&line, i ? "r%05d < r%05d" : "r%05d @ all", i,
				   shape == 'c' ? i - 1 : 0);
		world_add(world, buf_text(&line));
	}
	if (shape == 'w') {
		buf_clear(&line);
		buf_str(&line, "zzz <");
		for (int i = 1; i < MANY; i++)
			buf_printf(&line, " r%05d", i);
		world_add(world, buf_text(&line));
	}
	buf_release(&line);
	assert_int_equal(world_build(world), 0);
}

static void test_ten_thousand_cost_n_log_n(void **state)
{
	(void)state;
	for (const char *shape = "cwr"; *shape; shape++) {
		struct revision_vec plan = { 0 };
		struct world world;
		struct view *view;
		bool repeat;

		build_many(&world, *shape);
		/* Twice ordered; for each a few steps for itself and its links, and at most 2
		 * log2(10,000) in the heap. */
		assert_true(world.graph->work > MANY);
		assert_true(world.graph->work < (size_t)2 * MANY * (8 + 2 * 14));
		view = world_view(&world, "");
		assert_int_equal(resolve_upgrade(view, "head", &plan, &repeat, NULL), 0);
		assert_int_equal(plan.count, world.revisions.count);
		assert_string_equal(plan.items[plan.count - 1]->id, *shape == 'w'   ? "zzz"
								    : *shape == 'c' ? "r09999"
										    : "r00000");
		revision_vec_release(&plan);
		view_free(view);
		world_release(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_problems_are_all_told_with_their_places),
		cmocka_unit_test(test_order_is_smallest_ready_first),
		cmocka_unit_test(test_pub_has_links_labels_and_flags),
		cmocka_unit_test(test_pub_of_squash_hides_what_it_replaces),
		cmocka_unit_test(test_squash_is_read_as_the_database_stands),
		cmocka_unit_test(test_ids_are_found_whole),
		cmocka_unit_test(test_ten_thousand_cost_n_log_n),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
