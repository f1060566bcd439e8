/* SPDX-License-Identifier: MIT */
/* database, backup, serve, restore_point: what is done with a database as a whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "dialect/features.h"
#include "project_kit.h"
#include "run/calls.h"
#include "schemas_kit.h"

/* ------------------------------------------------------------------ database */

static int change(struct trial *t, const struct target *target, int32_t what)
{
	wb_error_clear(&t->err);
	snprintf(t->out->sql, sizeof(t->out->sql), "%s %.500s",
		 what == WB_DATABASE_CREATE ? "create" : "drop", target->url.database);
	return driver_database(t->plugin, target, what, &t->client, &t->err);
}

static bool is_there_already(struct trial *t)
{
	const int rc = change(t, t->target, WB_DATABASE_CREATE);

	if (rc < 0)
		return trial_failed(t, "1, since the database is there");
	return trial_is(t, rc == 1, "1, since the database is there", "0: it was made");
}

/* Where the URL's path is not what the database is called by, this would be the target again, and dropped. */
static bool is_another(struct trial *t, const struct target *target)
{
	const struct login login = { target, t->run_id, WB_CONNECT_READ_ONLY, &t->client };
	struct wb_error ignored = WB_ERROR_INIT;
	bool same;

	if (!trial_open(t, &t->a, 0))
		return false;
	same = driver_connect(t->plugin, &login, &t->b, &ignored) == 0 &&
	       text_equal(t->a.server.database, t->b.server.database);
	driver_close(&t->b);
	driver_close(&t->a);
	return !same || trial_left(t, "the URL's path is not what a database is called by");
}

/* One that this case alone knows. */
static bool name_another(struct trial *t, struct target *out)
{
	const char *own = t->target->url.database;

	*out = *t->target;
	if (!own)
		return trial_left(t, "the URL names no database");
	out->url.database = strchr(own, '/') || strchr(own, '.') || t->target->url.relative ||
					    t->plugin->table.features & WB_F_DATABASE_IS_PATH
				    ? text_format("%s.%s", own, t->table)
				    : text_format("%s", t->table);
	return out->url.database ? is_another(t, out) : trial_left(t, "out of memory");
}

static bool connects(struct trial *t, const struct target *target)
{
	const struct login login = { target, t->run_id, 0, &t->client };

	wb_error_clear(&t->err);
	if (driver_connect(t->plugin, &login, &t->b, &t->err) < 0)
		return trial_failed(t, "a connection to the database that was made");
	return trial_is(t, t->b.server.tables == WB_TABLES_ABSENT, "an empty database",
			"whimbrel's tables are in it");
}

static bool expect(struct trial *t, const struct target *target, int32_t what, int wanted)
{
	const char *words = wanted ? "1: nothing was to be done" : "0: it is done";
	const int rc = change(t, target, what);

	if (rc < 0 && text_equal(t->err.sqlstate, "42501"))
		return trial_left(t, "the user may not: %.300s", t->err.message);
	if (rc < 0)
		return trial_failed(t, words);
	return rc == wanted || trial_broken(t, words, "%d", rc);
}

static bool comes_and_goes(struct trial *t)
{
	struct target target;
	struct wb_error ignored = WB_ERROR_INIT;
	bool fine = name_another(t, &target) && expect(t, &target, WB_DATABASE_CREATE, 0);
	const bool made = fine;

	fine = fine && expect(t, &target, WB_DATABASE_CREATE, 1) && connects(t, &target);
	driver_close(&t->b);
	fine = fine && expect(t, &target, WB_DATABASE_DROP, 0) &&
	       expect(t, &target, WB_DATABASE_DROP, 1) && expect(t, &target, WB_DATABASE_CREATE, 0);
	if (made)
		driver_database(t->plugin, &target, WB_DATABASE_DROP, &t->client, &ignored);
	if (t->target->url.database)
		free(target.url.database);
	return fine;
}

/* ------------------------------------------------------------------ backup */

static bool saves(struct trial *t, const char *path)
{
	const struct wb_backup_options options = { .size = sizeof(options), .path = path };
	struct wb_session *session = NULL;
	int rc = -1;

	if (!project_kit_open(t, &session))
		return false;
	snprintf(t->out->sql, sizeof(t->out->sql), "backup %s", path);
	rc = run_backup(session, &options, &t->err);
	wb_session_close(session);
	if (rc == WB_E_UNSUPPORTED)
		return trial_left(t, "%.400s", t->err.message);
	return rc == 0 || trial_failed(t, "the database is saved");
}

static bool brings_back(struct trial *t, const char *path)
{
	struct wb_session *session = NULL;
	int rc;

	if (!project_kit_open(t, &session))
		return false;
	snprintf(t->out->sql, sizeof(t->out->sql), "restore %s", path);
	rc = run_restore(session, path, WB_RUN_YES, &t->err);
	wb_session_close(session);
	return rc == 0 || trial_failed(t, "the database is brought back");
}

/* A table with more than rows, where that can be looked at. Kept in `before`, or compared with it. */
static bool has_details(struct trial *t, struct model *before, bool again)
{
	char name[64];
	bool fine = trial_open(t, &t->a, 0);

	trial_name(t, "c", name, sizeof(name));
	if (fine && t->words->sql && driver_can(&t->a, CAN_INTROSPECT))
		fine = again ? schemas_kit_is(t, before)
			     : trial_user(t, &t->a,
					  "CREATE TABLE @c (n INTEGER DEFAULT 7 NOT NULL, "
					  "CHECK (n > 0))",
					  0) &&
				       trial_user(t, &t->a, "CREATE INDEX @i ON @c (n)", 0) &&
				       schemas_kit_read(t, before);
	driver_close(&t->a);
	return fine;
}

