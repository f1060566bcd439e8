/* SPDX-License-Identifier: MIT */
#include "setup_kit.h"

/* Which database? What was given: flags, environment, config; and what comes of it. */
static const struct {
	const char *config, *target, *url;
	const char *environment[7];
	uint32_t flags;
	const char *name, *shown, *directory; /* shown NULL: not known */
} targets[] = {
	/* nothing, then one source at a time */
	{ .flags = WB_SETTINGS_NO_CONFIG, .name = "" },
	{ .flags = WB_SETTINGS_NO_CONFIG, .url = "local:x", .name = "", .shown = "local:///x" },
	{ .flags = WB_SETTINGS_NO_CONFIG,
	  .environment = { [URL] = "local:x" },
	  .name = "",
	  .shown = "local:///x" },
	{ .flags = WB_SETTINGS_NO_CONFIG,
	  .environment = { [DATABASE] = "local:x" },
	  .name = "",
	  .shown = "local:///x" },
	{ .config = "sub/conf", .name = "dev", .shown = "local:///dev.db", .directory = "sub" },
	{ .environment = { [CONFIG] = "sub/conf" },
	  .name = "dev",
	  .shown = "local:///dev.db",
	  .directory = "sub" },
	/* the config in the working directory, which names no default target */
	{ .name = "" },
	{ .target = "here", .name = "here", .shown = "local:///here.db", .directory = "." },
	{ .environment = { [DATABASE] = "local:x" }, .name = "", .shown = "local:///x" },
	{ .environment = { [CONFIG] = "", [TARGET] = "", [URL] = "", [DATABASE] = "" },
	  .name = "" },
	/* the flag for the config wins, and NO_CONFIG reads none but that */
	{ .config = "whimbrel.cfg", .environment = { [CONFIG] = "sub/conf" }, .name = "" },
	{ .flags = WB_SETTINGS_NO_CONFIG,
	  .config = "sub/conf",
	  .name = "dev",
	  .shown = "local:///dev.db",
	  .directory = "sub" },
	{ .flags = WB_SETTINGS_NO_CONFIG, .environment = { [CONFIG] = "sub/conf" }, .name = "" },
	/* a URL goes before the config's default, DATABASE_URL behind it */
	{ .config = "sub/conf", .url = "local:x", .name = "", .shown = "local:///x" },
	{ .config = "sub/conf",
	  .environment = { [URL] = "local:x" },
	  .name = "",
	  .shown = "local:///x" },
	{ .config = "sub/conf",
	  .environment = { [DATABASE] = "local:x" },
	  .name = "dev",
	  .shown = "local:///dev.db",
	  .directory = "sub" },
	{ .url = "local:x",
	  .environment = { [URL] = "local:y", [DATABASE] = "local:z" },
	  .name = "",
	  .shown = "local:///x" },
	{ .environment = { [URL] = "local:y", [DATABASE] = "local:z" },
	  .name = "",
	  .shown = "local:///y" },
	/* a target that was named: only the URL given replaces its own */
	{ .config = "sub/conf",
	  .target = "prod",
	  .environment = { [PROD] = "db://u:p@h/d" },
	  .name = "prod",
	  .shown = "db://u:***@h/d" },
	{ .config = "sub/conf",
	  .target = "prod",
	  .environment = { [PROD] = "db://h/d", [URL] = "local:x", [DATABASE] = "local:y" },
	  .name = "prod",
	  .shown = "db://h/d" },
	{ .config = "sub/conf",
	  .target = "prod",
	  .url = "local:x",
	  .environment = { [PROD] = "db://h/d" },
	  .name = "prod",
	  .shown = "local:///x" },
	{ .config = "sub/conf",
	  .target = "prod",
	  .url = "local:x",
	  .name = "prod",
	  .shown = "local:///x" },
	{ .config = "sub/conf",
	  .environment = { [TARGET] = "prod", [PROD] = "db://h/d", [URL] = "local:x" },
	  .name = "prod",
	  .shown = "db://h/d" },
	{ .config = "sub/conf",
	  .url = "local:x",
	  .environment = { [TARGET] = "prod" },
	  .name = "prod",
	  .shown = "local:///x" },
	{ .config = "sub/conf",
	  .target = "dev",
	  .environment = { [TARGET] = "prod" },
	  .name = "dev",
	  .shown = "local:///dev.db",
	  .directory = "sub" },
	{ .config = "sub/conf",
	  .target = "bare",
	  .environment = { [URL] = "local:x" },
	  .name = "bare" },
	/* a caller who wants no environment */
	{ .flags = WB_SETTINGS_NO_ENVIRONMENT,
	  .config = "sub/conf",
	  .environment = { [TARGET] = "bare", [URL] = "local:x", [CONFIG] = "none" },
	  .name = "dev",
	  .shown = "local:///dev.db",
	  .directory = "sub" },
	{ .flags = WB_SETTINGS_NO_ENVIRONMENT | WB_SETTINGS_NO_CONFIG,
	  .environment = { [DATABASE] = "local:x" },
	  .name = "" },
	{ .flags = WB_SETTINGS_NO_ENVIRONMENT,
	  .config = "sub/conf",
	  .target = "prod",
	  .environment = { [PROD] = "db://h/d" },
	  .name = "prod",
	  .shown = "db://h/d" },
};

