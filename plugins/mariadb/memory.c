/* SPDX-License-Identifier: MIT */
/* What neither a commit keeps nor a rollback takes back, so that an interrupted step goes on as if
 * nothing had happened: the session's variables and last id, and the counters of the tables whose
 * rows come next. A memory is lines, one for each: "i ID", "v NAME TYPE CHARSET =VALUE" (what the
 * server says of a variable), "x NAME =VALUE" (its very bytes), "c SCHEMA TABLE NEXT", and those of
 * temporary.c and place.c. Names and values are in hex. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

#define VARIABLES 64 /* names that are known from texts */
#define HEAD_WORDS 24

/* ------------------------------------------------------------------ what a statement touches */

static void add_variable(struct maria_conn *c, const char *name)
{
	struct maria_dirty *d;
	size_t n = 0;

	for (d = c->variables; d; d = d->next, n++)
		if (strcasecmp(d->name, name) == 0)
			return;
	if (!*name || strlen(name) >= sizeof(d->name) || n >= VARIABLES ||
	    !(d = calloc(1, sizeof(*d))))
		return;
	memcpy(d->name, name, strlen(name));
	d->next = c->variables;
	c->variables = d;
}

/* @name, @`name`, @'name'; not @@name. A host behind a user is taken for one, which does no
 * harm. */
static void learn_variables(struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan scan = { .text = text, .len = len, .mode = c->lex_mode, .last = true };
	char name[256];
	bool at = false;

	if (!memchr(text, '@', len))
		return;
	while (maria_next(&scan) != MARIA_END && scan.kind != MARIA_TORN) {
		if (at || (scan.kind == MARIA_WORD && scan.text[scan.word] == '@')) {
			maria_unquote(&scan, name, sizeof(name));
			if (at || name[1] != '@')
				add_variable(c, at ? name : name + 1);
			c->keeps_variables |= at || name[1] != '@';
		}
		at = scan.kind == MARIA_WORD && scan.end - scan.word == 1 &&
		     scan.text[scan.word] == '@';
	}
}

static bool is_touched(const struct maria_conn *c, const struct maria_name *name)
{
	for (size_t i = 0; i < c->touched_count; i++)
		if (strcmp(c->touched[i].name, name->name) == 0 &&
		    strcmp(c->touched[i].schema, name->schema) == 0)
			return true;
	return false;
}

enum touch { NOTHING, KNOWN, NEW };

static enum touch touch(struct maria_conn *c, const struct maria_name *name)
{
	if (c->touched_all || is_touched(c, name))
		return KNOWN;
	if (c->touched_count == MARIA_TOUCHED)
		c->touched_count = 0;
	c->touched[c->touched_count++] = *name;
	return NEW;
}

static enum touch touch_all(struct maria_conn *c)
{
	enum touch found = c->touched_all ? KNOWN : NEW;

	c->touched_all = true;
	return found;
}

static enum touch touch_name(struct maria_conn *c, struct maria_scan *scan)
{
	struct maria_name name;

	snprintf(name.schema, sizeof(name.schema), "%s", c->current);
	maria_unquote(scan, name.name, sizeof(name.name));
	maria_next(scan);
	if (maria_mark(scan, '.')) {
		memcpy(name.schema, name.name, sizeof(name.schema));
		maria_next(scan);
		maria_unquote(scan, name.name, sizeof(name.name));
		maria_next(scan);
	}
	return touch(c, &name);
}

/* INSERT and its like have one table, behind words that nobody else begins with. */
static enum touch touch_target(struct maria_conn *c, struct maria_scan *scan)
{
	static const char *const words[] = { "LOW_PRIORITY", "DELAYED", "HIGH_PRIORITY",
					     "IGNORE",       "INTO",    NULL };

	maria_next(scan);
	while (maria_one_of(scan, words))
		maria_next(scan);
	return touch_name(c, scan);
}

static enum touch touch_loaded(struct maria_conn *c, struct maria_scan *scan)
{
	while (maria_next(scan) != MARIA_END && scan->kind != MARIA_TORN)
		if (maria_is(scan, "TABLE")) {
			maria_next(scan);
			return touch_name(c, scan);
		}
	return NOTHING;
}

/* What is changed or deleted counts nothing, but its triggers may: every name up to the values. */
static enum touch touch_changed(struct maria_conn *c, struct maria_scan *scan)
{
	static const char *const ends[] = { "SET", "WHERE", NULL };
	static const char *const words[] = { "LOW_PRIORITY", "QUICK", "IGNORE", "FROM", "USING",
					     "JOIN",         "LEFT",  "INNER",  "ON",   NULL };
	enum touch most = NOTHING, found;

