/* SPDX-License-Identifier: MIT */
/* Temporary tables go with their session, and an interrupted step may still need them: what is
 * remembered holds each as a line "t SCHEMA CREATE ROWS row|row", with fields "n" for null, "b" and
 * "c" and hex for bytes and text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

#define ROWS_MOST 20000
#define BATCH ((size_t)256 << 10)

/* ------------------------------------------------------------------ which there are */

void maria_temporary_release(struct maria_conn *c)
{
	while (c->temporary) {
		struct maria_temporary *t = c->temporary;

		c->temporary = t->next;
		free(t->sql);
		free(t);
	}
}

static void add(struct maria_conn *c, const char *schema, const char *name)
{
	struct maria_temporary *t = calloc(1, sizeof(*t));

	if (!t)
		return;
	snprintf(t->name.schema, sizeof(t->name.schema), "%s", schema);
	snprintf(t->name.name, sizeof(t->name.name), "%s", name);
	t->next = c->temporary;
	c->temporary = t;
}

void maria_temporary_made(struct maria_conn *c, struct maria_scan scan)
{
	static const char *const words[] = { "OR", "REPLACE", "TEMPORARY", "TABLE",
					     "IF", "NOT",     "EXISTS",    NULL };
	struct maria_name name = { .schema = "" };
	bool temporary = false;

	for (; maria_one_of(&scan, words); maria_next(&scan))
		temporary |= maria_is(&scan, "TEMPORARY");
	if (!temporary || maria_is(&scan, "SEQUENCE"))
		return;
	snprintf(name.schema, sizeof(name.schema), "%s", c->current);
	maria_unquote(&scan, name.name, sizeof(name.name));
	maria_next(&scan);
	if (maria_mark(&scan, '.')) {
		maria_next(&scan);
		memcpy(name.schema, name.name, sizeof(name.schema));
		maria_unquote(&scan, name.name, sizeof(name.name));
	}
	add(c, name.schema, name.name);
}

bool maria_temporary_drop(const struct maria_conn *c, struct maria_text *out)
{
	maria_text_add(out, "DROP TEMPORARY TABLE IF EXISTS ");
	for (const struct maria_temporary *t = c->temporary; t; t = t->next) {
		maria_text_name(out, t->name.schema, t->name.name);
		maria_text_add(out, t->next ? "," : "%s", "");
	}
	return c->temporary != NULL;
}

/* ------------------------------------------------------------------ remembering */

static void take_create(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	struct maria_text *t = ctx;

	(void)lengths;
	maria_text_add(t, "%s", columns > 1 && row[1] ? row[1] : "");
}

/* Bytes stay what they are; all else is what the client would see, numbers and times as well. */
static void add_fields(struct maria_text *t, MYSQL_RES *result)
{
	MYSQL_FIELD *fields = mysql_fetch_fields(result);

	for (unsigned i = 0; i < mysql_num_fields(result); i++) {
		bool bytes =
			fields[i].charsetnr == 63 && (fields[i].type == MYSQL_TYPE_STRING ||
						      fields[i].type == MYSQL_TYPE_VAR_STRING ||
						      fields[i].type == MYSQL_TYPE_BLOB);

		maria_text_add(t, ",COALESCE(CONCAT('%s',HEX(", bytes ? "b" : "c");
		if (!bytes)
			maria_text_add(t, "CONVERT(%s",
				       fields[i].type == MYSQL_TYPE_BIT ? "0+" : "");
		maria_text_quoted(t, fields[i].name);
		maria_text_add(t, bytes ? ")),'n')" : " USING utf8mb4))),'n')");
	}
}

/* The SQL of one table's line; false: there is no such temporary table any more. */
static bool describe(struct maria_conn *c, struct maria_temporary *table)
{
	static const char begin[] = "CREATE TEMPORARY TABLE";
	struct maria_text ask = { 0 }, create = { 0 }, sql = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	MYSQL_RES *result = NULL;
	bool there;

	maria_text_add(&ask, "SHOW CREATE TABLE ");
	maria_text_name(&ask, table->name.schema, table->name.name);
	there = !ask.failed &&
		maria_query(c, ask.data, ask.len, take_create, &create, &ignored) == 0 &&
		create.data && strncmp(create.data, begin, sizeof(begin) - 1) == 0;
	ask.len = 0;
	maria_text_add(&ask, "SELECT * FROM ");
	maria_text_name(&ask, table->name.schema, table->name.name);
	maria_text_add(&ask, " LIMIT 0");
	if (there && !ask.failed && mysql_real_query(c->db, ask.data, (unsigned long)ask.len) == 0)
		result = mysql_store_result(c->db);
	if (result) {
		maria_text_add(&sql, ",(SELECT CONCAT('t ");
		maria_text_hex(&sql, table->name.schema);
		maria_text_add(&sql, " ");
		maria_text_hex(&sql, create.data);
		maria_text_add(&sql,
			       " ',COUNT(*),' ',IF(COUNT(*)>%d,'',COALESCE(GROUP_CONCAT("
			       "CONCAT_WS(','",
			       ROWS_MOST);
		add_fields(&sql, result);
		maria_text_add(&sql, ") SEPARATOR '|'),''))) FROM ");
		maria_text_name(&sql, table->name.schema, table->name.name);
		maria_text_add(&sql, ")");
		mysql_free_result(result);
	}
	free(ask.data);
	free(create.data);
	free(table->sql);
	table->sql = sql.data;
	return result && !sql.failed;
}

