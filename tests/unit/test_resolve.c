/* SPDX-License-Identifier: MIT */
/* What each form of target means, and what is said of those that mean nothing. */
#include "graph_dsl.h"

/* A line with two branches and a merge, tags, a depends across, and one repeatable:
 *
 *	root – aa11 – aa22 ————— join – last
 *	     \ bb11 – bb22 ———— /
 *	side (depends on aa11), with label extra
 */
static const char *const forked[] = { "root # v1",          "aa11 < root @ api", "aa22 < aa11",
				      "bb11 < root @ web",  "bb22 < bb11",       "join < aa22 bb22",
				      "last < join # v2.0", "view + bb22 ~",     NULL };
/* Two heads, and a branch that only depends on the other. */
static const char *const split[] = { "root",        "aa11 < root @ api",
				     "aa22 < aa11", "side + aa11 @ extra",
				     "more < side", NULL };
/* Ids that look like arithmetic. */
static const char *const dated[] = { "2018-01-14-171611",
				     "2018-01-14-171612 < 2018-01-14-171611",
				     "2018-01-14-17 < 2018-01-14-171612",
				     "x",
				     "x-1 < x",
				     NULL };
static const char *const squashed[] = { "p",       "x1 < p @ api # v1",
					"x2 < x1", "s < p ! x1 x2 gone",
					"n < s",   NULL };
#define SPLIT_HEADS                                                                               \
	"!'head' is ambiguous: there are several; 'heads' means all of them, `whimbrel merge` "   \
	"joins them, `whimbrel rebase side --onto aa22` puts one behind the other as long as no " \
	"database has it: aa22 (m/aa22.sql), more (m/more.sql)"
static const char *const none[] = { NULL };

struct target_case {
	const char *const *lines;
	const char *database; /* NULL: there is none */
	const char *target;
	const char *expected; /* ids, or the error with ! in front */
};

static void check(const struct target_case *c, struct world *world, int status,
		  const struct wb_error *err, struct revision_vec *list)
{
	char *text = ids_text(list);

	(void)world;
	if (c->expected[0] == '!') {
		if (status != WB_E_USAGE || strcmp(err->message, c->expected + 1) != 0)
			fail_msg("%s: got %d '%s' (%s), not '%s'", c->target, status, err->message,
				 text, c->expected + 1);
		assert_null(list->items);
	} else if (status || strcmp(text, c->expected) != 0) {
		fail_msg("%s on '%s': got %d '%s' (%s), not '%s'", c->target,
			 c->database ? c->database : "-", status, text, err->message, c->expected);
	}
	free(text);
	revision_vec_release(list);
}

