/* SPDX-License-Identifier: MIT */
#include "prove.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "rename/rename.h"
#include "rows/rows.h"
#include "scope/privileges.h"
#include "scope/scope.h"
#include "scope/unsupported.h"
#include "scratch/scratch_copy.h"
#include "scratch/surroundings.h"
#include "prove_series.h"

void proof_release(struct proof *proof)
{
	direction_sql_release(&proof->up);
	direction_sql_release(&proof->down);
	buf_release(&proof->no_way_back);
	string_vec_free(&proof->candidates);
	string_vec_free(&proof->unproved);
	string_vec_free(&proof->places);
}

/* ------------------------------------------------------------------ the words of the server */

/* What a copy of the model on a scratch database of its own is like. */
static int read_copy_once(struct wb_session *session, struct model *model, struct model *out,
			  struct wb_error *err)
{
	struct scratch s;
	int rc = scratch_open(session, &s, err);

	if (rc < 0)
		return rc;
	rc = scratch_copy(&s, model, err);
	if (rc == 0)
		rc = scratch_known(&s, err);
	if (rc == 0)
		rc = scope_read(session, s.conn, out, err);
	scratch_close(&s);
	return rc;
}

/* Behind what the server says. */
static void add_way_out(struct wb_error *err)
{
	const size_t len = strlen(err->detail);

	snprintf(err->detail + len, sizeof(err->detail) - len,
		 "%sleave out what can't be made (`exclude`), or name a `scratch` server that can: "
		 "scratch = \"private\", or a URL",
		 len ? "\n" : "");
}

static int read_copy(struct wb_session *session, struct model *model, struct model *out,
		     struct wb_error *err)
{
	int rc = read_copy_once(session, model, out, err);

	if (rc < 0 && surroundings_learn(session, rc)) {
		wb_error_clear(err);
		rc = read_copy_once(session, model, out, err);
	}
	if (rc >= 0)
		return 0;
	if (wb_error_of_statement(rc))
		add_way_out(err);
	return wb_error_prefix(err, "the schema can't be made again on a scratch database");
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
	rc = unsupported_carry(model, &copy, err);
	model_release(model);
	*model = copy;
	return rc;
}

/* With made-up rows; NULL: without. `unfit` is set where it may be those that fail. */
struct trial {
	const struct claim *claim;
	struct rows *rows;
	bool *unfit;
};

static struct direction direction_up(struct scratch *s, const struct trial *t, struct proof *p)
{
	const struct claim *c = t->claim;

	return (struct direction){ .scratch = s,
				   .title = "up",
				   .goal = c->desired,
				   .renames = c->renames,
				   .candidates = &p->candidates,
				   .rows = t->rows,
				   .unfit = t->unfit,
				   .unproved = &p->unproved,
				   .places = &p->places,
				   .places_from = c->current };
}

/* What the dialect can't write is no reason to have no way up. */
static int note_no_way_back(struct proof *p, struct wb_error *err)
{
	direction_sql_release(&p->down);
	buf_str(&p->no_way_back, "-- The way back can't be written: ");
	buf_in_line(&p->no_way_back, err->message);
	buf_char(&p->no_way_back, '\n');
	wb_error_clear(err);
	return buf_check(&p->no_way_back, err);
}

static int prove_down(struct scratch *s, const struct trial *t, struct proof *p,
		      struct wb_error *err)
{
	const struct claim *c = t->claim;
	struct direction direction = direction_up(s, t, p);
	int rc = t->rows ? direction_fill(s, t->rows, c->desired, c->current, err) : 0;

	direction.title = "down";
	direction.goal = c->current;
	direction.candidates = NULL;
	direction.places = NULL;
	direction.back = true;
	if (rc == 0)
		rc = direction_run(&direction, &p->down, err);
	if (rc == WB_E_UNSUPPORTED && !c->renames.count)
		rc = note_no_way_back(p, err);
	return rc < 0 ? rc : 0;
}

static int prove_on(struct scratch *s, const struct trial *t, struct proof *p, struct wb_error *err)
{
	const struct claim *c = t->claim;
	const struct direction direction = direction_up(s, t, p);
	int rc = scratch_copy(s, c->current, err);

	if (rc == 0 && t->rows)
		rc = direction_fill(s, t->rows, c->current, c->desired, err);
	if (rc < 0)
		return rc;
	rc = direction_run(&direction, &p->up, err);
	p->changes = p->up.text.len > 0;
	if (rc < 0 || c->only_up || !p->changes)
		return rc < 0 ? rc : 0;
	/* a renaming back can't be written without doing it */
	if (rc == 1 && c->renames.count)
		return wb_error_set(err, WB_E_SQL, "%s", p->unproved.items[p->unproved.count - 1]);
	return rc == 1 ? direction_write(s, c->desired, c->current, &p->down, err)
		       : prove_down(s, t, p, err);
}

static int prove_claim(struct wb_session *session, const struct trial *trial, struct proof *out,
		       struct wb_error *err)
{
	struct proof p = { .changes = false };
	struct scratch s;
	int rc = scratch_open(session, &s, err);

