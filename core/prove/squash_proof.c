/* SPDX-License-Identifier: MIT */
/* Does a squash do what it stands for? Up and down, with rows in what is there before, each on a scratch database of its
 * own: the revisions, the squash, and the squash's way back from what the revisions have made. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/lines.h"
#include "base/text.h"
#include "difference/difference.h"
#include "project/squash.h"
#include "rows/contents_compare.h"
#include "rows/rows.h"
#include "scope/scope.h"
#include "calls.h"
#include "findings.h"
#include "squash_schema.h"

/* A database as it is at one moment. */
struct moment {
	struct model model;
	struct contents contents;
};

struct course {
	bool up_joined, down_joined; /* by the squash; else by the revisions */
	struct moment up, down;
	bool went_down;
	char *failed;
	bool unfit;    /* on made-up rows alone */
	int64_t ended; /* when, by clock_ms */
};

#define COURSES 3

struct proving {
	struct wb_session *session;
	struct wb_squash *squash;
	struct revision *draft;
	struct revision_vec base;
	bool irreversible, without_rows, ran_again;
	struct course courses[COURSES], again[COURSES];
	struct string_vec differences, unproved;
	/* the course at hand */
	struct scratch scratch;
	struct rows rows;
};

/* ------------------------------------------------------------------ one course */

static int read_moment(struct proving *p, struct moment *out, struct wb_error *err)
{
	int rc = scope_read(p->session, p->scratch.conn, &out->model, err);

	return rc == 0 ? contents_read(&p->scratch, &out->model, NULL, &out->contents, err) : rc;
}

static void release_moment(struct moment *m)
{
	model_release(&m->model);
	contents_free(&m->contents);
	*m = (struct moment){ .contents = { 0 } };
}

static void release_course(struct course *c)
{
	release_moment(&c->up);
	release_moment(&c->down);
	free(c->failed);
	c->failed = NULL;
	c->unfit = c->went_down = false;
}

static int run_one(struct proving *p, struct course *c, struct revision *r, bool up,
		   struct wb_error *err)
{
	int rc = scratch_replay(&p->scratch, r, up, err);

	if (rc == 0)
		return scratch_known(&p->scratch, err);
	if (!wb_error_of_statement(rc) && rc != WB_E_EXPECT)
		return rc;
	c->unfit = rows_any(&p->rows) && rows_are_to_blame(err);
	c->failed = text_format("%s of %s fails: %s", up ? "up" : "down",
				r == p->draft ? "the squash" : r->id, err->message);
	wb_error_clear(err);
	return c->failed ? 1 : wb_error_nomem(err);
}

static int run_way(struct proving *p, struct course *c, bool up, struct wb_error *err)
{
	const struct revision_vec *range = &p->squash->range;
	int rc = 0;

	if (up ? c->up_joined : c->down_joined)
		return run_one(p, c, p->draft, up, err);
	for (size_t i = 0; rc == 0 && i < range->count; i++)
		rc = run_one(p, c, range->items[up ? i : range->count - 1 - i], up, err);
	return rc;
}

static int make_base(struct proving *p, struct wb_error *err)
{
	struct model model = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->base.count; i++)
		rc = scratch_replay(&p->scratch, p->base.items[i], true, err);
	if (rc == 0)
		rc = scratch_known(&p->scratch, err);
	if (rc == 0 && !p->without_rows)
		rc = scope_read(p->session, p->scratch.conn, &model, err);
	if (rc == 0 && !p->without_rows)
		rc = rows_fill(&p->rows, &p->scratch, &model, NULL, err);
	model_release(&model);
	return rc < 0 ? wb_error_prefix(err, "what it stands on") : 0;
}

static int run_course(struct proving *p, struct course *c, struct wb_error *err)
{
	int rc = scratch_open(p->session, &p->scratch, err);

	if (rc < 0)
		return rc;
	rc = make_base(p, err);
	if (rc == 0)
		rc = run_way(p, c, true, err);
	if (rc == 0)
		rc = read_moment(p, &c->up, err);
	if (rc == 0 && !p->irreversible) {
		rc = run_way(p, c, false, err);
		if (rc == 0)
			rc = read_moment(p, &c->down, err);
		c->went_down = rc == 0;
	}
	scratch_close(&p->scratch);
	rows_release(&p->rows);
	return rc < 0 ? rc : 0;
}

