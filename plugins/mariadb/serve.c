/* SPDX-License-Identifier: MIT */
/* A private server: how it is made and started from the programs on this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <whimbrel/kit/recipe.h>

#include "schema.h"

#define PROGRAM_MAX 512

static bool find_in(const char *folder, size_t len, const char *name, char out[PROGRAM_MAX])
{
	return snprintf(out, PROGRAM_MAX, "%.*s/%s", (int)len, folder, name) < PROGRAM_MAX &&
	       access(out, X_OK) == 0;
}

static bool find_program(const char *name, char out[PROGRAM_MAX])
{
	static const char *const folders[] = { "/usr/sbin",      "/usr/bin",
					       "/usr/libexec",   "/usr/local/libexec",
					       "/usr/local/bin", "/usr/local/mysql/bin" };

	for (const char *at = getenv("PATH"); at && *at; at += strspn(at, ":")) {
		size_t len = strcspn(at, ":");

		if (*at == '/' && find_in(at, len, name, out))
			return true;
		at += len;
	}
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		if (find_in(folders[i], strlen(folders[i]), name, out))
			return true;
	return false;
}

/* Settings of the whole server that change what SQL means, as the target's server has them. */
struct globals {
	char names[16], charset[64], collation[64], engine[64], format[32];
};

static void take_globals(void *ctx, MYSQL_ROW row)
{
	struct globals *g = ctx;

	snprintf(g->names, sizeof(g->names), "%s", row[0] ? row[0] : "0");
	snprintf(g->charset, sizeof(g->charset), "%s", row[1] ? row[1] : "utf8mb4");
	snprintf(g->collation, sizeof(g->collation), "%s", row[2] ? row[2] : "utf8mb4_general_ci");
	snprintf(g->engine, sizeof(g->engine), "%s", row[3] ? row[3] : "InnoDB");
	snprintf(g->format, sizeof(g->format), "%s", row[4] ? row[4] : "dynamic");
}

/* The server's programs. */
struct programs {
	char install[PROGRAM_MAX], server[PROGRAM_MAX];
};

static int give_recipe(const struct programs *p, const char *folder, const struct globals *g,
		       const struct kit_recipe *recipe)
{
	char data[256], temporary[256], socket[256], url[512], names[64], charset[96],
		collation[96], engine[96], format[64];
	const char *const lines[][KIT_RECIPE_WORDS] = {
		{ "user", "mysql", NULL },
		{ "user", "nobody", NULL },
		{ "run", p->install, "--no-defaults", data, temporary, names, "--skip-test-db",
		  "--auth-root-authentication-method=normal", NULL },
		{ "start", p->server, "--no-defaults", data, temporary, socket, names, charset,
		  collation, engine, format, "--skip-networking", "--skip-log-bin",
		  "--innodb-flush-log-at-trx-commit=0", "--innodb-doublewrite=0",
		  "--innodb-buffer-pool-size=32M", NULL },
		{ "url", url, NULL },
	};

	snprintf(data, sizeof(data), "--datadir=%s/data", folder);
	snprintf(temporary, sizeof(temporary), "--tmpdir=%s", folder);
	snprintf(socket, sizeof(socket), "--socket=%s/s", folder);
	snprintf(names, sizeof(names), "--lower-case-table-names=%s", g->names);
	snprintf(charset, sizeof(charset), "--character-set-server=%s", g->charset);
	snprintf(collation, sizeof(collation), "--collation-server=%s", g->collation);
	snprintf(engine, sizeof(engine), "--default-storage-engine=%s", g->engine);
	snprintf(format, sizeof(format), "--innodb-default-row-format=%s", g->format);
	snprintf(url, sizeof(url), "mariadb://root@localhost/mysql?socket=%s/s", folder);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		if (kit_recipe_line(recipe, lines[i]) < 0)
			return kit_failed(recipe->err);
	return 0;
}

int maria_serve(void *conn, const char *folder, struct wb_rows *rows, struct wb_error *err)
{
	static const char ask[] = "SELECT @@lower_case_table_names,@@GLOBAL.character_set_server,"
				  "@@GLOBAL.collation_server,@@GLOBAL.default_storage_engine,"
				  "@@GLOBAL.innodb_default_row_format";
	const struct kit_recipe recipe = { rows, err };
	struct maria_conn *c = conn;
	struct programs p;
	struct globals g = { .names = "0" };

	if (!find_program("mariadb-install-db", p.install) || !find_program("mariadbd", p.server))
		return maria_host->fail(
			err, WB_E_UNSUPPORTED,
			"there is no mariadbd with mariadb-install-db on this "
			"machine: install MariaDB's server, or give `scratch` a URL");
	if (maria_query(c, ask, take_globals, &g, err) < 0)
		return kit_failed(err);
	return give_recipe(&p, folder, &g, &recipe);
}

/* ------------------------------------------------------------------ clearing up */

static void take_statement(void *ctx, MYSQL_ROW row)
{
	struct kit_text *all = ctx;

	kit_text_write(all, "%s;", row[0] ? row[0] : "");
}

int maria_scratch_clear(void *conn, struct wb_error *err)
{
	struct maria_conn *c = conn;
	struct kit_text all = { 0 };
	int rc = maria_query(c, maria_clear_sql, take_statement, &all, err);

	if (rc == 0 && all.len)
		rc = maria_query(c, all.data, NULL, NULL, err);
	free(all.data);
	return rc;
}
