/* SPDX-License-Identifier: MIT */
/* `check`: is the database what its revisions make, and do they make what is desired? */
#include <string.h>

#include "base/error.h"
#include "base/kind.h"
#include "cache/schema_cache.h"
#include "desired/schema_command.h"
#include "prove/prove.h"
#include "run/run.h"
#include "scope/privileges.h"
#include "scope/scope.h"
#include "scope/unsupported.h"
#include "scratch/load_beside.h"
#include "scratch/replay_revisions.h"
#include "scratch/surroundings.h"
#include "calls.h"

#define REPLAY_REMEDY                                                           \
	"a revision to begin with that makes the whole schema, or a `scratch` " \
	"server that has what they need"

struct checking {
	struct wb_session *session;
	int (*take)(void *ctx, const struct wb_drift *drift);
	void *ctx;
	int found, known; /* differences; those before it was compared with what is applied */
	bool wants;       /* there is a desired schema */
	bool read;        /* the target has been read */
	struct fingerprint expected, schema;
	bool replayed; /* what is applied: the target was compared with it … */
	bool vouched;  /* … or is known to be what that makes, as `schema` says */
};

static int tell(struct checking *c, int32_t kind, const struct change *change, struct wb_error *err)
{
	const struct wb_object *o = change->from ? &change->from->pub : &change->to->pub;
	struct wb_drift drift = { .size = sizeof(drift),
				  .kind = kind,
				  .action = change_word(change->kind) };
	struct buf title = { 0 }, detail = { 0 };
	int rc;

	change_title(change, &title);
	if (change->from && change->to)
		describe_difference(change->from, change->to, &detail);
	drift.object = kind_of(o->kind)->title;
	drift.namespace_ = o->namespace_;
	drift.parent = o->parent;
	drift.name = o->name;
	drift.title = buf_text(&title);
	drift.detail = detail.len ? buf_text(&detail) : NULL;
	rc = buf_check(&title, err);
	if (rc == 0)
		rc = buf_check(&detail, err);
	if (rc == 0)
		rc = c->take(c->ctx, &drift);
	buf_release(&title);
	buf_release(&detail);
	c->found++;
	return rc;
}

/* What would have to be done to `from` to make it `to`. What differs is looked at again in the same
 * words. */
static int compare(struct checking *c, int32_t kind, struct model *from, struct model *to,
		   struct wb_error *err)
{
	struct difference d = { .from = from, .to = to };
	struct wb_error ignored = WB_ERROR_INIT;
	bool given_back;
	int rc = privileges_align(c->session, from, to, &given_back, err);

	if (rc == 0)
		rc = unsupported_leave_out_unseen(c->session, from, to, err);
	if (rc == 0)
		rc = difference_compare(&d, err);
	if (rc == 0 && d.changes.count) {
		/* the changes point into models that are about to be replaced */
		difference_release(&d);
		d.changes = (struct change_vec){ 0 };
		unsupported_leave_out_alike(from, to);
		if (prove_canonical(c->session, from, &ignored) == 0)
			prove_canonical(c->session, to, &ignored);
		if (c->session->privileges_differ)
			privileges_forget(c->session, from, to);
		rc = difference_compare(&d, err);
	}
	for (size_t i = 0; rc == 0 && i < d.changes.count; i++)
		rc = tell(c, kind, d.changes.items[i], err);
	difference_release(&d);
	return rc;
}

/* ------------------------------------------------------------------ loading */

static bool could_do_better(struct wb_session *session, const struct loading *l)
{
	return surroundings_learn(session, l->stage.rc) || surroundings_learn(session, l->next.rc);
}

/* ------------------------------------------------------------------ comparing */

/* The database against its own revisions; then those to come, and all of them against what is
 * desired. */
static int check_replayed(struct checking *c, struct loading *applied, struct model *target,
			  struct model *desired, struct wb_error *err)
{
	struct stage *then = applied->next.make ? &applied->next : &applied->stage;
	int rc = compare(c, WB_DRIFT_DATABASE, target, &applied->stage.model, err);

	c->replayed = rc == 0;
	if (rc < 0 || !desired)
		return rc;
	if (then->rc < 0) {
		*err = then->err;
		return then->rc;
	}
	return then->known ? compare(c, WB_DRIFT_SCHEMA, &then->model, desired, err) : 0;
}

/* The engine has looked in vain: what there is to say of it is in `err`, which is cleared. */
static int note(struct wb_session *session, const char *kind, const char *name, const char *remedy,
		struct wb_error *err)
{
	const struct wb_error why = *err;

