/* SPDX-License-Identifier: MIT */
#include "compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "base/error.h"
#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* libconfig 1.5 loses the string that a syntax error is found at. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
	return "leak:libconfig.so\n";
}

/* All tests run in a folder of their own. */
static char folder[] = "test-config-XXXXXX";

static int enter_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) && chdir(folder) == 0 && mkdir("sub", 0700) == 0 ? 0 : -1;
}

static int leave_folder(void **state)
{
	static const char *const made[] = { "sub/whimbrel.cfg", "whimbrel.cfg", "other.cfg",
					    "secret", "sub" };

	(void)state;
	for (size_t i = 0; i < COUNT(made); i++)
		remove(made[i]);
	return chdir("..") == 0 ? rmdir(folder) : -1;
}

static void write_file(const char *path, const char *text, size_t len)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

static void collect(void *ctx, const char *message)
{
	buf_str(ctx, message);
	buf_char(ctx, '\n');
}

/* Load a config of this text from `path`; all problems are in `said`. */
static int load(const char *path, const char *text, size_t len, struct config *config,
		struct buf *said)
{
	struct problems problems = { .report = collect, .ctx = said };
	int status;

	write_file(path, text, len);
	status = config_load(path, &problems, config);
	assert_int_equal(problems.count > 0, status < 0);
	return status;
}

/* A config of this text must be refused, with exactly these lines. */
static void assert_refused(const char *text, size_t len, const char *wanted)
{
	struct config config = { 0 };
	struct buf said = { 0 };

	assert_int_equal(load("whimbrel.cfg", text, len, &config, &said), WB_E_CONFIG);
	assert_string_equal(buf_text(&said), wanted);
	config_release(&config);
	buf_release(&said);
}

static const char full[] =
	"// everything\n"
	"migrations = [ \"migrations\", \"/abs/more\" ];\n"
	"target = \"prod\";\n"
	"schema = \"schema.sql\"; # one is enough\n"
	"schema_file = \"./dump.sql\";\n"
	"file_template = \"%Y_{slug}\";\n"
	"variables = { owner = \"app\"; count = 3; big = 5000000000L; ratio = 1.5; on = true; };\n"
	"targets = {\n"
	"  dev = { url = \"local:///x.db\"; };\n"
	"  prod = {\n"
	"    url = \"${env:PROD_URL}\"; scratch = \"${env:SCRATCH_URL}\"; protected = true;\n"
	"    connect_timeout = \"10s\"; lock_timeout = 90; statement_timeout = \"250ms\"; "
	"statement_lock_timeout = \"0\";\n"
	"    lock = \"lease\"; version_schema = \"ops\";\n"
	"    options = { ssl-ca = \"a.pem\"; tries = 2; };\n"
	"    variables = { catalog = \"erp\"; };\n"
	"  };\n"
	"};\n"
	"plugins = { path = ( \"./plugins\", \"/usr/lib/w\" ); };\n"
	"/* the end */\n";

static void test_config_load_reads_every_key(void **state)
{
	static const char *const variables[] = { "owner=app", "count=3", "big=5000000000",
						 "ratio=1.5", "on=true" };
	const struct target_config *dev, *prod;
	struct config config = { 0 };
	struct buf said = { 0 };

	(void)state;
	if (load("sub/whimbrel.cfg", full, strlen(full), &config, &said) < 0)
		fail_msg("%s", buf_text(&said));
	assert_string_equal(config.path, "sub/whimbrel.cfg");
	assert_string_equal(config.directory, "sub");
	assert_int_equal(config.migrations.count, 2);
	assert_string_equal(config.migrations.items[0], "sub/migrations");
	assert_string_equal(config.migrations.items[1], "/abs/more");
	assert_string_equal(config.target, "prod");
	assert_int_equal(config.schema.count, 1);
	assert_string_equal(config.schema.items[0], "sub/schema.sql");
	assert_string_equal(config.schema_file, "sub/dump.sql");
	assert_string_equal(config.file_template, "%Y_{slug}");
	assert_int_equal(config.plugin_paths.count, 2);
	assert_string_equal(config.plugin_paths.items[0], "sub/plugins");
	assert_string_equal(config.plugin_paths.items[1], "/usr/lib/w");
	assert_int_equal(config.variables.count, COUNT(variables));
	for (size_t i = 0; i < COUNT(variables); i++) {
		AUTO_FREE char *pair = text_format("%s=%s", config.variables.items[i].name,
						   config.variables.items[i].value);

		assert_string_equal(pair, variables[i]);
	}
	assert_int_equal(config.targets.count, 2);
	dev = config_target(&config, "dev");
	assert_string_equal(dev->url, "local:///x.db");
	assert_int_equal(dev->line, 9);
	assert_null(dev->scratch);
	assert_false(dev->protected);
	assert_int_equal(dev->lock, LOCK_AUTO);
	assert_int_equal(dev->connect_timeout_ms, -1);
	assert_int_equal(dev->statement_lock_timeout_ms, -1);
	prod = config_target(&config, "prod");
	assert_string_equal(prod->url, "${env:PROD_URL}");
	assert_string_equal(prod->scratch, "${env:SCRATCH_URL}");
	assert_true(prod->protected);
	assert_int_equal(prod->connect_timeout_ms, 10000);
	assert_int_equal(prod->lock_timeout_ms, 90000);
	assert_int_equal(prod->statement_timeout_ms, 250);
	assert_int_equal(prod->statement_lock_timeout_ms, 0);
	assert_int_equal(prod->lock, LOCK_LEASE);
	assert_string_equal(prod->version_schema, "ops");
	assert_int_equal(prod->options.count, 2);
	assert_string_equal(prod->options.items[0].name, "ssl-ca");
	assert_string_equal(prod->options.items[1].value, "2");
	assert_string_equal(prod->variables.items[0].value, "erp");
	assert_null(config_target(&config, "pro"));
	config_release(&config);
	buf_release(&said);
}

