/* SPDX-License-Identifier: MIT */
/* A plan as offline SQL: the stream of its operations, written down for the native client. */
#include <stdlib.h>

#include "base/error.h"
#include "base/text.h"
#include "calls.h"
#include "run.h"
#include "script_writer.h"

static int put_heading(struct script *w, const struct step *step, struct wb_error *err)
{
	AUTO_FREE char *text =
		text_format("%s: %s%s%s", step->revision->id, step->up ? "up" : "down",
			    step->revision->title[0] ? ", " : "", step->revision->title);

	if (!text)
		return wb_error_nomem(err);
	return script_text(w, "\n", err) < 0 ? wb_error_kept(err) : script_comment(w, text, err);
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

static int put_guard(struct script *w, struct wb_error *err)
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
		rc = script_own(w, WB_OWN_SCRIPT_GUARD, &args, true, err);
	free(present);
	free(absent);
	free(known);
	return rc;
}

/* ------------------------------------------------------------------ steps */

static int put_expect(struct script *w, const struct stream *s, const struct flight *flight,
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
	rc = script_own(w, WB_OWN_SCRIPT_EXPECT, &args, true, &why);
	if (rc != WB_E_UNSUPPORTED) {
		if (rc < 0)
			wb_error_take(err, &why);
		return rc;
	}
	free(message);
	message = text_format("%s:%u: an expectation that this script can't check", r->path,
			      flight->line);
	return message ? script_comment(w, message, err) : wb_error_nomem(err);
}

static int put_data(struct script *w, const struct wb_ops *ops, struct wb_error *err)
{
	const char *data = NULL;
	size_t len = 0;
	int rc;

	while ((rc = ops->data(ops->ctx, &data, &len, err)) == 1)
		if (script_put(w, data, len, err) < 0)
			return wb_error_kept(err);
	return rc < 0 ? rc : script_text(w, "\\.\n", err);
}

static int put_op(struct script *w, const struct stream *s, const struct wb_ops *ops,
		  const struct wb_op *op, struct wb_error *err)
{
	const struct flight *flight = &s->queue.flights.items[s->queue.flights.count - 1];
	struct wb_args args = {
		.size = sizeof(args), .text = op->text, .text_len = op->len, .facts = op->facts
	};

	if (op->kind == WB_OP_OWN) {
		if (!op->len)
			return 0;
		return script_put(w, op->text, op->len, err) < 0 ? wb_error_kept(err)
								 : script_text(w, ";\n", err);
	}
	if (op->kind == WB_OP_EXPECT)
		return put_expect(w, s, flight, op, err);
	if (script_own(w, WB_OWN_SCRIPT_STATEMENT, &args, true, err) < 0)
		return wb_error_kept(err);
	return op->facts & WB_PIECE_COPY_IN ? put_data(w, ops, err) : 0;
}

static int put_steps(struct script *w, const struct wb_plan *plan, struct wb_error *err)
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
	struct script w = { .to = to, .plan = plan };
	int rc = script_begin(&w, err);

	if (rc == 0)
		rc = put_guard(&w, err);
	if (rc == 0)
		rc = put_steps(&w, plan, err);
	return script_end(&w, rc, err);
}
