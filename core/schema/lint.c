/* SPDX-License-Identifier: MIT */
/* `lint`: what a revision risks, told from the schema before it and after it, not from its
 * words. */
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "prove.h"

struct linting {
	struct wb_session *session;
	const struct revision_vec *wanted;
	int (*take)(void *ctx, const struct wb_finding *finding);
	void *ctx;
	int found;
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

static int tell(struct linting *l, const struct revision *r, const char *text,
		const struct change *c, struct wb_error *err)
{
	struct wb_finding f = { .size = sizeof(f),
				.revision = &r->pub,
				.line = r->body_line,
				.rule = c->risk.rule,
				.lock = c->risk.lock,
				.message = c->risk.reason };
	AUTO_FREE char *because = allowance(text, c->risk.rule);
	struct buf title = { 0 };
	int rc;

	change_title(c, &title);
	f.title = buf_text(&title);
	f.allowed = because;
	l->found += !because;
	rc = buf_check(&title, err);
	if (rc == 0)
		rc = l->take(l->ctx, &f);
	buf_release(&title);
	return rc;
}

/* Is its `up` outside of transactions? Then its author has thought of locks, and had the statements
 * that take lighter ones. */
static bool runs_alone(const struct linting *l, const struct revision *r)
{
	struct section_rules rules = project_section_rules(l->session->project);
	struct problems silent = { 0 };
	struct section_vec sections = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	const struct section *up = NULL;
	bool alone;

	if (sections_read(r, &rules, &silent, &sections, &ignored) == 0)
		up = sections_find(&sections, SECTION_UP,
				   project_dialect_names(l->session->project));
	alone = up && up->no_transaction;
	sections_free(&sections);
	return alone;
}

static bool is_index_lock(const struct change *c)
{
	return c->kind == WB_CHANGE_CREATE && c->to->pub.kind == WB_KIND_INDEX &&
	       (c->risk.flags & WB_RISK_LONG_LOCK);
}

static int judge(struct linting *l, struct scratch *s, const struct revision *r,
		 struct model *before, struct wb_error *err)
{
	struct difference d = { 0 };
	struct model after = { 0 };
	struct buf text = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	bool alone = runs_alone(l, r);
	int rc = model_read(&s->conn, &after, err);

	if (rc == 0)
		rc = difference_make(&s->conn, before, &after, 0, &d, err);
	if (rc == 0 && file_read(r->path, LINT_FILE_MAX, &text, &why) < 0)
		rc = wb_error_set(err, why.status, "%s: %s", r->path, why.message);
	for (size_t i = 0; rc == 0 && i < d.changes.count; i++)
		if (d.changes.items[i]->risk.rule[0] &&
		    !(alone && is_index_lock(d.changes.items[i])))
			rc = tell(l, r, buf_text(&text), d.changes.items[i], err);
	buf_release(&text);
	difference_release(&d);
	model_release(&after);
	return rc;
}

static bool is_wanted(const struct linting *l, const struct revision *r)
{
	for (size_t i = 0; i < l->wanted->count; i++)
		if (l->wanted->items[i] == r)
			return true;
	return false;
}

static int lint_all(struct linting *l, struct scratch *s, struct wb_error *err)
{
	const struct wb_project *project = l->session->project;
	size_t left = l->wanted->count;
	int rc = 0;

	for (size_t i = 0; rc == 0 && left && i < graph_count(project->graph); i++) {
		struct revision *r = graph_at(project->graph, i);
		struct model before = { 0 };
		bool wanted = is_wanted(l, r);

		if (!r->repeat && !view_visible(project->files, r))
			continue;
		left -= wanted;
		if (wanted)
			rc = model_read(&s->conn, &before, err);
		if (rc == 0)
			rc = scratch_replay(s, r, true, err);
		if (rc == 0 && wanted)
			rc = judge(l, s, r, &before, err);
		model_release(&before);
	}
	return rc;
}

static int find_wanted(struct wb_session *s, const char *const *targets, size_t count,
		       struct revision_vec *out, struct wb_error *err)
{
	for (size_t i = 0; i < count; i++) {
		struct revision_vec some = { 0 };
		int rc = resolve_names(s->project->files, targets[i], &some, err);

		for (size_t j = 0; rc == 0 && j < some.count; j++)
			if (revision_vec_push(out, some.items[j]) < 0)
				rc = wb_error_nomem(err);
		revision_vec_release(&some);
		if (rc < 0)
			return rc;
	}
	for (size_t i = 0; !count && i < graph_count(s->project->graph); i++) {
		struct revision *r = graph_at(s->project->graph, i);

		if (!r->repeat && !view_applied(s->view, r) && view_visible(s->view, r) &&
		    revision_vec_push(out, r) < 0)
			return wb_error_nomem(err);
	}
	return 0;
}

int wb_schema_lint(struct wb_session *session, const char *const *targets, size_t count,
		   uint32_t flags, int (*take)(void *ctx, const struct wb_finding *finding),
		   void *ctx, struct wb_error *err)
{
	struct revision_vec wanted = { 0 };
	struct linting l = { .session = session, .wanted = &wanted, .take = take, .ctx = ctx };
	const char *url = session->project->setup.target.scratch;
	struct scratch s;
	int rc;

	if ((flags & WB_LINT_CHEAP) && !(url && *url) &&
	    !driver_can(&session->conn, WB_F_DATABASE_IS_PATH))
		return 0;
	rc = find_wanted(session, targets, count, &wanted, err);

	if (rc == 0 && wanted.count) {
		rc = scratch_open(session, &s, err);
		if (rc == 0) {
			rc = lint_all(&l, &s, err);
			scratch_close(&s);
		}
	}
	revision_vec_release(&wanted);
	return rc < 0 ? rc : l.found;
}
