/* SPDX-License-Identifier: MIT */
/* Our rows of steps that share a commit are written together, one statement a table, before anything can look at
 * them: the commit, another operation of ours, and a user's statement of which SQLite says that it touches a table
 * of ours. Their text has the time of their step. What is written inside a step is kept until that is over, since
 * what takes the step back takes it back as well, with the rows of the steps before. */
#include <stdlib.h>
#include <string.h>

#include "sqlite.h"

#define MOST_BYTES (64 << 10)

static const char values[] = " VALUES ";
static const char comma[] = ", ";

/* A user's statement names this table or its trigger, index or view. */
bool sqlite_is_ours(const char *name)
{
	return name && (name[0] == 'w' || name[0] == 'W') &&
	       sqlite3_strnicmp(name, "whimbrel_", 9) == 0;
}

static struct sqlite_rows *table_of(struct sqlite_conn *c, const struct wb_op *op)
{
	if (op->what == WB_OWN_RECORD)
		return &c->rows[0];
	return op->what == WB_OWN_LOG && op->args && !op->args->probe_sql ? &c->rows[1] : NULL;
}

static void clear(struct sqlite_rows *rows)
{
	rows->len = rows->mark = rows->written = 0;
}

static int append(struct sqlite_rows *rows, const char *text, size_t len, struct wb_error *err)
{
	size_t room = rows->room ? rows->room : 4096;
	char *grown;

	while (room < rows->len + len)
		room *= 2;
	grown = room > rows->room ? realloc(rows->text, room) : rows->text;
	if (!grown)
		return kit_no_memory(err);
	memcpy(grown + rows->len, text, len);
	rows->text = grown;
	rows->room = room;
	rows->len += len;
	return 0;
}

/* Take those that are written out of the text. */
static void forget_written(struct sqlite_rows *rows)
{
	size_t from = rows->written + sizeof(comma) - 1;

	if (rows->written == rows->len) {
		clear(rows);
	} else if (rows->written) {
		memmove(rows->text + rows->prefix, rows->text + from, rows->len - from);
		rows->len -= from - rows->prefix;
		rows->written = 0;
	}
}

static int write_rows(struct sqlite_conn *c, const struct sqlite_rows *rows, struct wb_error *err)
{
	size_t from = rows->written + sizeof(comma) - 1, len = rows->prefix + rows->len - from;
	char *text;
	int status;

	if (rows->written == rows->len)
		return 0;
	if (!rows->written)
		return sqlite_run_text(c, rows->text, rows->len, NULL, err);
	text = malloc(len);
	if (!text)
		return kit_no_memory(err);
	memcpy(text, rows->text, rows->prefix);
	memcpy(text + rows->prefix, rows->text + from, rows->len - from);
	status = sqlite_run_text(c, text, len, NULL, err);
	free(text);
	return status;
}

static int write_all(struct sqlite_conn *c, struct wb_error *err)
{
	int status = 0;

	/* also when the run is to stop: they belong to what is done */
	sqlite3_progress_handler(c->db, 0, NULL, NULL);
	for (size_t i = 0; i < 2 && status == 0; i++) {
		status = write_rows(c, &c->rows[i], err);
		c->rows[i].written = c->rows[i].len;
	}
	sqlite_set_ticks(c);
	return status;
}

int sqlite_rows_write(struct sqlite_conn *c, struct wb_error *err)
{
	sqlite3_int64 id = sqlite3_last_insert_rowid(c->db);
	int status;

	if (!c->rows[0].len && !c->rows[1].len)
		return 0;
	/* what an error has rolled back has taken the steps of these rows as well */
	if (sqlite3_get_autocommit(c->db)) {
		sqlite_rows_undo(c, true);
		return 0;
	}
	status = write_all(c, err);
	/* no statement of a file's is wrong */
	if (status == WB_E_SQL)
		status = err->status = WB_E_UNABLE;
	if (status < 0) {
		/* no step is kept without its rows: the engine does those steps again */
		sqlite_rows_undo(c, true);
		sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
	} else if (!c->in_step) {
		clear(&c->rows[0]);
		clear(&c->rows[1]);
	}
	sqlite3_set_last_insert_rowid(c->db, id);
	return status;
}

int sqlite_rows_keep(struct sqlite_conn *c, const struct wb_op *op, struct wb_error *err)
{
	struct sqlite_rows *rows = table_of(c, op);
	const char *row = rows ? memmem(op->text, op->len, values, sizeof(values) - 1) : NULL;
	size_t prefix;
	int status = 0;

	if (!row || !c->in_step || sqlite3_get_autocommit(c->db))
		return 0;
	prefix = (size_t)(row - op->text) + sizeof(values) - 1;
	if (rows->len + op->len > MOST_BYTES)
		status = sqlite_rows_write(c, err);
	if (status < 0)
		return status;
	if (!rows->len)
		rows->prefix = prefix;
	else if (prefix != rows->prefix || memcmp(rows->text, op->text, prefix) != 0)
		return 0;
	status = rows->len ? append(rows, comma, sizeof(comma) - 1, err)
			   : append(rows, op->text, prefix, err);
	if (status == 0)
		status = append(rows, op->text + prefix, op->len - prefix, err);
	return status < 0 ? status : 1;
}

void sqlite_rows_begin(struct sqlite_conn *c)
{
	for (size_t i = 0; i < 2; i++)
		c->rows[i].mark = c->rows[i].len;
	c->in_step = true;
}

void sqlite_rows_end(struct sqlite_conn *c)
{
	forget_written(&c->rows[0]);
	forget_written(&c->rows[1]);
	c->in_step = false;
}

void sqlite_rows_undo(struct sqlite_conn *c, bool all)
{
	for (size_t i = 0; i < 2; i++) {
		c->rows[i].len = all ? 0 : c->rows[i].mark;
		c->rows[i].mark = c->rows[i].len;
		c->rows[i].written = 0;
	}
	c->in_step = false;
}

void sqlite_rows_release(struct sqlite_conn *c)
{
	free(c->rows[0].text);
	free(c->rows[1].text);
}
