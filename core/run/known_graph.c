/* SPDX-License-Identifier: MIT */
#include "known_graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "read/stored_down.h"
#include "session.h"

/* What is being built. */
struct builder {
	const struct wb_project *project;
	const struct applied *applied;
	const struct view *view;
	struct known *known;
};

bool known_missing(const struct wb_project *project, const struct view *view, const char *id)
{
	return !graph_find(project->graph, id, strlen(id)) && !view_stands_for(view, id);
}

static bool is_missing(const struct builder *b, const char *id)
{
	return known_missing(b->project, b->view, id);
}

/* ------------------------------------------------------------------ mentions */

static void mentions_free(struct mention_vec *mentions)
{
	for (size_t i = 0; i < mentions->count; i++)
		free(mentions->items[i].name);
	mention_vec_release(mentions);
}

static bool mentions(const struct mention_vec *all, const char *id)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->items[i].name, id) == 0)
			return true;
	return false;
}

static int mention(struct mention_vec *all, const char *id, uint32_t line)
{
	struct mention one = { .name = text_dup(id, strlen(id)), .line = line };

	if (one.name && mention_vec_push(all, one) == 0)
		return 0;
	free(one.name);
	return -1;
}

/* Each id of "a,b"; `take` returns 0, or what the walk ends with. */
static int each_id(const char *ids, int (*take)(void *ctx, const char *id), void *ctx)
{
	for (const char *at = ids; *at;) {
		size_t len = strcspn(at, ",");
		AUTO_FREE char *id = text_dup(at, len);
		int rc = id ? take(ctx, id) : WB_E_NOMEM;

		if (rc)
			return rc;
		at += len + (at[len] == ',');
	}
	return 0;
}

/* ------------------------------------------------------------------ those with a file */

struct adding {
	const struct builder *b;
	struct mention_vec *to;
	uint32_t line;
};

/* Of what a row says beyond its file only what has no file counts: of the others their files tell. */
static int add_missing(void *ctx, const char *id)
{
	struct adding *a = ctx;

	if (!is_missing(a->b, id) || !applied_find(a->b->applied, id) || mentions(a->to, id))
		return 0;
	return mention(a->to, id, a->line) < 0 ? WB_E_NOMEM : 0;
}

static int copy_mentions(const struct builder *b, const struct revision *from, const char *ids,
			 const struct mention_vec *mentioned, struct mention_vec *out)
{
	struct adding a = { .b = b, .to = out, .line = from->id_line };

	for (size_t i = 0; i < mentioned->count; i++)
		if (mention(out, mentioned->items[i].name, mentioned->items[i].line) < 0)
			return WB_E_NOMEM;
	return ids ? each_id(ids, add_missing, &a) : 0;
}

static int copy_revision(const struct builder *b, const struct revision *from)
{
	const struct applied_row *row = applied_find(b->applied, from->id);
	struct revision *r = malloc(sizeof(*r));
	bool places = row && row->parents && !from->repeat;

	if (!r)
		return WB_E_NOMEM;
	*r = *from;
	r->node = NULL;
	memset(&r->hh, 0, sizeof(r->hh));
	r->revises = r->depends = (struct mention_vec){ 0 };
	if (revision_vec_push(&b->known->revisions, r) < 0) {
		free(r);
		return WB_E_NOMEM;
	}
	b->known->files++;
	if (copy_mentions(b, from, places ? row->parents : NULL, &from->revises, &r->revises) < 0)
		return WB_E_NOMEM;
	return copy_mentions(b, from, places ? row->depends : NULL, &from->depends, &r->depends);
}

/* ------------------------------------------------------------------ those without */

/* What is mentioned must be there: who stands on something unknown may stand on anything. */
static int add_known(void *ctx, const char *id)
{
	struct adding *a = ctx;

	if (is_missing(a->b, id) && !applied_find(a->b->applied, id))
		return WB_E_REVISION;
	if (mentions(a->to, id))
		return 0;
	return mention(a->to, id, a->line) < 0 ? WB_E_NOMEM : 0;
}

