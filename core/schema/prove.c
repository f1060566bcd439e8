/* SPDX-License-Identifier: MIT */
#include "prove.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/secrets.h"
#include "base/text.h"
#include "rename.h"
#include "scope.h"

void proof_release(struct proof *proof)
{
	buf_release(&proof->up);
	buf_release(&proof->down);
	string_vec_free(&proof->candidates);
	string_vec_free(&proof->unproved);
}

/* ------------------------------------------------------------------ telling differences */

/* Attributes are sorted by key in both: go through them together. */
void describe_difference(const struct object *from, const struct object *to, struct buf *out)
{
	const struct wb_object *a = &from->pub, *b = &to->pub;
	size_t i = 0, j = 0;
	const char *comma = "";

	while (i < a->attribute_count || j < b->attribute_count) {
		const struct wb_attribute *x = i < a->attribute_count ? &a->attributes[i] : NULL;
		const struct wb_attribute *y = j < b->attribute_count ? &b->attributes[j] : NULL;
		int order = !x ? 1 : !y ? -1 : strcmp(x->key, y->key);
		const struct wb_attribute *any = order <= 0 ? x : y;

		i += order <= 0;
		j += order >= 0;
		if ((any->flags & WB_ATTRIBUTE_SILENT) ||
		    (order == 0 && strcmp(x->value, y->value) == 0))
			continue;
		buf_printf(out, "%s%s: %s -> %s", comma, any->key, order <= 0 ? x->value : "none",
			   order >= 0 ? y->value : "none");
		comma = "; ";
	}
	secrets_mask_buf(out);
}

static int list_one(const struct change *c, const char *prefix, struct string_vec *out)
{
	struct buf line = { 0 };
	int rc;

	buf_printf(&line, "%s", prefix);
	change_title(c, &line);
	if (c->from && c->to) {
		buf_str(&line, ": ");
		describe_difference(c->from, c->to, &line);
	}
	rc = line.failed ? -1 : string_vec_add(out, buf_text(&line));
	buf_release(&line);
	return rc;
}

int prove_list(struct model *from, struct model *to, const char *prefix, struct string_vec *out,
	       struct wb_error *err)
{
	struct difference d = { .from = from, .to = to };
	int rc = difference_compare(&d, err);

	for (size_t i = 0; rc == 0 && i < d.changes.count; i++)
		if (list_one(d.changes.items[i], prefix, out) < 0)
			rc = wb_error_nomem(err);
	difference_release(&d);
	return rc;
}

/* ------------------------------------------------------------------ copying */

int prove_copy(struct scratch *scratch, struct model *model, struct wb_error *err)
{
	struct model nothing = { 0 };
	struct difference d = { 0 };
	struct buf sql = { 0 };
	int rc = difference_make(scratch->conn, &nothing, model, 0, &d, err);

	if (rc == 0) {
		difference_write(&d, &sql);
		rc = buf_check(&sql, err);
	}
	if (rc == 0)
		rc = scratch_run(scratch, "copy of the current schema", buf_text(&sql), true, err);
	difference_release(&d);
	buf_release(&sql);
	return rc;
}

/* ------------------------------------------------------------------ one way */

/* From what is on scratch to `goal`. */
struct way {
	const char *title;
	const char *const *renames;
	size_t rename_count;
	bool back;
	struct string_vec *candidates; /* what else may be renamed; NULL: nobody asks */
};

static int write_way(struct scratch *s, struct model *now, struct model *goal, uint32_t flags,
		     struct buf *sql, bool *alone, struct wb_error *err)
{
	struct difference d = { 0 };
	int rc = difference_make(s->conn, now, goal, flags, &d, err);

	buf_clear(sql);
	if (rc == 0) {
		difference_write(&d, sql);
		*alone = difference_needs_no_transaction(&d);
		rc = buf_check(sql, err);
	}
	difference_release(&d);
	return rc;
}