	wb_error_clear(err);
	return uncompared_add(&session->uncompared, kind, name,
			      (struct why_not){ why.message, remedy }, err);
}

/* Revisions that begin in the midst of a database's life can't be replayed; the database itself
 * then stands for them, as far as it is what they make. `why` is clear where some statement was not
 * run: then that is told. */
static int check_without(struct checking *c, struct model *target, struct model *desired,
			 struct wb_error *why, struct wb_error *err)
{
	int rc = 0;

	if (why->status) {
		rc = note(c->session, "revisions", c->replayed ? "pending" : "applied",
			  REPLAY_REMEDY, why);
		if (rc < 0)
			*err = *why;
	}
	return rc == 0 && !c->replayed && c->found == c->known && desired
		       ? compare(c, WB_DRIFT_SCHEMA, target, desired, err)
		       : rc;
}

/* Nothing that is about the schema: neither a comparison nor the lack of one. */
static bool is_final(int rc)
{
	switch (rc) {
	case WB_E_SQL:
	case WB_E_EXISTS:
	case WB_E_EXPECT:
	case WB_E_REVISION:
	case WB_E_AGAIN:
	case WB_E_BUSY:
	case WB_E_TIMEOUT:
	case WB_E_UNSUPPORTED:
	case WB_E_REFUSED:
		return false;
	default:
		return true;
	}
}

/* Everything has been read. */
static int check_loaded(struct checking *c, struct model *target, struct loading *applied,
			struct loading *desired, struct wb_error *err)
{
	bool wants = desired->begun && desired->stage.rc == 0 && desired->stage.known;
	struct model *wanted = wants ? &desired->stage.model : NULL;
	struct wb_error why = applied->stage.err;
	int rc = applied->stage.rc;

	c->known = c->found;
	if (c->vouched)
		return wanted ? compare(c, WB_DRIFT_SCHEMA, target, wanted, err) : 0;
	if (rc == 0 && !applied->stage.known)
		return check_without(c, target, wanted, &why, err);
	if (rc == 0)
		rc = check_replayed(c, applied, target, wanted, &why);
	if (!is_final(rc))
		return check_without(c, target, wanted, &why, err);
	if (rc < 0)
		*err = why;
	return rc;
}

/* Read the target, and what it is like: comparing puts it in other words. */
static int read_target(struct checking *c, struct model *target, struct wb_error *err)
{
	int rc = scope_read(c->session, &c->session->conn, target, err);

	c->read = rc == 0;
	return rc;
}

/* Load both sides, and read the target meanwhile. */
static int load_once(struct checking *c, struct loading *applied, struct loading *desired,
		     struct model *target, struct wb_error *err)
{
	struct wb_session *session = c->session;
	int rc = c->wants ? loading_start(desired, session, err) : 0;

	/* where it did not go on beside us it has ended, and its database must not be in the way */
	if (!desired->threaded)
		loading_drop(desired);
	if (rc == 0 && !c->vouched)
		rc = loading_start(applied, session, err);
	if (rc == 0 && !c->read)
		rc = read_target(c, target, err);
	/* its database goes while the other one is still at work */
	loading_drop(desired);
	loading_wait(applied);
	return rc;
}

static int load_all(struct checking *c, struct loading *applied, struct loading *desired,
		    struct model *target, struct wb_error *err)
{
	struct wb_session *session = c->session;
	int rc = load_once(c, applied, desired, target, err);

	if (rc == 0 && (could_do_better(session, applied) || could_do_better(session, desired))) {
		loading_reset(applied);
		loading_reset(desired);
		uncompared_free(&session->uncompared);
		rc = load_once(c, applied, desired, target, err);
	}
	loading_drop(applied);
	if (rc == 0)
		rc = scope_widen(session, &applied->stage.model, target, err);
	if (rc == 0)
		rc = scope_widen(session, &applied->next.model, target, err);
	if (rc == 0)
		rc = scope_widen(session, &desired->stage.model, target, err);
	return rc;
}

/* It is what the revisions make, and perhaps they make what is desired. */
static int vouch(struct checking *c, struct wb_error *err)
{
	struct fingerprint without;
	int rc = 0;

	if (c->session->project->setup.no_environment)
		return 0;

	schema_cache_add(&c->expected, &c->schema);
	if (c->wants)
		rc = fingerprint_expected(c->session, 0, &without, err);
	if (rc == 0 && c->wants)
		schema_cache_add(&without, &c->schema);
	return rc;
}

/* Files may make things in ways that only a replay shows. Those are in scope too, and not vouched for. */
static int load_sides(struct checking *c, struct loading *applied, struct loading *desired,
		      struct model *target, struct wb_error *err)
{
	struct fingerprint schema;
	int rc = load_all(c, applied, desired, target, err);

