/* SPDX-License-Identifier: MIT */
#include "replay_revisions.h"

#include "base/error.h"
#include "run/run.h"

/* A squash that counts as applied because all that it replaces is: those are run themselves, if
 * their files are there. */
static bool stands_in(const struct wb_session *s, const struct revision *r)
{
	for (size_t i = 0; i < r->replaces.count; i++) {
		const char *id = r->replaces.items[i].name;
		const struct revision *old = graph_find(s->project->graph, id, strlen(id));

		if (!old || (!applied_find(&s->applied, id) && !stands_in(s, old)))
			return false;
	}
	return r->replaces.count > 0;
}

bool history_was_run(const struct wb_session *s, const struct revision *r)
{
	if (applied_find(&s->applied, r->id))
		return true;
	return !r->repeat && view_applied(s->view, r) && view_visible(s->view, r) &&
	       !stands_in(s, r);
}

int history_replay(struct scratch *s, struct revision *r, bool up, struct wb_error *err)
{
	int rc;

	s->was_run = up && history_was_run(s->session, r);
	rc = scratch_replay(s, r, up, err);
	s->was_run = false;
	return rc;
}

static bool is_pending(const struct wb_session *s, const struct revision *r)
{
	if (r->repeat)
		return !applied_find(&s->applied, r->id);
	return !view_applied(s->view, r) && view_visible(s->view, r);
}

/* Run the revisions that are applied, or those that are not. */
static int replay(struct scratch *s, bool applied, struct wb_error *err)
{
	struct wb_session *session = s->session;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < graph_count(session->project->graph); i++) {
		struct revision *r = graph_at(session->project->graph, i);

		if (applied ? history_was_run(session, r) : is_pending(session, r))
			rc = history_replay(s, r, true, err);
	}
	return rc;
}

bool history_has_pending(const struct wb_session *s)
{
	for (size_t i = 0; i < graph_count(s->project->graph); i++)
		if (is_pending(s, graph_at(s->project->graph, i)))
			return true;
	return false;
}

static bool has_missing(const struct wb_session *s)
{
	for (const struct applied_row *row = s->applied.rows; row; row = row->hh.next)
		if (known_missing(s->project, s->view, row->id))
			return true;
	return false;
}

int history_make_applied(struct scratch *s, struct wb_error *err)
{
	return has_missing(s->session)
		       ? wb_error_set(err, WB_E_REVISION, "applied revisions have no file")
		       : replay(s, true, err);
}

int history_make_pending(struct scratch *s, struct wb_error *err)
{
	return replay(s, false, err);
}
