/* SPDX-License-Identifier: MIT */
/* Changing what the database remembers without running anything. */
#include <string.h>

#include "calls.h"
#include "base/error.h"
#include "exec/own.h"
#include "version_rows.h"
#include "run.h"

static int put_in(struct wb_session *s, const struct revision *revision, bool purged,
		  struct wb_error *err)
{
	const struct wb_args log = { .revision = revision->id,
				     .direction = "up",
				     .event = "stamped" };
	struct version_row row = { 0 };
	const struct database_seen by =
		purged ? (struct database_seen){ s->project->files, NULL } : session_sees(s);
	int rc = version_row_read(s->project, revision, by, &row, err);

	if (rc == 0)
		rc = version_row_write(s, WB_OWN_RECORD, revision, &row, err);
	version_row_release(&row);
	return rc < 0 ? rc : session_log_in(s, &log, err);
}

static int take_out(struct wb_session *s, const char *id, struct wb_error *err)
{
	const struct wb_args row = { .size = sizeof(row), .revision = id },
			     log = { .revision = id, .direction = "down", .event = "stamped" };

	if (driver_own(&s->conn, WB_OWN_ERASE, &row, NULL, err) < 0)
		return wb_error_kept(err);
	return session_log_in(s, &log, err);
}

static int purge(struct wb_session *s, struct wb_error *err)
{
	for (const struct applied_row *row = s->applied.rows; row; row = row->hh.next)
		if (take_out(s, row->id, err) < 0)
			return wb_error_kept(err);
	return 0;
}

static bool has_nothing(const void *ctx, const char *id)
{
	(void)ctx;
	(void)id;
	return false;
}

/* A revision that a squash stands for goes with it. */
static int take_out_all(struct wb_session *s, const struct revision *revision, struct wb_error *err)
{
	struct string_vec ids = { 0 };
	int rc = graph_replaced(revision, &ids) < 0 || string_vec_add(&ids, revision->id) < 0
			 ? wb_error_nomem(err)
			 : 0;

	for (size_t i = 0; rc == 0 && i < ids.count; i++)
		if (applied_has(&s->applied, ids.items[i]))
			rc = take_out(s, ids.items[i], err);
	string_vec_free(&ids);
	return rc;
}

/* Copies of what the interrupted step had in its session are kept in tables. Who takes it up has them from then on,
 * and drops them when it settles: what can't be taken up is no reason to keep them. */
static void take_up(struct wb_session *s)
{
	struct wb_error ignored = WB_ERROR_INIT;

	if (s->journal.open && s->journal.memory && driver_can(&s->conn, WB_F_TRANSACTIONAL_DDL))
		driver_recall(&s->conn, s->journal.memory, false, &ignored);
}

/* The interrupted step is forgotten: who stamps has looked. */
static int give_up(struct wb_session *s, struct wb_error *err)
{
	const struct wb_args given_up = { .revision = s->journal.revision,
					  .direction = s->journal.up ? "up" : "down",
					  .event = "stamped",
					  .detail = "an interrupted step was given up" };

	if (!s->journal.open)
		return 0;
	client_log(&s->client, WB_LOG_WARNING,
		   "revision %s was half done: what is done of it stays, and is forgotten",
		   s->journal.revision);
	if (session_log_in(s, &given_up, err) < 0)
		return wb_error_kept(err);
	return s->journal.memory && driver_can(&s->conn, WB_F_TRANSACTIONAL_DDL)
		       ? own_run(&s->conn, WB_OWN_SETTLE, err)
		       : 0;
}

static int stamp_rows(struct wb_session *s, const struct revision_vec *in,
		      const struct revision_vec *out, bool all, struct wb_error *err)
{
	struct wb_args guard = lock_guard(&s->lock);
	int rc;

	take_up(s);
	rc = own_run(&s->conn, WB_OWN_BEGIN, err);
	if (rc == 0 && driver_can(&s->conn, WB_F_TRANSACTIONAL_DDL))
		rc = driver_own(&s->conn, WB_OWN_GUARD, &guard, NULL, err);
	if (rc == 0 && all)
		rc = purge(s, err);
	for (size_t i = 0; rc == 0 && i < out->count; i++)
		rc = take_out_all(s, out->items[i], err);
	for (size_t i = 0; rc == 0 && i < in->count; i++)
		rc = put_in(s, in->items[i], all, err);
	if (rc == 0)
		rc = give_up(s, err);
	if (rc == 0)
		rc = own_commit(&s->conn, err);
	if (rc < 0) {
		struct wb_error ignored = WB_ERROR_INIT;

		own_run(&s->conn, WB_OWN_ROLLBACK, &ignored);
	}
	return rc;
}