static int unplaced(const struct applied_row *row, struct wb_error *err)
{
	return wb_error_set(
		err, WB_E_REVISION,
		"revision %s is applied, no file defines it, and the database does not "
		"know all that it stands on: nothing is taken back, since it may stand on "
		"that; bring its file back",
		row->id);
}

static int place(const struct builder *b, const struct applied_row *row, struct revision *r)
{
	struct adding parents = { .b = b, .to = &r->revises, .line = 1 };
	struct adding depends = { .b = b, .to = &r->depends, .line = 1 };
	int rc = 0;

	if (!row->parents || !row->depends)
		return WB_E_REVISION;
	r->repeat = strcmp(row->parents, PLACE_REPEATABLE) == 0;
	if (!r->repeat)
		rc = each_id(row->parents, add_known, &parents);
	return rc ? rc : each_id(row->depends, add_known, &depends);
}

static int add_row(const struct builder *b, const struct applied_row *row, struct wb_error *err)
{
	AUTO_FREE char *path = text_format("whimbrel_version:%s", row->id);
	struct revision *r = NULL;
	int rc;

	if (!path)
		return wb_error_nomem(err);
	rc = stored_down_revision(row->id, row->title ? row->title : "", path, &r, err);
	if (rc < 0)
		return rc;
	if (revision_vec_push(&b->known->revisions, r) < 0) {
		revision_free(r);
		return wb_error_nomem(err);
	}
	/* nothing else tells of the order of those that stand on the same */
	if (!row->at || !revision_parse_date(row->at, &r->when))
		r->when = INT64_MAX;
	rc = place(b, row, r);
	return rc == WB_E_REVISION ? unplaced(row, err) : rc < 0 ? wb_error_nomem(err) : 0;
}

/* ------------------------------------------------------------------ all of them */

static int gather(const struct builder *b, struct wb_error *err)
{
	const struct revision_vec *files = &b->project->revisions;
	int rc = 0;

	for (size_t i = 0; i < files->count; i++)
		if (copy_revision(b, files->items[i]) < 0)
			return wb_error_nomem(err);
	for (const struct applied_row *row = b->applied->rows; row && rc == 0; row = row->hh.next)
		if (is_missing(b, row->id))
			rc = add_row(b, row, err);
	return rc;
}

static void keep_problem(void *ctx, const char *message)
{
	struct buf *first = ctx;

	if (!first->len)
		buf_str(first, message);
}

static int build(const struct builder *b, struct wb_error *err)
{
	struct buf first = { 0 };
	struct problems problems = { .report = keep_problem, .ctx = &first };
	int rc = graph_build(&b->known->revisions, &problems, &b->known->graph);

	if (rc == WB_E_NOMEM)
		wb_error_nomem(err);
	else if (rc < 0)
		wb_error_set(err, WB_E_REVISION,
			     "the files and what the database knows of applied revisions without a "
			     "file do not go together: %s",
			     buf_text(&first));
	buf_release(&first);
	return rc < 0 ? rc
		      : view_new(b->known->graph, applied_has, b->applied, &b->known->view, err);
}

/* Build it. WB_E_REVISION when the place of an applied revision is known neither from a file nor from
 * the database, or both together can't be. */
static int known_new(const struct wb_session *session, struct known **out, struct wb_error *err)
{
	struct builder b = { .project = session->project,
			     .applied = &session->applied,
			     .view = session->view };
	int rc;

	b.known = calloc(1, sizeof(*b.known));
	if (!b.known)
		return wb_error_nomem(err);
	b.known->users = 1;
	rc = gather(&b, err);
	if (rc == 0)
		rc = build(&b, err);
	if (rc < 0) {
		known_free(b.known);
		return rc;
	}
	*out = b.known;
	return 0;
}

struct known *known_use(struct known *known)
{
	if (known)
		known->users++;
	return known;
}

