/* SPDX-License-Identifier: MIT */
#include "compat.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "base/error.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char folder[] = "test-expand-XXXXXX";

static int write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	return file && fputs(text, file) >= 0 && fclose(file) == 0 ? 0 : -1;
}

static int enter_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("sub", 0700) != 0)
		return -1;
	return write_file("sub/secret", "line 1\nline 2\r\n") + write_file("sub/binary", "\xff\n");
}

static int leave_folder(void **state)
{
	(void)state;
	remove("sub/secret");
	remove("sub/binary");
	remove("sub");
	return chdir("..") == 0 ? rmdir(folder) : -1;
}

static void test_config_expand_fills_in_values(void **state)
{
	static const struct {
		const char *text, *value; /* NULL: an error that says … */
		const char *why;
	} cases[] = {
		{ "plain", "plain", 0 },
		{ "", "", 0 },
		{ "${env:WB_SET}", "value", 0 },
		{ "a${env:WB_SET}b${env:WB_SET}", "avaluebvalue", 0 },
		{ "${env:WB_SET:-other}", "value", 0 },
		{ "${env:WB_UNSET:-local:///x}", "local:///x", 0 },
		{ "${env:WB_UNSET:-}", "", 0 },
		{ "${env:WB_EMPTY:-other}", "other", 0 },
		{ "${env:WB_EMPTY}", "", 0 },
		{ "${env:WB_UNSET:-${env:WB_SET}}!", "value!", 0 },
		{ "${env:WB_UNSET:-${env:WB_EMPTY:-deep}}", "deep", 0 },
		{ "${file:secret}", "line 1\nline 2", 0 },
		{ "x:${file:secret}@", "x:line 1\nline 2@", 0 },
		{ "${NAME} ${", "${NAME} ${", 0 },
		{ "$${\"a\":1}$$", "$${\"a\":1}$$", 0 },
		{ "${env:WB_REFERS}", "${env:WB_SET}", 0 },
		{ "${env:WB_UNSET}", NULL, "the environment variable WB_UNSET is not set" },
		{ "${env:}", NULL, "NAME or NAME:-default" },
		{ "${env:1A}", NULL, "NAME or NAME:-default" },
		{ "${env:WB_SET:+x}", NULL, "NAME or NAME:-default" },
		{ "${env:WB_SET", NULL, "no closing }" },
		{ "${env:WB_UNSET:-${env:X}", NULL, "no closing }" },
		{ "${file:secret", NULL, "no closing }" },
		{ "${file:}", NULL, "names no file" },
		{ "${file:none}", NULL, "the file sub/none: there is no such file" },
		{ "${file:/}", NULL, "the file /: is a directory, not a file" },
		{ "${file:/dev/zero}", NULL, "is larger than" },
		{ "${file:binary}", NULL, "the file sub/binary: is not a text in UTF-8" },
	};
	char directory[] = "sub";
	const struct config config = { .directory = directory };

	(void)state;
	setenv("WB_SET", "value", 1);
	setenv("WB_EMPTY", "", 1);
	setenv("WB_REFERS", "${env:WB_SET}", 1);
	unsetenv("WB_UNSET");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct wb_error err = WB_ERROR_INIT;
		struct buf out = { 0 };
		int status = config_expand(&config, cases[i].text, &out, &err);

		if (cases[i].value && status < 0)
			fail_msg("%s: %s", cases[i].text, err.message);
		if (cases[i].value)
			assert_string_equal(buf_text(&out), cases[i].value);
		else if (status >= 0 || !strstr(err.message, cases[i].why))
			fail_msg("%s gave \"%s\", error \"%s\"", cases[i].text, buf_text(&out),
				 err.message);
		buf_release(&out);
	}
}

static void test_config_expand_stops_at_a_depth(void **state)
{
	struct config config = { 0 };
	struct wb_error err = WB_ERROR_INIT;
	struct buf text = { 0 }, out = { 0 };

	(void)state;
	for (unsigned i = 0; i < 10000; i++)
		buf_str(&text, "${env:WB_UNSET:-");
	for (unsigned i = 0; i < 10000; i++)
		buf_char(&text, '}');
	assert_int_equal(config_expand(&config, buf_text(&text), &out, &err), WB_E_CONFIG);
	buf_release(&text);
	buf_release(&out);
}

static void test_config_from_environment_tells_whose_value_it_is(void **state)
{
	static const struct {
		const char *text;
		bool wanted;
	} cases[] = {
		{ "${env:WB_SET}", true },
		{ "${env:WB_SET:-local:x}", true },
		{ "${env:WB_SET}/more", true },
		{ "${env:WB_UNSET:-local:x}", false },
		{ "${env:WB_EMPTY:-local:x}", false },
		{ "local:${env:WB_SET}", false },
		{ "${file:secret}", false },
	};

	(void)state;
	setenv("WB_SET", "local:y", 1);
	setenv("WB_EMPTY", "", 1);
	unsetenv("WB_UNSET");
	for (size_t i = 0; i < COUNT(cases); i++)
		if (config_from_environment(cases[i].text) != cases[i].wanted)
			fail_msg("%s", cases[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_config_expand_fills_in_values),
		cmocka_unit_test(test_config_expand_stops_at_a_depth),
		cmocka_unit_test(test_config_from_environment_tells_whose_value_it_is),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
