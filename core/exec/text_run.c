/* SPDX-License-Identifier: MIT */
#include "text_run.h"

#include "base/error.h"

static int place(const struct text_run *run, uint32_t line, struct wb_error *err)
{
	return wb_error_prefix(err, "%s:%u", run->text->path, (unsigned)line);
}

int text_run_look(struct text_run *run, struct wb_error *err)
{
	struct source *source = NULL;
	struct statement s = { 0 };
	int rc = source_open(run->text, run->settings, &source, err);

	run->statements = 0;
	run->alone = false;
	while (rc == 0 && (rc = source_next(source, &s, err)) == 1) {
		rc = 0;
		if (s.flags & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END)) {
			wb_error_set(err, WB_E_REVISION,
				     "transaction control does not belong here: leave it out");
			rc = place(run, s.line, err);
		}
		run->alone = run->alone || (s.flags & WB_PIECE_NO_TX);
		run->statements++;
	}
	if (rc < 0 && err->line)
		place(run, err->line, err);
	source_close(source);
	return rc;
}

/* ------------------------------------------------------------------ running */

/* A statement whose data follow is a queue of one. */
struct single {
	struct source *source;
	struct wb_op op;
	bool given;
	struct wb_error *err;
};

static int single_next(void *ctx, struct wb_op *out, struct wb_error *err)
{
	struct single *single = ctx;

	(void)err;
	if (single->given)
		return 0;
	single->given = true;
	*out = single->op;
	return 1;
}

static int single_data(void *ctx, const char **out_data, size_t *out_len, struct wb_error *err)
{
	return source_data(((struct single *)ctx)->source, out_data, out_len, err);
}

static int single_row(void *ctx, const struct wb_value *values, size_t count)
{
	(void)ctx;
	(void)values;
	(void)count;
	return 1;
}

static int single_done(void *ctx, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	struct single *single = ctx;

	(void)id;
	if (outcome != WB_DONE && err && !single->err->status)
		*single->err = *err;
	return 0;
}

static int run_statement(struct text_run *run, struct source *source, const struct statement *s,
			 struct wb_error *err)
{
	struct single single = { .source = source, .err = err };
	const struct wb_ops ops = { .size = sizeof(ops),
				    .ctx = &single,
				    .next = single_next,
				    .data = single_data,
				    .row = single_row,
				    .done = single_done };

	single.op = (struct wb_op){ .size = sizeof(single.op),
				    .kind = WB_OP_USER,
				    .id = 1,
				    .text = s->text,
				    .len = s->len,
				    .full_len = s->full_len,
				    .facts = s->flags };
	return s->flags & WB_PIECE_COPY_IN ? driver_run(run->connection, &ops, err)
					   : driver_execute(run->connection, &single.op, NULL, err);
}

int text_run(struct text_run *run, struct wb_error *err)
{
	struct source *source = NULL;
	struct statement s = { 0 };
	int rc = source_open(run->text, run->settings, &source, err);

	while (rc == 0 && (rc = source_next(source, &s, err)) == 1) {
		rc = run_statement(run, source, &s, err);
		if (rc < 0)
			place(run, s.line, err);
	}
	source_close(source);
	return rc;
}
