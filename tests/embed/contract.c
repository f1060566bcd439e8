/* SPDX-License-Identifier: MIT */
/* Every public function through <whimbrel/whimbrel.h> alone: contract URL. In the working directory are a config with
 * a desired schema and a folder of revisions `one` and `two`. Each is called with an error that holds an older failure,
 * and most again without any. Listeners must be called on the thread that called, one at a time. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <whimbrel/whimbrel.h>

static pthread_t caller;
static int inside, calls, problems, applied;
static struct wb_error err = WB_ERROR_INIT;

static void check(int good, const char *what, int line)
{
	if (good)
		return;
	fprintf(stderr, "%d: %s: %s\n", line, what, err.message);
	exit(1);
}

#define CHECK(condition) check(condition, #condition, __LINE__)

/* An error as an earlier call may have left it. */
static struct wb_error *stale(void)
{
	err.status = WB_E_FORMAT;
	strcpy(err.message, "an older failure");
	strcpy(err.detail, "an older detail");
	return &err;
}

/* ------------------------------------------------------------------ listening */

static void enter(void)
{
	CHECK(pthread_equal(pthread_self(), caller));
	CHECK(++inside == 1);
	calls++;
}

static void leave(void)
{
	inside--;
}

static void on_problem(void *ctx, const char *message)
{
	(void)ctx;
	enter();
	CHECK(message[0]);
	problems++;
	leave();
}

static void on_log(void *ctx, int level, const char *message)
{
	(void)ctx;
	(void)level;
	enter();
	CHECK(message[0]);
	leave();
}

static void on_event(void *ctx, const struct wb_event *event)
{
	(void)ctx;
	enter();
	applied += event->kind == WB_EVENT_APPLIED;
	leave();
}

static void on_failure(void *ctx, const struct wb_failure *failure)
{
	(void)ctx;
	enter();
	CHECK(failure->error->status < 0);
	leave();
}

static void on_progress(void *ctx, const struct wb_progress *progress)
{
	(void)ctx;
	enter();
	CHECK(progress->step <= progress->steps);
	leave();
}

static int count_row(void *ctx, const struct wb_status_row *row)
{
	CHECK(row->id[0]);
	++*(int *)ctx;
	return 0;
}

static int count_log(void *ctx, const struct wb_log_row *row)
{
	CHECK(row->event[0]);
	++*(int *)ctx;
	return 0;
}

static int count_plugin(void *ctx, const struct wb_plugin_info *plugin)
{
	CHECK(plugin->name[0]);
	++*(int *)ctx;
	return 0;
}

static int count_drift(void *ctx, const struct wb_drift *drift)
{
	CHECK(drift->title[0]);
	++*(int *)ctx;
	return 0;
}

static int count_result(void *ctx, const struct wb_test_result *result)
{
	CHECK(result->revision->id[0]);
	*(int *)ctx += result->outcome == WB_TEST_OK;
	return 0;
}

static int count_finding(void *ctx, const struct wb_finding *finding)
{
	CHECK(finding->rule[0]);
	++*(int *)ctx;
	return 0;
}

static int count_not_compared(void *ctx, const struct wb_not_compared *what)
{
	CHECK(what->kind[0]);
	++*(int *)ctx;
	return 0;
}

static int count_line(void *ctx, const char *line)
{
	CHECK(line[0]);
	++*(int *)ctx;
	return 0;
}

static int count_dialect(void *ctx, const char *dialect, const char *target)
{
	(void)target;
	CHECK(dialect[0]);
	++*(int *)ctx;
	return 0;
}

static int count_statement(void *ctx, uint32_t line, const char *sql, size_t len)
{
	(void)line;
	CHECK(sql[0] && len);
	++*(int *)ctx;
	return 0;
}

static int count_text(void *ctx, const char *text, size_t len)
{
	CHECK(text[0] && len);
	*(int *)ctx += (int)len;
	return 0;
}

static void count_revision(void *ctx, const struct wb_revision *revision)
{
	CHECK(revision->id[0]);
	++*(int *)ctx;
}

static void count_path(void *ctx, const char *path, int made)
{
	CHECK(path[0] && made);
	++*(int *)ctx;
}

