/* SPDX-License-Identifier: MIT */
#include "merge_orders.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/text.h"
#include "rows/row_changes.h"
#include "rows/row_commute.h"
#include "rows/row_reach.h"
#include "rows/table_sql.h"
#include "scope/scope.h"

#define FILE_MAX ((size_t)1 << 30)

/* What went wrong says that it can't be known, or ends the work. */
static int doubt_error(struct orders *o, const char *what, int rc, struct wb_error *err)
{
	const struct wb_error why = *err;

	if (table_sql_ends(rc))
		return rc;
	wb_error_clear(err);
	rc = lines_add(&o->unproved, err, "%s: %s", what, why.message);
	return rc < 0 ? rc : 1;
}

/* ------------------------------------------------------------------ the branches */

static bool has(const struct revision_vec *v, const struct revision *r)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->items[i] == r)
			return true;
	return false;
}

static int add_head(struct orders *o, const char *id, struct wb_error *err)
{
	struct revision_vec needed = { 0 };
	int rc = resolve_state(o->session->project->files, id, &needed, err);

	if (rc == 0 &&
	    (string_vec_add(&o->heads, id) < 0 ||
	     names_vec_push(&o->touched, (struct string_vec){ .items = NULL }) < 0 ||
	     statements_vec_push(&o->statements, (struct row_statement_vec){ .items = NULL }) < 0 ||
	     branch_vec_push(&o->needed, needed) < 0))
		rc = wb_error_nomem(err);
	if (rc < 0)
		revision_vec_release(&needed);
	return rc;
}

static int find_base(struct orders *o, struct wb_error *err)
{
	for (size_t i = 0; i < o->needed.items[0].count; i++) {
		struct revision *r = o->needed.items[0].items[i];
		bool common = true;

		for (size_t k = 1; k < o->needed.count; k++)
			common = common && has(&o->needed.items[k], r);
		if (common && revision_vec_push(&o->base, r) < 0)
			return wb_error_nomem(err);
	}
	return 0;
}

int orders_find(struct orders *o, const char *const *targets, size_t count, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < count; i++) {
		struct revision_vec some = { 0 };

		rc = resolve_names(o->session->project->files, targets[i], &some, err);
		for (size_t k = 0; rc == 0 && k < some.count; k++)
			if (string_vec_find(&o->heads, some.items[k]->id) < 0)
				rc = add_head(o, some.items[k]->id, err);
		revision_vec_release(&some);
	}
	if (rc == 0 && o->heads.count < 2)
		rc = wb_error_set(err, WB_E_USAGE, "there are not two revisions to join");
	return rc == 0 ? find_base(o, err) : rc;
}

void orders_release(struct orders *o)
{
	string_vec_free(&o->heads);
	for (size_t i = 0; i < o->needed.count; i++)
		revision_vec_release(&o->needed.items[i]);
	branch_vec_release(&o->needed);
	for (size_t i = 0; i < o->touched.count; i++)
		string_vec_free(&o->touched.items[i]);
	names_vec_release(&o->touched);
	for (size_t i = 0; i < o->statements.count; i++)
		row_statements_free(&o->statements.items[i]);
	statements_vec_release(&o->statements);
	model_release(&o->model);
	string_vec_free(&o->texts);
	string_vec_free(&o->idle);
	revision_vec_release(&o->base);
	string_vec_free(&o->shared);
	string_vec_free(&o->unproved);
}

char *orders_title(const struct orders *o, bool reverse)
{
	struct buf text = { 0 };

	for (size_t i = 0; i < o->heads.count; i++)
		buf_printf(&text, "%s%s", i ? " then " : "",
			   o->heads.items[reverse ? o->heads.count - 1 - i : i]);
	return buf_take(&text);
}

/* ------------------------------------------------------------------ tables of several branches */

static int branch_text(const struct orders *o, size_t branch, struct buf *out, struct wb_error *err)
{
	const struct revision_vec *needed = &o->needed.items[branch];
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < needed->count; i++)
		if (!has(&o->base, needed->items[i]))
			rc = file_read(needed->items[i]->path, FILE_MAX, out, err);
	return rc;
}

/* What a branch is about: the tables that it speaks of, and those that keys tie to them. */
struct about {
	struct table_vec named, tied;
};

VEC(struct about, about_vec);