void maria_temporary_remember(struct maria_conn *c, bool look, struct maria_text *out)
{
	struct maria_temporary **at = &c->temporary;

	if (look && c->temporary)
		maria_drain(c);
	while (*at) {
		struct maria_temporary *t = *at;

		if ((look || !t->sql) && !describe(c, t)) {
			*at = t->next;
			free(t->sql);
			free(t);
			continue;
		}
		maria_text_add(out, "%s", t->sql);
		at = &t->next;
	}
}

/* ------------------------------------------------------------------ recalling */

static const char *add_value(struct maria_text *sql, const char *at)
{
	size_t n = strspn(at + 1, "0123456789ABCDEF");

	if (*at == 'n')
		maria_text_add(sql, "NULL");
	else if (*at == 'b')
		maria_text_add(sql, "X'%.*s'", (int)n, at + 1);
	else
		maria_text_add(sql, "CONVERT(X'%.*s' USING utf8mb4)", (int)n, at + 1);
	return at + 1 + n;
}

/* The rows at `at`, up to the line's end. */
static int insert(struct maria_conn *c, const struct maria_temporary *table, const char *at,
		  long long *rows, struct wb_error *err)
{
	struct maria_text sql = { 0 };
	int rc = 0;

	while (rc == 0 && *at && *at != '\n') {
		if (!sql.len) {
			maria_text_add(&sql, "INSERT INTO ");
			maria_text_name(&sql, table->name.schema, table->name.name);
			maria_text_add(&sql, " VALUES (");
		} else {
			maria_text_add(&sql, ",(");
		}
		for (at = add_value(&sql, at); *at == ','; at = add_value(&sql, at + 1))
			maria_text_add(&sql, ",");
		maria_text_add(&sql, ")");
		++*rows;
		at += *at == '|';
		if (sql.failed)
			rc = maria_host->fail(err, WB_E_NOMEM, "out of memory");
		else if (sql.len > BATCH || !*at || *at == '\n') {
			rc = maria_query(c, sql.data, sql.len, NULL, NULL, err);
			sql.len = 0;
		}
	}
	free(sql.data);
	return rc;
}

/* MySQL has no SET STATEMENT. */
static int fill(struct maria_conn *c, const struct maria_temporary *table, const char *at,
		long long *rows, struct wb_error *err)
{
	static const char aside[] =
		"SET @whimbrel_mode=@@sql_mode,sql_mode='NO_AUTO_VALUE_ON_ZERO'";
	static const char back[] = "SET sql_mode=@whimbrel_mode,@whimbrel_mode=NULL";
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = maria_simple(c, aside, NULL, 0, err);

	if (rc < 0)
		return rc;
	rc = insert(c, table, at, rows, err);
	if (maria_simple(c, back, NULL, 0, rc < 0 ? &ignored : err) < 0 && rc == 0)
		rc = err->status;
	return rc;
}

/* `line` stands behind "t ". */
int maria_temporary_recall(struct maria_conn *c, const char *line, struct wb_error *err)
{
	size_t hex = strspn(line, "0123456789ABCDEF");
	char schema[256], *create;
	const char *next;
	long long rows = 0, wanted;
	struct maria_scan scan = { .last = true };
	int rc;

	line = maria_read_hex(line, schema, sizeof(schema));
	hex = strspn(line, "0123456789ABCDEF");
	create = malloc(hex / 2 + 1);
	if (!create)
		return maria_host->fail(err, WB_E_NOMEM, "out of memory");
	line = maria_read_hex(line, create, hex / 2 + 1);
	wanted = strtoll(line, NULL, 10);
	next = line + strcspn(line, " \n");
	next += *next == ' ';
	scan.text = create;
	scan.len = strlen(create);
	rc = maria_query(c, create, scan.len, NULL, NULL, err);
	maria_next(&scan);
	maria_next(&scan);
	if (rc == 0) {
		char current[256];

		memcpy(current, c->current, sizeof(current));
		memcpy(c->current, schema, sizeof(c->current));
		maria_temporary_made(c, scan);
		memcpy(c->current, current, sizeof(current));
		rc = c->temporary ? fill(c, c->temporary, next, &rows, err) : 0;
	}
	free(create);
	if (rc == 0 && rows != wanted)
		rc = maria_host->fail(
			err, WB_E_UNCERTAIN,
			"the temporary table %s went with the session that was "
			"interrupted, and its %lld rows were too many to be remembered: "
			"make and fill it again in the part of the file that has not "
			"run, and accept that with `whimbrel repair`",
			c->temporary ? c->temporary->name.name : "", wanted);
	return rc;
}
