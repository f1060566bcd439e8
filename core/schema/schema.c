/* SPDX-License-Identifier: MIT */
/* The public functions about schemas: dump, load, diff, generate. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "calls.h"
#include "base/error.h"
#include "base/file.h"
#include "base/secrets.h"
#include "run/run.h"
#include "base/text.h"
#include "desired.h"
#include "privileges.h"
#include "prove.h"
#include "rename.h"
#include "replayed.h"
#include "scope.h"
#include "unsupported.h"
#include "words.h"

/* ------------------------------------------------------------------ dump and load */

/* Is there anything that would be taken for a variable where it is loaded? */
static bool has_variables(const struct difference *d)
{
	for (size_t i = 0; i < d->changes.count; i++) {
		const struct buf *sql = &d->changes.items[i]->sql;

		if (sql->len && memmem(sql->data, sql->len, "${", 2))
			return true;
	}
	return false;
}

static int write_dump(const struct difference *d, struct connection *conn, wb_write write,
		      void *ctx, struct wb_error *err)
{
	static const char off[] = "-- Variables: off\n";
	struct buf settings = { 0 };
	int rc = difference_settings(d, conn, false, &settings, err);
	bool good = !has_variables(d) || write(ctx, off, sizeof(off) - 1) == 0;

	good = good && (!settings.len || write(ctx, settings.data, settings.len) == 0);
	for (size_t i = 0; rc == 0 && good && i < d->changes.count; i++) {
		const struct buf *sql = &d->changes.items[i]->sql;

		good = !sql->len || write(ctx, sql->data, sql->len) == 0;
	}
	buf_clear(&settings);
	if (rc == 0)
		rc = difference_settings(d, conn, true, &settings, err);
	if (rc == 0 && good)
		good = !settings.len || write(ctx, settings.data, settings.len) == 0;
	buf_release(&settings);
	if (rc == 0 && !good)
		rc = wb_error_set(err, WB_E_FILE, "the schema could not be written");
	return rc;
}

/* What was left as it is, or out. */
static void tell_uncompared(struct wb_session *session, const char *word)
{
	for (size_t i = 0; i < session->uncompared.count; i++) {
		const struct uncompared *u = &session->uncompared.items[i];

		client_log(&session->client, WB_LOG_WARNING, "%s: %s %s: %s (%s)", word, u->kind,
			   u->name, u->reason, u->remedy);
	}
}

static int read_dumped(struct wb_session *session, struct model *out, struct wb_error *err)
{
	const bool usual = session->conn.privileges;
	int rc;

	session->conn.privileges = privileges_dumped(session);
	rc = scope_read(session, &session->conn, out, err);
	session->conn.privileges = usual;
	return rc;
}

int schema_dump(struct wb_session *session, wb_write write, void *ctx, struct wb_error *err)
{

	struct model nothing = { 0 }, current = { 0 };
	struct difference d = { .from = &nothing, .to = &current, .flags = WB_CHANGE_DUMP };
	int rc = read_dumped(session, &current, err);

	uncompared_free(&session->uncompared);
	if (rc == 0)
		rc = unsupported_leave_out(session, &current, err);
	if (rc == 0)
		rc = difference_make(&d, &session->conn, err);
	if (rc == 0)
		rc = write_dump(&d, &session->conn, write, ctx, err);
	if (rc == 0)
		tell_uncompared(session, "left out");
	difference_release(&d);
	model_release(&current);
	return rc;
}

static int add_text(void *ctx, const char *text, size_t len)
{
	buf_add(ctx, text, len);
	return 0;
}

static int replace_file(const char *path, const struct buf *text, struct wb_error *err)
{
	AUTO_FREE char *beside = NULL;
	int rc = file_write_beside(path, buf_text(text), text->len, &beside, err);

	if (rc == 0)
		rc = file_move(beside, path, err);
	if (rc < 0 && beside)
		unlink(beside);
	return rc;
}

int schema_refresh(struct wb_session *session, struct wb_error *err)
{
	const char *path = session->project->setup.config.schema_file;
	struct buf now = { 0 }, before = { 0 };
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = path ? schema_dump(session, add_text, &now, err) : 0;

	if (rc == 0 && path)
		rc = buf_check(&now, err);
	if (rc == 0 && path &&
	    (file_read(path, BUF_MAX, &before, &ignored) < 0 ||
	     strcmp(buf_text(&now), buf_text(&before)) != 0))
		rc = replace_file(path, &now, err);
	buf_release(&now);
	buf_release(&before);
	return rc;
}

int schema_load(struct wb_session *session, const char *const *paths, size_t count,
		struct wb_error *err)
{
	/* the target takes the place of a scratch database, and stays */
	struct scratch s = { .session = session, .keep = true };
	int rc = session_begin(session, err);

	if (rc < 0)
		return rc;
	s.conn = &session->conn;
	if (!count)
		rc = scratch_load_desired(&s, err);
	for (size_t i = 0; rc == 0 && i < count; i++)
		rc = scratch_load(&s, paths[i], err);
	return session_end(session, rc, err);
}

