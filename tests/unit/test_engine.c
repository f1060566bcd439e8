/* SPDX-License-Identifier: MIT */
/* The engine through its public page, on the null dialect: what a run keeps, what it tells, and
 * what it refuses. */
#include "engine_kit.h"

#include <pthread.h>
#include <time.h>

static const char *next_url(const char *options)
{
	static char url[128];
	static int number;

	snprintf(url, sizeof(url), "null:engine%d?%s", number++, options);
	return url;
}

static const char *const kinds[] = { "ddl=transactional&shared=yes", "ddl=transactional&shared=no",
				     "ddl=implicit" };

/* ------------------------------------------------------------------ failures */

/* Four steps, of which number `bad` has this in it. */
static void write_steps(size_t bad, const char *text)
{
	char id[8], parent[8] = "";

	kit_empty();
	for (size_t step = 1; step <= 4; step++) {
		snprintf(id, sizeof(id), "r%zu", step);
		revision(id, step > 1 ? parent : NULL,
			 step == bad ? text
			 : step == 1 ? "-- migrate:up\ncreate a;\n"
				     : "-- migrate:up\nadd a 1;\n");
		memcpy(parent, id, sizeof(parent));
	}
}

static void test_failure_in_step_k_keeps_the_steps_before_it(void **state)
{
	static const struct {
		const char *bad; /* what stands in the step that fails */
		int status;
		bool partial; /* half of it stays where no transaction holds it */
	} cases[] = {
		{ "-- migrate:up\nadd a 1;\nfail on purpose;\n", WB_E_SQL, false },
		{ "-- migrate:up transaction:false\nadd a 1;\nfail on purpose;\n", WB_E_SQL, true },
		{ "-- migrate:require\n-- expect: 9\nshow a;\n-- migrate:up\nadd a 1;\n",
		  WB_E_EXPECT, false },
		{ "-- migrate:up\nadd a 1;\n-- migrate:verify\n-- expect: no rows\nshow a;\n",
		  WB_E_EXPECT, false },
	};
	static const char *const transactional[] = { "ddl=transactional&shared=yes",
						     "ddl=transactional&shared=no" };

	(void)state;
	for (size_t i = 0; i < COUNT(cases) * COUNT(transactional); i++)
		for (size_t k = 2; k <= 4; k++) {
			const char *url = next_url(transactional[i % 2]);
			char expected[256] = "", kept[64];
			size_t len = 0;

			write_steps(k, cases[i / 2].bad);
			assert_int_equal(upgrade(url, "head"), cases[i / 2].status);
			snprintf(kept, sizeof(kept), "kept %zu of 4", k - 1);
			assert_said(kept);
			for (size_t step = 1; step <= 4; step++)
				len += (size_t)snprintf(
					expected + len, sizeof(expected) - len, "r%zu %s\n", step,
					step < k                            ? "applied"
					: step == k && cases[i / 2].partial ? "partial"
									    : "pending");
			assert_string_equal(status(url), expected);
		}
}

/* What a statement made can't be used before it is committed: each commits alone, with its row. */
static void test_statements_that_commit_each_are_journalled_and_go_on(void **state)
{
	const char *url = next_url("ddl=each");

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\nadd a 1;\nfail here;\n");
	assert_int_equal(upgrade(url, "head"), WB_E_SQL);
	assert_string_equal(status(url), "r1 partial\n");
	revision("r1", NULL,
		 "-- migrate:up\ncreate a;\nadd a 1;\nadd a 2;\n-- migrate:down\ndrop a;\n"
		 "-- migrate:verify\n-- expect: 3\nshow a;\n");
	ok(upgrade(url, "head"));
	assert_said("recovered r1\napplied r1\n");
	ok(downgrade(url, "base"));
}

/* The commit holds one statement, so it is that one that failed. */
static void test_commit_that_fails_names_its_statement(void **state)
{
	const char *url = next_url("ddl=each");

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\nspoil;\nadd a 1;\n");
	assert_int_equal(upgrade(url, "head"), WB_E_SQL);
	assert_said("failed r1 statement 2 line 4");
	assert_string_equal(err.message, "while committing: what was done is spoiled");
	revision("r1", NULL, "-- migrate:up\ncreate a;\nadd a 1;\n");
	ok(upgrade(url, "head"));
}

