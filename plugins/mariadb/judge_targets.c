/* SPDX-License-Identifier: MIT */
/* Which objects a statement is about, and which of their features tell whether it was done. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "judge_reader.h"

static void users(struct maria_reader *r, bool role, bool grants)
{
	char user[256], host[256];

	if (!r->c || !r->c->sees_users || r->c->mysql) {
		reader_unknown(r, MARIA_USERS_WHY);
		return;
	}
	reader_probe(r, MARIA_USERS);
	do {
		static const struct maria_name none;

		maria_read_user(r, user, host, role);
		maria_user_state(&r->out->sql, user, host, grants);
		maria_add_name(r, &none);
		/* what else belongs to this user, up to a comma */
		while (!maria_ended(&r->scan) && !maria_mark(&r->scan, ',') &&
		       !maria_is(&r->scan, "REQUIRE") && !maria_is(&r->scan, "WITH"))
			maria_next(&r->scan);
	} while (reader_mark(r, ','));
	if (r->out->count == 1)
		r->out->how = MARIA_STATE;
}

static void index_of(struct maria_reader *r)
{
	struct maria_name index, table;
	struct kit_text *t = &r->out->sql;

	maria_read_name(&r->scan, r->schema, &index);
	while (!maria_ended(&r->scan) && !reader_word(r, "ON"))
		maria_next(&r->scan);
	maria_read_name(&r->scan, r->schema, &table);
	kit_text_write(t,
		       ",(SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema="
		       "%L AND table_name=%L AND index_name=%L)",
		       table.schema, table.name, index.name);
	reader_probe(r, MARIA_STATE);
}

static void trigger(struct maria_reader *r, bool create)
{
	struct maria_name name, table;
	struct kit_text *t = &r->out->sql;

	maria_read_name(&r->scan, r->schema, &name);
	if (!create) {
		maria_count_in(r, "triggers", "event_object_schema", "trigger_name", &name);
		return;
	}
	while (!maria_ended(&r->scan) && !reader_word(r, "ON"))
		maria_next(&r->scan);
	maria_read_name(&r->scan, name.schema, &table);
	kit_text_write(
		t,
		",(SELECT COUNT(*) FROM information_schema.triggers WHERE event_object_schema="
		"%L AND event_object_table=%L AND trigger_name=%L)",
		table.schema, table.name, name.name);
	reader_probe(r, MARIA_STATE);
}

static void routine(struct maria_reader *r, const char *type)
{
	struct maria_name name;
	struct maria_scan ahead;

	if (maria_is(&r->scan, "BODY")) {
		maria_next(&r->scan);
		type = "PACKAGE BODY";
	}
	maria_read_name(&r->scan, r->schema, &name);
	ahead = r->scan;
	while (!maria_ended(&ahead) && !maria_mark(&ahead, '(') && !maria_is(&ahead, "BEGIN")) {
		if (maria_is(&ahead, "SONAME")) {
			reader_unknown(
				r, "a function of a library is in no table that can be looked at");
			return;
		}
		maria_next(&ahead);
	}
	kit_text_write(&r->out->sql,
		       ",(SELECT COUNT(*) FROM information_schema.routines WHERE routine_type='%s' "
		       "AND routine_schema=%L AND routine_name=%L)",
		       type, name.schema, name.name);
	reader_probe(r, MARIA_STATE);
}

/* An event AT a time is dropped behind it, unless it says PRESERVE. */
static bool happens_once(struct maria_scan scan)
{
	bool once = false;

	for (; !maria_ended(&scan) && !maria_is(&scan, "DO"); maria_next(&scan)) {
		once |= maria_is(&scan, "AT");
		if (maria_is(&scan, "PRESERVE"))
			return false;
		if (maria_is(&scan, "NOT"))
			maria_next(&scan);
	}
	return once;
}

