/* SPDX-License-Identifier: MIT */
/* What a step must not leave behind. The server reports each variable that a statement has set. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"
#include "names_used.h"

/* MariaDB 11 keeps variables that are bits of one word under one name: a report of one may be of
 * another. They are put back whenever they may have been set. */
#define BITS_SINCE 110000UL

static bool misnames_bits(const struct maria_conn *c)
{
	return !c->mysql && c->version >= BITS_SINCE;
}

static bool may_have_set_bits(const struct maria_conn *c)
{
	return c->session.other_role && misnames_bits(c);
}

/* Who may not set this one may not put it back either. */
static void note_bits(struct maria_conn *c, const char *text, size_t len)
{
	if (misnames_bits(c) && kit_mentions(text, len, "SKIP_REPLICATION"))
		kit_names_add(&c->session.dirty, "skip_replication");
}

static void unlock(const struct maria_conn *c, struct kit_text *sql)
{
	if (c->session.tables_locked)
		kit_text_add(sql, "UNLOCK TABLES");
}

static void let_go(const struct maria_conn *c, struct kit_text *sql)
{
	maria_held_let_go(c, sql);
}

static void drop_temporary(const struct maria_conn *c, struct kit_text *sql)
{
	if (c->resume.temporary)
		maria_temporary_drop(c, sql);
}

static void use(const struct maria_conn *c, struct kit_text *sql)
{
	if (!c->session.other_database || !*c->database)
		return;
	kit_text_write(sql, "USE %N", c->database);
}

static void names(const struct maria_conn *c, struct kit_text *sql)
{
	if (c->session.other_names)
		kit_text_write(sql, "SET NAMES %s", c->session.names);
}

static void variables(const struct maria_conn *c, struct kit_text *sql)
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
					    "sql_if_exists",
					    "explicit_defaults_for_timestamp",
					    "system_versioning_insert_history",
					    NULL };
	const char *comma = "SET SESSION ", *name;

	for (size_t i = 0; may_have_set_bits(c) && bits[i]; i++, comma = ",")
		kit_text_write(sql, "%s%s=@@GLOBAL.%s", comma, bits[i], bits[i]);
	/* MySQL takes DEFAULT for "off" at those that end in _checks */
	for (size_t at = 0; (name = kit_names_each(&c->session.dirty, &at));) {
		const bool checks = strstr(name, "_checks");

		if (maria_is_outside(name))
			continue;
		kit_text_write(sql, "%s%s=%s%s", comma, name, checks ? "@@GLOBAL." : "DEFAULT",
			       checks ? name : "");
		comma = ",";
	}
}

static void init_connect(const struct maria_conn *c, struct kit_text *sql)
{
	if (c->session.init_connect &&
	    (c->session.dirty.count || c->session.other_names || c->resume.variables.count))
		kit_text_write(sql, "BEGIN NOT ATOMIC %s; END", c->session.init_connect);
}

static void init(const struct maria_conn *c, struct kit_text *sql)
{
	if (c->session.dirty.count)
		kit_text_write(sql, "%s", c->session.init);
}

static void role(const struct maria_conn *c, struct kit_text *sql)
{
	if (!c->session.other_role || c->mysql)
		return;
	kit_text_add(sql, "SET ROLE ");
	if (*c->role)
		kit_text_write(sql, "%N", c->role);
	else
		kit_text_add(sql, "NONE");
}

static void users_variables(const struct maria_conn *c, struct kit_text *sql)
{
	const char *comma = "SET @", *name;

	for (size_t at = 0; (name = kit_names_each(&c->resume.variables, &at)); comma = ",@")
		kit_text_write(sql, "%s%N=NULL", comma, name);
}

static void last_id(const struct maria_conn *c, struct kit_text *sql)
{
	if (c->resume.keeps_id)
		kit_text_add(sql, "DO LAST_INSERT_ID(0)");
}

/* In the order in which it is safe. */
static void (*const restores[])(const struct maria_conn *c, struct kit_text *sql) = {
	let_go,          unlock,       drop_temporary, use,  names,  variables,
	users_variables, init_connect, init,           role, last_id
};
#define RESTORES (sizeof(restores) / sizeof(restores[0]))