/* The SQL of the difference, and what becomes of it on scratch. */
static int try_way(struct scratch *s, const struct way *way, struct model *now, struct model *goal,
		   uint32_t flags, struct buf *sql, bool *alone, struct wb_error *err)
{
	int rc = write_way(s, now, goal, flags, sql, alone, err);

	return rc == 0 ? scratch_run(s, way->title, buf_text(sql), *alone, err) : rc;
}

/* What the server refuses is written all the same, for people to mend. */
static int note_refusal(const struct way *way, const struct buf *sql, struct string_vec *unproved,
			const struct wb_error *why, struct wb_error *err)
{
	const char *at = buf_text(sql);
	struct buf line = { 0 };

	for (uint32_t n = 1; n < why->line && strchr(at, '\n'); n++)
		at = strchr(at, '\n') + 1;
	buf_printf(&line, "the server refuses the way %s: %s: %.*s", way->title, why->message,
		   (int)strcspn(at, "\n"), at);
	if (line.failed || string_vec_add(unproved, buf_text(&line)) < 0)
		wb_error_nomem(err);
	buf_release(&line);
	return err->status;
}

/* What was refused has left nothing, where it was one transaction: then there may be another way.
 * 1: there is none that the server takes. */
static int try_ways(struct scratch *s, const struct way *way, struct model *now, struct model *goal,
		    struct buf *sql, bool *alone, struct string_vec *unproved, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT, careful = WB_ERROR_INIT;
	int rc = try_way(s, way, now, goal, 0, sql, alone, &why);

	if (rc == WB_E_SQL && !*alone && driver_can(s->conn, WB_F_TRANSACTIONAL_DDL) &&
	    try_way(s, way, now, goal, WB_CHANGE_CAREFUL, sql, alone, &careful) == 0)
		return 0;
	if (rc != WB_E_SQL) {
		if (rc < 0)
			*err = why;
		return rc;
	}
	rc = write_way(s, now, goal, 0, sql, alone, err);
	if (rc == 0)
		rc = note_refusal(way, sql, unproved, &why, err);
	return rc == 0 ? 1 : rc;
}

/* Write the SQL, run it there, and list what then still differs. 1: it could not be run. */
static int go(struct scratch *s, const struct way *way, struct model *goal, struct buf *out,
	      bool *alone, struct string_vec *unproved, struct wb_error *err)
{
	struct model now = { 0 }, then = { 0 };
	struct buf sql = { 0 };
	int rc = rename_all(s, way->renames, way->rename_count, way->back, out, err);

	if (rc == 0)
		rc = scope_read(s->session, s->conn, &now, err);
	if (rc == 0 && way->candidates)
		rc = rename_candidates(&now, goal, way->candidates, err);
	if (rc == 0)
		rc = try_ways(s, way, &now, goal, &sql, alone, unproved, err);
	buf_add(out, buf_text(&sql), sql.len);
	if (rc >= 0 && buf_check(out, err) < 0)
		rc = err->status;
	if (rc == 0)
		rc = scope_read(s->session, s->conn, &then, err);
	if (rc == 0) {
		AUTO_FREE char *prefix = text_format("%s: still to ", way->title);

		rc = prefix ? prove_list(&then, goal, prefix, unproved, err) : wb_error_nomem(err);
	}
	buf_release(&sql);
	model_release(&now);
	model_release(&then);
	return rc;
}

/* What a copy of the model on a scratch database of its own is like. */
static int read_copy(struct wb_session *session, struct model *model, struct model *out,
		     struct wb_error *err)
{
	struct scratch s;
	int rc = scratch_open(session, &s, err);

	if (rc < 0)
		return rc;
	rc = prove_copy(&s, model, err);
	if (rc == 0)
		rc = scratch_known(&s, err);
	if (rc == 0)
		rc = scope_read(session, s.conn, out, err);
	scratch_close(&s);
	return rc < 0 ? wb_error_prefix(err, "the schema can't be made again on a scratch database")
		      : 0;
}

/* The first difference between a model and its copy, as an error: only words may differ, and with
 * `words` not even those. */