	if (rc < 0)
		return rc;
	rc = prove_on(&s, trial, &p, err);
	if (rc == 0)
		rc = scratch_known(&s, err);
	scratch_close(&s);
	if (rc < 0)
		proof_release(&p);
	else
		*out = p;
	return rc;
}

/* Once with rows. Where those themselves stand in the way, of a change that is written with a warning
 * that rows may, it is proved without. */
static int prove_twice(struct wb_session *session, const struct claim *claim, struct proof *out,
		       struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	struct rows rows = { 0 };
	bool unfit = false;
	struct trial trial = { .claim = claim, .rows = &rows, .unfit = &unfit };
	int rc = prove_claim(session, &trial, out, &why);

	rows_release(&rows);
	if (!unfit) {
		if (rc < 0)
			*err = why;
		return rc;
	}
	if (rc == 0)
		proof_release(out);
	trial = (struct trial){ .claim = claim };
	return prove_claim(session, &trial, out, err);
}

/* ------------------------------------------------------------------ there and back */

/* From what is desired to what there is now, and there again: both ways are proved on the database that
 * the desired schema was made on, which is then done with. 1: it takes more than that. */
static int go_round(struct scratch *s, const struct trial *t, struct proof *p, struct wb_error *err)
{
	const struct claim *c = t->claim;
	struct direction direction = direction_up(s, t, p);
	int rc = direction_fill(s, t->rows, c->desired, c->current, err);

	direction.title = "down";
	direction.goal = c->current;
	if (rc == 0)
		rc = direction_exactly(&direction, c->desired, &p->down, err);
	if (rc != 0)
		return rc;
	rows_forget(t->rows, c->current);
	direction.title = "up";
	direction.goal = c->desired;
	rc = rename_candidates(c->current, c->desired, &p->candidates, err);
	if (rc == 0)
		rc = direction_fill(s, t->rows, c->current, c->desired, err);
	if (rc == 0)
		rc = direction_exactly(&direction, c->current, &p->up, err);
	p->changes = p->up.text.len > 0;
	return rc == 0 && !p->changes ? 1 : rc;
}

/* Whatever else stops it is told by the proof that is made then. */
static bool ends_all(int rc)
{
	return rc == WB_E_CANCELLED || rc == WB_E_LOST || rc == WB_E_NOMEM || rc == WB_E_INTERNAL;
}

static int prove_round(const struct claim *claim, struct proof *p, struct wb_error *err)
{
	struct rows rows = { 0 };
	bool unfit = false;
	const struct trial trial = { .claim = claim, .rows = &rows, .unfit = &unfit };
	int rc = go_round(claim->made, &trial, p, err);

	rows_release(&rows);
	return rc;
}

/* On a scratch database that has one of the two. 1: it takes more than that. */
static int prove_there(const struct claim *claim, struct proof *out, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	struct proof p = { .changes = false };
	int rc = 1;

	if (claim->renames.count)
		return 1;
	if (claim->made)
		rc = prove_round(claim, &p, &why);
	else if (claim->series)
		rc = proof_series_prove(claim->series, claim, &p, &why);
	if (claim->only_up)
		direction_sql_release(&p.down);
	if (rc == 0) {
		*out = p;
		return 0;
	}
	proof_release(&p);
	if (!ends_all(rc))
		return 1;
	*err = why;
	return rc;
}

static int are_alike(struct model *a, struct model *b, bool *out, struct wb_error *err)
{
	struct difference d = { .from = a, .to = b };
	int rc = difference_compare(&d, err);

	*out = !d.changes.count;
	difference_release(&d);
	return rc;
}

/* In the words of the server, each on a database of its own. */
static int prove_apart(struct wb_session *session, const struct claim *claim, struct proof *out,
		       struct wb_error *err)
{
	int rc = prove_canonical(session, claim->desired, err);

	if (rc == 0)
		rc = prove_canonical(session, claim->current, err);
	if (rc == 0 && session->privileges_differ)
		privileges_forget(session, claim->current, claim->desired);
	return rc < 0 ? rc : prove_twice(session, claim, out, err);
}

int prove(struct wb_session *session, const struct claim *claim, struct proof *out,
	  struct wb_error *err)
{
	bool alike = false, given_back = false;
	int rc = privileges_align(session, claim->current, claim->desired, &given_back, err);

	if (rc == 0)
		rc = are_alike(claim->current, claim->desired, &alike, err);
	if (rc == 0 && alike && !claim->renames.count) {
		*out = (struct proof){ .changes = false };
		return 0;
	}
	if (rc == 0)
		rc = prove_there(claim, out, err);
	/* it may have the name that the next one wants */
	if (claim->made)
		scratch_close(claim->made);
	if (rc == 1)
		rc = prove_apart(session, claim, out, err);
	if (rc == 0 && given_back)
		rc = privileges_mark(session, &out->up.text, err);
	if (rc == 0 && given_back)
		rc = privileges_mark(session, &out->down.text, err);
	return rc;
}
