/* SPDX-License-Identifier: MIT */
/* What is good of a step that no transaction holds, when it broke off. */
#include "run.h"

#include <string.h>

#include "base/error.h"
#include "exec/own.h"

static struct stream_step failed_step(const struct stream *s)
{
	return s->settings.steps.at(s->settings.steps.ctx, s->failure.step);
}

/* What the end row of a statement has as hash, `done` being the one of the last end row. */
static int hash_at(const struct stream *s, int64_t done, int64_t statement, struct buf *out,
		   struct wb_error *err)
{
	struct source *source = NULL;
	struct statement now = { 0 };
	struct own_hash_vec all = { 0 };
	char chain[CHECKSUM_SIZE] = "";
	const struct stream_step step = failed_step(s);
	int rc = source_open(&step.body, &s->settings.source, &source, err);

	for (int64_t i = 1; rc == 0 && i <= statement; i++) {
		struct own_hash own;

		rc = source_next(source, &now, err);
		if (rc != 1)
			break;
		journal_chain(chain, now.text, now.len);
		journal_own(own.text, now.text, now.len);
		rc = i > done && own_hash_vec_push(&all, own) < 0 ? wb_error_nomem(err) : 0;
	}
	journal_hash(out, chain, all.items, all.count);
	source_close(source);
	own_hash_vec_release(&all);
	return rc < 0 ? rc : buf_check(out, err);
}

/* The end row of a statement. */
struct end_row {
	int64_t before; /* the statement of the one before */
	int64_t statement;
	bool in_transaction; /* in that which is open, which it commits */
};

static int log_done(struct wb_session *session, const struct stream *s, struct end_row end,
		    struct wb_error *err)
{
	const struct stream_step step = failed_step(s);
	struct wb_args row = { .size = sizeof(row), .revision = step.revision, .event = "done" };
	struct buf hash = { 0 };
	int rc = hash_at(s, end.before, end.statement, &hash, err);

	row.direction = step.up ? "up" : "down";
	row.statement = end.statement;
	row.statements = (int64_t)step.statements;
	row.hash = buf_text(&hash);
	row.probe_sql = s->journalling.memory.len ? buf_text(&s->journalling.memory) : NULL;
	row.run_id = session->run_id;
	if (rc == 0 && !end.in_transaction) {
		rc = session_log(session, &row, err);
	} else if (rc == 0) {
		rc = driver_own(&session->conn, WB_OWN_LOG, &row, NULL, err);
		if (rc == 0)
			rc = own_commit(&session->conn, err);
	}
	buf_release(&hash);
	return rc;
}

int run_salvage(struct wb_session *session, const struct stream *s, struct wb_error *err)
{
	const struct flight *f = &s->failure;
	const struct stream_step step = failed_step(s);
	struct wb_error why = WB_ERROR_INIT;
	struct journal journal = { 0 };
	int64_t done;
	int rc;

	/* a statement that was to commit what was before it may have failed before it came to
	 * that */
	if (f->holds && (s->outcome == WB_FAILED || s->outcome == WB_FAILED_PARTLY))
		return own_commit(&session->conn, err) < 0 ? wb_error_kept(err) : 1;
	if (s->outcome == WB_FAILED && f->unit && (int64_t)f->statement > f->unit &&
	    log_done(session, s, (struct end_row){ f->unit - 1, (int64_t)f->statement - 1, true },
		     &why) == 0)
		return 0;
	rc = own_run(&session->conn, WB_OWN_ROLLBACK, err);
	if (rc < 0 || !f->unit || s->outcome == WB_UNKNOWN)
		return rc;
	/* the end row of the statement before may have gone with the transaction */
	done = f->unit - 1;
	rc = done ? journal_read(&session->conn, &journal, err) : 0;
	if (rc == 0 && journal.open && strcmp(journal.revision, step.revision) == 0 &&
	    journal_count(&journal) < done)
		rc = log_done(session, s, (struct end_row){ journal_count(&journal), done, false },
			      err);
	journal_release(&journal);
	return rc;
}
