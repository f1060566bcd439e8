/* SPDX-License-Identifier: MIT */
#include "revisions_make.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "scope/scope.h"
#include "scratch/replay_revisions.h"
#include "calls.h"

#define BASELINE                                                                         \
	"revisions for what is there, recorded here with `stamp`, make other databases " \
	"the same"

static int take(void *ctx, const struct wb_drift *drift)
{
	struct replayed *r = ctx;

	if (!r->first[0])
		snprintf(r->first, sizeof(r->first), "%s", drift->title);
	return 0;
}

int replayed_look(struct wb_session *session, struct replayed *out, struct wb_error *err)
{
	int found;

	*out = (struct replayed){ .drift = 0 };
	found = schema_check(session, WB_CHECK_DATABASE, take, out, err);
	if (found < 0)
		return found;
	out->drift = found;
	return uncompared_move(&out->uncompared, &session->uncompared, err);
}

static void warn(struct wb_session *session, const struct replayed *r, const char *then)
{
	client_log(
		&session->client, WB_LOG_WARNING,
		"the revisions don't make what target %s has: %d %s (first: %s); %s. `check` "
		"shows all of it; what is not this project's is left alone by `exclude`; " BASELINE,
		session->project->setup.target.name, r->drift,
		r->drift == 1 ? "thing differs" : "things differ", r->first, then);
}

static int note_failure(struct proof *proof, const struct wb_error *why, struct wb_error *err)
{
	struct buf line = { 0 };
	int rc = 0;

	buf_printf(&line, "on a database that the revisions make, it fails: %s", why->message);
	if (line.failed || string_vec_add(&proof->unproved, buf_text(&line)) < 0)
		rc = wb_error_nomem(err);
	buf_release(&line);
	return rc;
}

/* On what the revisions make. */
static int try_up(struct scratch *s, struct model *desired, struct proof *proof,
		  struct string_vec *left, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	struct model made = { 0 };
	int rc = history_make_applied(s, err);

	if (rc == 0)
		rc = scratch_run(s, "up", buf_text(&proof->up.text), proof->up.alone, &why);
	if (wb_error_of_statement(rc))
		return note_failure(proof, &why, err);
	if (rc < 0 && why.status)
		*err = why;
	if (rc == 0)
		rc = scope_read(s->session, s->conn, &made, err);
	if (rc == 0)
		rc = difference_list(&made, desired, "", left, err);
	model_release(&made);
	return rc;
}

static int prove_up(struct wb_session *session, const struct replayed *r, struct model *desired,
		    struct proof *proof, struct wb_error *err)
{
	size_t unproved = proof->unproved.count;
	struct string_vec left = { 0 };
	struct scratch s;
	int rc = scratch_open(session, &s, err);

	if (rc < 0)
		return rc;
	rc = try_up(&s, desired, proof, &left, err);
	uncompared_free(&s.uncompared);
	scratch_close(&s);
	if (rc == 0 && proof->unproved.count > unproved)
		warn(session, r,
		     "this revision would fail on a database that they make. To take back what "
		     "was done by hand, run what `diff` shows");
	else if (rc == 0 && left.count)
		warn(session, r, "with this revision they don't make what is desired");
	string_vec_free(&left);
	return rc;
}

int replayed_prove(struct wb_session *session, struct replayed *r, struct model *desired,
		   struct proof *proof, struct wb_error *err)
{
	int rc = uncompared_move(&session->uncompared, &r->uncompared, err);

	if (rc < 0 || !r->drift)
		return rc;
	/* the history begins here, and may well stand on what is there */
	if (!session->applied.rows)
		warn(session, r, "nothing is applied");
	else if (!proof->changes)
		warn(session, r, "they don't make what is desired");
	else
		rc = prove_up(session, r, desired, proof, err);
	return rc;
}

void replayed_release(struct replayed *r)
{
	uncompared_free(&r->uncompared);
}
