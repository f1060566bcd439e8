/* SPDX-License-Identifier: MIT */
/* `lint`: what revisions risk, those that are pending or named. */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "scope/scope.h"
#include "scope/unsupported.h"
#include "scratch/replay_revisions.h"
#include "scratch/scratch_copy.h"
#include "scratch/surroundings.h"
#include "calls.h"
#include "statement_risks.h"

struct linting {
	struct wb_session *session;
	const struct revision_vec *wanted;
	int (*take)(void *ctx, const struct wb_finding *finding);
	void *ctx;
	const struct revision *at;
	struct known_model known;
	int found;
	bool told;
	unsigned seen, before; /* findings now, and those told by a try that was given up */
};

#define LINT_FILE_MAX ((size_t)64 << 20)

/* `-- whimbrel:allow RULE because …`: the reason, for the caller to free; NULL: it is not
 * allowed. */
static char *allowance(const char *text, const char *rule)
{
	static const char key[] = "whimbrel:allow";
	size_t len = strlen(rule);

	for (const char *at = strstr(text, key); at; at = strstr(at, key)) {
		const char *end;

		at += sizeof(key) - 1;
		at += strspn(at, " \t");
		end = at + strcspn(at, "\r\n");
		if (strncmp(at, rule, len) != 0 || !strchr(" \t\r\n", at[len]))
			continue;
		at += len;
		at += strspn(at, " \t");
		if (strncmp(at, "because", 7) == 0)
			at += 7;
		at += strspn(at, " \t");
		return text_dup(at, at < end ? (size_t)(end - at) : 0);
	}
	return NULL;
}

static int tell(struct linting *l, const struct revision *r, const char *text, const struct mark *m,
		struct wb_error *err)
{
	AUTO_FREE char *because = allowance(text, m->risk.rule);
	const struct wb_finding f = { .size = sizeof(f),
				      .revision = &r->pub,
				      .line = m->line ? m->line : r->body_line,
				      .rule = m->risk.rule,
				      .title = m->title,
				      .message = m->risk.reason,
				      .lock = m->risk.lock,
				      .allowed = because };

	if (l->seen++ < l->before)
		return 0;
	l->told = true;
	l->found += !because;
	return l->take(l->ctx, &f) == 0
		       ? 0
		       : wb_error_set(err, WB_E_FILE, "the findings could not be written");
}

/* Run the revision, and tell what it risks. */
static int judge(struct linting *l, struct scratch *s, struct revision *r, struct wb_error *err)
{
	struct mark_vec marks = { 0 };
	struct buf text = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	int rc = steps_run(s, r, &l->known, &marks, err);

	if (rc == 0 && file_read(r->path, LINT_FILE_MAX, &text, &why) < 0)
		rc = wb_error_set(err, why.status, "%s: %s", r->path, why.message);
	for (size_t i = 0; rc == 0 && i < marks.count; i++)
		if (marks.items[i]->risk.rule[0])
			rc = tell(l, r, buf_text(&text), marks.items[i], err);
	buf_release(&text);
	marks_free(&marks);
	return rc;
}

static bool is_wanted(const struct linting *l, const struct revision *r)
{
	for (size_t i = 0; i < l->wanted->count; i++)
		if (l->wanted->items[i] == r)
			return true;
	return false;
}

static void forget(struct linting *l)
{
	model_release(&l->known.model);
	l->known.is_known = false;
}

static int replay(struct linting *l, struct scratch *s, struct revision *r, struct wb_error *err)
{
	forget(l);
	return history_replay(s, r, true, err);
}

/* Run the revisions in their order; without `history`, only those that are wanted. */
static int lint_each(struct linting *l, struct scratch *s, bool history, struct wb_error *err)
{
	const struct wb_project *project = l->session->project;
	size_t left = l->wanted->count;
	int rc = 0;

	for (size_t i = 0; rc == 0 && left && i < graph_count(project->graph); i++) {
		struct revision *r = graph_at(project->graph, i);
		bool wanted = is_wanted(l, r);

		if (!r->repeat && !view_visible(project->files, r))
			continue;
		left -= wanted;
		l->at = r;
		if (wanted)
			rc = judge(l, s, r, err);
		else if (history)
			rc = replay(l, s, r, err);
		if (rc == 0)
			rc = scratch_known(s, err);
	}
	return rc;
}

