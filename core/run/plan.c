/* SPDX-License-Identifier: MIT */
#include "calls.h"
#include "plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "restore_points.h"
#include "base/text.h"

struct wb_plan *plan_new(struct wb_project *project, const struct wb_server *server, int way)
{
	struct wb_plan *plan = calloc(1, sizeof(*plan));

	if (!plan)
		return NULL;
	plan->project = project;
	plan->features = server->features;
	plan->lex_mode = server->lex_mode;
	plan->way = way;
	return plan;
}

static void step_release(struct step *step)
{
	sections_free(&step->sections);
	string_vec_free(&step->erase);
	row_place_release(&step->place);
}

void wb_plan_free(struct wb_plan *plan)
{
	if (!plan)
		return;
	for (size_t i = 0; i < plan->steps.count; i++)
		step_release(&plan->steps.items[i]);
	step_vec_release(&plan->steps);
	revision_vec_release(&plan->present);
	revision_vec_release(&plan->absent);
	string_vec_free(&plan->rows);
	known_free(plan->known);
	restore_points_free(plan->points);
	free(plan);
}

static int no_body(const struct wb_plan *plan, const struct step *step, struct problems *problems)
{
	const struct revision *r = step->revision;
	const char *dialect = plan->project->plugin->table.name;
	const struct section *up =
		sections_find(&step->sections, SECTION_UP, project_dialect_names(plan->project));
	const char *hint = up && up->points.count
				   ? ": --restore brings back what it has restore points of"
				   : "";

	if (step->up)
		return problem_add(problems, WB_E_REVISION, r->path, r->id_line,
				   "revision %s has no `-- migrate:up` section for dialect %s",
				   r->id, dialect);
	if (step->body)
		return problem_add(
			problems, WB_E_REVISION, r->path, step->body->line,
			"revision %s is irreversible: it says so, and nothing was taken back%s",
			r->id, hint);
	return problem_add(
		problems, WB_E_REVISION, r->path, r->id_line,
		"revision %s is irreversible: it has no `-- migrate:down` section for dialect %s, "
		"and nothing was taken back%s",
		r->id, dialect, hint);
}

/* Rows of revisions that this one stands for go when it goes. */
static int add_replaced(struct step *step)
{
	const struct revision *r = step->revision;

	return step->up ? 0 : graph_replaced(r, &step->erase);
}

/* What is run again whenever it changes need not say how it is taken back: then nothing is run, and it
 * counts as not applied. */
static int add_empty_way(struct step *step, struct wb_error *err)
{
	const struct revision *r = step->revision;
	const struct section nothing = {
		.name = SECTION_DOWN, .line = r->id_line, .begin = r->size, .end = r->size
	};

	if (section_vec_push(&step->sections, nothing) < 0)
		return wb_error_nomem(err);
	step->body = &step->sections.items[step->sections.count - 1];
	return 0;
}

static int find_sections(struct wb_plan *plan, struct step *step, struct problems *problems,
			 struct wb_error *err)
{
	const char *const *names = project_dialect_names(plan->project);
	struct section_rules rules = project_section_rules(plan->project);
	size_t before = problems->count;
	int rc = sections_read(step->revision, &rules, problems, &step->sections, err);

	if (rc < 0 || problems->count > before)
		return rc;
	step->body = sections_find(&step->sections, step->up ? SECTION_UP : SECTION_DOWN, names);
	if (!step->up && !step->body && step->revision->repeat)
		rc = add_empty_way(step, err);
	if (rc == 0 && !step->up && plan->points)
		rc = restore_points_add(plan->points, step, err);
	if (rc < 0)
		return rc;
	if (!step->body || step->body->irreversible)
		return no_body(plan, step, problems), 0;
	if (step->up) {
		step->require = sections_find(&step->sections, SECTION_REQUIRE, names);
		step->verify = sections_find(&step->sections, SECTION_VERIFY, names);
		step->back = sections_find(&step->sections, SECTION_DOWN, names);
		rc = section_checksum(step->revision, step->body, step->checksum, err);
	}
	step->atomic = !step->body->no_transaction && features_atomic(plan->features);
	return rc;
}

int plan_add(struct wb_plan *plan, struct revision *revision, bool up, struct problems *problems,
	     struct wb_error *err)
{
	struct step step = {
		.pub = { .size = sizeof(step.pub),
			 .revision = &revision->pub,
			 .direction = up ? "up" : "down" },
		.revision = revision,
		.up = up,
		.duration_ms = -1,
	};
	int rc = find_sections(plan, &step, problems, err);

