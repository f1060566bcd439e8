/* SPDX-License-Identifier: MIT */
/* Allocation number n fails, for every n: a project is opened, upgraded, looked at and downgraded,
 * on SQLite. Whatever happens then, nothing crashes or is lost, and the same again with memory ends
 * right. */
#include "engine_kit.h"

#include <stdatomic.h>

/* Between us and the real ones stands the sanitizer's bookkeeping, where there is one; it finds
 * what is lost. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(SANITIZED)
#define REAL(name) __interceptor_##name
#else
#define REAL(name) __libc_##name
#endif

void *REAL(malloc)(size_t size);
void *REAL(calloc)(size_t count, size_t size);
void *REAL(realloc)(void *old, size_t size);

/* While `armed`, number `fail_at` fails, and with `for_good` all behind it as well. */
static bool armed, for_good;
static unsigned long number, fail_at;

static bool fails(void)
{
	if (!armed)
		return false;
	number++;
	return number == fail_at || (for_good && number > fail_at);
}

void *malloc(size_t size)
{
	return fails() ? NULL : REAL(malloc)(size);
}

void *calloc(size_t n, size_t size)
{
	return fails() ? NULL : REAL(calloc)(n, size);
}

void *realloc(void *old, size_t size)
{
	return fails() ? NULL : REAL(realloc)(old, size);
}

/* ------------------------------------------------------------------ what is tried */

static int ignore_row(void *ctx, const struct wb_status_row *row)
{
	(void)ctx;
	(void)row;
	return 0;
}

static int try_open(struct wb_project **out_project, struct wb_session **out_session)
{
	static const char *const folders[] = { "m" };
	const char *plugins = getenv("WHIMBREL_PLUGIN_PATH");
	struct wb_settings settings = WB_SETTINGS_INIT;
	int rc;

	settings.flags = WB_SETTINGS_NO_ENVIRONMENT | WB_SETTINGS_NO_CONFIG;
	settings.url = "sqlite:torture.db";
	settings.migrations = folders;
	settings.migration_count = 1;
	settings.plugin_paths = &plugins;
	settings.plugin_path_count = plugins ? 1 : 0;
	rc = wb_project_open(&settings, out_project, fresh_error());
	return rc < 0 ? rc : wb_session_open(*out_project, 0, out_session, &err);
}

/* All of it, until something fails. */
static int all(void)
{
	struct wb_project *p = NULL;
	struct wb_session *s = NULL;
	int rc = try_open(&p, &s);

	if (rc == 0)
		rc = wb_upgrade(s, "head", NULL, &err);
	if (rc == 0)
		rc = wb_status(s, 0, ignore_row, NULL, &err);
	if (rc == 0)
		rc = wb_verify(s, &err);
	if (rc == 0)
		rc = wb_downgrade(s, "r1", NULL, &err);
	wb_session_close(s);
	wb_project_free(p);
	return rc;
}

static void write_project(void)
{
	kit_empty();
	revision(
		"r1", NULL,
		"-- migrate:up\nCREATE TABLE a (x ${TYPE:-INTEGER});\nINSERT INTO a VALUES (1);\n");
	revision("r2", "r1",
		 "-- migrate:up transaction:false\nCREATE TABLE b (x REFERENCES a (x));\nPRAGMA "
		 "cache_size=100;\n"
		 "INSERT INTO a VALUES (2);\n-- migrate:verify\n-- expect: 2\nSELECT max(x) FROM "
		 "a;\n"
		 "-- migrate:down transaction:false\nDROP TABLE b;\nDELETE FROM a WHERE x = 2;\n");
	revision("r3", "r2",
		 "-- migrate:up\nINSERT INTO a VALUES (3);\n-- migrate:down\nDELETE FROM a WHERE x "
		 "= 3;\n");
}

static void remove_database(void)
{
	remove("torture.db");
	remove("torture.db-journal");
	remove("torture.db-whimbrel");
}

/* All of it with a failure. */
static void attempt(unsigned long n, bool forever)
{
	int rc;

	remove_database();
	fail_at = n;
	for_good = forever;
	number = 0;
	armed = true;
	rc = all();
	armed = false;
	if (rc < 0 && (!err.status || !err.message[0]))
		fail_msg("allocation %lu fails: status %d, and no message", n, rc);
}

/* And once more with memory; true if there was an allocation number n. */
static bool once(unsigned long n, bool forever)
{
	bool reached;
	int rc;

	attempt(n, forever);
	reached = number >= n;
	rc = all();
	if (rc < 0)
		fail_msg("after allocation %lu failed: %d %s", n, rc, err.message);
	return reached;
}

static void every(bool forever)
{
	/* what is loaded and looked up once in a process is no leak */
	write_project();
	remove_database();
	ok(all());
	for (unsigned long n = 1; once(n, forever); n++)
		;
}

static void test_one_allocation_that_fails_is_an_error_and_no_more(void **state)
{
	(void)state;
	every(false);
}

static void test_memory_that_ends_is_an_error_and_no_more(void **state)
{
	(void)state;
	every(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_allocation_that_fails_is_an_error_and_no_more),
		cmocka_unit_test(test_memory_that_ends_is_an_error_and_no_more),
	};

	/* thousands of small commits: where no disk has to be waited for, if there is such a
	 * place */
	if (access("/dev/shm", W_OK) == 0 && chdir("/dev/shm") < 0)
		return 1;
	return cmocka_run_group_tests_name("torture", tests, kit_enter, kit_leave);
}
