/* SPDX-License-Identifier: MIT */
/* What a step must not leave behind: settings and attached databases. The authorizer, which SQLite
 * calls while it prepares a statement, tells which were touched, so a step that touches none pays
 * nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/uses.h>

#include "sqlite.h"

/* What a PRAGMA needs that is put back. */
enum {
	OUTSIDE = 1,    /* has no effect, or is refused, inside a transaction */
	WRITE_ONLY = 2, /* can't be asked; `fallback` is what a connection begins with */
	NEXT = 4        /* what VACUUM is to make of the file: what it has is asked at the end */
};

/* The PRAGMAs of SQLite 3.35 to 3.46 that belong to the connection. Those that belong to the
 * database (journal_mode, user_version, application_id, encoding, and auto_vacuum and page_size
 * once the file has them) stay as a step leaves them. */
static const struct setting {
	const char *name;
	unsigned how;
	const char *fallback;
} settings[] = {
	{ "analysis_limit", 0, NULL },
	{ "auto_vacuum", NEXT, NULL },
	{ "automatic_index", 0, NULL },
	{ "busy_timeout", WRITE_ONLY, NULL }, /* sqlite_set_busy puts it back */
	{ "cache_size", 0, NULL },
	{ "cache_spill", 0, NULL },
	{ "case_sensitive_like", WRITE_ONLY, "0" },
	{ "cell_size_check", 0, NULL },
	{ "checkpoint_fullfsync", 0, NULL },
	{ "count_changes", 0, NULL },
	{ "defer_foreign_keys", 0, NULL },
	{ "empty_result_callbacks", 0, NULL },
	{ "foreign_keys", OUTSIDE, NULL },
	{ "full_column_names", 0, NULL },
	{ "fullfsync", 0, NULL },
	{ "hard_heap_limit", 0, NULL },
	{ "ignore_check_constraints", 0, NULL },
	{ "journal_size_limit", 0, NULL },
	{ "legacy_alter_table", 0, NULL },
	{ "locking_mode", 0, NULL },
	{ "max_page_count", 0, NULL },
	{ "mmap_size", 0, NULL },
	{ "page_size", NEXT, NULL },
	{ "query_only", 0, NULL },
	{ "read_uncommitted", 0, NULL },
	{ "recursive_triggers", 0, NULL },
	{ "reverse_unordered_selects", 0, NULL },
	{ "secure_delete", 0, NULL },
	{ "short_column_names", 0, NULL },
	{ "soft_heap_limit", 0, NULL },
	{ "synchronous", OUTSIDE, NULL },
	{ "temp_store", OUTSIDE, NULL },
	{ "threads", 0, NULL },
	{ "trusted_schema", 0, NULL },
	{ "wal_autocheckpoint", 0, NULL },
	{ "writable_schema", 0, NULL },
};

#define SETTING_COUNT (sizeof(settings) / sizeof(settings[0]))
_Static_assert(SETTING_COUNT <= 64, "struct sqlite_session has 64 bits");

/* ------------------------------------------------------------------ watching */

static void touch(struct sqlite_conn *c, const char *name)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		if (sqlite3_stricmp(settings[i].name, name) == 0)
			c->session.touched |= UINT64_C(1) << i;
}

/* An INSERT or UPDATE that may delete other rows: by its words, or inside a trigger, whose words
 * are elsewhere. */
static unsigned may_replace(const struct sqlite_conn *c, const char *trigger)
{
	struct kit_words w = c->first;

	if (trigger || !c->text)
		return SQLITE_WROTE_REPLACE;
	if (!kit_word_take(&w, "INSERT") && !kit_word_take(&w, "UPDATE"))
		return SQLITE_WROTE_REPLACE;
	return kit_word_is(&w, "OR") ? SQLITE_WROTE_REPLACE : 0;
}

/* A table without REFERENCES has no foreign keys, and one that is altered without it keeps those it
 * has. A column that is added with it and a default may break it in every row. */
static void wrote_schema(struct sqlite_conn *c, const char *table, bool alter)
{
	unsigned how = 0;

	if (kit_has_word(c->text, c->text_len, "REFERENCES"))
		how = SQLITE_WROTE_SCHEMA | (alter ? SQLITE_WROTE_ALTER : 0);
	sqlite_wrote(c, table, how, NULL);
	if (!alter && kit_has_word(c->text, c->text_len, "REPLACE"))
		sqlite_replaces(c);
}

/* SQLite rewrites its schema for ALTER TABLE … RENAME with functions of its own, which nobody else
 * may call. */
static void called(struct sqlite_conn *c, const char *function)
{
	if (sqlite3_stricmp(function, "changes") == 0)
		c->asks = true;
	else if (strcmp(function, "sqlite_rename_table") == 0)
		c->renames = true;
	else if (strcmp(function, "sqlite_rename_column") == 0)
		sqlite_column_renamed(c);
}

