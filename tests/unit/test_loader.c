/* SPDX-License-Identifier: MIT */
/* The loader against real shared objects: tests/plugins/NAME.c, built as NAME.so in the folder that
 * WHIMBREL_TEST_PLUGINS names. */
#include "compat.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "dialect/host.h"
#include "dialect/loader.h"
#include "base/text.h"

static char folder[64]; /* where each test puts the plugins that it wants */
static struct string_vec folders;
static const struct plugin_path path = { .folders = &folders };

static const char *built(void)
{
	const char *where = getenv("WHIMBREL_TEST_PLUGINS");

	return where ? where : "tests/plugins/.libs";
}

static void copy_file(const char *from, const char *to)
{
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	char chunk[8192];
	size_t n;

	if (!in)
		fail_msg("%s is not there: set WHIMBREL_TEST_PLUGINS", from);
	assert_non_null(out);
	while ((n = fread(chunk, 1, sizeof(chunk), in)) > 0)
		assert_int_equal(fwrite(chunk, 1, n, out), n);
	fclose(in);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(chmod(to, 0644), 0);
}

/* Put plugin `name` into the folder as AS.so. */
static void put(const char *name, const char *as)
{
	char from[512], to[128];

	snprintf(from, sizeof(from), "%s/%s.so", built(), name);
	snprintf(to, sizeof(to), "%s/%s.so", folder, as);
	copy_file(from, to);
}

static void put_text(const char *as, const char *text)
{
	char to[128];
	FILE *out;

	snprintf(to, sizeof(to), "%s/%s.so", folder, as);
	out = fopen(to, "w");
	assert_non_null(out);
	fputs(text, out);
	fclose(out);
	chmod(to, 0644);
}

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "./loader-XXXXXX");
	assert_non_null(mkdtemp(folder));
	/* messages name real paths */
	return string_vec_add(&folders, folder);
}

static int teardown(void **state)
{
	char command[128];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", folder);
	string_vec_free(&folders);
	return system(command) == 0 ? 0 : -1;
}

/* The message without the folder in front. */
static const char *without_folder(const struct wb_error *err)
{
	const char *name = strstr(err->message, folder + 2);

	return name ? name + strlen(folder + 2) + 1 : err->message;
}

/* ------------------------------------------------------------------ what is refused */