/* ------------------------------------------------------------------ diff and generate */

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

/* What comments in the desired schema tell, if there is one: another target may be compared. */
static int add_hints(struct wb_project *project, struct model *current, struct model *desired,
		     struct string_vec *renames, struct wb_error *err)
{
	struct string_vec files = { 0 };
	int rc = project->setup.config.schema.count ? desired_files(project, &files, err) : 0;

	if (rc == 0)
		rc = rename_hints(&files, current, desired, renames, err);
	string_vec_free(&files);
	return rc;
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
	if (rc == 0)
		rc = add_hints(session->project, claim->current, claim->desired, &renames, err);
	claim->renames = string_vec_names(&renames);
	if (rc == 0)
		rc = prove(session, claim, out, err);
	string_vec_free(&renames);
	return rc;
}

/* What is left alone on a table that is made anew goes with the old one. */
static void warn_of_left(struct wb_session *session, const struct proof *proof)
{
	const struct string_vec *left = &session->project->left;

	for (size_t i = 0; i + 1 < left->count; i += 2) {
		const char *table = left->items[i];

		if (words_drops(buf_text(&proof->up.text), proof->up.text.len, table) ||
		    words_drops(buf_text(&proof->down.text), proof->down.text.len, table))
			client_log(
				&session->client, WB_LOG_WARNING,
				"%s is left alone by `exclude`, but it is on %s, which is dropped "
				"or made anew here, and goes with it: make it again behind that",
				left->items[i + 1], table);
	}
}

/* Read both sides; `other` NULL: the desired schema, which stays on `made`. */
static int read_sides(struct wb_session *session, struct wb_session *other, struct claim *claim,
		      struct wb_error *err)
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
	return rc < 0 ? rc
		      : unsupported_leave_out_both(session, claim->current, claim->desired, err);
}

/* Whose schema is compared with whose. */
struct sides {
	struct wb_session *session, *other; /* NULL: the desired one */
};

/* `replayed`, and a way back, for a revision. */
static int prove_target(const struct sides *sides, const struct wb_schema_options *options,
			struct replayed *replayed, struct proof *out, struct wb_error *err)
{
	struct wb_session *session = sides->session;
	struct model current = { 0 }, desired = { 0 };
	struct scratch made = { .session = session };
	struct claim claim = { .current = &current,
			       .desired = &desired,
			       .only_up = !replayed,
			       .made = sides->other ? NULL : &made };
	int rc = read_sides(session, sides->other, &claim, err);

	if (rc == 0)
		rc = prove_renamed(session, &claim, options, out, err);
	scratch_close(&made);
	if (rc == 0 && replayed)
		rc = replayed_prove(session, replayed, &desired, out, err);
	if (rc == 0) {
		warn_of_left(session, out);
		tell_uncompared(session, "not compared");
	}
	model_release(&current);
	model_release(&desired);
	return rc;
}

int schema_diff(struct wb_session *session, struct wb_session *other,
		const struct wb_schema_options *options, struct writing to, struct wb_error *err)
{
	struct proof proof = { 0 };
	struct buf shown = { 0 };
	int rc;

	if (other && other->plugin != session->plugin)
		return wb_error_set(
			err, WB_E_USAGE,
			"only databases of one dialect can be compared: these are %s and %s",
			session->plugin->table.name, other->plugin->table.name);
	if (other && strcmp(session->conn.server.schema, other->conn.server.schema) != 0)
		session->nameless = other->nameless = true;
	rc = prove_target(&(struct sides){ session, other }, options, NULL, &proof, err);
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
static int put_keeps(struct attempt_sql *sql, struct wb_error *err)
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

int schema_generate(struct wb_session *session, const struct wb_schema_options *options,
		    struct wb_generated **out, struct wb_error *err)
{
	struct replayed replayed = { .drift = 0 };
	struct generated *g;
	int rc = refuse_pending(session, err);

	if (rc < 0)
		return rc;
	g = calloc(1, sizeof(*g));
	if (!g)
		return wb_error_nomem(err);
	rc = replayed_look(session, &replayed, err);
	if (rc == 0)
		rc = prove_target(&(struct sides){ session, NULL }, options, &replayed, &g->proof,
				  err);
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
	g->pub.size = sizeof(g->pub);
	g->pub.flags = (g->proof.changes ? WB_GENERATED_CHANGES : 0) |
		       (g->proof.up.alone ? WB_GENERATED_UP_ALONE : 0) |
		       (g->proof.down.alone ? WB_GENERATED_DOWN_ALONE : 0) |
		       (g->proof.no_way_back.len ? WB_GENERATED_IRREVERSIBLE : 0);
	g->pub.dialect = session->plugin->table.name;
	g->pub.up = buf_text(&g->up);
	g->pub.down = buf_text(&g->down);
	g->pub.unproved.items = (const char *const *)g->proof.unproved.items;
	g->pub.unproved.count = g->proof.unproved.count;
	g->pub.candidates.items = (const char *const *)g->proof.candidates.items;
	g->pub.candidates.count = g->proof.candidates.count;
	*out = &g->pub;
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