static void test_setup_resolve_picks_the_target(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(targets); i++) {
		struct wb_settings settings = WB_SETTINGS_INIT;
		struct outcome outcome;
		const struct target *target = &outcome.setup.target;

		settings.flags = targets[i].flags;
		settings.config = targets[i].config;
		settings.target = targets[i].target;
		settings.url = targets[i].url;
		set_environment(targets[i].environment);
		resolve(&settings, &outcome);
		if (outcome.status < 0)
			fail_msg("case %zu: %s", i, outcome.err.message);
		assert_text(i, target->name, targets[i].name);
		assert_text(i, target->shown, targets[i].shown);
		assert_text(i, target->directory, targets[i].directory);
		assert_int_equal(target->known, targets[i].shown != NULL);
		outcome_release(&outcome);
	}
}

/* The lists, joined with colons. */
static const struct {
	const char *config;
	const char *flags[3];
	const char *environment;
	const char *migrations, *plugin_paths;
} lists[] = {
	{ .migrations = "migrations", .plugin_paths = "" },
	{ .config = "sub/conf", .migrations = "sub/a:sub/b", .plugin_paths = "sub/plugins" },
	{ .config = "sub/conf",
	  .environment = "x:y",
	  .migrations = "x:y",
	  .plugin_paths = "x:y:sub/plugins" },
	{ .config = "sub/conf",
	  .flags = { "f", "g" },
	  .environment = "x",
	  .migrations = "f:g",
	  .plugin_paths = "f:g:x:sub/plugins" },
	{ .environment = ":x::/y:", .migrations = "x:/y", .plugin_paths = "x:/y" },
	{ .config = "sub/conf",
	  .environment = ":",
	  .migrations = "sub/a:sub/b",
	  .plugin_paths = "sub/plugins" },
	{ .config = "whimbrel.cfg", .flags = { "f" }, .migrations = "f", .plugin_paths = "f" },
};

static void assert_joined(size_t number, const struct string_vec *got, const char *wanted)
{
	struct buf joined = { 0 };

	for (size_t i = 0; i < got->count; i++)
		buf_printf(&joined, "%s%s", i ? ":" : "", got->items[i]);
	assert_text(number, buf_text(&joined), wanted);
	buf_release(&joined);
}

static void test_setup_resolve_picks_the_folders(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(lists); i++) {
		struct wb_settings settings = WB_SETTINGS_INIT;
		struct outcome outcome;

		settings.config = lists[i].config;
		settings.migrations = settings.plugin_paths = lists[i].flags;
		while (lists[i].flags[settings.migration_count])
			settings.migration_count++;
		settings.plugin_path_count = settings.migration_count;
		set_environment((const char *const[7]){ [MIGRATIONS] = lists[i].environment,
							[PLUGIN_PATH] = lists[i].environment });
		resolve(&settings, &outcome);
		assert_int_equal(outcome.status, 0);
		assert_joined(i, &outcome.setup.migrations, lists[i].migrations);
		assert_joined(i, &outcome.setup.plugin_paths, lists[i].plugin_paths);
		outcome_release(&outcome);
	}
}