	if (rc == 0 && (add_replaced(&step) < 0 || step_vec_push(&plan->steps, step) < 0))
		rc = wb_error_nomem(err);
	if (rc < 0)
		step_release(&step);
	return rc;
}

int plan_place(struct wb_plan *plan, const struct view *view, struct rows_known rows,
	       struct wb_error *err)
{
	for (size_t i = 0; i < plan->steps.count; i++) {
		struct step *step = &plan->steps.items[i];

		if (step->up && view_place(view, step->revision, rows, &step->place, err) < 0)
			return wb_error_kept(err);
	}
	return 0;
}

int plan_source(const struct wb_plan *plan, const struct step *step, const struct section *section,
		struct source **out, struct wb_error *err)
{
	struct source_settings settings = project_source_settings(plan->project, plan->lex_mode);
	const struct sql_text text = section_text(step->revision, section);

	return source_open(&text, &settings, out, err);
}

int plan_restore(struct wb_plan *plan, struct connection *conn, struct wb_error *err)
{
	return plan->points ? 0 : restore_points_read(conn, &plan->points, err);
}

static void check_points(const struct wb_plan *plan, const struct step *step,
			 struct problems *problems)
{
	if (!step->up || !step->body->points.count)
		return;
	if (!plan->project->plugin->table.restore_point || step->atomic)
		problem_add(problems, WB_E_REVISION, step->revision->path, step->body->line,
			    "dialect %s keeps no older versions of tables, so there is no restore "
			    "point of %s: `-- whimbrel:keep` keeps what a step takes away",
			    plan->project->plugin->table.name, step->body->points.items[0]);
}

static void check_transaction(const struct step *step, const struct section *section,
			      const struct statement *s, struct problems *problems)
{
	const char *path = step->revision->path;
	bool body = section == step->body;

	if (body && !step->atomic)
		return;
	if ((s->flags & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END)) && !(s->flags & WB_PIECE_SAVEPOINT))
		problem_add(problems, WB_E_REVISION, path, s->line,
			    body ? "transaction control in a section that runs in a transaction; "
				   "leave it out, or write "
				   "`-- migrate:%s transaction:false` (line %u) if it must be"
				 : "transaction control in a `-- migrate:%s` section (line %u)",
			    section_title(section->name), section->line);
	else if (s->flags & WB_PIECE_NO_TX)
		problem_add(problems, WB_E_REVISION, path, s->line,
			    body ? "%s can't run inside a transaction: write `-- migrate:%s "
				   "transaction:false` (line %u)"
				 : "%s can't run inside a transaction, so not in a `-- migrate:%s` "
				   "section (line %u)",
			    s->hint ? s->hint : "this statement", section_title(section->name),
			    section->line);
}

/* Where each statement has a transaction of its own with its journal row, one that a section ends
 * must be one that it began. Is one of its own open behind this statement? */
static bool check_own_transaction(const struct step *step, const struct statement *s, bool open,
				  struct problems *problems)
{
	const uint32_t bounds = WB_PIECE_TX_BEGIN | WB_PIECE_TX_END;

	/* the next statement has another transaction, which knows nothing of it */
	if (!open && (s->flags & WB_PIECE_SAVEPOINT) && !(s->flags & bounds))
		problem_add(problems, WB_E_REVISION, step->revision->path, s->line,
			    "a savepoint where each statement commits alone, with its row of the "
			    "journal: begin a transaction around what belongs together, and end "
			    "it, in this section, or leave the savepoint out");
	if (!open && (s->flags & WB_PIECE_TX_END) && !(s->flags & WB_PIECE_TX_BEGIN))
		problem_add(problems, WB_E_REVISION, step->revision->path, s->line,
			    "this ends a transaction that the section did not begin; leave it out");
	return s->flags & bounds ? s->flags & WB_PIECE_TX_BEGIN : open;
}

static void check_expectation(const struct step *step, const struct statement *s,
			      struct problems *problems)
{
	struct wb_error why = WB_ERROR_INIT;
	struct expect expect;

	if (expect_read(s, &expect, &why) < 0)
		problem_add(problems, why.status, step->revision->path,
			    why.line ? why.line : s->line, "%s", why.message);
}

