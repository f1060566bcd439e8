/* SPDX-License-Identifier: MIT */
/* A half-done step whose file was edited in the part that is done: each statement that is done is known
 * by its hash. What stands in the file up to the last of them must be some of them, in their order: then
 * what was deleted is told, and everything behind is run. Anything else could be a done statement in
 * other words, or one that has to run, and nothing tells which. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "run.h"

/* The statements of the file as it is now. */
struct edited {
	const struct revision *revision;
	const struct journal *journal;
	struct own_hash_vec now;
	struct string_vec chains;
	uint32_t *lines;
	size_t *taken; /* by statement of the file: which done one it is, from 1 */
	size_t done;   /* so many statements of the file are done */
};

static int read_statements(struct edited *e, struct source *source, struct wb_error *err)
{
	struct statement statement = { 0 };
	char chain[CHECKSUM_SIZE] = "";
	int rc;

	while ((rc = source_next(source, &statement, err)) == 1) {
		uint32_t *grown = realloc(e->lines, (e->now.count + 1) * sizeof(*grown));
		struct own_hash own;

		if (!grown)
			return wb_error_nomem(err);
		e->lines = grown;
		e->lines[e->now.count] = statement.line;
		journal_chain(chain, statement.text, statement.len);
		journal_own(own.text, statement.text, statement.len);
		if (own_hash_vec_push(&e->now, own) < 0 || string_vec_add(&e->chains, chain) < 0)
			return wb_error_nomem(err);
	}
	return rc;
}

static int read_file(struct wb_session *s, struct edited *e, struct wb_error *err)
{
	struct wb_plan *plan =
		plan_new(s->project, &s->conn.server, s->journal.up ? WB_WAY_UP : WB_WAY_DOWN);
	struct problems problems = project_problems(s->project);
	struct revision *known = session_revision(s, e->revision->id);
	struct source *source = NULL;
	int rc = plan ? plan_add(plan, known, s->journal.up, &problems, err) : wb_error_nomem(err);

	if (rc == 0)
		rc = problems_check(&problems, err);
	if (rc == 0)
		rc = plan_source(plan, &plan->steps.items[0], plan->steps.items[0].body, &source,
				 err);
	if (rc == 0)
		rc = read_statements(e, source, err);
	source_close(source);
	wb_plan_free(plan);
	return rc;
}

static bool same(const struct own_hash *a, const struct own_hash *b)
{
	return a->text[0] && strcmp(a->text, b->text) == 0;
}

static int not_clear(const struct edited *e, size_t at, const char *why, struct wb_error *err)
{
	size_t count = e->journal->own.count;
	uint32_t line = at < e->now.count ? e->lines[at] : 0;
	char where[16] = "";

	if (line)
		snprintf(where, sizeof(where), ":%u", line);
	return wb_error_set(
		err, WB_E_EDITED,
		"%s%s: revision %s: %s. What is done is known by its hash: restore it, "
		"statements 1 to %zu as they were (some may be deleted, and what is new "
		"stands behind the last of them), and edit the file once the step is "
		"through",
		e->revision->path, where, e->revision->id, why, count);
}

/* Which statements of the file are which of those that are done: each is the next one of them that has
 * its hash. */
static int match(struct edited *e, struct wb_error *err)
{
	const struct own_hash_vec *own = &e->journal->own;
	size_t at = 0, done = 0;

	e->taken = calloc(e->now.count + 1, sizeof(*e->taken));
	if (!e->taken)
		return wb_error_nomem(err);
	for (; at < e->now.count && done < own->count; at++) {
		while (done < own->count && !same(&own->items[done], &e->now.items[at]))
			done++;
		if (done == own->count)
			return not_clear(
				e, at,
				"this statement is none of those that were done before the step "
				"was interrupted, and one of them stands behind it or is not "
				"there: it may be one of them in other words, or new",
				err);
		e->taken[at] = ++done;
	}
	e->done = at;
	if (done == own->count)
		return 0;
	return not_clear(e, e->now.count,
			 "the last statement that was done is not in the file any more", err);
}