static int find_about(const struct orders *o, const struct model *model, struct about_vec *out)
{
	int rc = 0;

	for (size_t k = 0; rc == 0 && k < o->needed.count; k++) {
		const char *text = o->texts.items[k];
		struct about about = { .named = { 0 } };

		rc = reach_named(model, text, strlen(text), &about.named);
		if (rc == 0)
			rc = reach_tied(&about.named, &about.tied);
		if (about_vec_push(out, about) < 0)
			rc = -1;
	}
	return rc;
}

/* Is it one that a branch speaks of, and another one may reach? */
static bool is_shared(const struct about_vec *branches, const char *table)
{
	size_t named = 0, reached = 0;

	for (size_t k = 0; k < branches->count; k++) {
		bool spoken_of = tables_have(&branches->items[k].named, table);

		named += spoken_of;
		reached += spoken_of || tables_have(&branches->items[k].tied, table);
	}
	return named > 0 && reached > 1;
}

static int add_shared(struct orders *o, const struct model *model, struct wb_error *err)
{
	struct about_vec branches = { 0 };
	int rc = find_about(o, model, &branches);

	for (size_t i = 0; rc == 0 && i < model->objects.count; i++) {
		const struct object *t = model->objects.items[i];

		if (object_holds_rows(t) && is_shared(&branches, t->pub.name) &&
		    string_vec_find(&o->shared, t->pub.name) < 0)
			rc = string_vec_add(&o->shared, t->pub.name);
	}
	for (size_t k = 0; k < branches.count; k++) {
		table_vec_release(&branches.items[k].named);
		table_vec_release(&branches.items[k].tied);
	}
	about_vec_release(&branches);
	return rc < 0 ? wb_error_nomem(err) : 0;
}

static int find_shared(struct orders *o, const struct model *model, struct wb_error *err)
{
	int rc = 0;

	for (size_t k = 0; rc == 0 && k < o->needed.count; k++) {
		struct buf text = { 0 };

		rc = branch_text(o, k, &text, err);
		if (rc == 0 && string_vec_add(&o->texts, buf_text(&text)) < 0)
			rc = wb_error_nomem(err);
		buf_release(&text);
	}
	if (rc == 0)
		rc = add_shared(o, model, err);
	o->shared_known = rc == 0;
	return rc;
}

/* ------------------------------------------------------------------ one order */

struct course {
	struct orders *o;
	bool reverse;
	struct ending *ending;
	struct scratch scratch;
	struct rows rows;
	struct row_changes changes;
	struct revision_vec done;
};

static int fill(struct course *c, struct wb_error *err)
{
	struct orders *o = c->o;
	struct model model = { 0 };
	int rc = scope_read(o->session, c->scratch.conn, &model, err);

	if (rc == 0 && !o->shared_known)
		rc = find_shared(o, &model, err);
	c->rows.texts = &o->texts;
	if (rc == 0 && !o->without_rows)
		rc = rows_fill(&c->rows, &c->scratch, &model, NULL, err);
	for (size_t i = 0; rc == 0 && i < model.objects.count; i++) {
		const struct object *t = model.objects.items[i];

		if (object_holds_rows(t) && !o->without_rows && !rows_in(&c->rows, t) &&
		    string_vec_find(&o->shared, t->pub.name) >= 0)
			rc = lines_add(&o->unproved, err,
				       "table %s is tried without rows: none could be made up",
				       t->pub.name);
	}
	if (o->model.objects.count)
		model_release(&model);
	else
		o->model = model;
	return rc;
}

static int make_base(struct course *c, struct wb_error *err)
{
	struct orders *o = c->o;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < o->base.count; i++)
		rc = scratch_replay(&c->scratch, o->base.items[i], true, err);
	if (rc == 0)
		rc = scratch_known(&c->scratch, err);
	if (rc == 0)
		rc = fill(c, err);
	return rc < 0 ? doubt_error(o, "what both stand on could not be run", rc, err) : rc;
}

static bool is_failure(int rc)
{
	return wb_error_of_statement(rc) || rc == WB_E_EXPECT;
}

static int run_step(struct course *c, struct revision *r, struct wb_error *err)
{
	int rc;

	if (has(&c->o->base, r) || has(&c->done, r))
		return 0;
	c->changes.path = r->path;
	rc = scratch_replay(&c->scratch, r, true, err);
	if (rc < 0 && is_failure(rc)) {
		c->ending->unfit = rows_any(&c->rows) && rows_are_to_blame(err);
		c->ending->failed = text_format("revision %s fails: %s", r->id, err->message);
		wb_error_clear(err);
		return c->ending->failed ? 0 : wb_error_nomem(err);
	}
	if (rc == 0)
		rc = scratch_known(&c->scratch, err);
	if (rc == 0 && revision_vec_push(&c->done, r) < 0)
		rc = wb_error_nomem(err);
	return rc < 0 ? doubt_error(c->o, r->id, rc, err) : rc;
}

