/* SPDX-License-Identifier: MIT */
/* The steps of a plan keep another tool's table right: their statements stand behind those of the files. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "import/mirror.h"
#include "run.h"

static int all_applied(const struct wb_session *s, struct string_vec *out, struct wb_error *err)
{
	for (const struct applied_row *row = s->applied.rows; row; row = row->hh.next)
		if (string_vec_add(out, row->id) < 0)
			return wb_error_nomem(err);
	return 0;
}

static int change(struct string_vec *applied, const struct step *step, struct wb_error *err)
{
	ptrdiff_t at = string_vec_find(applied, step->revision->id);

	if (step->up)
		return at < 0 && string_vec_add(applied, step->revision->id) < 0
			       ? wb_error_nomem(err)
			       : 0;
	if (at >= 0) {
		free(applied->items[at]);
		applied->items[at] = applied->items[--applied->count];
	}
	return 0;
}

static int put_behind(const struct step *step, const struct buf *sql, struct wb_error *err)
{
	/* it is the step's own */
	struct section *body = (struct section *)(uintptr_t)step->body;
	char *both;

	if (!sql->len || !body)
		return buf_check(sql, err);
	both = text_format("%s%s", body->behind ? body->behind : "", buf_text(sql));
	if (!both)
		return wb_error_nomem(err);
	free(body->behind);
	body->behind = both;
	return 0;
}

int plan_mirror(struct wb_session *s, struct wb_plan *plan, struct wb_error *err)
{
	struct string_vec applied = { 0 };
	struct mirror mirror;
	int rc = plan->steps.count ? mirror_open(&s->conn, s->project, &mirror, err) : 0;

	if (rc <= 0)
		return rc;
	rc = all_applied(s, &applied, err);
	for (size_t i = 0; rc == 0 && i < plan->steps.count; i++) {
		const struct step *step = &plan->steps.items[i];
		const struct mirrored now = { step->revision->id, step->up, &applied };
		struct buf sql = { 0 };

		rc = change(&applied, step, err);
		if (rc == 0)
			rc = mirror_write(&mirror, &now, &sql, err);
		if (rc == 0)
			rc = put_behind(step, &sql, err);
		buf_release(&sql);
	}
	mirror_release(&mirror);
	string_vec_free(&applied);
	return rc;
}