static void count_promise(void *ctx, const struct wb_conformance *finding)
{
	CHECK(finding->title[0]);
	++*(int *)ctx;
}

/* ------------------------------------------------------------------ the calls */

static struct wb_project *open_project(const char *url, struct wb_error *e)
{
	const struct wb_listener listener = { .size = sizeof(listener),
					      .problem = on_problem,
					      .log = on_log,
					      .event = on_event,
					      .failure = on_failure,
					      .progress = on_progress };
	struct wb_settings settings = WB_SETTINGS_INIT;
	struct wb_project *project = NULL;

	settings.flags = WB_SETTINGS_NO_ENVIRONMENT;
	settings.config = "whimbrel.cfg";
	settings.url = url;
	settings.listener = &listener;
	CHECK(wb_project_open(&settings, &project, e) == 0 && project);
	CHECK(!e || e->status == 0);
	return project;
}

static void count_moved(void *ctx, const struct wb_revision *revision)
{
	CHECK(revision->size >= sizeof(*revision));
	++*(int *)ctx;
}

static int count_merge_finding(void *ctx, const struct wb_merge_finding *finding)
{
	CHECK(finding->size >= sizeof(*finding));
	++*(int *)ctx;
	return 0;
}

static void test_squash(struct wb_project *project)
{
	struct wb_squash_options what = {
		.size = sizeof(what), .range = ":", .title = "both", .id = "one"
	};
	struct wb_squash *squash = NULL;
	const char *path;
	int n = 0;

	CHECK(wb_squash_new(project, &what, count_moved, &n, &squash, stale()) == 0 && n == 2);
	CHECK(err.status == 0 && !wb_squash_note(squash, 0)[0]);
	CHECK(wb_squash_write(squash, &path, stale()) == WB_E_USAGE && strstr(err.message, "one"));
	CHECK(wb_squash_write(squash, &path, NULL) == WB_E_USAGE);
	wb_squash_free(squash);
	wb_squash_free(NULL);
	what.range = "nowhere:";
	CHECK(wb_squash_new(project, &what, count_moved, &n, &squash, stale()) == WB_E_USAGE);
	CHECK(wb_squash_new(project, &what, count_moved, &n, &squash, NULL) == WB_E_USAGE);
}

static void test_files(struct wb_project *project)
{
	const char *path = NULL;
	struct wb_new_revision what = { .size = sizeof(what), .title = "three", .id = "three" };
	int n = 0;

	CHECK(strcmp(wb_project_config(project), "whimbrel.cfg") == 0);
	CHECK(wb_project_directory(project)[0]);
	CHECK(wb_project_target(project) && wb_project_url(project));
	CHECK(wb_project_dialect(project)[0]);
	CHECK(!wb_project_protected(project) && !wb_project_target_name(project, 0));
	CHECK(!wb_project_approves(project));
	CHECK(wb_project_revision_count(project) == 2);
	CHECK(wb_project_revision(project, 1) && !wb_project_revision(project, 2));
	CHECK(wb_project_find(project, "one") && !wb_project_find(project, "none"));
	CHECK(wb_project_resolve(project, "head", count_revision, &n, stale()) == 0 && n == 1);
	CHECK(err.status == 0 && !err.message[0] && !err.detail[0]);
	CHECK(wb_project_resolve(project, "nowhere", count_revision, &n, stale()) == WB_E_USAGE);
	CHECK(err.status == WB_E_USAGE && strstr(err.message, "nowhere"));
	CHECK(wb_project_resolve(project, "nowhere", count_revision, &n, NULL) == WB_E_USAGE);
	n = 0;
	CHECK(wb_project_range(project, ":", count_revision, &n, stale()) == 0 && n == 2);
	CHECK(wb_project_validate(project, stale()) == 0);
	CHECK(wb_project_validate(project, NULL) == 0);
	CHECK(wb_project_new_revision(project, &what, &path, stale()) == 0 && remove(path) == 0);
	what.title = "four";
	what.parents = (const char *[]){ "nowhere" };
	what.parent_count = 1;
	CHECK(wb_project_new_revision(project, &what, &path, NULL) < 0);
	n = 0;
	CHECK(wb_project_rebase(project, "two", "base", WB_REBASE_LOOK, count_moved, &n, stale()) ==
	      0);
	CHECK(n == 1 && err.status == 0);
	CHECK(wb_project_rebase(project, "nowhere", "base", 0, NULL, NULL, NULL) < 0);
	test_squash(project);
	n = 0;
	CHECK(wb_plugins(project, count_plugin, &n, stale()) == 0 && n >= 1);
	CHECK(wb_plugin_seal("nowhere.so", stale()) == WB_E_FILE &&
	      strstr(err.message, "nowhere.so"));
	CHECK(wb_plugin_seal("migrations/one.sql", NULL) == WB_E_PLUGIN);
	n = 0;
	CHECK(wb_init("new", "sqlite:x.db", count_path, &n, stale()) == 0 && n == 2);
	CHECK(wb_init("new/whimbrel.cfg/folder", NULL, count_path, &n, NULL) < 0);
}

