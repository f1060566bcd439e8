/* SPDX-License-Identifier: MIT */
/* Saving the database and bringing it back, by MariaDB's own programs, as SQL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/recipe.h>

#include "maria.h"

#define PATH_MOST 512

/* Of the database. */
struct traits {
	char charset[64], collation[64];
	bool locks;    /* a table keeps no old versions while others write */
	bool versions; /* a table keeps its history */
};

static void take_traits(void *ctx, MYSQL_ROW row)
{
	struct traits *t = ctx;

	snprintf(t->charset, sizeof(t->charset), "%s", row[0] ? row[0] : "utf8mb4");
	snprintf(t->collation, sizeof(t->collation), "%s", row[1] ? row[1] : "utf8mb4_general_ci");
	t->locks = row[2] && row[2][0] != '0';
	t->versions = row[3] && row[3][0] != '0';
}

static int read_traits(struct maria_conn *c, struct traits *out, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	const char *name = c->database;

	kit_text_write(&sql,
		       "SELECT default_character_set_name,default_collation_name,"
		       "(SELECT COUNT(*) FROM information_schema.tables WHERE table_schema=%L AND "
		       "table_type<>'VIEW' AND engine<>'InnoDB'),"
		       "(SELECT COUNT(*) FROM information_schema.tables WHERE table_schema=%L AND "
		       "table_type='SYSTEM VERSIONED') "
		       "FROM information_schema.schemata WHERE schema_name=%L",
		       name, name, name);
	return maria_ask(c, &sql, take_traits, out, err);
}

/* ------------------------------------------------------------------ saving */

/* What the text can't say of the database itself stands at its end. */
static int save(struct maria_conn *c, const char *file, const struct wb_backup *what,
		const struct kit_recipe *recipe)
{
	struct traits t = { .charset = "" };
	struct kit_text last = { 0 };
	char result[PATH_MOST];
	const char *words[KIT_RECIPE_WORDS] = { "run",
						"mariadb-dump",
						file,
						"--routines",
						"--events",
						"--triggers",
						"--hex-blob",
						"--no-tablespaces",
						"--default-character-set=utf8mb4",
						"--max-allowed-packet=1G",
						result };
	size_t n = 11;
	int rc = read_traits(c, &t, recipe->err);

	snprintf(result, sizeof(result), "--result-file=%s", what->path);
	/* one snapshot, or all tables locked where an engine has none */
	words[n++] = t.locks ? "--lock-tables" : "--single-transaction";
	if (t.versions)
		words[n++] = "--dump-history";
	words[n++] = "--";
	words[n++] = c->database;
	if (rc == 0)
		rc = kit_recipe_line(recipe, words);
	kit_text_write(&last, "\nALTER DATABASE CHARACTER SET %s COLLATE %s;\n", t.charset,
		       t.collation);
	if (rc == 0)
		rc = kit_recipe_text(recipe, "append", NULL, &last);
	kit_text_release(&last);
	return rc;
}

/* ------------------------------------------------------------------ bringing back */

/* Where a backup is loaded first: if it can't be, what is there stays. Its name comes of the database's, whose lock is held, so
 * that one that a killed restore has left is found again. */
static void trial_of(const struct maria_conn *c, char out[64])
{
	uint32_t hash = UINT32_C(2166136261);

	for (const char *at = c->database; *at; at++)
		hash = (hash ^ (unsigned char)*at) * UINT32_C(16777619);
	snprintf(out, 64, "whimbrel_restore_%08x", (unsigned)hash);
}

static void take_flag(void *ctx, MYSQL_ROW row)
{
	*(bool *)ctx = row[0] && row[0][0] != '0';
}

static int has_anything(struct maria_conn *c, bool *out, struct wb_error *err)
{
	struct kit_text sql = { 0 };

	kit_text_write(
		&sql,
		"SELECT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema=%L) OR "
		"EXISTS (SELECT 1 FROM information_schema.routines WHERE routine_schema=%L) OR "
		"EXISTS (SELECT 1 FROM information_schema.events WHERE event_schema=%L)",
		c->database, c->database, c->database);
	return maria_ask(c, &sql, take_flag, out, err);
}

static int make_trial(struct maria_conn *c, const char *trial, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	char sql[160];
	int rc;

	snprintf(sql, sizeof(sql), "DROP DATABASE IF EXISTS %s", trial);
	rc = maria_query(c, sql, NULL, NULL, &why);
	if (rc == 0) {
		snprintf(sql, sizeof(sql), "CREATE DATABASE %s", trial);
		rc = maria_query(c, sql, NULL, NULL, &why);
	}
	if (rc == 0)
		return 0;
	if (rc != WB_E_SQL) {
		*err = why;
		return rc;
	}
	return maria_host->fail(err, WB_E_REFUSED,
				"a backup is loaded into a database %s first, so that what is "
				"there stays where that "
				"fails, and this user may not make one: restore as one who may, or "
				"empty the database "
				"yourself (`drop` and `create`) (%.300s)",
				trial, why.message);
}