	maria_next(scan);
	for (int i = 0; i < HEAD_WORDS && scan->kind != MARIA_END && scan->kind != MARIA_TORN;
	     i++) {
		if (maria_one_of(scan, ends))
			break;
		if ((scan->kind != MARIA_WORD && scan->kind != MARIA_NAME) ||
		    maria_one_of(scan, words)) {
			maria_next(scan);
			continue;
		}
		found = touch_name(c, scan);
		most = found > most ? found : most;
	}
	return most;
}

/* A program may insert anywhere; so may what a query calls. */
static enum touch touch_called(struct maria_conn *c, const struct maria_scan *scan)
{
	struct maria_scan ahead = *scan;
	bool calls = false;

	while (maria_next(&ahead) != MARIA_END && ahead.kind != MARIA_TORN) {
		if (maria_is(&ahead, "FROM"))
			return NOTHING;
		calls |= maria_mark(&ahead, '(');
	}
	return calls ? touch_all(c) : NOTHING;
}

static enum touch touches(struct maria_conn *c, const char *text, size_t len, uint32_t facts)
{
	static const char *const inserts[] = { "INSERT", "REPLACE", NULL };
	static const char *const changes[] = { "UPDATE", "DELETE", NULL };
	static const char *const queries[] = { "SELECT", "DO", "VALUES", NULL };
	static const char *const programs[] = { "CALL",  "EXECUTE", "BEGIN",  "IF",  "CASE",
						"WHILE", "LOOP",    "REPEAT", "FOR", NULL };
	struct maria_scan scan = { .text = text, .len = len, .mode = c->lex_mode, .last = true };

	maria_next(&scan);
	if (maria_is(&scan, "SET") && (facts & WB_PIECE_ROWS))
		while (scan.kind != MARIA_END && scan.kind != MARIA_TORN &&
		       !maria_one_of(&scan, inserts) && !maria_one_of(&scan, changes))
			maria_next(&scan);
	if (facts & WB_PIECE_TX_BEGIN)
		return touch_all(c);
	if (maria_one_of(&scan, inserts))
		return touch_target(c, &scan);
	if (maria_is(&scan, "LOAD"))
		return touch_loaded(c, &scan);
	if (maria_one_of(&scan, changes))
		return touch_changed(c, &scan);
	if (maria_one_of(&scan, queries))
		return touch_called(c, &scan);
	if (!maria_one_of(&scan, programs))
		return NOTHING;
	c->keeps_variables = true;
	return touch_all(c);
}

/* ------------------------------------------------------------------ remembering */

#define COUNTER "'c ',HEX(table_schema),' ',HEX(table_name),' ',auto_increment"

void maria_text_hex(struct maria_text *t, const char *name)
{
	for (; *name; name++)
		maria_text_add(t, "%02X", (unsigned char)*name);
}

static void add_variables(const struct maria_conn *c, struct maria_text *t)
{
	if (!c->mysql)
		maria_text_add(
			t,
			",(SELECT GROUP_CONCAT('v ',HEX(variable_name),' ',REPLACE(variable_type,"
			"' ','_'),' ',character_set_name,' ',COALESCE(CONCAT('=',HEX("
			"variable_value)),'-') SEPARATOR '\n') FROM "
			"information_schema.user_variables)");
	for (const struct maria_dirty *d = c->variables; d; d = d->next) {
		maria_text_add(t, ",CONCAT('x ");
		maria_text_hex(t, d->name);
		maria_text_add(t, " =',HEX(CAST(@");
		maria_text_quoted(t, d->name);
		maria_text_add(t, " AS BINARY)))");
	}
}

static void add_all_counters(struct maria_text *t, const char *schema)
{
	maria_text_add(t, "(SELECT GROUP_CONCAT(" COUNTER " SEPARATOR '\n') FROM "
			  "information_schema.tables WHERE table_schema=");
	maria_text_literal(t, schema);
	maria_text_add(t, " AND auto_increment IS NOT NULL)");
}