static bool is_among(const struct revision_vec *revisions, const char *id)
{
	for (size_t i = 0; i < revisions->count; i++)
		if (strcmp(revisions->items[i]->id, id) == 0)
			return true;
	return false;
}

static void tell_stamped(struct wb_session *s, const struct revision_vec *in,
			 const struct revision_vec *out, bool all)
{
	const struct applied_row *row = all ? s->applied.rows : NULL;

	for (; row; row = row->hh.next)
		if (!is_among(in, row->id))
			session_tell(s, WB_EVENT_ERASED, row->id, row->title, NULL);
	for (size_t i = 0; i < out->count; i++)
		session_tell(s, WB_EVENT_ERASED, out->items[i]->id, out->items[i]->title, NULL);
	for (size_t i = 0; i < in->count; i++)
		session_tell(s, WB_EVENT_STAMPED, in->items[i]->id, in->items[i]->title, NULL);
}

/* What a stamp is asked to do. */
struct stamping {
	struct wb_session *s;
	struct wb_names targets;
	bool all;
	const struct revision_vec *repeat; /* repeatable ones that are in as well; NULL: none */
};

/* Repeatable ones are no targets, and have no place in the graph. */
static int add_repeatable(const struct stamping *what, struct revision_vec *in,
			  struct wb_error *err)
{
	for (size_t i = 0; what->repeat && i < what->repeat->count; i++)
		if (!applied_has(&what->s->applied, what->repeat->items[i]->id) &&
		    revision_vec_push(in, what->repeat->items[i]) < 0)
			return wb_error_nomem(err);
	return 0;
}

static int stamp_once(void *ctx, struct wb_error *err)
{
	const struct stamping *what = ctx;
	struct wb_session *s = what->s;
	struct revision_vec in = { 0 }, out = { 0 };
	struct view *empty = NULL;
	int rc = what->all ? view_new(s->project->graph, has_nothing, NULL, &empty, err) : 0;

	if (rc == 0)
		rc = resolve_stamp(what->all ? empty : s->view, what->targets, &in, &out, err);
	if (rc == 0)
		rc = add_repeatable(what, &in, err);
	if (rc == 0)
		rc = stamp_rows(s, &in, &out, what->all, err);
	if (rc == 0)
		tell_stamped(s, &in, &out, what->all);
	view_free(empty);
	revision_vec_release(&in);
	revision_vec_release(&out);
	return rc;
}

static int run_stamping(struct stamping *what, const struct wb_run_options *options,
			struct wb_error *err)
{
	struct wb_session *s = what->s;

	if (session_options(s, options, err) < 0 || session_begin(s, err) < 0)
		return wb_error_kept(err);
	return session_end(s, session_retry_busy(s, stamp_once, what, err), err);
}

int run_stamp(struct wb_session *s, struct wb_names targets, uint32_t flags,
	      const struct wb_run_options *options, struct wb_error *err)
{
	bool all = flags & WB_STAMP_PURGE;
	struct stamping stamping = { .s = s, .targets = targets, .all = all };

	if (all && s->project->setup.target.protected &&
	    !(options && (options->flags & WB_RUN_YES)))
		return wb_error_set(err, WB_E_REFUSED,
				    "target %s is protected: stamp --purge needs --yes",
				    s->project->setup.target.name);
	return run_stamping(&stamping, options, err);
}

int run_stamp_exactly(struct wb_session *s, const struct string_vec *ids,
		      const struct wb_run_options *options, struct wb_error *err)
{
	static const char *const base[] = { "base" };
	struct revision_vec repeat = { 0 };
	struct string_vec targets = { 0 }; /* they are the caller's */
	struct stamping stamping = { .s = s, .targets = { base, 1 }, .repeat = &repeat };
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < ids->count; i++) {
		char *id = ids->items[i];
		struct revision *r = graph_find(s->project->graph, id, strlen(id));

		rc = r && r->repeat ? revision_vec_push(&repeat, r) : string_vec_push(&targets, id);
	}
	if (rc < 0)
		rc = wb_error_nomem(err);
	if (targets.count)
		stamping.targets = string_vec_names(&targets);
	if (rc == 0)
		rc = run_stamping(&stamping, options, err);
	revision_vec_release(&repeat);
	string_vec_release(&targets);
	return rc;
}
