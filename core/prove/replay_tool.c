/* SPDX-License-Identifier: MIT */
/* Another tool's steps as revisions: a command brings a scratch database one step further, again and again, and what it has
 * done each time is written both ways, and proved. */
#include <string.h>

#include "base/child.h"
#include "base/error.h"
#include "base/text.h"
#include "import/import.h"
#include "import/live.h"
#include "rename/rename.h"
#include "rows/row_report.h"
#include "scope/scope.h"
#include "calls.h"
#include "prove.h"
#include "prove_series.h"

#define STEPS_MOST 10000
#define PRINTED_MOST ((size_t)1 << 20)

/* What there is to be seen of the database at one time. */
struct look {
	struct model model;
	struct table_rows_vec rows;
	struct string_vec keys; /* of what the tool says is applied */
	const struct import_tool *tool;
};

struct replaying {
	struct wb_session *session;
	const char *command;
	struct wb_import *im;
	struct look was; /* before the next step */
	struct proof_series series;
	size_t steps;
};

static void look_release(struct look *l)
{
	model_release(&l->model);
	row_report_free(&l->rows);
	string_vec_free(&l->keys);
}

static int look(struct wb_session *s, struct look *out, struct wb_error *err)
{
	int rc = scope_read(s, &s->conn, &out->model, err);

	if (rc == 0)
		rc = row_report_read(&s->conn, &out->model, &out->rows, err);
	if (rc == 0)
		rc = import_live_keys(&s->conn, &out->tool, &out->keys, err);
	return rc;
}

/* ------------------------------------------------------------------ the command */

static bool stopping(void *ctx)
{
	const struct wb_session *session = ctx;

	return link_stopping(&session->link);
}

static int run_command(struct replaying *r, struct wb_error *err)
{
	char shell[] = "/bin/sh", flag[] = "-c";
	AUTO_FREE char *command = text_dup(r->command, strlen(r->command));
	char *words[] = { shell, flag, command, NULL };
	struct child child = { .words = words,
			       .most = PRINTED_MOST,
			       .cuts = true,
			       .stopping = stopping,
			       .ctx = r->session };
	struct buf out = { 0 }, said = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	int rc = command ? child_run(&child, &out, &said, &why) : WB_E_NOMEM;

	if (rc == WB_E_NOMEM)
		wb_error_nomem(err);
	else if (rc == WB_E_CANCELLED)
		wb_error_set(err, rc, "%s", why.message);
	else if (rc < 0) {
		rc = wb_error_set(err, WB_E_SQL, "the command failed behind step %zu: %s", r->steps,
				  why.message);
		wb_error_detail(err, "%s", buf_text(said.len ? &said : &out));
	}
	buf_release(&out);
	buf_release(&said);
	return rc;
}

/* ------------------------------------------------------------------ a step */

/* The last key that was not there before; NULL: there is none. */
static const char *new_key(const struct look *before, const struct look *now, size_t *out_count)
{
	const char *found = NULL;

	*out_count = 0;
	for (size_t i = 0; i < now->keys.count; i++)
		if (string_vec_find(&before->keys, now->keys.items[i]) < 0) {
			found = now->keys.items[i];
			++*out_count;
		}
	return found;
}

static int add_all(struct string_vec *to, const struct string_vec *from, struct wb_error *err)
{
	for (size_t i = 0; i < from->count; i++)
		if (string_vec_add(to, from->items[i]) < 0)
			return wb_error_nomem(err);
	return 0;
}

/* What a step did, and what the tool calls it. */
struct done {
	const char *key; /* the last that is new; NULL: there is none */
	size_t keys;
	struct string_vec rows;
	struct string_vec renames;
	struct proof proof;
};

/* What goes and what comes may be one thing under another name, which alone keeps its rows. */
static int ask_renames(const struct done *done, struct string_vec *out, struct wb_error *err)
{
	const struct string_vec *others = &done->proof.candidates;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < done->renames.count; i++)
		rc = import_note(out, err,
				 "written as a renaming, %s: is it one, or does one go and another "
				 "come?",
				 done->renames.items[i]);
	for (size_t i = 0; rc == 0 && i < others->count; i++)
		rc = import_note(out, err,
				 "may be a renaming, %s: then write that instead of what drops and "
				 "makes it",
				 others->items[i]);
	return rc;
}

static int add_undecided(struct imported *item, const struct done *done, struct wb_error *err)
{
	const struct proof *proof = &done->proof;
	int rc = add_all(&item->up.undecided, &done->rows, err);

	if (rc == 0)
		rc = add_all(&item->up.undecided, &proof->unproved, err);
	if (rc == 0)
		rc = ask_renames(done, &item->up.undecided, err);
	if (rc == 0)
		rc = ask_renames(done, &item->down.undecided, err);
	if (rc == 0 && proof->no_way_back.len)
		rc = import_note(&item->down.undecided, err, "%.*s",
				 (int)strcspn(buf_text(&proof->no_way_back) + 3, "\n"),
				 buf_text(&proof->no_way_back) + 3);
	return rc;
}

