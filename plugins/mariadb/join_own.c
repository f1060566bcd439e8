/* SPDX-License-Identifier: MIT */
/* Operations of ours that are joined or spared. Rows of the log that come behind one another are one
 * statement: the first ones wait for those that follow in the same transaction, with nothing between
 * them that looks at the log or may commit. A guard asks for the lock once a step, and again only
 * behind a statement that could have let go of it. */
#include <string.h>
#include <strings.h>

#include "runner.h"

/* ------------------------------------------------------------------ rows of the log */

/* Where the values begin in a row whose id is known; 0: it reads the log, and can't be joined. */
static size_t values_of(const struct wb_op *op)
{
	static const char words[] = " VALUES (";
	const char *at = memmem(op->text, op->len, words, sizeof(words) - 1);

	return at ? (size_t)(at - op->text) + sizeof(words) - 2 : 0;
}

/* Is something sent between its part and where it comes into the message? Then its answer is
 * another part's. */
static bool is_overtaken(const struct maria_runner *r)
{
	for (size_t i = r->rows_part + 1; i < r->now.count; i++)
		if (!r->now.parts[i].silent)
			return true;
	return false;
}

int maria_rows_write(struct maria_runner *r)
{
	size_t len = r->rows.len;

	if (!len)
		return 0;
	r->rows.len = 0;
	r->rows_tell = false;
	if (is_overtaken(r)) {
		r->now.parts[r->rows_part].silent = true;
		if (!maria_add_part(r, 0, WB_OWN_LOG))
			return r->status;
	}
	return maria_add_sql(r, r->rows.data, len) < 0 ? r->status : maria_add_sql(r, ";", 1);
}

static int keep(struct maria_runner *r, const struct wb_op *op)
{
	const size_t values = values_of(op);
	struct maria_part *part;

	if (!values)
		return maria_rows_write(r) < 0
			       ? r->status
			       : maria_add_statement(r, op->id, op->what, op->text, op->len);
	if (r->rows.len && (r->rows.len < values || memcmp(r->rows.data, op->text, values) != 0) &&
	    maria_rows_write(r) < 0)
		return r->status;
	part = maria_add_part(r, op->id, op->what);
	if (!part)
		return r->status;
	if (r->rows.len) {
		r->now.parts[r->rows_part].silent = true;
		kit_text_add(&r->rows, ",");
		kit_text_append(&r->rows, op->text + values, op->len - values);
	} else {
		kit_text_append(&r->rows, op->text, op->len);
	}
	r->rows_part = r->now.count - 1;
	r->rows_tell |= op->args && op->args->probe_sql;
	return r->rows.failed ? maria_no_memory(r) : 0;
}

/* The version row of a step whose own guard was spared, and none was sent. */
static int assert_lock(struct maria_runner *r)
{
	r->closing = true;
	if (r->guarded || !r->guard.len)
		return 0;
	r->guarded = true;
	return maria_add_statement(r, 0, WB_OWN_GUARD, r->guard.data, r->guard.len);
}

int maria_rows_take(struct maria_runner *r, const struct wb_op *op)
{
	switch (op->what) {
	case WB_OWN_LOG:
		return keep(r, op);
	case WB_OWN_RECORD:
	case WB_OWN_ERASE:
		if (r->rows_tell && maria_rows_write(r) < 0)
			return r->status;
		return assert_lock(r);
	default:
		return maria_rows_write(r);
	}
}

/* That commits nothing. */
bool maria_rows_wait(const struct maria_runner *r, const char *sql)
{
	return !r->rows_tell && strcmp(sql, "DO LAST_INSERT_ID(0)") == 0;
}

/* ------------------------------------------------------------------ the guard */

bool maria_guard_spared(struct maria_runner *r, const struct wb_op *op)
{
	if (op->what != WB_OWN_GUARD || op->args->owner)
		return false;
	if (r->sure)
		return true;
	r->guard.len = 0;
	kit_text_append(&r->guard, op->text, op->len);
	r->sure = !r->guard.failed;
	r->guarded = true;
	return false;
}

static bool holds(const char *text, size_t len, const char *word)
{
	const size_t size = strlen(word);

	for (size_t i = 0; i + size <= len; i++)
		if (strncasecmp(text + i, word, size) == 0)
			return true;
	return false;
}

/* A change of tables or indexes that takes no rows from a query: it calls nothing. In DEFAULT, CHECK
 * and generated columns routines are refused, and what the server's own functions are called is in
 * the text. */
static bool calls_nothing(const struct maria_runner *r, const struct wb_op *op)
{
	static const char *const verbs[] = { "CREATE", "ALTER", "DROP", NULL };
	static const char *const between[] = { "OR",      "REPLACE", "UNIQUE", "FULLTEXT",
					       "SPATIAL", "ONLINE",  "IGNORE", NULL };
	static const char *const words[] = { "lock", "select", "values", "/*!", "/*M!" };
	struct maria_scan scan = maria_first(op->text, op->len, r->c->lex_mode);

	if (op->kind != WB_OP_USER || !maria_one_of(&scan, verbs))
		return false;
	do
		maria_next(&scan);
	while (maria_one_of(&scan, between));
	if (!maria_is(&scan, "TABLE") && !maria_is(&scan, "INDEX"))
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (holds(op->text, op->len, words[i]))
			return false;
	return true;
}

void maria_guard_heed(struct maria_runner *r, const struct wb_op *op)
{
	r->sure = r->sure && calls_nothing(r, op);
	if (r->closing)
		r->guarded = r->closing = false;
}
