/* SPDX-License-Identifier: MIT */
/* Sending. A message is operations of ours and, behind them, at most one statement of the user's: the journal costs no trip of its
 * own. Changes of rows are sent before the answers to earlier ones have come; each such message begins with a stop that fails
 * when the one before it has failed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

#define WINDOW 48                   /* messages under way */
#define WINDOW_BYTES (48 * 1024)
#define OWN_BYTES (64 * 1024)       /* operations of ours wait for a statement up to so many bytes */
#define KEPT_BYTES (1024 * 1024)    /* a larger buffer is given back */
#define STOP "EXECUTE IMMEDIATE IF(@@error_count,'whimbrel_stop','DO 0');"

/* One of the statements of a message. */
struct part {
	uint64_t id;   /* 0: it is nobody's operation */
	int32_t what;  /* enum wb_own; 0: the user's */
	bool silent;   /* nothing is sent for it */
	bool expects;
	uint32_t facts;
	const char *text; /* the user's, while it is borrowed */
	size_t len;
};

struct message {
	struct part *parts;
	size_t count, room;
	size_t bytes;
	bool stop; /* it begins with one */
};

struct maria_runner {
	struct maria_conn *c;
	const struct wb_ops *ops;
	struct message ring[WINDOW + 2];
	size_t head, under_way, bytes_under_way;
	struct message now; /* being made */
	char *sql;
	size_t len, room;
	bool failed, lost;
	int32_t status;
	struct wb_error error;
};

/* ------------------------------------------------------------------ making messages */

static int no_memory(struct maria_runner *r)
{
	r->failed = true;
	r->status = maria_host->fail(&r->error, WB_E_NOMEM, "out of memory");
	return r->status;
}

static int add_sql(struct maria_runner *r, const char *text, size_t len)
{
	if (r->len + len + 1 > r->room) {
		size_t room = (r->len + len + 1) * 3 / 2 + 1024;
		char *grown = realloc(r->sql, room);

		if (!grown)
			return no_memory(r);
		r->sql = grown;
		r->room = room;
	}
	memcpy(r->sql + r->len, text, len);
	r->len += len;
	return 0;
}

static struct part *add_part(struct maria_runner *r, uint64_t id, int32_t what)
{
	struct message *m = &r->now;

	if (m->count == m->room) {
		size_t room = m->room * 2 + 8;
		struct part *grown = realloc(m->parts, room * sizeof(*grown));

		if (!grown) {
			no_memory(r);
			return NULL;
		}
		m->parts = grown;
		m->room = room;
	}
	m->parts[m->count] = (struct part){ .id = id, .what = what };
	return &m->parts[m->count++];
}

static int add_statement(struct maria_runner *r, uint64_t id, int32_t what, const char *text, size_t len)
{
	if (!add_part(r, id, what) || add_sql(r, text, len) < 0)
		return r->status;
	return add_sql(r, ";", 1);
}

/* ------------------------------------------------------------------ telling */

static void tell(struct maria_runner *r, const struct part *part, int32_t outcome, const struct wb_error *err)
{
	int rc;

	if (!part->id)
		return;
	if (outcome == WB_DONE && part->what)
		maria_own_done(r->c, part->what);
	rc = r->ops->done(r->ops->ctx, part->id, outcome, err);
	if (rc < 0 && !r->failed) {
		r->failed = true;
		r->status = rc;
	}
}

static void tell_rest(struct maria_runner *r, struct message *m, size_t from, int32_t outcome)
{
	for (; from < m->count; from++)
		tell(r, &m->parts[from], outcome, outcome == WB_UNKNOWN ? &r->error : NULL);
	m->count = 0;
}

static void forget_message(struct maria_runner *r)
{
	tell_rest(r, &r->now, 0, WB_SKIPPED);
	r->len = 0;
	r->now.stop = false;
}

/* ------------------------------------------------------------------ reading */

struct row_relay {
	struct maria_runner *r;
	struct wb_value *values;
	unsigned room;
};

static void take_row(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns)
{
	struct row_relay *relay = ctx;

	if (columns > relay->room) {
		struct wb_value *grown = realloc(relay->values, columns * sizeof(*grown));

		if (!grown)
			return;
		relay->values = grown;
		relay->room = columns;
	}
	for (unsigned i = 0; i < columns; i++)
		relay->values[i] = (struct wb_value){ .data = row[i], .len = lengths[i] };
	relay->r->ops->row(relay->r->ops->ctx, relay->values, columns);
}

/* Pass what nothing was sent for. */
static size_t tell_silent(struct maria_runner *r, struct message *m, size_t i)
{
	for (; i < m->count && m->parts[i].silent; i++)
		tell(r, &m->parts[i], WB_DONE, NULL);
	return i;
}