/* Two statements for each: one that was given up, or never came to be, is no error this way. */
static bool prepared(const struct maria_conn *c, size_t part, struct kit_text *sql)
{
	const struct maria_prepared *p = c->resume.prepared;

	for (; p && part > 1; part -= 2)
		p = p->next;
	if (!p)
		return false;
	kit_text_write(sql, part ? "DEALLOCATE PREPARE %N" : "PREPARE %N FROM 'DO 0'", p->name);
	return !sql->failed;
}

bool maria_restore(const struct maria_conn *c, size_t *part, struct kit_text *sql)
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
	return c->session.tables_locked || c->session.other_database || c->resume.temporary ||
	       c->resume.held || c->resume.prepared || c->resume.variables.count;
}

static void take_variable(void *ctx, MYSQL_ROW row)
{
	if (row[0])
		maria_variable_add(ctx, row[0]);
}

/* A program that a step has run may have set others than its texts name. */
int maria_learn_session(struct maria_conn *c, struct wb_error *err)
{
	static const char sql[] = "SELECT variable_name FROM information_schema.user_variables "
				  "WHERE variable_value IS NOT NULL";

	if (c->session.dirty.failed || c->resume.variables.failed)
		return kit_no_memory(err);
	if (maria_held_close(c, err) < 0 || maria_others_learn(c, err) < 0 ||
	    maria_role_learn(c, err) < 0)
		return kit_failed(err);
	if (!c->resume.keeps_variables || c->mysql)
		return 0;
	return maria_query(c, sql, take_variable, c, err);
}

char *maria_restore_outside(const struct maria_conn *c)
{
	const char *comma = "SET SESSION ", *name;
	struct kit_text sql = { 0 };

	for (size_t at = 0; (name = kit_names_each(&c->session.dirty, &at));) {
		if (!maria_is_outside(name))
			continue;
		kit_text_write(&sql, "%s%s=DEFAULT", comma, name);
		comma = ",";
	}
	return sql.data;
}

void maria_restored(struct maria_conn *c)
{
	kit_names_release(&c->session.dirty);
	c->session.other_names = c->session.other_role = false;
}

void maria_forget_names(struct maria_conn *c)
{
	kit_names_release(&c->resume.variables);
	maria_temporary_release(c);
	maria_prepared_release(c);
	maria_held_release(c);
	maria_set_inside_release(c);
	memcpy(c->session.current, c->database, sizeof(c->session.current));
	c->session.other_database = c->session.tables_locked = c->resume.keeps_variables =
		c->resume.keeps_id = c->resume.keeps_role = false;
	c->resume.resumed = c->resume.taken_up = c->resume.id_lost = c->resume.role_lost = false;
	c->session.sql_mode[0] = '\0';
	maria_counts_forget(c, true);
	/* the next commit puts it back */
	c->session.users_autocommit_off = false;
}

/* ---------------------------------------------------------- statements that need a word from us */

static struct maria_scan scan_of(const struct maria_conn *c, const char *text, size_t len)
{
	return (struct maria_scan){ .text = text, .len = len, .mode = c->lex_mode, .last = true };
}

/* LOCK TABLES gets our tables as well, or no row of ours could be written until UNLOCK TABLES. */
int maria_before(struct maria_conn *c, const char *text, size_t len, struct kit_text *out,
		 struct wb_error *err)
{
	size_t at = maria_lock_tables(text, len, c->lex_mode);

	if (at)
		kit_text_write(out, "%S %N.whimbrel_version WRITE, %N.whimbrel_log WRITE,%S", text,
			       at, c->home, c->home, text + at, len - at);
	else
		maria_counts_fill(c, text, len, out);
	return out->failed ? kit_no_memory(err) : 0;
}

/* A new table may be of another engine than those before, a program may reach further. */
static bool names_engine(struct maria_scan *scan)
{
	static const char *const words[] = { "ENGINE",    "SEQUENCE", "LIKE",    "TRIGGER",
					     "PROCEDURE", "FUNCTION", "PACKAGE", NULL };

	while (maria_more(scan))
		if (maria_one_of(scan, words))
			return true;
	return false;
}

