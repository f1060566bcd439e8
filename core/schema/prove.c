/* SPDX-License-Identifier: MIT */
#include "prove.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "privileges.h"
#include "rows.h"
#include "scope.h"
#include "tables.h"

void proof_release(struct proof *proof)
{
	buf_release(&proof->up.text);
	buf_release(&proof->down.text);
	string_vec_free(&proof->candidates);
	string_vec_free(&proof->unproved);
}

/* ------------------------------------------------------------------ copying */

int prove_copy(struct scratch *scratch, struct model *model, struct wb_error *err)
{
	struct model nothing = { 0 };
	struct difference d = { 0 };
	struct buf sql = { 0 };
	int rc = difference_make(scratch->conn, &nothing, model, 0, &d, err);

	/* as a dump is loaded, whatever the settings of the target are */
	d.flags |= WB_CHANGE_DUMP;
	if (rc == 0)
		rc = difference_write(&d, scratch->conn, &sql, err);
	if (rc == 0)
		rc = scratch_run(scratch, "copy of the current schema", buf_text(&sql), true, err);
	difference_release(&d);
	buf_release(&sql);
	return rc;
}

/* ------------------------------------------------------------------ the words of the server */

/* What a copy of the model on a scratch database of its own is like. */
static int read_copy(struct wb_session *session, struct model *model, struct model *out,
		     struct wb_error *err)
{
	struct scratch s;
	int rc = scratch_open(session, &s, err);

	if (rc < 0)
		return rc;
	rc = prove_copy(&s, model, err);
	if (rc == 0)
		rc = scratch_known(&s, err);
	if (rc == 0)
		rc = scope_read(session, s.conn, out, err);
	scratch_close(&s);
	return rc < 0 ? wb_error_prefix(err, "the schema can't be made again on a scratch database")
		      : 0;
}

/* The first difference between a model and its copy, as an error: only words may differ, and with
 * `words` not even those. */
static int refuse_difference(struct model *from, struct model *to, bool words, bool *out_differs,
			     struct wb_error *err)
{
	struct difference d = { .from = from, .to = to };
	int rc = difference_compare(&d, err);

	*out_differs = d.changes.count > 0;
	for (size_t i = 0; rc == 0 && i < d.changes.count; i++) {
		struct buf line = { 0 };

		if (!words && d.changes.items[i]->kind == WB_CHANGE_ALTER)
			continue;
		change_title(d.changes.items[i], &line);
		if (d.changes.items[i]->from && d.changes.items[i]->to) {
			buf_str(&line, ": ");
			describe_difference(d.changes.items[i]->from, d.changes.items[i]->to,
					    &line);
		}
		rc = wb_error_set(err, WB_E_UNSUPPORTED,
				  "the schema can't be made again on a scratch database: a copy of "
				  "it differs by: %s",
				  buf_text(&line));
		buf_release(&line);
	}
	difference_release(&d);
	return rc;
}

int prove_canonical(struct wb_session *session, struct model *model, struct wb_error *err)
{
	struct model copy = { 0 }, again = { 0 };
	bool differs = false;
	int rc = read_copy(session, model, &copy, err);

	/* roles that the scratch server lacks stop privileges and nothing else */
	if (rc == 0 && session->conn.privileges && session->privileges_differ) {
		session->conn.privileges = false;
		model_forget_privileges(model);
		model_release(&copy);
		rc = read_copy(session, model, &copy, err);
	}
	if (rc == 0)
		rc = refuse_difference(model, &copy, false, &differs, err);
	if (rc == 0 && differs) {
		rc = read_copy(session, &copy, &again, err);
		if (rc == 0)
			rc = refuse_difference(&copy, &again, true, &differs, err);
		model_release(&again);
	}
	if (rc < 0) {
		model_release(&copy);
		return rc;
	}
	model_release(model);
	*model = copy;
	return 0;
}

/* Rows where what is to come can hurt them. */
static int fill_touched(struct scratch *s, struct rows *rows, struct model *from, struct model *to,
			struct wb_error *err)
{
	struct difference d = { .from = from, .to = to };
	struct object_vec touched = { 0 };
	int rc = difference_compare(&d, err);

