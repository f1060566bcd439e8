/* SPDX-License-Identifier: MIT */
/* What neither a commit keeps nor a rollback takes back, so that an interrupted step goes on as if
 * nothing had happened: the session's variables and last id, and the counters of the tables whose
 * rows come next. A memory is lines, one for each: "i ID", "v NAME TYPE CHARSET =VALUE" (what the
 * server says of a variable), "x NAME =VALUE" (its very bytes), "c SCHEMA TABLE NEXT" (or "k", which
 * the statement to come can't set back), and those of resume_locks.c, temporary.c and resume_prepared.c. Names and values are
 * in hex. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

#define VARIABLES 1000 /* names that are known from texts */

/* ------------------------------------------------------------------ what a statement touches */

void maria_variable_add(struct maria_conn *c, const char *name)
{
	char folded[64];

	if (!*name || strlen(name) >= sizeof(folded) || c->resume.variables.count >= VARIABLES)
		return;
	snprintf(folded, sizeof(folded), "%s", name);
	kit_fold(folded);
	kit_names_add(&c->resume.variables, folded);
}

/* @name, @`name`, @'name'; not @@name. A host behind a user is taken for one, which does no
 * harm. */
static void learn_variables(struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan scan = maria_scan_of(text, len, c->lex_mode);
	char name[256];
	bool at = false;

	if (!memchr(text, '@', len))
		return;
	while (maria_more(&scan)) {
		if (at || (scan.kind == MARIA_WORD && scan.text[scan.word] == '@')) {
			maria_unquote(&scan, name, sizeof(name));
			if (at || name[1] != '@')
				maria_variable_add(c, at ? name : name + 1);
			c->resume.keeps_variables |= at || name[1] != '@';
		}
		at = scan.kind == MARIA_WORD && scan.end - scan.word == 1 &&
		     scan.text[scan.word] == '@';
	}
}

/* ------------------------------------------------------------------ remembering */

#define COUNTER "'%s ',HEX(table_schema),' ',HEX(table_name),' ',auto_increment"

/* Only if the statement can't have done it is a counter that is lower than it was one that the
 * server forgot when it died. What is simply repeated, as TRUNCATE and OR REPLACE are, never counts
 * as done. */
static bool sets_counters_back(const struct maria_conn *c, const char *text, size_t len)
{
	static const char *const keep[] = { "CREATE", "DROP",   "ANALYZE", "GRANT",  "REVOKE",
					    "INSERT", "UPDATE", "REPLACE", "DELETE", NULL };
	static const char *const reset[] = { "AUTO_INCREMENT", "ENGINE", "PARTITION", NULL };
	struct maria_scan scan = maria_first(text, len, c->lex_mode);

	if (!maria_is(&scan, "ALTER"))
		return !maria_one_of(&scan, keep);
	while (maria_more(&scan))
		if (maria_one_of(&scan, reset))
			return true;
	return false;
}

static void add_variables(const struct maria_conn *c, struct kit_text *t)
{
	const char *name;

	if (!c->mysql)
		kit_text_add(
			t,
			",(SELECT GROUP_CONCAT('v ',HEX(variable_name),' ',REPLACE(variable_type,"
			"' ','_'),' ',character_set_name,' ',COALESCE(CONCAT('=',HEX("
			"variable_value)),'-') SEPARATOR '\n') FROM "
			"information_schema.user_variables)");
	for (size_t at = 0; (name = kit_names_each(&c->resume.variables, &at));) {
		kit_text_add(t, ",CONCAT('x ");
		kit_text_hex(t, name);
		kit_text_write(t, " =',HEX(CAST(@%N AS BINARY)))", name);
	}
}

static void add_all_counters(struct kit_text *t, const char *letter, const char *schema)
{
	kit_text_write(
		t,
		"(SELECT GROUP_CONCAT(" COUNTER " SEPARATOR '\n') FROM "
		"information_schema.tables WHERE table_schema=%L AND auto_increment IS NOT NULL)",
		letter, schema);
}