/* What DDL writes has neither triggers nor defaults. */
static bool is_schema(const char *table)
{
	return strcmp(table, "sqlite_master") == 0 || strcmp(table, "sqlite_temp_master") == 0;
}

/* One that is run again as it is does nothing more; another takes all temporary tables away. */
static void stores_temporary(struct sqlite_conn *c, const char *how)
{
	c->unkeepable |= *c->temp_store && sqlite3_stricmp(c->temp_store, how) != 0;
	snprintf(c->temp_store, sizeof(c->temp_store), "%s", how);
}

/* `value` NULL: it is only asked for. */
static void pragma(struct sqlite_conn *c, const char *name, const char *value)
{
	if (!value)
		return;
	touch(c, name);
	c->session.journal |= sqlite3_stricmp(name, "journal_mode") == 0;
	c->session.query_only |= sqlite3_stricmp(name, "query_only") == 0;
	if (sqlite3_stricmp(name, "temp_store") == 0)
		stores_temporary(c, value);
}

/* VACUUM INTO attaches what it writes, VACUUM alone a file without a name. */
static int attach(struct sqlite_conn *c, const char *file)
{
	c->session.attached = true;
	return c->scratch && (!file || (*file && strcmp(file, ":memory:") != 0)) ? SQLITE_DENY
										 : SQLITE_OK;
}

/* What a statement is about to do, as SQLite tells it: two names, and the trigger that does it, or NULL. */
struct doing {
	int action;
	const char *a, *b, *trigger;
	bool temporary; /* in the database of temporary things */
};

/* Rows, and tables. */
static void note_written(struct sqlite_conn *c, const struct doing *d)
{
	switch (d->action) {
	case SQLITE_INSERT:
		sqlite_wrote(c, d->a, SQLITE_WROTE_INSERT | may_replace(c, d->trigger), NULL);
		break;
	case SQLITE_DELETE:
		sqlite_wrote(c, d->a, SQLITE_WROTE_DELETE, NULL);
		break;
	case SQLITE_UPDATE:
		sqlite_wrote(c, d->a, may_replace(c, d->trigger), d->b);
		break;
	case SQLITE_CREATE_TABLE:
		wrote_schema(c, d->a, false);
		break;
	case SQLITE_DROP_TABLE:
		sqlite_wrote(c, d->a, SQLITE_WROTE_SCHEMA | SQLITE_WROTE_DROP, NULL);
		break;
	case SQLITE_ALTER_TABLE:
		wrote_schema(c, d->b, true);
		break;
	default:
		break;
	}
}

/* What goes with the session. */
static void note_session(struct sqlite_conn *c, const struct doing *d)
{
	switch (d->action) {
	case SQLITE_CREATE_TEMP_TABLE:
	case SQLITE_CREATE_TEMP_VIEW:
	case SQLITE_CREATE_TEMP_TRIGGER:
		c->session.temporary = true;
		break;
	case SQLITE_CREATE_VTABLE:
		/* it may write its rows at the commit, behind what is kept */
		c->session.temporary |= d->temporary;
		c->unkeepable |= d->temporary;
		break;
	case SQLITE_FUNCTION:
		called(c, d->b);
		break;
	case SQLITE_PRAGMA:
		pragma(c, d->a, d->b);
		break;
	default:
		break;
	}
}

static int authorize(void *ctx, int action, const char *a, const char *b, const char *database,
		     const char *trigger)
{
	struct sqlite_conn *c = ctx;
	const bool rows =
		action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
	const bool temporary = database && strcmp(database, "temp") == 0;
	const struct doing doing = { action, a, b, trigger, temporary };

	if (!c->track)
		return SQLITE_OK;
	/* what a savepoint of the user's may take back is written before it begins */
	c->ours |= action == SQLITE_PRAGMA || action == SQLITE_SAVEPOINT || sqlite_is_ours(a) ||
		   sqlite_is_ours(b);
	c->wrote |= rows && !is_schema(a);
	c->wrote_schema |= rows && is_schema(a);
	c->wrote_attached |= rows && database && !temporary && strcmp(database, "main") != 0;
	c->wrote_temporary |= temporary && action != SQLITE_READ && action != SQLITE_SELECT;
	note_written(c, &doing);
	note_session(c, &doing);
	return action == SQLITE_ATTACH ? attach(c, a) : SQLITE_OK;
}

int sqlite_watch(struct sqlite_conn *c, struct wb_error *err)
{
	int rc = sqlite3_set_authorizer(c->db, authorize, c);

	return rc == SQLITE_OK ? 0 : sqlite_fail(c, rc, err);
}

/* ------------------------------------------------------------------ remembering */

static int ask(struct sqlite_conn *c, size_t i, char *out, size_t size, struct wb_error *err)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "PRAGMA %s", settings[i].name);
	return sqlite_simple(c, sql, out, size, err);
}

