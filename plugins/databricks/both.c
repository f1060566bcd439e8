/* SPDX-License-Identifier: MIT */
/* A user's statement in the request that writes the journal's rows: a script of both saves a trip. The rows come first, so a
 * statement whose rows are not there was not begun. */
#include <stdlib.h>
#include <string.h>

#include "run.h"

/* May it stand in EXECUTE IMMEDIATE, behind what the journal has to say before it? Names of ours are looked up in
 * the schema that the request names, so nothing else may be used. */
bool brick_may_join(const struct runner *r, const struct wb_op *op)
{
	static const char *const words[] = { "CREATE", "ALTER",  "COMMENT", "DROP",     "INSERT",
					     "UPDATE", "DELETE", "MERGE",   "TRUNCATE", NULL };
	/* with a body of their own, or made by a pipeline behind the warehouse */
	static const char *const apart[] = { "BEGIN", "MATERIALIZED", "STREAMING", NULL };
	const struct brick_conn *c = r->c;
	struct kit_words w;

	for (size_t i = 0; apart[i]; i++)
		if (kit_mentions(op->text, op->len, apart[i]))
			return false;
	if ((!r->row_count && !c->lease.owner[0]) || c->log_rows < 0 || op->kind == WB_OP_EXPECT ||
	    c->target_schema || c->used_catalog || c->used_schema || op->facts & WB_PIECE_SESSION ||
	    op->len > OWN_BYTES)
		return false;
	kit_words_begin(&w, op->text, op->len, 0);
	if (!kit_word_is_any(&w, words))
		return false;
	kit_words_next(&w);
	return !kit_word_is(&w, "CATALOG");
}

/* What failed: 1, the user's part, and our rows are written; 0, ours. */
static int ask_written(struct runner *r, struct wb_error *err)
{
	struct kit_text sql = { 0 };
	int64_t count = -1;
	int rc;

	kit_text_write(&sql, "SELECT count(*) FROM %T WHERE run_id = %L", r->home, "whimbrel_log",
		       r->c->run_id);
	rc = brick_query(r->c, &sql, brick_take_number, &count, err);
	if (rc == 0 && count == r->c->log_rows + r->row_count)
		return 1;
	if (rc == 0 && count != r->c->log_rows)
		return kit_host->fail(err, WB_E_LOST,
				      "the journal has other rows than were written");
	return rc;
}

static void write_both(struct runner *r, const struct wb_op *op, struct kit_text *out)
{
	kit_text_add(out, "BEGIN\n");
	/* rows fail by themselves when the lock is gone */
	if (r->others.len || !r->row_count)
		brick_write_guard(r, out);
	kit_text_append(out, r->others.data, r->others.len);
	if (r->row_count)
		brick_write_rows(r, out);
	kit_text_write(out, "%sEXECUTE IMMEDIATE %M;\nEND", r->row_count ? ";\n" : "", op->text,
		       op->len);
}

/* What came of a request for both. */
struct both {
	bool sent; /* nobody knows */
	bool ours; /* our rows are written, whatever became of the statement */
};

/* It has failed with `rc` and r->error. 0: it may be tried again; 1: ours is done, and the statement was in another
 * writer's way. */
static int judge_both(struct runner *r, int rc, uint32_t try, struct both *out)
{
	struct wb_error lost = WB_ERROR_INIT;
	int written = strstr(r->error.message, BRICK_LOCK_GONE) ? 0 : ask_written(r, &lost);

	if (written < 0) {
		out->sent = true;
		r->error = lost;
		return lost.status;
	}
	out->ours = written == 1;
	if (out->ours)
		return rc == WB_E_BUSY ? 1 : rc;
	if (rc == WB_E_BUSY && brick_give_way(r->c, try, &lost) == 0)
		return 0;
	return brick_own_failed(WB_OWN_LOG, &r->error);
}

/* One request for both. 0: both are done; 1: as above. */
static int send_both(struct runner *r, const struct wb_op *op, struct both *out)
{
	struct kit_text sql = { 0 };
	struct brick_statement s = { .whose = BRICK_USERS,
				     .about = op->text,
				     .about_len = op->len };
	int rc = 0;

	write_both(r, op, &sql);
	if (sql.failed || r->rows.failed || r->others.failed)
		rc = kit_no_memory(&r->error);
	s.text = sql.data;
	s.len = sql.len;
	if (r->row_count)
		brick_lease_renewed(r->c->lease.owner);
	brick_lease_writers(1);
	r->c->sequence++;
	for (uint32_t try = 0; rc == 0; try++) {
		struct wb_error why = WB_ERROR_INIT;

		rc = brick_run_statement(r->c, &s, &out->sent, &why);
		if (rc == 0)
			break;
		r->error = why;
		if (!out->sent)
			rc = judge_both(r, rc, try, out);
	}
	brick_lease_writers(-1);
	kit_text_release(&sql);
	return rc;
}

static void note_written(struct runner *r)
{
	r->c->log_rows += r->row_count;
	brick_forget(r);
	brick_tell_all(r, WB_DONE, WB_DONE);
}

int brick_run_both(struct runner *r, const struct wb_op *op)
{
	struct both both = { .sent = false };
	int rc = send_both(r, op, &both);

	if (rc >= 0 || both.ours)
		note_written(r);
	if (rc >= 0) {
		r->ran_lazy = r->c->lazy;
		if (rc == 0) {
			r->c->lazy = false;
			brick_tell(r, op->id, WB_DONE);
		} else {
			/* it is tried again alone, under the number that the journal has of it */
			r->c->sequence--;
		}
		return r->failed ? r->status : rc;
	}
	brick_broken(r, rc);
	if (both.ours) {
		brick_tell(r, op->id, brick_in_parts(op, rc) ? WB_FAILED_PARTLY : WB_FAILED);
		return rc;
	}
	/* how far it came nobody knows, and of the statement the journal will tell */
	r->c->log_rows = -1;
	brick_forget(r);
	brick_tell_all(r, both.sent ? WB_UNKNOWN : WB_FAILED, WB_SKIPPED);
	brick_tell(r, op->id, WB_SKIPPED);
	return rc;
}