/* Does each statement of one branch on the rows of a table go with each of the others? */
static bool commute(const struct course *c, const char *table)
{
	const struct statements_vec *all = &c->o->statements;
	const struct model *const models[] = { &c->o->model, &c->ending->model };

	for (size_t i = 0; i < all->count; i++)
		for (size_t k = i + 1; k < all->count; k++)
			if (!branches_commute(&all->items[i], &all->items[k], table, models))
				return false;
	return true;
}

/* In one order another one may have been there first. */
static int doubt_idle(struct course *c, struct wb_error *err)
{
	struct orders *o = c->o;
	struct string_vec *idle = &c->changes.idle;
	int rc = 0;

	for (size_t i = 0; rc == 0 && c->reverse && i < idle->count; i++)
		if (string_vec_find(&o->idle, idle->items[i]) >= 0)
			rc = lines_add(&o->unproved, err,
				       "%s changes no made-up row, of a table that several "
				       "branches are about",
				       idle->items[i]);
	for (size_t i = 0; rc == 0 && !c->reverse && i < idle->count; i++)
		if (string_vec_add(&o->idle, idle->items[i]) < 0)
			rc = wb_error_nomem(err);
	return rc;
}

/* Which rows there are decides what such statements do to each other, and made-up ones are only some. */
static int doubt_rows(struct course *c, struct wb_error *err)
{
	struct orders *o = c->o;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < o->shared.count; i++) {
		size_t branches = 0;

		for (size_t k = 0; k < o->touched.count; k++)
			branches += string_vec_find(&o->touched.items[k], o->shared.items[i]) >= 0;
		if (branches > 1 && !commute(c, o->shared.items[i]))
			rc = lines_add(&o->unproved, err,
				       "several branches work on the rows of table %s: whether "
				       "they end alike may depend on what rows there are",
				       o->shared.items[i]);
	}
	return rc == 0 && !o->without_rows ? doubt_idle(c, err) : rc;
}

static int run_branches(struct course *c, struct wb_error *err)
{
	struct orders *o = c->o;
	size_t count = o->needed.count;
	int rc = 0;

	for (size_t k = 0; rc == 0 && k < count; k++) {
		size_t branch = c->reverse ? count - 1 - k : k;
		const struct revision_vec *needed = &o->needed.items[branch];

		c->changes.touched = &o->touched.items[branch];
		c->changes.statements = c->reverse ? NULL : &o->statements.items[branch];
		for (size_t i = 0; rc == 0 && !c->ending->failed && i < needed->count; i++)
			rc = run_step(c, needed->items[i], err);
	}
	return rc;
}

static int read_ending(struct course *c, struct wb_error *err)
{
	struct ending *e = c->ending;
	int rc;

	if (e->failed)
		return 0;
	rc = scope_read(c->o->session, c->scratch.conn, &e->model, err);
	if (rc == 0)
		rc = contents_read(&c->scratch, &e->model, NULL, &e->contents, err);
	return rc < 0 ? doubt_error(c->o, "what it ends with can't be read", rc, err) : rc;
}

int orders_run(struct orders *o, bool reverse, struct ending *out, struct wb_error *err)
{
	struct course c = { .o = o, .reverse = reverse, .ending = out };
	int rc = scratch_open(o->session, &c.scratch, err);

	if (rc < 0)
		return doubt_error(o, "no scratch database", rc, err);
	rc = make_base(&c, err);
	row_changes_init(&c.changes, &c.scratch, &o->shared);
	if (rc == 0)
		rc = run_branches(&c, err);
	if (rc == 0)
		rc = read_ending(&c, err);
	if (rc == 0 && !out->failed)
		rc = doubt_rows(&c, err);
	row_changes_release(&c.changes);
	scratch_close(&c.scratch);
	rows_release(&c.rows);
	revision_vec_release(&c.done);
	return rc;
}

void ending_release(struct ending *e)
{
	model_release(&e->model);
	contents_free(&e->contents);
	free(e->failed);
	*e = (struct ending){ .failed = NULL };
}
