/* SPDX-License-Identifier: MIT */
/* Putting the session and the counters where a memory says that they were: see remember.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

struct recalling {
	struct maria_conn *c;
	const char *memory; /* all of it */
	bool undone;        /* the statement to come was not done */
};

static const char *read_word(const char *at, char *out, size_t size)
{
	size_t n = strcspn(at, " \n");

	snprintf(out, size, "%.*s", (int)n, at);
	return at[n] == ' ' ? at + n + 1 : at + n;
}

/* A killed transaction has left it further on; a server that died forgets what no row has used. The
 * server itself goes behind the rows that are there. */
static int recall_counter(const struct recalling *r, const char *line, struct wb_error *err)
{
	struct maria_name table;
	struct kit_text sql = { 0 };
	long long next, now;
	char value[32];
	int rc;

	line = kit_hex_read(line, table.schema, sizeof(table.schema));
	line = kit_hex_read(line, table.name, sizeof(table.name));
	next = strtoll(line, NULL, 10);
	kit_text_write(&sql,
		       "SELECT auto_increment FROM information_schema.tables WHERE "
		       "table_schema=%L AND table_name=%L",
		       table.schema, table.name);
	rc = maria_ask_first(r->c, &sql, value, sizeof(value), err);
	now = rc == 0 ? strtoll(value, NULL, 10) : 0;
	if (rc == 0 && value[0] && (now < next || (now > next && r->undone))) {
		kit_text_write(&sql, "ALTER TABLE %N.%N AUTO_INCREMENT=%d", table.schema,
			       table.name, (int64_t)next);
		rc = maria_ask(r->c, &sql, NULL, NULL, err);
	}
	return rc;
}

/* The bytes of a variable, from its "x" line; NULL: there is none. */
static const char *bytes_of(const char *memory, const char *name)
{
	char other[256];

	while (memory && *memory) {
		if (memory[0] == 'x' && memory[1] == ' ') {
			const char *value = kit_hex_read(memory + 2, other, sizeof(other));

			if (strcasecmp(other, name) == 0)
				return value + (*value == '=');
		}
		memory = strchr(memory, '\n');
		memory += memory != NULL;
	}
	return NULL;
}

static void add_value(struct kit_text *sql, const char *type, const char *charset,
		      const char *value, const char *bytes)
{
	char number[256];

	if (*value != '=') {
		kit_text_add(sql, "NULL");
	} else if (strcmp(type, "VARCHAR") == 0 && bytes) {
		kit_text_write(sql, "_%s X'%S'", charset, bytes, (size_t)strcspn(bytes, "\n"));
	} else if (strcmp(type, "VARCHAR") == 0) {
		kit_text_write(sql, "CONVERT(_utf8mb3 X'%S' USING %s)", value + 1,
			       (size_t)strcspn(value + 1, "\n"), charset);
	} else {
		kit_hex_read(value + 1, number, sizeof(number));
		if (strcmp(type, "INT_UNSIGNED") == 0)
			kit_text_write(sql, "CAST(%s AS UNSIGNED)", number);
		else if (strcmp(type, "DOUBLE") == 0)
			kit_text_write(sql, "CAST('%s' AS DOUBLE)", number);
		else if (strcmp(type, "DECIMAL") == 0 && !strchr(number, '.'))
			kit_text_write(sql, "CAST(%s AS DECIMAL(65,0))", number);
		else
			kit_text_write(sql, "%s", number);
	}
}

/* Run `sql`, which sets it, and give the text back. */
static int set_variable(struct maria_conn *c, const char *name, struct kit_text *sql,
			struct wb_error *err)
{
	int rc = maria_ask(c, sql, NULL, NULL, err);

	maria_variable_add(c, name);
	c->resume.keeps_variables = true;
	return rc;
}

static int recall_variable(const struct recalling *r, const char *line, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char name[256], type[32], charset[64];

	line = kit_hex_read(line, name, sizeof(name));
	line = read_word(line, type, sizeof(type));
	line = read_word(line, charset, sizeof(charset));
	kit_text_write(&sql, "SET @%N=", name);
	add_value(&sql, type, charset, line, bytes_of(r->memory, name));
	return set_variable(r->c, name, &sql, err);
}

/* MySQL says of a variable's type nothing that everybody may read: digits are a number. */
static int recall_bytes(const struct recalling *r, const char *line, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char name[256], value[24];
	size_t len;

	if (!r->c->mysql)
		return 0;
	line = kit_hex_read(line, name, sizeof(name));
	line += *line == '=';
	len = strcspn(line, "\n");
	kit_hex_read(line, value, sizeof(value));
	kit_text_write(&sql, "SET @%N", name);
	if (len && len <= 36 && strspn(value, "0123456789") == len / 2)
		kit_text_write(&sql, "=%s", value);
	else
		kit_text_write(&sql, "=_utf8mb4 X'%S'", line, (size_t)len);
	return set_variable(r->c, name, &sql, err);
}