/* A setting of the server that is made from what it was: done twice, it is another one. */
static bool depends_on_itself(struct maria_scan scan)
{
	for (bool value = false; !maria_ended(&scan); maria_next(&scan)) {
		if (value && (maria_mark(&scan, '(') ||
			      (scan.kind == MARIA_WORD && scan.text[scan.word] == '@')))
			return true;
		value |= maria_mark(&scan, '=');
		value &= !maria_mark(&scan, ',');
	}
	return false;
}

/* The kinds that CREATE and DROP treat alike. */
static bool simple_object(struct maria_reader *r, bool create)
{
	struct maria_name name;

	if (reader_word(r, "INDEX")) {
		index_of(r);
	} else if (reader_word(r, "TRIGGER")) {
		trigger(r, create);
	} else if (reader_word(r, "PROCEDURE")) {
		routine(r, "PROCEDURE");
	} else if (reader_word(r, "FUNCTION")) {
		routine(r, "FUNCTION");
	} else if (reader_word(r, "PACKAGE")) {
		routine(r, "PACKAGE");
	} else if (reader_word(r, "EVENT")) {
		maria_read_name(&r->scan, r->schema, &name);
		maria_count_in(r, "events", "event_schema", "event_name", &name);
		if (create && happens_once(r->scan))
			r->out->how = MARIA_ONCE;
	} else if (reader_word(r, "DATABASE") || reader_word(r, "SCHEMA")) {
		maria_read_name(&r->scan, r->schema, &name);
		maria_count_in(r, "schemata", NULL, "schema_name", &name);
	} else if (reader_word(r, "USER")) {
		users(r, false, false);
	} else if (reader_word(r, "ROLE")) {
		users(r, true, false);
	} else {
		return false;
	}
	return true;
}

/* IF [NOT] EXISTS behind the kind: then the statement may simply be run again. */
static bool skip_if(struct maria_reader *r)
{
	if (!reader_word(r, "IF"))
		return false;
	reader_word(r, "NOT");
	reader_word(r, "EXISTS");
	return true;
}

static bool has_if(const struct maria_reader *r)
{
	struct maria_reader ahead = *r;

	maria_next(&ahead.scan);
	return skip_if(&ahead);
}

static void create(struct maria_reader *r)
{
	struct maria_name name;
	bool again = reader_word(r, "OR");

	while (!maria_ended(&r->scan)) {
		static const char *const kinds[] = { "TABLE",   "VIEW",      "SEQUENCE",  "INDEX",
						     "TRIGGER", "PROCEDURE", "FUNCTION",  "PACKAGE",
						     "EVENT",   "DATABASE",  "SCHEMA",    "USER",
						     "ROLE",    "SERVER",    "TEMPORARY", NULL };

		if (maria_one_of(&r->scan, kinds))
			break;
		maria_next(&r->scan);
	}
	again |= has_if(r) || maria_is(&r->scan, "TEMPORARY");
	if (maria_is(&r->scan, "TABLE"))
		r->out->tables = MARIA_MAKES_OR_DROPS;
	if (again && !r->out->tables) {
		r->out->fate = WB_FATE_REPEAT;
	} else if (reader_word(r, "TABLE") || reader_word(r, "VIEW") ||
		   reader_word(r, "SEQUENCE")) {
		skip_if(r);
		maria_read_name(&r->scan, r->schema, &name);
		maria_add_name(r, &name);
		maria_table_exists(&r->out->sql, &name);
		reader_probe(r, MARIA_STATE);
	} else if (!simple_object(r, true)) {
		reader_unknown(r, NULL);
	}
	if (again)
		r->out->fate = WB_FATE_REPEAT;
}

