/* SPDX-License-Identifier: MIT */
#include "statement_renames.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/kind.h"
#include "base/text.h"
#include "scope/scope.h"
#include "scratch/replay_revisions.h"
#include "additions.h"

void marks_free(struct mark_vec *marks)
{
	for (size_t i = 0; i < marks->count; i++) {
		free(marks->items[i]->title);
		free(marks->items[i]->lost);
		free(marks->items[i]);
	}
	mark_vec_release(marks);
}

static void steps_release(struct steps *s)
{
	tracked_free(&s->tracked);
	model_release(&s->before);
	model_release(&s->read);
}

static uint32_t effects(const struct steps *s, const struct statement *statement)
{
	return driver_effects(s->scratch->conn->plugin, statement->text + statement->token,
			      statement->len - statement->token);
}

/* CREATE TABLE and its like can harm nothing that is there: the schema need not be read for them.
 * An index can: whoever writes to its table waits. */
static bool is_harmless(const struct steps *s, const struct statement *statement)
{
	return statement->flags & (WB_PIECE_ROWS | WB_PIECE_SESSION | WB_PIECE_COPY_IN) ||
	       (effects(s, statement) & WB_EFFECT_ADDS);
}

static bool may_rename(const struct steps *s, const struct statement *statement)
{
	return effects(s, statement) & WB_EFFECT_RENAMES;
}

/* ------------------------------------------------------------------ marks */

/* The table that `o` is, or is on. */
static const struct object *table_of(const struct object *o)
{
	return o->parent ? o->parent : o;
}

static bool is_constraint(const struct object *o)
{
	return kind_of(o->pub.kind)->constrains;
}

/* The constraint that goes with the change, be it the change of its whole table; NULL: none does. */
static const struct object *lost_constraint(const struct change *c)
{
	if (c->kind == WB_CHANGE_DROP)
		return is_constraint(c->from) ? c->from : NULL;
	if (!(c->flags & WB_CHANGE_WHOLE) || !c->from || !c->to)
		return NULL;
	for (size_t i = 0; i < c->from->children.count; i++) {
		const struct object *o = c->from->children.items[i];
		size_t j = 0;

		while (j < c->to->children.count &&
		       strcmp(c->to->children.items[j]->key, o->key) != 0)
			j++;
		if (is_constraint(o) && j == c->to->children.count)
			return o;
	}
	return NULL;
}

/* A constraint that goes is worth a word in every dialect, also in one that has none for it. */
static void default_risk(struct change *c)
{
	const struct object *o = c->risk.rule[0] ? NULL : lost_constraint(c);

	if (!o)
		return;
	snprintf(c->risk.rule, sizeof(c->risk.rule), "drop-constraint");
	snprintf(c->risk.reason, sizeof(c->risk.reason), "drops %s%s%s of %s",
		 kind_of(o->pub.kind)->title, *o->pub.name ? " " : "", o->pub.name, o->pub.parent);
}

/* Was the object, or what it is on, there before the revision? What was not has no rows yet. */
static bool was_there(const struct steps *s, const struct change *c)
{
	const struct object *o = c->from ? c->from : c->to;

	if (!tracked_first_key(&s->tracked, &s->before, table_of(o)))
		return false;
	return !c->from || !o->parent || o->pub.kind != WB_KIND_COLUMN ||
	       model_find(&s->before, o) || tracked_find(&s->tracked, o->parent->key);
}

static int mark_change(struct steps *s, uint32_t line, uint32_t facts, struct change *c)
{
	bool table = c->kind == WB_CHANGE_DROP && c->from->pub.kind == WB_KIND_TABLE;

	if (!was_there(s, c))
		return 0;
	/* an index that is built outside of transactions holds up nobody */
	if ((facts & WB_PIECE_NO_TX) && c->to && c->to->pub.kind == WB_KIND_INDEX)
		return 0;
	default_risk(c);
	return c->risk.rule[0]
		       ? steps_mark(s, line, c,
				    table ? tracked_first_key(&s->tracked, &s->before, c->from)
					  : NULL)
		       : 0;
}

/* Another table of that name is another one from now on. */
static int note_loss(struct steps *s, const struct change *c)
{
	return c->kind == WB_CHANGE_DROP && c->from->pub.kind == WB_KIND_TABLE
		       ? tracked_move(&s->tracked, c->from->key, NULL)
		       : 0;
}

static int judge(struct steps *s, struct model *next, uint32_t line, uint32_t facts,
		 struct wb_error *err)
{
	struct difference d = { .from = s->now, .to = next };
	int rc = difference_make(&d, s->scratch->conn, err);

	if (rc == WB_E_UNSUPPORTED) {
		client_log(&s->scratch->session->client, WB_LOG_WARNING,
			   "%s:%u: what this risks can't be told: %s", s->path, (unsigned)line,
			   err->message);
		wb_error_clear(err);
		return 0;
	}
	for (size_t i = 0; rc == 0 && i < d.changes.count; i++)
		if (mark_change(s, line, facts, d.changes.items[i]) < 0 ||
		    note_loss(s, d.changes.items[i]) < 0)
			rc = wb_error_nomem(err);
	difference_release(&d);
	return rc;
}

/* ------------------------------------------------------------------ statement by statement */