static void test_bad_plugin_is_refused_in_one_line(void **state)
{
	static const struct {
		const char *name, *message;
	} cases[] = {
		{ "wrong_abi", "wrong_abi.so: made for ABI 99, and this is ABI 1" },
		{ "no_symbol", "no_symbol.so: not a dialect: it has no symbol whimbrel_dialect" },
		{ "no_table", "no_table.so: whimbrel_dialect() returned no table" },
		{ "tiny", "tiny.so: its table has 4 bytes, and must have 8 or more" },
		{ "no_slot", "no_slot.so: lacks the required slot 'execute'" },
		{ "other_name",
		  "other_name.so: calls itself 'somebody', and its file is called 'other_name'" },
		{ "no_scheme", "no_scheme.so: its schemes lack its own name, 'no_scheme'" },
		{ "half_pair", "half_pair.so: has the slot 'lock' without 'unlock'" },
		{ "empty_feature",
		  "empty_feature.so: claims the feature LEASE without the slot 'compose'" },
		{ "bad_load", "bad_load.so: client library 0.9 is too old (call 1)" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct plugin *plugin = NULL;

		put(cases[i].name, cases[i].name);
		/* twice: a failure is told again, and load() is not called again */
		for (int again = 0; again < 2; again++) {
			struct wb_error err = WB_ERROR_INIT;

			assert_int_equal(plugin_load(&path, cases[i].name, &plugin, &err),
					 WB_E_PLUGIN);
			assert_string_equal(without_folder(&err), cases[i].message);
			assert_null(plugin);
		}
	}
}

static void test_words_of_a_load_that_fails_end_where_their_room_does(void **state)
{
	const struct plugin *plugin = NULL;
	struct wb_error err = WB_ERROR_INIT;

	(void)state;
	put("full", "full");
	assert_int_equal(plugin_load(&path, "full", &plugin, &err), WB_E_PLUGIN);
	assert_non_null(strstr(err.message, "full.so: mmmm"));
	assert_null(strstr(err.message, "dddd"));
}

static void test_text_file_is_refused(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;

	(void)state;
	put_text("text", "this is not a shared object, though it is long enough to look at\n");
	assert_int_equal(plugin_load(&path, "text", &plugin, &err), WB_E_PLUGIN);
	assert_string_equal(without_folder(&err), "text.so: not a dialect: invalid ELF header");
}

static void test_folder_named_like_a_plugin_is_refused(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;
	char name[128];

	(void)state;
	snprintf(name, sizeof(name), "%s/dir.so", folder);
	assert_int_equal(mkdir(name, 0755), 0);
	assert_int_equal(plugin_load(&path, "dir", &plugin, &err), WB_E_PLUGIN);
	assert_string_equal(without_folder(&err), "dir.so: not a regular file");
}

static void test_fifo_named_like_a_plugin_is_refused(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;
	char name[128];

	(void)state;
	snprintf(name, sizeof(name), "%s/fifo.so", folder);
	assert_int_equal(mkfifo(name, 0644), 0);
	assert_int_equal(plugin_load(&path, "fifo", &plugin, &err), WB_E_PLUGIN);
	assert_string_equal(without_folder(&err), "fifo.so: not a regular file");
}

static void test_file_that_others_may_write_is_refused(void **state)
{
	static const struct {
		mode_t mode;
		const char *message;
	} cases[] = {
		{ 0664, "good.so: others may write it (mode 0664)" },
		{ 0646, "good.so: others may write it (mode 0646)" },
	};
	char name[128];

	(void)state;
	put("good", "good");
	snprintf(name, sizeof(name), "%s/good.so", folder);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct wb_error err = WB_ERROR_INIT;
		const struct plugin *plugin = NULL;

		chmod(name, cases[i].mode);
		assert_int_equal(plugin_load(&path, "good", &plugin, &err), WB_E_PLUGIN);
		assert_string_equal(without_folder(&err), cases[i].message);
	}
}

static void test_file_of_another_user_is_refused(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;
	char name[128], message[128];

	(void)state;
	put("good", "good");
	snprintf(name, sizeof(name), "%s/good.so", folder);
	if (chown(name, 12345, (gid_t)-1) < 0)
		skip();
	snprintf(message, sizeof(message),
		 "good.so: owned by user 12345, neither root nor user %lu",
		 (unsigned long)geteuid());
	assert_int_equal(plugin_load(&path, "good", &plugin, &err), WB_E_PLUGIN);
	assert_string_equal(without_folder(&err), message);
}

static void test_folder_that_others_may_write_is_refused(void **state)
{
	struct wb_error err = WB_ERROR_INIT, none = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;

	(void)state;
	put("good", "good");
	chmod(folder, 0777);
	assert_int_equal(plugin_load(&path, "good", &plugin, &err), WB_E_PLUGIN);
	assert_non_null(strstr(err.message, "others may write it (mode 0777)"));
	chmod(folder, 0775);
	err = (struct wb_error)WB_ERROR_INIT;
	assert_int_equal(plugin_load(&path, "good", &plugin, &err), WB_E_PLUGIN);
	assert_non_null(strstr(err.message, "others may write it (mode 0775)"));
	/* with the sticky bit nobody can replace what is not theirs */
	chmod(folder, 01777);
	assert_int_equal(plugin_load(&path, "good", &plugin, &none), 0);
}

/* Whoever may write a folder above may put another one in its place. */
static void test_folder_above_that_others_may_write_is_refused(void **state)
{
	struct wb_error err = WB_ERROR_INIT, none = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;
	char below[128], deep[160], file[192];
	struct string_vec only = { 0 };
	const struct plugin_path there = { .folders = &only };

	(void)state;
	put("good", "good");
	snprintf(below, sizeof(below), "%s/below", folder);
	snprintf(deep, sizeof(deep), "%s/deep", below);
	snprintf(file, sizeof(file), "%s/good.so", deep);
	assert_int_equal(mkdir(below, 0755), 0);
	assert_int_equal(mkdir(deep, 0755), 0);
	snprintf(below, sizeof(below), "%s/good.so", folder);
	copy_file(below, file);
	assert_int_equal(string_vec_add(&only, deep), 0);
	chmod(folder, 0775);
	assert_int_equal(plugin_load(&there, "good", &plugin, &err), WB_E_PLUGIN);
	assert_non_null(strstr(err.message, "others may write it (mode 0775)"));
	chmod(folder, 0755);
	assert_int_equal(plugin_load(&there, "good", &plugin, &none), 0);
	string_vec_free(&only);
}

