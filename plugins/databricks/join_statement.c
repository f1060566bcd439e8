/* SPDX-License-Identifier: MIT */
/* A user's statement in the request that proves the lock and writes the journal's rows: a script of both. The rows come first,
 * so a statement whose rows are not there was not begun; and whoever was held up on the way begins nothing behind the back of
 * the run that has the lock now. */
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/split.h>
#include <whimbrel/kit/uses.h>

#include "run.h"

/* The service takes 16 MiB, and in a literal each byte may become two. */
#define JOIN_BYTES ((size_t)7 << 20)

enum brick_join brick_join(const struct runner *r, const struct wb_op *op)
{
	/* with a body of their own, a transaction, or made by a pipeline behind the warehouse */
	static const char *const apart[] = { "BEGIN", "ATOMIC", "MATERIALIZED", "STREAMING", NULL };
	const struct brick_conn *c = r->c;
	const bool block = brick_is_block(op->text, op->len);

	/* what only reads can be late */
	if (op->kind == WB_OP_EXPECT || op->facts & (WB_PIECE_SESSION | WB_PIECE_LOOKS) ||
	    (!r->row_count && !c->lease.owner[0]) || c->target_schema)
		return BRICK_ALONE;
	if (c->log_rows < 0 || op->len > JOIN_BYTES)
		return BRICK_APART;
	for (size_t i = 0; apart[i]; i++)
		if (kit_has_word(op->text, op->len, apart[i]) && (i || !block))
			return BRICK_APART;
	return block || kit_begins(op->text, op->len, "EXECUTE") ? BRICK_AS_IT_IS : BRICK_QUOTED;
}

/* What failed: 1, the user's part, and our rows are written; 0, ours. */
static int ask_written(struct runner *r, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int64_t count = -1;
	int rc;

	kit_text_write(&sql, "SELECT count(*) FROM %s WHERE run_id = %L", r->log, r->c->run_id);
	rc = brick_query(r->c, &sql, brick_take_number, &count, err);
	if (rc == 0 && count == r->c->log_rows + r->row_count)
		return 1;
	if (rc == 0 && count != r->c->log_rows)
		return kit_host->fail(err, WB_E_LOST,
				      "the journal has other rows than were written");
	return rc;
}

static void note_written(struct runner *r)
{
	r->c->log_rows += r->row_count;
	brick_forget(r);
	brick_tell_all(r, WB_DONE, WB_DONE);
}

/* What came of a request for both. */
struct both {
	bool sent; /* nobody knows */
	bool ours; /* our rows are written, whatever became of the statement */
};

/* One request. What is in the text of the script and not in the statement has no place there. */
static int send_once(struct runner *r, const struct wb_op *op, enum brick_join how,
		     struct both *out)
{
	struct kit_text sql = { 0 };
	struct brick_statement s = { .whose = BRICK_USERS };
	size_t begin = brick_write_message(r, op, how, &sql);
	int rc;

	s.text = sql.data;
	s.len = sql.len;
	if (how == BRICK_QUOTED) {
		s.about = op->text;
		s.about_len = op->len;
	}
	r->error = (struct wb_error)WB_ERROR_INIT;
	rc = sql.failed ? kit_no_memory(&r->error)
			: brick_run_statement(r->c, &s, &out->sent, &r->error);
	if (how == BRICK_AS_IT_IS)
		r->error.position =
			r->error.position > begin && r->error.position <= begin + op->len
				? r->error.position - (uint32_t)begin
				: 0;
	kit_text_release(&sql);
	return rc;
}

/* It has failed with `rc` and r->error: what of it is done. */
static int judge_both(struct runner *r, int rc, struct both *out)
{
	struct wb_error lost = WB_ERROR_INIT;
	int written = strstr(r->error.message, BRICK_LOCK_GONE) ? 0 : ask_written(r, &lost);

	if (written < 0) {
		out->sent = true;
		r->error = lost;
		return lost.status;
	}
	if (written == 0)
		return rc == WB_E_BUSY ? rc : brick_write_failed(r, &r->error);
	out->ours = true;
	note_written(r);
	return rc;
}

/* Of what is in another writer's way the rows may be written already: then the statement is tried again behind the proof
 * alone, under the number that the journal has of it. */
static int send_both(struct runner *r, const struct wb_op *op, enum brick_join how,
		     struct both *out)
{
	struct wb_error stop = WB_ERROR_INIT;
	int rc;

	r->c->sequence++;
	for (uint32_t try = 0;; try++) {
		rc = send_once(r, op, how, out);
		if (rc < 0 && !out->sent && rc != WB_E_NOMEM)
			rc = judge_both(r, rc, out);
		if (rc != WB_E_BUSY || out->sent ||
		    (out->ours && brick_in_parts(op->text, op->len)) ||
		    brick_give_way(r->c, try, &stop) < 0)
			return rc;
	}
}

/* Feature not supported, or a syntax error: nothing was done. Not everything that a warehouse knows may stand in a script,
 * and alone it is either done or told better. */
static bool alone_perhaps(const struct wb_op *op, const struct wb_error *why)
{
	return !brick_in_parts(op->text, op->len) &&
	       (strncmp(why->sqlstate, "0A", 2) == 0 || strcmp(why->sqlstate, "42601") == 0);
}

int brick_run_both(struct runner *r, const struct wb_op *op, enum brick_join how)
{
	struct both both = { .sent = false };
	int rc;

	if (r->row_count)
		brick_lease_renewed(r->c->lease.owner);
	brick_lease_writers(1);
	rc = send_both(r, op, how, &both);
	brick_lease_writers(-1);
	if (rc == 0) {
		note_written(r);
		r->ran_lazy = r->c->lazy;
		r->c->lazy = r->unproved = false;
		brick_tell(r, op->id, WB_DONE);
		return r->failed ? r->status : 0;
	}
	if (both.ours && !both.sent && alone_perhaps(op, &r->error)) {
		/* under the number that the journal has of it */
		r->c->sequence--;
		r->error = (struct wb_error)WB_ERROR_INIT;
		return 1;
	}
	brick_broken(r, rc);
	if (both.ours) {
		brick_tell(r, op->id, brick_outcome(op, rc, both.sent));
		return rc;
	}
	/* how far it came nobody knows, and of the statement the journal will tell */
	r->c->log_rows = -1;
	brick_forget(r);
	brick_tell_all(r, both.sent ? WB_UNKNOWN : WB_FAILED, WB_SKIPPED);
	brick_tell(r, op->id, WB_SKIPPED);
	return rc;
}
