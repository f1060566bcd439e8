/* SPDX-License-Identifier: MIT */
/* A folder with configs in it, and what comes of settings, environment and config together. */
#ifndef WB_TEST_SETUP_KIT_H
#define WB_TEST_SETUP_KIT_H

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

static char folder[] = "test-setup-XXXXXX";

static const char config_text[] =
	"migrations = [ \"a\", \"b\" ];\n"
	"target = \"dev\";\n"
	"variables = { owner = \"app\"; home = \"${env:WB_HOME:-none}\"; };\n"
	"targets = {\n"
	"  dev = { url = \"local:///dev.db\"; };\n"
	"  prod = {\n"
	"    url = \"${env:PROD_URL}\"; scratch = \"${env:NO_SUCH}\"; protected = true; lock = "
	"\"native\";\n"
	"    connect_timeout = \"1s\"; lock_timeout = 0; statement_timeout = \"2s\"; "
	"statement_lock_timeout = \"3s\";\n"
	"    version_schema = \"${env:WB_SCHEMA:-ops}\";\n"
	"    options = { sslmode = \"verify-full\"; extra = \"${env:WB_EXTRA:-e}\"; };\n"
	"    variables = { catalog = \"erp\"; };\n"
	"  };\n"
	"  bare = { };\n"
	"  torn = { url = \"${env:NO_SUCH}\"; options = { a = \"${env:NO_SUCH}\"; }; variables = { "
	"v = \"${file:none}\"; }; "
	"};\n"
	"  wrong = { url = \"db://u:hunter2@h:port/d\"; };\n"
	"};\n"
	"plugins = { path = \"./plugins\"; };\n";

static void write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static int enter_folder(void **state)
{
	(void)state;
	if (!mkdtemp(folder) || chdir(folder) != 0 || mkdir("sub", 0700) != 0 ||
	    mkdir("empty", 0700) != 0)
		return -1;
	write_file("sub/conf", config_text);
	write_file("whimbrel.cfg", "targets = { here = { url = \"local:here.db\"; }; };\n");
	return 0;
}

static int leave_folder(void **state)
{
	(void)state;
	remove("sub/conf");
	remove("whimbrel.cfg");
	remove("sub");
	remove("empty");
	return chdir("..") == 0 ? rmdir(folder) : -1;
}

static const char *const variables[] = {
	"WHIMBREL_CONFIG",      "WHIMBREL_TARGET", "WHIMBREL_URL", "WHIMBREL_MIGRATIONS",
	"WHIMBREL_PLUGIN_PATH", "DATABASE_URL",    "PROD_URL"
};

enum { CONFIG, TARGET, URL, MIGRATIONS, PLUGIN_PATH, DATABASE, PROD };

/* Set the environment to exactly these, in the order of `variables`. */
static void set_environment(const char *const *values)
{
	for (size_t i = 0; i < COUNT(variables); i++) {
		if (values[i])
			setenv(variables[i], values[i], 1);
		else
			unsetenv(variables[i]);
	}
}

static void collect(void *ctx, const char *message)
{
	buf_str(ctx, message);
	buf_char(ctx, '\n');
}

struct outcome {
	int status;
	struct setup setup;
	struct wb_error err;
	struct buf said;
};

static void resolve(const struct wb_settings *settings, struct outcome *out)
{
	struct problems problems = { .report = collect, .ctx = &out->said };

	*out = (struct outcome){ .err = WB_ERROR_INIT };
	out->status = setup_resolve(settings, &problems, &out->setup, &out->err);
	assert_int_equal(out->status, out->err.status);
	assert_int_equal(out->status<0, problems.count> 0);
}

static void outcome_release(struct outcome *outcome)
{
	setup_release(&outcome->setup);
	buf_release(&outcome->said);
}

static void assert_text(size_t number, const char *got, const char *wanted)
{
	if (!text_equal(got, wanted))
		fail_msg("case %zu: \"%s\" instead of \"%s\"", number, got ? got : "NULL",
			 wanted ? wanted : "NULL");
}

#endif