void known_free(struct known *known)
{
	if (!known || --known->users)
		return;
	view_free(known->view);
	graph_free(known->graph);
	for (size_t i = 0; i < known->revisions.count; i++) {
		struct revision *r = known->revisions.items[i];

		/* of each they are ours; all else of one with a file is that of the project's own */
		mentions_free(&r->revises);
		mentions_free(&r->depends);
		if (i < known->files)
			free(r);
		else
			revision_free(r);
	}
	revision_vec_release(&known->revisions);
	free(known);
}

/* ------------------------------------------------------------------ the ways back */

struct reading {
	const struct revision_vec *revisions;
	int status;
};

static int take_way(void *ctx, const struct wb_value *values, size_t count)
{
	struct reading *reading = ctx;

	for (size_t i = 0; count >= 2 && values[1].data && i < reading->revisions->count; i++) {
		struct revision *r = reading->revisions->items[i];

		if (!r->kept || strlen(r->id) != values[0].len ||
		    memcmp(r->id, values[0].data, values[0].len) != 0)
			continue;
		reading->status = stored_down_set(r, values[1].data, values[1].len);
	}
	return reading->status != 0;
}

int known_read_ways(struct connection *c, const struct revision_vec *revisions,
		    struct problems *problems, struct wb_error *err)
{
	const char **ids = calloc(revisions->count + 1, sizeof(*ids));
	struct wb_args args = { .size = sizeof(args) };
	struct reading reading = { .revisions = revisions };
	struct wb_rows rows = { take_way, &reading };
	int rc = 0;

	if (!ids)
		return wb_error_nomem(err);
	for (size_t i = 0; i < revisions->count; i++)
		if (revisions->items[i]->kept && !revisions->items[i]->text)
			ids[args.present_count++] = revisions->items[i]->id;
	args.present = ids;
	if (args.present_count)
		rc = driver_own(c, WB_OWN_READ_DOWN, &args, &rows, err);
	free(ids);
	if (rc == 0 && reading.status)
		rc = wb_error_nomem(err);
	/* a repeatable one need not have one */
	for (size_t i = 0; rc == 0 && i < revisions->count; i++)
		if (revisions->items[i]->kept && revisions->items[i]->repeat &&
		    !revisions->items[i]->text && stored_down_set(revisions->items[i], "", 0) < 0)
			rc = wb_error_nomem(err);
	for (size_t i = 0; rc == 0 && i < revisions->count; i++)
		if (revisions->items[i]->kept && !revisions->items[i]->text)
			problem_add(problems, WB_E_REVISION, NULL, 0,
				    "revision %s can't be taken back: no file defines it, and the "
				    "database does not know the way back; bring its file back",
				    revisions->items[i]->id);
	return rc;
}

/* ------------------------------------------------------------------ for a session */

bool session_all_known(const struct wb_session *s)
{
	return view_found(s->view) == HASH_COUNT(s->applied.rows);
}

int session_known(struct wb_session *s, const struct view **out, struct wb_error *err)
{
	const struct applied_row *row = session_all_known(s) ? NULL : s->applied.rows;

	while (!s->known && row && !known_missing(s->project, s->view, row->id))
		row = row->hh.next;
	if (!s->known && row && known_new(s, &s->known, err) < 0)
		return wb_error_kept(err);
	*out = s->known ? s->known->view : s->view;
	return 0;
}

struct revision *session_revision(struct wb_session *s, const char *id)
{
	struct revision *r = graph_find(s->project->graph, id, strlen(id));
	struct revision_vec one = { 0 };
	struct problems silent = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	const struct view *view;

	if (r || session_known(s, &view, &ignored) < 0 || !s->known)
		return r;
	r = graph_find(s->known->graph, id, strlen(id));
	if (!r || !r->kept || revision_vec_push(&one, r) < 0)
		return NULL;
	if (known_read_ways(&s->conn, &one, &silent, &ignored) < 0 || !r->text)
		r = NULL;
	revision_vec_release(&one);
	return r;
}
