/* SPDX-License-Identifier: MIT */
#include "prove_direction.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "column_places.h"
#include "difference/keep_lines.h"
#include "rename/rename.h"
#include "rows/table_order.h"
#include "scope/scope.h"
#include "scope/unsupported.h"

/* The difference and its SQL. */
struct written {
	struct difference difference;
	struct direction_sql sql;
};

void direction_sql_release(struct direction_sql *sql)
{
	buf_release(&sql->text);
	buf_release(&sql->keeps);
	*sql = (struct direction_sql){ .alone = false };
}

static void written_release(struct written *w)
{
	difference_release(&w->difference);
	direction_sql_release(&w->sql);
}

/* Its two models and flags are set. */
static int write_sql(struct scratch *s, struct written *out, struct wb_error *err)
{
	int rc = unsupported_carry(out->difference.to, out->difference.from, err);

	if (rc == 0)
		rc = difference_make(&out->difference, s->conn, err);
	if (rc < 0)
		return rc;
	out->sql.alone = difference_needs_no_transaction(&out->difference);
	rc = keep_lines(&out->difference, s->conn, &out->sql.keeps, err);
	return rc == 0 ? difference_write(&out->difference, s->conn, &out->sql.text, err) : rc;
}

static void take_sql(struct written *w, struct direction_sql *out)
{
	direction_sql_release(out);
	*out = w->sql;
	w->sql = (struct direction_sql){ .alone = false };
}

int direction_write(struct scratch *s, struct model *now, struct model *goal,
		    struct direction_sql *out, struct wb_error *err)
{
	struct written w = { .difference = { .from = now, .to = goal } };
	int rc = write_sql(s, &w, err);

	take_sql(&w, out);
	written_release(&w);
	return rc;
}

/* Run it, and see that tables keep their rows. */
static int run_once(const struct direction *direction, struct written *w, struct wb_error *err)
{
	struct scratch *s = direction->scratch;
	const struct change *at;
	struct lost_rows lost = { s, direction->title, { 0 } };
	int rc = direction->rows ? lost_rows_begin(&lost, direction->rows, &w->difference, err) : 0;

	if (rc == 0)
		rc = scratch_run(s, direction->title, buf_text(&w->sql.text), w->sql.alone, err);
	at = wb_error_of_statement(rc) && direction->rows ? difference_at(&w->difference, err->line)
							  : NULL;
	if (at && ((at->risk.flags & WB_RISK_MAY_FAIL) || rows_violate(err)))
		*direction->unfit = true;
	if (rc == 0)
		rc = lost_rows_end(&lost, w->difference.to, direction->unproved, err);
	counted_vec_release(&lost.counted);
	return rc;
}

/* The SQL of the difference, and what becomes of it on scratch. */
static int try_once(const struct direction *direction, struct model *now, uint32_t flags,
		    struct direction_sql *sql, struct wb_error *err)
{
	struct written w = { .difference = { .from = now, .to = direction->goal, .flags = flags } };
	int rc = write_sql(direction->scratch, &w, err);

	if (rc == 0)
		rc = run_once(direction, &w, err);
	take_sql(&w, sql);
	written_release(&w);
	return rc;
}

/* What the server refuses is written all the same, for people to mend. */
static int note_refusal(const struct direction *direction, const struct direction_sql *sql,
			const struct wb_error *why, struct wb_error *err)
{
	const char *at = buf_text(&sql->text);
	struct buf line = { 0 };
	int rc = 0;

	for (uint32_t n = 1; n < why->line && strchr(at, '\n'); n++)
		at = strchr(at, '\n') + 1;
	buf_printf(&line, "the server refuses the way %s: %s: %.*s", direction->title, why->message,
		   (int)strcspn(at, "\n"), at);
	if (line.failed || string_vec_add(direction->unproved, buf_text(&line)) < 0)
		rc = wb_error_nomem(err);
	buf_release(&line);
	return rc;
}

/* What was refused has left nothing, where it was one transaction: then there may be another way.
 * 1: there is none that the server takes. */
static int try_ways(const struct direction *direction, struct model *now, struct direction_sql *sql,
		    struct wb_error *err)
{
	struct scratch *s = direction->scratch;
	struct wb_error why = WB_ERROR_INIT, careful = WB_ERROR_INIT;
	int rc = try_once(direction, now, 0, sql, &why);

	if (wb_error_of_statement(rc) && !sql->alone && features_atomic(s->conn->server.features) &&
	    try_once(direction, now, WB_CHANGE_CAREFUL, sql, &careful) == 0)
		return 0;
	if (!wb_error_of_statement(rc)) {
		if (rc < 0)
			*err = why;
		return rc;
	}
	rc = direction_write(s, now, direction->goal, sql, err);
	if (rc == 0)
		rc = note_refusal(direction, sql, &why, err);
	return rc == 0 ? 1 : rc;
}

