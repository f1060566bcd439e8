/* SPDX-License-Identifier: MIT */
/* The public functions that compare with the desired schema: diff, generate. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/secrets.h"
#include "base/text.h"
#include "cache/compared_before.h"
#include "desired/definitions.h"
#include "prove/prove.h"
#include "rename/rename.h"
#include "run/run.h"
#include "scope/privileges.h"
#include "scope/scope.h"
#include "scope/unsupported.h"
#include "calls.h"
#include "revisions_make.h"

static int refuse_pending(struct wb_session *session, struct wb_error *err)
{
	size_t pending = 0;
	const char *first = NULL;

	for (size_t i = 0; i < graph_count(session->project->graph); i++) {
		const struct revision *r = graph_at(session->project->graph, i);

		if (r->repeat || view_applied(session->view, r) || !view_visible(session->view, r))
			continue;
		first = first ? first : r->id;
		pending++;
	}
	if (!pending)
		return 0;
	return wb_error_set(err, WB_E_REVISION,
			    "the target is not up to date: %zu %s pending, the first is %s; "
			    "upgrade it, and compare then",
			    pending, pending == 1 ? "revision is" : "revisions are", first);
}

static int prove_renamed(struct wb_session *session, struct claim *claim,
			 const struct wb_schema_options *options, struct proof *out,
			 struct wb_error *err)
{
	struct string_vec renames = { 0 };
	int rc = 0;

	for (size_t i = 0; rc == 0 && options && i < options->rename_count; i++)
		if (string_vec_add(&renames, options->renames[i]) < 0)
			rc = wb_error_nomem(err);
	/* another target may be compared, and then nobody has files of it */
	if (rc == 0 && session->project->setup.config.schema.count)
		rc = rename_hints(session, claim->current, claim->desired, &renames, err);
	claim->renames = string_vec_names(&renames);
	if (rc == 0)
		rc = prove(session, claim, out, err);
	string_vec_free(&renames);
	return rc;
}

/* A table or view that is looked for among what a text drops. */
struct dropping {
	struct wb_definitions sink; /* first: it is handed to the dialect */
	const char *name;
	bool found;
};

/* The name, or one that it stepped aside to: whimbrel_old_NAME. */
static int compare(struct wb_definitions *sink, int32_t how, const struct wb_object *o)
{
	struct dropping *d = (struct dropping *)(void *)sink;
	size_t len = strlen(o->name), tail = strlen(d->name);

	d->found |= how == WB_DEFINE_DROPS && len >= tail &&
		    strcasecmp(o->name + len - tail, d->name) == 0 &&
		    (len == tail || o->name[len - tail - 1] == '_');
	return 0;
}

static bool drops(const struct wb_session *session, const struct buf *text, const char *name)
{
	struct dropping d = { .sink = { .size = sizeof(d.sink), .add = compare }, .name = name };

	return definitions_find(session, buf_text(text), text->len, &d.sink) == 0 && d.found;
}

/* What is left alone on a table that is made anew goes with the old one. */
static void warn_of_left(struct wb_session *session, const struct proof *proof)
{
	const struct string_vec *left = &session->project->left;

	for (size_t i = 0; i + 1 < left->count; i += 2) {
		const char *table = left->items[i];

		if (drops(session, &proof->up.text, table) ||
		    drops(session, &proof->down.text, table))
			client_log(
				&session->client, WB_LOG_WARNING,
				"%s is left alone by `exclude`, but it is on %s, which is dropped "
				"or made anew here, and goes with it: make it again behind that",
				left->items[i + 1], table);
	}
}

/* Read both sides; `other` NULL: the desired schema, which stays on `made`. `out`: what the target is like, before
 * anything is left out. */
static int read_sides(struct wb_session *session, struct wb_session *other, struct claim *claim,
		      struct fingerprint *out, struct wb_error *err)
{
	int rc = scope_read(session, &session->conn, claim->current, err);

	uncompared_free(&session->uncompared);
	if (rc < 0)
		return rc;
	if (other)
		rc = scope_read(other, &other->conn, claim->desired, err);
	else
		rc = scratch_read_desired(session, claim->made, claim->desired, err);
	if (rc == 0 && !other)
		rc = scope_widen(session, claim->desired, claim->current, err);
	fingerprint_model(claim->current, out);
	return rc < 0 ? rc
		      : unsupported_leave_out_both(session, claim->current, claim->desired, err);
}

/* Whose schema is compared with whose. */
struct sides {
	struct wb_session *session, *other; /* NULL: the desired one */
	const struct compared_before *before;
};

/* Nothing is to be done, and nothing is in doubt. */
static bool is_right(const struct wb_session *session, const struct replayed *replayed,
		     const struct proof *proof)
{
	return !proof->changes && !proof->up.text.len && !proof->unproved.count &&
	       !session->uncompared.count &&
	       (!replayed || (!replayed->drift && !replayed->uncompared.count));
}

/* `replayed`, and a way back, for a revision. */
static int prove_target(const struct sides *sides, const struct wb_schema_options *options,
			struct replayed *replayed, struct proof *out, struct wb_error *err)
{
	struct wb_session *session = sides->session;
	struct fingerprint schema = { "" };
	struct model current = { 0 }, desired = { 0 };
	struct scratch made = { .session = session };
	struct claim claim = { .current = &current,
			       .desired = &desired,
			       .only_up = !replayed,
			       .made = sides->other ? NULL : &made };
	int rc = read_sides(session, sides->other, &claim, &schema, err);