static int track_body(void *ctx, const char *name, const char *body)
{
	struct maria_conn *c = ctx;

	(void)name;
	c->session.made_up |= maria_runs(body, strlen(body), c->lex_mode) == MARIA_RUNS_MADE;
	note_bits(ctx, body, strlen(body));
	c->session.role_due |= c->session.made_up || maria_names_default_role(body, strlen(body));
	maria_track_set(ctx, body, strlen(body));
	maria_temporary_within(ctx, body, strlen(body));
	return 0;
}

/* Nobody knows the text of what was prepared from a variable, or by a routine. */
static bool runs_made(const struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan scan = scan_of(c, text, len);
	char name[256];

	maria_next(&scan);
	if (maria_is(&scan, "EXECUTE")) {
		maria_next(&scan);
		maria_unquote(&scan, name, sizeof(name));
		for (const struct maria_prepared *p = c->resume.prepared; p; p = p->next)
			if (strcasecmp(p->name, name) == 0 && !p->variable)
				return maria_runs(p->text, strlen(p->text), c->lex_mode) ==
				       MARIA_RUNS_MADE;
		if (!maria_is(&scan, "IMMEDIATE"))
			return true;
	}
	return maria_runs(text, len, c->lex_mode) == MARIA_RUNS_MADE;
}

/* Behind CREATE and ALTER. */
static void after_definition(struct maria_conn *c, const struct maria_scan *scan)
{
	struct maria_scan behind = *scan;

	maria_next(&behind);
	if (maria_is(scan, "CREATE"))
		maria_temporary_made(c, behind);
	else
		maria_temporary_renamed(c, *scan);
	behind = *scan;
	if (c->resume.lasting || names_engine(&behind))
		maria_forget_lasting(c);
}

static void after_locking(struct maria_conn *c, struct maria_scan scan)
{
	static const char *const unlocking[] = { "UNLOCK", "BEGIN", "START", NULL };

	if (maria_one_of(&scan, unlocking)) {
		c->session.tables_locked = false;
	} else if (maria_is(&scan, "LOCK")) {
		maria_next(&scan);
		c->session.tables_locked |= maria_is(&scan, "TABLES") || maria_is(&scan, "TABLE");
	}
}

void maria_after(struct maria_conn *c, const char *text, size_t len)
{
	static const char *const harmless[] = { "INSERT", "UPDATE", "DELETE", "REPLACE",
						"SELECT", "DROP",   "USE",    NULL };
	static const char *const others[] = { "SET", "RENAME", NULL };
	struct maria_scan scan = scan_of(c, text, len);

	maria_next(&scan);
	if (maria_is(&scan, "DROP")) {
		maria_temporary_changed(c);
		if (c->session.tables_locked && maria_locked_dropped(c, scan))
			c->session.tables_locked = false;
	}
	if (maria_one_of(&scan, harmless))
		return;
	if (maria_is(&scan, "CREATE") || maria_is(&scan, "ALTER")) {
		after_definition(c, &scan);
		return;
	}
	c->session.sets_up = maria_is(&scan, "SET") && !maria_calls_function(c, text, len);
	if (maria_is(&scan, "SET") && !c->session.sets_up)
		maria_track_inside(c);
	maria_temporary_changed(c);
	if (maria_is(&scan, "RENAME"))
		maria_temporary_renamed(c, scan);
	maria_temporary_within(c, text, len);
	c->session.other_role = true;
	c->session.role_due |= kit_mentions(text, len, "ROLE");
	c->session.made_up |= runs_made(c, text, len);
	note_bits(c, text, len);
	c->session.role_due |= c->session.made_up;
	maria_track_set(c, text, len);
	maria_each_body(c, text, len, track_body, c);
	/* a program may have made any, or default_storage_engine is another one, or a name */
	if (maria_one_of(&scan, others) || maria_is_several(text, len, c->lex_mode) ||
	    maria_facts(text, len, c->lex_mode) & WB_PIECE_CALLS)
		maria_forget_lasting(c);
	after_locking(c, scan);
}