static const struct target_case name_cases[] = {
	{ forked, NULL, "head", "last" },
	{ forked, NULL, "heads", "last" },
	{ forked, NULL, "base", "" },
	{ none, NULL, "head", "" },
	{ none, NULL, "heads", "" },
	{ forked, NULL, "aa22", "aa22" },
	{ forked, NULL, "v1", "root" },
	{ forked, NULL, "v2.0", "last" },
	{ forked, NULL, "view", "view" },
	{ forked, NULL, "api", "last" },
	{ split, NULL, "api", "aa22" },
	{ split, NULL, "api@head", "aa22" },
	{ split, NULL, "api@base", "aa11" },
	{ split, NULL, "extra", "more" },
	{ split, NULL, "head", SPLIT_HEADS },
	{ split, NULL, "heads", "aa22 more" },
	{ dated, NULL, "2018-01-14-171611", "2018-01-14-171611" },
	{ dated, NULL, "2018-01-14-17", "2018-01-14-17" },
	{ dated, NULL, "2018",
	  "!'2018' is ambiguous, it could be 2018-01-14-17, 2018-01-14-171611, 2018-01-14-171612" },
	{ dated, NULL, "x-1", "x-1" },
	{ dated, NULL, "x+1", "x-1" },
	{ dated, NULL, "x-1-1", "x" },
	{ dated, NULL, "2018-01-14-171611+2", "2018-01-14-17" },
	{ forked, NULL, "roo", "!there is no revision, tag or branch 'roo'; did you mean 'root'?" },
	{ forked, NULL, "v2.1",
	  "!there is no revision, tag or branch 'v2.1'; did you mean 'v2.0'?" },
	{ split, NULL, "xtra",
	  "!there is no revision, tag or branch 'xtra'; did you mean 'extra'?" },
	{ split, NULL, "xtra@head",
	  "!there is no revision, tag or branch 'xtra'; did you mean 'extra'?" },
	{ split, NULL, "", "!there is no revision, tag or branch ''" },
	{ split, NULL, "zzzzzzzzzz", "!there is no revision, tag or branch 'zzzzzzzzzz'" },
	{ split, NULL, "+", "!there is no revision, tag or branch '+'" },
	{ split, NULL, "+12345678901", "!there is no revision, tag or branch '+12345678901'" },
	{ split, NULL, "api@middle", "!'api@middle': behind 'api@' stands head, base, +N or -N" },
	{ split, NULL, "root+1", "aa11" },
	{ split, NULL, "root+2", "aa22" },
	{ split, NULL, "root+0", "root" },
	{ split, NULL, "root+3", "!'root+3': only 2 revisions are above 'root'" },
	{ split, NULL, "aa22-2", "root" },
	{ split, NULL, "aa22-3", "!'aa22-3': only 2 revisions are below 'aa22'" },
	{ forked, NULL, "root+1", "!'root+1' is ambiguous: on 'root' stand aa11, bb11" },
	{ forked, NULL, "join-1", "!'join-1' is ambiguous: below 'join' stand aa22, bb22" },
	{ forked, NULL, "v1+1", "!'v1+1' is ambiguous: on 'root' stand aa11, bb11" },
	{ forked, NULL, "v2.0-1", "join" },
	{ forked, NULL, "head-1", "join" },
	{ split, NULL, "heads-1", "!'heads-1': 'heads' is not one revision" },
	{ split, NULL, "-1", "!'-1' counts from what a database has, and there is none here" },
	{ split, "root aa11", "-1", "root" },
	{ split, "root aa11 side", "api@-1", "root" },
	{ split, "", "-1", "!'-1': nothing is applied" },
	{ split, "root aa11 side aa22", "-1",
	  "!'-1' is ambiguous, several heads are applied: aa22, side" },
	{ forked, "root", "+2", "aa22" },
	{ squashed, NULL, "x1", "x1" },
	{ squashed, NULL, "v1", "x1" },
	{ squashed, NULL, "gone", "!revision 'gone' is replaced by 's'" },
	{ squashed, NULL, "api@base", "s" },
	{ squashed, "x1 gone", "api@base", "x1" },
	{ squashed, "x1 gone", "n-1", "x2" },
	{ squashed, "x1 gone", "x2+1", "n" },
	{ squashed, NULL, "n-1", "s" },
};

static void test_names_are_tried_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(name_cases) / sizeof(name_cases[0]); i++) {
		const struct target_case *c = &name_cases[i];
		struct wb_error err = WB_ERROR_INIT;
		struct revision_vec list = { 0 };
		struct world world;
		struct view *view;

		assert_int_equal(world_init(&world, c->lines), 0);
		view = world_view(&world, c->database);
		check(c, &world, resolve_names(view, c->target, &list, &err), &err, &list);
		view_free(view);
		world_release(&world);
	}
}

