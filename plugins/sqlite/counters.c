/* SPDX-License-Identifier: MIT */
/* What a statement leaves in the connection for later ones to ask: last_insert_rowid(), changes() and
 * total_changes(), which counts from the beginning of the step and is a function of ours. A row of
 * ours must not show in them, and a step that is taken up goes on with what the connection before had. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sqlite.h"

static void give_changes(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct sqlite_conn *c = sqlite3_user_data(context);

	(void)count;
	(void)values;
	sqlite3_result_int64(context, c->changes);
}

/* While a statement of the user's runs, it goes on within it, as it does in SQLite. */
static void give_total_now(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct sqlite_conn *c = sqlite3_user_data(context);

	(void)count;
	(void)values;
	sqlite3_result_int64(
		context,
		c->total + (c->track ? sqlite3_total_changes(c->db) - c->total_before : 0));
}

static void give_total(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct sqlite_conn *c = sqlite3_user_data(context);

	(void)count;
	(void)values;
	sqlite3_result_int64(context, c->total);
}

static void give_kept(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct sqlite_conn *c = sqlite3_user_data(context);

	(void)count;
	(void)values;
	sqlite3_result_int(context, c->kept);
}

int sqlite_counters_init(struct sqlite_conn *c, struct wb_error *err)
{
	static const struct {
		const char *name;
		void (*give)(sqlite3_context *context, int count, sqlite3_value **values);
	} functions[] = {
		{ "whimbrel_changes", give_changes },
		{ "whimbrel_kept", give_kept },
		{ "whimbrel_total", give_total },
		{ "total_changes", give_total_now },
	};
	int rc = SQLITE_OK;

	/* a schema that is not trusted may call it as before */
	for (size_t i = 0; rc == SQLITE_OK && i < sizeof(functions) / sizeof(functions[0]); i++)
		rc = sqlite3_create_function_v2(c->db, functions[i].name, 0,
						SQLITE_UTF8 | SQLITE_INNOCUOUS, c,
						functions[i].give, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0
			       : sqlite_host->fail(err, WB_E_NOMEM, "%s", sqlite3_errmsg(c->db));
}

/* Only these set what changes() gives, also to 0. */
static bool counts(const struct sqlite_conn *c)
{
	static const char *const words[] = { "INSERT", "REPLACE", "UPDATE", "DELETE", NULL };

	return kit_word_is_any(&c->first, words) || (c->wrote && kit_word_is(&c->first, "WITH"));
}

/* VACUUM, without the name of an attached database. */
static bool vacuums(struct kit_words w)
{
	if (!kit_word_take(&w, "VACUUM"))
		return false;
	return kit_words_ended(&w) || kit_mark_is(&w, ';') || kit_word_is(&w, "INTO") ||
	       kit_part_is(&w, "main");
}

/* VACUUM writes the schema anew, and leaves the number of its last row in last_insert_rowid() where that is one
 * without pages, which it writes with an INSERT. Rows about tables of ours are not to be counted. */
static void uncount_schema(struct sqlite_conn *c)
{
	static const char last[] =
		"SELECT (SELECT count(*) FROM main.sqlite_schema WHERE tbl_name NOT IN ("
		"'whimbrel_version', 'whimbrel_log', 'whimbrel_lock', 'whimbrel_kept')) FROM "
		"main.sqlite_schema WHERE rootpage = 0 OR rootpage IS NULL LIMIT 1";
	struct wb_error ignored = WB_ERROR_INIT;
	char count[24] = "";

	if (sqlite_simple(c, last, count, sizeof(count), &ignored) == 0 && *count)
		sqlite3_set_last_insert_rowid(c->db, strtoll(count, NULL, 10));
}

void sqlite_counters_after(struct sqlite_conn *c)
{
	if (vacuums(c->first))
		uncount_schema(c);
	if (c->stepped && counts(c))
		c->changes = sqlite3_changes(c->db);
}

/* Nothing sets it but as many changes. */
static int change_rows(struct sqlite_conn *c, struct wb_error *err)
{
	char insert[200];
	int status;

	snprintf(insert, sizeof(insert),
		 c->changes > 0
			 ? "INSERT INTO temp.whimbrel_changes WITH RECURSIVE r (n) AS (SELECT 1 "
			   "UNION ALL SELECT n + 1 FROM r WHERE n < %lld) SELECT n FROM r"
			 : "DELETE FROM temp.whimbrel_changes WHERE n IS NULL",
		 (long long)c->changes);
	status = sqlite_unseen(c, "CREATE TEMP TABLE whimbrel_changes (n)", err);
	if (status == 0)
		status = sqlite_unseen(c, insert, err);
	if (status == 0)
		status = sqlite_unseen(c, "DROP TABLE temp.whimbrel_changes", err);
	return status;
}

/* What a step begins with, behind rows of ours in the same transaction: a table of ours is there, and what is
 * prepared stays so. */
static bool change_none(struct sqlite_conn *c)
{
	return c->changes == 0 && c->wrote && !sqlite3_get_autocommit(c->db) &&
	       sqlite3_exec(c->db, "DELETE FROM main.whimbrel_version WHERE 0", NULL, NULL, NULL) ==
		       SQLITE_OK;
}

/* What a user's statement may do to who asks: the text of DDL has the word if what it makes does, and what is written
 * into the schema as rows may be put together. */
static void note_definitions(struct sqlite_conn *c)
{
	static const char *const words[] = { "CREATE", "ALTER", NULL };
	const bool ddl = kit_word_is_any(&c->first, words);

	if (ddl ? kit_mentions(c->text, c->text_len, "changes") : c->wrote_schema)
		c->definitions = SQLITE_MAY_ASK;
}

/* Has another connection committed since it was looked? */
static bool changed_elsewhere(struct sqlite_conn *c)
{
	struct wb_error ignored = WB_ERROR_INIT;
	char now[24] = "";
	bool changed =
		sqlite_simple(c, "PRAGMA main.data_version", now, sizeof(now), &ignored) < 0 ||
		strcmp(now, c->data_version) != 0;

	memcpy(c->data_version, now, sizeof(now));
	return changed;
}

/* Does any definition call it? One that does not have the word does not. */
static bool definitions_ask(struct sqlite_conn *c)
{
	static const char look[] =
		"SELECT 1 FROM (SELECT sql FROM main.sqlite_schema UNION ALL SELECT sql FROM "
		"temp.sqlite_schema) WHERE instr(lower(sql), 'changes') LIMIT 1";
	struct wb_error ignored = WB_ERROR_INIT;
	char found[8] = "";

	if (!c->looked && changed_elsewhere(c) && c->definitions == SQLITE_ASK_NOTHING)
		c->definitions = SQLITE_NOT_LOOKED;
	c->looked = true;
	if (c->definitions == SQLITE_NOT_LOOKED)
		c->definitions =
			sqlite_simple(c, look, found, sizeof(found), &ignored) == 0 && !*found
				? SQLITE_ASK_NOTHING
				: SQLITE_MAY_ASK;
	return c->definitions == SQLITE_MAY_ASK || c->session.attached;
}

/* Who asks is known where the statement calls it, or a trigger or view does that it reaches. A default or a check
 * is not told of, and is looked for before something writes. */
int sqlite_counters_before(struct sqlite_conn *c, struct wb_error *err)
{
	sqlite3_int64 id = sqlite3_last_insert_rowid(c->db);
	int status;

	note_definitions(c);
	if (c->changes == sqlite3_changes(c->db) || !(c->asks || c->wrote))
		return 0;
	c->track = false;
	status = c->asks || definitions_ask(c);
	c->track = true;
	if (!status)
		return 0;
	c->track = false;
	status = change_none(c) ? 0 : change_rows(c, err);
	c->track = true;
	sqlite3_set_last_insert_rowid(c->db, id);
	return status;
}
