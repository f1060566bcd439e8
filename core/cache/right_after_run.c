/* SPDX-License-Identifier: MIT */
#include "right_after_run.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "difference/difference.h"
#include "lex/mentioned.h"
#include "scope/scope.h"
#include "fingerprint.h"
#include "schema_cache.h"

#define MOST_OF_A_FILE ((size_t)1 << 30)

struct guarded {
	struct model model;
	struct string_vec others; /* namespaces that are not ours */
};

static void forget(struct wb_session *session)
{
	if (session->before) {
		model_release(&session->before->model);
		string_vec_free(&session->before->others);
	}
	free(session->before);
	session->before = NULL;
}

void right_after_run_begin(struct wb_session *session)
{
	struct wb_error ignored = WB_ERROR_INIT;

	forget(session);
	session->before = calloc(1, sizeof(*session->before));
	if (session->before &&
	    (scope_read(session, &session->conn, &session->before->model, &ignored) < 0 ||
	     scope_others(session, &session->before->others, &ignored) < 0))
		forget(session);
}

/* ------------------------------------------------------------------ what a run has changed */

/* 1: the words of all that was run are there. Of what stands in the database alone nobody has the file. */
static int read_steps(const struct wb_plan *plan, struct mentioned *named)
{
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = 1;

	for (size_t i = 0; rc == 1 && i < plan->steps.count; i++) {
		const struct revision *r = plan->steps.items[i].revision;
		const char *text = r->text;
		struct buf read = { 0 };

		if (!text && (!r->path || file_read(r->path, MOST_OF_A_FILE, &read, &ignored) < 0))
			rc = 0;
		if (rc == 1 && !text)
			text = buf_text(&read);
		if (rc == 1 && mentioned_add(named, text, strlen(text)) < 0)
			rc = 0;
		buf_release(&read);
	}
	return rc;
}

/* A table that the run has made, and names. */
static bool is_new_table(const struct difference *d, const struct mentioned *named,
			 const struct object *table)
{
	return table && table->pub.kind == WB_KIND_TABLE && !model_find(d->from, table) &&
	       mentioned_has(named, table->pub.name);
}

/* On such a table, or with its name and a line in front of its own: a server names what goes with a table so. */
static bool is_of_new_table(const struct difference *d, const struct mentioned *named,
			    const struct object *o)
{
	bool found = is_new_table(d, named, o->parent);
	AUTO_FREE char *name = text_dup(o->pub.name, strlen(o->pub.name));
	struct wb_object like = { .flags = o->pub.flags,
				  .kind = WB_KIND_TABLE,
				  .namespace_ = o->pub.namespace_,
				  .name = name };

	for (char *end = name ? strrchr(name, '_') : NULL; end && !found;
	     end = strrchr(name, '_')) {
		*end = '\0';
		found = is_new_table(d, named, model_find_like(d->to, &like));
	}
	return found;
}

/* Somebody else may have changed something meanwhile: what no file names was not the run's doing. */
static bool is_named(const struct difference *d, const struct mentioned *named)
{
	for (size_t i = 0; i < d->changes.count; i++) {
		const struct change *c = d->changes.items[i];
		const struct object *o = c->to ? c->to : c->from;

		if (*o->pub.name && mentioned_has(named, o->pub.name))
			continue;
		if (!c->to || !is_of_new_table(d, named, o))
			return false;
	}
	return true;
}

/* A namespace that the run has made is ours, also where the files don't show that; it was not read yet. */
static bool has_same_others(struct wb_session *session)
{
	struct string_vec now = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	bool same = scope_others(session, &now, &ignored) == 0;

	for (size_t i = 0; same && i < now.count; i++)
		same = string_vec_find(&session->before->others, now.items[i]) >= 0;
	string_vec_free(&now);
	return same;
}

static bool is_runs_doing(struct wb_session *session, const struct wb_plan *plan,
			  struct model *after)
{
	struct difference d = { .from = &session->before->model, .to = after };
	struct mentioned named = { .variables = &session->project->variables };
	struct wb_error ignored = WB_ERROR_INIT;
	bool good = read_steps(plan, &named) == 1 && difference_compare(&d, &ignored) == 0 &&
		    has_same_others(session) && is_named(&d, &named);

	difference_release(&d);
	mentioned_release(&named);
	return good;
}

/* ------------------------------------------------------------------ the note */

static int keep(struct wb_session *session, struct model *after, struct wb_error *err)
{
	struct fingerprint schema, expected, stored;
	const struct wb_args row = {
		.size = sizeof(row),
		.revision = "",
		.event = "compared",
		.hash = stored.text,
		.detail = schema.text,
	};
	int rc = fingerprint_expected(session, 0, &expected, err);

	if (rc == 0)
		rc = fingerprint_expected(session, FINGERPRINT_STORED, &stored, err);
	if (rc < 0)
		return rc;
	fingerprint_model(after, &schema);
	if (!session->project->setup.no_environment)
		schema_cache_add(&expected, &schema);
	return session_log(session, &row, err);
}

void right_after_run_end(struct wb_session *session, const struct wb_plan *plan)
{
	struct wb_error why = WB_ERROR_INIT;
	struct model after = { 0 };
	int rc;

	if (session->before && plan && plan->steps.count) {
		rc = session_refresh(session, &why);
		if (rc == 0)
			rc = scope_read(session, &session->conn, &after, &why);
		if (rc == 0 && is_runs_doing(session, plan, &after))
			rc = keep(session, &after, &why);
		if (rc < 0)
			client_log(&session->client, WB_LOG_INFO,
				   "the next check compares all of the schema: %s", why.message);
		model_release(&after);
	}
	forget(session);
}
