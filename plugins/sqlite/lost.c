/* SPDX-License-Identifier: MIT */
/* What goes with the connection: temporary tables and databases in memory, triggers on other tables, which
 * are made again, and counters. Beside the names a memory has lines "x SQL", the SQL in hexadecimal, "r ROWID",
 * "c CHANGES", "w TOTAL", "m TEMP_STORE" and "k" for what kept.c has kept. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/hex.h>
#include <whimbrel/kit/object.h>

#include "sqlite.h"

void sqlite_lost_release(struct sqlite_conn *c)
{
	kit_lost_release(&c->lost);
}

/* What was kept is a line "k"; if not, its names. */
static void compose(const struct sqlite_conn *c, struct wb_text *out)
{
	kit_add(out, "SELECT CASE WHEN whimbrel_kept() THEN 'k' ELSE "
		     "coalesce(group_concat('t ' || hex(name), char(10)), '') END");
	for (const struct kit_lost *l = c->lost; l; l = l->next)
		kit_write(out, " || char(10) || 't ' || hex(%L)", l->name);
	if (*c->temp_store)
		kit_write(out, " || char(10) || 'm ' || %L", c->temp_store);
	/* with a table that is gone, a trigger that may write it is gone as well, and its table spoilt */
	kit_add(out, " || coalesce((SELECT char(10) || group_concat(CASE WHEN spoilt THEN 't ' || "
		     "hex(name) || char(10) || 't ' || hex(tbl_name) ELSE 'x ' || hex(sql) END, "
		     "char(10)) FROM (SELECT name, tbl_name, sql, EXISTS (SELECT 1 FROM "
		     "temp.sqlite_schema WHERE type IN ('table', 'view')) AS spoilt FROM "
		     "temp.sqlite_schema WHERE type = 'trigger' AND NOT whimbrel_kept() ORDER BY "
		     "rowid)), "
		     "'') || "
		     "coalesce((SELECT char(10) || group_concat('t ' || hex(name), char(10)) FROM "
		     "pragma_database_list WHERE seq > 1 AND coalesce(file, '') = ''), '') || "
		     "char(10) || 'r ' || last_insert_rowid() || char(10) || 'c ' || "
		     "whimbrel_changes() || char(10) || 'w ' || whimbrel_total() FROM "
		     "temp.sqlite_schema WHERE type IN ('table', 'view')");
}

int sqlite_remember(void *conn, const struct kit_statement *statement, bool fresh,
		    struct wb_text *out_sql, struct wb_error *err)
{
	const struct kit_part part = { statement->text, statement->len };
	struct sqlite_conn *c = conn;

	(void)fresh;
	if (!c)
		return 0;
	if (kit_lost_check(&c->lost, &part, "connection", true, err) < 0)
		return kit_failed(err);
	compose(c, out_sql);
	return 0;
}

int sqlite_unseen(struct sqlite_conn *c, const char *sql, struct wb_error *err)
{
	return sqlite3_exec(c->db, sql, NULL, NULL, NULL) == SQLITE_OK
		       ? 0
		       : sqlite_host->fail(err, WB_E_SQL, "%s", sqlite3_errmsg(c->db));
}

/* A trigger as the schema has it, which does not say that it is temporary. */
static int make_trigger(struct sqlite_conn *c, const char *sql, struct wb_error *err)
{
	static const char begin[] = "CREATE TRIGGER ";
	char *again;
	int status;

	if (strncmp(sql, begin, sizeof(begin) - 1) != 0)
		return 0;
	again = sqlite3_mprintf("CREATE %sTRIGGER %s",
				sqlite3_strnicmp(sql + sizeof(begin) - 1, "temp.", 5) ? "TEMP "
										      : "",
				sql + sizeof(begin) - 1);
	if (!again)
		return kit_no_memory(err);
	status = sqlite_unseen(c, again, err);
	c->session.temporary = true;
	sqlite3_free(again);
	return status;
}

static int recall_trigger(struct sqlite_conn *c, const char *hex, struct wb_error *err)
{
	char *sql = kit_hex_take(&hex);
	int status = sql ? make_trigger(c, sql, err) : kit_no_memory(err);

	free(sql);
	return status;
}

/* It would take the temporary tables away if it came behind them. */
static int recall_store(struct sqlite_conn *c, const char *memory, struct wb_error *err)
{
	static const char line[] = "\nm ";
	const char *how = memory ? strstr(memory, line) : NULL;
	const size_t len = how ? strcspn(how += sizeof(line) - 1, "\n") : 0;
	struct kit_words first;
	char sql[64];

	if (!len || len >= sizeof(c->temp_store) ||
	    strspn(how, "abcdefghijklmnopqrstuvwxyz"
			"ABCDEFGHIJKLMNOPQRSTUVWXYZ012") < len)
		return 0;
	snprintf(c->temp_store, sizeof(c->temp_store), "%.*s", (int)len, how);
	snprintf(sql, sizeof(sql), "PRAGMA temp_store = %s", c->temp_store);
	kit_words_begin(&first, sql, strlen(sql), 0);
	if (sqlite_before(c, &first, err) < 0)
		return kit_failed(err);
	return sqlite_unseen(c, sql, err);
}

int sqlite_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err)
{
	struct sqlite_conn *c = conn;
	int status = recall_store(c, memory, err);
	size_t len;

	(void)undone;
	sqlite_lost_release(c);
	c->changes = c->total = 0;
	sqlite3_set_last_insert_rowid(c->db, 0);
	for (const char *line = memory, *next; status == 0 && (next = kit_line(line, &len));
	     line = next) {
		if (*line == 'r')
			sqlite3_set_last_insert_rowid(c->db, strtoll(line + 1, NULL, 10));
		else if (*line == 'c')
			c->changes = strtoll(line + 1, NULL, 10);
		else if (*line == 'w')
			c->total = strtoll(line + 1, NULL, 10);
		else if (*line == 'x' && len > 2)
			status = recall_trigger(c, line + 2, err);
		else if (*line == 'k')
			status = sqlite_keep_recall(c, err);
	}
	return status < 0 ? status : kit_lost_read(&c->lost, memory, err);
}
