/* SPDX-License-Identifier: MIT */
/* Where a session stands, as lines of what is remembered: "p NAME DATABASE MODE TEXT" for a
 * prepared statement (MODE "-": as the session begins), "d DATABASE" for where it is, "l TEXT" for LOCK TABLES, which comes last. All in hex. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

#define PREPARED_MOST 32

static char *copy(const char *text, size_t len)
{
	char *out = malloc(len + 1);

	if (out) {
		memcpy(out, text, len);
		out[len] = '\0';
	}
	return out;
}

static struct maria_prepared *find(struct maria_conn *c, const char *name)
{
	struct maria_prepared *p = c->resume.prepared;
	size_t n = 0;

	for (; p && strcasecmp(p->name, name) != 0; p = p->next)
		n++;
	if (p || n == PREPARED_MOST || !(p = calloc(1, sizeof(*p))))
		return p;
	snprintf(p->name, sizeof(p->name), "%s", name);
	p->next = c->resume.prepared;
	c->resume.prepared = p;
	return p;
}

static void take_text(void *ctx, MYSQL_ROW row)
{
	char **text = ctx;
	const size_t size = row[0] ? strlen(row[0]) + 1 : 0;

	if (size && (*text = malloc(size)))
		kit_hex_read(row[0], *text, size);
}

/* What a variable has before the statement that is prepared from it, since it may have another text soon. NULL: it is
 * asked for when it is remembered. */
static char *text_of_variable(struct maria_conn *c, const char *name)
{
	struct wb_error ignored = WB_ERROR_INIT;
	struct kit_text sql = { 0 };
	char *text = NULL;

	maria_drain(c);
	kit_text_write(&sql, "SELECT HEX(CONVERT(@%N USING utf8mb4))", name);
	if (!sql.failed)
		maria_query(c, sql.data, take_text, &text, &ignored);
	kit_text_release(&sql);
	return text;
}

/* PREPARE name FROM 'text', or FROM @variable; one that is given up does no harm. */
static void learn_prepared(struct maria_conn *c, struct maria_scan *scan)
{
	char name[256], *text, *written;
	struct maria_prepared *p;

	maria_next(scan);
	maria_unquote(scan, name, sizeof(name));
	maria_next(scan);
	if (!maria_is(scan, "FROM"))
		return;
	maria_next(scan);
	if (scan->kind != MARIA_STRING &&
	    (scan->kind != MARIA_WORD || scan->text[scan->word] != '@'))
		return;
	text = maria_unquoted(scan);
	p = text ? find(c, name) : NULL;
	if (!p) {
		free(text);
		return;
	}
	written = scan->kind == MARIA_WORD ? text_of_variable(c, text + 1) : NULL;
	p->variable = scan->kind == MARIA_WORD && !written;
	free(p->text);
	p->text = written ? written : text;
	if (written)
		free(text);
	memcpy(p->schema, c->session.current, sizeof(p->schema));
	memcpy(p->sql_mode, c->session.sql_mode, sizeof(p->sql_mode));
}

void maria_prepared_learn(struct maria_conn *c, const char *text, size_t len)
{
	struct maria_scan scan = maria_first(text, len, c->lex_mode);

	if (maria_is(&scan, "PREPARE")) {
		learn_prepared(c, &scan);
	} else if (maria_lock_tables(text, len, c->lex_mode)) {
		free(c->resume.locked);
		c->resume.locked = copy(text, len);
	}
}

