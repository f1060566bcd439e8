/* SPDX-License-Identifier: MIT */
#include "row_changes.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "scope/scope.h"
#include "row_reach.h"

/* Looking at rows takes its time, and where so many statements change them, one says no more. */
#define MOST_LOOKS 200

static bool brackets(const struct statement *statement)
{
	return statement->flags &
	       (WB_PIECE_SESSION | WB_PIECE_TX_BEGIN | WB_PIECE_TX_END | WB_PIECE_SAVEPOINT);
}

static int read_statement(const struct row_changes *c, const struct statement *statement,
			  const char *table, struct row_statement *out)
{
	*out = (struct row_statement){ .table = text_dup(table, strlen(table)) };
	if (out->table &&
	    row_statement_read(c->scratch->conn->plugin, statement->text + statement->token,
			       statement->len - statement->token, out) == 0)
		return 0;
	row_statement_free(out);
	return -1;
}

/* What it reaches by others' texts or by keys is no plain change of that table's rows. */
static int note_statement(struct row_changes *c, const struct statement *statement,
			  const char *table, bool named)
{
	struct row_statement what;

	if (!c->statements)
		return 0;
	if (read_statement(c, statement, table, &what) < 0)
		return -1;
	if (!named)
		what.kind = ROW_OTHER;
	if (row_statement_vec_push(c->statements, what) == 0)
		return 0;
	row_statement_free(&what);
	return -1;
}

static int add_by_keys(const struct row_changes *c, const struct statement *statement,
		       const struct table_vec *named, struct table_vec *out)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < named->count; i++) {
		struct row_statement what;

		rc = read_statement(c, statement, named->items[i]->pub.name, &what);
		if (rc == 0) {
			rc = reach_by_keys(named->items[i], &what, out);
			row_statement_free(&what);
		}
	}
	return rc;
}

static int note_table(struct row_changes *c, const struct statement *statement, const char *table,
		      bool named)
{
	if (note_statement(c, statement, table, named) < 0)
		return -1;
	return string_vec_find(c->touched, table) < 0 ? string_vec_add(c->touched, table) : 0;
}

/* Note the tables whose rows it is about. Returns how many it speaks of, or -1 when there is no memory. */
static int note_touched(struct row_changes *c, const struct statement *statement)
{
	struct table_vec reached = { 0 }, tied = { 0 };
	int count = 0, rc = reach_named(&c->model, statement->text, statement->len, &reached);

	if (rc == 0)
		rc = add_by_keys(c, statement, &reached, &tied);
	for (size_t i = 0; rc == 0 && i < c->tables->count; i++) {
		const char *table = c->tables->items[i];
		bool named = text_speaks_of(statement->text, statement->len, table);
		bool spoken_of = named || tables_have(&reached, table);

		count += spoken_of;
		if (spoken_of || tables_have(&tied, table))
			rc = note_table(c, statement, table, named);
	}
	table_vec_release(&reached);
	table_vec_release(&tied);
	return rc < 0 ? -1 : count;
}

static int read_model(struct row_changes *c, struct wb_error *err)
{
	int rc;

	model_release(&c->model);
	c->model = (struct model){ 0 };
	rc = scope_read(c->scratch->session, c->scratch->conn, &c->model, err);
	c->model_known = rc == 0;
	return rc;
}

/* 1: it may change rows of those tables. */
static int look_at(struct row_changes *c, const struct statement *statement, struct wb_error *err)
{
	uint32_t effects =
		driver_effects(c->scratch->conn->plugin, statement->text + statement->token,
			       statement->len - statement->token);
	bool plain = effects & WB_EFFECT_PLAIN;
	int count, rc = 0;

	if (brackets(statement) || !c->tables->count || (plain && !(effects & WB_EFFECT_COPIES)))
		return 0;
	if (!c->model_known)
		rc = read_model(c, err);
	if (rc < 0)
		return rc;
	count = note_touched(c, statement);
	return count < 0 ? wb_error_nomem(err) : count && !plain;
}

static int read_rows(struct row_changes *c, struct wb_error *err)
{
	struct contents now = { 0 };
	int rc = contents_read(c->scratch, &c->model, c->tables, &now, err);

	contents_digest(&now, c->digest);
	contents_free(&now);
	c->known = rc == 0;
	return rc;
}

static int begin(void *ctx, struct wb_error *err)
{
	struct row_changes *c = ctx;

	(void)err;
	c->known = c->looks = c->model_known = false;
	return 0;
}

static int before(void *ctx, const struct statement *statement, struct wb_error *err)
{
	struct row_changes *c = ctx;
	int rc = look_at(c, statement, err);

	c->looks = rc == 1 && c->looked < MOST_LOOKS;
	if (rc < 0)
		return rc;
	rc = 0;
	if (!c->looks) {
		c->known = false;
		return 0;
	}
	c->looked++;
	if (!c->known)
		rc = read_rows(c, err);
	return rc;
}

static int note_idle(struct row_changes *c, const struct statement *statement, struct wb_error *err)
{
	AUTO_FREE char *place = text_format("%s:%u", c->path, (unsigned)statement->line);

	if (!place || (string_vec_find(&c->idle, place) < 0 && string_vec_add(&c->idle, place) < 0))
		return wb_error_nomem(err);
	return 0;
}

static int after(void *ctx, const struct statement *statement, struct wb_error *err)
{
	struct row_changes *c = ctx;
	char digest[DIGEST_HEX_SIZE];
	int rc = 0;

	c->model_known = c->model_known && statement->flags & WB_PIECE_ROWS;
	if (!c->looks)
		return 0;
	memcpy(digest, c->digest, sizeof(digest));
	if (!c->model_known)
		rc = read_model(c, err);
	if (rc == 0)
		rc = read_rows(c, err);
	return rc == 0 && strcmp(digest, c->digest) == 0 ? note_idle(c, statement, err) : rc;
}

void row_changes_init(struct row_changes *c, struct scratch *scratch,
		      const struct string_vec *tables)
{
	*c = (struct row_changes){
		.scratch = scratch, .tables = tables, .path = "", .touched = &c->nobody
	};
	c->watcher = (struct scratch_watcher){
		.ctx = c, .begin = begin, .before = before, .after = after
	};
	scratch->watcher = &c->watcher;
}

void row_changes_release(struct row_changes *c)
{
	if (c->scratch && c->scratch->watcher == &c->watcher)
		c->scratch->watcher = NULL;
	string_vec_free(&c->idle);
	string_vec_free(&c->nobody);
	model_release(&c->model);
}