/* The answers to a message up to its end or an error: negative, and *at is the part that failed. */
static int read_answers(struct maria_runner *r, struct message *m, size_t *at)
{
	MYSQL *db = r->c->db;
	struct row_relay relay = { .r = r };
	bool stop = m->stop;
	size_t i = tell_silent(r, m, 0);
	int rc;

	for (rc = mysql_read_query_result(db) ? 1 : 0; rc == 0; rc = mysql_next_result(db)) {
		struct part *part = i < m->count ? &m->parts[i] : NULL;
		bool users = !stop && part && part->id && !part->what;

		r->c->tracking = users;
		rc = maria_read_result(r->c, users && part->expects ? take_row : NULL, &relay) < 0;
		r->c->tracking = false;
		if (rc)
			break;
		if (stop)
			stop = false;
		/* the user's is the last, and all further results are its own */
		else if (part && !(users && mysql_more_results(db))) {
			if (users && part->text)
				maria_after(r->c, part->text, part->len);
			tell(r, part, WB_DONE, NULL);
			i = tell_silent(r, m, i + 1);
		}
	}
	free(relay.values);
	*at = i;
	return rc > 0 ? -1 : 0;
}

/* The answers to what was sent behind a failure say nothing new. */
static void read_in_vain(struct maria_runner *r)
{
	MYSQL *db = r->c->db;

	for (size_t n = 0; n < r->under_way && !r->lost; n++) {
		int rc = mysql_read_query_result(db) ? 1 : 0;

		while (rc == 0) {
			if (maria_read_result(r->c, NULL, NULL) < 0)
				break;
			rc = mysql_next_result(db);
		}
		r->lost = (rc > 0 || mysql_errno(db)) && maria_lost(mysql_errno(db));
	}
}

static void pop(struct maria_runner *r)
{
	r->bytes_under_way -= r->ring[r->head].bytes;
	r->head = (r->head + 1) % (WINDOW + 2);
	r->under_way--;
}

/* Something failed: find out what it means, and tell of everything that was sent. */
static void fail_at(struct maria_runner *r, struct message *m, size_t at)
{
	struct part *part = at < m->count ? &m->parts[at] : NULL;
	int32_t outcome = WB_FAILED;

	r->failed = true;
	maria_fail(r->c->db, &r->error);
	r->lost = r->error.status == WB_E_LOST;
	read_in_vain(r);
	if (r->lost)
		outcome = WB_UNKNOWN;
	else if (part && part->what)
		maria_own_failed(r->c, part->what, &r->error);
	else if (part)
		outcome = maria_outcome(r->c, part->facts, part->text, part->len, &r->error);
	r->status = r->error.status;
	while (part && !part->id && at + 1 < m->count)
		part = &m->parts[++at];
	if (part)
		tell(r, part, outcome, &r->error);
	tell_rest(r, m, at + 1, outcome == WB_UNKNOWN ? WB_UNKNOWN : WB_SKIPPED);
	while (r->under_way) {
		tell_rest(r, &r->ring[r->head], 0, outcome == WB_UNKNOWN ? WB_UNKNOWN : WB_SKIPPED);
		pop(r);
	}
}

static void read_one(struct maria_runner *r)
{
	struct message *m = &r->ring[r->head];
	size_t at;

	if (read_answers(r, m, &at) < 0) {
		pop(r);
		fail_at(r, m, at);
		return;
	}
	/* more operations than answers cannot be: but none must be lost */
	tell_rest(r, m, at, WB_DONE);
	pop(r);
}

static void drain(struct maria_runner *r, size_t messages, size_t bytes)
{
	while (r->under_way && (r->under_way > messages || r->bytes_under_way > bytes))
		read_one(r);
}

void maria_drain(struct maria_conn *c)
{
	if (c->runner)
		drain(c->runner, 0, 0);
}

/* ------------------------------------------------------------------ sending */

static int send_now(struct maria_runner *r)
{
	struct message *slot, old;
	size_t len = r->len;

	if (!r->now.count)
		return 0;
	if (!len && !r->under_way) {
		tell_rest(r, &r->now, 0, WB_DONE);
		return r->failed ? r->status : 0;
	}
	if (!len)
		drain(r, 0, 0);
	if (r->failed) {
		forget_message(r);
		return r->status;
	}
	slot = &r->ring[(r->head + r->under_way) % (WINDOW + 2)];
	old = *slot;
	*slot = r->now;
	slot->bytes = len;
	r->now = (struct message){ .parts = old.parts, .room = old.room };
	r->len = 0;
	if (!len) {
		tell_rest(r, slot, 0, WB_DONE);
		return 0;
	}
	if (mysql_send_query(r->c->db, r->sql, (unsigned long)len)) {
		/* answers to what was sent before may still be there; what became of this one nobody knows */
		drain(r, 0, 0);
		if (!r->failed)
			fail_at(r, slot, 0);
		else
			tell_rest(r, slot, 0, WB_UNKNOWN);
		return r->status;
	}
	r->under_way++;
	r->bytes_under_way += len;
	if (r->room > KEPT_BYTES) {
		free(r->sql);
		r->sql = NULL;
		r->room = 0;
	}
	return 0;
}

/* Send what was gathered without a statement of the user's behind it. */
static int flush(struct maria_runner *r)
{
	drain(r, 0, 0);
	if (r->failed) {
		forget_message(r);
		return r->status;
	}
	if (r->len)
		r->len--; /* the last semicolon */
	if (send_now(r) < 0)
		return r->status;
	drain(r, 0, 0);
	return r->failed ? r->status : 0;
}

