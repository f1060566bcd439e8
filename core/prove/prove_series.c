/* SPDX-License-Identifier: MIT */
#include "prove_series.h"

#include "base/error.h"
#include "dialect/features.h"
#include "rename/rename.h"
#include "scope/scope.h"
#include "scratch/scratch_copy.h"

void proof_series_close(struct proof_series *c)
{
	if (c->open)
		scratch_close(&c->scratch);
	c->open = false;
}

/* Is it this schema to the letter? 1: it is not. */
static int has(struct proof_series *c, struct model *model, struct wb_error *err)
{
	struct model found = { 0 };
	struct string_vec left = { 0 };
	int rc = scope_read(c->session, c->scratch.conn, &found, err);

	if (rc == 0)
		rc = difference_list(&found, model, "", &left, err);
	rc = rc == 0 ? left.count > 0 : rc;
	string_vec_free(&left);
	model_release(&found);
	return rc;
}

static int begin(struct proof_series *c, struct model *model, struct wb_error *err)
{
	int rc;

	if (c->open)
		return 0;
	rc = scratch_open(c->session, &c->scratch, err);
	if (rc < 0)
		return rc;
	c->open = true;
	rc = scratch_copy(&c->scratch, model, err);
	return rc == 0 ? has(c, model, err) : rc;
}

/* With made-up rows, or `rows` NULL: without. */
struct going {
	struct proof_series *series;
	const struct claim *claim;
	struct rows *rows;
	bool unfit; /* the rows may be what the way up failed by */
};

static int go(struct going *g, struct model *from, struct model *to, struct proof *p,
	      struct wb_error *err)
{
	struct scratch *s = &g->series->scratch;
	const bool up = to == g->claim->desired;
	const struct direction direction = { .scratch = s,
					     .title = up ? "up" : "down",
					     .goal = to,
					     .rows = g->rows,
					     .unfit = &g->unfit,
					     .places = up ? &p->places : NULL,
					     .places_from = from };
	int rc = g->rows ? direction_fill(s, g->rows, from, to, err) : 0;

	if (rc == 0)
		rc = direction_exactly(&direction, from, up ? &p->up : &p->down, err);
	if (rc == 0 && g->rows)
		rows_forget(g->rows, to);
	return rc;
}

/* What failed has left nothing where it was one transaction, and can be tried again without rows. */
static int go_up(struct going *g, struct proof *p, struct wb_error *err)
{
	const struct claim *c = g->claim;
	struct scratch *s = &g->series->scratch;
	struct wb_error why = WB_ERROR_INIT;
	int rc = go(g, c->current, c->desired, p, &why);

	if (rc >= 0 || !g->unfit || p->up.alone || !features_atomic(s->conn->server.features)) {
		if (rc < 0)
			*err = why;
		return rc;
	}
	rc = rows_clear(g->rows, s, c->current, err);
	g->rows = NULL;
	return rc == 0 ? go(g, c->current, c->desired, p, err) : rc;
}

/* Up, down, and up again without rows. */
static int go_along(struct going *g, struct proof *p, struct wb_error *err)
{
	const struct claim *c = g->claim;
	struct scratch *s = &g->series->scratch;
	int rc = rename_candidates(c->current, c->desired, &p->candidates, err);

	if (rc == 0)
		rc = go_up(g, p, err);
	p->changes = p->up.text.len > 0;
	if (rc != 0 || !p->changes)
		return rc == 0 ? 1 : rc;
	rc = go(g, c->desired, c->current, p, err);
	if (rc == 0 && g->rows)
		rc = rows_clear(g->rows, s, c->current, err);
	return rc == 0 ? scratch_run(s, "up", buf_text(&p->up.text), p->up.alone, err) : rc;
}

int proof_series_prove(struct proof_series *c, const struct claim *claim, struct proof *out,
		       struct wb_error *err)
{
	struct rows rows = { 0 };
	struct going going = { .series = c, .claim = claim, .rows = &rows };
	int rc = begin(c, claim->current, err);

	if (rc == 0)
		rc = go_along(&going, out, err);
	rows_release(&rows);
	if (rc != 0)
		proof_series_close(c);
	return rc;
}
