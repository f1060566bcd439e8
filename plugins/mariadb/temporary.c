/* SPDX-License-Identifier: MIT */
/* Temporary tables go with their session, and an interrupted step may still need them: what is
 * remembered holds each as a line "t SCHEMA CREATE COLUMNS ROWS row|row", with fields "n" for null, and hex
 * behind "b", "c", "d" and "t" for bytes, text, bits and seconds. "m 1": there may be one whose name a
 * program has made up. */
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

#define ROWS_MOST 20000
#define BATCH ((size_t)256 << 10)

/* ------------------------------------------------------------------ remembering */

static void take_create(void *ctx, MYSQL_ROW row)
{
	struct kit_text *t = ctx;

	kit_text_write(t, "%s", row[1] ? row[1] : "");
}

/* The columns that are written, and the SQL of their values. */
struct columns {
	struct kit_text names, values;
};

static bool begins(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (strncmp(text, *words, strlen(*words)) == 0)
			return true;
	return false;
}

/* Bytes stay what they are, a float is the double that it is, a time of a zone its second; all else is
 * what the client would see. */
static void take_column(void *ctx, MYSQL_ROW row)
{
	static const char *const bytes[] = { "binary",     "varbinary", "tinyblob",   "blob",
					     "mediumblob", "longblob",  "geometry",   "point",
					     "linestring", "polygon",   "multipoint", "multiline",
					     "multipoly",  NULL };
	struct columns *c = ctx;
	const char *before = "CONVERT(", *behind = " USING utf8mb4)";
	const char *kind = "c";

	if (!row[0] || !row[1] || !row[5] || strstr(row[5], "GENERATED"))
		return;
	if (begins(row[1], bytes)) {
		kind = "b";
		before = behind = "";
	} else if (strncmp(row[1], "bit", 3) == 0) {
		kind = "d";
		before = "CONVERT(0+";
	} else if (strncmp(row[1], "float", 5) == 0) {
		before = "CONVERT(CAST(";
		behind = " AS DOUBLE) USING utf8mb4)";
	} else if (strncmp(row[1], "timestamp", 9) == 0) {
		kind = "t";
		before = "CONVERT(UNIX_TIMESTAMP(";
		behind = ") USING utf8mb4)";
	}
	kit_text_write(&c->names, "%s%N", c->names.len ? "," : "", row[0]);
	kit_text_write(&c->values, ",COALESCE(CONCAT('%s',HEX(%s%N%s)),'n')", kind, before, row[0],
		       behind);
}

/* Not to be told is no sign that it is gone. */
static bool ask(struct maria_conn *c, const char *what, const struct maria_temporary *table,
		maria_take take, void *ctx)
{
	struct kit_text sql = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	bool done;

	kit_text_write(&sql, MARIA_SHIELD "SHOW %s %N.%N", what, table->name.schema,
		       table->name.name);
	done = !sql.failed && maria_query(c, sql.data, take, ctx, &why) == 0;
	c->resume.made_up |= !done && why.native_code != ER_NO_SUCH_TABLE;
	free(sql.data);
	return done;
}

/* The SQL of one table's line; false: there is no such temporary table any more. */
static bool describe(struct maria_conn *c, struct maria_temporary *table)
{
	static const char begin[] = "CREATE TEMPORARY TABLE";
	struct kit_text create = { 0 }, sql = { 0 };
	struct columns columns = { .names = { .data = NULL } };
	bool is = ask(c, "CREATE TABLE", table, take_create, &create) && create.data &&
		  strncmp(create.data, begin, sizeof(begin) - 1) == 0;
	bool there =
		is && ask(c, "COLUMNS FROM", table, take_column, &columns) && columns.names.data;

	c->resume.made_up |= is && !there;

	if (there) {
		kit_text_add(&sql, ",(SELECT CONCAT('t ");
		kit_text_hex(&sql, table->name.schema);
		kit_text_add(&sql, " ");
		kit_text_hex(&sql, create.data);
		kit_text_add(&sql, " ");
		kit_text_hex(&sql, columns.names.data);
		kit_text_write(&sql,
			       " ',COUNT(*),' ',IF(COUNT(*)>%d,'',COALESCE(GROUP_CONCAT("
			       "CONCAT_WS(','%s) SEPARATOR '|'),''))) FROM %N.%N)",
			       (int64_t)ROWS_MOST, columns.values.data ? columns.values.data : "",
			       table->name.schema, table->name.name);
	}
	free(create.data);
	free(columns.names.data);
	free(columns.values.data);
	free(table->sql);
	table->sql = sql.data;
	return there && !sql.failed && !columns.values.failed;
}

void maria_temporary_remember(struct maria_conn *c, bool look, struct kit_text *out)
{
	struct maria_temporary **at = &c->resume.temporary;

	for (struct maria_temporary *t = *at; t && !look; t = t->next)
		look = !t->sql;
	if (c->resume.made_up)
		kit_text_add(out, ",'m 1'");
	if (look && *at)
		maria_drain(c);
	while (*at) {
		struct maria_temporary *t = *at;

		if ((look || !t->sql) && !describe(c, t)) {
			*at = t->next;
			free(t->sql);
			free(t);
			continue;
		}
		kit_text_write(out, "%s", t->sql);
		at = &t->next;
	}
}

