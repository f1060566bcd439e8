/* SPDX-License-Identifier: MIT */
/* Offline SQL: the stream of a run's operations, written down for the native client instead of
 * executed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calls.h"
#include "base/error.h"
#include "version_rows.h"
#include "run.h"
#include "base/text.h"

#define OFFLINE_RUN "offline"

struct writer {
	struct writing to;
	const struct wb_plan *plan;
	struct buf text; /* of the operation that is being written */
};

static int put(struct writer *w, const char *text, size_t len, struct wb_error *err)
{
	if (len && w->to.write(w->to.ctx, text, len) != 0)
		return wb_error_set(err, WB_E_FILE, "the script could not be written");
	return 0;
}

static int put_text(struct writer *w, const char *text, struct wb_error *err)
{
	return put(w, text, strlen(text), err);
}

/* Before a line of it is written. */
static int refuse(const struct wb_plan *plan, struct wb_error *err)
{
	const struct connection *offline = &plan->project->offline;
	const struct wb_args none = { .size = sizeof(none) };
	struct buf head = { 0 };
	int rc = driver_compose(composer_of(offline), WB_OWN_SCRIPT_HEAD, &none, &head, err);

	buf_release(&head);
	if (driver_can(offline, CAN_COMPOSE))
		return rc < 0 ? rc : 0;
	return wb_error_set(err, WB_E_UNSUPPORTED, "dialect %s can't write SQL scripts",
			    offline->plugin->table.name);
}

/* What compose appends, ended as SQL unless it is in the client's own form already. */
static int put_own(struct writer *w, int32_t what, const struct wb_args *args, bool raw,
		   struct wb_error *err)
{
	struct wb_args a = *args;
	int rc;

	a.size = sizeof(a);
	a.run_id = OFFLINE_RUN;
	a.home = w->plan->project->setup.target.version_schema;
	do {
		buf_clear(&w->text);
		rc = driver_compose(composer_of(&w->plan->project->offline), what, &a, &w->text,
				    err);
		if (rc < 0)
			return rc;
		if (w->text.len && !raw)
			buf_str(&w->text, ";\n");
		if (put(w, buf_text(&w->text), w->text.len, err) < 0)
			return wb_error_kept(err);
		a.part++;
	} while (rc == 1);
	return 0;
}

static int put_simple(struct writer *w, int32_t what, bool raw, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args) };

	return put_own(w, what, &args, raw, err);
}

static int put_comment(struct writer *w, const char *text, struct wb_error *err)
{
	if (put_text(w, "-- ", err) < 0)
		return wb_error_kept(err);
	for (; *text; text++)
		if (put(w, *text == '\n' || *text == '\r' ? " " : text, 1, err) < 0)
			return wb_error_kept(err);
	return put_text(w, "\n", err);
}

static int put_heading(struct writer *w, const struct step *step, struct wb_error *err)
{
	AUTO_FREE char *text =
		text_format("%s: %s%s%s", step->revision->id, step->up ? "up" : "down",
			    step->revision->title[0] ? ", " : "", step->revision->title);

	if (!text)
		return wb_error_nomem(err);
	return put_text(w, "\n", err) < 0 ? wb_error_kept(err) : put_comment(w, text, err);
}

/* ------------------------------------------------------------------ what the database must have */

static int ids_of(const struct revision_vec *revisions, const char ***out)
{
	const char **ids = calloc(revisions->count + 1, sizeof(*ids));

	if (!ids)
		return -1;
	for (size_t i = 0; i < revisions->count; i++)
		ids[i] = revisions->items[i]->id;
	*out = ids;
	return 0;
}

/* What may be applied besides: whatever else is there may stand on what is taken back. */
static int known_ids(const struct wb_plan *plan, const char ***out, size_t *out_count)
{
	const struct revision_vec *files = &plan->project->revisions;
	bool rows = plan->way == WB_WAY_SWITCH;
	size_t count = rows ? plan->rows.count : files->count, used = 0;

	for (size_t i = 0; !rows && i < files->count; i++)
		count += files->items[i]->replaces.count;
	*out = calloc(count + 1, sizeof(**out));
	if (!*out)
		return -1;
	for (size_t i = 0; rows && i < count; i++)
		(*out)[used++] = plan->rows.items[i];
	for (size_t i = 0; !rows && i < files->count; i++) {
		(*out)[used++] = files->items[i]->id;
		for (size_t k = 0; k < files->items[i]->replaces.count; k++)
			(*out)[used++] = files->items[i]->replaces.items[k].name;
	}
	*out_count = used;
	return 0;
}