static void test_edited_done_statement_stops_and_edited_tail_goes_on(void **state)
{
	const char *url = next_url("ddl=transactional");

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up transaction:false\ncreate a;\nadd a 1;\nfail here;\n");
	assert_int_equal(upgrade(url, "head"), WB_E_SQL);
	revision("r1", NULL, "-- migrate:up transaction:false\ncreate a;\nadd a 2;\nadd a 3;\n");
	assert_int_equal(upgrade(url, "head"), WB_E_EDITED);
	/* what was not taken up is not told to be */
	assert_null(strstr(buf_text(&said), "recovered"));
	revision("r1", NULL,
		 "-- migrate:up transaction:false\ncreate a;\nadd a 1;\nadd a 3;\n"
		 "-- migrate:verify\n-- expect: 4\nshow a;\n");
	ok(upgrade(url, "head"));
	assert_said("recovered r1\napplied r1\n");
}

static void test_half_done_step_without_a_file_is_still_told(void **state)
{
	const char *url = next_url("ddl=transactional");

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up transaction:false\ncreate a;\nfail here;\n");
	assert_int_equal(upgrade(url, "head"), WB_E_SQL);
	kit_empty();
	assert_string_equal(status(url), "r1 partial\n");
	kit_open(url);
	assert_int_equal(wb_upgrade(session, "heads", NULL, &err), WB_E_REVISION);
	kit_close();
}

static void test_verify_that_fails_without_a_transaction_is_all_that_is_repeated(void **state)
{
	const char *url = next_url("ddl=transactional");

	(void)state;
	kit_empty();
	revision("r1", NULL,
		 "-- migrate:up transaction:false\ncreate a;\nadd a 1;\n-- migrate:verify\n-- "
		 "expect: 2\nshow a;\n");
	assert_int_equal(upgrade(url, "head"), WB_E_EXPECT);
	revision("r1", NULL,
		 "-- migrate:up transaction:false\ncreate a;\nadd a 1;\n-- migrate:verify\n-- "
		 "expect: 1\nshow a;\n");
	ok(upgrade(url, "head"));
}

/* ------------------------------------------------------------------ interruption */

static void *interrupt_later(void *arg)
{
	const struct timespec pause = { .tv_nsec = *(const long *)arg };

	nanosleep(&pause, NULL);
	wb_interrupt(session);
	return NULL;
}

/* Whatever was told to be applied is applied, and nothing else. */
static void check_told(const char *url, const char *told)
{
	char line[32];
	const char *now = status(url);

	for (int i = 1; i <= 6; i++) {
		bool applied, partial;

		snprintf(line, sizeof(line), "r%d applied\n", i);
		applied = strstr(now, line) != NULL;
		snprintf(line, sizeof(line), "r%d partial\n", i);
		partial = strstr(now, line) != NULL;
		snprintf(line, sizeof(line), "applied r%d\n", i);
		if (applied != (strstr(told, line) != NULL))
			fail_msg("told:\n%s\nis:\n%s", told, now);
		assert_false(applied && partial);
	}
}

static void test_interrupted_run_keeps_what_it_told_and_goes_on_later(void **state)
{
	static const char quick[] = "-- migrate:up\nadd a 1;\nhang 1;\nadd a 1;\n";
	static const char slow[] =
		"-- migrate:up transaction:false\nadd a 1;\nhang 10;\nadd a 1;\n";

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\n");
	revision("r2", "r1", quick);
	revision("r3", "r2", slow);
	revision("r4", "r3", quick);
	revision("r5", "r4", quick);
	revision("r6", "r5", "-- migrate:up\nadd a 1;\n-- migrate:verify\n-- expect: 9\nshow a;\n");
	srand(1);
	for (size_t n = 0; n < 90; n++) {
		const char *url = next_url(kinds[n % COUNT(kinds)]);
		long ns = (long)(n * 500000);
		char told[1024];
		pthread_t thread;
		int rc;

		kit_open(url);
		assert_int_equal(pthread_create(&thread, NULL, interrupt_later, &ns), 0);
		rc = wb_upgrade(session, "head", NULL, &err);
		pthread_join(thread, NULL);
		kit_close();
		if (rc != 0 && rc != WB_E_CANCELLED)
			fail_msg("%ld ns: %d %s", ns, rc, err.message);
		snprintf(told, sizeof(told), "%s", buf_text(&said));
		check_told(url, told);
		ok(upgrade(url, "head"));
	}
}