/* Mapping what is not there would be SIGBUS. */
static void test_torn_file_is_refused_in_one_line(void **state)
{
	struct stat st;
	char name[128];

	(void)state;
	put("good", "good");
	snprintf(name, sizeof(name), "%s/good.so", folder);
	assert_int_equal(stat(name, &st), 0);
	for (int part = 0; part < 16; part++) {
		struct wb_error err = WB_ERROR_INIT;
		const struct plugin *plugin = NULL;

		put("good", "good");
		assert_int_equal(truncate(name, st.st_size * part / 40), 0);
		assert_int_equal(plugin_load(&path, "good", &plugin, &err), WB_E_PLUGIN);
		assert_non_null(strstr(err.message, "good.so: not a dialect: "));
	}
}

/* ------------------------------------------------------------------ what is loaded */

static void test_good_plugin_is_loaded_once(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	const struct plugin *first = NULL, *second = NULL, *alias = NULL;

	(void)state;
	put("good", "good");
	assert_int_equal(plugin_load(&path, "good", &first, &err), 0);
	assert_string_equal(first->table.name, "good");
	assert_string_equal(first->table.version, "1.2");
	assert_int_equal(plugin_load(&path, "good", &second, &err), 0);
	assert_ptr_equal(first, second);
	/* another name for it, and a broken neighbour is no obstacle */
	put("wrong_abi", "wrong_abi");
	assert_int_equal(plugin_load(&path, "fine", &alias, &err), 0);
	assert_ptr_equal(first, alias);
}

static void test_smaller_table_is_read_to_its_end_only(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;

	(void)state;
	put("small", "small");
	assert_int_equal(plugin_load(&path, "small", &plugin, &err), 0);
	assert_non_null(plugin->table.execute);
	assert_null(plugin->table.run);
	assert_null(plugin->table.lock);
}

static void test_larger_table_is_cut(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;

	(void)state;
	put("large", "large");
	assert_int_equal(plugin_load(&path, "large", &plugin, &err), 0);
	assert_true(plugin->table.struct_size > sizeof(struct wb_dialect));
	assert_null(plugin->table.backup);
}

static void test_frozen_plugin_works(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	struct wb_server server = { .size = sizeof(server) };
	struct wb_op op = { .size = sizeof(op), .kind = WB_OP_USER };
	struct wb_params params = { .size = sizeof(params) };
	const struct plugin *plugin = NULL;
	struct buf out = { 0 };
	void *conn = NULL;

	(void)state;
	put("frozen_abi1", "frozen_abi1");
	assert_int_equal(plugin_load(&path, "frozen_abi1", &plugin, &err), 0);
	assert_int_equal(plugin->table.connect(&params, &conn, &err), 0);
	assert_int_equal(plugin->table.describe(conn, &server, &err), 0);
	assert_string_equal(server.product, "F1");
	assert_string_equal(server.version, "1");
	assert_int_equal(plugin->table.quote(conn, 0, "name", 4, text_sink(&out), &err), 0);
	assert_string_equal(buf_text(&out), "name");
	assert_int_equal(plugin->table.execute(conn, &op, NULL, &err), WB_E_SQL);
	assert_string_equal(err.message, "frozen since ABI 1");
	plugin->table.close(conn);
	buf_release(&out);
}

/* ------------------------------------------------------------------ finding */