/* Rows that changed and tables that came since are as they were. */
static bool saves_and_brings_back(struct trial *t)
{
	AUTO_FREE char *path = NULL;
	struct model before = { 0 };
	char name[64];
	bool fine;

	trial_name(t, "a", name, sizeof(name));
	trial_name(t, "b", name, sizeof(name));
	if (!project_kit_enter(t) || !project_kit_revision(t, 1, "m a,+a 5", "d a", NULL) ||
	    !project_kit_revision(t, 2, "+a 2,m b", "d b,+a -2", NULL))
		return false;
	path = text_format("%s/saved", t->out->folder);
	fine = path && project_kit_done(t, project_kit_upgrade(t, "+1"), "the upgrade is done") &&
	       has_details(t, &before, false) && saves(t, path) &&
	       project_kit_done(t, project_kit_upgrade(t, "head"), "the upgrade is done") &&
	       brings_back(t, path) && has_details(t, &before, true) && trial_open(t, &t->a, 0) &&
	       project_kit_applied(t, 1) && project_kit_sum(t, "a", "5");
	driver_close(&t->a);
	model_release(&before);
	return fine &&
	       project_kit_done(t, project_kit_upgrade(t, "head"), "an upgrade of what is back") &&
	       project_kit_done(t, project_kit_downgrade(t, "base"), "a downgrade of it");
}

/* ------------------------------------------------------------------ serve */

struct served {
	struct trial *t;
	int starts, urls;
	bool odd;
	char word[64];
};

static int take_word(void *ctx, const struct wb_value *values, size_t count)
{
	static const char *const words[] = { "user", "run", "start", "stop", "url" };
	struct served *s = ctx;
	bool known = false;

	snprintf(s->word, sizeof(s->word), "%.*s", count && values[0].data ? (int)values[0].len : 0,
		 count && values[0].data ? values[0].data : "");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		known = known || text_equal(s->word, words[i]);
	s->starts += text_equal(s->word, "start");
	s->urls += text_equal(s->word, "url");
	s->odd = !known || count < 2 || !values[1].data || !values[1].len;
	return s->odd;
}

static bool tells_a_server(struct trial *t)
{
	struct served s = { .t = t };
	struct wb_rows rows = { take_word, &s };
	int rc;

	if (!t->plugin->table.serve)
		return trial_left(t, "no slot serve: scratch databases are made beside the target");
	if (!project_kit_enter(t))
		return false;
	wb_error_clear(&t->err);
	rc = driver_serve(&t->a, t->out->folder, &rows, &t->err);
	if (rc == WB_E_UNSUPPORTED)
		return trial_left(t, "%.400s", t->err.message);
	if (rc < 0)
		return trial_failed(t, "how a private server is started");
	if (s.odd)
		return trial_broken(t, "rows of a word that dialect.h has, and a value", "\"%s\"",
				    s.word);
	return (s.starts == 1 && s.urls == 1) ||
	       trial_broken(t, "one row \"start\" and one row \"url\"", "%d and %d", s.starts,
			    s.urls);
}

/* ------------------------------------------------------------------ restore_point */

static bool goes_back_to_a_point(struct trial *t)
{
	struct buf sql = { 0 };
	bool fine;

	if (!t->plugin->table.restore_point)
		return trial_left(t, "no slot restore_point: no older versions of tables are kept");
	fine = trial_make(t, &t->a) && trial_change(t, &t->a, 5);
	wb_error_clear(&t->err);
	if (fine && driver_restore_point(composer_of(&t->a), t->table, &sql, &t->err) < 0)
		fine = trial_failed(t, "the statement that brings the table back");
	/* it may be run more than once */
	fine = fine && trial_change(t, &t->a, 7) && trial_user(t, &t->a, buf_text(&sql), 0) &&
	       trial_user(t, &t->a, buf_text(&sql), 0) && trial_look(t, &t->a, "5");
	buf_release(&sql);
	return fine && trial_drop(t, &t->a);
}

static bool refuses_a_point_of_nothing(struct trial *t)
{
	struct buf sql = { 0 };
	int rc;

	if (!t->plugin->table.restore_point)
		return trial_left(t, "no slot restore_point");
	wb_error_clear(&t->err);
	rc = driver_restore_point(composer_of(&t->a), t->table, &sql, &t->err);
	buf_release(&sql);
	return rc == WB_E_SQL ||
	       trial_broken(t, "WB_E_SQL: there is no such table", "%s", trial_status_name(rc));
}

#define CASE(id_, slot_, promise_, run_, features_, needs_)                                        \
	{                                                                                          \
		.id = id_, .slot = slot_, .promise = promise_, .run = run_, .features = features_, \
		.needs = needs_                                                                    \
	}

/* clang-format off */
const struct check_case database_cases[] = {
	CASE("database.there", "database", "making the database that is there is no error", is_there_already, CAN_DATABASE, NEEDS_NOBODY),
	CASE("database.another", "database", "another one is made, found, dropped and gone", comes_and_goes, CAN_DATABASE, NEEDS_NOBODY),
	CASE("backup.back", "backup", "what was saved comes back: rows, revisions, checks, indexes, and nothing else", saves_and_brings_back,
	     CAN_BACKUP, NEEDS_WORDS | NEEDS_UPGRADE | NEEDS_SHARED | NEEDS_LATER),
	CASE("serve.words", "serve", "the rows say how a private server is started, and its URL", tells_a_server, CAN_SCRATCH, 0),
	CASE("restore-point.back", "restore_point", "a table goes back to the point, twice as well", goes_back_to_a_point, 0, NEEDS_SQL),
	CASE("restore-point.nothing", "restore_point", "there is no point of a table that is not there", refuses_a_point_of_nothing, 0, NEEDS_SQL),
	{ .id = NULL }
};
/* clang-format on */
