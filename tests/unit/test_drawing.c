/* SPDX-License-Identifier: MIT */
/* The history drawn as a graph: children before parents, a lane for each line of descent. */
#include "compat.h"

#include <stdlib.h>
#include <string.h>

#include "../../core/cli/graph.h"

#define REVISIONS_MAX 12
#define PARENTS_MAX 3

struct parentage {
	const char *id;
	const char *parents[PARENTS_MAX + 1];
};

struct drawing {
	struct parentage revisions[REVISIONS_MAX]; /* ends with a NULL id */
	const char *ascii;
};

/* clang-format off */
static const struct drawing drawings[] = {
	{ { { "c", { "b" } }, { "b", { "a" } }, { "a", { NULL } } },
	  "* c\n"
	  "* b\n"
	  "* a\n" },
	/* a branch and its merge */
	{ { { "e", { "c", "d" } },
	    { "d", { "b" } },
	    { "c", { "b" } },
	    { "b", { "a" } },
	    { "a", { NULL } } },
	  "* e\n"
	  "+-.\n"
	  "| * d\n"
	  "* | c\n"
	  "+-'\n"
	  "* b\n"
	  "* a\n" },
	/* two heads, two bases: a lane that has ended is used again */
	{ { { "d", { "b" } }, { "b", { NULL } }, { "c", { "a" } }, { "a", { NULL } } },
	  "* d\n"
	  "* b\n"
	  "* c\n"
	  "* a\n" },
	{ { { "d", { "b" } }, { "c", { "a" } }, { "b", { NULL } }, { "a", { NULL } } },
	  "* d\n"
	  "| * c\n"
	  "* | b\n"
	  "  * a\n" },
	/* three into one, one into three */
	{ { { "m", { "x", "y", "z" } },
	    { "z", { "a" } },
	    { "y", { "a" } },
	    { "x", { "a" } },
	    { "a", { NULL } } },
	  "* m\n"
	  "+-+-.\n"
	  "| | * z\n"
	  "| * | y\n"
	  "* | | x\n"
	  "+-+-'\n"
	  "* a\n" },
	/* a line that crosses a lane does not touch it */
	{ { { "m", { "a", "b" } }, { "k", { "a" } }, { "a", { NULL } }, { "b", { NULL } } },
	  "* m\n"
	  "+-.\n"
	  "| | * k\n"
	  "+-|-'\n"
	  "* | a\n"
	  "  * b\n" },
	/* lanes that part to the left */
	{ { { "i", { "b" } },
	    { "j", { "c" } },
	    { "k", { "g" } },
	    { "b", { NULL } },
	    { "c", { NULL } },
	    { "g", { "x", "y", "z" } },
	    { "z", { NULL } },
	    { "y", { NULL } },
	    { "x", { NULL } } },
	  "* i\n"
	  "| * j\n"
	  "| | * k\n"
	  "* | | b\n"
	  "  * | c\n"
	  "    * g\n"
	  ".-+-+\n"
	  "| * | z\n"
	  "*   | y\n"
	  "    * x\n" },
	/* a parent that is not shown ends its lane */
	{ { { "c", { "b" } }, { "b", { "gone" } } },
	  "* c\n"
	  "* b\n" },
	{ { { "m", { "gone", "b" } }, { "b", { NULL } } },
	  "* m\n"
	  "* b\n" },
};
/* clang-format on */

static void print_id(void *ctx, FILE *out, const struct wb_revision *revision)
{
	(void)ctx;
	fputs(revision->id, out);
}

static void build(const struct drawing *drawing, struct wb_revision *revisions,
		  struct revision_list *list)
{
	for (size_t i = 0; i < REVISIONS_MAX && drawing->revisions[i].id; i++) {
		const struct parentage *from = &drawing->revisions[i];
		size_t count = 0;

		while (from->parents[count])
			count++;
		revisions[i] = (struct wb_revision){ .size = sizeof(revisions[i]), .id = from->id };
		revisions[i].parents = (struct wb_names){ .items = from->parents, .count = count };
		list->items[list->count++] = &revisions[i];
	}
}

static void test_drawings_look_as_expected(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(drawings) / sizeof(drawings[0]); i++) {
		const struct wb_revision *items[REVISIONS_MAX];
		struct wb_revision revisions[REVISIONS_MAX];
		struct revision_list list = { .items = items };
		struct wb_error err = WB_ERROR_INIT;
		char *text = NULL;
		size_t size;
		FILE *out = open_memstream(&text, &size);

		assert_non_null(out);
		build(&drawings[i], revisions, &list);
		assert_int_equal(graph_draw(&(struct graph_output){ out, false, print_id, NULL },
					    &list, &err),
				 0);
		fclose(out);
		assert_string_equal(text, drawings[i].ascii);
		free(text);
	}
}

static void test_utf8_draws_the_same_with_boxes(void **state)
{
	const struct wb_revision *items[REVISIONS_MAX];
	struct wb_revision revisions[REVISIONS_MAX];
	struct revision_list list = { .items = items };
	struct wb_error err = WB_ERROR_INIT;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	(void)state;
	assert_non_null(out);
	build(&drawings[1], revisions, &list);
	assert_int_equal(
		graph_draw(&(struct graph_output){ out, true, print_id, NULL }, &list, &err), 0);
	fclose(out);
	assert_string_equal(text, "● e\n├─╮\n│ ● d\n● │ c\n├─╯\n● b\n● a\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drawings_look_as_expected),
		cmocka_unit_test(test_utf8_draws_the_same_with_boxes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
