/* SPDX-License-Identifier: MIT */
/* A person says that files are right as they are now, or what became of a statement that was running. */
#include <stdio.h>
#include <string.h>

#include "calls.h"
#include "base/error.h"
#include "base/text.h"
#include "exec/own.h"
#include "run.h"
#include "version_rows.h"

/* 1: it was edited, and is accepted now; 0: it was not. */
static int accept_one(struct wb_session *s, const struct revision *revision, struct wb_error *err)
{
	const struct applied_row *row = applied_find(&s->applied, revision->id);
	struct version_row now = { 0 };
	char detail[256];
	const struct wb_args log = {
		.revision = revision->id, .direction = "up", .event = "repaired", .detail = detail
	};
	int rc;

	if (!row || revision->repeat)
		return 0;
	rc = version_row_read(s->project, revision, session_sees(s), &now, err);
	if (rc < 0 || !now.checksum[0] || text_equal(row->checksum, now.checksum)) {
		version_row_release(&now);
		return rc < 0 ? rc : 0;
	}
	snprintf(detail, sizeof(detail), "by %s: %s is now %s", s->applied_by,
		 row->checksum ? row->checksum : "none", now.checksum);
	rc = own_run(&s->conn, WB_OWN_BEGIN, err);
	if (rc == 0)
		rc = version_row_write(s, WB_OWN_AMEND, revision, &now, err);
	if (rc == 0)
		rc = session_log_in(s, &log, err);
	if (rc == 0)
		rc = own_commit(&s->conn, err);
	version_row_release(&now);
	if (rc < 0)
		return rc;
	session_tell(s, WB_EVENT_REPAIRED, revision->id, revision->title, "accepted as it is now");
	return 1;
}

static int undecided(const struct revision *revision, struct wb_error *err)
{
	return wb_error_set(err, WB_E_USAGE,
			    "revision %s: say first what became of the statement that was running: "
			    "`whimbrel repair %s --done` or "
			    "`--not-done`",
			    revision->id, revision->id);
}

static bool is_open(const struct wb_session *s, const char *id)
{
	return s->journal.open && strcmp(s->journal.revision, id) == 0;
}

/* A person says what became of the statement that was running. */
static int decide(struct wb_session *s, const struct revision *revision, bool done,
		  struct wb_error *err)
{
	struct wb_args row = { .size = sizeof(row),
			       .revision = revision->id,
			       .statement = s->journal.intent };

	if (!is_open(s, revision->id) || !s->journal.intent)
		return wb_error_set(err, WB_E_USAGE,
				    "revision %s has no statement whose fate is open",
				    revision->id);
	row.direction = s->journal.up ? "up" : "down";
	row.detail = s->applied_by;
	row.event = done ? "done" : "repaired";
	row.hash = done ? s->journal.intent_row : NULL;
	if (session_log(s, &row, err) < 0)
		return wb_error_kept(err);
	session_tell(s, WB_EVENT_REPAIRED, revision->id, revision->title,
		     done ? "the statement is done" : "the statement is to be run");
	return 1;
}

/* As its file is now: all of what is applied, and of a step that stands half-way what was done of it. */
static int accept(struct wb_session *s, const struct revision *revision, struct wb_error *err)
{
	return is_open(s, revision->id) ? accept_done(s, revision, err)
					: accept_one(s, revision, err);
}

static int repair_named(struct wb_session *s, const char *id, int what, struct wb_error *err)
{
	struct revision_vec found = { 0 };
	struct revision *half = is_open(s, id) ? session_revision(s, id) : NULL;
	int count = 0;
	int rc = !half                                 ? resolve_names(s->view, id, &found, err)
		 : revision_vec_push(&found, half) < 0 ? wb_error_nomem(err)
						       : 0;

	for (size_t i = 0; rc >= 0 && i < found.count; i++) {
		const struct revision *revision = found.items[i];

		if (what != WB_REPAIR_ACCEPT)
			rc = decide(s, revision, what == WB_REPAIR_DONE, err);
		else if (is_open(s, revision->id) && s->journal.intent)
			rc = undecided(revision, err);
		else
			rc = accept(s, revision, err);
		count += rc > 0;
	}
	revision_vec_release(&found);
	return rc < 0 ? rc : count;
}

static int repair_locked(struct wb_session *s, struct wb_names ids, int what, struct wb_error *err)
{
	int repaired = 0;

	for (size_t i = 0; i < ids.count; i++) {
		int rc = repair_named(s, ids.items[i], what, err);

		if (rc < 0)
			return rc;
		repaired += rc;
	}
	for (size_t i = 0; !ids.count && i < graph_count(s->project->graph); i++) {
		const struct revision *revision = graph_at(s->project->graph, i);
		int rc = 0;

		/* what became of a statement that was running the next upgrade may find out by itself */
		if (!is_open(s, revision->id) || !s->journal.intent)
			rc = accept(s, revision, err);
		if (rc < 0)
			return rc;
		repaired += rc;
	}
	return repaired;
}

int run_repair(struct wb_session *s, struct wb_names ids, int what,
	       const struct wb_run_options *options, struct wb_error *err)
{
	if (what != WB_REPAIR_ACCEPT && ids.count != 1)
		return wb_error_set(err, WB_E_USAGE,
				    "name the one revision whose statement was, or was not, done");
	if (session_options(s, options, err) < 0 || session_begin(s, err) < 0)
		return wb_error_kept(err);
	return session_end(s, repair_locked(s, ids, what, err), err);
}
