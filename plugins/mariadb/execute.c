/* SPDX-License-Identifier: MIT */
/* One statement, and its answer. */
#include <errmsg.h>
#include <mysqld_error.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "definer.h"

/* Queries of ours end by themselves within this; GRACE: what users ask for ends so much later than
 * the server should have ended it. */
#define OWN_MS 30000
#define GRACE_MS 10000

void maria_wait_begin(struct maria_conn *c, bool users)
{
	uint32_t timeout = c->statement_timeout_ms ? c->statement_timeout_ms + GRACE_MS : 0;
	uint32_t lock = c->lock_timeout_ms + GRACE_MS;

	if (!users) {
		timeout = timeout > OWN_MS ? timeout : OWN_MS;
		timeout = timeout > lock ? timeout : lock;
	}
	c->wait_ms = timeout;
	c->wait = maria_host->wait_begin((int)mysql_get_socket(c->db), timeout);
}

int maria_wait_end(struct maria_conn *c, struct wb_error *err)
{
	int over = maria_host->wait_end(c->wait);

	c->wait = 0;
	if (!over)
		return 0;
	*err = (struct wb_error)WB_ERROR_INIT;
	maria_host->fail(err, WB_E_LOST,
			 "the server gave no end to its answer within %u s, and the connection was "
			 "given up",
			 c->wait_ms / 1000);
	return 1;
}

#define LEAST 16

/* Ours read columns by number: there are as many as any of them reads, if need be empty ones. */
static void give(struct maria_conn *c, MYSQL_ROW row, MYSQL_RES *result, maria_take take, void *ctx)
{
	unsigned columns = mysql_num_fields(result);
	unsigned long *lengths = mysql_fetch_lengths(result), none[LEAST] = { 0 };
	char empty[] = "", *padded[LEAST];

	for (unsigned i = 0; i < LEAST; i++)
		padded[i] = empty;
	if (columns < LEAST && !c->tracking) {
		memcpy(padded, row, columns * sizeof(*row));
		memcpy(none, lengths, columns * sizeof(*lengths));
		row = padded;
		lengths = none;
	}
	take(ctx, row, lengths, columns);
}

int maria_read_result(struct maria_conn *c, maria_take take, void *ctx)
{
	MYSQL_RES *result;
	MYSQL_ROW row;

	if (c->tracking)
		maria_track(c);
	result = mysql_use_result(c->db);
	if (!result)
		return mysql_field_count(c->db) ? -1 : 0;
	while ((row = mysql_fetch_row(result)))
		if (take)
			give(c, row, result, take, ctx);
	mysql_free_result(result);
	return mysql_errno(c->db) ? -1 : 0;
}

int maria_query(struct maria_conn *c, const char *sql, size_t len, maria_take take, void *ctx,
		struct wb_error *err)
{
	int rc, status = 0;

	maria_wait_begin(c, c->tracking && !c->learning);
	rc = mysql_real_query(c->db, sql, (unsigned long)len) ? 1 : 0;
	while (rc == 0) {
		if (maria_read_result(c, take, ctx) < 0)
			break;
		rc = mysql_next_result(c->db);
	}
	if (rc >= 0)
		status = maria_fail(c->db, err);
	return maria_wait_end(c, err) ? WB_E_LOST : status;
}

struct first {
	char *out;
	size_t size;
};

static void take_first(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	struct first *first = ctx;

	(void)lengths;
	(void)columns;
	if (first->out)
		snprintf(first->out, first->size, "%s", row[0] ? row[0] : "");
	first->out = NULL;
}

int maria_simple(struct maria_conn *c, const char *sql, char *first, size_t first_size,
		 struct wb_error *err)
{
	struct first f = { first, first_size };

	if (first)
		first[0] = '\0';
	return maria_query(c, sql, strlen(sql), take_first, &f, err);
}

struct relay {
	struct wb_rows *rows;
	struct wb_value *values;
	unsigned room;
	bool full;
};

static void take_relay(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	struct relay *r = ctx;

	if (columns > r->room) {
		struct wb_value *grown = realloc(r->values, columns * sizeof(*grown));

		if (!grown)
			return;
		r->values = grown;
		r->room = columns;
	}
	for (unsigned i = 0; i < columns; i++)
		r->values[i] = (struct wb_value){ .data = row[i], .len = lengths[i] };
	if (!r->full)
		r->full = maria_host->row(r->rows, r->values, columns) != 0;
}

/* ------------------------------------------------------------------ our own */

const char *maria_own_text(const struct maria_conn *c, const struct wb_op *op)
{
	switch (op->what) {
	case WB_OWN_BEGIN:
		/* START TRANSACTION would release the user's table locks */
		return c->tables_locked ? "SET autocommit=0" : NULL;
	default:
		return NULL;
	}
}

bool maria_autocommit_due(const struct maria_conn *c)
{
	return c->autocommit_off && !c->tables_locked && !c->users_autocommit_off;
}

void maria_own_done(struct maria_conn *c, int32_t what)
{
	if (what == WB_OWN_SETTLE)
		maria_restored(c);
	else if (what == WB_OWN_BEGIN && c->tables_locked)
		c->autocommit_off = true;
	else if (what == WB_OWN_COMMIT && maria_autocommit_due(c))
		c->autocommit_off = false;
}