static void test_setup_resolve_has_defaults(void **state)
{
	struct wb_settings settings = WB_SETTINGS_INIT;
	struct outcome outcome;
	const struct target *target = &outcome.setup.target;

	(void)state;
	settings.flags = WB_SETTINGS_NO_CONFIG | WB_SETTINGS_NO_ENVIRONMENT;
	settings.url = "db://u:p@h/d?sslmode=require&sslmode=disable";
	settings.dialect = "db";
	resolve(&settings, &outcome);
	assert_int_equal(outcome.status, 0);
	assert_int_equal(target->connect_timeout_ms, 10000);
	assert_int_equal(target->lock_timeout_ms, 60000);
	assert_int_equal(target->statement_timeout_ms, 0);
	assert_int_equal(target->statement_lock_timeout_ms, 5000);
	assert_int_equal(target->lock, LOCK_AUTO);
	assert_false(target->protected);
	assert_string_equal(outcome.setup.config.file_template, "%Y%m%d%H%M%S_{slug}");
	assert_null(outcome.setup.config.path);
	assert_string_equal(outcome.setup.dialect, "db");
	assert_string_equal(target->url.password, "p");
	assert_int_equal(target->options.count, 1);
	assert_string_equal(target->options.items[0].value, "disable");
	outcome_release(&outcome);
}

static void test_setup_resolve_fills_in_the_target(void **state)
{
	struct wb_settings settings = WB_SETTINGS_INIT;
	struct outcome outcome;
	const struct target *target = &outcome.setup.target;

	(void)state;
	set_environment((const char *const[7]){ [PROD] = "db://u@h/d?sslmode=disable&app=x" });
	settings.config = "sub/conf";
	settings.target = "prod";
	resolve(&settings, &outcome);
	assert_int_equal(outcome.status, 0);
	assert_true(target->protected);
	assert_int_equal(target->lock, LOCK_NATIVE);
	assert_int_equal(target->connect_timeout_ms, 1000);
	assert_int_equal(target->lock_timeout_ms, 0);
	assert_int_equal(target->statement_timeout_ms, 2000);
	assert_int_equal(target->statement_lock_timeout_ms, 3000);
	assert_string_equal(target->version_schema, "ops");
	assert_string_equal(target->scratch, "${env:NO_SUCH}");
	/* the target's options win over the query's */
	assert_int_equal(target->options.count, 3);
	assert_string_equal(target->options.items[0].value, "verify-full");
	assert_string_equal(target->options.items[1].value, "x");
	assert_string_equal(target->options.items[2].value, "e");
	assert_int_equal(target->variables.count, 1);
	assert_string_equal(target->variables.items[0].value, "erp");
	assert_int_equal(outcome.setup.config.variables.count, 2);
	assert_string_equal(outcome.setup.config.variables.items[1].value, "none");
	outcome_release(&outcome);
}

static void test_setup_resolve_reads_variables(void **state)
{
	static const char *const given[] = { "a=1", "b=x=y", "a=2", "c=" };
	struct wb_settings settings = WB_SETTINGS_INIT;
	struct outcome outcome;

	(void)state;
	settings.flags = WB_SETTINGS_NO_CONFIG;
	settings.variables = given;
	settings.variable_count = COUNT(given);
	resolve(&settings, &outcome);
	assert_int_equal(outcome.status, 0);
	assert_int_equal(outcome.setup.flags.count, 3);
	assert_string_equal(outcome.setup.flags.items[0].value, "2");
	assert_string_equal(outcome.setup.flags.items[1].value, "x=y");
	assert_string_equal(outcome.setup.flags.items[2].value, "");
	outcome_release(&outcome);
}