	if (rc < 0)
		return rc;
	fingerprint_model(target, &schema);
	if (c->vouched && strcmp(schema.text, c->schema.text) != 0) {
		c->vouched = false;
		loading_reset(desired);
		rc = load_all(c, applied, desired, target, err);
		fingerprint_model(target, &schema);
	}
	c->schema = schema;
	return rc;
}

static int check(struct checking *c, struct loading *applied, struct loading *desired,
		 struct model *target, struct wb_error *err)
{
	int rc = load_sides(c, applied, desired, target, err);

	if (rc == 0 && is_final(desired->stage.rc) && desired->stage.rc < 0) {
		*err = desired->stage.err;
		return desired->stage.rc;
	}
	if (rc == 0 && desired->stage.rc < 0)
		rc = note(c->session, "schema", "desired", "mend what `schema` names",
			  &desired->stage.err);
	if (rc == 0)
		rc = check_loaded(c, target, applied, desired, err);
	if (rc == 0 && !c->found && (c->replayed || c->vouched) && !c->session->uncompared.count)
		rc = vouch(c, err);
	return rc;
}

/* Is there a note that some schema is what the applied revisions make? Then the target's decides. */
static int look_up(struct checking *c, struct model *target, struct wb_error *err)
{
	const struct journal *journal = &c->session->journal;
	const bool notes = !c->session->project->setup.no_environment;
	struct fingerprint applied, stored;
	bool noted, in_database;
	int rc = fingerprint_expected(c->session, 0, &applied, err);

	if (rc == 0)
		rc = fingerprint_expected(c->session, FINGERPRINT_STORED, &stored, err);
	if (rc < 0)
		return rc;
	noted = notes && (schema_cache_knows(&c->expected) || schema_cache_knows(&applied));
	in_database = journal->compared && strcmp(journal->compared, stored.text) == 0;
	if (!noted && !in_database)
		return 0;
	rc = read_target(c, target, err);
	if (rc < 0)
		return rc;
	fingerprint_model(target, &c->schema);
	if (notes && schema_cache_has(&c->expected, &c->schema))
		return 1;
	c->vouched = (notes && schema_cache_has(&applied, &c->schema)) ||
		     (in_database && strcmp(journal->compared_schema, c->schema.text) == 0);
	return c->vouched && !c->wants;
}

/* Is it known to be right? 1: all of it is. */
static int is_vouched(struct checking *c, bool full, struct model *target, struct wb_error *err)
{
	int rc = scope_prepare(c->session, err);

	if (rc == 0)
		rc = fingerprint_expected(c->session, c->wants ? FINGERPRINT_DESIRED : 0,
					  &c->expected, err);
	if (rc == 0 && !full)
		rc = look_up(c, target, err);
	/* what is to come takes a replay of all before it */
	if (rc == 0 && history_has_pending(c->session))
		c->vouched = false;
	return rc;
}

static int look(struct checking *c, bool full, struct wb_error *err)
{
	struct loading applied = loading_of(history_make_applied);
	struct loading desired = loading_of(scratch_load_desired);
	struct model target = { 0 };
	int rc;

	uncompared_free(&c->session->uncompared);
	if (!driver_can(&c->session->conn, CAN_INTROSPECT | CAN_SCRATCH))
		rc = wb_error_set(err, WB_E_UNSUPPORTED,
				  "dialect %s can't read schemas and make scratch databases",
				  c->session->plugin->table.name);
	else
		rc = is_vouched(c, full, &target, err);
	if (c->wants && history_has_pending(c->session))
		applied.next.make = history_make_pending;
	if (rc == 0)
		rc = check(c, &applied, &desired, &target, err);
	if (rc >= 0 && scope_note_changed(c->session, err) < 0)
		rc = wb_error_kept(err);
	loading_reset(&desired);
	loading_reset(&applied);
	model_release(&target);
	return rc < 0 ? rc : 0;
}

int schema_check(struct wb_session *session, uint32_t flags,
		 int (*take)(void *ctx, const struct wb_drift *drift), void *ctx,
		 struct wb_error *err)
{
	struct checking c = { .session = session,
			      .take = take,
			      .ctx = ctx,
			      .wants = !(flags & WB_CHECK_DATABASE) &&
				       desired_wanted(session->project) };
	int rc = look(&c, flags & WB_CHECK_FULL, err);

	if (!is_final(rc))
		rc = note(session, "schema", session->project->setup.target.name,
			  "a `scratch` server; --no-schema leaves the schema out", err);
	return rc < 0 ? rc : c.found;
}
