/* SPDX-License-Identifier: MIT */
/* Reading answers, and telling what became of each operation. */
#include <stdlib.h>
#include <string.h>

#include "runner.h"

int maria_no_memory(struct maria_runner *r)
{
	r->failed = true;
	r->status = kit_no_memory(&r->error);
	return r->status;
}

/* ------------------------------------------------------------------ telling */

void maria_tell(struct maria_runner *r, const struct maria_part *part, int32_t outcome,
		const struct wb_error *err)
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

void maria_tell_rest(struct maria_runner *r, struct maria_message *m, size_t from, int32_t outcome)
{
	for (; from < m->count; from++)
		maria_tell(r, &m->parts[from], outcome, outcome == WB_UNKNOWN ? &r->error : NULL);
	m->count = 0;
}

void maria_forget_message(struct maria_runner *r)
{
	maria_tell_rest(r, &r->now, 0, WB_SKIPPED);
	r->sql.len = r->rows.len = 0;
	r->now.stop = false;
}

/* ------------------------------------------------------------------ reading */

static int give(void *ctx, const struct wb_value *values, size_t count)
{
	const struct maria_runner *r = ctx;

	r->ops->row(r->ops->ctx, values, count);
	return 0;
}

/* Pass what nothing was sent for. */
static size_t tell_silent(struct maria_runner *r, struct maria_message *m, size_t i)
{
	for (; i < m->count && m->parts[i].silent; i++)
		maria_tell(r, &m->parts[i], WB_DONE, NULL);
	return i;
}

/* The answers to a message up to its end or an error: negative, and *at is the part that failed. */
static int read_answers(struct maria_runner *r, struct maria_message *m, size_t *at)
{
	MYSQL *db = r->c->link.db;
	struct maria_relay relay = { .ctx = r, .row = give };
	bool stop = m->stop, began = false;
	size_t i = tell_silent(r, m, 0);
	int rc;

	for (rc = mysql_read_query_result(db) ? 1 : 0; rc == 0; rc = mysql_next_result(db)) {
		struct maria_part *part = i < m->count ? &m->parts[i] : NULL;
		bool users = !stop && part && part->id && !part->what;
		bool tells =
			users ? part->expects
			      : !stop && part && part->id &&
					(part->what == WB_OWN_RECORD || part->what == WB_OWN_ERASE);

		if (users && !began)
			r->before.autocommit_off = r->c->session.autocommit_off;
		began |= users;
		r->c->session.tracking = users;
		r->c->session.sets_up = users && (part->facts & WB_PIECE_SESSION);
		rc = maria_read_result(r->c, tells ? maria_relay : NULL, &relay) < 0;
		r->c->session.tracking = false;
		if (rc)
			break;
		if (stop)
			stop = false;
		/* the user's is the last, and all further results are its own */
		else if (part && !(users && mysql_more_results(db))) {
			if (users && part->text)
				maria_after(r->c, part->text, part->len);
			/* it is the last of its message, and looked at when that is answered */
			if (users && part->facts & WB_PIECE_CALLS)
				continue;
			maria_tell(r, part, WB_DONE, NULL);
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
	MYSQL *db = r->c->link.db;

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
	r->head = (r->head + 1) % (MARIA_WINDOW + 2);
	r->under_way--;
}

/* Something failed: find out what it means, and tell of everything that was sent. */
void maria_fail_at(struct maria_runner *r, struct maria_message *m, size_t at)
{
	struct maria_part *part = at < m->count ? &m->parts[at] : NULL;
	int32_t outcome = WB_FAILED;

	r->failed = true;
	maria_fail(r->c->link.db, &r->error);
	maria_fail_taken_up(r->c, &r->error);
	if (part)
		maria_explain_size(r->c, part->len, &r->error);
	maria_wait_end(r->c, &r->error);
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
		maria_tell(r, part, outcome, &r->error);
	maria_tell_rest(r, m, at + 1, outcome == WB_UNKNOWN ? WB_UNKNOWN : WB_SKIPPED);
	while (r->under_way) {
		maria_tell_rest(r, &r->ring[r->head], 0,
				outcome == WB_UNKNOWN ? WB_UNKNOWN : WB_SKIPPED);
		pop(r);
	}
}

bool maria_has_users(const struct maria_message *m)
{
	for (size_t i = 0; i < m->count; i++)
		if (m->parts[i].id && !m->parts[i].what)
			return true;
	return false;
}

/* A program was carried out: it has failed if what follows can't be told. */
static bool leaves_open(struct maria_runner *r, struct maria_message *m, size_t at)
{
	struct wb_error why = WB_ERROR_INIT;

	if (at >= m->count || !m->parts[at].id || m->parts[at].what ||
	    !(m->parts[at].facts & WB_PIECE_CALLS) || maria_open_check(r->c, &r->before, &why) == 0)
		return false;
	r->failed = true;
	r->error = why;
	r->status = why.status;
	r->lost = why.status == WB_E_LOST;
	maria_tell(r, &m->parts[at], r->lost ? WB_UNKNOWN : WB_FAILED_PARTLY, &r->error);
	maria_tell_rest(r, m, at + 1, WB_SKIPPED);
	return true;
}

static void read_one(struct maria_runner *r)
{
	struct maria_message *m = &r->ring[r->head];
	struct wb_error ignored = WB_ERROR_INIT;
	size_t at;
	int rc;

	/* its time begins when the message before it is answered */
	maria_wait_begin(r->c, maria_has_users(m));
	rc = read_answers(r, m, &at);
	if (rc == 0)
		maria_wait_end(r->c, &ignored);
	if (rc < 0) {
		pop(r);
		maria_fail_at(r, m, at);
		return;
	}
	if (leaves_open(r, m, at)) {
		pop(r);
		return;
	}
	/* more operations than answers cannot be: but none must be lost */
	maria_tell_rest(r, m, at, WB_DONE);
	pop(r);
}

void maria_read_down(struct maria_runner *r, size_t messages, size_t bytes)
{
	while (r->under_way && (r->under_way > messages || r->bytes_under_way > bytes))
		read_one(r);
}
