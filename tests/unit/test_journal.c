/* SPDX-License-Identifier: MIT */
/* Exactly once: a run that is cut off at every operation, before and behind it, and then run again,
 * ends as one that nobody disturbed. On the null dialect, whose table is patched so that the
 * connection dies at a chosen operation. */
#include "engine_kit.h"

#include "dialect/host.h"

static struct wb_dialect real; /* the table as the dialect has it */
static struct wb_dialect *patched;
/* No run here has more operations than this. */
#define MOST_OPERATIONS 150

static unsigned operations, die_at;
static bool die_behind;

/* ------------------------------------------------------------------ the patched dialect */

static int die(void *conn, struct wb_error *why)
{
	const struct wb_op op = {
		.size = sizeof(op), .kind = WB_OP_USER, .text = "die", .len = 3, .full_len = 3
	};

	return real.execute(conn, &op, NULL, why);
}

/* Each commit of version rows must have a look at the lock behind the user's statements. */
static bool unguarded, recorded;
static unsigned recorded_unguarded;

static void note_guard(const struct wb_op *op)
{
	if (op->kind != WB_OP_OWN)
		unguarded = true;
	else if (op->what == WB_OWN_GUARD)
		unguarded = false;
	else if (op->what == WB_OWN_RECORD)
		recorded = true;
	else if (op->what == WB_OWN_COMMIT && recorded) {
		recorded_unguarded += unguarded;
		recorded = false;
	}
}

static int dying_execute(void *conn, const struct wb_op *op, struct wb_rows *rows,
			 struct wb_error *why)
{
	bool now = ++operations == die_at;
	int rc;

	note_guard(op);
	if (now && !die_behind)
		return die(conn, why);
	rc = real.execute(conn, op, rows, why);
	return now && rc == 0 ? die(conn, why) : rc;
}

static int probe(void *conn, const char *text, size_t len, uint32_t facts, struct wb_text *out,
		 int32_t *fate, struct wb_error *why)
{
	(void)conn;
	(void)len;
	(void)facts;
	(void)out;
	(void)why;
	*fate = strncmp(text, "add", 3) == 0 ? WB_FATE_TRANSACTION : WB_FATE_PROBE;
	return 0;
}

static int count_row(void *ctx, const struct wb_value *values, size_t count)
{
	(void)values;
	(void)count;
	*(bool *)ctx = true;
	return 0;
}

/* What "create NAME" and "drop NAME" left can be seen. */
static int judge(void *conn, const struct wb_intent *intent, int32_t *out, struct wb_rows *repairs,
		 struct wb_text *seen, struct wb_error *why)
{
	const char *name = memchr(intent->text, ' ', intent->len);
	bool create = strncmp(intent->text, "create", 6) == 0, there = false;
	struct wb_rows rows = { .take = count_row, .ctx = &there };
	char text[64];
	struct wb_op op = { .size = sizeof(op), .kind = WB_OP_EXPECT, .text = text };
	int rc;

	(void)repairs;
	(void)seen;
	snprintf(text, sizeof(text), "show%.*s", (int)(intent->text + intent->len - name), name);
	op.len = op.full_len = strlen(text);
	rc = real.execute(conn, &op, &rows, why);
	*out = create == there ? WB_VERDICT_DONE : WB_VERDICT_NOT_DONE;
	return rc;
}

static int patch(void **state)
{
	struct string_vec folders = { 0 };
	const struct plugin_path path = { .folders = &folders };
	const struct plugin *plugin = NULL;
	const char *folder = getenv("WHIMBREL_PLUGIN_PATH");
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	string_vec_add(&folders, folder ? folder : "plugins/.libs");
	rc = plugin_load(&path, "null", &plugin, &why);
	string_vec_free(&folders);
	if (rc < 0) {
		fprintf(stderr, "%s\n", why.message);
		return -1;
	}
	/* plugins stay loaded, and this one is the test's own process's */
	patched = (struct wb_dialect *)(uintptr_t)&plugin->table;
	real = *patched;
	patched->execute = dying_execute;
	return kit_enter(state);
}

static void use_judge(bool on)
{
	patched->probe = on ? probe : NULL;
	patched->judge = on ? judge : NULL;
}

/* ------------------------------------------------------------------ looking into the store */