static void test_interrupt_before_a_run_stops_it_and_one_with_nothing_to_do_is_done(void **state)
{
	const char *url = next_url("");

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\n");
	kit_open(url);
	wb_interrupt(session);
	wb_interrupt(session);
	assert_int_equal(wb_upgrade(session, "head", NULL, &err), WB_E_CANCELLED);
	kit_close();
	assert_string_equal(status(url), "r1 pending\n");
	ok(upgrade(url, "head"));
	kit_open(url);
	wb_interrupt(session);
	ok(wb_upgrade(session, "head", NULL, &err));
	kit_close();
}

/* ------------------------------------------------------------------ files that change */

static void test_repeatable_revision_runs_when_it_changed(void **state)
{
	const char *url = next_url("");

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\n");
	revision("view", NULL, "-- Repeat: on-change\n-- Depends: r1\n-- migrate:up\nadd a 1;\n");
	ok(upgrade(url, "head"));
	assert_said("applied r1\napplied view\n");
	ok(upgrade(url, "head"));
	assert_string_equal(buf_text(&said), "");
	revision("view", NULL,
		 "-- Repeat: on-change\n-- Depends: r1\n-- migrate:up\nadd a 2;\n-- "
		 "migrate:verify\n-- expect: 3\nshow a;\n");
	assert_string_equal(status(url), "r1 applied\nview changed\n");
	ok(upgrade(url, "head"));
	assert_string_equal(buf_text(&said), "applied view\n");
	assert_string_equal(status(url), "r1 applied\nview applied\n");
}

static void test_squash_counts_where_all_or_none_of_it_is_there(void **state)
{
	const char *old = next_url("");
	char kept[128];

	(void)state;
	snprintf(kept, sizeof(kept), "%s", old);
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\n");
	revision("r2", "r1", "-- migrate:up\nadd a 1;\n");
	ok(upgrade(kept, "head"));
	kit_empty();
	revision("s", NULL, "-- Replaces: r1, r2\n-- migrate:up\ncreate a;\nadd a 1;\n");
	revision("r3", "s", "-- migrate:up\nadd a 1;\n-- migrate:verify\n-- expect: 2\nshow a;\n");
	ok(upgrade(kept, "head"));
	assert_string_equal(buf_text(&said), "applied r3\n");
	ok(upgrade(next_url(""), "head"));
	assert_string_equal(buf_text(&said), "applied s\napplied r3\n");
}

static void test_edited_file_stops_a_run_until_it_is_accepted(void **state)
{
	const char *url = next_url("");

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\n");
	ok(upgrade(url, "head"));
	revision("r1", NULL, "-- migrate:up\n-- in other words\n  create   a;\n");
	ok(upgrade(url, "head"));
	revision("r1", NULL, "-- migrate:up\ncreate b;\n");
	revision("r2", "r1", "-- migrate:up\nadd a 1;\n");
	assert_int_equal(upgrade(url, "head"), WB_E_EDITED);
	assert_string_equal(status(url), "r1 edited\nr2 pending\n");
	kit_open(url);
	assert_int_equal(wb_repair(session, NULL, 0, WB_REPAIR_ACCEPT, NULL, &err), 1);
	kit_close();
	assert_string_equal(buf_text(&said), "repaired r1\n");
	ok(upgrade(url, "head"));
}

static void test_old_tables_are_brought_up_and_the_way_back_is_kept(void **state)
{
	const char *url = next_url("format=1");

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\n-- migrate:down\ndrop a;\n");
	revision("r2", "r1", "-- migrate:up\ncreate b;\n-- migrate:down\ndrop b;\n");
	ok(upgrade(url, "head"));
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\n-- migrate:down\ndrop a;\n");
	assert_string_equal(status(url), "r2 missing\nr1 applied\n");
	ok(downgrade(url, "-1"));
	assert_said("reverted r2");
	assert_string_equal(status(url), "r1 applied\n");
}

static void test_switch_goes_back_and_on_in_one_run(void **state)
{
	const char *url = next_url("");
	struct wb_plan *plan = NULL;

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\n");
	revision("ours", "r1", "-- migrate:up\ncreate b;\n-- migrate:down\ndrop b;\n");
	ok(upgrade(url, "head"));
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\n");
	revision("theirs", "r1", "-- migrate:up\ncreate c;\n-- migrate:down\ndrop c;\n");
	kit_open(url);
	ok(wb_plan_make(session, NULL, WB_WAY_SWITCH, NULL, &plan, &err));
	assert_int_equal(wb_plan_count(plan), 2);
	assert_string_equal(wb_plan_at(plan, 0)->direction, "down");
	assert_string_equal(wb_plan_at(plan, 0)->revision->id, "ours");
	assert_string_equal(wb_plan_at(plan, 1)->revision->id, "theirs");
	ok(wb_switch(session, NULL, NULL, &err));
	wb_plan_free(plan);
	kit_close();
	assert_string_equal(buf_text(&said), "reverted ours\napplied theirs\n");
	assert_string_equal(status(url), "r1 applied\ntheirs applied\n");
}