static void test_config_load_keeps_paths_short(void **state)
{
	struct config config = { 0 };
	struct buf said = { 0 };
	static const char text[] =
		"\xef\xbb\xbfmigrations = \"./migrations\";\r\nschema = ( \"a.sql\", \".\" );\r\n";

	(void)state;
	assert_int_equal(load("whimbrel.cfg", text, strlen(text), &config, &said), 0);
	assert_string_equal(config.directory, ".");
	assert_string_equal(config.migrations.items[0], "migrations");
	assert_string_equal(config.schema.items[0], "a.sql");
	assert_string_equal(config.schema.items[1], ".");
	config_release(&config);
	buf_release(&said);
}

static void test_config_load_refuses_wrong_types(void **state)
{
	static const char *const keys[] = { "migrations", "schema" };
	static const struct {
		const char *setting, *wanted;
	} project[] = {
		{ "target = 1", "\"target\" must be a text in quotes" },
		{ "file_template = true", "\"file_template\" must be a text in quotes" },
		{ "schema_file = [ \"a\" ]", "\"schema_file\" must be a path in quotes" },
		{ "schema_file = \"\"", "\"schema_file\" must be a path in quotes" },
		{ "variables = \"a=b\"", "\"variables\" must be a group: { name = \"value\"; … }" },
		{ "variables = { a = [ 1 ]; }", "\"a\" must be a text, a number, true or false" },
		{ "targets = [ \"dev\" ]",
		  "\"targets\" must be a group: { name = { url = \"…\"; }; }" },
		{ "targets = { dev = \"local:x\"; }", "\"dev\" must be a group: { url = \"…\"; }" },
		{ "plugins = \"./plugins\"", "\"plugins\" must be a group: { path = [ \"…\" ]; }" },
		{ "plugins = { path = 1; }",
		  "\"path\" must be a path in quotes, or a list of them" },
		{ "plugins = { paths = \"a\"; }", "unknown key \"paths\"; did you mean \"path\"?" },
		{ "migration = \"a\"", "unknown key \"migration\"; did you mean \"migrations\"?" },
		{ "zzzzzzzzzzzz = 1", "unknown key \"zzzzzzzzzzzz\"" },
	};
	static const char duration[] =
		"must be a duration such as \"10s\", \"250ms\", \"5m\", or a number of seconds";
	static const struct {
		const char *setting, *key, *wanted;
	} target[] = {
		{ "url = 1", "url", "must be a text in quotes" },
		{ "scratch = { }", "scratch", "must be a text in quotes" },
		{ "version_schema = false", "version_schema", "must be a text in quotes" },
		{ "protected = \"true\"", "protected", "must be true or false, without quotes" },
		{ "protected = 1", "protected", "must be true or false, without quotes" },
		{ "connect_timeout = \"soon\"", "connect_timeout", duration },
		{ "lock_timeout = -1", "lock_timeout", duration },
		{ "statement_timeout = 1.5", "statement_timeout", duration },
		{ "statement_lock_timeout = [ 1 ]", "statement_lock_timeout", duration },
		{ "lock_timeout = 4294968", "lock_timeout",
		  "must be a duration of less than 50 days" },
		{ "lock_timeout = 9223372036854775807L", "lock_timeout",
		  "must be a duration of less than 50 days" },
		{ "lock = \"advisory\"", "lock", "must be \"auto\", \"native\" or \"lease\"" },
		{ "lock = true", "lock", "must be \"auto\", \"native\" or \"lease\"" },
		{ "options = 1", "options", "must be a group: { name = \"value\"; … }" },
		{ "variables = ( )", "variables", "must be a group: { name = \"value\"; … }" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(keys); i++) {
		AUTO_FREE char *text = text_format("%s = 1;\n\n\n", keys[i]);
		AUTO_FREE char *mixed = text_format("\n%s = ( \"a\", 1 );", keys[i]);
		AUTO_FREE char *wanted = text_format(
			"whimbrel.cfg:1: \"%s\" must be a path in quotes, or a list of them\n",
			keys[i]);
		AUTO_FREE char *wanted_mixed = text_format(
			"whimbrel.cfg:2: \"%s\" must be a path in quotes, or a list of them\n",
			keys[i]);

		assert_refused(text, strlen(text), wanted);
		assert_refused(mixed, strlen(mixed), wanted_mixed);
	}
	for (size_t i = 0; i < COUNT(project); i++) {
		AUTO_FREE char *text = text_format("\n%s;", project[i].setting);
		AUTO_FREE char *wanted = text_format("whimbrel.cfg:2: %s\n", project[i].wanted);

		assert_refused(text, strlen(text), wanted);
	}
	for (size_t i = 0; i < COUNT(target); i++) {
		AUTO_FREE char *text =
			text_format("targets = {\n d = {\n%s;\n};\n};", target[i].setting);
		AUTO_FREE char *wanted =
			text_format("whimbrel.cfg:3: \"%s\" %s\n", target[i].key, target[i].wanted);

		assert_refused(text, strlen(text), wanted);
	}
}

static void test_config_load_reports_all_problems(void **state)
{
	static const char text[] = "migration = \"a\";\n"
				   "target = \"porduction\";\n"
				   "targets = {\n"
				   "  production = { ur = \"x\"; protected = 1; };\n"
				   "  dev = { url = 3; };\n"
				   "};\n";

	(void)state;
	assert_refused(
		text, strlen(text),
		"whimbrel.cfg:1: unknown key \"migration\"; did you mean \"migrations\"?\n"
		"whimbrel.cfg:4: unknown key \"ur\"; did you mean \"url\"?\n"
		"whimbrel.cfg:4: \"protected\" must be true or false, without quotes\n"
		"whimbrel.cfg:5: \"url\" must be a text in quotes\n"
		"whimbrel.cfg:2: there is no target \"porduction\"; did you mean \"production\"? "
		"(there are: production, dev)\n");
}

static void test_config_load_refuses_bad_texts(void **state)
{
	static const struct {
		const char *text;
		size_t len; /* 0: strlen */
		const char *wanted;
	} cases[] = {
		{ "target = ;", 0,
		  "1: syntax error, here or just above: texts stand in quotes, lists in [ ], "
		  "groups in { }" },
		{ "target = \"a\";\ntarget = \"b\";", 0,
		  "2: duplicate setting name, here or just above" },
		{ "x\n= \"a\0b\";", 10, "2: a NUL byte" },
		{ "\n\ntarget = \"\xff\";", 0, "3: not valid UTF-8" },
		{ "target = \"dev;\n", 0, "1: the string that begins here has no end" },
		{ "target = \"dev\\\"", 0, "1: the string that begins here has no end" },
		{ "\n/* target", 0, "2: the comment that begins here has no end" },
		{ "/*/", 0, "1: the comment that begins here has no end" },
		{ "@include \"other.cfg\"\n", 0, "1: @include is not supported" },
		{ "\n \t@include \"/etc/passwd\"\n", 0, "2: @include is not supported" },
		{ "target = \"a\"; @include \"\"\n", 0, "1: @include is not supported" },
		{ "variables = { a = 2147483648; };", 0,
		  "1: this number is too large: write it as a text, in quotes" },
		{ "variables = { a = 0xFFFFFFFFFF; };", 0,
		  "1: this number is too large: write it as a text, in quotes" },
		{ "variables = { a = 99999999999999999999L; };", 0,
		  "1: this number is too large: write it as a text, in quotes" },
	};

	(void)state;
	write_file("other.cfg", "target = \"x\";", 13);
	for (size_t i = 0; i < COUNT(cases); i++) {
		AUTO_FREE char *wanted = text_format("whimbrel.cfg:%s\n", cases[i].wanted);

		assert_refused(cases[i].text, cases[i].len ? cases[i].len : strlen(cases[i].text),
			       wanted);
	}
}

static void test_config_load_takes_what_looks_odd(void **state)
{
	static const char *const fine[] = {
		"",
		"# @include \"other.cfg\"\n",
		"/*\n@include \"other.cfg\"\n*/",
		"file_template = \"\n@include \\\"other.cfg\\\"\n\";",
		"variables = { a = 2147483647; b = 1e400; c = 12345678901234567890.5; };",
		"variables = { d9999999999 = 1; e = 1.0e-9; };",
		"variables = { url = \"http://x/*\"; };",
		"migrations = [ ];",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(fine); i++) {
		struct config config = { 0 };
		struct buf said = { 0 };

		if (load("whimbrel.cfg", fine[i], strlen(fine[i]), &config, &said) < 0)
			fail_msg("%s: %s", fine[i], buf_text(&said));
		config_release(&config);
		buf_release(&said);
	}
}

static void test_config_load_tells_why_a_file_cannot_be_read(void **state)
{
	static const struct {
		const char *path, *wanted;
	} cases[] = {
		{ "none.cfg", "none.cfg: there is no such file\n" },
		{ "sub", "sub: is a directory, not a file\n" },
		{ "other.cfg/x", "other.cfg/x: can't be opened: Not a directory\n" },
		{ "secret", "secret: can't be opened: Permission denied\n" },
	};

	(void)state;
	write_file("other.cfg", "", 0);
	write_file("secret", "", 0);
	assert_int_equal(chmod("secret", 0), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct config config = { 0 };
		struct buf said = { 0 };
		struct problems problems = { .report = collect, .ctx = &said };

		if (strcmp(cases[i].path, "secret") == 0 && geteuid() == 0)
			continue; /* root may read it */
		assert_int_equal(config_load(cases[i].path, &problems, &config), WB_E_CONFIG);
		assert_string_equal(buf_text(&said), cases[i].wanted);
		config_release(&config);
		buf_release(&said);
	}
	remove("secret");
}

/* ------------------------------------------------------------------ damage */

/* Whatever it is: loaded or refused with a reason, and no crash. */
static void check_damaged(const char *text, size_t len)
{
	struct config config = { 0 };
	struct buf said = { 0 };

	if (load("whimbrel.cfg", text, len, &config, &said) < 0)
		assert_true(strncmp(buf_text(&said), "whimbrel.cfg:", 13) == 0);
	config_release(&config);
	buf_release(&said);
}

static void test_config_truncated_at_every_byte_is_read_or_refused(void **state)
{
	(void)state;
	for (size_t len = 0; len < strlen(full); len++)
		check_damaged(full, len);
}

static void test_config_with_every_byte_replaced_is_read_or_refused(void **state)
{
	static const char hostile[] = "\0\"\\{}[]();=@#/*\n\xff\xc3"
				      "0Lx-.";
	AUTO_FREE char *text = text_dup(full, strlen(full));

	(void)state;
	for (size_t i = 0; i < strlen(full); i++) {
		for (size_t h = 0; h < sizeof(hostile) - 1; h++) {
			text[i] = hostile[h];
			check_damaged(text, strlen(full));
		}
		text[i] = full[i];
	}
}

static void test_config_nested_without_end_is_refused(void **state)
{
	static const char *const pieces[] = { "(", "a={", "a:(", "[", "\"\\x", "/*" };

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		struct buf text = { 0 };
		struct config config = { 0 };
		struct buf said = { 0 };

		buf_str(&text, "targets = ");
		while (text.len < 300000)
			buf_str(&text, pieces[i]);
		assert_int_equal(load("whimbrel.cfg", text.data, text.len, &config, &said),
				 WB_E_CONFIG);
		config_release(&config);
		buf_release(&said);
		buf_release(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_config_load_reads_every_key),
		cmocka_unit_test(test_config_load_keeps_paths_short),
		cmocka_unit_test(test_config_load_refuses_wrong_types),
		cmocka_unit_test(test_config_load_reports_all_problems),
		cmocka_unit_test(test_config_load_refuses_bad_texts),
		cmocka_unit_test(test_config_load_takes_what_looks_odd),
		cmocka_unit_test(test_config_load_tells_why_a_file_cannot_be_read),
		cmocka_unit_test(test_config_truncated_at_every_byte_is_read_or_refused),
		cmocka_unit_test(test_config_with_every_byte_replaced_is_read_or_refused),
		cmocka_unit_test(test_config_nested_without_end_is_refused),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