static void test_plans(struct wb_project *project, struct wb_session *session)
{
	struct wb_plan *plan = NULL;
	char fingerprint[WB_FINGERPRINT_SIZE];
	int n = 0;

	CHECK(wb_plan_make(session, "nowhere", 0, NULL, &plan, NULL) == WB_E_USAGE && !plan);
	CHECK(wb_plan_make(session, NULL, 0, NULL, &plan, stale()) == 0);
	CHECK(wb_plan_count(plan) == 2 && wb_plan_at(plan, 0) && !wb_plan_at(plan, 2));
	CHECK(wb_plan_statements(plan, 0, count_statement, &n, stale()) == 0 && n == 1);
	CHECK(wb_plan_fingerprint(session, plan, fingerprint, sizeof(fingerprint), stale()) == 0);
	CHECK(err.status == 0 && fingerprint[0] && strlen(fingerprint) < sizeof(fingerprint));
	CHECK(wb_plan_fingerprint(session, plan, fingerprint, sizeof(fingerprint), NULL) == 0);
	wb_plan_free(plan);
	CHECK(wb_plan_offline(project, ":", 0, &plan, stale()) == 0);
	n = 0;
	CHECK(wb_plan_script(plan, count_text, &n, stale()) == 0 && n > 100);
	wb_plan_free(plan);
	wb_plan_free(NULL);
	n = 0;
	CHECK(wb_stamp_script(project, (const char *[]){ "head" }, 1, 0, count_text, &n, stale()) ==
	      0);
	CHECK(n > 100);
}

static void test_runs(struct wb_session *session)
{
	const struct wb_run_options options = { .size = sizeof(options), .applied_by = "somebody" };
	struct wb_server_info server = { .size = sizeof(server) };
	char holder[64];
	int n = 0;

	CHECK(wb_session_server(session, &server, stale()) == 0 && server.product[0]);
	CHECK(wb_upgrade(session, "nowhere", NULL, NULL) == WB_E_USAGE);
	CHECK(wb_upgrade(session, "one", &options, stale()) == 0 && err.status == 0);
	CHECK(applied == 1);
	CHECK(wb_session_has(session, "one", stale()) == 1 && err.status == 0);
	CHECK(wb_session_has(session, "two", NULL) == 0);
	CHECK(wb_upgrade(session, NULL, NULL, NULL) == 0 && applied == 2);
	CHECK(wb_upgrade(session, NULL, NULL, stale()) == 0 && applied == 2);
	CHECK(wb_downgrade(session, "base", NULL, stale()) == 0);
	CHECK(wb_upgrade(session, NULL, &options, stale()) == 0 && applied == 4);
	CHECK(wb_status(session, 0, count_row, &n, stale()) == 0 && n == 2);
	n = 0;
	CHECK(wb_current(session, count_row, &n, NULL) == 0 && n == 1);
	n = 0;
	CHECK(wb_log(session, 0, count_log, &n, stale()) == 0 && n >= 6);
	CHECK(wb_switch(session, "nowhere", NULL, NULL) == WB_E_USAGE);
	CHECK(wb_switch(session, "one", &options, stale()) == 0);
	CHECK(wb_switch(session, "two", NULL, NULL) == 0);
	CHECK(wb_verify(session, stale()) == 0);
	CHECK(wb_repair(session, NULL, 0, WB_REPAIR_ACCEPT, NULL, stale()) == 0);
	CHECK(wb_repair(session, (const char *[]){ "nowhere" }, 1, WB_REPAIR_DONE, NULL, NULL) < 0);
	CHECK(wb_stamp(session, (const char *[]){ "one" }, 1, 0, NULL, stale()) == 0);
	CHECK(wb_stamp(session, (const char *[]){ "two" }, 1, 0, &options, NULL) == 0);
	CHECK(wb_purge(session, NULL, 0, 0, stale()) < 0 && err.status < 0);
	CHECK(wb_purge(session, NULL, 0, WB_RUN_YES, NULL) == 0);
	CHECK(wb_seed(session, NULL, 0, 0, stale()) < 0 && err.status < 0);
	CHECK(wb_backup(session, NULL, stale()) == 0 && err.status == 0);
	CHECK(wb_restore(session, "nowhere", 0, stale()) < 0 && err.status < 0);
	CHECK(wb_restore(session, "nowhere", WB_RUN_YES, NULL) < 0);
	CHECK(wb_lock_holder(session, holder, sizeof(holder), stale()) <= 1);
	(void)wb_lock_release(session, stale());
}

