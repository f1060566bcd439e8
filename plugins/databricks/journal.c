/* SPDX-License-Identifier: MIT */
/* What became of what was handed out, and what the journal has to say, gathered until something else has to be written or run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <whimbrel/kit/split.h>

#include "run.h"

int brick_broken(struct runner *r, int status)
{
	r->failed = true;
	r->status = status;
	return status;
}

void brick_tell(struct runner *r, uint64_t id, int32_t outcome)
{
	bool why = outcome == WB_FAILED || outcome == WB_UNKNOWN || outcome == WB_FAILED_PARTLY;
	int rc = r->ops->done(r->ops->ctx, id, outcome, why ? &r->error : NULL);

	if (rc < 0 && !r->failed)
		brick_broken(r, rc);
}

void brick_tell_all(struct runner *r, int32_t first, int32_t rest)
{
	for (size_t i = 0; i < r->id_count; i++)
		brick_tell(r, r->ids[i], i ? rest : first);
	r->id_count = 0;
}

/* What was cancelled may have ended at that moment; everything else is whole or nothing. */
int32_t brick_outcome(const struct wb_op *op, int rc, bool sent)
{
	if (sent)
		return WB_UNKNOWN;
	return rc == WB_E_CANCELLED || rc == WB_E_TIMEOUT || brick_in_parts(op->text, op->len)
		       ? WB_FAILED_PARTLY
		       : WB_FAILED;
}

static void add_rows(struct kit_text *rows, int64_t *count, const struct wb_args *args)
{
	kit_text_write(rows, " UNION ALL SELECT %d, ", ++*count);
	brick_log_row(rows, args);
}

void brick_drop_lazy(struct runner *r)
{
	kit_text_release(&r->lazy);
	r->lazy = (struct kit_text){ 0 };
	r->lazy_count = 0;
}

/* Numbers follow on when rows that waited come first. */
void brick_take_lazy(struct runner *r)
{
	if (!r->lazy_count)
		return;
	kit_text_append(&r->rows, r->lazy.data, r->lazy.len);
	r->row_count += r->lazy_count;
	brick_drop_lazy(r);
}

static void add_log(struct runner *r, const struct wb_args *args)
{
	bool done = strcmp(args->event, "done") == 0, intent = strcmp(args->event, "intent") == 0;

	/* one that may be repeated needs no intent; that it is done is told with the next rows */
	if (intent && r->c->lazy)
		return;
	if (done && r->ran_lazy && !r->row_count) {
		add_rows(&r->lazy, &r->lazy_count, args);
		return;
	}
	/* of a step that has ended nobody asks for its statements */
	if (strcmp(args->event, "applied") == 0 || strcmp(args->event, "reverted") == 0)
		brick_drop_lazy(r);
	brick_take_lazy(r);
	add_rows(&r->rows, &r->row_count, args);
}

static void write_rows(struct runner *r, struct kit_text *out)
{
	const struct brick_lease *lease = &r->c->lease;

	kit_text_write(out, brick_rows_begin, r->log, BRICK_LOCK_GONE);
	kit_text_append(out, r->rows.data, r->rows.len);
	kit_text_add(out, ") AS r CROSS JOIN (SELECT coalesce(max(id), 0) AS last, ");
	kit_text_write(out, lease->owner[0] ? brick_rows_held : "1", lease->name, lease->owner);
	kit_text_add(out, " ");
	kit_text_write(out, brick_rows_end, r->log, lease->name, (int64_t)lease->ttl_ms);
}

/* Rows fail by themselves when the lock is gone; before what is not in the log's own commit that is asked for. Lines of a block
 * that stands there as it is are counted as in its file. */
size_t brick_write_message(struct runner *r, const struct wb_op *op, enum brick_join how,
			   struct kit_text *out)
{
	const struct brick_lease *lease = &r->c->lease;
	const bool script = op || r->others.len;
	size_t begin;

	kit_text_add(out, script ? "BEGIN " : "");
	if (lease->owner[0] && (r->others.len || !r->row_count)) {
		kit_text_write(out, brick_proof, lease->name, lease->owner, BRICK_LOCK_GONE,
			       r->log);
		kit_text_add(out, "; ");
	}
	kit_text_append(out, r->others.data, r->others.len);
	if (r->row_count) {
		write_rows(r, out);
		kit_text_add(out, script ? "; " : "");
	}
	begin = out->len;
	if (op && how == BRICK_QUOTED)
		kit_text_write(out, "EXECUTE IMMEDIATE %M;\n", op->text, op->len);
	else if (op)
		kit_text_write(out, "%S%s;\n", op->text, op->len,
			       kit_comment_end(op->text, op->len));
	kit_text_add(out, script ? "END" : "");
	out->failed |= r->rows.failed || r->others.failed;
	return begin;
}

void brick_forget(struct runner *r)
{
	kit_text_release(&r->others);
	kit_text_release(&r->rows);
	r->others = r->rows = (struct kit_text){ 0 };
	r->row_count = 0;
}

