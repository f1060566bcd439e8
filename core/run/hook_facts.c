/* SPDX-License-Identifier: MIT */
#include "hook_facts.h"

#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

const char *hook_name(enum hook_kind kind)
{
	static const char *const names[HOOK_COUNT] = {
		[HOOK_BEFORE_RUN] = "before_run",   [HOOK_AFTER_RUN] = "after_run",
		[HOOK_BEFORE_STEP] = "before_step", [HOOK_AFTER_STEP] = "after_step",
		[HOOK_ON_FAILURE] = "on_failure",
	};

	return names[kind];
}

static bool is_of_step(enum hook_kind kind)
{
	return kind == HOOK_BEFORE_STEP || kind == HOOK_AFTER_STEP;
}

static const char *direction(const struct hook_facts *facts)
{
	return facts->plan && facts->plan->way == WB_WAY_DOWN ? "down" : "up";
}

/* The step that it is about; NULL: about none. */
static const struct step *step_of(enum hook_kind kind, const struct hook_facts *facts)
{
	return is_of_step(kind) && facts->plan && facts->step < facts->plan->steps.count
		       ? &facts->plan->steps.items[facts->step]
		       : NULL;
}

/* A variable of the environment has no NUL, and this one no line end either. */
static int add(struct string_vec *out, const char *name, const char *value)
{
	AUTO_FREE char *text = text_format("%s=%s", name, value ? value : "");

	for (char *c = text; c && *c; c++)
		if (*c == '\n' || *c == '\r')
			*c = ' ';
	return text && string_vec_add(out, text) == 0 ? 0 : -1;
}

static int add_number(struct string_vec *out, const char *name, size_t number)
{
	AUTO_FREE char *text = text_format("%zu", number);

	return text ? add(out, name, text) : -1;
}

int hook_environment(const struct wb_session *s, enum hook_kind kind,
		     const struct hook_facts *facts, struct string_vec *out, struct wb_error *err)
{
	const struct step *step = step_of(kind, facts);
	const char *target = s->project->setup.target.name;
	int rc = add(out, "WHIMBREL_HOOK", hook_name(kind));

	rc |= *target ? add(out, "WHIMBREL_TARGET", target) : 0;
	rc |= add(out, "WHIMBREL_DIALECT", s->plugin->table.name);
	rc |= add(out, "WHIMBREL_DATABASE", s->conn.server.database);
	rc |= add(out, "WHIMBREL_RUN_ID", s->run_id);
	rc |= add(out, "WHIMBREL_USER", s->applied_by);
	rc |= add(out, "WHIMBREL_DIRECTION", step ? step->pub.direction : direction(facts));
	rc |= add_number(out, "WHIMBREL_STEPS", facts->plan ? facts->plan->steps.count : 0);
	rc |= add_number(out, "WHIMBREL_DONE", facts->done);
	if (step) {
		rc |= add_number(out, "WHIMBREL_STEP", facts->step + 1);
		rc |= add(out, "WHIMBREL_REVISION", step->revision->id);
		rc |= add(out, "WHIMBREL_TITLE", step->revision->title);
		rc |= add(out, "WHIMBREL_FILE", step->revision->path);
	}
	if (facts->error)
		rc |= add(out, "WHIMBREL_ERROR", facts->error->message);
	return rc ? wb_error_nomem(err) : 0;
}

static void step_json(const struct step *step, struct buf *out)
{
	buf_char(out, '{');
	json_member(out, "revision", step->revision->id);
	json_member(out, "title", step->revision->title);
	json_member(out, "direction", step->pub.direction);
	json_member(out, "path", step->revision->path);
	if (step->duration_ms >= 0)
		json_number(out, "duration_ms", step->duration_ms);
	buf_char(out, '}');
}

void hook_json(const struct wb_session *s, enum hook_kind kind, const struct hook_facts *facts,
	       struct buf *out)
{
	const struct step *step = step_of(kind, facts);
	const char *target = s->project->setup.target.name;

	buf_char(out, '{');
	json_member(out, "hook", hook_name(kind));
	json_member(out, "target", *target ? target : NULL);
	json_member(out, "dialect", s->plugin->table.name);
	json_member(out, "database", s->conn.server.database);
	json_member(out, "run_id", s->run_id);
	json_member(out, "user", s->applied_by);
	json_member(out, "direction", step ? step->pub.direction : direction(facts));
	json_number(out, "done", (int64_t)facts->done);
	json_key(out, "steps");
	buf_char(out, '[');
	for (size_t i = 0; facts->plan && i < facts->plan->steps.count; i++) {
		buf_str(out, i ? "," : "");
		step_json(&facts->plan->steps.items[i], out);
	}
	buf_char(out, ']');
	if (step) {
		json_key(out, "step");
		step_json(step, out);
	}
	if (facts->error) {
		json_member(out, "error", facts->error->message);
		json_member(out, "detail", facts->error->detail);
	}
	buf_str(out, "}\n");
}