int maria_own_failed(struct maria_conn *c, int32_t what, struct wb_error *err)
{
	(void)c;
	if (what == WB_OWN_GUARD && err->native_code == ER_SUBQUERY_NO_1_ROW) {
		*err = (struct wb_error)WB_ERROR_INIT;
		return maria_host->fail(err, WB_E_LOCK_LOST,
					"this run no longer holds its lock: a statement released "
					"it, or the server gave it away");
	}
	if ((what == WB_OWN_READ || what == WB_OWN_JOURNAL || what == WB_OWN_LOG_READ ||
	     what == WB_OWN_LEASE_READ) &&
	    (err->native_code == ER_NO_SUCH_TABLE || err->native_code == ER_BAD_DB_ERROR)) {
		*err = (struct wb_error)WB_ERROR_INIT;
		return maria_host->fail(err, WB_E_NO_TABLES, "whimbrel's tables are not there");
	}
	return err->status;
}

/* Ids of log rows are counted here: nobody else writes while the lock is held, and the user's
 * LAST_INSERT_ID() stays his. */
int maria_learn_log_id(struct maria_conn *c, struct wb_error *err)
{
	struct maria_text sql = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	char last[32];
	int rc;

	c->log_id = 0;
	maria_text_add(&sql, "SELECT COALESCE(MAX(id),0)+1 FROM ");
	maria_text_name(&sql, c->home, "whimbrel_log");
	rc = sql.failed ? maria_host->fail(&why, WB_E_NOMEM, "out of memory")
			: maria_simple(c, sql.data, last, sizeof(last), &why);
	free(sql.data);
	if (rc == 0)
		c->log_id = strtoll(last, NULL, 10);
	if (rc == 0 || why.native_code == ER_NO_SUCH_TABLE)
		return 0;
	*err = why;
	return rc;
}

static int restore_now(struct maria_conn *c, struct wb_error *err)
{
	struct maria_text sql = { 0 };
	char *outside;
	size_t part = 0;
	int rc = maria_learn_session(c, err);

	while (rc == 0 && maria_restore(c, &part, &sql))
		rc = maria_query(c, sql.data, sql.len, NULL, NULL, err);
	if (rc == 0 && sql.failed)
		rc = maria_host->fail(err, WB_E_NOMEM, "out of memory");
	free(sql.data);
	outside = rc == 0 ? maria_restore_outside(c) : NULL;
	if (outside)
		rc = maria_query(c, outside, strlen(outside), NULL, NULL, err);
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
		return err->status;
	c->autocommit_off = false;
	return 0;
}

static int run_own(struct maria_conn *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err)
{
	struct relay relay = { .rows = rows };
	const char *text = maria_own_text(c, op);
	int rc = 0;

	if (op->what == WB_OWN_SETTLE)
		return restore_now(c, err);
	if (op->len || text)
		rc = maria_query(c, text ? text : op->text, text ? strlen(text) : op->len,
				 rows ? take_relay : NULL, &relay, err);
	free(relay.values);
	if (rc < 0 && op->what == WB_OWN_LEASE_TAKE && err->status == WB_E_BUSY) {
		/* somebody on another node of the cluster was faster: what is read next tells
		 * who */
		*err = (struct wb_error)WB_ERROR_INIT;
		return 0;
	}
	if (rc < 0)
		return maria_own_failed(c, op->what, err);
	if (op->what == WB_OWN_ROLLBACK && c->tables_locked) {
		rc = maria_simple(c, "UNLOCK TABLES", NULL, 0, err);
		c->tables_locked = false;
	}
	if (op->what == WB_OWN_ROLLBACK)
		c->users_autocommit_off = false;
	if (rc == 0 && (op->what == WB_OWN_COMMIT || op->what == WB_OWN_ROLLBACK)) {
		c->log_id = 0;
		rc = autocommit_now(c, err);
	}
	if (rc == 0 && op->what == WB_OWN_ROLLBACK)
		rc = restore_now(c, err);
	return rc;
}

static void take_note(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	static const long there[] = { ER_TABLE_EXISTS_ERROR, ER_SP_ALREADY_EXISTS,
				      ER_TRG_ALREADY_EXISTS, ER_EVENT_ALREADY_EXISTS };
	bool *out = ctx;

	(void)lengths;
	(void)columns;
	for (size_t i = 0; row[1] && i < sizeof(there) / sizeof(there[0]); i++)
		*out = *out || strtol(row[1], NULL, 10) == there[i];
}

/* On a scratch database: what IF NOT EXISTS has passed over changes nothing. */
static int follow_definer(struct maria_conn *c, const struct wb_op *op, struct wb_error *err)
{
	static const char ask[] = "SHOW WARNINGS";
	bool there = false;

	if (maria_makes_unless_there(c, op->text, op->len) &&
	    maria_query(c, ask, sizeof(ask) - 1, take_note, &there, err) < 0)
		return err->status;
	return there ? 0 : maria_follow_definer(c, op->text, op->len, err);
}

int maria_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err)
{
	struct maria_conn *c = conn;
	struct relay relay = { .rows = rows };
	char *changed = NULL;
	size_t len = op->len;
	int rc;

	if (op->kind == WB_OP_OWN)
		return run_own(c, op, rows, err);
	if (c->scratch && maria_uses_ours(c, op->text, op->len))
		return 0;
	rc = c->scratch ? maria_scratch_before(c, op->text, op->len, &changed, &len, err)
			: maria_before(c, op->text, op->len, &changed, &len, err);
	if (rc < 0)
		return maria_scratch_failed(c, op->text, op->len, err);
	c->tracking = true;
	rc = maria_query(c, changed ? changed : op->text, len, rows ? take_relay : NULL, &relay,
			 err);
	c->tracking = false;
	if (rc < 0)
		rc = maria_retry_trusted(c, changed ? changed : op->text, len, err);
	free(changed);
	free(relay.values);
	if (rc == 0)
		maria_after(c, op->text, op->len);
	if (rc == 0 && c->scratch)
		rc = follow_definer(c, op, err);
	return rc < 0 ? maria_scratch_failed(c, op->text, op->len, err) : rc;
}
