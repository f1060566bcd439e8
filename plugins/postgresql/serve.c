/* SPDX-License-Identifier: MIT */
/* A private server: how it is made and started from the programs on this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/recipe.h>

#include "programs.h"
#include "schema.h"

/* The target's version, else the newest. */
static bool like_target(const struct pg_programs *one, const struct pg_programs *best, long target)
{
	return !*best->folder || (best->version != target &&
				  (one->version == target || one->version > best->version));
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
	char initdb[PG_PROGRAMS_MOST + 16], postgres[PG_PROGRAMS_MOST + 16], data[256],
		url[768] = "";
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
	const struct pg_search search = { "initdb", PQserverVersion(c->db) / 10000, like_target };
	struct pg_programs found;
	const char *user = PQuser(c->db);
	char line[256];

	if (!pg_find_programs(&search, &found))
		return pg_host->fail(err, WB_E_UNSUPPORTED,
				     "there is no initdb on this machine: install PostgreSQL's "
				     "server, or give `scratch` a URL");
	if (found.version && found.version != search.wanted) {
		snprintf(line, sizeof(line),
			 "the private server is of version %ld, the target's of %ld", found.version,
			 search.wanted);
		pg_host->log(c->client, WB_LOG_WARNING, line);
	}
	return give_recipe(found.folder, folder,
			   user && *user && strncmp(user, "pg_", 3) != 0 ? user : "postgres",
			   &recipe);
}