void maria_prepared_remember(const struct maria_conn *c, struct kit_text *out)
{
	for (const struct maria_prepared *p = c->resume.prepared; p; p = p->next) {
		kit_text_add(out, p->variable ? ",CONCAT('p " : ",'p ");
		kit_text_hex(out, p->name);
		kit_text_add(out, " ");
		kit_text_hex(out, p->schema);
		kit_text_add(out, " ");
		kit_text_hex(out, *p->sql_mode ? p->sql_mode : "-");
		kit_text_add(out, p->variable ? " ',HEX(@" : " ");
		if (p->variable)
			kit_text_write(out, "%N", p->text + 1);
		else
			kit_text_hex(out, p->text);
		kit_text_add(out, p->variable ? "))" : "'");
	}
	if (c->session.other_database || c->resume.prepared) {
		kit_text_add(out, ",'d ");
		kit_text_hex(out, c->session.current);
		kit_text_add(out, "'");
	}
	if (c->session.tables_locked && c->resume.locked) {
		kit_text_add(out, ",'l ");
		kit_text_hex(out, c->resume.locked);
		kit_text_add(out, "'");
	}
}

/* ------------------------------------------------------------------ recalling */

static int use(struct maria_conn *c, const char *name, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int rc;

	kit_text_write(&sql, "USE %N", name);
	c->session.tracking = true;
	rc = maria_ask(c, &sql, NULL, NULL, err);
	c->session.tracking = false;
	return rc;
}

/* What can't be prepared any more, since its tables have changed, is told when it is needed. */
static int prepare(struct maria_conn *c, const struct maria_prepared *was, const char *text,
		   struct wb_error *err)
{
	static const char back[] = "SET sql_mode=@whimbrel_mode,@whimbrel_mode=NULL";
	const char *name = was->name, *schema = was->schema;
	bool mode = strcmp(was->sql_mode, "-") != 0;
	struct wb_error ignored = WB_ERROR_INIT;
	struct maria_prepared *p = find(c, name);
	struct kit_text sql = { 0 }, set = { 0 };

	if (p) {
		free(p->text);
		p->text = copy(text, strlen(text));
		p->variable = false;
		snprintf(p->schema, sizeof(p->schema), "%s", schema);
		snprintf(p->sql_mode, sizeof(p->sql_mode), "%s", mode ? was->sql_mode : "");
		maria_temporary_within(c, text, strlen(text));
	}
	kit_text_write(&set, "SET @whimbrel_mode=@@sql_mode,sql_mode=%L", was->sql_mode);
	kit_text_write(&sql, "PREPARE %N FROM CONVERT(X'", name);
	kit_text_hex(&sql, text);
	kit_text_add(&sql, "' USING utf8mb4)");
	if (sql.failed || set.failed || (p && !p->text)) {
		free(sql.data);
		free(set.data);
		return kit_no_memory(err);
	}
	if (mode)
		maria_simple(c, set.data, NULL, 0, &ignored);
	if (strcmp(schema, c->session.current) == 0 || use(c, schema, &ignored) == 0)
		maria_simple(c, sql.data, NULL, 0, &ignored);
	if (mode)
		maria_simple(c, back, NULL, 0, &ignored);
	free(sql.data);
	free(set.data);
	return ignored.status == WB_E_LOST ? maria_host->fail(err, WB_E_LOST, "%s", ignored.message)
					   : 0;
}

int maria_use_again(struct maria_conn *c, const char *line, struct wb_error *err)
{
	char name[256];

	kit_hex_read(line, name, sizeof(name));
	return use(c, name, err);
}

/* In this session, or for all. */
static int is_there(struct maria_conn *c, const struct maria_name *table, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char found[8];

	for (const struct maria_temporary *t = c->resume.temporary; t; t = t->next)
		if (strcasecmp(t->name.name, table->name) == 0 &&
		    strcmp(t->name.schema, table->schema) == 0)
			return 1;
	kit_text_write(&sql,
		       "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema=%L AND "
		       "table_name=%L",
		       table->schema, table->name);
	return maria_ask_first(c, &sql, found, sizeof(found), err) < 0 ? kit_failed(err)
								       : found[0] != '0';
}

/* LOCK TABLES without what was dropped since, under that lock. Nothing where none is left. */
static int still_there(struct maria_conn *c, const char *text, struct kit_text *out,
		       struct wb_error *err)
{
	struct maria_scan scan = maria_scan_of(text, strlen(text), c->lex_mode);
	const size_t list = maria_lock_tables(text, strlen(text), c->lex_mode);
	struct maria_name table;
	int there = 0;