static int add_settle(struct maria_runner *r, const struct wb_op *op)
{
	char sql[2048];
	struct part *part;

	drain(r, 0, 0);
	for (unsigned i = 0; !r->failed && maria_restore(r->c, i, sql, sizeof(sql)); i++)
		add_statement(r, 0, WB_OWN_SETTLE, sql, strlen(sql));
	part = add_part(r, op->id, op->what);
	if (part)
		part->silent = true;
	return r->failed ? r->status : 0;
}

static int add_own(struct maria_runner *r, const struct wb_op *op)
{
	const char *text = maria_own_text(r->c, op);
	struct part *part;

	if (op->what == WB_OWN_SETTLE)
		return add_settle(r, op);
	if (!text && !op->len) {
		part = add_part(r, op->id, op->what);
		if (part)
			part->silent = true;
		return part ? 0 : r->status;
	}
	if (add_statement(r, op->id, op->what, text ? text : op->text, text ? strlen(text) : op->len) < 0)
		return r->status;
	if (op->what == WB_OWN_COMMIT && r->c->autocommit_off && !r->c->tables_locked &&
	    add_statement(r, 0, WB_OWN_COMMIT, "SET autocommit=1", 16) < 0)
		return r->status;
	return r->len > OWN_BYTES ? flush(r) : 0;
}

/* A statement goes behind what was gathered, if both fit the server's limit. */
static int make_room(struct maria_runner *r, size_t len)
{
	size_t limit = r->c->max_packet;

	if (!r->now.count || !limit || r->len + len + 256 < limit)
		return 0;
	return flush(r);
}

static int put_stop(struct maria_runner *r)
{
	size_t len = r->len, stop = sizeof(STOP) - 1;

	if (add_sql(r, STOP, stop) < 0)
		return r->status;
	memmove(r->sql + stop, r->sql, len);
	memcpy(r->sql, STOP, stop);
	r->now.stop = true;
	return 0;
}

static int add_user_text(struct maria_runner *r, const struct wb_op *op, const char *text, size_t len, bool ahead)
{
	struct part *part;

	if (make_room(r, len) < 0)
		return r->status;
	if (!ahead)
		drain(r, 0, 0);
	else if (r->under_way && put_stop(r) < 0)
		return r->status;
	part = r->failed ? NULL : add_part(r, op->id, 0);
	if (!part || add_sql(r, text, len) < 0)
		return r->status;
	part->expects = op->kind == WB_OP_EXPECT;
	part->facts = op->facts;
	part->text = ahead ? NULL : op->text;
	part->len = op->len;
	if (send_now(r) < 0)
		return r->status;
	drain(r, ahead ? WINDOW : 0, ahead ? WINDOW_BYTES : 0);
	return r->failed ? r->status : 0;
}

static int add_user(struct maria_runner *r, const struct wb_op *op)
{
	bool ahead = op->kind == WB_OP_USER && !r->c->mysql && (op->facts & WB_PIECE_ROWS) &&
		     maria_sends_nothing(op->text, op->len, r->c->lex_mode);
	size_t count = r->now.count, len = op->len;
	char *changed = NULL;
	int rc = maria_before(r->c, op->text, op->len, &changed, &len, &r->error);

	(void)count;
	if (rc < 0) {
		r->failed = true;
		r->status = rc;
	} else {
		rc = add_user_text(r, op, changed ? changed : op->text, len, ahead);
	}
	free(changed);
	return rc < 0 ? rc : 0;
}

/* Was the operation taken into a message, or must it be told of here? */
static int take(struct maria_runner *r, const struct wb_op *op)
{
	struct part part = { .id = op->id, .what = op->kind == WB_OP_OWN ? op->what : 0 };
	bool before = r->failed;

	if (!before && op->kind == WB_OP_OWN)
		return add_own(r, op);
	if (!before)
		return add_user(r, op);
	forget_message(r);
	tell(r, &part, WB_SKIPPED, NULL);
	return r->status;
}

int maria_run(void *conn, const struct wb_ops *ops, struct wb_error *err)
{
	struct maria_conn *c = conn;
	struct maria_runner *r = calloc(1, sizeof(*r));
	struct wb_op op = { .size = sizeof(op) };
	int rc = 1, status;

	if (!r)
		return maria_host->fail(err, WB_E_NOMEM, "out of memory");
	r->c = c;
	r->ops = ops;
	r->error.size = sizeof(r->error);
	c->runner = r;
	while (!r->failed && (rc = ops->next(ops->ctx, &op, err)) == 1)
		take(r, &op);
	drain(r, 0, 0);
	if (!r->failed && rc == 0)
		flush(r);
	forget_message(r);
	c->runner = NULL;
	if (r->failed && !err->status)
		*err = r->error;
	status = r->failed ? r->status : rc < 0 ? rc : 0;
	for (size_t i = 0; i < WINDOW + 2; i++)
		free(r->ring[i].parts);
	free(r->now.parts);
	free(r->sql);
	free(r);
	return status;
}