static int put_guard(struct writer *w, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args) };
	const struct wb_plan *plan = w->plan;
	const char **present = NULL, **absent = NULL, **known = NULL;
	int rc = 0;

	if (ids_of(&plan->present, &present) < 0 || ids_of(&plan->absent, &absent) < 0)
		rc = wb_error_nomem(err);
	args.present = present;
	args.present_count = plan->present.count;
	args.absent = absent;
	args.absent_count = plan->absent.count;
	if (rc == 0 && plan->way != WB_WAY_UP)
		rc = known_ids(plan, &known, &args.known_count) < 0 ? wb_error_nomem(err) : 0;
	args.known = known;
	if (plan->way == WB_WAY_SWITCH) {
		args.present = known;
		args.present_count = args.known_count;
	}
	if (rc == 0)
		rc = put_own(w, WB_OWN_SCRIPT_GUARD, &args, true, err);
	free(present);
	free(absent);
	free(known);
	return rc;
}

/* The database may have tables of format 1. A dialect that can't tell is for those that have not. */
static int put_raise(struct writer *w, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int rc = put_simple(w, WB_OWN_SCRIPT_RAISE, true, &why);

	if (rc == WB_E_UNSUPPORTED)
		return 0;
	if (rc < 0)
		wb_error_take(err, &why);
	return rc;
}

/* Where every statement commits alone, what is made can't be used before a COMMIT. */
static int put_tables(struct writer *w, struct wb_error *err)
{
	const struct wb_args tables = { .present_count = w->plan->present.count };
	const bool each = w->plan->features & WB_F_COMMIT_EACH;
	int rc = each ? put_simple(w, WB_OWN_BEGIN, false, err) : 0;

	if (rc == 0)
		rc = put_own(w, WB_OWN_ENSURE, &tables, false, err);
	return rc == 0 && each ? put_simple(w, WB_OWN_COMMIT, false, err) : rc;
}

static int put_head(struct writer *w, struct wb_error *err)
{
	if (put_text(w,
		     "-- Written by whimbrel " PACKAGE_VERSION " for the database's own client.\n",
		     err) < 0 ||
	    put_simple(w, WB_OWN_SCRIPT_HEAD, true, err) < 0 ||
	    put_simple(w, WB_OWN_SCRIPT_LOCK, true, err) < 0)
		return wb_error_kept(err);
	return put_tables(w, err) < 0 ? wb_error_kept(err) : put_raise(w, err);
}

/* ------------------------------------------------------------------ steps */

static int put_expect(struct writer *w, const struct stream *s, const struct flight *flight,
		      const struct wb_op *op, struct wb_error *err)
{
	const struct revision *r = w->plan->steps.items[flight->step].revision;
	const struct expect *want = &s->expectation.want;
	struct wb_args args = {
		.size = sizeof(args), .text = op->text, .text_len = op->len, .facts = op->facts
	};
	AUTO_FREE char *value =
		want->kind == EXPECT_VALUE ? text_dup(want->value, want->value_len) : NULL;
	AUTO_FREE char *message = text_format("%s:%u: an expectation of revision %s does not hold",
					      r->path, flight->line, r->id);
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	if (!message)
		return wb_error_nomem(err);
	args.name = message;
	args.detail = value;
	args.expect = want->kind == EXPECT_VALUE  ? WB_EXPECT_VALUE
		      : want->kind == EXPECT_NULL ? WB_EXPECT_NULL
		      : want->kind == EXPECT_ROWS ? WB_EXPECT_ROWS
						  : WB_EXPECT_NO_ROWS;
	rc = put_own(w, WB_OWN_SCRIPT_EXPECT, &args, true, &why);
	if (rc != WB_E_UNSUPPORTED) {
		if (rc < 0)
			wb_error_take(err, &why);
		return rc;
	}
	free(message);
	message = text_format("%s:%u: an expectation that this script can't check", r->path,
			      flight->line);
	return message ? put_comment(w, message, err) : wb_error_nomem(err);
}

static int put_data(struct writer *w, const struct wb_ops *ops, struct wb_error *err)
{
	const char *data = NULL;
	size_t len = 0;
	int rc;

	while ((rc = ops->data(ops->ctx, &data, &len, err)) == 1)
		if (put(w, data, len, err) < 0)
			return wb_error_kept(err);
	return rc < 0 ? rc : put_text(w, "\\.\n", err);
}

static int put_op(struct writer *w, const struct stream *s, const struct wb_ops *ops,
		  const struct wb_op *op, struct wb_error *err)
{
	const struct flight *flight = &s->queue.flights.items[s->queue.flights.count - 1];
	struct wb_args args = {
		.size = sizeof(args), .text = op->text, .text_len = op->len, .facts = op->facts
	};

	if (op->kind == WB_OP_OWN) {
		if (!op->len)
			return 0;
		return put(w, op->text, op->len, err) < 0 ? wb_error_kept(err)
							  : put_text(w, ";\n", err);
	}
	if (op->kind == WB_OP_EXPECT)
		return put_expect(w, s, flight, op, err);
	if (put_own(w, WB_OWN_SCRIPT_STATEMENT, &args, true, err) < 0)
		return wb_error_kept(err);
	return op->facts & WB_PIECE_COPY_IN ? put_data(w, ops, err) : 0;
}