/* A table with triggers counts in others as well. */
static void add_counter(struct maria_text *t, const struct maria_name *table)
{
	maria_text_add(t, ",IF(EXISTS(SELECT 1 FROM information_schema.triggers WHERE "
			  "event_object_schema=");
	maria_text_literal(t, table->schema);
	maria_text_add(t, " AND event_object_table=");
	maria_text_literal(t, table->name);
	maria_text_add(t, "),");
	add_all_counters(t, table->schema);
	maria_text_add(t, ",(SELECT CONCAT(" COUNTER
			  ") FROM information_schema.tables WHERE table_schema=");
	maria_text_literal(t, table->schema);
	maria_text_add(t, " AND table_name=");
	maria_text_literal(t, table->name);
	maria_text_add(t, "))");
}

static void add_counters(const struct maria_conn *c, struct maria_text *t)
{
	if (c->touched_all) {
		maria_text_add(t, ",");
		add_all_counters(t, c->current);
	}
	for (size_t i = 0; i < c->touched_count; i++)
		if (!c->touched_all || strcmp(c->touched[i].schema, c->current) != 0)
			add_counter(t, &c->touched[i]);
}

static void compose(struct maria_conn *c, bool look, struct maria_text *sql)
{
	if (c->keeps_id)
		maria_text_add(sql, ",CONCAT('i ',LAST_INSERT_ID())");
	if (c->keeps_variables)
		add_variables(c, sql);
	if (!c->mysql)
		add_counters(c, sql);
	maria_temporary_remember(c, look, sql);
	maria_place_remember(c, sql);
}

int maria_remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
		   struct wb_text *out_sql, struct wb_error *err)
{
	struct maria_conn *c = conn;
	struct maria_text sql = { 0 };
	const struct maria_dirty *variables;
	enum touch touched;
	bool told;

	if (!c)
		return 0;
	variables = c->variables;
	if (fresh)
		c->touched_all = false;
	learn_variables(c, text, len);
	maria_place_learn(c, text, len);
	touched = touches(c, text, len, facts);
	/* what was remembered is good for the transaction behind it */
	told = touched == KNOWN && c->covered && !fresh;
	if (told && variables == c->variables)
		return 0;
	c->keeps_id |= touched != NOTHING;
	compose(c, fresh || (facts & WB_PIECE_TX_END), &sql);
	if (sql.len) {
		maria_add(out_sql, "CONCAT_WS('\n'");
		maria_add(out_sql, sql.data);
		maria_add(out_sql, ")");
	}
	free(sql.data);
	if (sql.failed)
		return maria_host->fail(err, WB_E_NOMEM, "out of memory");
	if (touched == NOTHING || told) {
		c->covered &= !fresh;
		return 0;
	}
	return c->covered = sql.len != 0;
}

/* ------------------------------------------------------------------ recalling */

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* A field of hex as text; returns what is behind it and one blank. */
const char *maria_read_hex(const char *at, char *out, size_t size)
{
	size_t n = 0;

	for (; digit(at[0]) >= 0 && digit(at[1]) >= 0; at += 2)
		if (n + 1 < size)
			out[n++] = (char)(digit(at[0]) << 4 | digit(at[1]));
	out[n] = '\0';
	return *at == ' ' ? at + 1 : at;
}

static const char *read_word(const char *at, char *out, size_t size)
{
	size_t n = strcspn(at, " \n");

	snprintf(out, size, "%.*s", (int)n, at);
	return at[n] == ' ' ? at + n + 1 : at + n;
}

/* Only what has gone on is set back: to what it was, or behind the rows that are there now. */
static int recall_counter(struct maria_conn *c, const char *line, struct wb_error *err)
{
	struct maria_name table;
	struct maria_text sql = { 0 };
	long long next, now;
	char value[32];
	int rc;

	line = maria_read_hex(line, table.schema, sizeof(table.schema));
	line = maria_read_hex(line, table.name, sizeof(table.name));
	next = strtoll(line, NULL, 10);
	maria_text_add(&sql, "SELECT auto_increment FROM information_schema.tables WHERE "
			     "table_schema=");
	maria_text_literal(&sql, table.schema);
	maria_text_add(&sql, " AND table_name=");
	maria_text_literal(&sql, table.name);
	rc = sql.failed ? WB_E_NOMEM : maria_simple(c, sql.data, value, sizeof(value), err);
	now = rc == 0 ? strtoll(value, NULL, 10) : 0;
	if (now > next) {
		sql.len = 0;
		maria_text_add(&sql, "ALTER TABLE ");
		maria_text_name(&sql, table.schema, table.name);
		maria_text_add(&sql, " AUTO_INCREMENT=%lld", next);
		rc = sql.failed ? WB_E_NOMEM : maria_simple(c, sql.data, NULL, 0, err);
	}
	free(sql.data);
	return rc == WB_E_NOMEM ? maria_host->fail(err, rc, "out of memory") : rc;
}

