/* SPDX-License-Identifier: MIT */
/* What is good of a step that no transaction holds, when it broke off. */
#include "journaling.h"

#include <string.h>

#include "base/error.h"
#include "session.h"

/* The chain of hashes up to a statement. */
static int chain_at(const struct stream *s, const struct step *step, int64_t statement,
		    char chain[CHECKSUM_SIZE], struct wb_error *err)
{
	struct source *source = NULL;
	struct statement now = { 0 };
	int rc = plan_source(s->settings.plan, step, step->body, &source, err);

	chain[0] = '\0';
	while (rc == 0 && statement-- > 0) {
		rc = source_next(source, &now, err);
		if (rc == 1) {
			journal_chain(chain, now.text, now.len);
			rc = 0;
		}
	}
	source_close(source);
	return rc;
}

static int log_done(struct wb_session *session, const struct stream *s, int64_t statement,
		    bool in_transaction, struct wb_error *err)
{
	const struct step *step = &s->settings.plan->steps.items[s->failure.step];
	struct wb_args row = { .size = sizeof(row),
			       .revision = step->revision->id,
			       .event = "done" };
	char chain[CHECKSUM_SIZE];

	if (chain_at(s, step, statement, chain, err) < 0)
		return err->status;
	row.direction = step->up ? "up" : "down";
	row.statement = statement;
	row.statements = (int64_t)step->statements;
	row.hash = chain;
	row.probe_sql = s->memory.len ? buf_text(&s->memory) : NULL;
	row.run_id = session->run_id;
	if (!in_transaction)
		return session_log(session, &row, err);
	if (driver_own(&session->conn, WB_OWN_LOG, &row, NULL, err) < 0)
		return err->status;
	return session_commit(session, err);
}

int journaling_keep(struct wb_session *session, const struct stream *s, struct wb_error *err)
{
	const struct flight *f = &s->failure;
	const struct step *step = &s->settings.plan->steps.items[f->step];
	struct wb_error why = WB_ERROR_INIT;
	struct journal journal = { 0 };
	int64_t done;
	int rc;

	/* a statement that was to commit what was before it may have failed before it came to
	 * that */
	if (f->holds && (s->outcome == WB_FAILED || s->outcome == WB_FAILED_PARTLY))
		return session_commit(session, err) < 0 ? err->status : 1;
	if (s->outcome == WB_FAILED && f->unit && (int64_t)f->statement > f->unit &&
	    log_done(session, s, (int64_t)f->statement - 1, true, &why) == 0)
		return 0;
	rc = session_own(session, WB_OWN_ROLLBACK, err);
	if (rc < 0 || !f->unit || s->outcome == WB_UNKNOWN)
		return rc;
	/* the end row of the statement before may have gone with the transaction */
	done = f->unit - 1;
	rc = done ? journal_read(&session->conn, &journal, err) : 0;
	if (rc == 0 && journal.open && strcmp(journal.revision, step->revision->id) == 0 &&
	    journal_count(&journal) < done)
		rc = log_done(session, s, done, false, err);
	journal_release(&journal);
	return rc;
}
