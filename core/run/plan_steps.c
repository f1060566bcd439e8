/* SPDX-License-Identifier: MIT */
/* A plan's steps as the engine takes them. */
#include "plan.h"

#include "read/stored_down.h"

static struct sql_text text_of(const struct step *step, const struct section *section)
{
	return section ? section_text(step->revision, section) : (struct sql_text){ 0 };
}

static struct stream_step step_at(const void *ctx, size_t index)
{
	const struct step *step = &((const struct wb_plan *)ctx)->steps.items[index];

	return (struct stream_step){ .revision = step->revision->id,
				     .path = step->revision->path,
				     .up = step->up,
				     .atomic = step->atomic,
				     .rerun = step->rerun,
				     .restores = step->restores,
				     .points = step->up && step->body ? &step->body->points : NULL,
				     .require = text_of(step, step->require),
				     .body = text_of(step, step->body),
				     .verify = text_of(step, step->verify),
				     .statements = step->statements,
				     .resume = step->resume,
				     .erase = &step->erase };
}

static int row_of(void *ctx, size_t index, struct wb_args *out, struct buf *down,
		  struct wb_error *err)
{
	const struct wb_plan *plan = ctx;
	const struct step *step = &plan->steps.items[index];

	out->title = step->revision->title;
	out->checksum = step->checksum;
	out->parents = buf_text(&step->place.parents);
	out->depends = buf_text(&step->place.depends);
	return stored_down_write(step->revision, step->back, project_dialect_names(plan->project),
				 down, err);
}

static void note_duration(void *ctx, size_t index, int64_t duration_ms)
{
	((struct wb_plan *)ctx)->steps.items[index].duration_ms = duration_ms;
}

struct stream_settings plan_settings(const struct wb_plan *plan)
{
	return (struct stream_settings){
		.composer = composer_of(&plan->project->offline),
		.features = plan->features,
		.steps = { .count = plan->steps.count,
			   /* nothing writes through it but what says how long a step took */
			   .ctx = (struct wb_plan *)(uintptr_t)plan,
			   .at = step_at,
			   .row = row_of },
		.source = project_source_settings(plan->project, plan->lex_mode)
	};
}

void plan_note_durations(struct wb_plan *plan, struct stream_settings *settings)
{
	settings->steps.ctx = plan;
	settings->steps.took = note_duration;
}