/* ------------------------------------------------------------------ comparing */

/* What is compared: of two courses, what they are up to, or what is left behind them. */
struct pairing {
	const char *way;
	size_t wanted, got;
	bool up;
};

static struct moment *moment_of(struct course *courses, size_t index, bool up)
{
	return up ? &courses[index].up : &courses[index].down;
}

static int run_again(struct proving *p, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && !p->ran_again && i < COURSES; i++) {
		p->again[i].up_joined = p->courses[i].up_joined;
		p->again[i].down_joined = p->courses[i].down_joined;
		if (!contents_await_time(p->session, p->courses[i].ended))
			return wb_error_set(err, WB_E_CANCELLED, "interrupted");
		rc = run_course(p, &p->again[i], err);
	}
	p->ran_again = true;
	return rc;
}

static int compare_table(struct proving *p, const struct pairing *pair, const char *key,
			 struct wb_error *err)
{
	struct contents_twice ways[2];
	const size_t courses[2] = { pair->wanted, pair->got };
	enum contents_verdict verdict = CONTENTS_VARY;
	int rc = 0;

	for (size_t i = 0; i < 2; i++) {
		ways[i].once =
			contents_find(&moment_of(p->courses, courses[i], pair->up)->contents, key);
		ways[i].again = NULL;
	}
	if (!ways[1].once || contents_rows_equal(ways[0].once, ways[1].once))
		return 0;
	rc = run_again(p, err);
	for (size_t i = 0; rc == 0 && i < 2; i++)
		ways[i].again =
			contents_find(&moment_of(p->again, courses[i], pair->up)->contents, key);
	if (rc == 0 && ways[0].again && ways[1].again)
		rc = contents_compare(&ways[0], &ways[1], &verdict, err);
	if (rc < 0 || verdict == CONTENTS_EQUAL)
		return rc;
	return lines_add(verdict == CONTENTS_DIFFER ? &p->differences : &p->unproved, err,
			 "%s: the rows of %s are others%s", pair->way, ways[0].once->title,
			 verdict == CONTENTS_DIFFER ? "" : " each time");
}

static int compare_rows(struct proving *p, const struct pairing *pair, struct wb_error *err)
{
	const struct contents *wanted = &moment_of(p->courses, pair->wanted, pair->up)->contents;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < wanted->count; i++)
		rc = compare_table(p, pair, wanted->items[i].key, err);
	return rc;
}

static int compare(struct proving *p, const struct pairing *pair, struct wb_error *err)
{
	AUTO_FREE char *prefix = text_format(
		"%s: from what the squash ends with to what they end with: ", pair->way);
	int rc = prefix ? difference_list(&moment_of(p->courses, pair->got, pair->up)->model,
					  &moment_of(p->courses, pair->wanted, pair->up)->model,
					  prefix, &p->differences, err)
			: wb_error_nomem(err);

	return rc == 0 ? compare_rows(p, pair, err) : rc;
}

static int compare_courses(struct proving *p, struct wb_error *err)
{
	static const struct pairing pairs[] = {
		{ .way = "up", .wanted = 0, .got = 1, .up = true },
		{ .way = "down", .wanted = 0, .got = 1 },
		{ .way = "down from what they have made", .wanted = 0, .got = 2 },
	};
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < sizeof(pairs) / sizeof(*pairs); i++)
		if (pairs[i].up ||
		    (p->courses[pairs[i].wanted].went_down && p->courses[pairs[i].got].went_down))
			rc = compare(p, &pairs[i], err);
	return rc;
}

/* ------------------------------------------------------------------ all courses */