/* ------------------------------------------------------------------ recalling */

static const char *add_value(struct kit_text *sql, const char *at)
{
	size_t n = strspn(at + 1, "0123456789ABCDEF");

	if (*at == 'n')
		kit_text_add(sql, "NULL");
	else if (*at == 'b')
		kit_text_write(sql, "X'%S'", at + 1, (size_t)n);
	else if (*at == 'd')
		kit_text_write(sql, "CAST(CONVERT(X'%S' USING utf8mb4) AS UNSIGNED)", at + 1,
			       (size_t)n);
	else if (*at == 't')
		kit_text_write(sql, "IF(X'%S'='0',0,FROM_UNIXTIME(CONVERT(X'%S' USING utf8mb4)))",
			       at + 1, (size_t)n, at + 1, (size_t)n);
	else
		kit_text_write(sql, "CONVERT(X'%S' USING utf8mb4)", at + 1, (size_t)n);
	return at + 1 + n;
}

/* The rows at `at`, up to the line's end. */
static int insert(struct maria_conn *c, const char *columns, const char *at, long long *rows,
		  struct wb_error *err)
{
	const struct maria_temporary *table = c->resume.temporary;
	struct kit_text sql = { 0 };
	int rc = 0;

	while (rc == 0 && *at && *at != '\n') {
		if (!sql.len) {
			kit_text_write(&sql, "INSERT INTO %N.%N (%s) VALUES (", table->name.schema,
				       table->name.name, columns);
		} else {
			kit_text_add(&sql, ",(");
		}
		for (at = add_value(&sql, at); *at == ','; at = add_value(&sql, at + 1))
			kit_text_add(&sql, ",");
		kit_text_add(&sql, ")");
		++*rows;
		at += *at == '|';
		if (sql.failed)
			rc = kit_no_memory(err);
		else if (sql.len > BATCH || !*at || *at == '\n') {
			rc = maria_query(c, sql.data, NULL, NULL, err);
			sql.len = 0;
		}
	}
	free(sql.data);
	return rc;
}

/* MySQL has no SET STATEMENT. */
static int fill(struct maria_conn *c, const char *columns, const char *at, long long *rows,
		struct wb_error *err)
{
	static const char aside[] = "SET @whimbrel_mode=@@sql_mode,@whimbrel_zone=@@time_zone,"
				    "sql_mode='NO_AUTO_VALUE_ON_ZERO',time_zone='+00:00'";
	static const char back[] = "SET sql_mode=@whimbrel_mode,time_zone=@whimbrel_zone,"
				   "@whimbrel_mode=NULL,@whimbrel_zone=NULL";
	struct wb_error ignored = WB_ERROR_INIT;
	int put_back, rc = maria_simple(c, aside, NULL, 0, err);

	if (rc < 0)
		return rc;
	rc = insert(c, columns, at, rows, err);
	put_back = maria_simple(c, back, NULL, 0, rc < 0 ? &ignored : err);
	return rc < 0 ? rc : put_back;
}

static int make_again(struct maria_conn *c, const char *schema, const char *create,
		      struct wb_error *err)
{
	struct maria_scan scan = maria_first(create, strlen(create), 0);
	char current[sizeof(c->session.current)];
	int rc = maria_query(c, create, NULL, NULL, err);

	if (rc < 0)
		return rc;
	maria_next(&scan);
	memcpy(current, c->session.current, sizeof(current));
	snprintf(c->session.current, sizeof(c->session.current), "%s", schema);
	maria_temporary_made(c, scan);
	memcpy(c->session.current, current, sizeof(current));
	return c->resume.temporary ? 0 : kit_no_memory(err);
}

/* `line` stands behind "t ". */
int maria_temporary_recall(struct maria_conn *c, const char *line, struct wb_error *err)
{
	char schema[256], *create, *columns;
	const char *next;
	long long rows = 0, wanted;
	int rc;

	line = kit_hex_read(line, schema, sizeof(schema));
	create = kit_hex_take(&line);
	columns = create ? kit_hex_take(&line) : NULL;
	if (!create || !columns) {
		free(create);
		free(columns);
		return kit_no_memory(err);
	}
	wanted = strtoll(line, NULL, 10);
	next = line + strcspn(line, " \n");
	next += *next == ' ';
	rc = make_again(c, schema, create, err);
	if (rc == 0)
		rc = fill(c, columns, next, &rows, err);
	free(create);
	free(columns);
	if (rc == 0 && rows != wanted)
		rc = maria_host->fail(
			err, WB_E_UNCERTAIN,
			"the temporary table %s went with the session that was "
			"interrupted, and its %lld rows were too many to be remembered: "
			"make and fill it again in the part of the file that has not "
			"run, and accept that with `whimbrel repair`",
			c->resume.temporary ? c->resume.temporary->name.name : "", wanted);
	return rc;
}