static int remember(struct sqlite_conn *c, struct wb_error *err)
{
	for (size_t i = 0; i < SETTING_COUNT; i++) {
		char value[64] = "";
		int status;

		if (settings[i].how & (WRITE_ONLY | NEXT))
			continue;
		status = ask(c, i, value, sizeof(value), err);
		if (status < 0)
			return status;
		/* one that this SQLite does not know answers nothing */
		if (!value[0])
			continue;
		c->session.values[i] = strdup(value);
		if (!c->session.values[i])
			return kit_no_memory(err);
	}
	c->session.known = true;
	return 0;
}

int sqlite_before(struct sqlite_conn *c, const struct kit_words *first, struct wb_error *err)
{
	static const char *const sets[] = { "PRAGMA", "EXPLAIN", NULL };

	return !c->session.known && kit_word_is_any(first, sets) ? remember(c, err) : 0;
}

void sqlite_session_release(struct sqlite_session *s)
{
	for (size_t i = 0; i < SETTING_COUNT; i++)
		free(s->values[i]);
	memset(s, 0, sizeof(*s));
}

/* ------------------------------------------------------------------ putting back */

static int put_back(struct sqlite_conn *c, size_t i, struct wb_error *err)
{
	const char *value =
		settings[i].how & WRITE_ONLY ? settings[i].fallback : c->session.values[i];
	char sql[160], now[64] = "";

	if (strcmp(settings[i].name, "busy_timeout") == 0)
		sqlite_set_busy(c);
	if (settings[i].how & NEXT) {
		if (ask(c, i, now, sizeof(now), err) < 0)
			return kit_failed(err);
		value = now;
	}
	if (!value)
		return 0;
	snprintf(sql, sizeof(sql), "PRAGMA %s=%s", settings[i].name, value);
	return sqlite_simple(c, sql, NULL, 0, err);
}

/* The name of an attached database that is neither main nor temp: 1 with it in `out`, 0. */
static int attached_name(struct sqlite_conn *c, char *out, size_t size, struct wb_error *err)
{
	int status;

	out[0] = '\0';
	status = sqlite_simple(
		c, "SELECT name FROM pragma_database_list WHERE seq > 1 ORDER BY seq LIMIT 1", out,
		size, err);
	return status < 0 ? status : out[0] != '\0';
}

static int detach_all(struct sqlite_conn *c, struct wb_error *err)
{
	char name[256];
	int status;

	while ((status = attached_name(c, name, sizeof(name), err)) == 1) {
		char *sql = kit_text_make("DETACH %N", name);

		if (!sql)
			return kit_no_memory(err);
		status = sqlite_simple(c, sql, NULL, 0, err);
		free(sql);
		if (status < 0)
			return status;
	}
	c->session.attached = false;
	return status;
}

int sqlite_drop_temporary(struct sqlite_conn *c, struct wb_error *err)
{
	char sql[1024];
	int status;

	if (!c->session.temporary)
		return 0;
	do {
		sql[0] = '\0';
		status = sqlite_simple(c,
				       "SELECT 'DROP ' || type || ' temp.\"' || replace(name, "
				       "'\"', '\"\"') || '\"' FROM "
				       "temp.sqlite_schema WHERE type IN ('trigger', 'view', "
				       "'table') AND name NOT LIKE "
				       "'sqlite\\_%' ESCAPE '\\' OR name LIKE 'sqlite\\_stat_' "
				       "ESCAPE '\\' ORDER BY CASE type WHEN 'trigger' "
				       "THEN 1 WHEN 'view' THEN 2 "
				       "ELSE 3 END, sql NOT LIKE 'CREATE VIRTUAL%' LIMIT 1",
				       sql, sizeof(sql), err);
		if (status == 0 && sql[0])
			status = sqlite_simple(c, sql, NULL, 0, err);
	} while (status == 0 && sql[0]);
	if (status == 0)
		c->session.temporary = false;
	return status;
}

/* WAL is the file's, the others are the connection's. */
static int restore_journal(struct sqlite_conn *c, struct wb_error *err)
{
	char mode[16] = "";
	int status = sqlite_simple(c, "PRAGMA main.journal_mode", mode, sizeof(mode), err);

	if (status == 0 && strcmp(mode, "wal") != 0 && strcmp(mode, "delete") != 0)
		status = sqlite_simple(c, "PRAGMA main.journal_mode=delete", NULL, 0, err);
	if (status == 0)
		c->session.journal = false;
	return status;
}

int sqlite_restore(struct sqlite_conn *c, struct wb_error *err)
{
	bool outside = sqlite3_get_autocommit(c->db);

	if (c->session.journal && outside && restore_journal(c, err) < 0)
		return kit_failed(err);

	for (size_t i = 0; c->session.touched && i < SETTING_COUNT; i++) {
		uint64_t bit = UINT64_C(1) << i;
		int status;

		if (!(c->session.touched & bit) || ((settings[i].how & OUTSIDE) && !outside))
			continue;
		status = put_back(c, i, err);
		if (status < 0)
			return status;
		c->session.touched &= ~bit;
	}
	return c->session.attached && outside ? detach_all(c, err) : 0;
}