static int only_privileges_differ(struct model *then, struct model *goal, bool *out,
				  struct wb_error *err)
{
	struct difference d = { .from = then, .to = goal };
	int rc = difference_compare(&d, err);

	*out = d.changes.count > 0;
	for (size_t i = 0; i < d.changes.count; i++) {
		const struct change *c = d.changes.items[i];

		*out = *out && ((c->from ? c->from : c->to)->pub.flags & WB_OBJECT_PRIVILEGE);
	}
	difference_release(&d);
	return rc;
}

static int mend_once(const struct direction *direction, struct model *then, struct buf *out,
		     struct wb_error *err)
{
	struct scratch *s = direction->scratch;
	struct direction_sql sql = { .alone = false };
	int rc = direction_write(s, then, direction->goal, &sql, err);

	if (rc == 0)
		rc = scratch_run(s, direction->title, buf_text(&sql.text), sql.alone, err);
	if (rc == 0) {
		buf_add(out, buf_text(&sql.text), sql.text.len);
		model_release(then);
		*then = (struct model){ 0 };
		rc = scope_read(s->session, s->conn, then, err);
	}
	direction_sql_release(&sql);
	return rc;
}

/* What is made while default privileges hold has more than is desired, which shows when it is there. What is
 * taken from a table is taken from its columns as well, and is given to those once more. */
static int mend_privileges(const struct direction *direction, struct model *then, struct buf *out,
			   struct wb_error *err)
{
	bool differ = true;
	int rc = 0;

	for (int i = 0; rc == 0 && differ && i < 2; i++) {
		rc = only_privileges_differ(then, direction->goal, &differ, err);
		if (rc == 0 && differ)
			rc = mend_once(direction, then, out, err);
	}
	return rc;
}

int direction_run(const struct direction *direction, struct direction_sql *out,
		  struct wb_error *err)
{
	struct scratch *s = direction->scratch;
	struct model now = { 0 }, then = { 0 };
	struct direction_sql sql = { .alone = false };
	int rc = rename_all(s, direction->renames, direction->back, &out->text, err);

	if (rc == 0)
		rc = scope_read(s->session, s->conn, &now, err);
	if (rc == 0 && direction->candidates)
		rc = rename_candidates(&now, direction->goal, direction->candidates, err);
	if (rc == 0)
		rc = try_ways(direction, &now, &sql, err);
	out->alone = sql.alone;
	/* the way back has other names than the way up */
	if (sql.keeps.len && direction->renames.count)
		buf_str(&out->keeps,
			"-- WARNING: what this loses is not kept, since names change as "
			"well: make two revisions of it\n");
	else
		buf_add(&out->keeps, buf_text(&sql.keeps), sql.keeps.len);
	buf_add(&out->text, buf_text(&sql.text), sql.text.len);
	out->text.failed = out->text.failed || out->keeps.failed;
	if (rc >= 0 && out->text.failed)
		rc = buf_check(&out->text, err);
	if (rc == 0)
		rc = scope_read(s->session, s->conn, &then, err);
	if (rc == 0)
		rc = mend_privileges(direction, &then, &out->text, err);
	if (rc == 0)
		rc = column_places(direction->places_from, &then, direction->goal,
				   direction->places, err);
	if (rc == 0) {
		AUTO_FREE char *prefix = text_format("%s: still to ", direction->title);

		rc = prefix ? difference_list(&then, direction->goal, prefix, direction->unproved,
					      err)
			    : wb_error_nomem(err);
	}
	direction_sql_release(&sql);
	model_release(&now);
	model_release(&then);
	return rc;
}

int direction_fill(struct scratch *s, struct rows *rows, struct model *from, struct model *to,
		   struct wb_error *err)
{
	struct difference d = { .from = from, .to = to };
	struct object_vec touched = { 0 };
	int rc = difference_compare(&d, err);

	if (rc == 0 && tables_touched(&d, &touched) < 0)
		rc = wb_error_nomem(err);
	if (rc == 0)
		rc = rows_fill(rows, s, from, &touched, err);
	object_vec_release(&touched);
	difference_release(&d);
	return rc;
}

int direction_exactly(const struct direction *direction, struct model *now,
		      struct direction_sql *out, struct wb_error *err)
{
	struct string_vec left = { 0 };
	struct direction exactly = *direction;
	struct model then = { 0 };
	int rc;

	exactly.unproved = &left;
	rc = try_once(&exactly, now, 0, out, err);
	if (rc == 0)
		rc = scope_read(exactly.scratch->session, exactly.scratch->conn, &then, err);
	if (rc == 0)
		rc = difference_list(&then, exactly.goal, "", &left, err);
	rc = rc == 0 ? left.count > 0 : rc;
	if (rc == 0)
		rc = column_places(exactly.places_from, &then, exactly.goal, exactly.places, err);
	model_release(&then);
	string_vec_free(&left);
	return rc;
}