/* It is there, and stays. */
static void test_database(struct wb_project *project)
{
	CHECK(wb_database_create(project, stale()) == 1 && err.status == 0);
	CHECK(wb_database_create(project, NULL) == 1);
	CHECK(wb_database_drop(project, 0, stale()) < 0 && err.status < 0);
	CHECK(wb_database_drop(project, 0, NULL) < 0);
}

/* What a thread asks stops what runs next, and nothing behind that. */
static void test_interrupt(struct wb_session *session)
{
	wb_interrupt(session);
	CHECK(wb_downgrade(session, "base", NULL, stale()) == WB_E_CANCELLED);
	CHECK(err.status == WB_E_CANCELLED);
	CHECK(wb_downgrade(session, "-1", NULL, NULL) == 0);
	CHECK(wb_upgrade(session, NULL, NULL, NULL) == 0);
}

static void test_squash_proof(struct wb_project *project, struct wb_session *session)
{
	const struct wb_squash_options what = {
		.size = sizeof(what), .flags = WB_SQUASH_FROM_SCHEMA, .range = ":", .title = "both"
	};
	struct wb_squash *squash = NULL;
	int n = 0;

	CHECK(wb_squash_new(project, &what, count_moved, &n, &squash, stale()) == 0);
	n = 0;
	CHECK(wb_schema_squash(session, squash, count_merge_finding, &n, stale()) == n);
	CHECK(wb_schema_squash(session, squash, count_merge_finding, &n, NULL) >= 0);
	wb_squash_free(squash);
}

