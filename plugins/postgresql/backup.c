/* SPDX-License-Identifier: MIT */
/* Saving the database and bringing it back, by PostgreSQL's own programs, as a file of pg_dump's own format. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/recipe.h>

#include "postgresql.h"
#include "programs.h"

#define PATH_MOST 512
#define PROGRAM_MOST (PG_PROGRAMS_MOST + 16)
#define LOCK_MS 30000 /* how long others' locks are waited for, where no time is given */

extern const char pg_empty_sql[];

/* ------------------------------------------------------------------ the programs */

/* The oldest ones that are no older than the server. */
static bool fits_server(const struct pg_programs *one, const struct pg_programs *best, long server)
{
	return one->version >= server && (!*best->folder || one->version < best->version);
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

/* Where they were not found, those of PATH will have to do. */
static void name_program(const struct pg_programs *programs, const char *name,
			 char out[PROGRAM_MOST])
{
	snprintf(out, PROGRAM_MOST, "%s%s%s", programs->folder, *programs->folder ? "/" : "", name);
}

static int save(const struct pg_conn *c, const struct pg_programs *programs,
		const struct wb_backup *what, const struct kit_recipe *recipe)
{
	char program[PROGRAM_MOST], wait[64];

	snprintf(wait, sizeof(wait), "--lock-wait-timeout=%u", lock_ms(c));
	name_program(programs, "pg_dump", program);
	return kit_recipe_say(recipe, "run", program, "--format=custom", "--no-password", wait,
			      "--file", what->path, "--dbname=service=whimbrel", NULL);
}

/* One transaction, so that a restore that fails has done nothing. */
static int restore(const struct pg_conn *c, const struct pg_programs *programs,
		   const struct wb_backup *what, const struct kit_recipe *recipe)
{
	char restore[PROGRAM_MOST], psql[PROGRAM_MOST], script[PATH_MOST], empty[PATH_MOST],
		wait[96];
	int rc;

	name_program(programs, "pg_restore", restore);
	name_program(programs, "psql", psql);
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
	const struct pg_search search = { "pg_restore", PQserverVersion(c->db) / 10000,
					  fits_server };
	struct pg_programs programs;
	char program[PROGRAM_MOST], least[16];
	int rc;

	pg_find_programs(&search, &programs);
	name_program(&programs, what->restore ? "pg_restore" : "pg_dump", program);
	snprintf(least, sizeof(least), "%ld", search.wanted);
	rc = say_connection(c, what->folder, &recipe);
	if (rc == 0)
		rc = kit_recipe_say(&recipe, "version", program, least, "(PostgreSQL)", NULL);
	if (rc == 0)
		rc = what->restore ? restore(c, &programs, what, &recipe)
				   : save(c, &programs, what, &recipe);
	return rc;
}
