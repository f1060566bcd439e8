/* SPDX-License-Identifier: MIT */
#include "version_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "exec/own.h"
#include "dialect/portable.h"
#include "read/stored_down.h"
#include "session.h"

int version_row_read(struct wb_project *project, const struct revision *revision,
		     struct database_seen by, struct version_row *out, struct wb_error *err)
{
	const struct rows_known known = { by.rows ? applied_has : NULL, by.rows };
	struct section_rules rules = project_section_rules(project);
	const char *const *names = project_dialect_names(project);
	struct problems silent = { 0 };
	struct section_vec sections = { 0 };
	const struct section *up;
	int rc = sections_read(revision, &rules, &silent, &sections, err);

	out->checksum[0] = '\0';
	up = rc == 0 ? sections_find(&sections, SECTION_UP, names) : NULL;
	if (up)
		rc = section_checksum(revision, up, out->checksum, err);
	if (rc == 0)
		rc = stored_down_write(revision, sections_find(&sections, SECTION_DOWN, names),
				       names, &out->down, err);
	out->too_long = rc == 1;
	sections_free(&sections);
	if (rc >= 0)
		rc = problems_check(&silent, err);
	if (rc == 0)
		rc = view_place(by.view, revision, known, &out->place, err);
	return rc;
}

struct database_seen session_sees(const struct wb_session *s)
{
	return (struct database_seen){ s->view, &s->applied };
}

void version_row_release(struct version_row *row)
{
	row_place_release(&row->place);
	buf_release(&row->down);
}

void version_row_args(const struct version_row *row, struct wb_args *args)
{
	args->checksum = row->checksum;
	args->parents = buf_text(&row->place.parents);
	args->depends = buf_text(&row->place.depends);
	args->down = row->too_long ? NULL : buf_text(&row->down);
}

/* ------------------------------------------------------------------ an older format */

static int raise_format(struct wb_session *s, struct wb_error *err)
{
	static const int32_t together[] = { WB_OWN_BEGIN, WB_OWN_RAISE, WB_OWN_COMMIT, 0 },
			     alone[] = { WB_OWN_RAISE, 0 };
	bool transactional = driver_can(&s->conn, WB_F_TRANSACTIONAL_DDL);
	struct wb_args args = { .size = sizeof(args) };
	struct wb_error why = WB_ERROR_INIT, ignored = WB_ERROR_INIT;
	int rc = own_together(&s->conn, transactional ? together : alone, &args, &why);

	if (rc == 0) {
		client_log(&s->client, WB_LOG_INFO, "whimbrel_version is brought up to format %d",
			   WB_TABLE_FORMAT);
		s->applied.format = WB_TABLE_FORMAT;
		return 0;
	}
	if (transactional)
		own_run(&s->conn, WB_OWN_ROLLBACK, &ignored);
	wb_error_set(err, why.status,
		     "the table whimbrel_version could not be brought up to format %d, which needs "
		     "the right to alter it: %s",
		     WB_TABLE_FORMAT, why.message);
	return why.status;
}

VEC(struct wb_args, args_vec);
VEC(struct version_row, version_row_vec);

/* 1: the file at hand is what was applied, and tells more than the row. */
static int look_at(struct wb_session *s, const struct applied_row *row, struct version_row *out,
		   struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	const struct revision *r = graph_find(s->project->graph, row->id, strlen(row->id));

	if (row->parents || !r)
		return 0;
	/* a file that can't be read is somebody else's to report */
	if (version_row_read(s->project, r, session_sees(s), out, &why) < 0)
		return why.status == WB_E_NOMEM ? wb_error_nomem(err) : 0;
	return text_equal(row->checksum ? row->checksum : "", out->checksum);
}

static int gather(struct wb_session *s, struct version_row_vec *rows, struct args_vec *args,
		  struct wb_error *err)
{
	for (const struct applied_row *a = s->applied.rows; a; a = a->hh.next) {
		struct version_row row = { 0 };
		struct wb_args arg = { .size = sizeof(arg), .revision = a->id, .title = a->title };
		int rc = look_at(s, a, &row, err);

		if (rc != 1) {
			version_row_release(&row);
			if (rc < 0)
				return rc;
			continue;
		}
		version_row_args(&row, &arg);
		/* as the row has it: SQL's null stays */
		arg.checksum = a->checksum;
		if (version_row_vec_push(rows, row) < 0) {
			version_row_release(&row);
			return wb_error_nomem(err);
		}
		if (args_vec_push(args, arg) < 0)
			return wb_error_nomem(err);
	}
	return 0;
}

static int fill_in(struct wb_session *s, struct wb_error *err)
{
	struct version_row_vec rows = { 0 };
	struct args_vec args = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = gather(s, &rows, &args, err);

	if (rc == 0 && args.count) {
		rc = own_each(&s->conn, WB_OWN_AMEND, args.items, args.count, err);
		if (rc < 0)
			own_run(&s->conn, WB_OWN_ROLLBACK, &ignored);
		else
			rc = 1;
	}
	for (size_t i = 0; i < rows.count; i++)
		version_row_release(&rows.items[i]);
	version_row_vec_release(&rows);
	args_vec_release(&args);
	return rc;
}

int session_raise(struct wb_session *s, struct wb_error *err)
{
	if (s->applied.format == 1 && raise_format(s, err) < 0)
		return wb_error_kept(err);
	return fill_in(s, err);
}

int version_row_write(struct wb_session *s, int32_t what, const struct revision *revision,
		      const struct version_row *row, struct wb_error *err)
{
	struct wb_args args = { .size = sizeof(args),
				.revision = revision->id,
				.run_id = s->run_id,
				.title = revision->title };

	version_row_args(row, &args);
	args.applied_by = s->applied_by;
	return driver_own(&s->conn, what, &args, NULL, err);
}
