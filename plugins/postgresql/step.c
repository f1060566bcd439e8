/* SPDX-License-Identifier: MIT */
/* The operations around a step, and which of them can be spared or joined. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

static bool begins(const struct wb_op *op, const char *words)
{
	size_t len = strlen(words);

	return op->len >= len && memcmp(op->text, words, len) == 0;
}

bool pg_settle_spared(const struct wb_op *op, enum pg_leaves left)
{
	if (left == LEAVES_ANYTHING)
		return false;
	if (begins(op, "SET CONSTRAINTS") || begins(op, "DISCARD SEQUENCES"))
		return left == LEAVES_NOTHING;
	return begins(op, "CLOSE") || begins(op, "RESET") || begins(op, "DEALLOCATE") ||
	       begins(op, "UNLISTEN") || begins(op, "DISCARD") || begins(op, "SELECT 1, ");
}

static enum pg_leaves left_behind(struct pg_run *r, const struct wb_op *op)
{
	const enum pg_leaves left = (enum pg_leaves)r->c->left;

	if (!r->c->scratch)
		return !r->clean ? LEAVES_ANYTHING : r->numbers ? LEAVES_NUMBERS : LEAVES_NOTHING;
	if (begins(op, "DISCARD TEMP"))
		r->c->left = LEAVES_NOTHING;
	return left;
}

/* What SETTLE puts back. What it keeps of a step is none of that. */
static bool settle_spares(struct pg_run *r, const struct wb_op *op)
{
	if (op->args->part == 0)
		return !r->savepoint;
	r->settled |= begins(op, "DISCARD TEMP");
	if (!r->clean && begins(op, "DEALLOCATE"))
		pg_forget_forms(r);
	return pg_settle_spared(op, left_behind(r, op));
}

static bool begin_spares(struct pg_run *r, const struct wb_op *op)
{
	if (op->args->part == 0) {
		r->savepoint = false;
		r->in_transaction = true;
		r->steps++;
		return false;
	}
	if (!begins(op, "SAVEPOINT"))
		return false;
	/* a savepoint is for steps */
	if (r->c->scratch)
		return true;
	r->savepoint = !r->clean;
	return r->clean;
}

/* A step's SETTLE is behind it: the next one begins with a session that is as it was. */
static void note_commit(struct pg_run *r)
{
	r->in_transaction = false;
	if (!r->settled)
		return;
	r->clean = true;
	r->settled = r->numbers = false;
}

bool pg_step_spares(struct pg_run *r, const struct wb_op *op)
{
	if (op->what == WB_OWN_COMMIT)
		note_commit(r);
	if (op->what == WB_OWN_BEGIN)
		return begin_spares(r, op);
	return op->what == WB_OWN_SETTLE && settle_spares(r, op);
}

/* ------------------------------------------------------------------ its session */

/* The connection that comes begins as nothing else has been run on it. */
static int renew(struct pg_run *r, struct wb_error *err)
{
	int status = PQexitPipelineMode(r->c->db) ? 0 : pg_fail(r->c, NULL, NULL, err);

	PQsetnonblocking(r->c->db, 0);
	if (status == 0)
		status = pg_renew(r->c, err);
	PQsetnonblocking(r->c->db, 1);
	if (!PQenterPipelineMode(r->c->db)) {
		r->lost = true;
		status = status < 0 ? status : pg_fail(r->c, NULL, NULL, err);
	}
	if (status == 1) {
		pg_forget_forms(r);
		r->clean = true;
		r->numbers = r->savepoint = false;
	}
	return status;
}

bool pg_step_renewed(struct pg_run *r, const struct wb_op *op, struct wb_error *err)
{
	struct pg_slot s = { .id = op->id, .op_kind = op->kind, .what = op->what, .err = err };

	pg_empty(r);
	s.outcome = r->failed ? WB_SKIPPED : WB_FAILED_ALL;
	if (!r->failed && renew(r, err) >= 0)
		return true;
	if (r->failed)
		s.err = NULL;
	r->failed = true;
	pg_run_report(r, &s);
	return false;
}

/* ------------------------------------------------------------------ the end, as one statement */

/* A row that gives nothing, or an event in several parts, goes by itself. */
static bool fits(const struct pg_run *r, const struct wb_op *op)
{
	if (op->kind != WB_OP_OWN || !op->len || !(op->flags & WB_OP_WITH_NEXT))
		return false;
	switch (r->end.count) {
	case 0:
		return op->what == WB_OWN_GUARD && begins(op, "SELECT ");
	case 1:
		return (op->what == WB_OWN_RECORD || op->what == WB_OWN_ERASE) &&
		       op->args->duration_ms < 0 && op->args->part == 0;
	case 2:
		return op->what == WB_OWN_LOG && begins(op, "INSERT ");
	default:
		return false;
	}
}

int pg_step_keeps(struct pg_run *r, const struct wb_op *op)
{
	char *text;

	if (!fits(r, op))
		return 0;
	text = strndup(op->text, op->len);
	if (!text)
		return -1;
	r->end.ids[r->end.count] = op->id;
	r->end.whats[r->end.count] = op->what;
	r->end.texts[r->end.count++] = text;
	return 1;
}

/* A query of a WITH is run when it is asked for; the scalars at the end ask for the guard in any case, and
 * have a row where the version row was not there. */
char *pg_step_end(const struct pg_run *r, bool lazily)
{
	char *out = NULL;

	if (r->end.count != PG_END ||
	    asprintf(&out,
		     "WITH whimbrel_guard AS MATERIALIZED (%s), whimbrel_row (took) AS (%s), "
		     "whimbrel_event AS (%s) SELECT (SELECT took FROM whimbrel_row), "
		     "(SELECT pg_catalog.count(*) FROM whimbrel_guard)%s",
		     r->end.texts[0], r->end.texts[1], r->end.texts[2],
		     lazily ? ", pg_catalog.set_config('synchronous_commit', 'off', true)" : "") <
		    0)
		return NULL;
	return out;
}

void pg_step_forget(struct pg_run *r)
{
	while (r->end.count)
		free(r->end.texts[--r->end.count]);
}