static bool is_taken(const struct edited *e, size_t done)
{
	for (size_t i = 0; i < e->done; i++)
		if (e->taken[i] == done)
			return true;
	return false;
}

/* One that was done, is missing where it stood, and comes later, was moved or is to run twice. */
static int check_rest(const struct edited *e, struct wb_error *err)
{
	const struct own_hash_vec *own = &e->journal->own;

	for (size_t i = 0; i < own->count; i++) {
		if (is_taken(e, i + 1))
			continue;
		for (size_t k = e->done; k < e->now.count; k++)
			if (same(&own->items[i], &e->now.items[k]))
				return not_clear(
					e, k,
					"this statement was done before the step was "
					"interrupted, and stood further up: it may have been "
					"moved, or have to run again",
					err);
	}
	return 0;
}

/* "1 is what was done as 2; what was done as 1 is there no more; …" */
static void describe(const struct edited *e, struct buf *out)
{
	const struct own_hash_vec *own = &e->journal->own;

	out->max = 1000;
	for (size_t i = 0; i < e->done; i++)
		if (e->taken[i] != i + 1)
			buf_printf(out, "statement %zu is what was done as statement %zu; ", i + 1,
				   e->taken[i]);
	for (size_t i = 0; i < own->count; i++)
		if (!is_taken(e, i + 1))
			buf_printf(out, "what was done as statement %zu is there no more; ", i + 1);
	if (out->failed) {
		buf_release(out);
		buf_printf(out, "%zu of %zu statements that were done are there; ", e->done,
			   own->count);
	}
	if (e->done < e->now.count)
		buf_printf(out, "what is to be run begins with statement %zu", e->done + 1);
	else
		buf_str(out, "nothing is left to be run");
}

static int write_down(struct wb_session *s, const struct edited *e, struct wb_error *err)
{
	struct wb_event event = { .size = sizeof(event),
				  .kind = WB_EVENT_REPAIRED,
				  .revision = e->revision->id,
				  .title = e->revision->title,
				  .duration_ms = -1 };
	struct wb_args row = { .size = sizeof(row),
			       .revision = e->revision->id,
			       .event = "repaired",
			       .statement = (int64_t)e->done };
	struct buf hash = { 0 }, words = { 0 }, detail = { 0 };
	int rc;

	journal_hash(&hash, e->chains.items[e->done - 1], e->now.items, e->done);
	describe(e, &words);
	buf_printf(&detail, "by %s: %s", s->applied_by, buf_text(&words));
	row.direction = s->journal.up ? "up" : "down";
	row.hash = buf_text(&hash);
	row.detail = buf_text(&detail);
	rc = buf_check(&hash, err) < 0 || buf_check(&detail, err) < 0 ? wb_error_kept(err)
								      : session_log(s, &row, err);
	event.message = buf_text(&words);
	if (rc == 0)
		session_event(s, &event);
	buf_release(&hash);
	buf_release(&words);
	buf_release(&detail);
	return rc < 0 ? rc : 1;
}

int accept_done(struct wb_session *s, const struct revision *revision, struct wb_error *err)
{
	struct edited e = { .revision = revision, .journal = &s->journal };
	const struct journal_done_vec *done = &s->journal.done;
	size_t count = (size_t)journal_count(&s->journal);
	int rc = count ? read_file(s, &e, err) : 0;

	if (rc < 0 || !count ||
	    (e.now.count >= count &&
	     strcmp(e.chains.items[count - 1], done->items[done->count - 1].hash) == 0))
		goto out;
	rc = match(&e, err);
	if (rc == 0)
		rc = check_rest(&e, err);
	if (rc == 0)
		rc = write_down(s, &e, err);
out:
	own_hash_vec_release(&e.now);
	string_vec_free(&e.chains);
	free(e.lines);
	free(e.taken);
	return rc;
}