static void test_long_lists_are_cut(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	struct revision_vec list = { 0 };
	struct world world = { .database = "" };
	struct view *view;

	(void)state;
	for (int i = 0; i < 13; i++) {
		char *line = text_format("same%02d", i);

		world_add(&world, line);
		free(line);
	}
	assert_int_equal(world_build(&world), 0);
	view = world_view(&world, NULL);
	assert_int_equal(resolve_names(view, "same", &list, &err), WB_E_USAGE);
	assert_string_equal(
		err.message,
		"'same' is ambiguous, it could be same00, same01, same02, same03, same04, same05, "
		"same06, same07, same08, same09 and 3 more");
	view_free(view);
	world_release(&world);
}

#define ALL_FORKED "root aa11 aa22 bb11 bb22 join last"

/* `*` in front of the ids: the repeatable ones may run after it. */
static const struct target_case upgrade_cases[] = {
	{ forked, "", "head", "*root aa11 aa22 bb11 bb22 join last" },
	{ forked, "", "heads", "*root aa11 aa22 bb11 bb22 join last" },
	{ forked, ALL_FORKED, "head", "*" },
	{ forked, "", "base", "" },
	{ forked, "", "last", "root aa11 aa22 bb11 bb22 join last" },
	{ forked, "", "bb22", "root bb11 bb22" },
	{ forked, "bb11", "bb22", "root bb22" },
	{ forked, "root aa11 unknown", "bb22", "bb11 bb22" },
	{ forked, "root", "+2", "aa11 aa22" },
	{ forked, "root", "+6", "*aa11 aa22 bb11 bb22 join last" },
	{ forked, "root", "+0", "" },
	{ forked, ALL_FORKED, "+0", "*" },
	{ forked, "root aa11 aa22 bb11 bb22 join", "+2", "!'+2': only 1 revision is pending" },
	{ forked, "root", "+7", "!'+7': only 6 revisions are pending" },
	{ forked, "root", "-1", "!'-1' goes down: an upgrade goes up" },
	{ forked, "", "view",
	  "!'view' is repeatable: it runs after 'upgrade head' whenever it changed, and is no "
	  "target" },
	{ split, "", "head", SPLIT_HEADS },
	{ split, "", "+1", SPLIT_HEADS },
	{ split, "", "heads", "*root aa11 aa22 side more" },
	{ split, "", "more", "root aa11 side more" },
	{ split, "", "extra", "root aa11 side more" },
	{ split, "", "extra@+3", "root aa11 side" },
	{ split, "", "extra@+5", "!'extra@+5': only 4 revisions are pending" },
	{ split, "", "extra@-1", "!'extra@-1' goes down: an upgrade goes up" },
	{ split, "", "api@base", "" },
	{ split, "", "root+1", "root aa11" },
	{ squashed, "", "head", "*p s n" },
	{ squashed, "p x1 gone", "head", "*x2 n" },
	{ squashed, "p x1 gone", "s", "x2" },
	{ squashed, "", "x1", "!revision 'x1' is replaced by 's'" },
	{ squashed, "p x1 gone", "x2", "x2" },
	{ squashed, "", "v1", "!revision 'x1' is replaced by 's'" },
};

static void test_upgrade_is_the_closure_less_what_is_applied(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(upgrade_cases) / sizeof(upgrade_cases[0]); i++) {
		struct target_case c = upgrade_cases[i];
		struct wb_error err = WB_ERROR_INIT;
		struct revision_vec list = { 0 };
		struct world world;
		struct view *view;
		bool repeat = false, expected = c.expected[0] == '*';
		int status;

		assert_int_equal(world_init(&world, c.lines), 0);
		view = world_view(&world, c.database);
		status = resolve_upgrade(view, c.target, &list, &repeat, &err);
		if (repeat != expected)
			fail_msg("%s on '%s': repeat %d", c.target, c.database, repeat);
		c.expected += expected;
		check(&c, &world, status, &err, &list);
		view_free(view);
		world_release(&world);
	}
}