static const struct {
	const char *config, *target, *url, *variable;
	const char *environment[7];
	const char *said;
} wrong[] = {
	{ .config = "none", .said = "none: there is no such file\n" },
	{ .config = "", .said = ": there is no such file\n" },
	{ .environment = { [CONFIG] = "sub" }, .said = "sub: is a directory, not a file\n" },
	{ .config = "sub/conf",
	  .target = "prd",
	  .said = "there is no target \"prd\"; did you mean \"prod\"? (there are: dev, prod, bare, "
		  "torn, wrong)\n" },
	{ .config = "sub/conf",
	  .environment = { [TARGET] = "staging" },
	  .said = "there is no target \"staging\" (there are: dev, prod, bare, torn, wrong)\n" },
	{ .config = "sub/conf",
	  .target = "prd",
	  .url = "local:x",
	  .said = "there is no target \"prd\"; did you mean \"prod\"? (there are: dev, prod, bare, "
		  "torn, wrong)\n" },
	{ .config = "sub/conf",
	  .target = "prod",
	  .said = "sub/conf:6: target \"prod\": url: the environment variable PROD_URL is not "
		  "set\n" },
	{ .config = "sub/conf",
	  .target = "torn",
	  .said = "sub/conf:14: target \"torn\": url: the environment variable NO_SUCH is not set\n"
		  "sub/conf:14: target \"torn\": options.a: the environment variable NO_SUCH is "
		  "not set\n"
		  "sub/conf:14: target \"torn\": variables.v: the file sub/none: there is no such "
		  "file\n" },
	{ .config = "sub/conf",
	  .target = "wrong",
	  .said = "sub/conf:15: target \"wrong\": url: the URL's host or port is wrong (in a user "
		  "or password, '@', ':' and "
		  "'/' "
		  "are written %40, %3A and %2F)\n" },
	{ .url = "hunter2",
	  .said = "the URL given: the URL does not begin with a scheme, as in "
		  "scheme://user@host/database or "
		  "scheme:path\n" },
	{ .url = "", .said = "the URL given: the URL is empty\n" },
	{ .environment = { [URL] = "db://u:hunter2%@h" },
	  .said = "WHIMBREL_URL: a bad percent escape in the URL's password (% itself is written "
		  "%25)\n" },
	{ .environment = { [DATABASE] = "db://u:hunter2%@h" },
	  .said = "DATABASE_URL: a bad percent escape in the URL's password (% itself is written "
		  "%25)\n" },
	{ .config = "whimbrel.cfg",
	  .variable = "A",
	  .said = "variable number 1 is not NAME=VALUE\n" },
	{ .config = "whimbrel.cfg",
	  .variable = "=A",
	  .said = "variable number 1 is not NAME=VALUE\n" },
};

static void test_setup_resolve_says_what_is_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(wrong); i++) {
		struct wb_settings settings = WB_SETTINGS_INIT;
		struct outcome outcome;

		settings.config = wrong[i].config;
		settings.target = wrong[i].target;
		settings.url = wrong[i].url;
		settings.variables = &wrong[i].variable;
		settings.variable_count = wrong[i].variable != NULL;
		set_environment(wrong[i].environment);
		resolve(&settings, &outcome);
		assert_text(i, buf_text(&outcome.said), wrong[i].said);
		assert_null(strstr(outcome.err.message, "hunter2"));
		outcome_release(&outcome);
	}
}

static void test_setup_resolve_without_a_config_knows_no_target(void **state)
{
	struct wb_settings settings = WB_SETTINGS_INIT;
	struct outcome outcome;

	(void)state;
	set_environment((const char *const[7]){ NULL });
	settings.target = "prod";
	settings.flags = WB_SETTINGS_NO_CONFIG;
	resolve(&settings, &outcome);
	assert_int_equal(outcome.status, WB_E_USAGE);
	assert_string_equal(outcome.err.message, "there is no target \"prod\": there is no config");
	outcome_release(&outcome);
	settings.target = NULL;
	settings.flags = 0;
	assert_int_equal(chdir("empty"), 0);
	resolve(&settings, &outcome);
	assert_int_equal(outcome.status, 0);
	assert_false(outcome.setup.target.known);
	assert_string_equal(outcome.setup.migrations.items[0], "migrations");
	outcome_release(&outcome);
	assert_int_equal(chdir(".."), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_setup_resolve_picks_the_target),
		cmocka_unit_test(test_setup_resolve_picks_the_folders),
		cmocka_unit_test(test_setup_resolve_has_defaults),
		cmocka_unit_test(test_setup_resolve_fills_in_the_target),
		cmocka_unit_test(test_setup_resolve_reads_variables),
		cmocka_unit_test(test_setup_resolve_says_what_is_wrong),
		cmocka_unit_test(test_setup_resolve_without_a_config_knows_no_target),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
