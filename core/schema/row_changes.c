/* SPDX-License-Identifier: MIT */
#include "row_changes.h"

#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/text.h"
#include "lex/lex_token.h"
#include "scope.h"

/* Looking at rows takes its time, and where so many statements change them, one says no more. */
#define MOST_LOOKS 200

bool text_speaks_of(const char *text, size_t len, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; n && i + n <= len; i++)
		if (strncasecmp(text + i, name, n) == 0 && (i == 0 || !lex_is_word(text[i - 1])) &&
		    (i + n == len || !lex_is_word(text[i + n])))
			return true;
	return false;
}

static bool brackets(const struct statement *statement)
{
	return statement->flags &
	       (WB_PIECE_SESSION | WB_PIECE_TX_BEGIN | WB_PIECE_TX_END | WB_PIECE_SAVEPOINT);
}

static int note_statement(struct row_changes *c, const struct statement *statement,
			  const char *table)
{
	struct row_statement what = { .table = text_dup(table, strlen(table)) };
	struct wb_error ignored = WB_ERROR_INIT;

	if (what.table &&
	    row_statement_read(c->scratch->conn->plugin->table.lexical,
			       statement->text + statement->token,
			       statement->len - statement->token, &what, &ignored) == 0 &&
	    row_statement_vec_push(c->statements, what) == 0)
		return 0;
	row_statement_free(&what);
	return -1;
}

/* Note the tables that it speaks of. Returns how many, or -1 when there is no memory. */
static int note_touched(struct row_changes *c, const struct statement *statement)
{
	int count = 0;

	for (size_t i = 0; i < c->tables->count; i++) {
		const char *table = c->tables->items[i];

		if (!text_speaks_of(statement->text, statement->len, table))
			continue;
		count++;
		if (c->statements && note_statement(c, statement, table) < 0)
			return -1;
		if (string_vec_find(c->touched, table) < 0 && string_vec_add(c->touched, table) < 0)
			return -1;
	}
	return count;
}

/* 1: it may change rows of those tables. */
static int look_at(struct row_changes *c, const struct statement *statement, struct wb_error *err)
{
	uint32_t effects =
		driver_effects(c->scratch->conn->plugin, statement->text + statement->token,
			       statement->len - statement->token);
	bool plain = effects & WB_EFFECT_PLAIN;
	int count;

	if (brackets(statement) || (plain && !(effects & WB_EFFECT_COPIES)))
		return 0;
	count = note_touched(c, statement);
	return count < 0 ? wb_error_nomem(err) : count && !plain;
}

static int read_model(struct row_changes *c, struct wb_error *err)
{
	model_release(&c->model);
	c->model = (struct model){ 0 };
	return scope_read(c->scratch->session, c->scratch->conn, &c->model, err);
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
	c->known = c->looks = false;
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
		rc = read_model(c, err);
	if (rc == 0 && !c->known)
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

	if (!c->looks)
		return 0;
	memcpy(digest, c->digest, sizeof(digest));
	if (!(statement->flags & WB_PIECE_ROWS))
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