static const struct target_case downgrade_cases[] = {
	{ forked, ALL_FORKED, "join", "last" },
	{ forked, ALL_FORKED, "aa11", "last join aa22" },
	{ forked, ALL_FORKED, "last", "" },
	{ forked, ALL_FORKED, "head", "" },
	{ forked, ALL_FORKED, "base", "last join bb22 bb11 aa22 aa11 root" },
	{ forked, ALL_FORKED " view unknown", "bb11", "view last join bb22" },
	{ forked, ALL_FORKED " view", "bb22", "last join" },
	{ forked, ALL_FORKED " view", "base", "view last join bb22 bb11 aa22 aa11 root" },
	{ forked, ALL_FORKED, "-1", "last" },
	{ forked, ALL_FORKED, "-3", "last join bb22" },
	{ forked, ALL_FORKED " view", "-3", "view last join bb22" },
	{ forked, ALL_FORKED, "-0", "" },
	{ forked, ALL_FORKED, "-8", "!'-8': only 7 revisions are applied" },
	{ forked, "", "-1", "!'-1': only 0 revisions are applied" },
	{ forked, "root", "-2", "!'-2': only 1 revision is applied" },
	{ forked, "root", "+1", "!'+1' goes up: a downgrade goes down" },
	{ forked, "root aa11", "bb11", "!revision 'bb11' is not applied" },
	{ forked, "root aa11 bb11", "-1",
	  "!'-1' is ambiguous: several heads are applied; name a revision, or BRANCH@-N: aa11, "
	  "bb11" },
	{ forked, "root aa11 aa22 bb11", "api@-1", "aa22" },
	{ forked, "root aa11 aa22 bb11", "api@-2", "aa22 aa11" },
	{ forked, "root aa11 aa22 bb11", "api@-3", "!'api@-3': only 2 revisions are applied" },
	{ forked, "root aa11 aa22 bb11", "api@base", "aa22 aa11" },
	{ forked, "root aa11 aa22 bb11", "web@base", "bb11" },
	{ forked, ALL_FORKED, "api@base", "last join aa22 aa11" },
	{ forked, ALL_FORKED, "api@head", "" },
	{ forked, ALL_FORKED, "view",
	  "!'view' is repeatable: it runs after 'upgrade head' whenever it changed, and is no "
	  "target" },
	/* side depends on aa11 alone: it stays with it, and goes with it */
	{ split, "root aa11 aa22 side more", "aa11", "aa22" },
	{ split, "root aa11 aa22 side more", "root", "more side aa22 aa11" },
	{ split, "root aa11 aa22 side more", "api@base", "more side aa22 aa11" },
	{ split, "root aa11 side more", "-1", "more" },
	{ split, "root aa11 side more", "aa11", "" },
	{ split, "root aa11 aa22", "aa22-1", "aa22" },
	{ squashed, "p s n", "p", "n s" },
	{ squashed, "p x1 x2 gone n", "p", "n s" },
	{ squashed, "p x1 x2 gone n", "s", "n" },
	{ squashed, "p x1 gone", "s",
	  "!the database has only some of what 's' replaces: name one of those" },
	{ squashed, "p x1 gone", "p", "x1" },
	{ squashed, "p x1 x2 gone n", "x1", "!revision 'x1' is replaced by 's'" },
};

static void test_downgrade_removes_what_stands_on_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(downgrade_cases) / sizeof(downgrade_cases[0]); i++) {
		const struct target_case *c = &downgrade_cases[i];
		struct wb_error err = WB_ERROR_INIT;
		struct revision_vec list = { 0 };
		struct world world;
		struct view *view;

		assert_int_equal(world_init(&world, c->lines), 0);
		view = world_view(&world, c->database);
		check(c, &world, resolve_downgrade(view, c->target, &list, &err), &err, &list);
		view_free(view);
		world_release(&world);
	}
}