	if (rc == 0)
		rc = prove_renamed(session, &claim, options, out, err);
	scratch_close(&made);
	if (rc == 0 && replayed)
		rc = replayed_prove(session, replayed, &desired, out, err);
	if (rc == 0 && is_right(session, replayed, out))
		compared_before_note(sides->before,
				     replayed ? COMPARED_BY_GENERATE : COMPARED_BY_DIFF, &schema);
	if (rc == 0) {
		warn_of_left(session, out);
		unsupported_tell(session, "not compared");
	}
	model_release(&current);
	model_release(&desired);
	return rc;
}

/* A rename that is asked for is looked for. */
static bool renames(const struct wb_schema_options *options)
{
	return options && options->rename_count;
}

int schema_diff(struct wb_session *session, struct wb_session *other,
		const struct wb_schema_options *options, struct writing to, struct wb_error *err)
{
	struct proof proof = { 0 };
	struct buf shown = { 0 };
	struct compared_before before = { .right = false };
	int rc = 0;

	if (other && other->plugin != session->plugin)
		return wb_error_set(
			err, WB_E_USAGE,
			"only databases of one dialect can be compared: these are %s and %s",
			session->plugin->table.name, other->plugin->table.name);
	if (other && strcmp(session->conn.server.schema, other->conn.server.schema) != 0)
		session->nameless = other->nameless = true;
	if (!other && !renames(options))
		rc = compared_before_look(session, COMPARED_BY_DIFF, &before, err);
	if (rc == 0 && !before.right)
		rc = prove_target(&(struct sides){ session, other, &before }, options, NULL, &proof,
				  err);
	for (size_t i = 0; rc == 0 && i < proof.unproved.count; i++)
		client_log(&session->client, WB_LOG_WARNING, "not proved: %s",
			   proof.unproved.items[i]);
	if (rc == 0 && secrets_refer(buf_text(&proof.up.text), &shown) < 0)
		rc = wb_error_nomem(err);
	if (rc == 0 && shown.len && to.write(to.ctx, shown.data, shown.len) != 0)
		rc = wb_error_set(err, WB_E_FILE, "the difference could not be written");
	buf_release(&shown);
	proof_release(&proof);
	return rc;
}

struct generated {
	struct wb_generated pub;
	struct proof proof;
	struct buf up, down; /* as a file may hold them */
};

static int as_in_file(const struct buf *sql, struct buf *out)
{
	struct buf escaped = { 0 };
	int rc = references_escape(buf_text(sql), &escaped);

	if (rc == 0)
		rc = secrets_refer(buf_text(&escaped), out);
	buf_release(&escaped);
	return rc;
}

/* They are no statements yet, and were not proved with the others. */
static int put_keeps(struct direction_sql *sql, struct wb_error *err)
{
	struct buf all = { 0 };
	int rc;

	buf_add(&all, buf_text(&sql->keeps), sql->keeps.len);
	buf_add(&all, buf_text(&sql->text), sql->text.len);
	rc = buf_check(&all, err);
	if (rc < 0) {
		buf_release(&all);
		return rc;
	}
	buf_release(&sql->text);
	sql->text = all;
	return 0;
}

/* What the caller sees of it. */
static struct wb_generated *publish(struct generated *g, const char *dialect)
{
	const struct proof *proof = &g->proof;

	g->pub = (struct wb_generated){
		.size = sizeof(g->pub),
		.flags = (proof->changes ? WB_GENERATED_CHANGES : 0) |
			 (proof->up.alone ? WB_GENERATED_UP_ALONE : 0) |
			 (proof->down.alone ? WB_GENERATED_DOWN_ALONE : 0) |
			 (proof->no_way_back.len ? WB_GENERATED_IRREVERSIBLE : 0),
		.dialect = dialect,
		.up = buf_text(&g->up),
		.down = buf_text(&g->down),
		.unproved = string_vec_names(&proof->unproved),
		.candidates = string_vec_names(&proof->candidates),
	};
	return &g->pub;
}

int schema_generate(struct wb_session *session, const struct wb_schema_options *options,
		    struct wb_generated **out, struct wb_error *err)
{
	struct replayed replayed = { .drift = 0 };
	struct compared_before before = { .right = false };
	struct generated *g;
	int rc = refuse_pending(session, err);

	if (rc < 0)
		return rc;
	g = calloc(1, sizeof(*g));
	if (!g)
		return wb_error_nomem(err);
	if (!renames(options))
		rc = compared_before_look(session, COMPARED_BY_GENERATE, &before, err);
	if (rc == 0 && !before.right)
		rc = replayed_look(session, &replayed, err);
	if (rc == 0 && !before.right)
		rc = prove_target(&(struct sides){ session, NULL, &before }, options, &replayed,
				  &g->proof, err);
	replayed_release(&replayed);
	if (rc == 0 && session->project->setup.config.keep)
		rc = put_keeps(&g->proof.up, err);
	if (rc == 0 &&
	    (as_in_file(&g->proof.up.text, &g->up) < 0 ||
	     as_in_file(g->proof.no_way_back.len ? &g->proof.no_way_back : &g->proof.down.text,
			&g->down) < 0))
		rc = wb_error_nomem(err);
	if (rc < 0) {
		wb_generated_free(&g->pub);
		return rc;
	}
	*out = publish(g, session->plugin->table.name);
	return 0;
}

void wb_generated_free(struct wb_generated *generated)
{
	struct generated *g = (struct generated *)(void *)generated;

	if (!g)
		return;
	proof_release(&g->proof);
	buf_release(&g->up);
	buf_release(&g->down);
	free(g);
}