/* Privileges of users stay when a database goes. */
static int say_statements(const struct kit_recipe *recipe, const char *file, const char *name,
			  bool again)
{
	struct kit_text sql = { 0 };

	kit_text_write(&sql, "DROP DATABASE IF EXISTS %N;\n", name);
	if (again)
		kit_text_write(&sql, "CREATE DATABASE %N;\n", name);
	return kit_recipe_text(recipe, "file", file, &sql);
}

/* `word`: "run" or "always". */
static int say_batch(const struct kit_recipe *recipe, const char *word, const char *options,
		     const struct wb_backup *what, const char *file)
{
	char path[PATH_MOST];
	int rc;

	snprintf(path, sizeof(path), "%s/%s", what->folder, file);
	rc = kit_recipe_say(recipe, "input", path, NULL);
	return rc == 0 ? kit_recipe_say(recipe, word, "mariadb", options, "--batch", NULL) : rc;
}

static int say_load(const struct kit_recipe *recipe, const char *options,
		    const struct wb_backup *what, const char *database, bool only)
{
	int rc = kit_recipe_say(recipe, "input", what->path, NULL);

	/* whoever wrote `USE` into it does not reach what is there by the trial */
	return rc == 0 ? kit_recipe_say(recipe, "run", "mariadb", options, "--batch",
					"--binary-mode", "--default-character-set=utf8mb4",
					"--max-allowed-packet=1G",
					only ? "--one-database" : "--batch", "--", database, NULL)
		       : rc;
}

static int say_trial(struct maria_conn *c, const char *options, const struct wb_backup *what,
		     const struct kit_recipe *recipe)
{
	char trial[64];
	int rc;

	trial_of(c, trial);
	rc = make_trial(c, trial, recipe->err);
	if (rc == 0)
		rc = say_statements(recipe, "end.sql", trial, false);
	if (rc == 0)
		rc = say_load(recipe, options, what, trial, true);
	return rc == 0 ? say_batch(recipe, "always", options, what, "end.sql") : rc;
}

/* A dump that tells of itself does so at its end as well. */
static int check_complete(const char *path, struct wb_error *err)
{
	static const char first[] = "-- MariaDB dump", last[] = "-- Dump completed";
	char begin[512], end[4096];
	size_t n = 0;
	FILE *file = fopen(path, "re");

	if (!file)
		return 0; /* its own program says why it can't be read */
	n = fread(begin, 1, sizeof(begin), file);
	if (memmem(begin, n, first, sizeof(first) - 1) &&
	    (fseek(file, -(long)sizeof(end), SEEK_END) == 0 || fseek(file, 0, SEEK_SET) == 0)) {
		n = fread(end, 1, sizeof(end), file);
		n = memmem(end, n, last, sizeof(last) - 1) ? 0 : 1;
	} else {
		n = 0;
	}
	fclose(file);
	return n ? maria_host->fail(err, WB_E_FILE,
				    "%s is not complete: it lacks the line '%s' that mariadb-dump "
				    "writes last",
				    path, last)
		 : 0;
}

static int restore(struct maria_conn *c, const char *options, const struct wb_backup *what,
		   const struct kit_recipe *recipe)
{
	bool anything = false;
	int rc = check_complete(what->path, recipe->err);

	if (rc == 0)
		rc = has_anything(c, &anything, recipe->err);
	if (rc == 0)
		rc = say_statements(recipe, "empty.sql", c->database, true);
	if (rc == 0 && anything)
		rc = say_trial(c, options, what, recipe);
	if (rc == 0)
		rc = say_batch(recipe, "run", options, what, "empty.sql");
	return rc == 0 ? say_load(recipe, options, what, c->database, false) : rc;
}

int maria_backup(void *conn, const struct wb_backup *what, struct wb_rows *rows,
		 struct wb_error *err)
{
	const struct kit_recipe recipe = { rows, err };
	struct maria_conn *c = conn;
	struct kit_text client = { 0 };
	char file[PATH_MOST], least[32];
	int rc;

	if (c->mysql)
		return maria_host->fail(
			err, WB_E_UNSUPPORTED,
			"MariaDB's programs neither save nor restore a MySQL server's "
			"database: use its own");
	snprintf(file, sizeof(file), "--defaults-file=%s/client", what->folder);
	snprintf(least, sizeof(least), "%lu.%lu", c->version / 10000, c->version / 100 % 100);
	maria_target_write(c->link.target, c->link.db, &client);
	rc = kit_recipe_text(&recipe, "file", "client", &client);
	if (rc == 0)
		rc = kit_recipe_say(&recipe, "version", what->restore ? "mariadb" : "mariadb-dump",
				    least, "Distrib ", " from ", NULL);
	if (rc < 0)
		return rc;
	return what->restore ? restore(c, file, what, &recipe) : save(c, file, what, &recipe);
}