static void test_schemas(struct wb_project *project, struct wb_session *session)
{
	const struct wb_schema_options options = { .size = sizeof(options) };
	const struct wb_diagram_options boxes = { .size = sizeof(boxes), .form = WB_DIAGRAM_BOXES };
	struct wb_generated *generated = NULL;
	int n = 0;

	CHECK(wb_schema_check(session, 0, count_drift, &n, stale()) == 1 && n == 1);
	n = 0;
	CHECK(wb_schema_check(session, WB_CHECK_FULL, count_drift, &n, NULL) == 1);
	CHECK(wb_schema_guard(session, stale()) == 0 && wb_schema_guard(session, NULL) == 0);
	CHECK(wb_schema_not_compared(session, count_not_compared, &n, stale()) == 0);
	CHECK(wb_schema_generate(session, &options, &generated, stale()) == 0);
	CHECK(generated->flags & WB_GENERATED_CHANGES && generated->up[0] && generated->down[0]);
	wb_generated_free(generated);
	wb_generated_free(NULL);
	n = 0;
	CHECK(wb_schema_diff(session, NULL, NULL, count_text, &n, stale()) == 0 && n > 0);
	n = 0;
	CHECK(wb_schema_dump(session, count_text, &n, stale()) == 0 && n > 0);
	n = 0;
	CHECK(wb_schema_diagram(session, &boxes, count_text, &n, stale()) == 0 && n > 0);
	n = 0;
	CHECK(wb_schema_test(session, NULL, 0, count_result, &n, stale()) == 0 && n == 2);
	CHECK(wb_schema_merge(session, (const char *[]){ "nowhere", "two" }, 2, count_merge_finding,
			      &n, stale()) < 0);
	CHECK(err.status < 0 && strstr(err.message, "nowhere"));
	CHECK(wb_schema_merge(session, (const char *[]){ "nowhere", "two" }, 2, count_merge_finding,
			      &n, NULL) < 0);
	test_squash_proof(project, session);
	n = 0;
	CHECK(wb_schema_outline(session, count_line, &n, stale()) == 0 && n > 0);
	CHECK(wb_schema_lint(session, (const char *[]){ "one" }, 1, count_finding, &n, stale()) >=
	      0);
	n = 0;
	CHECK(wb_schema_dialects(project, count_dialect, &n, stale()) == 0);
	CHECK(wb_schema_refresh(session, stale()) == 0);
	CHECK(wb_schema_load(session, (const char *[]){ "nowhere.sql" }, 1, stale()) == WB_E_FILE);
	CHECK(wb_schema_load(session, (const char *[]){ "more.sql" }, 1, stale()) == 0);
}

static int count_imported(void *ctx, const struct wb_imported *what)
{
	CHECK(what->size >= sizeof(*what));
	++*(int *)ctx;
	return 0;
}

/* `other` has one migration of another tool. */
static void test_imports(struct wb_project *project, struct wb_session *session)
{
	const struct wb_import_source none = { .size = sizeof(none),
					       .tool = "none",
					       .directory = "other" },
				      dbmate = { .size = sizeof(dbmate),
						 .tool = "dbmate",
						 .directory = "other" };
	struct wb_import *import = NULL;
	int n = 0;

	CHECK(wb_import_tool(0) && !wb_import_tool(10000));
	CHECK(wb_import_read(&none, &import, stale()) < 0 && !import);
	CHECK(wb_import_read(&none, &import, NULL) < 0 && !import);
	CHECK(wb_import_read(&dbmate, &import, stale()) == 0 && import);
	CHECK(wb_project_import(project, import, count_imported, &n, stale()) == 0 && n > 0);
	wb_import_free(import);
	wb_import_free(NULL);
	/* its database is in use */
	CHECK(wb_import_replay(session, "true", &import, stale()) < 0 && err.status < 0);
	CHECK(wb_import_replay(session, "true", &import, NULL) < 0);
	CHECK(wb_stamp_from(session, "none", NULL, stale()) < 0 && err.status < 0);
	CHECK(wb_stamp_from(session, "none", NULL, NULL) < 0);
}

int main(int argc, char **argv)
{
	struct wb_project *project;
	const struct wb_conformance_options suite = { .size = sizeof(suite), .only = "close" };
	struct wb_session *session = NULL;
	int n = 0;

	caller = pthread_self();
	CHECK(argc == 2 && wb_version()[0]);
	wb_project_free(open_project(argv[1], NULL));
	project = open_project(argv[1], stale());
	test_files(project);
	CHECK(wb_session_open(project, 0, &session, stale()) == 0 && session);
	test_plans(project, session);
	test_runs(session);
	test_database(project);
	test_interrupt(session);
	test_schemas(project, session);
	test_imports(project, session);
	/* the suite wants a database that nobody uses */
	CHECK(wb_stamp(session, (const char *[]){ "base" }, 1, WB_STAMP_PURGE, NULL, stale()) == 0);
	wb_session_close(session);
	wb_session_close(NULL);
	CHECK(wb_conformance_run(project, &suite, count_promise, &n, stale()) >= 0 && n > 0);
	wb_project_free(project);
	wb_project_free(NULL);
	stale();
	wb_error_clear(&err);
	wb_error_clear(NULL);
	CHECK(err.status == 0 && !err.message[0]);
	CHECK(calls > 0);
	return 0;
}