/* A table with triggers counts in others as well, a view in its table. */
static void add_counter(struct kit_text *t, const char *letter, const struct maria_name *table)
{
	kit_text_write(t,
		       ",IF(EXISTS(SELECT 1 FROM information_schema.views WHERE table_schema="
		       "%L AND table_name=%L"
		       ") OR EXISTS(SELECT 1 FROM information_schema.triggers WHERE "
		       "event_object_schema=%L AND event_object_table=%L),",
		       table->schema, table->name, table->schema, table->name);
	add_all_counters(t, letter, table->schema);
	kit_text_write(t,
		       ",(SELECT CONCAT(" COUNTER
		       ") FROM information_schema.tables WHERE table_schema=%L AND table_name=%L))",
		       letter, table->schema, table->name);
}

static void add_counters(const struct maria_conn *c, const char *letter, struct kit_text *t)
{
	if (c->resume.touched_all) {
		kit_text_add(t, ",");
		add_all_counters(t, letter, c->session.current);
	}
	for (size_t i = 0; i < c->resume.touched_count; i++)
		if (!c->resume.touched_all ||
		    strcmp(c->resume.touched[i].schema, c->session.current) != 0)
			add_counter(t, letter, &c->resume.touched[i]);
}

static void compose(struct maria_conn *c, bool look, bool back, struct kit_text *sql)
{
	if (c->resume.keeps_id)
		kit_text_add(sql, ",CONCAT('i ',LAST_INSERT_ID())");
	if (c->resume.id_lost)
		kit_text_add(sql, ",'o 1'");
	if (c->resume.keeps_variables)
		add_variables(c, sql);
	if (!c->mysql)
		add_counters(c, back ? "c" : "k", sql);
	if (c->resume.keeps_role)
		kit_text_add(sql, ",CONCAT('w ',HEX(IFNULL(CURRENT_ROLE(),'')))");
	maria_temporary_remember(c, look, sql);
	maria_set_inside_remember(c, sql);
	maria_held_remember(c, sql);
	maria_prepared_remember(c, sql);
}

/* LASTVAL() of a session that is gone would be null. */
static int check_last_value(struct maria_conn *c, const char *text, size_t len,
			    struct wb_error *err)
{
	static const char *const gives[] = { "NEXTVAL", "NEXT", NULL };
	static const char *const asks[] = { "LASTVAL", "PREVIOUS", NULL };
	struct maria_scan scan = maria_scan_of(text, len, c->lex_mode);

	while (c->resume.resumed && maria_more(&scan)) {
		if (maria_one_of(&scan, gives))
			c->resume.resumed = false;
		if (!c->resume.resumed || !maria_one_of(&scan, asks))
			continue;
		snprintf(err->detail, sizeof(err->detail),
			 "The session that had it was interrupted. Write another way to it (the "
			 "largest id, a key) in this statement, which has not run.");
		return maria_host->fail(err, WB_E_UNCERTAIN,
					"the last value of a sequence went with the session that "
					"was interrupted, and this statement needs it");
	}
	return 0;
}

/* LAST_INSERT_ID() of a session that is gone, as no row tells it. */
static int check_last_id(const struct maria_conn *c, const char *text, size_t len,
			 struct wb_error *err)
{
	static const char *const asks[] = {
		"LAST_INSERT_ID", "IDENTITY", "@@IDENTITY", "@@LAST_INSERT_ID",
		"CALL",           "EXECUTE",  NULL
	};
	struct maria_scan scan = maria_scan_of(text, len, c->lex_mode);

	while (c->resume.id_lost && maria_more(&scan)) {
		if (!maria_one_of(&scan, asks))
			continue;
		snprintf(err->detail, sizeof(err->detail),
			 "The session that had it was interrupted. Write another way to it (the "
			 "smallest id of the table that was made) in this statement, which has not "
			 "run.");
		return maria_host->fail(
			err, WB_E_UNCERTAIN,
			"LAST_INSERT_ID() behind CREATE TABLE … SELECT went with the "
			"session that was interrupted, and this statement may need it");
	}
	return 0;
}

static int give_memory(struct kit_text *sql, struct wb_text *out, struct wb_error *err)
{
	int rc = sql->failed ? kit_no_memory(err) : sql->len != 0;

	if (rc == 1)
		kit_write(out, "CONCAT_WS('\n'%s)", sql->data);
	kit_text_release(sql);
	return rc;
}

