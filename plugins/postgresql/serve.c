/* SPDX-License-Identifier: MIT */
/* A private server: how it is made and started from the programs on this machine. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <whimbrel/kit/recipe.h>

#include "schema.h"

#define PROGRAMS_MAX 512

/* ------------------------------------------------------------------ the programs */

/* Where systems keep them, with the major version in the path. */
static const char *const patterns[] = {
	"/usr/lib/postgresql/*/bin/postgres",
	"/usr/pgsql-*/bin/postgres",
	"/usr/lib/postgresql*/bin/postgres",
	"/usr/local/pgsql/bin/postgres",
	"/usr/local/bin/postgres",
	"/usr/bin/postgres",
	"/opt/homebrew/opt/postgresql@*/bin/postgres",
};

/* The version in the path: "/usr/lib/postgresql/15/bin": 15; 0: there is none. */
static long version_in(const char *path)
{
	for (; *path; path++)
		if (*path >= '0' && *path <= '9')
			return strtol(path, NULL, 10);
	return 0;
}

struct found {
	char path[PROGRAMS_MAX]; /* the folder; "": none */
	long version;
};

/* The target's version, else the newest. */
static void take_program(struct found *best, const char *program, long wanted)
{
	const char *slash = strrchr(program, '/');
	long version = version_in(program);
	bool better = !*best->path ||
		      (best->version != wanted && (version == wanted || version > best->version));

	if (!better || access(program, X_OK) != 0 || (size_t)(slash - program) >= PROGRAMS_MAX)
		return;
	snprintf(best->path, sizeof(best->path), "%.*s", (int)(slash - program), program);
	best->version = version;
}

static void look_in_path(struct found *best, long wanted)
{
	const char *at = getenv("PATH");
	char program[PROGRAMS_MAX];

	for (; at && *at; at += strspn(at, ":")) {
		size_t len = strcspn(at, ":");

		if (*at == '/' && len + sizeof("/initdb") < sizeof(program)) {
			snprintf(program, sizeof(program), "%.*s/initdb", (int)len, at);
			take_program(best, program, wanted);
		}
		at += len;
	}
}

static void find_programs(struct found *best, long wanted)
{
	look_in_path(best, wanted);
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		glob_t found;

		if (glob(patterns[i], 0, NULL, &found) != 0)
			continue;
		for (size_t j = 0; j < found.gl_pathc; j++)
			take_program(best, found.gl_pathv[j], wanted);
		globfree(&found);
	}
}

/* ------------------------------------------------------------------ the recipe */

/* In a URL: what is no letter, digit or slash is written in hexadecimal. */
static void add_encoded(char *out, size_t size, const char *text)
{
	size_t n = strlen(out);

	for (; *text && n + 4 < size; text++) {
		bool plain = (*text >= 'a' && *text <= 'z') || (*text >= 'A' && *text <= 'Z') ||
			     (*text >= '0' && *text <= '9') || *text == '-' || *text == '_';

		n += (size_t)snprintf(out + n, size - n, plain ? "%c" : "%%%02X",
				      plain ? *text : (unsigned char)*text);
	}
}

static int give_recipe(const char *programs, const char *folder, const char *user,
		       const struct kit_recipe *recipe)
{
	char initdb[PROGRAMS_MAX + 16], postgres[PROGRAMS_MAX + 16], data[256], url[768] = "";
	const char *const lines[][KIT_RECIPE_WORDS] = {
		{ "user", "postgres", NULL },
		{ "user", "nobody", NULL },
		{ "run", initdb, "-D", data, "-A", "trust", "-U", user, "-E", "UTF8", "--locale=C",
		  "--no-sync", NULL },
		{ "start", postgres, "-D", data, "-k", folder, "-c", "listen_addresses=", "-c",
		  "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c",
		  "autovacuum=off", "-c", "max_locks_per_transaction=1024", NULL },
		{ "stop", "3", NULL }, /* SIGQUIT: at once */
		{ "url", url, NULL },
	};

	snprintf(initdb, sizeof(initdb), "%s/initdb", programs);
	snprintf(postgres, sizeof(postgres), "%s/postgres", programs);
	snprintf(data, sizeof(data), "%s/data", folder);
	snprintf(url, sizeof(url), "postgresql://");
	add_encoded(url, sizeof(url), user);
	snprintf(url + strlen(url), sizeof(url) - strlen(url), "@");
	add_encoded(url, sizeof(url), folder);
	snprintf(url + strlen(url), sizeof(url) - strlen(url), ":5432/postgres");
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (kit_recipe_line(recipe, lines[i]) < 0)
			return kit_failed(recipe->err);
	return 0;
}

int pg_serve(void *conn, const char *folder, struct wb_rows *rows, struct wb_error *err)
{
	const struct kit_recipe recipe = { rows, err };
	struct pg_conn *c = conn;
	const long wanted = PQserverVersion(c->db) / 10000;
	struct found found = { .path = "" };
	const char *user = PQuser(c->db);
	char line[256];

	find_programs(&found, wanted);
	if (!*found.path)
		return pg_host->fail(err, WB_E_UNSUPPORTED,
				     "there is no initdb on this machine: install PostgreSQL's "
				     "server, or give `scratch` a URL");
	if (found.version && found.version != wanted) {
		snprintf(line, sizeof(line),
			 "the private server is of version %ld, the target's of %ld", found.version,
			 wanted);
		pg_host->log(c->client, WB_LOG_WARNING, line);
	}
	return give_recipe(found.path, folder,
			   user && *user && strncmp(user, "pg_", 3) != 0 ? user : "postgres",
			   &recipe);
}
