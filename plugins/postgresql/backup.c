/* SPDX-License-Identifier: MIT */
/* Saving the database and bringing it back, by PostgreSQL's own programs, as a file of pg_dump's own format. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <whimbrel/kit/recipe.h>

#include "postgresql.h"

#define PATH_MOST 512
#define LOCK_MS 30000 /* how long others' locks are waited for, where no time is given */

extern const char pg_empty_sql[];

/* ------------------------------------------------------------------ the programs */

/* The folder of the oldest ones that are no older than the server; "": those of PATH will have to do. */
static void find_programs(long server, char out[PATH_MOST])
{
	long best = 0;
	glob_t found;

	*out = '\0';
	if (glob("/usr/lib/postgresql/*/bin/pg_restore", 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *path = found.gl_pathv[i];
		long version = strtol(path + strlen("/usr/lib/postgresql/"), NULL, 10);

		if (version < server || (best && version > best) || access(path, X_OK) != 0)
			continue;
		best = version;
		snprintf(out, PATH_MOST, "%.*s", (int)(strlen(path) - strlen("pg_restore")), path);
	}
	globfree(&found);
}

/* ------------------------------------------------------------------ how they connect */

/* A file of libpq's own holds all that this connection was made with; the password stands in another one, which takes any. */
static int write_service(const PQconninfoOption *options, const char *folder, struct kit_text *out,
			 struct wb_error *err)
{
	kit_text_add(out, "[whimbrel]\n");
	for (const PQconninfoOption *o = options; o->keyword; o++) {
		static const char *const others[] = {
			"password",        "passfile",    "service", "replication",
			"client_encoding", "servicefile", NULL
		};

		if (!o->val || !*o->val || kit_among(o->keyword, others))
			continue;
		if (strpbrk(o->val, "\r\n"))
			return pg_host->fail(
				err, WB_E_UNSUPPORTED,
				"the option %s has a line end, which PostgreSQL's programs "
				"can't be told",
				o->keyword);
		kit_text_write(out, "%s=%s\n", o->keyword, o->val);
	}
	kit_text_write(out, "passfile=%s/password\n", folder);
	return 0;
}

static void write_password(const char *password, struct kit_text *out)
{
	kit_text_add(out, "*:*:*:*:");
	for (; password && *password; password++) {
		if (*password == ':' || *password == '\\')
			kit_text_add(out, "\\");
		kit_text_append(out, password, 1);
	}
	kit_text_add(out, "\n");
}

static int say_connection(struct pg_conn *c, const char *folder, const struct kit_recipe *recipe)
{
	PQconninfoOption *options = PQconninfo(c->db);
	struct kit_text service = { 0 }, password = { 0 };
	char path[PATH_MOST];
	int rc;

	if (!options)
		return kit_no_memory(recipe->err);
	write_password(PQpass(c->db), &password);
	rc = write_service(options, folder, &service, recipe->err);
	PQconninfoFree(options);
	if (rc == 0)
		rc = kit_recipe_text(recipe, "file", "service", &service);
	if (rc == 0)
		rc = kit_recipe_text(recipe, "file", "password", &password);
	kit_text_release(&service);
	kit_text_release(&password);
	snprintf(path, sizeof(path), "%s/service", folder);
	return rc == 0 ? kit_recipe_say(recipe, "set", "PGSERVICEFILE", path, NULL) : rc;
}

/* ------------------------------------------------------------------ what they do */

static unsigned lock_ms(const struct pg_conn *c)
{
	return c->wait.lock_timeout_ms ? (unsigned)c->wait.lock_timeout_ms : LOCK_MS;
}

static int save(const struct pg_conn *c, const char *folder, const struct wb_backup *what,
		const struct kit_recipe *recipe)
{
	char program[PATH_MOST + 16], wait[64];

	snprintf(wait, sizeof(wait), "--lock-wait-timeout=%u", lock_ms(c));
	snprintf(program, sizeof(program), "%spg_dump", folder);
	return kit_recipe_say(recipe, "run", program, "--format=custom", "--no-password", wait,
			      "--file", what->path, "--dbname=service=whimbrel", NULL);
}

/* One transaction, so that a restore that fails has done nothing. */
static int restore(const struct pg_conn *c, const char *folder, const struct wb_backup *what,
		   const struct kit_recipe *recipe)
{
	char restore[PATH_MOST + 16], psql[PATH_MOST + 16], script[PATH_MOST], empty[PATH_MOST],
		wait[96];
	int rc;

	snprintf(restore, sizeof(restore), "%spg_restore", folder);
	snprintf(psql, sizeof(psql), "%spsql", folder);
	snprintf(script, sizeof(script), "%s/restore.sql", what->folder);
	snprintf(empty, sizeof(empty), "%s/empty.sql", what->folder);
	snprintf(wait, sizeof(wait), "SET LOCAL lock_timeout = %u", lock_ms(c));
	rc = kit_recipe_say(recipe, "file", "empty.sql", pg_empty_sql, NULL);
	if (rc == 0)
		rc = kit_recipe_say(recipe, "run", restore, "--single-transaction", "--file",
				    script, what->path, NULL);
	return rc == 0 ? kit_recipe_say(recipe, "run", psql, "-X", "-q", "-w", "-v",
					"ON_ERROR_STOP=1", "-d", "service=whimbrel", "-c", "BEGIN",
					"-c", wait, "-f", empty, "-f", script, NULL)
		       : rc;
}

int pg_backup(void *conn, const struct wb_backup *what, struct wb_rows *rows, struct wb_error *err)
{
	const struct kit_recipe recipe = { rows, err };
	struct pg_conn *c = conn;
	long version = PQserverVersion(c->db) / 10000;
	char folder[PATH_MOST], program[PATH_MOST + 16], least[16];
	int rc;

	find_programs(version, folder);
	snprintf(program, sizeof(program), "%s%s", folder,
		 what->restore ? "pg_restore" : "pg_dump");
	snprintf(least, sizeof(least), "%ld", version);
	rc = say_connection(c, what->folder, &recipe);
	if (rc == 0)
		rc = kit_recipe_say(&recipe, "version", program, least, "(PostgreSQL)", NULL);
	if (rc == 0)
		rc = what->restore ? restore(c, folder, what, &recipe)
				   : save(c, folder, what, &recipe);
	return rc;
}