static int take_value(void *ctx, const struct wb_value *values, size_t count)
{
	buf_add(ctx, values[0].data, count ? values[0].len : 0);
	return 0;
}

/* The counters that there are, "a=1 b=2 ", and what status says; until the next call. */
static const char *store(const char *url)
{
	static const char *const names[] = { "a", "b", "c", "keep" };
	static char text[8192];
	struct wb_params params = { .size = sizeof(params), .database = url + strlen("null:") };
	struct buf out = { 0 };
	char name[32];
	void *conn = NULL;

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(params.database, "?"), params.database);
	params.database = name;
	ok(real.connect(&params, &conn, fresh_error()));
	for (size_t i = 0; i < COUNT(names); i++) {
		struct buf value = { 0 };
		struct wb_rows rows = { .take = take_value, .ctx = &value };
		char show[32];
		struct wb_op op = { .size = sizeof(op), .kind = WB_OP_EXPECT, .text = show };

		op.len = op.full_len = (size_t)snprintf(show, sizeof(show), "show %s", names[i]);
		ok(real.execute(conn, &op, &rows, &err));
		if (value.len)
			buf_printf(&out, "%s=%s ", names[i], buf_text(&value));
		buf_release(&value);
	}
	real.close(conn);
	snprintf(text, sizeof(text), "%s%s", buf_text(&out), status(url));
	buf_release(&out);
	return text;
}

/* ------------------------------------------------------------------ cut off everywhere */

static const char *const kinds[] = { "ddl=transactional&shared=yes", "ddl=transactional&shared=no",
				     "ddl=implicit" };

static void write_history(const char *how)
{
	char text[512];

	kit_empty();
	revision("r1", NULL,
		 "-- migrate:up\ncreate keep;\nadd keep 100;\n-- migrate:down\nadd keep 1000;\n");
	snprintf(text, sizeof(text),
		 "-- migrate:up%s\ncreate a;\nadd a 1;\nadd a 2;\ncreate b;\nadd b 5;\nadd keep "
		 "1;\ndrop b;\ncreate c;\nadd "
		 "a 4;\n"
		 "-- migrate:down%s\nadd keep 10;\ndrop c;\nadd a 1;\ndrop a;\nadd keep 20;\n",
		 how, how);
	revision("r2", "r1", text);
	revision("r3", "r2", "-- migrate:up\nadd keep 2;\n-- migrate:down\nadd keep 200;\n");
}

/* A run down or up that dies at operation `n`, if it has so many, and the one that is needed
 * then. */
static void cut_off(const char *url, unsigned n, bool behind, bool down)
{
	operations = 0;
	die_at = n;
	die_behind = behind;
	if (kit_try_open(url, 0) == 0) {
		int rc = down ? wb_downgrade(session, "base", NULL, &err)
			      : wb_upgrade(session, "head", NULL, &err);

		assert_true(rc == 0 || rc == WB_E_LOST);
	}
	kit_close();
	die_at = 0;
	/* an older failure, or no error at all, decides nothing of what is taken up */
	if (n % 2) {
		ok(kit_try_open(url, 0));
		err.status = WB_E_SQL;
		ok(down ? wb_downgrade(session, "base", NULL, n % 4 == 1 ? NULL : &err)
			: wb_upgrade(session, "head", NULL, n % 4 == 1 ? NULL : &err));
		kit_close();
	}
	ok(down ? downgrade(url, "base") : upgrade(url, "head"));
}

static void check_everywhere(const char *kind, const char *how)
{
	char url[128], up[1024], down[1024];
	static int number;

	write_history(how);
	use_judge(true);
	snprintf(url, sizeof(url), "null:whole%d?%s", number, kind);
	operations = 0;
	ok(upgrade(url, "head"));
	assert_in_range(operations, 20, MOST_OPERATIONS);
	snprintf(up, sizeof(up), "%s", store(url));
	ok(downgrade(url, "base"));
	snprintf(down, sizeof(down), "%s", store(url));
	for (int behind = 0; behind < 2; behind++) {
		for (unsigned n = 1; n <= MOST_OPERATIONS; n++) {
			snprintf(url, sizeof(url), "null:cut%d?%s", ++number, kind);
			cut_off(url, n, behind, false);
			if (strcmp(store(url), up) != 0)
				fail_msg("%s%s, up, cut %s operation %u:\n%s\nnot\n%s", kind, how,
					 behind ? "behind" : "before", n, store(url), up);
			cut_off(url, n, behind, true);
			if (strcmp(store(url), down) != 0)
				fail_msg("%s%s, down, cut %s operation %u:\n%s\nnot\n%s", kind, how,
					 behind ? "behind" : "before", n, store(url), down);
		}
	}
	assert_string_equal(up, "a=7 c=0 keep=103 r1 applied\nr2 applied\nr3 applied\n");
	assert_string_equal(down, "keep=1333 r1 pending\nr2 pending\nr3 pending\n");
}

