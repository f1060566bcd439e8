/* SPDX-License-Identifier: MIT */
/* The command `purge`: what applied steps have kept of what they took away is kept no longer. The tables stay, empty, so that
 * a way back that fills in finds them. */
#include <string.h>

#include "base/error.h"
#include "calls.h"
#include "exec/section.h"
#include "graph/graph.h"
#include "read/keep.h"
#include "run.h"

struct purging {
	struct wb_session *s;
	const char *revision, *table;
};

/* The names of the tables: by the way up, or by the way down, which is all that a database knows. */
static int find_tables(struct wb_session *s, const struct revision *revision,
		       struct string_vec *out, struct wb_error *err)
{
	const struct section_rules rules = project_section_rules(s->project);
	struct problems problems = project_problems(s->project);
	struct section_vec sections = { 0 };
	int rc = sections_read(revision, &rules, &problems, &sections, err);

	if (rc == 0)
		rc = problems_check(&problems, err);
	for (size_t i = 0; rc == 0 && i < sections.count; i++) {
		const struct string_vec *keeps = &sections.items[i].keeps;

		for (size_t k = 0; rc == 0 && k < keeps->count; k++) {
			struct buf name = { 0 };

			rc = keep_table(keeps->items[k], strlen(keeps->items[k]), revision->id,
					&name, err);
			if (rc == 0 && string_vec_find(out, buf_text(&name)) < 0 &&
			    string_vec_add(out, buf_text(&name)) < 0)
				rc = wb_error_nomem(err);
			buf_release(&name);
		}
	}
	sections_free(&sections);
	return rc;
}

static int note(void *ctx, struct wb_error *err)
{
	const struct purging *p = ctx;
	const struct wb_args row = {
		.size = sizeof(row), .run_id = p->s->run_id, .event = "purged", .detail = p->table
	};

	return driver_own(&p->s->conn, WB_OWN_LOG, &row, NULL, err);
}

static int empty(struct purging *p, struct wb_error *err)
{
	const struct source_settings settings =
		project_source_settings(p->s->project, p->s->conn.server.lex_mode);
	const struct section_policy policy = { .transaction = true,
					       .hooks = { .ctx = p, .done = note } };
	struct wb_event event = { .size = sizeof(event),
				  .kind = WB_EVENT_PURGED,
				  .revision = p->revision,
				  .message = p->table,
				  .duration_ms = -1 };
	struct sql_text text = { .path = "purge", .line = 1, .variables_off = true };
	struct buf sql = { 0 };
	int rc;

	buf_printf(&sql, "DELETE FROM %s;\n", p->table);
	text.bytes = buf_text(&sql);
	text.size = text.end = sql.len;
	rc = buf_check(&sql, err);
	if (rc == 0)
		rc = section_run(&p->s->conn, &text, &settings, &policy, err);
	if (rc == 0)
		session_event(p->s, &event);
	buf_release(&sql);
	return rc;
}

/* How many tables were emptied. */
static int purge(struct wb_session *s, const char *id, struct wb_error *err)
{
	const struct revision *revision = session_revision(s, id);
	struct string_vec tables = { 0 };
	int rc = revision ? find_tables(s, revision, &tables, err) : 0, count = 0;

	for (size_t i = 0; rc == 0 && i < tables.count; i++) {
		struct purging p = { s, id, tables.items[i] };

		rc = empty(&p, err);
		count += rc == 0;
	}
	string_vec_free(&tables);
	return rc < 0 ? rc : count;
}

static int purge_all(struct wb_session *s, const char *const *ids, size_t count,
		     struct wb_error *err)
{
	int rc = 0, done = 0;

	for (size_t i = 0; i < count; i++)
		if (!applied_has(&s->applied, ids[i]))
			return wb_error_set(err, WB_E_USAGE, "revision %s is not applied", ids[i]);
	for (size_t i = 0; rc >= 0 && i<count; i++, done += rc> 0 ? rc : 0)
		rc = purge(s, ids[i], err);
	for (const struct applied_row *row = s->applied.rows; rc >= 0 && !count && row;
	     row = row->hh.next) {
		rc = purge(s, row->id, err);
		done += rc > 0 ? rc : 0;
	}
	return rc < 0 ? rc : done;
}

int run_purge(struct wb_session *s, const char *const *ids, size_t count, uint32_t flags,
	      struct wb_error *err)
{
	int rc, done = 0;

	if (!(flags & WB_RUN_YES))
		return wb_error_set(
			err, WB_E_REFUSED,
			"what was kept of what steps took away goes for good: it needs --yes");
	rc = session_begin(s, err);
	if (rc < 0)
		return rc;
	rc = purge_all(s, ids, count, err);
	done = rc > 0 ? rc : 0;
	rc = session_end(s, rc < 0 ? rc : 0, err);
	return rc < 0 ? rc : done;
}
