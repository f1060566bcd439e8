/* SPDX-License-Identifier: MIT */
/* One statement, and its answer. */
#include <errmsg.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "definer.h"

static int give(void *rows, const struct wb_value *values, size_t count)
{
	return maria_host->row(rows, values, count);
}

/* ------------------------------------------------------------------ our own */

int maria_restore_now(struct maria_conn *c, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	char *outside;
	size_t part = 0;
	int rc = maria_learn_session(c, err);

	while (rc == 0 && maria_restore(c, &part, &sql))
		rc = maria_query(c, sql.data, NULL, NULL, err);
	if (rc == 0 && sql.failed)
		rc = kit_no_memory(err);
	free(sql.data);
	outside = rc == 0 ? maria_restore_outside(c) : NULL;
	if (outside)
		rc = maria_query(c, outside, NULL, NULL, err);
	free(outside);
	if (rc < 0)
		return rc;
	maria_restored(c);
	maria_forget_names(c);
	return 0;
}

/* Behind a commit or rollback, autocommit is put back unless the user's table locks stand. */
static int autocommit_now(struct maria_conn *c, struct wb_error *err)
{
	if (!maria_autocommit_due(c))
		return 0;
	if (maria_simple(c, "SET autocommit=1", NULL, 0, err) < 0)
		return kit_failed(err);
	c->session.autocommit_off = false;
	return 0;
}

static int run_own(struct maria_conn *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	struct maria_relay relay = { .ctx = rows, .row = give };
	const char *text = maria_own_text(c, op);
	int rc = 0;

	if (op->what == WB_OWN_SETTLE)
		return maria_restore_now(c, err);
	if (op->len || text)
		rc = maria_query_all(
			c,
			&(struct kit_part){ text ? text : op->text, text ? strlen(text) : op->len },
			rows ? maria_relay : NULL, &relay, err);
	free(relay.values);
	if (rc < 0 && op->what == WB_OWN_LEASE_TAKE && err->status == WB_E_BUSY) {
		/* somebody on another node of the cluster was faster: what is read next tells
		 * who */
		*err = (struct wb_error)WB_ERROR_INIT;
		return 0;
	}
	if (rc < 0)
		return maria_own_failed(c, op->what, err);
	if (op->what == WB_OWN_ROLLBACK && c->session.tables_locked) {
		rc = maria_simple(c, "UNLOCK TABLES", NULL, 0, err);
		c->session.tables_locked = false;
	}
	if (op->what == WB_OWN_ROLLBACK)
		c->session.users_autocommit_off = false;
	if (rc == 0 && (op->what == WB_OWN_COMMIT || op->what == WB_OWN_ROLLBACK)) {
		c->log_id = 0;
		rc = autocommit_now(c, err);
	}
	if (rc == 0 && op->what == WB_OWN_ROLLBACK)
		rc = maria_restore_now(c, err);
	return rc;
}

static void take_note(void *ctx, MYSQL_ROW row)
{
	static const long there[] = { ER_TABLE_EXISTS_ERROR, ER_SP_ALREADY_EXISTS,
				      ER_TRG_ALREADY_EXISTS, ER_EVENT_ALREADY_EXISTS };
	bool *out = ctx;

	for (size_t i = 0; row[1] && i < sizeof(there) / sizeof(there[0]); i++)
		*out = *out || strtol(row[1], NULL, 10) == there[i];
}

/* On a scratch database: what IF NOT EXISTS has passed over changes nothing. */
static int follow_definer(struct maria_conn *c, const struct wb_op *op, struct wb_error *err)
{
	static const char ask[] = "SHOW WARNINGS";
	bool there = false;

	if (maria_makes_unless_there(c, op->text, op->len) &&
	    maria_query(c, ask, take_note, &there, err) < 0)
		return kit_failed(err);
	return there ? 0 : maria_follow_definer(c, op->text, op->len, err);
}

int maria_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	struct maria_conn *c = conn;
	struct maria_relay relay = { .ctx = rows, .row = give };
	struct kit_text changed = { 0 };
	const char *text;
	size_t len;
	int rc;

	if (op->kind == WB_OP_OWN)
		return run_own(c, op, rows, err);
	if (c->scratch && maria_uses_ours(c, op->text, op->len))
		return 0;
	rc = c->scratch ? maria_scratch_before(c, op->text, op->len, &changed, err)
			: maria_before(c, op->text, op->len, &changed, err);
	if (rc < 0)
		return maria_scratch_failed(c, op->text, op->len, err);
	text = changed.len ? changed.data : op->text;
	len = changed.len ? changed.len : op->len;
	c->session.tracking = true;
	rc = maria_query_all(c, &(struct kit_part){ text, len }, rows ? maria_relay : NULL, &relay,
			     err);
	c->session.tracking = false;
	if (rc < 0)
		rc = maria_retry_trusted(c, text, len, err);
	kit_text_release(&changed);
	free(relay.values);
	if (rc == 0)
		maria_after(c, op->text, op->len);
	if (rc == 0 && c->scratch)
		rc = follow_definer(c, op, err);
	return rc < 0 ? maria_scratch_failed(c, op->text, op->len, err) : rc;
}