/* Where the lock is gone nothing was written; but what went without a proof may have been carried out at the same time as what
 * another run has done, or behind it. */
int brick_write_failed(struct runner *r, struct wb_error *err)
{
	int rc = brick_own_failed(WB_OWN_LOG, err);

	if (rc != WB_E_LOCK_LOST || !r->unproved)
		return rc;
	*err = (struct wb_error)WB_ERROR_INIT;
	snprintf(err->detail, sizeof(err->detail),
		 "It is of a kind that can't be sent together with the proof of the lock, and this "
		 "run had lost that when it was over. See by `whimbrel log` what another run has "
		 "done of this step, and in the database whether it was done twice, or behind what "
		 "should follow it.");
	return kit_host->fail(
		err, WB_E_UNCERTAIN,
		"this run's lock is gone, and a statement of this step was carried out without "
		"knowing that: another run may have been at work at that moment");
}

/* Another writer was faster, which is the renewal of our own lease as a rule: nothing was done of the log, and
 * what was done of the other table may be done again. */
static int send(struct runner *r, const struct kit_text *sql, bool *out_sent)
{
	const struct brick_statement s = { .text = sql->data, .len = sql->len, .whose = BRICK_OWN };
	struct brick_conn *c = r->c;
	int rc;

	r->error = (struct wb_error)WB_ERROR_INIT;
	rc = brick_run_again(c, &s, out_sent, &r->error);
	c->log_rows = rc < 0 || c->log_rows < 0 ? -1 : c->log_rows + r->row_count;
	if (rc == 0)
		r->unproved = false;
	return rc < 0 ? brick_write_failed(r, &r->error) : 0;
}

int brick_flush(struct runner *r)
{
	struct kit_text sql = { 0 };
	bool sent = false;
	int rc = 0;

	if (r->failed)
		return r->status;
	if (r->row_count || r->others.len) {
		brick_write_message(r, NULL, BRICK_ALONE, &sql);
		/* a statement that is under way renews it too, so it counts from its beginning */
		brick_lease_renewed(r->c->lease.owner);
		brick_lease_writers(1);
		rc = sql.failed ? kit_no_memory(&r->error) : send(r, &sql, &sent);
		brick_lease_writers(-1);
	}
	kit_text_release(&sql);
	brick_forget(r);
	if (rc < 0) {
		brick_broken(r, rc);
		brick_tell_all(r, sent ? WB_UNKNOWN : WB_FAILED, WB_SKIPPED);
		return rc;
	}
	brick_tell_all(r, WB_DONE, WB_DONE);
	return r->failed ? r->status : 0;
}

static void add_statement(struct runner *r, const struct wb_op *op)
{
	kit_text_append(&r->others, op->text, op->len);
	kit_text_add(&r->others, "; ");
}

static int note_log(struct runner *r, const struct wb_args *args)
{
	if (r->log || !args)
		return 0;
	r->log = kit_text_make("%N.%T", r->c->login.catalog, args->home ? args->home : r->c->home,
			       "whimbrel_log");
	return r->log ? 0 : brick_broken(r, kit_no_memory(&r->error));
}

int brick_add_own(struct runner *r, const struct wb_op *op)
{
	void *grown = kit_grow(r->ids, &r->id_room, r->id_count, sizeof(*r->ids));

	if (!grown)
		return brick_broken(r, kit_no_memory(&r->error));
	r->ids = grown;
	r->ids[r->id_count++] = op->id;
	if (note_log(r, op->args) < 0)
		return r->status;
	switch (op->what) {
	case WB_OWN_GUARD:
		if (op->args->owner) {
			snprintf(r->c->lease.name, sizeof(r->c->lease.name), "%s", op->args->name);
			snprintf(r->c->lease.owner, sizeof(r->c->lease.owner), "%s",
				 op->args->owner);
		}
		break;
	case WB_OWN_LOG:
		add_log(r, op->args);
		break;
	case WB_OWN_SETTLE:
	case WB_OWN_ROLLBACK:
		brick_unfollow(r->c);
		break;
	default:
		if (op->len)
			add_statement(r, op);
		break;
	}
	return r->rows.len + r->others.len > OWN_BYTES ? brick_flush(r) : 0;
}

void brick_keep_lazy(struct runner *r)
{
	struct kit_text sql = { 0 };
	struct wb_error why = r->error;
	bool sent;

	if (!r->lazy_count || r->status == WB_E_LOST || r->status == WB_E_LOCK_LOST)
		return;
	brick_forget(r);
	brick_take_lazy(r);
	brick_write_message(r, NULL, BRICK_ALONE, &sql);
	if (!sql.failed && send(r, &sql, &sent) == WB_E_UNCERTAIN)
		r->status = WB_E_UNCERTAIN;
	else
		r->error = why;
	kit_text_release(&sql);
}