static void test_stamp_records_and_runs_nothing(void **state)
{
	const char *url = next_url("");
	const char *const r2[] = { "r2" }, *const base[] = { "base" };

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up\nfail;\n");
	revision("r2", "r1", "-- migrate:up\nfail;\n");
	revision("r3", "r2", "-- migrate:up\nfail;\n");
	kit_open(url);
	ok(wb_stamp(session, r2, 1, 0, NULL, &err));
	kit_close();
	assert_string_equal(status(url), "r1 applied\nr2 applied\nr3 pending\n");
	kit_open(url);
	ok(wb_stamp(session, base, 1, 0, NULL, &err));
	kit_close();
	assert_string_equal(status(url), "r1 pending\nr2 pending\nr3 pending\n");
}

static void test_irreversible_downgrade_touches_nothing(void **state)
{
	const char *url = next_url("");

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- migrate:up\ncreate a;\n-- migrate:down irreversible\n");
	revision("r2", "r1", "-- migrate:up\nadd a 1;\n-- migrate:down\nadd a -1;\n");
	ok(upgrade(url, "head"));
	assert_int_equal(downgrade(url, "base"), WB_E_REVISION);
	assert_said("irreversible");
	assert_string_equal(status(url), "r1 applied\nr2 applied\n");
	ok(downgrade(url, NULL));
	assert_string_equal(status(url), "r1 applied\nr2 pending\n");
}

static void test_new_file_that_would_break_the_project_is_refused(void **state)
{
	static const struct {
		const char *title, *id, *branch;
	} cases[] = {
		{ "not \xff text", NULL, NULL },
		{ "t", "-1", NULL },
		{ "t", "r1", NULL },
		{ "t", "a b", NULL },
		{ "t", NULL, "a b" },
		{ "t", NULL, "head" },
		{ "t", NULL, "label" },
		{ "t", NULL, "r1" },
		{ "t", "label", NULL },
	};
	const char *path;

	(void)state;
	kit_empty();
	revision("r1", NULL, "-- Branch: label\n-- migrate:up\n");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct wb_new_revision what = { .size = sizeof(what),
						.title = cases[i].title,
						.id = cases[i].id };

		what.branch = cases[i].branch;
		kit_open("null:files");
		assert_int_equal(wb_project_new_revision(project, &what, &path, &err), WB_E_USAGE);
		kit_close();
	}
	kit_open("null:files");
	assert_int_equal(wb_project_revision_count(project), 1);
	kit_close();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_failure_in_step_k_keeps_the_steps_before_it),
		cmocka_unit_test(test_statements_that_commit_each_are_journalled_and_go_on),
		cmocka_unit_test(test_commit_that_fails_names_its_statement),
		cmocka_unit_test(test_edited_done_statement_stops_and_edited_tail_goes_on),
		cmocka_unit_test(test_half_done_step_without_a_file_is_still_told),
		cmocka_unit_test(
			test_verify_that_fails_without_a_transaction_is_all_that_is_repeated),
		cmocka_unit_test(test_interrupted_run_keeps_what_it_told_and_goes_on_later),
		cmocka_unit_test(
			test_interrupt_before_a_run_stops_it_and_one_with_nothing_to_do_is_done),
		cmocka_unit_test(test_repeatable_revision_runs_when_it_changed),
		cmocka_unit_test(test_squash_counts_where_all_or_none_of_it_is_there),
		cmocka_unit_test(test_edited_file_stops_a_run_until_it_is_accepted),
		cmocka_unit_test(test_old_tables_are_brought_up_and_the_way_back_is_kept),
		cmocka_unit_test(test_switch_goes_back_and_on_in_one_run),
		cmocka_unit_test(test_stamp_records_and_runs_nothing),
		cmocka_unit_test(test_irreversible_downgrade_touches_nothing),
		cmocka_unit_test(test_new_file_that_would_break_the_project_is_refused),
	};

	return cmocka_run_group_tests_name("engine", tests, kit_enter, kit_leave);
}