static int tell_failures(struct proving *p, struct wb_error *err)
{
	const struct course *c = p->courses;
	int rc = 0;

	/* what fails by itself says nothing of the squash */
	if (c[0].failed)
		return lines_add(&p->unproved, err, "%s", c[0].failed);
	for (size_t i = 1; rc == 0 && i < COURSES; i++)
		if (c[i].failed)
			rc = lines_add(&p->differences, err, "%s", c[i].failed);
	return rc;
}

static int run_courses(struct proving *p, struct wb_error *err)
{
	struct course *c = p->courses;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < COURSES; i++) {
		release_course(&c[i]);
		c[i].up_joined = i == 1;
		c[i].down_joined = i > 0;
		rc = run_course(p, &c[i], err);
		c[i].ended = clock_ms();
		if (rc == 0 && c[i].unfit && !p->without_rows) {
			p->without_rows = true;
			rc = lines_add(&p->unproved, err,
				       "tried without rows: with made-up ones %s", c[i].failed);
			return rc == 0 ? run_courses(p, err) : rc;
		}
	}
	return rc;
}

static int prove_all(struct proving *p, struct wb_error *err)
{
	int rc = run_courses(p, err);

	if (rc == 0)
		rc = tell_failures(p, err);
	if (rc == 0 && !p->differences.count && !p->courses[0].failed)
		rc = compare_courses(p, err);
	for (size_t i = 0; i < COURSES; i++) {
		release_course(&p->courses[i]);
		release_course(&p->again[i]);
	}
	return rc;
}

/* ------------------------------------------------------------------ the call */

static int find_base(struct proving *p, struct wb_error *err)
{
	const struct revision_vec *range = &p->squash->range;
	struct revision_vec needed = { 0 };
	int rc = resolve_state(p->squash->project->files, range->items[range->count - 1]->id,
			       &needed, err);

	for (size_t i = 0; rc == 0 && i < needed.count; i++)
		if (!squash_has(p->squash, needed.items[i]) &&
		    revision_vec_push(&p->base, needed.items[i]) < 0)
			rc = wb_error_nomem(err);
	revision_vec_release(&needed);
	return rc;
}

static int find_way_back(struct proving *p, struct wb_error *err)
{
	struct section_rules rules = project_section_rules(p->session->project);
	struct problems problems = project_problems(p->session->project);
	struct section_vec sections = { 0 };
	const struct section *down = NULL;
	int rc = sections_read(p->draft, &rules, &problems, &sections, err);

	if (rc == 0)
		rc = problems_check(&problems, err);
	if (rc == 0)
		down = sections_find(&sections, SECTION_DOWN,
				     project_dialect_names(p->session->project));
	p->irreversible = !down || down->irreversible;
	sections_free(&sections);
	return rc;
}

static int prove_draft(struct proving *p, struct wb_error *err)
{
	char *path = NULL;
	int rc = squash_draft(p->squash, &path, &p->draft, err);

	if (rc < 0)
		return rc;
	rc = find_way_back(p, err);
	if (rc == 0)
		rc = prove_all(p, err);
	revision_free(p->draft);
	unlink(path);
	free(path);
	return rc;
}

int schema_squash(struct wb_session *session, struct wb_squash *squash,
		  int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		  struct wb_error *err)
{
	struct proving p = { .session = session, .squash = squash };
	int found = 0, rc;

	uncompared_free(&session->uncompared);
	rc = find_base(&p, err);
	if (rc == 0 && squash->from_schema)
		rc = squash_from_schema(session, squash, &p.base, &p.unproved, err);
	if (rc == 0)
		rc = prove_draft(&p, err);
	if (rc == 0)
		rc = findings_doubt(p.session, &p.unproved, err);
	if (rc == 0)
		rc = findings_tell(&p.differences, WB_MERGE_DIFFERS, take, ctx, err);
	if (rc == 0)
		rc = findings_tell(&p.unproved, WB_MERGE_UNPROVED, take, ctx, err);
	found = (int)(p.differences.count + p.unproved.count);
	string_vec_free(&p.differences);
	string_vec_free(&p.unproved);
	revision_vec_release(&p.base);
	return rc < 0 ? rc : found;
}
