/* SPDX-License-Identifier: MIT */
/* What the public API tells of a database: status, current, log, lock. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "base/error.h"
#include "lease.h"
#include "base/secrets.h"
#include "run.h"
#include "base/text.h"

static void fill_row(struct wb_status_row *row, const struct applied_row *applied)
{
	row->applied_at = applied->at;
	row->applied_by = applied->by;
	row->run_id = applied->run_id;
	row->checksum = applied->checksum;
	row->duration_ms = applied->duration_ms;
}

/* Compare the file with what was applied. 1: it is another one now. */
static int is_other(struct wb_session *s, const struct revision *revision,
		    const struct applied_row *applied, struct wb_error *err)
{
	char checksum[CHECKSUM_SIZE];
	int rc = project_checksum(s->project, revision, checksum, err);

	if (rc < 0)
		return rc;
	return rc == 1 && !text_equal(applied->checksum, checksum);
}

static int revision_state(struct wb_session *s, const struct revision *revision,
			  const struct applied_row *applied, uint32_t flags, struct wb_error *err)
{
	int other = 0;

	if (s->journal.open && strcmp(s->journal.revision, revision->id) == 0)
		return WB_STATE_PARTIAL;
	if (applied && !(flags & WB_STATUS_NO_BODIES))
		other = is_other(s, revision, applied, err);
	if (other)
		return other < 0 ? other : revision->repeat ? WB_STATE_CHANGED : WB_STATE_EDITED;
	if (applied)
		return WB_STATE_APPLIED;
	if (revision->repeat)
		return WB_STATE_PENDING;
	if (view_lost(s->view, revision))
		return WB_STATE_PENDING;
	return view_applied(s->view, revision) || !view_visible(s->view, revision)
		       ? WB_STATE_REPLACED
		       : WB_STATE_PENDING;
}

static void describe_partial(const struct wb_session *s, char *out, size_t size)
{
	const int64_t count = journal_count(&s->journal);

	snprintf(out, size, "%s: %lld %s done, %s", s->journal.up ? "up" : "down", (long long)count,
		 count == 1 ? "statement is" : "statements are",
		 s->journal.failed ? "the next one failed" : "the step has not ended");
}

/* Who is told of each revision. */
struct status_taker {
	uint32_t flags; /* WB_STATUS_… */
	int (*take)(void *ctx, const struct wb_status_row *row);
	void *ctx;
};

static int give_row(struct wb_session *s, const struct revision *revision,
		    const struct status_taker *to, struct wb_error *err)
{
	const struct applied_row *applied = applied_find(&s->applied, revision->id);
	struct wb_status_row row = {
		.size = sizeof(row), .id = revision->id, .title = revision->title, .duration_ms = -1
	};
	char detail[256];

	row.revision = &revision->pub;
	row.state = revision_state(s, revision, applied, to->flags, err);
	if (row.state < 0)
		return row.state;
	if (applied)
		fill_row(&row, applied);
	if (row.state == WB_STATE_PARTIAL) {
		describe_partial(s, detail, sizeof(detail));
		row.detail = detail;
	} else if (row.state == WB_STATE_PENDING && view_lost(s->view, revision)) {
		snprintf(detail, sizeof(detail),
			 "some of what it replaces is applied, and %s has no file: bring it back, "
			 "or `whimbrel switch`",
			 view_lost(s->view, revision));
		row.detail = detail;
	}
	return to->take(to->ctx, &row);
}

static int by_id(const void *a, const void *b)
{
	return strcmp((*(const struct applied_row *const *)a)->id,
		      (*(const struct applied_row *const *)b)->id);
}

VEC(const struct applied_row *, row_vec);

/* Applied rows that no file defines, by id. */
static int missing_rows(struct wb_session *s, struct row_vec *out)
{
	const struct applied_row *row = session_all_known(s) ? NULL : s->applied.rows;

	for (; row; row = row->hh.next)
		if (known_missing(s->project, s->view, row->id) && row_vec_push(out, row) < 0)
			return -1;
	if (out->count)
		qsort(out->items, out->count, sizeof(*out->items), by_id);
	return 0;
}

/* A half-done step that no file defines any more. */
static int give_lost(struct wb_session *s, int (*take)(void *ctx, const struct wb_status_row *row),
		     void *ctx)
{
	struct wb_status_row row = { .size = sizeof(row),
				     .state = WB_STATE_PARTIAL,
				     .id = s->journal.revision,
				     .title = "" };
	char detail[128];

	if (!s->journal.open || graph_find(s->project->graph, row.id, strlen(row.id)) ||
	    applied_has(&s->applied, row.id))
		return 0;
	row.duration_ms = -1;
	row.detail = detail;
	describe_partial(s, detail, sizeof(detail));
	return take(ctx, &row);
}