static void drop(struct maria_reader *r)
{
	struct maria_name name;
	bool again = has_if(r);

	if (maria_is(&r->scan, "TABLE") || maria_is(&r->scan, "TABLES"))
		r->out->tables = MARIA_MAKES_OR_DROPS;
	r->out->kind = maria_is(&r->scan, "VIEW")       ? "VIEW"
		       : maria_is(&r->scan, "SEQUENCE") ? "SEQUENCE"
							: "TABLE";
	if (again && !r->out->tables) {
		r->out->fate = WB_FATE_REPEAT;
	} else if (reader_word(r, "TABLE") || reader_word(r, "TABLES") || reader_word(r, "VIEW") ||
		   reader_word(r, "SEQUENCE")) {
		skip_if(r);
		reader_probe(r, MARIA_EACH);
		do {
			maria_read_name(&r->scan, r->schema, &name);
			maria_table_exists(&r->out->sql, &name);
		} while (maria_add_name(r, &name) && reader_mark(r, ','));
		if (r->out->count == 1)
			r->out->how = MARIA_STATE;
	} else if (!simple_object(r, false)) {
		reader_unknown(r, NULL);
	}
	if (again)
		r->out->fate = WB_FATE_REPEAT;
}

static void revoke(struct maria_reader *r)
{
	while (!maria_ended(&r->scan) && !reader_word(r, "FROM"))
		maria_next(&r->scan);
	users(r, false, true);
}

/* BEGIN alone, and not a block's; ANALYZE of tables, and not of a statement, which it runs. */
static bool is_repeatable(struct maria_scan scan)
{
	static const char *const tables[] = { "TABLE", "TABLES", "LOCAL", "NO_WRITE_TO_BINLOG",
					      NULL };
	bool begin = maria_is(&scan, "BEGIN");

	if (!begin && !maria_is(&scan, "ANALYZE"))
		return false;
	maria_next(&scan);
	return begin ? scan.kind == MARIA_END || maria_is(&scan, "WORK")
		     : maria_one_of(&scan, tables);
}

static void classify(struct maria_reader *r)
{
	static const char *const repeatable[] = { "TRUNCATE", "OPTIMIZE", "CHECK",      "FLUSH",
						  "GRANT",    "LOCK",     "UNLOCK",     "REPAIR",
						  "COMMIT",   "START",    "ROLLBACK",   "CHECKSUM",
						  "CACHE",    "RESET",    "KILL",       "PURGE",
						  "USE",      "PREPARE",  "DEALLOCATE", NULL };

	maria_next(&r->scan);
	if (reader_word(r, "SET")) {
		bool statement = maria_is(&r->scan, "STATEMENT");

		while (statement && !maria_ended(&r->scan) && !maria_is(&r->scan, "FOR"))
			maria_next(&r->scan);
		if (statement) {
			classify(r);
		} else if (depends_on_itself(r->scan)) {
			reader_unknown(r, "a setting that is made from what it was");
			r->out->stays = true;
		} else {
			r->out->fate = WB_FATE_REPEAT;
		}
	} else if (reader_word(r, "CREATE")) {
		create(r);
	} else if (reader_word(r, "DROP")) {
		drop(r);
	} else if (reader_word(r, "ALTER")) {
		maria_judge_alter(r);
	} else if (reader_word(r, "RENAME")) {
		maria_judge_rename(r);
	} else if (reader_word(r, "REVOKE")) {
		revoke(r);
	} else if (maria_one_of(&r->scan, repeatable) || is_repeatable(r->scan)) {
		r->out->fate = WB_FATE_REPEAT;
	} else {
		reader_unknown(r, "a program, or what runs one: it may have committed inside");
	}
}

int maria_find_targets(const struct maria_conn *c, const char *schema, const char *text, size_t len,
		       struct maria_targets *out)
{
	struct maria_reader r = { .c = c, .schema = schema, .out = out };

	memset(out, 0, sizeof(*out));
	out->fate = WB_FATE_UNKNOWN;
	r.scan = (struct maria_scan){ .text = text, .len = len, .last = true };
	r.scan.mode = c ? c->lex_mode : 0;
	if (maria_is_several(text, len, r.scan.mode))
		reader_unknown(&r, "several statements in one");
	else
		classify(&r);
	return out->sql.failed ? WB_E_NOMEM : 0;
}

void maria_targets_release(struct maria_targets *s)
{
	free(s->sql.data);
	free(s->names);
	memset(s, 0, sizeof(*s));
}