static int write_step(struct replaying *r, const struct done *done, struct wb_error *err)
{
	const struct proof *proof = &done->proof;
	const char *key = done->key;
	AUTO_FREE char *number = text_format("step-%zu", r->steps);
	struct imported *item = number ? import_add(r->im, key ? key : number, r->command, err)
				       : (wb_error_nomem(err), NULL);
	int rc = item ? import_title(item, item->key, strlen(item->key), err) : wb_error_kept(err);

	if (rc < 0)
		return rc;
	item->up.there = item->down.there = true;
	item->up.alone = proof->up.alone;
	item->down.alone = proof->down.alone;
	buf_add(&item->up.text, buf_text(&proof->up.text), proof->up.text.len);
	buf_add(&item->down.text, buf_text(&proof->down.text), proof->down.text.len);
	if (done->keys > 1)
		rc = import_note(&item->notes, err, "the command went %zu steps at once",
				 done->keys);
	if (rc == 0)
		rc = add_all(&item->notes, &proof->places, err);
	return rc == 0 ? add_undecided(item, done, err) : rc;
}

/* What looks like a renaming is written as one, if that can be done: nothing else keeps the rows. */
static int prove_step(struct replaying *r, struct claim *claim, struct done *done,
		      struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int rc = rename_evident(claim->current, claim->desired, &done->renames, err);

	claim->renames =
		(struct wb_names){ (const char *const *)done->renames.items, done->renames.count };
	if (rc < 0 || !done->renames.count)
		return rc < 0 ? rc : prove(r->session, claim, &done->proof, err);
	proof_series_close(&r->series);
	rc = prove(r->session, claim, &done->proof, &why);
	if (!wb_error_of_statement(rc) && rc != WB_E_UNSUPPORTED && rc != WB_E_USAGE) {
		if (rc < 0)
			*err = why;
		return rc;
	}
	string_vec_free(&done->renames);
	claim->renames = (struct wb_names){ .count = 0 };
	return prove(r->session, claim, &done->proof, err);
}

/* 1: something has changed. */
static int take_step(struct replaying *r, struct look *now, struct wb_error *err)
{
	struct look *before = &r->was;
	struct claim claim = { .current = &before->model,
			       .desired = &now->model,
			       .series = &r->series };
	struct done done = { .keys = 0 };
	int rc = row_report_tell(&before->rows, &now->rows, &done.rows, err);

	if (rc == 0)
		rc = prove_step(r, &claim, &done, err);
	done.key = new_key(before, now, &done.keys);
	if (rc == 0 && (done.keys || done.rows.count || done.proof.changes)) {
		r->steps++;
		rc = write_step(r, &done, err);
		rc = rc == 0 ? 1 : rc;
	}
	if (rc < 0)
		wb_error_prefix(err, "behind step %zu", r->steps);
	proof_release(&done.proof);
	string_vec_free(&done.rows);
	string_vec_free(&done.renames);
	return rc;
}

/* 1: it went on. */
static int step(struct replaying *r, struct wb_error *err)
{
	struct look now = { .tool = NULL };
	int rc = run_command(r, err);

	if (rc == 0)
		rc = look(r->session, &now, err);
	if (rc == 0)
		rc = take_step(r, &now, err);
	if (now.tool)
		r->im->tool = now.tool;
	look_release(&r->was);
	r->was = now;
	return rc;
}

/* ------------------------------------------------------------------ all of them */

static int refuse_used(struct wb_session *s, const struct look *first, struct wb_error *err)
{
	for (size_t i = 0; i < first->model.objects.count; i++)
		if (first->model.objects.items[i]->pub.kind == WB_KIND_TABLE)
			return wb_error_set(
				err, WB_E_REFUSED,
				"the target has tables already: the command is replayed on "
				"a database that is empty, and is this one's scratch");
	if (first->keys.count || s->applied.rows)
		return wb_error_set(
			err, WB_E_REFUSED,
			"the target is not empty: the command is replayed on a database that is");
	return 0;
}

static int begin(struct replaying *r, struct wb_error *err)
{
	struct wb_session *s = r->session;
	struct target *target = &s->project->setup.target;
	int rc = import_leave_all_alone(&target->exclude, err);

	if (rc == 0)
		rc = scope_prepare(s, err);
	if (rc == 0 && target->protected)
		rc = wb_error_set(
			err, WB_E_REFUSED,
			"target %s is protected: the command is replayed on a scratch database",
			target->name);
	if (rc == 0)
		rc = look(s, &r->was, err);
	return rc == 0 ? refuse_used(s, &r->was, err) : rc;
}

int import_replay(struct wb_session *s, const char *command, struct wb_import **out,
		  struct wb_error *err)
{
	struct replaying r = { .session = s, .command = command, .series = { .session = s } };
	int rc = import_new(command, &r.im, err);

	if (rc == 0)
		rc = begin(&r, err);
	while (rc == 0 && (rc = step(&r, err)) == 1)
		rc = r.steps < STEPS_MOST
			     ? 0
			     : wb_error_set(err, WB_E_USAGE,
					    "the command has gone %d steps and goes on: "
					    "does it ever end?",
					    STEPS_MOST);
	if (rc == 0 && !r.steps)
		rc = wb_error_set(
			err, WB_E_USAGE,
			"the command has changed nothing: does it work on this database?");
	proof_series_close(&r.series);
	look_release(&r.was);
	if (rc == 0)
		rc = import_chain(r.im, err);
	if (rc < 0)
		import_free(r.im);
	else
		*out = r.im;
	return rc;
}