	scan.end = list;
	maria_next(&scan);
	while (there >= 0 && !maria_ended(&scan)) {
		const size_t begin = scan.word;

		maria_read_name(&scan, c->session.current, &table);
		while (!maria_ended(&scan) && !maria_mark(&scan, ','))
			maria_next(&scan);
		there = is_there(c, &table, err);
		if (there == 1 && !out->len)
			kit_text_append(out, text, list);
		if (there == 1)
			kit_text_write(out, "%s%S", out->len > list ? ", " : " ", text + begin,
				       scan.word - begin);
		maria_next(&scan);
	}
	return there < 0 ? there : out->failed ? kit_no_memory(err) : 0;
}

/* The tables that DROP TABLE names, behind its first word. */
static bool drops(const struct maria_conn *c, struct maria_scan scan,
		  const struct maria_name *table)
{
	struct maria_name name;

	maria_next(&scan);
	if (!maria_is(&scan, "TABLE") && !maria_is(&scan, "TABLES"))
		return false;
	maria_next(&scan);
	while (maria_is(&scan, "IF") || maria_is(&scan, "EXISTS"))
		maria_next(&scan);
	while (!maria_ended(&scan)) {
		maria_read_name(&scan, c->session.current, &name);
		if (strcasecmp(name.name, table->name) == 0 &&
		    strcmp(name.schema, table->schema) == 0)
			return true;
		while (!maria_ended(&scan) && !maria_mark(&scan, ','))
			maria_next(&scan);
		maria_next(&scan);
	}
	return false;
}

bool maria_locked_dropped(struct maria_conn *c, struct maria_scan drop)
{
	const char *text = c->resume.locked ? c->resume.locked : "";
	struct maria_scan scan = maria_scan_of(text, strlen(text), c->lex_mode);
	const size_t list = maria_lock_tables(text, strlen(text), c->lex_mode);
	struct kit_text left = { 0 };
	struct maria_name table;

	scan.end = list;
	maria_next(&scan);
	while (list && !maria_ended(&scan)) {
		const size_t begin = scan.word;

		maria_read_name(&scan, c->session.current, &table);
		while (!maria_ended(&scan) && !maria_mark(&scan, ','))
			maria_next(&scan);
		if (!drops(c, drop, &table))
			kit_text_write(&left, "%S%s%S", text, left.len ? 0 : list,
				       left.len ? ", " : " ", text + begin, scan.word - begin);
		maria_next(&scan);
	}
	if (!list || left.failed) {
		kit_text_release(&left);
		return false;
	}
	free(c->resume.locked);
	c->resume.locked = left.len ? kit_text_take(&left) : NULL;
	return !c->resume.locked;
}

int maria_locked_still(struct maria_conn *c, const char *line, struct kit_text *out,
		       struct wb_error *err)
{
	char *text = kit_hex_take(&line);
	int rc;

	if (!text)
		return kit_no_memory(err);
	rc = still_there(c, text, out, err);
	free(text);
	if (rc == 0 && out->len)
		maria_prepared_learn(c, out->data, out->len);
	return rc;
}

int maria_prepare_again(struct maria_conn *c, const char *line, struct wb_error *err)
{
	struct maria_prepared was = { .next = NULL };
	char *text;
	int rc;

	line = kit_hex_read(line, was.name, sizeof(was.name));
	line = kit_hex_read(line, was.schema, sizeof(was.schema));
	line = kit_hex_read(line, was.sql_mode, sizeof(was.sql_mode));
	text = kit_hex_take(&line);
	rc = text ? prepare(c, &was, text, err) : kit_no_memory(err);
	free(text);
	return rc;
}

void maria_prepared_release(struct maria_conn *c)
{
	while (c->resume.prepared) {
		struct maria_prepared *p = c->resume.prepared;

		c->resume.prepared = p->next;
		free(p->text);
		free(p);
	}
	free(c->resume.locked);
	c->resume.locked = NULL;
}