static int recall_id(struct maria_conn *c, const char *line, struct wb_error *err)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "DO LAST_INSERT_ID(%llu)", strtoull(line, NULL, 10));
	c->resume.keeps_id = true;
	return maria_simple(c, sql, NULL, 0, err);
}

/* In the same session, those that a rolled back transaction made are still there. */
static int forget_temporary(struct maria_conn *c, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int rc = 0;

	if (maria_temporary_drop(c, &sql))
		rc = maria_ask(c, &sql, NULL, NULL, err);
	kit_text_release(&sql);
	maria_temporary_release(c);
	return rc;
}

static int recall_counts(const struct recalling *r, const char *line, struct wb_error *err)
{
	struct maria_resume *resume = &r->c->resume;
	char *end;

	(void)err;
	resume->row_count = strtoll(line, &end, 10);
	resume->found_rows = strtoll(end, NULL, 10);
	resume->counts_known = true;
	resume->counts = MARIA_RECALLED;
	return 0;
}

/* As the user's statement that it was. */
static int lock_again(const struct recalling *r, const char *line, struct wb_error *err)
{
	struct wb_op op = { .size = sizeof(op), .kind = WB_OP_USER };
	struct kit_text locks = { 0 };
	int rc = maria_locked_still(r->c, line, &locks, err);

	if (rc == 0 && locks.len) {
		op.text = locks.data;
		op.len = op.full_len = locks.len;
		rc = maria_execute(r->c, &op, NULL, err);
	}
	kit_text_release(&locks);
	return rc;
}

static int prepare_again(const struct recalling *r, const char *line, struct wb_error *err)
{
	return maria_prepare_again(r->c, line, err);
}

static int use_again(const struct recalling *r, const char *line, struct wb_error *err)
{
	return maria_use_again(r->c, line, err);
}

static int set_again(const struct recalling *r, const char *line, struct wb_error *err)
{
	return maria_set_inside_recall(r->c, line, err);
}

static int act_again(const struct recalling *r, const char *line, struct wb_error *err)
{
	return maria_role_recall(r->c, line, err);
}

static int fill_again(const struct recalling *r, const char *line, struct wb_error *err)
{
	return maria_temporary_recall(r->c, line, err);
}

static int miss_made_up(const struct recalling *r, const char *line, struct wb_error *err)
{
	(void)line;
	(void)err;
	r->c->resume.made_up = r->c->resume.made_up_lost = true;
	return 0;
}

static int miss_id(const struct recalling *r, const char *line, struct wb_error *err)
{
	(void)line;
	(void)err;
	r->c->resume.id_lost = true;
	return 0;
}

static int take_again(const struct recalling *r, const char *line, struct wb_error *err)
{
	return maria_held_recall(r->c, line[-2], line, err);
}

/* A counter that the statement to come can set back; only if it was not done. */
static int recall_own_counter(const struct recalling *r, const char *line, struct wb_error *err)
{
	return r->undone ? recall_counter(r, line, err) : 0;
}

/* What is remembered as such a line comes again by this. */
static const struct kind {
	char letter;
	int (*recall)(const struct recalling *r, const char *line, struct wb_error *err);
} kinds[] = {
	{ 'c', recall_own_counter }, { 'd', use_again },      { 'g', take_again },
	{ 'h', take_again },         { 'k', recall_counter }, { 'l', lock_again },
	{ 'm', miss_made_up },       { 'n', recall_counts },  { 'o', miss_id },
	{ 'p', prepare_again },      { 't', fill_again },     { 'r', take_again },
	{ 's', set_again },          { 'u', take_again },     { 'v', recall_variable },
	{ 'w', act_again },          { 'x', recall_bytes },
};

static int recall_line(const struct recalling *r, const char *line, struct wb_error *err)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (kinds[i].letter == line[0])
			return kinds[i].recall(r, line + 2, err);
	return 0;
}

int maria_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err)
{
	struct maria_conn *c = conn;
	const struct recalling r = { c, memory, undone };
	int rc = forget_temporary(c, err);

	if (rc == 0)
		rc = maria_held_forget(c, err);
	c->resume.resumed = c->resume.taken_up = true;
	maria_set_inside_release(c);
	maria_counts_forget(c, true);
	c->resume.counts = MARIA_LOST;
	for (const char *line = memory; rc == 0 && line && *line;) {
		rc = recall_line(&r, line, err);
		line = strchr(line, '\n');
		line += line != NULL;
	}
	/* behind the others, which may make one of their own */
	if (rc == 0 && memory[0] == 'i')
		rc = recall_id(c, memory + 2, err);
	return rc;
}