/* Read the schema, and mark what has changed since it was read last. */
static int look(struct steps *s, uint32_t line, const struct statement *statement,
		struct wb_error *err)
{
	struct model next = { 0 };
	int rc = scope_read(s->scratch->session, s->scratch->conn, &next, err);

	if (rc == 0 && statement && may_rename(s, statement))
		rc = steps_take_renames(s, &next, line, err);
	/* all else that differs came of that */
	if (rc == 0)
		rc = judge(s, &next, line, statement ? statement->flags : 0, err);
	if (rc < 0) {
		model_release(&next);
		return rc;
	}
	model_release(&s->read);
	s->read = next;
	s->now = &s->read;
	s->unread = 0;
	return 0;
}

/* Perhaps not for the first time: what an earlier one did was rolled back. */
static int begin(void *ctx, struct wb_error *err)
{
	struct steps *s = ctx;

	marks_free(s->marks);
	tracked_free(&s->tracked);
	model_release(&s->read);
	s->unread = 0;
	if (!s->now && scope_read(s->scratch->session, s->scratch->conn, &s->before, err) < 0)
		return wb_error_kept(err);
	s->now = &s->before;
	return 0;
}

static int before_statement(void *ctx, const struct statement *statement, struct wb_error *err)
{
	struct steps *s = ctx;

	/* what only came before it is no change of what was there; but a rename must be the only one
	 * that makes something new */
	return s->unread && !is_harmless(s, statement) && may_rename(s, statement)
		       ? look(s, s->unread, NULL, err)
		       : 0;
}

static int after_statement(void *ctx, const struct statement *statement, struct wb_error *err)
{
	struct steps *s = ctx;

	if (!is_harmless(s, statement))
		return look(s, statement->line, statement, err);
	if (!s->unread)
		s->unread = statement->line;
	if (!(effects(s, statement) & WB_EFFECT_COPIES))
		return 0;
	return tracked_note_copies(&s->tracked, s->now, statement->text, statement->len) < 0
		       ? wb_error_nomem(err)
		       : 0;
}

/* ------------------------------------------------------------------ the whole revision */

/* A table whose rows were saved before it was dropped, and that is there again in the end. */
static bool is_rebuilt(const struct steps *s, const struct mark *m)
{
	struct object *found = NULL;

	HASH_FIND(hh, s->now->by_key, m->lost, strlen(m->lost), found);
	return found && tracked_copied(&s->tracked, m->lost);
}

/* It was not lost, but written anew: what that changed is the difference between what the revision
 * found and what it leaves. */
static int judge_rebuilt(struct steps *s, struct mark *lost, struct wb_error *err)
{
	struct difference d = { .from = &s->before, .to = s->now };
	int rc = difference_make(&d, s->scratch->conn, err);
	bool told = false;

	for (size_t i = 0; rc == 0 && i < d.changes.count; i++) {
		struct change *c = d.changes.items[i];

		if (strcmp(table_of(c->from ? c->from : c->to)->key, lost->lost) != 0)
			continue;
		default_risk(c);
		if (!c->risk.rule[0])
			continue;
		told = true;
		if (steps_mark(s, lost->line, c, NULL) < 0)
			rc = wb_error_nomem(err);
	}
	difference_release(&d);
	if (rc < 0)
		return rc;
	snprintf(lost->risk.rule, sizeof(lost->risk.rule), "%s", told ? "" : "table-rewrite");
	snprintf(lost->risk.reason, sizeof(lost->risk.reason),
		 "every row of the table is copied into a new one");
	return 0;
}

static int by_line(const void *a, const void *b)
{
	const struct mark *x = *(struct mark *const *)a, *y = *(struct mark *const *)b;

	return x->line != y->line ? (x->line < y->line ? -1 : 1) : strcmp(x->title, y->title);
}

static int finish(struct steps *s, struct wb_error *err)
{
	size_t count;
	int rc = s->unread ? look(s, s->unread, NULL, err) : 0;

	count = s->marks->count;
	for (size_t i = 0; rc == 0 && i < count; i++)
		if (s->marks->items[i]->lost && is_rebuilt(s, s->marks->items[i]))
			rc = judge_rebuilt(s, s->marks->items[i], err);
	if (s->marks->count > 1)
		qsort(s->marks->items, s->marks->count, sizeof(struct mark *), by_line);
	return rc;
}

/* The next revision begins with what this one leaves. */
static void hand_on(struct steps *s, struct known_model *known)
{
	struct model *from = s->now;

	known->is_known = true;
	known->model = *from;
	*from = (struct model){ 0 };
}

int steps_run(struct scratch *scratch, struct revision *revision, struct known_model *known,
	      struct mark_vec *out, struct wb_error *err)
{
	struct steps s = {
		.scratch = scratch, .path = revision->path, .before = known->model, .marks = out
	};
	const struct scratch_watcher watcher = {
		.ctx = &s, .begin = begin, .before = before_statement, .after = after_statement
	};
	int rc;

	s.now = known->is_known ? &s.before : NULL;
	*known = (struct known_model){ .is_known = false };
	if (additions_only(scratch, revision)) {
		steps_release(&s);
		return history_replay(scratch, revision, true, err);
	}
	scratch->watcher = &watcher;
	rc = history_replay(scratch, revision, true, err);
	scratch->watcher = NULL;
	if (rc == 0)
		rc = finish(&s, err);
	if (rc == 0 && s.now)
		hand_on(&s, known);
	steps_release(&s);
	return rc;
}