static void test_run_that_is_cut_off_anywhere_ends_like_a_whole_one(void **state)
{
	(void)state;
	/* a second `create keep` is no part of the story: r1's down leaves it, so each run has a
	 * store of its own */
	for (size_t i = 0; i < COUNT(kinds); i++) {
		check_everywhere(kinds[i], "");
		check_everywhere(kinds[i], " transaction:false");
	}
	use_judge(false);
}

static void test_lock_is_looked_at_behind_each_steps_own_statements(void **state)
{
	static const char *const sections[] = { "", " transaction:false" };

	(void)state;
	recorded_unguarded = 0;
	for (size_t i = 0; i < COUNT(kinds) * COUNT(sections); i++) {
		char url[64];

		snprintf(url, sizeof(url), "null:guard%zu?%s", i, kinds[i / COUNT(sections)]);
		write_history(sections[i % COUNT(sections)]);
		ok(upgrade(url, "head"));
	}
	assert_int_equal(recorded_unguarded, 0);
}

/* ------------------------------------------------------------------ what can't be told */

/* A run that dies behind operation `n`; what became of its statement is not asked. */
static void leave(const char *url, unsigned n)
{
	operations = 0;
	die_at = n;
	die_behind = true;
	if (kit_try_open(url, 0) == 0)
		wb_upgrade(session, "head", NULL, &err);
	kit_close();
	die_at = 0;
}

static void test_statement_without_a_judge_is_uncertain_until_a_person_decides(void **state)
{
	static const struct {
		int what;
		const char *store;
	} cases[] = {
		{ WB_REPAIR_DONE, "a=7 c=0 keep=103 r1 applied\nr2 applied\nr3 applied\n" },
		{ WB_REPAIR_NOT_DONE,
		  NULL }, /* it was done: saying that it was not lets it run into what is there */
	};
	unsigned uncertain = 0;

	(void)state;
	write_history(" transaction:false");
	use_judge(false);
	for (unsigned n = 1; n <= 100; n++) {
		char url[64];
		size_t which = n % 2;
		const char *id;
		int rc;

		snprintf(url, sizeof(url), "null:unsure%u?ddl=implicit", n);
		leave(url, n);
		rc = upgrade(url, "head");
		if (rc == 0)
			continue;
		if (rc != WB_E_UNCERTAIN)
			fail_msg("operation %u: %d %s\n%s", n, rc, err.message, buf_text(&said));
		assert_non_null(strstr(err.detail, "repair"));
		uncertain++;
		/* asking again changes nothing */
		assert_int_equal(upgrade(url, "head"), WB_E_UNCERTAIN);
		id = strstr(status(url), "r1 partial") ? "r1" : "r2";
		kit_open(url);
		assert_int_equal(wb_repair(session, &id, 1, cases[which].what, NULL, &err), 1);
		kit_close();
		rc = upgrade(url, "head");
		if (cases[which].what == WB_REPAIR_DONE) {
			ok(rc);
			assert_string_equal(store(url), cases[which].store);
		} else if (rc < 0) {
			assert_int_equal(rc, WB_E_SQL);
		}
	}
	assert_true(uncertain >= 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_run_that_is_cut_off_anywhere_ends_like_a_whole_one),
		cmocka_unit_test(test_lock_is_looked_at_behind_each_steps_own_statements),
		cmocka_unit_test(
			test_statement_without_a_judge_is_uncertain_until_a_person_decides),
	};

	return cmocka_run_group_tests_name("journal", tests, patch, kit_leave);
}