/* Is it a revision that the target has, which can't be made again? */
static bool is_stuck(const struct linting *l, int rc)
{
	return (wb_error_of_statement(rc) || rc == WB_E_REVISION || rc == WB_E_AGAIN ||
		rc == WB_E_UNSUPPORTED) &&
	       !l->told && !is_wanted(l, l->at) && view_applied(l->session->view, l->at);
}

static int lint_history(struct linting *l, struct scratch *s, struct wb_error *err)
{
	int rc = lint_each(l, s, true, err);

	if (rc == 0 || !surroundings_learn(l->session, rc))
		return rc;
	wb_error_clear(err);
	forget(l);
	l->before = l->seen;
	l->seen = 0;
	scratch_close(s);
	rc = scratch_open(l->session, s, err);
	return rc == 0 ? lint_each(l, s, true, err) : rc;
}

/* Revisions that begin in the midst of a database's life can't be replayed: what the target has
 * stands for them. */
static int lint_all(struct linting *l, struct scratch *s, struct wb_error *err)
{
	struct model target = { 0 };
	int rc = lint_history(l, s, err);

	if (!is_stuck(l, rc))
		return rc < 0 ? wb_error_prefix(err, "on a scratch database") : 0;
	client_log(&l->session->client, WB_LOG_WARNING,
		   "the applied revisions can't be replayed on a scratch database, so the target's "
		   "own schema stands for them: %s",
		   err->message);
	wb_error_clear(err);
	forget(l);
	scratch_close(s);
	uncompared_free(&l->session->uncompared);
	rc = scratch_open(l->session, s, err);
	if (rc == 0)
		rc = scope_read(l->session, &l->session->conn, &target, err);
	if (rc == 0)
		rc = unsupported_leave_out(l->session, &target, err);
	if (rc == 0)
		rc = scratch_copy(s, &target, err);
	if (rc == 0)
		rc = lint_each(l, s, false, err);
	model_release(&target);
	return rc;
}

static int find_wanted(struct wb_session *s, struct wb_names targets, struct revision_vec *out,
		       struct wb_error *err)
{
	for (size_t i = 0; i < targets.count; i++) {
		struct revision_vec some = { 0 };
		int rc = resolve_names(s->project->files, targets.items[i], &some, err);

		for (size_t j = 0; rc == 0 && j < some.count; j++)
			if (revision_vec_push(out, some.items[j]) < 0)
				rc = wb_error_nomem(err);
		revision_vec_release(&some);
		if (rc < 0)
			return rc;
	}
	for (size_t i = 0; !targets.count && i < graph_count(s->project->graph); i++) {
		struct revision *r = graph_at(s->project->graph, i);

		if (!r->repeat && !view_applied(s->view, r) && view_visible(s->view, r) &&
		    revision_vec_push(out, r) < 0)
			return wb_error_nomem(err);
	}
	return 0;
}

int schema_lint(struct wb_session *session, struct wb_names targets,
		int (*take)(void *ctx, const struct wb_finding *finding), void *ctx,
		struct wb_error *err)
{
	struct revision_vec wanted = { 0 };
	struct linting l = { .session = session, .wanted = &wanted, .take = take, .ctx = ctx };
	struct scratch s;
	int rc = find_wanted(session, targets, &wanted, err);

	uncompared_free(&session->uncompared);
	/* they are no risk for data */
	session->conn.privileges = false;
	if (rc == 0 && wanted.count) {
		rc = scratch_open(session, &s, err);
		if (rc == 0) {
			rc = lint_all(&l, &s, err);
			scratch_close(&s);
		}
	}
	forget(&l);
	revision_vec_release(&wanted);
	return rc < 0 ? rc : l.found;
}
