/* SPDX-License-Identifier: MIT */
/* Saving the database and bringing it back, by MariaDB's own programs, as SQL. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maria.h"

#define PATH_MOST 512
#define WORDS_MOST 24

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
	char name[256 * 2 + 1];

	mysql_real_escape_string(c->link.db, name, c->database, strlen(c->database));
	kit_text_write(
		&sql,
		"SELECT default_character_set_name,default_collation_name,"
		"(SELECT COUNT(*) FROM information_schema.tables WHERE table_schema='%s' AND "
		"table_type<>'VIEW' AND engine<>'InnoDB'),"
		"(SELECT COUNT(*) FROM information_schema.tables WHERE table_schema='%s' AND "
		"table_type='SYSTEM VERSIONED') "
		"FROM information_schema.schemata WHERE schema_name='%s'",
		name, name, name);
	return maria_ask(c, &sql, take_traits, out, err);
}

static int say(struct wb_rows *rows, const char *const *words)
{
	struct wb_value values[WORDS_MOST];
	size_t count = 0;

	for (; words[count] && count < WORDS_MOST; count++)
		values[count] = (struct wb_value){ words[count], strlen(words[count]) };
	return maria_host->row(rows, values, count);
}

static int say_text(struct wb_rows *rows, const char *word, const char *name, struct kit_text *text,
		    struct wb_error *err)
{
	char *taken = kit_text_take(text);
	const char *const words[] = { word, name ? name : taken, name ? taken : NULL, NULL };
	int rc = taken ? say(rows, words) : kit_no_memory(err);

	if (taken)
		explicit_bzero(taken, strlen(taken));
	free(taken);
	return rc;
}

/* ------------------------------------------------------------------ saving */

/* What the text can't say of the database itself stands at its end. */
static int save(struct maria_conn *c, const char *file, const struct wb_backup *what,
		struct wb_rows *rows, struct wb_error *err)
{
	struct traits t = { .charset = "" };
	struct kit_text last = { 0 };
	char result[PATH_MOST];
	const char *words[WORDS_MOST] = { "run",
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
	int rc = read_traits(c, &t, err);

	snprintf(result, sizeof(result), "--result-file=%s", what->path);
	/* one snapshot, or all tables locked where an engine has none */
	words[n++] = t.locks ? "--lock-tables" : "--single-transaction";
	if (t.versions)
		words[n++] = "--dump-history";
	words[n++] = "--";
	words[n++] = c->database;
	if (rc == 0)
		rc = say(rows, words);
	kit_text_write(&last, "\nALTER DATABASE CHARACTER SET %s COLLATE %s;\n", t.charset,
		       t.collation);
	if (rc == 0)
		rc = say_text(rows, "append", NULL, &last, err);
	kit_text_release(&last);
	return rc;
}

/* ------------------------------------------------------------------ bringing back */

/* Privileges of users stay when a database goes. */
static int say_empty(const struct maria_conn *c, struct wb_rows *rows, struct wb_error *err)
{
	struct kit_text sql = { 0 }, name = { 0 };
	int rc;

	kit_text_add(&name, "`");
	for (const char *at = c->database; *at; at++)
		kit_text_append(&name, *at == '`' ? "``" : at, *at == '`' ? 2 : 1);
	kit_text_append(&name, "`", 2);
	kit_text_write(&sql, "DROP DATABASE IF EXISTS %s;\nCREATE DATABASE %s;\n", name.data,
		       name.data);
	rc = say_text(rows, "file", "empty.sql", &sql, err);
	kit_text_release(&sql);
	kit_text_release(&name);
	return rc;
}

static int restore(struct maria_conn *c, const char *file, const struct wb_backup *what,
		   struct wb_rows *rows, struct wb_error *err)
{
	char empty[PATH_MOST];
	int rc = say_empty(c, rows, err);

	snprintf(empty, sizeof(empty), "%s/empty.sql", what->folder);
	if (rc == 0)
		rc = say(rows, (const char *const[]){ "input", empty, NULL });
	if (rc == 0)
		rc = say(rows, (const char *const[]){ "run", "mariadb", file, "--batch", NULL });
	if (rc == 0)
		rc = say(rows, (const char *const[]){ "input", what->path, NULL });
	if (rc == 0)
		rc = say(rows, (const char *const[]){
				       "run", "mariadb", file, "--batch", "--binary-mode",
				       "--default-character-set=utf8mb4", "--max-allowed-packet=1G",
				       "--", c->database, NULL });
	return rc;
}

int maria_backup(void *conn, const struct wb_backup *what, struct wb_rows *rows,
		 struct wb_error *err)
{
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
	rc = say_text(rows, "file", "client", &client, err);
	kit_text_release(&client);
	if (rc == 0)
		rc = say(rows, (const char *const[]){ "version",
						      what->restore ? "mariadb" : "mariadb-dump",
						      least, "Distrib ", " from ", NULL });
	if (rc < 0)
		return rc;
	return what->restore ? restore(c, file, what, rows, err) : save(c, file, what, rows, err);
}