static void check_statement(const struct step *step, const struct section *section,
			    const struct statement *s, struct problems *problems)
{
	/* what refuses a transaction as well is run nowhere */
	if ((s->flags & WB_PIECE_REFUSED) && section == step->body &&
	    (!step->atomic || s->flags & WB_PIECE_NO_TX))
		problem_add(problems, WB_E_REVISION, step->revision->path, s->line, "%s",
			    s->hint ? s->hint : "this statement can't be run");
	else
		check_transaction(step, section, s, problems);
	if (section != step->body)
		check_expectation(step, s, problems);
}

/* What such a section does has to be gone afterwards, or it must not have done anything. */
static void check_looks(const struct wb_plan *plan, const struct step *step,
			const struct section *section, const struct statement *s,
			struct problems *problems)
{
	const uint32_t harmless = WB_PIECE_LOOKS | WB_PIECE_SESSION;

	if (section != step->body && plan->features & WB_F_NO_ROLLBACK && !(s->flags & harmless))
		problem_add(
			problems, WB_E_REVISION, step->revision->path, s->line,
			"this may change something, and a `-- migrate:%s` section (line %u) may "
			"only read: with dialect %s nothing can be rolled back",
			section_title(section->name), section->line,
			plan->project->plugin->table.name);
}

/* Problems of the text are collected; only the lack of memory or of a readable file ends it. */
static int check_section(const struct wb_plan *plan, struct step *step,
			 const struct section *section, struct problems *problems,
			 struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	struct source *source = NULL;
	struct statement s = { 0 };
	uint64_t count = 0;
	bool own =
		section == step->body && !step->atomic && (plan->features & WB_F_TRANSACTIONAL_DDL);
	bool open = false;
	int rc;

	if (!section)
		return 0;
	rc = plan_source(plan, step, section, &source, &why);
	while (rc == 0 && (rc = source_next(source, &s, &why)) == 1) {
		check_statement(step, section, &s, problems);
		check_looks(plan, step, section, &s, problems);
		if (own)
			open = check_own_transaction(step, &s, open, problems);
		count++;
		rc = 0;
	}
	source_close(source);
	if (rc == 0 && open)
		problem_add(problems, WB_E_REVISION, step->revision->path, section->line,
			    "the section begins a transaction and does not end it");
	if (section == step->body)
		step->statements = count;
	if (rc == WB_E_NOMEM)
		return wb_error_nomem(err);
	if (rc < 0)
		problem_add(problems, why.status, why.line ? step->revision->path : NULL, why.line,
			    "%s", why.message);
	return 0;
}

int plan_check_verify(struct wb_plan *plan, size_t index, struct problems *problems,
		      struct wb_error *err)
{
	struct step *step = &plan->steps.items[index];

	return check_section(plan, step, step->verify, problems, err);
}

int plan_check(struct wb_plan *plan, size_t from, struct problems *problems, struct wb_error *err)
{
	for (size_t i = from; i < plan->steps.count; i++) {
		struct step *step = &plan->steps.items[i];

		if (!step->body || step->body->irreversible)
			continue;
		check_points(plan, step, problems);
		if (check_section(plan, step, step->require, problems, err) < 0 ||
		    check_section(plan, step, step->body, problems, err) < 0 ||
		    check_section(plan, step, step->verify, problems, err) < 0)
			return wb_error_kept(err);
	}
	return 0;
}

size_t wb_plan_count(const struct wb_plan *plan)
{
	return plan->steps.count;
}

const struct wb_plan_step *wb_plan_at(const struct wb_plan *plan, size_t index)
{
	return index < plan->steps.count ? &plan->steps.items[index].pub : NULL;
}

int plan_statements(const struct wb_plan *plan, size_t index,
		    int (*take)(void *ctx, uint32_t line, const char *sql, size_t len), void *ctx,
		    struct wb_error *err)
{
	const struct step *step;
	struct source *source = NULL;
	struct statement s = { 0 };
	bool enough = false;
	int rc;

	if (index >= plan->steps.count)
		return wb_error_set(err, WB_E_USAGE, "the plan has no step %zu", index);
	step = &plan->steps.items[index];
	rc = plan_source(plan, step, step->body, &source, err);
	while (rc == 0 && !enough && (rc = source_next(source, &s, err)) == 1) {
		enough = take(ctx, s.line, s.shown, s.shown_len) != 0;
		rc = 0;
	}
	source_close(source);
	return rc;
}