/* The target may be two; what goes in, `|`, what goes out. */
static const struct target_case stamp_cases[] = {
	{ forked, "", "head", "root aa11 aa22 bb11 bb22 join last|" },
	{ forked, ALL_FORKED, "head", "|" },
	{ forked, ALL_FORKED " view", "base", "|view last join bb22 bb11 aa22 aa11 root" },
	{ forked, ALL_FORKED, "aa11", "|last join aa22" },
	{ forked, "root bb11 bb22", "aa11", "aa11|" },
	{ forked, "", "aa11 bb11", "root aa11 bb11|" },
	{ forked, ALL_FORKED, "aa11 aa22", "|last join" },
	{ forked, ALL_FORKED, "base root", "|last join bb22 bb11 aa22 aa11" },
	{ forked, ALL_FORKED, "web@base", "|last join bb22 bb11" },
	{ split, "", "heads", "root aa11 aa22 side more|" },
	{ split, "", "head", SPLIT_HEADS },
	{ split, "root aa11 aa22 side", "aa11", "|aa22" },
	{ split, "root aa11", "-1", "|aa11" },
	{ split, "", "more", "root aa11 side more|" },
	{ forked, "", "view",
	  "!'view' is repeatable: it runs after 'upgrade head' whenever it changed, and is no "
	  "target" },
	{ forked, "root", "nope", "!there is no revision, tag or branch 'nope'" },
	{ squashed, "", "s", "p s|" },
	{ squashed, "p x1 x2 gone n", "p", "|n s" },
};

static void test_stamp_moves_only_its_own_line(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(stamp_cases) / sizeof(stamp_cases[0]); i++) {
		const struct target_case *c = &stamp_cases[i];
		struct revision_vec lists[2] = { { 0 }, { 0 } };
		struct wb_error err = WB_ERROR_INIT;
		struct world world;
		struct view *view;
		char *first = text_dup(c->target, strcspn(c->target, " ")), *texts[2], *both;
		const char *targets[] = { first, strchr(c->target, ' ') ? strchr(c->target, ' ') + 1
									: NULL };
		int status;

		assert_int_equal(world_init(&world, c->lines), 0);
		view = world_view(&world, c->database);
		status = resolve_stamp(view, (struct wb_names){ targets, targets[1] ? 2 : 1 },
				       &lists[0], &lists[1], &err);
		texts[0] = ids_text(&lists[0]);
		texts[1] = ids_text(&lists[1]);
		both = status ? text_format("!%s", err.message)
			      : text_format("%s|%s", texts[0], texts[1]);
		assert_string_equal(both, c->expected);
		assert_true(status == 0 || status == WB_E_USAGE);
		for (size_t k = 0; k < 2; k++) {
			revision_vec_release(&lists[k]);
			free(texts[k]);
		}
		free(both);
		free(first);
		view_free(view);
		world_release(&world);
	}
}

static const struct target_case range_cases[] = {
	{ forked, NULL, "aa11:join", "aa11 aa22 bb11 bb22 join" },
	{ forked, NULL, ":bb22", "root bb11 bb22" },
	{ forked, NULL, "base:bb22", "root bb11 bb22" },
	{ forked, NULL, "bb22:", "aa11 aa22 bb22 join last" },
	{ forked, NULL, "base:head", "root aa11 aa22 bb11 bb22 join last" },
	{ forked, NULL, "v1:head-1", "root aa11 aa22 bb11 bb22 join" },
	{ forked, NULL, "join:aa11",
	  "!'join:aa11' goes down, so it has nothing: write 'aa11:join'" },
	{ forked, NULL, "aa11:aa11", "aa11" },
	{ forked, NULL, "aa22:bb22", "bb11 bb22" },
	{ forked, NULL, "head:base", "" },
	{ split, NULL, ":", "root aa11 aa22 side more" },
	{ split, NULL, "extra@base:extra@head", "side more" },
	{ split, "root aa11", "-1:", "root aa11 aa22 side more" },
	{ split, NULL, "aa11", "!'aa11' is no range: write FROM:TO, either may be empty" },
	{ split, NULL, "a:b:c", "!'a:b:c' is no range: write FROM:TO, either may be empty" },
	{ split, NULL, "zzzzzz:", "!there is no revision, tag or branch 'zzzzzz'" },
	{ squashed, NULL, "p:", "p s n" },
	{ squashed, NULL, "x1:", "s n" },
};