struct asked {
	const char *text;
	size_t len;
	uint32_t facts; /* WB_PIECE_… */
	bool fresh;     /* all that is remembered is asked for */
};

/* What a statement may read, or its session has from now on. */
struct learnt {
	int globals, counts, set;
	bool variables;
};

static int learn(struct maria_conn *c, const char *text, size_t len, struct learnt *out,
		 struct wb_error *err)
{
	const size_t variables = c->resume.variables.count;

	out->globals = maria_globals_learn(c, text, len, err);
	if (out->globals < 0)
		return -1;
	out->globals |= maria_default_role_learn(c, text, len);
	out->counts = maria_counts_learn(c, text, len, err);
	out->set = maria_set_inside_learn(c, err);
	if (out->counts < 0 || out->set < 0 || check_last_value(c, text, len, err) < 0 ||
	    check_last_id(c, text, len, err) < 0 || maria_role_check(c, text, len, err) < 0)
		return -1;
	c->resume.counts = MARIA_COUNTED;
	learn_variables(c, text, len);
	maria_prepared_learn(c, text, len);
	maria_made_learn(c, text, len);
	out->variables = variables != c->resume.variables.count;
	return 0;
}

static int remember(struct maria_conn *c, const struct asked *about, struct wb_text *out_sql,
		    struct wb_error *err)
{
	const char *text = about->text;
	const size_t len = about->len;
	const uint32_t facts = about->facts;
	const bool fresh = about->fresh;
	struct kit_text sql = { 0 };
	struct learnt l;
	enum maria_touch touched;
	bool told;
	int any;

	if (learn(c, text, len, &l, err) < 0)
		return kit_failed(err);
	if (fresh)
		c->resume.touched_all = false;
	touched = maria_touches(c, text, len, facts);
	/* what was remembered is good for the transaction behind it */
	told = touched == MARIA_TOUCHES_KNOWN && c->resume.covered && !fresh;
	if (told && !l.variables && !l.counts && !l.set)
		return 0;
	c->resume.keeps_id |= touched != MARIA_TOUCHES_NOTHING || (facts & WB_PIECE_ROWS);
	/* a row that is committed by itself has temporary tables' counters as they are now */
	compose(c, fresh || touched == MARIA_TOUCHES_NEW || (facts & WB_PIECE_TX_END),
		sets_counters_back(c, text, len), &sql);
	if (l.counts)
		kit_text_write(&sql, ",'n %d %d'", (int64_t)c->resume.row_count,
			       (int64_t)c->resume.found_rows);
	any = give_memory(&sql, out_sql, err);
	if (any < 0)
		return any;
	/* a session that takes this up begins with what it makes of the server's */
	if ((touched == MARIA_TOUCHES_NOTHING || told) && !l.counts && !l.globals) {
		c->resume.covered &= !fresh;
		return 0;
	}
	return c->resume.covered = any;
}

/* It is run again when a step is taken up, and what it calls may change rows, or give another value then. */
static int check_set(struct maria_conn *c, const char *text, size_t len, struct wb_error *err)
{
	if (!maria_sets_by_function(c, text, len))
		return 0;
	snprintf(err->detail, sizeof(err->detail),
		 "Write SET @value = … with the function, and SET … = @value.");
	return maria_host->fail(
		err, WB_E_UNSUPPORTED,
		"a setting by a function of the database's would be another one when "
		"the step is taken up");
}

int maria_remember(void *conn, const struct kit_statement *statement, bool fresh,
		   struct wb_text *out_sql, struct wb_error *err)
{
	const char *text = statement->text;
	const size_t len = statement->len;
	const struct asked about = { text, len, statement->facts, fresh };
	struct maria_conn *c = conn;
	int rc;

	if (!c)
		return 0;
	rc = maria_held_check(c, text, len, err);
	if (rc == 0)
		rc = maria_within_check(c, text, len, err);
	if (rc == 0)
		rc = statement->facts & WB_PIECE_SESSION ? check_set(c, text, len, err)
							 : maria_temporary_check(c, text, len, err);
	if (rc == 0)
		rc = remember(c, &about, out_sql, err);
	/* what is remembered is what was before it */
	if (rc >= 0 && maria_held_learn(c, text, len, err) < 0)
		return kit_failed(err);
	return rc;
}
