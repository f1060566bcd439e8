/* SPDX-License-Identifier: MIT */
/* What a statement leaves in the connection for later ones to ask: last_insert_rowid() and changes(). A row of
 * ours must not show in them, and a step that is taken up goes on with what the connection before had. */
#include <stdio.h>
#include <string.h>

#include <whimbrel/kit/uses.h>

#include "sqlite.h"

static void give_changes(sqlite3_context *context, int count, sqlite3_value **values)
{
	const struct sqlite_conn *c = sqlite3_user_data(context);

	(void)count;
	(void)values;
	sqlite3_result_int64(context, c->changes);
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
	int rc = sqlite3_create_function_v2(c->db, "whimbrel_changes", 0, SQLITE_UTF8, c,
					    give_changes, NULL, NULL, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_create_function_v2(c->db, "whimbrel_kept", 0, SQLITE_UTF8, c,
						give_kept, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0
			       : sqlite_host->fail(err, WB_E_NOMEM, "%s", sqlite3_errmsg(c->db));
}

/* Only these set what changes() gives, also to 0. */
static bool counts(const struct sqlite_conn *c, const char *text, size_t len)
{
	static const char *const words[] = { "INSERT", "REPLACE", "UPDATE", "DELETE" };
	struct sqlite_word w;

	sqlite_next(text, len, 0, &w);
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (sqlite_word_is(text, &w, words[i]))
			return true;
	return c->wrote && sqlite_word_is(text, &w, "WITH");
}

void sqlite_counters_after(struct sqlite_conn *c, const char *text, size_t len)
{
	if (counts(c, text, len))
		c->changes = sqlite3_changes(c->db);
}

/* Nothing sets it but as many changes. */
static int change_rows(struct sqlite_conn *c, struct wb_error *err)
{
	sqlite3_int64 id = sqlite3_last_insert_rowid(c->db);
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
	sqlite3_set_last_insert_rowid(c->db, id);
	return status;
}

/* Does a trigger or a view ask for it, which a statement may reach? What the schema had is known until it
 * changes. */
static bool schema_asks(struct sqlite_conn *c)
{
	static const char sql[] =
		"SELECT EXISTS (SELECT 1 FROM (SELECT type, sql FROM main.sqlite_schema UNION ALL "
		"SELECT type, sql FROM temp.sqlite_schema) WHERE type IN ('trigger', 'view') AND "
		"sql LIKE '%changes%')";
	struct wb_error ignored = WB_ERROR_INIT;
	char version[32] = "", found[8] = "";

	if (sqlite_simple(c, "PRAGMA schema_version", version, sizeof(version), &ignored) == 0 &&
	    strcmp(version, c->asks_version) == 0)
		return c->asks;
	c->asks = sqlite_simple(c, sql, found, sizeof(found), &ignored) < 0 || found[0] != '0';
	snprintf(c->asks_version, sizeof(c->asks_version), "%s", version);
	return c->asks;
}

int sqlite_counters_before(struct sqlite_conn *c, const char *text, size_t len,
			   struct wb_error *err)
{
	if (c->changes == sqlite3_changes(c->db))
		return 0;
	return kit_calls(text, len, "changes") || schema_asks(c) ? change_rows(c, err) : 0;
}