static int put_steps(struct writer *w, const struct wb_plan *plan, struct wb_error *err)
{
	struct stream_settings settings = plan_settings(plan);
	struct wb_op op = { .size = sizeof(op) };
	struct stream stream;
	struct wb_ops ops;
	size_t step = SIZE_MAX;
	int rc;

	settings.end = plan->steps.count;
	settings.run_id = OFFLINE_RUN;
	settings.offline = true;
	settings.home = plan->project->setup.target.version_schema;
	stream_init(&stream, &settings);
	ops = stream_ops(&stream);
	while ((rc = ops.next(ops.ctx, &op, err)) == 1) {
		struct flight *flight = &stream.queue.flights.items[stream.queue.flights.count - 1];

		if (flight->step != step)
			rc = put_heading(w, &plan->steps.items[step = flight->step], err);
		if (rc >= 0)
			rc = put_op(w, &stream, &ops, &op, err);
		if (rc < 0)
			break;
		/* nothing was run, so there is nothing to compare with an expectation */
		flight->expects = false;
		ops.done(ops.ctx, op.id, WB_DONE, NULL);
	}
	stream_release(&stream);
	return rc;
}

int plan_script(const struct wb_plan *plan, struct writing to, struct wb_error *err)
{
	struct writer w = { .to = to, .plan = plan };
	int rc = refuse(plan, err);

	if (rc == 0)
		rc = put_head(&w, err);
	if (rc == 0)
		rc = put_guard(&w, err);
	if (rc == 0)
		rc = put_steps(&w, plan, err);
	if (rc == 0)
		rc = put_simple(&w, WB_OWN_SCRIPT_UNLOCK, true, err);
	buf_release(&w.text);
	return rc;
}

static bool has_all(const void *ctx, const char *id)
{
	(void)ctx;
	(void)id;
	return true;
}

static int put_row(struct writer *w, const struct revision *revision, bool in, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args),
				.revision = revision->id,
				.title = revision->title,
				.duration_ms = -1 };
	struct version_row row = { 0 };
	const struct database_seen files = { w->plan->project->files, NULL };
	int rc = in ? version_row_read(w->plan->project, revision, files, &row, err) : 0;

	version_row_args(&row, &args);
	args.direction = in ? "up" : "down";
	args.event = "stamped";
	if (rc == 0)
		rc = put_own(w, WB_OWN_ERASE, &args, false, err);
	if (rc == 0 && in)
		rc = put_own(w, WB_OWN_RECORD, &args, false, err);
	if (rc == 0)
		rc = put_own(w, WB_OWN_LOG, &args, false, err);
	version_row_release(&row);
	return rc;
}

/* What the database has is not known: what the targets need is put in, and what stands on them is
 * taken out, there or not. */
static int put_stamp(struct writer *w, struct wb_names targets, struct wb_error *err)
{
	struct revision_vec in = { 0 }, out = { 0 }, none = { 0 };
	const struct wb_project *project = w->plan->project;
	struct view *full = NULL;
	int rc = view_new(project->graph, has_all, NULL, &full, err);

	if (rc == 0)
		rc = resolve_stamp(project->files, targets, &in, &none, err);
	revision_vec_clear(&none);
	if (rc == 0)
		rc = resolve_stamp(full, targets, &none, &out, err);
	if (rc == 0)
		rc = put_simple(w, WB_OWN_BEGIN, false, err);
	for (size_t i = 0; rc == 0 && i < out.count; i++)
		rc = put_row(w, out.items[i], false, err);
	for (size_t i = 0; rc == 0 && i < in.count; i++)
		rc = put_row(w, in.items[i], true, err);
	if (rc == 0)
		rc = put_simple(w, WB_OWN_COMMIT, false, err);
	view_free(full);
	revision_vec_release(&in);
	revision_vec_release(&out);
	revision_vec_release(&none);
	return rc;
}

int stamp_script(struct wb_project *project, struct wb_names targets, uint32_t flags,
		 struct writing to, struct wb_error *err)
{
	const struct plugin *plugin;
	struct wb_plan *plan;
	struct writer w = { .to = to };
	int rc = project_dialect(project, &plugin, err);

	if (rc < 0)
		return rc;
	if (flags & WB_STAMP_PURGE)
		return wb_error_set(err, WB_E_UNSUPPORTED,
				    "stamp --purge can't be written as a script: which rows there "
				    "are is not known");
	plan = plan_new(project, &project->offline.server, WB_WAY_UP);
	if (!plan)
		return wb_error_nomem(err);
	w.plan = plan;
	rc = refuse(plan, err);
	if (rc == 0)
		rc = put_head(&w, err);
	if (rc == 0)
		rc = put_stamp(&w, targets, err);
	if (rc == 0)
		rc = put_simple(&w, WB_OWN_SCRIPT_UNLOCK, true, err);
	buf_release(&w.text);
	wb_plan_free(plan);
	return rc;
}