	if (rc == 0 && tables_touched(&d, &touched) < 0)
		rc = wb_error_nomem(err);
	if (rc == 0)
		rc = rows_fill(rows, s, from, &touched, err);
	object_vec_release(&touched);
	difference_release(&d);
	return rc;
}

/* What is to be proved, and how. */
struct claim {
	struct model *current, *desired;
	struct attempt attempt;
	bool only_up;
	bool with_rows;
};

static int prove_on(struct scratch *s, struct rows *rows, const struct claim *c, struct proof *p,
		    struct wb_error *err)
{
	struct attempt attempt = c->attempt;
	int rc = prove_copy(s, c->current, err);

	attempt.rows = c->with_rows ? rows : NULL;
	if (rc == 0 && c->with_rows)
		rc = fill_touched(s, rows, c->current, c->desired, err);
	if (rc < 0)
		return rc;
	attempt.title = "up";
	attempt.candidates = &p->candidates;
	rc = attempt_run(s, &attempt, c->desired, &p->up, &p->unproved, err);
	p->changes = p->up.text.len > 0;
	if (rc < 0 || c->only_up || !p->changes)
		return rc < 0 ? rc : 0;
	/* a renaming back can't be written without doing it */
	if (rc == 1 && attempt.rename_count)
		return wb_error_set(err, WB_E_SQL, "%s", p->unproved.items[p->unproved.count - 1]);
	if (rc == 1)
		return attempt_write(s, c->desired, c->current, &p->down, err);
	attempt.title = "down";
	attempt.candidates = NULL;
	attempt.back = true;
	if (c->with_rows)
		rc = fill_touched(s, rows, c->desired, c->current, err);
	if (rc == 0)
		rc = attempt_run(s, &attempt, c->current, &p->down, &p->unproved, err);
	return rc < 0 ? rc : 0;
}

static int prove_claim(struct wb_session *session, const struct claim *claim, struct proof *out,
		       struct wb_error *err)
{
	struct proof p = { .changes = false };
	struct rows rows = { NULL };
	struct scratch s;
	int rc = scratch_open(session, &s, err);

	if (rc < 0)
		return rc;
	rc = prove_on(&s, &rows, claim, &p, err);
	if (rc == 0)
		rc = scratch_known(&s, err);
	scratch_close(&s);
	rows_release(&rows);
	if (rc < 0)
		proof_release(&p);
	else
		*out = p;
	return rc;
}

/* Once with rows. Where those themselves stand in the way, of a change that is written with a warning
 * that rows may, it is proved without. */
static int prove_twice(struct wb_session *session, struct claim claim, struct proof *out,
		       struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	bool unfit = false;
	int rc;

	claim.with_rows = true;
	claim.attempt.unfit = &unfit;
	rc = prove_claim(session, &claim, out, &why);
	if (!unfit) {
		if (rc < 0)
			*err = why;
		return rc;
	}
	if (rc == 0)
		proof_release(out);
	claim.with_rows = false;
	return prove_claim(session, &claim, out, err);
}

static int are_alike(struct model *a, struct model *b, bool *out, struct wb_error *err)
{
	struct difference d = { .from = a, .to = b };
	int rc = difference_compare(&d, err);

	*out = !d.changes.count;
	difference_release(&d);
	return rc;
}

int prove(struct wb_session *session, struct model *current, struct model *desired,
	  const char *const *renames, size_t rename_count, bool only_up, struct proof *out,
	  struct wb_error *err)
{
	struct claim claim = { .current = current,
			       .desired = desired,
			       .attempt = { .renames = renames, .rename_count = rename_count },
			       .only_up = only_up };
	bool alike = false;
	int rc = privileges_settle(session, current, desired, err);

	if (rc == 0)
		rc = are_alike(current, desired, &alike, err);
	if (rc == 0 && alike && !rename_count) {
		*out = (struct proof){ .changes = false };
		return 0;
	}
	if (rc == 0)
		rc = prove_canonical(session, desired, err);
	if (rc == 0)
		rc = prove_canonical(session, current, err);
	if (rc == 0 && session->privileges_differ)
		privileges_forget(session, current, desired);
	return rc < 0 ? rc : prove_twice(session, claim, out, err);
}