/* The bytes of a variable, from its "x" line; NULL: there is none. */
static const char *bytes_of(const char *memory, const char *name)
{
	char other[256];

	while (memory && *memory) {
		if (memory[0] == 'x' && memory[1] == ' ') {
			const char *value = maria_read_hex(memory + 2, other, sizeof(other));

			if (strcasecmp(other, name) == 0)
				return value + (*value == '=');
		}
		memory = strchr(memory, '\n');
		memory += memory != NULL;
	}
	return NULL;
}

static void add_value(struct maria_text *sql, const char *type, const char *charset,
		      const char *value, const char *bytes)
{
	char number[256];

	if (*value != '=') {
		maria_text_add(sql, "NULL");
	} else if (strcmp(type, "VARCHAR") == 0 && bytes) {
		maria_text_add(sql, "_%s X'%.*s'", charset, (int)strcspn(bytes, "\n"), bytes);
	} else if (strcmp(type, "VARCHAR") == 0) {
		maria_text_add(sql, "CONVERT(_utf8mb3 X'%.*s' USING %s)",
			       (int)strcspn(value + 1, "\n"), value + 1, charset);
	} else {
		maria_read_hex(value + 1, number, sizeof(number));
		if (strcmp(type, "INT_UNSIGNED") == 0)
			maria_text_add(sql, "CAST(%s AS UNSIGNED)", number);
		else if (strcmp(type, "DOUBLE") == 0)
			maria_text_add(sql, "CAST('%s' AS DOUBLE)", number);
		else if (strcmp(type, "DECIMAL") == 0 && !strchr(number, '.'))
			maria_text_add(sql, "CAST(%s AS DECIMAL(65,0))", number);
		else
			maria_text_add(sql, "%s", number);
	}
}

static int recall_variable(struct maria_conn *c, const char *memory, const char *line,
			   struct wb_error *err)
{
	struct maria_text sql = { 0 };
	char name[256], type[32], charset[64];
	int rc;

	line = maria_read_hex(line, name, sizeof(name));
	line = read_word(line, type, sizeof(type));
	line = read_word(line, charset, sizeof(charset));
	maria_text_add(&sql, "SET @");
	maria_text_quoted(&sql, name);
	maria_text_add(&sql, "=");
	add_value(&sql, type, charset, line, bytes_of(memory, name));
	rc = sql.failed ? maria_host->fail(err, WB_E_NOMEM, "out of memory")
			: maria_simple(c, sql.data, NULL, 0, err);
	free(sql.data);
	add_variable(c, name);
	c->keeps_variables = true;
	return rc;
}

static int recall_id(struct maria_conn *c, const char *line, struct wb_error *err)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "DO LAST_INSERT_ID(%llu)", strtoull(line, NULL, 10));
	c->keeps_id = true;
	return maria_simple(c, sql, NULL, 0, err);
}

/* In the same session, those that a rolled back transaction made are still there. */
static int forget_temporary(struct maria_conn *c, struct wb_error *err)
{
	struct maria_text sql = { 0 };
	int rc = 0;

	if (maria_temporary_drop(c, &sql))
		rc = sql.failed ? maria_host->fail(err, WB_E_NOMEM, "out of memory")
				: maria_simple(c, sql.data, NULL, 0, err);
	free(sql.data);
	maria_temporary_release(c);
	return rc;
}

int maria_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err)
{
	struct maria_conn *c = conn;
	int rc = forget_temporary(c, err);

	for (const char *line = memory; rc == 0 && line && *line;) {
		if (line[0] == 'c' && undone)
			rc = recall_counter(c, line + 2, err);
		else if (line[0] == 't')
			rc = maria_temporary_recall(c, line + 2, err);
		else if (strchr("dpl", line[0]))
			rc = maria_place_recall(c, line, err);
		else if (line[0] == 'v')
			rc = recall_variable(c, memory, line + 2, err);
		line = strchr(line, '\n');
		line += line != NULL;
	}
	/* behind the others, which may make one of their own */
	if (rc == 0 && memory[0] == 'i')
		rc = recall_id(c, memory + 2, err);
	return rc;
}

void maria_memory_release(struct maria_conn *c)
{
	while (c->variables) {
		struct maria_dirty *d = c->variables;

		c->variables = d->next;
		free(d);
	}
}
