/* SPDX-License-Identifier: MIT */
/* What a step must not leave behind. The server reports each variable that a statement has set. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

/* What belongs to a statement or follows from another setting, or can't be set. */
static bool is_fleeting(const char *name)
{
	static const char *const names[] = { "identity",
					     "last_insert_id",
					     "insert_id",
					     "rand_seed1",
					     "rand_seed2",
					     "wsrep_gtid_seq_no",
					     "character_set_database",
					     "collation_database",
					     "gtid_seq_no",
					     "error_count",
					     "warning_count",
					     "proxy_user",
					     "in_transaction",
					     "statement_id",
					     "last_gtid",
					     NULL };

	for (size_t i = 0; names[i]; i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

/* Our own rows set these for themselves; the server reports them with the next answer, as they are
 * again. */
static bool is_shield(struct maria_conn *c, const char *name, const char *value, size_t len)
{
	static const char *const names[] = { "sql_mode", "sql_big_selects", "group_concat_max_len",
					     "max_statement_time" };
	struct maria_shielded *s;

	for (size_t i = 0; i < 4; i++) {
		if (strcmp(names[i], name) != 0)
			continue;
		s = &c->shielded[i];
		if (c->learning && len < sizeof(s->value)) {
			memcpy(s->value, value, len);
			s->value[len] = '\0';
			s->known = true;
		}
		return s->known && strlen(s->value) == len && memcmp(s->value, value, len) == 0;
	}
	return false;
}

static void note(struct maria_conn *c, const char *name, size_t len, const char *value,
		 size_t value_len)
{
	struct maria_dirty *d;
	char word[64];

	if (len >= sizeof(word))
		return;
	memcpy(word, name, len);
	word[len] = '\0';
	if (strcasecmp(word, "autocommit") == 0) {
		c->users_autocommit_off = value_len == 3;
		return;
	}
	if (strncmp(word, "character_set_", 14) == 0 || strcmp(word, "collation_connection") == 0) {
		c->other_names |= !is_fleeting(word);
		return;
	}
	if (strcmp(word, "sql_mode") == 0 && c->tracking && value_len < sizeof(c->sql_mode)) {
		memcpy(c->sql_mode, value, value_len);
		c->sql_mode[value_len] = '\0';
	}
	if (is_fleeting(word) || is_shield(c, word, value, value_len) || c->learning)
		return;
	for (d = c->dirty; d; d = d->next)
		if (strcmp(d->name, word) == 0)
			return;
	d = calloc(1, sizeof(*d));
	if (!d)
		return;
	memcpy(d->name, word, sizeof(d->name));
	d->next = c->dirty;
	c->dirty = d;
}

void maria_track(struct maria_conn *c)
{
	const char *name, *value;
	size_t len, value_len;
	int rc = mysql_session_track_get_first(c->db, SESSION_TRACK_SYSTEM_VARIABLES, &name, &len);
	unsigned status = 0;

	if (mariadb_get_infov(c->db, MARIADB_CONNECTION_SERVER_STATUS, &status) == 0)
		c->autocommit_off = !(status & SERVER_STATUS_AUTOCOMMIT);
	while (rc == 0) {
		if (mysql_session_track_get_next(c->db, SESSION_TRACK_SYSTEM_VARIABLES, &value,
						 &value_len))
			break;
		note(c, name, len, value, value_len);
		rc = mysql_session_track_get_next(c->db, SESSION_TRACK_SYSTEM_VARIABLES, &name,
						  &len);
	}
	if (mysql_session_track_get_first(c->db, SESSION_TRACK_SCHEMA, &name, &len) == 0 &&
	    len < sizeof(c->current)) {
		memcpy(c->current, name, len);
		c->current[len] = '\0';
		c->other_database = strcmp(c->current, c->database) != 0;
	}
}

/* MariaDB 11 keeps variables that are bits of one word under one name: a report of one may be of
 * another. They are put back whenever they may have been set. */
#define BITS_SINCE 110000UL

static bool may_have_set_bits(const struct maria_conn *c)
{
	return c->other_role && !c->mysql && c->version >= BITS_SINCE;
}

static void unlock(const struct maria_conn *c, struct maria_text *sql)
{
	if (c->tables_locked)
		maria_text_add(sql, "UNLOCK TABLES");
}

static void drop_temporary(const struct maria_conn *c, struct maria_text *sql)
{
	if (c->temporary)
		maria_temporary_drop(c, sql);
}

static void use(const struct maria_conn *c, struct maria_text *sql)
{
	if (!c->other_database || !*c->database)
		return;
	maria_text_add(sql, "USE ");
	maria_text_quoted(sql, c->database);
}

static void names(const struct maria_conn *c, struct maria_text *sql)
{
	if (c->other_names)
		maria_text_add(sql, "SET NAMES %s", c->names);
}

static void variables(const struct maria_conn *c, struct maria_text *sql)
{
	static const char *const bits[] = { "foreign_key_checks",
					    "unique_checks",
					    "check_constraint_checks",
					    "sql_big_selects",
					    "sql_safe_updates",
					    "sql_auto_is_null",
					    "sql_notes",
					    "sql_warnings",
					    "sql_buffer_result",
					    "sql_quote_show_create",
					    "big_tables",
					    NULL };
	const char *comma = "SET SESSION ";

	for (size_t i = 0; may_have_set_bits(c) && bits[i]; i++, comma = ",")
		maria_text_add(sql, "%s%s=@@GLOBAL.%s", comma, bits[i], bits[i]);
	/* MySQL takes DEFAULT for "off" at those that end in _checks */
	for (const struct maria_dirty *d = c->dirty; d; d = d->next) {
		if (maria_is_outside(d->name))
			continue;
		maria_text_add(sql, "%s%s=%s%s", comma, d->name,
			       strstr(d->name, "_checks") ? "@@GLOBAL." : "DEFAULT",
			       strstr(d->name, "_checks") ? d->name : "");
		comma = ",";
	}
}

static void init(const struct maria_conn *c, struct maria_text *sql)
{
	if (c->dirty)
		maria_text_add(sql, "%s", c->init);
}

static void role(const struct maria_conn *c, struct maria_text *sql)
{
	if (!c->other_role || c->mysql)
		return;
	maria_text_add(sql, "SET ROLE ");
	if (*c->role)
		maria_text_quoted(sql, c->role);
	else
		maria_text_add(sql, "NONE");
}

static void users_variables(const struct maria_conn *c, struct maria_text *sql)
{
	const char *comma = "SET @";

	for (const struct maria_dirty *d = c->variables; d; d = d->next, comma = ",@") {
		maria_text_add(sql, "%s", comma);
		maria_text_quoted(sql, d->name);
		maria_text_add(sql, "=NULL");
	}
}

static void last_id(const struct maria_conn *c, struct maria_text *sql)
{
	if (c->keeps_id)
		maria_text_add(sql, "DO LAST_INSERT_ID(0)");
}

/* In the order in which it is safe. */
static void (*const restores[])(const struct maria_conn *c, struct maria_text *sql) = {
	unlock, drop_temporary, use, names, variables, init, role, users_variables, last_id
};
#define RESTORES (sizeof(restores) / sizeof(restores[0]))

/* Two statements for each: one that was given up, or never came to be, is no error this way. */
static bool prepared(const struct maria_conn *c, size_t part, struct maria_text *sql)
{
	const struct maria_prepared *p = c->prepared;

	for (; p && part > 1; part -= 2)
		p = p->next;
	if (!p)
		return false;
	maria_text_add(sql, part ? "DEALLOCATE PREPARE " : "PREPARE ");
	maria_text_quoted(sql, p->name);
	maria_text_add(sql, part ? "%s" : "%s FROM 'DO 0'", "");
	return !sql->failed;
}

bool maria_restore(const struct maria_conn *c, size_t *part, struct maria_text *sql)
{
	sql->len = 0;
	while (sql->len == 0 && *part < RESTORES)
		restores[(*part)++](c, sql);
	if (sql->len)
		return !sql->failed;
	return prepared(c, (*part)++ - RESTORES, sql);
}

bool maria_leaves_names(const struct maria_conn *c)
{
	return c->tables_locked || c->other_database || c->temporary || c->prepared || c->variables;
}

static void take_variable(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	(void)lengths;
	if (columns && row[0])
		maria_variable_add(ctx, row[0]);
}

/* A program that a step has run may have set others than its texts name. */
int maria_learn_session(struct maria_conn *c, struct wb_error *err)
{
	static const char sql[] = "SELECT variable_name FROM information_schema.user_variables "
				  "WHERE variable_value IS NOT NULL";

	if (!c->keeps_variables || c->mysql)
		return 0;
	return maria_query(c, sql, sizeof(sql) - 1, take_variable, c, err);
}

char *maria_restore_outside(const struct maria_conn *c)
{
	const char *comma = "SET SESSION ";
	struct maria_text sql = { 0 };

	for (const struct maria_dirty *d = c->dirty; d; d = d->next) {
		if (!maria_is_outside(d->name))
			continue;
		maria_text_add(&sql, "%s%s=DEFAULT", comma, d->name);
		comma = ",";
	}
	return sql.data;
}

void maria_session_release(struct maria_conn *c)
{
	while (c->dirty) {
		struct maria_dirty *d = c->dirty;

		c->dirty = d->next;
		free(d);
	}
}

void maria_restored(struct maria_conn *c)
{
	maria_session_release(c);
	c->other_names = c->other_role = false;
}

void maria_forget_names(struct maria_conn *c)
{
	maria_memory_release(c);
	maria_temporary_release(c);
	maria_place_release(c);
	memcpy(c->current, c->database, sizeof(c->current));
	c->other_database = c->tables_locked = c->keeps_variables = c->keeps_id = false;
	c->resumed = false;
	c->sql_mode[0] = '\0';
	maria_counts_forget(c, true);
	/* the next commit puts it back */
	c->users_autocommit_off = false;
}

/* ---------------------------------------------------------- statements that need a word from us */

static struct maria_scan scan_of(const struct maria_conn *c, const char *text, size_t len)
{
	return (struct maria_scan){ .text = text, .len = len, .mode = c->lex_mode, .last = true };
}

/* LOCK TABLES gets our tables as well, or no row of ours could be written until UNLOCK TABLES. */
static int add_our_tables(const struct maria_conn *c, const char *text, size_t len, size_t at,
			  char **out, size_t *out_len, struct wb_error *err)
{
	struct maria_text sql = { 0 };

	maria_text_add(&sql, "%.*s ", (int)at, text);
	maria_text_name(&sql, c->home, "whimbrel_version");
	maria_text_add(&sql, " WRITE, ");
	maria_text_name(&sql, c->home, "whimbrel_log");
	maria_text_add(&sql, " WRITE,%.*s", (int)(len - at), text + at);
	if (sql.failed) {
		free(sql.data);
		return maria_host->fail(err, WB_E_NOMEM, "out of memory");
	}
	*out = sql.data;
	*out_len = sql.len;
	return 1;
}

size_t maria_lock_tables(const char *text, size_t len, uint32_t mode)
{
	struct maria_scan scan = { .text = text, .len = len, .mode = mode, .last = true };

	maria_next(&scan);
	if (!maria_is(&scan, "LOCK"))
		return 0;
	maria_next(&scan);
	return maria_is(&scan, "TABLES") || maria_is(&scan, "TABLE") ? scan.end : 0;
}

int maria_before(struct maria_conn *c, const char *text, size_t len, char **out, size_t *out_len,
		 struct wb_error *err)
{
	size_t at = maria_lock_tables(text, len, c->lex_mode);

	if (at)
		return add_our_tables(c, text, len, at, out, out_len, err);
	*out = maria_counts_fill(c, text, len, out_len);
	return *out != NULL;
}

/* A new table may be of another engine than those before, a program may reach further. */
static bool names_engine(struct maria_scan *scan)
{
	static const char *const words[] = { "ENGINE",    "SEQUENCE", "LIKE",    "TRIGGER",
					     "PROCEDURE", "FUNCTION", "PACKAGE", NULL };

	while (maria_next(scan) != MARIA_END && scan->kind != MARIA_TORN)
		if (maria_one_of(scan, words))
			return true;
	return false;
}

void maria_after(struct maria_conn *c, const char *text, size_t len)
{
	static const char *const harmless[] = { "INSERT", "UPDATE", "DELETE", "REPLACE",
						"SELECT", "DROP",   "USE",    NULL };
	static const char *const unlocking[] = { "UNLOCK", "BEGIN", "START", NULL };
	static const char *const programs[] = { "CALL", "EXECUTE", "SET", NULL };
	struct maria_scan scan = scan_of(c, text, len);

	maria_next(&scan);
	if (maria_one_of(&scan, harmless))
		return;
	if (maria_is(&scan, "CREATE") || maria_is(&scan, "ALTER")) {
		struct maria_scan behind = scan;

		maria_next(&behind);
		if (maria_is(&scan, "CREATE"))
			maria_temporary_made(c, behind);
		if (c->lasting || names_engine(&scan))
			maria_forget_lasting(c);
		return;
	}
	c->other_role = true;
	/* or default_storage_engine is another one */
	if (maria_one_of(&scan, programs))
		maria_forget_lasting(c);
	if (maria_one_of(&scan, unlocking)) {
		c->tables_locked = false;
	} else if (maria_is(&scan, "LOCK")) {
		maria_next(&scan);
		c->tables_locked |= maria_is(&scan, "TABLES") || maria_is(&scan, "TABLE");
	}
}
