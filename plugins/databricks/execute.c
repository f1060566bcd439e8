/* SPDX-License-Identifier: MIT */
/* One operation, and one statement of a user's. */
#include <stdlib.h>
#include <string.h>

#include "databricks.h"

void brick_unfollow(struct brick_conn *c)
{
	free(c->used_catalog);
	free(c->used_schema);
	c->used_catalog = c->used_schema = NULL;
}

int brick_replace(char **field, char *value, struct wb_error *err)
{
	if (!value)
		return kit_no_memory(err);
	free(*field);
	*field = value;
	return 0;
}

int brick_follow(struct brick_conn *c, const char *text, size_t len, struct wb_error *err)
{
	struct kit_words w;
	struct kit_part parts[2] = { { 0 } };
	size_t count;
	bool catalog;

	kit_words_begin(&w, text, len, 0);
	if (!kit_word_take(&w, "USE") && !kit_word_take(&w, "SET"))
		return 0;
	catalog = kit_word_take(&w, "CATALOG");
	if (!catalog && !kit_word_take(&w, "SCHEMA") && !kit_word_take(&w, "DATABASE"))
		kit_word_take(&w, "NAMESPACE");
	count = kit_name_parts(kit_name_take(&w), parts, 2);
	if (!parts[0].len)
		return 0;
	if (!catalog && count == 1)
		return brick_replace(&c->used_schema, kit_unquoted(parts[0]), err);
	if (brick_replace(&c->used_catalog, kit_unquoted(parts[0]), err) < 0)
		return kit_failed(err);
	/* another catalog begins with its own default */
	return brick_replace(&c->used_schema, catalog ? strdup("") : kit_unquoted(parts[1]), err);
}

int brick_own_failed(int32_t what, struct wb_error *err)
{
	bool reads = (what >= WB_OWN_READ && what <= WB_OWN_LOG_READ) || what == WB_OWN_READ_DOWN ||
		     what == WB_OWN_LEASE_READ;

	if (strstr(err->message, BRICK_LOCK_GONE) || strstr(err->detail, BRICK_LOCK_GONE)) {
		*err = (struct wb_error)WB_ERROR_INIT;
		return kit_host->fail(err, WB_E_LOCK_LOST,
				      "this run's lock is gone: it was not renewed in time, or "
				      "another run has taken it");
	}
	if (reads && brick_is_absent(err))
		err->status = WB_E_NO_TABLES;
	return kit_failed(err);
}

/* Whoever loses the race for the lease has not got it, and a renewal that loses one finds out later. */
static bool may_lose(int32_t what)
{
	return what == WB_OWN_LEASE_TAKE || what == WB_OWN_LEASE_RENEW || what == WB_OWN_LEASE_DROP;
}

static int give(void *ctx, json_t *row)
{
	struct wb_value values[BRICK_VALUES];

	return kit_host->row(ctx, values, brick_values(row, values, BRICK_VALUES));
}

int brick_run_again(struct brick_conn *c, const struct brick_statement *s, bool *out_sent,
		    struct wb_error *err)
{
	for (uint32_t try = 0;; try++) {
		struct wb_error why = WB_ERROR_INIT;
		int rc = brick_run_statement(c, s, out_sent, &why);

		if (rc == WB_E_BUSY && !*out_sent && brick_give_way(c, try, &why) == 0)
			continue;
		return rc < 0 ? kit_because(err, &why) : rc;
	}
}

static int own(struct brick_conn *c, const struct wb_op *op, struct wb_rows *rows,
	       struct wb_error *err)
{
	const struct brick_statement s = { .text = op->text,
					   .len = op->len,
					   .whose = BRICK_OWN,
					   .take = rows ? give : NULL,
					   .ctx = rows };
	struct wb_error why = WB_ERROR_INIT;
	bool sent;
	int rc = 0;

	if (op->what == WB_OWN_SETTLE || op->what == WB_OWN_ROLLBACK)
		brick_unfollow(c);
	if (!op->len || (op->what == WB_OWN_LEASE_RENEW && brick_lease_is_fresh(op->args->owner)))
		return 0;
	brick_lease_writers(op->what == WB_OWN_LOG);
	rc = (may_lose(op->what) && op->what != WB_OWN_LEASE_DROP
		      ? brick_run_statement
		      : brick_run_again)(c, &s, &sent, &why);
	brick_lease_writers(-(op->what == WB_OWN_LOG));
	if (rc == WB_E_BUSY && may_lose(op->what))
		return 0;
	if (op->what == WB_OWN_LOG)
		c->log_rows = rc < 0 || c->log_rows < 0 ? -1 : c->log_rows + 1;
	if (rc < 0)
		brick_own_failed(op->what, &why);
	return rc < 0 ? kit_because(err, &why) : rc;
}

int brick_run_users(struct brick_conn *c, const struct wb_op *op, struct brick_rows rows,
		    bool *out_sent, struct wb_error *err)
{
	struct brick_statement s = { .text = op->text,
				     .len = op->len,
				     .whose = BRICK_USERS,
				     .take = rows.take,
				     .ctx = rows.ctx };
	struct kit_text within = { 0 };
	int rc = 0;

	*out_sent = false;
	if (c->target_schema) {
		rc = brick_within(c, op->text, op->len, &within, err);
		s.text = within.data ? within.data : "";
		s.len = within.len;
	}
	/* a number for all tries: of those the newest tells what became of it */
	c->sequence++;
	if (rc == 0)
		rc = (brick_in_parts(op->text, op->len) ? brick_run_statement
							: brick_run_again)(c, &s, out_sent, err);
	if (rc == 0 && op->facts & WB_PIECE_SESSION)
		rc = brick_follow(c, s.text, s.len, err);
	kit_text_release(&within);
	return rc;
}

int brick_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	struct brick_conn *c = conn;
	bool sent;

	atomic_store(&c->cancelled, false);
	if (op->kind == WB_OP_OWN)
		return own(c, op, rows, err);
	return brick_run_users(c, op, (struct brick_rows){ rows ? give : NULL, rows }, &sent, err);
}