static int refuse_difference(struct model *from, struct model *to, bool words, bool *out_differs,
			     struct wb_error *err)
{
	struct difference d = { .from = from, .to = to };
	int rc = difference_compare(&d, err);

	*out_differs = d.changes.count > 0;
	for (size_t i = 0; rc == 0 && i < d.changes.count; i++) {
		struct buf line = { 0 };

		if (!words && d.changes.items[i]->kind == WB_CHANGE_ALTER)
			continue;
		change_title(d.changes.items[i], &line);
		if (d.changes.items[i]->from && d.changes.items[i]->to) {
			buf_str(&line, ": ");
			describe_difference(d.changes.items[i]->from, d.changes.items[i]->to,
					    &line);
		}
		rc = wb_error_set(err, WB_E_UNSUPPORTED,
				  "the schema can't be made again on a scratch database: a copy of "
				  "it differs by: %s",
				  buf_text(&line));
		buf_release(&line);
	}
	difference_release(&d);
	return rc;
}

int prove_canonical(struct wb_session *session, struct model *model, struct wb_error *err)
{
	struct model copy = { 0 }, again = { 0 };
	bool differs = false;
	int rc = read_copy(session, model, &copy, err);

	if (rc == 0)
		rc = refuse_difference(model, &copy, false, &differs, err);
	if (rc == 0 && differs) {
		rc = read_copy(session, &copy, &again, err);
		if (rc == 0)
			rc = refuse_difference(&copy, &again, true, &differs, err);
		model_release(&again);
	}
	if (rc < 0) {
		model_release(&copy);
		return rc;
	}
	model_release(model);
	*model = copy;
	return 0;
}

static int prove_on(struct scratch *s, struct model *current, struct model *desired, struct way way,
		    bool only_up, struct proof *p, struct wb_error *err)
{
	int rc = prove_copy(s, current, err);

	if (rc < 0)
		return rc;
	way.title = "up";
	way.candidates = &p->candidates;
	rc = go(s, &way, desired, &p->up, &p->up_alone, &p->unproved, err);
	p->changes = p->up.len > 0;
	if (rc < 0 || only_up || !p->changes)
		return rc < 0 ? rc : 0;
	/* a renaming back can't be written without doing it */
	if (rc == 1 && way.rename_count)
		return wb_error_set(err, WB_E_SQL, "%s", p->unproved.items[p->unproved.count - 1]);
	if (rc == 1)
		return write_way(s, desired, current, 0, &p->down, &p->down_alone, err);
	way.title = "down";
	way.candidates = NULL;
	way.back = true;
	rc = go(s, &way, current, &p->down, &p->down_alone, &p->unproved, err);
	return rc < 0 ? rc : 0;
}

static int are_alike(struct model *a, struct model *b, bool *out, struct wb_error *err)
{
	struct difference d = { .from = a, .to = b };
	int rc = difference_compare(&d, err);

	*out = !d.changes.count;
	difference_release(&d);
	return rc;
}

int prove(struct wb_session *session, struct model *current, struct model *desired,
	  const char *const *renames, size_t rename_count, bool only_up, struct proof *out,
	  struct wb_error *err)
{
	const struct way way = { .renames = renames, .rename_count = rename_count };
	struct proof p = { 0 };
	struct scratch s;
	bool alike = false;
	int rc = are_alike(current, desired, &alike, err);

	if (rc == 0 && alike && !rename_count) {
		*out = p;
		return 0;
	}
	if (rc == 0)
		rc = prove_canonical(session, desired, err);
	if (rc == 0)
		rc = prove_canonical(session, current, err);
	if (rc == 0)
		rc = scratch_open(session, &s, err);
	if (rc < 0)
		return rc;
	rc = prove_on(&s, current, desired, way, only_up, &p, err);
	if (rc == 0)
		rc = scratch_known(&s, err);
	scratch_close(&s);
	if (rc < 0)
		proof_release(&p);
	else
		*out = p;
	return rc;
}
