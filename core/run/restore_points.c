/* SPDX-License-Identifier: MIT */
#include "restore_points.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "exec/journal.h"
#include "plan.h"

/* A statement of the log, and whose step it belongs to. */
struct point {
	char *revision, *sql;
};

VEC(struct point, point_vec);

struct restore_points {
	struct point_vec all; /* in the order of the log */
	bool failed;
};

static void release(struct point *point)
{
	free(point->revision);
	free(point->sql);
}

/* Another run of that step counts from its own beginning. */
static void forget(struct restore_points *points, const char *revision)
{
	size_t kept = 0;

	for (size_t i = 0; i < points->all.count; i++)
		if (strcmp(points->all.items[i].revision, revision) == 0)
			release(&points->all.items[i]);
		else
			points->all.items[kept++] = points->all.items[i];
	points->all.count = kept;
}

static int take(void *ctx, const struct wb_log_row *row)
{
	struct restore_points *points = ctx;
	struct point point;

	if (!row->event || !row->revision)
		return 0;
	if (strcmp(row->event, "reverted") == 0 ||
	    (strcmp(row->event, "started") == 0 && text_equal(row->direction, "up")))
		forget(points, row->revision);
	if (strcmp(row->event, JOURNAL_POINT) != 0 || !row->detail)
		return 0;
	point.revision = text_dup(row->revision, strlen(row->revision));
	point.sql = text_dup(row->detail, strlen(row->detail));
	if (point.revision && point.sql && point_vec_push(&points->all, point) == 0)
		return 0;
	release(&point);
	points->failed = true;
	return 1;
}

int restore_points_read(struct connection *conn, struct restore_points **out, struct wb_error *err)
{
	struct restore_points *points = calloc(1, sizeof(*points));
	const struct log_taker taker = { take, points };
	int rc = points ? log_read(conn, WB_OWN_LOG_READ, 0, &taker, err) : wb_error_nomem(err);

	if (rc == 0 && points->failed)
		rc = wb_error_nomem(err);
	if (rc < 0) {
		restore_points_free(points);
		return rc;
	}
	*out = points;
	return 0;
}

void restore_points_free(struct restore_points *points)
{
	for (size_t i = 0; points && i < points->all.count; i++)
		release(&points->all.items[i]);
	if (points)
		point_vec_release(&points->all);
	free(points);
}

/* The section that takes the step back, or an empty one in its place. */
static struct section *section_of(struct step *step)
{
	const struct revision *r = step->revision;
	const struct section nothing = {
		.name = SECTION_DOWN, .line = r->id_line, .begin = r->size, .end = r->size
	};

	if (step->body && !step->body->irreversible)
		return &step->sections.items[step->body - step->sections.items];
	return section_vec_push(&step->sections, nothing) < 0
		       ? NULL
		       : &step->sections.items[step->sections.count - 1];
}

int restore_points_add(const struct restore_points *points, struct step *step, struct wb_error *err)
{
	struct buf lines = { 0 };
	struct section *section;
	int rc;

	for (size_t i = 0; i < points->all.count; i++)
		if (strcmp(points->all.items[i].revision, step->revision->id) == 0)
			buf_printf(&lines, "%s;\n", points->all.items[i].sql);
	if (!lines.len)
		return 0;
	section = section_of(step);
	rc = section ? 0 : wb_error_nomem(err);
	if (rc == 0 && section->behind) {
		struct buf both = { 0 };

		buf_printf(&both, "%s\n;\n%s", section->behind, buf_text(&lines));
		buf_release(&lines);
		lines = both;
	}
	if (rc == 0)
		rc = buf_check(&lines, err);
	if (rc == 0) {
		free(section->behind);
		section->behind = buf_take(&lines);
		step->body = section;
		step->restores = true;
	}
	buf_release(&lines);
	return rc;
}