static int give_missing_row(const struct applied_row *applied,
			    int (*take)(void *ctx, const struct wb_status_row *row), void *ctx)
{
	struct wb_status_row row = { .size = sizeof(row),
				     .state = WB_STATE_MISSING,
				     .id = applied->id };

	row.title = applied->title ? applied->title : "";
	fill_row(&row, applied);
	return take(ctx, &row);
}

static int give_missing(struct wb_session *s,
			int (*take)(void *ctx, const struct wb_status_row *row), void *ctx,
			struct wb_error *err)
{
	struct row_vec missing = { 0 };
	int rc = missing_rows(s, &missing) < 0 ? wb_error_nomem(err) : 0;

	for (size_t i = 0; rc == 0 && i < missing.count; i++)
		rc = give_missing_row(missing.items[i], take, ctx);
	row_vec_release(&missing);
	return rc;
}

int look_status(struct wb_session *s, uint32_t flags,
		int (*take)(void *ctx, const struct wb_status_row *row), void *ctx,
		struct wb_error *err)
{
	const struct status_taker to = { flags, take, ctx };
	int rc = session_fresh(s, err);

	if (rc == 0)
		rc = give_lost(s, take, ctx);
	if (rc == 0)
		rc = give_missing(s, take, ctx, err);
	for (size_t i = 0; rc == 0 && i < graph_count(s->project->graph); i++)
		rc = give_row(s, graph_at(s->project->graph, i), &to, err);
	return rc;
}

static int give_head(struct wb_session *s, const struct revision *head,
		     int (*take)(void *ctx, const struct wb_status_row *row), void *ctx,
		     struct wb_error *err)
{
	const struct status_taker to = { WB_STATUS_NO_BODIES, take, ctx };

	if (head->kept)
		return give_missing_row(applied_find(&s->applied, head->id), take, ctx);
	head = graph_find(s->project->graph, head->id, strlen(head->id));
	return give_row(s, head, &to, err);
}

int look_current(struct wb_session *s, int (*take)(void *ctx, const struct wb_status_row *row),
		 void *ctx, struct wb_error *err)
{
	struct revision_vec heads = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	const struct view *view = NULL;
	bool known = true;
	int rc = session_fresh(s, err);

	/* where the place of one without a file is not known, all of those may be heads */
	if (rc == 0 && session_known(s, &view, &why) < 0) {
		known = false;
		view = s->view;
	}
	if (rc == 0 && view_heads(view, &heads) < 0)
		rc = wb_error_nomem(err);
	for (size_t i = 0; rc == 0 && i < heads.count; i++)
		rc = give_head(s, heads.items[i], take, ctx, err);
	revision_vec_release(&heads);
	return rc == 0 && !known ? give_missing(s, take, ctx, err) : rc;
}

/* A sink of log rows that sees no secret: an older program, or a script, may have stored one. */
static int take_masked(void *ctx, const struct wb_log_row *row)
{
	const struct log_taker *unmasked = ctx;
	struct wb_log_row masked = *row;
	AUTO_FREE char *detail = row->detail ? text_dup(row->detail, strlen(row->detail)) : NULL;
	AUTO_FREE char *probe = row->probe ? text_dup(row->probe, strlen(row->probe)) : NULL;

	if (detail)
		secrets_mask(detail);
	if (probe)
		secrets_mask(probe);
	masked.detail = detail;
	masked.probe = probe;
	return unmasked->take(unmasked->ctx, &masked);
}

int look_log(struct wb_session *s, uint32_t limit,
	     int (*take)(void *ctx, const struct wb_log_row *row), void *ctx, struct wb_error *err)
{
	struct log_taker unmasked = { take, ctx };
	const struct log_taker masked = { take_masked, &unmasked };

	return log_read(&s->conn, WB_OWN_LOG_READ, limit, &masked, err);
}

int look_lock_holder(struct wb_session *s, char *holder, size_t size, struct wb_error *err)
{
	struct buf words = { 0 }, session = { 0 };
	int rc = lock_holder(s, &words, &session, err);

	if (rc == 1)
		snprintf(holder, size, "%s", buf_text(&words));
	buf_release(&words);
	buf_release(&session);
	return rc;
}

int run_lock_release(struct wb_session *s, struct wb_error *err)
{
	struct buf words = { 0 }, session = { 0 };
	int rc = lock_holder(s, &words, &session, err);

	if (rc == 1 && session.len)
		rc = driver_end_session(&s->conn, buf_text(&session), false, err);
	else if (rc == 1 && driver_can(&s->conn, CAN_LEASE))
		rc = lease_end(s, err);
	else if (rc == 1)
		rc = wb_error_set(
			err, WB_E_UNSUPPORTED,
			"the lock is held by %s: end that process, and the lock goes with it",
			buf_text(&words));
	buf_release(&words);
	buf_release(&session);
	return rc;
}