static void test_range_is_one_closure_less_the_other(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(range_cases) / sizeof(range_cases[0]); i++) {
		const struct target_case *c = &range_cases[i];
		struct wb_error err = WB_ERROR_INIT;
		struct revision_vec list = { 0 };
		struct world world;
		struct view *view;

		assert_int_equal(world_init(&world, c->lines), 0);
		view = world_view(&world, c->database);
		check(c, &world, resolve_range(view, c->target, &list, &err), &err, &list);
		view_free(view);
		world_release(&world);
	}
}

static const struct target_case head_cases[] = {
	{ forked, "", "applied", "" },
	{ forked, "root aa11 bb11", "applied", "aa11 bb11" },
	{ forked, ALL_FORKED " unknown view", "applied", "last" },
	{ split, "root aa11 side", "applied", "side" },
	{ split, "root aa11 aa22 side", "applied", "aa22 side" },
	{ split, "root aa22", "applied", "aa22" },
	{ squashed, "p x1 gone", "applied", "x1" },
	{ squashed, "p x1 x2 gone", "applied", "s" },
	{ squashed, "p x1 gone n", "applied", "n" },
	{ forked, "", "files", "last" },
	{ split, "root", "files", "aa22 more" },
	{ squashed, "p x1 gone", "files", "n" },
	{ squashed, NULL, "files", "n" },
	{ none, NULL, "files", "" },
};

static void test_heads_are_what_nothing_stands_on(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(head_cases) / sizeof(head_cases[0]); i++) {
		const struct target_case *c = &head_cases[i];
		struct wb_error err = WB_ERROR_INIT;
		struct revision_vec list = { 0 };
		struct world world;
		struct view *view;
		int status;

		assert_int_equal(world_init(&world, c->lines), 0);
		view = world_view(&world, c->database);
		status = c->target[0] == 'a' ? view_heads(view, &list) : graph_heads(view, &list);
		check(c, &world, status, &err, &list);
		view_free(view);
		world_release(&world);
	}
}

static const struct target_case state_cases[] = {
	{ split, NULL, "side", "root aa11 side" },
	{ split, NULL, "base", "" },
	{ split, NULL, "extra@base", "root aa11" },
	{ split, NULL, "extra@head", "root aa11 side more" },
	{ forked, NULL, "heads", "root aa11 aa22 bb11 bb22 join last" },
	{ squashed, NULL, "x1", "!revision 'x1' is replaced by 's'" },
	{ forked, NULL, "+1", "!'+1' counts from what a database has, and there is none here" },
};

static void test_state_is_all_that_a_target_needs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(state_cases) / sizeof(state_cases[0]); i++) {
		const struct target_case *c = &state_cases[i];
		struct wb_error err = WB_ERROR_INIT;
		struct revision_vec list = { 0 };
		struct world world;
		struct view *view;

		assert_int_equal(world_init(&world, c->lines), 0);
		view = world_view(&world, c->database);
		check(c, &world, resolve_state(view, c->target, &list, &err), &err, &list);
		view_free(view);
		world_release(&world);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_are_tried_in_order),
		cmocka_unit_test(test_long_lists_are_cut),
		cmocka_unit_test(test_upgrade_is_the_closure_less_what_is_applied),
		cmocka_unit_test(test_downgrade_removes_what_stands_on_it),
		cmocka_unit_test(test_stamp_moves_only_its_own_line),
		cmocka_unit_test(test_range_is_one_closure_less_the_other),
		cmocka_unit_test(test_heads_are_what_nothing_stands_on),
		cmocka_unit_test(test_state_is_all_that_a_target_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
