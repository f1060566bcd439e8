/* SPDX-License-Identifier: MIT */
/* Projects of a few lines, for tests of the engine through its public page; and a dialect that dies
 * at a chosen operation. */
#ifndef WB_TESTS_ENGINE_KIT_H
#define WB_TESTS_ENGINE_KIT_H

#include "compat.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <whimbrel/whimbrel.h>

#include "base/buf.h"
#include "dialect/loader.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Where a test lives; what the library said, a line each. */
static char kit_folder[] = "./test-engine-XXXXXX";
static struct buf said;
static struct wb_error err;
static struct wb_project *project;
static struct wb_session *session;

/* ------------------------------------------------------------------ a folder */

static inline int kit_enter(void **state)
{
	(void)state;
	return mkdtemp(kit_folder) && chdir(kit_folder) == 0 && mkdir("m", 0777) == 0 ? 0 : -1;
}

static inline int kit_unlink(const char *path, const struct stat *st, int what, struct FTW *where)
{
	(void)st;
	(void)what;
	(void)where;
	return remove(path);
}

static inline int kit_leave(void **state)
{
	(void)state;
	buf_release(&said);
	return chdir("..") == 0 ? nftw(kit_folder, kit_unlink, 8, FTW_DEPTH | FTW_PHYS) : -1;
}

/* Between two tests: no revisions. */
static inline void kit_empty(void)
{
	nftw("m", kit_unlink, 8, FTW_DEPTH | FTW_PHYS);
	assert_int_equal(mkdir("m", 0777), 0);
}

/* Revision `id` on `parent` (NULL: a base) with `more` behind the header. */
static inline void revision(const char *id, const char *parent, const char *more)
{
	char path[64];
	FILE *file;

	snprintf(path, sizeof(path), "m/%s.sql", id);
	file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "-- Revision: %s\n", id);
	if (parent)
		fprintf(file, "-- Revises: %s\n", parent);
	fprintf(file, "%s", more);
	assert_int_equal(fclose(file), 0);
}

/* ------------------------------------------------------------------ listening */

static inline void kit_problem(void *ctx, const char *message)
{
	(void)ctx;
	buf_printf(&said, "problem %s\n", message);
}

static inline void kit_event(void *ctx, const struct wb_event *event)
{
	static const char *const names[] = {
		[WB_EVENT_APPLIED] = "applied",   [WB_EVENT_REVERTED] = "reverted",
		[WB_EVENT_STAMPED] = "stamped",   [WB_EVENT_ERASED] = "erased",
		[WB_EVENT_REPAIRED] = "repaired", [WB_EVENT_RECOVERED] = "recovered",
		[WB_EVENT_VERIFIED] = "verified"
	};

	(void)ctx;
	if (event->kind < (int)COUNT(names) && names[event->kind])
		buf_printf(&said, "%s %s\n", names[event->kind], event->revision);
}

static inline void kit_failure(void *ctx, const struct wb_failure *f)
{
	(void)ctx;
	buf_printf(&said, "failed %s statement %u line %u kept %u of %u: %s\n", f->revision,
		   (unsigned)f->statement_number, (unsigned)f->line, (unsigned)f->steps_kept,
		   (unsigned)f->steps, f->state);
}

static const struct wb_listener kit_listener = {
	.size = sizeof(kit_listener),
	.problem = kit_problem,
	.event = kit_event,
	.failure = kit_failure,
};

/* ------------------------------------------------------------------ opening and closing */

static inline struct wb_error *fresh_error(void)
{
	memset(&err, 0, sizeof(err));
	err.size = sizeof(err);
	return &err;
}

static inline int kit_try_open(const char *url, uint32_t flags)
{
	static const char *const folders[] = { "m" };
	struct wb_settings settings = WB_SETTINGS_INIT;
	const char *plugins = getenv("WHIMBREL_PLUGIN_PATH");
	int rc;

	buf_clear(&said);
	settings.flags = WB_SETTINGS_NO_ENVIRONMENT | WB_SETTINGS_NO_CONFIG;
	settings.url = url;
	settings.migrations = folders;
	settings.migration_count = 1;
	settings.plugin_paths = &plugins;
	settings.plugin_path_count = plugins ? 1 : 0;
	settings.listener = &kit_listener;
	project = NULL;
	session = NULL;
	rc = wb_project_open(&settings, &project, fresh_error());
	return rc < 0 ? rc : wb_session_open(project, flags, &session, &err);
}

static inline void kit_close(void)
{
	wb_session_close(session);
	wb_project_free(project);
	session = NULL;
	project = NULL;
}

static inline void kit_open(const char *url)
{
	if (kit_try_open(url, 0) < 0)
		fail_msg("%s\n%s", err.message, buf_text(&said));
}

/* Open, run, close. */
static inline int upgrade(const char *url, const char *target)
{
	int rc;

	kit_open(url);
	rc = wb_upgrade(session, target, NULL, &err);
	kit_close();
	return rc;
}

static inline int downgrade(const char *url, const char *target)
{
	int rc;

	kit_open(url);
	rc = wb_downgrade(session, target, NULL, &err);
	kit_close();
	return rc;
}

/* It should have worked: say why it did not. */
static inline void ok(int rc)
{
	if (rc < 0)
		fail_msg("status %d: %s\n%s\n%s", rc, err.message, err.detail, buf_text(&said));
}

#define assert_said(what)                                                          \
	do {                                                                       \
		if (!strstr(buf_text(&said), what))                                \
			print_message("no \"%s\" in:\n%s", what, buf_text(&said)); \
		assert_non_null(strstr(buf_text(&said), what));                    \
	} while (0)

/* What status says, "id state\n" each, until the next call. */
static inline int kit_take_status(void *ctx, const struct wb_status_row *row)
{
	static const char *const states[] = { "",        "applied",  "pending", "edited",
					      "missing", "replaced", "partial", "changed" };

	buf_printf(ctx, "%s %s\n", row->id, states[row->state]);
	return 0;
}

static inline const char *status(const char *url)
{
	static char text[4096];
	struct buf out = { 0 };

	kit_open(url);
	ok(wb_status(session, 0, kit_take_status, &out, &err));
	kit_close();
	snprintf(text, sizeof(text), "%s", buf_text(&out));
	buf_release(&out);
	return text;
}

#endif