static void test_unknown_dialect_names_what_there_is(void **state)
{
	static const char *const names[] = { "nothing", "../good", "Good", "", "9lives" };
	struct wb_error seen = WB_ERROR_INIT;
	const struct plugin *good = NULL;
	char own[64];

	(void)state;
	put("good", "good");
	put("small", "small");
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct wb_error err = WB_ERROR_INIT;
		const struct plugin *plugin = NULL;
		AUTO_FREE char *message =
			text_format("there is no dialect '%s' in %s, %s; there is: good, small",
				    names[i], folder, WHIMBREL_PLUGINDIR);

		/* what is installed follows */
		assert_int_equal(plugin_load(&path, names[i], &plugin, &err), WB_E_PLUGIN);
		assert_int_equal(strncmp(err.message, message, strlen(message)), 0);
		assert_non_null(strstr(err.message, "(other names of theirs are known once "
						    "`whimbrel plugins` has seen them)"));
		assert_int_equal(plugin_known(&path, names[i], own, sizeof(own)), 0);
	}
	assert_int_equal(plugin_known(&path, "good", own, sizeof(own)), 1);
	assert_string_equal(own, "good");
	/* what it goes by besides is in an index that is made when it is seen */
	assert_int_equal(plugin_known(&path, "fine", own, sizeof(own)), 0);
	assert_int_equal(plugin_load(&path, "good", &good, &seen), 0);
	assert_int_equal(plugin_known(&path, "fine", own, sizeof(own)), 1);
	assert_string_equal(own, "good");
}

/* What a plugin's load() refuses is told; that nobody calls it is seen by there being no entry. */
static void test_unknown_dialect_loads_nothing(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	const struct plugin *plugin = NULL;
	char name[128];

	(void)state;
	put("bad_load", "bad_load");
	put("good", "good");
	assert_int_equal(plugin_load(&path, "misspelt", &plugin, &err), WB_E_PLUGIN);
	snprintf(name, sizeof(name), "%s/good.schemes", folder);
	assert_int_equal(access(name, F_OK), -1);
}

static int take(void *ctx, const char *name, const char *file, const struct plugin *plugin,
		const char *trouble)
{
	struct buf *list = ctx;

	assert_non_null(file);
	assert_true(!plugin == !!trouble);
	buf_printf(list, "%s%s ", name, plugin ? "" : "!");
	return 0;
}

static void test_each_is_sorted_and_the_first_of_a_name_wins(void **state)
{
	struct wb_error err = WB_ERROR_INIT;
	struct buf list = { 0 };
	char second[128], from[512], to[256];

	(void)state;
	put("small", "small");
	put("good", "good");
	put("good", "Upper");
	put_text("text", "no");
	snprintf(second, sizeof(second), "%s/second", folder);
	mkdir(second, 0755);
	assert_int_equal(string_vec_add(&folders, second), 0);
	snprintf(from, sizeof(from), "%s/good.so", built());
	snprintf(to, sizeof(to), "%s/good.so", second);
	copy_file(from, to);
	assert_int_equal(string_vec_add(&folders, "./not-there"), 0);
	assert_int_equal(plugin_each(&path, take, &list, &err), 0);
	/* what is installed follows */
	assert_int_equal(strncmp(buf_text(&list), "good small text! ", 17), 0);
	assert_null(strstr(buf_text(&list) + 1, "good"));
	buf_release(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_bad_plugin_is_refused_in_one_line, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			test_words_of_a_load_that_fails_end_where_their_room_does, setup, teardown),
		cmocka_unit_test_setup_teardown(test_text_file_is_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_folder_named_like_a_plugin_is_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_fifo_named_like_a_plugin_is_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_file_that_others_may_write_is_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_file_of_another_user_is_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_folder_that_others_may_write_is_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_folder_above_that_others_may_write_is_refused,
						setup, teardown),
		cmocka_unit_test_setup_teardown(test_torn_file_is_refused_in_one_line, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_unknown_dialect_loads_nothing, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_good_plugin_is_loaded_once, setup, teardown),
		cmocka_unit_test_setup_teardown(test_smaller_table_is_read_to_its_end_only, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_larger_table_is_cut, setup, teardown),
		cmocka_unit_test_setup_teardown(test_frozen_plugin_works, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown_dialect_names_what_there_is, setup,
						teardown),
		cmocka_unit_test_setup_teardown(test_each_is_sorted_and_the_first_of_a_name_wins,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
