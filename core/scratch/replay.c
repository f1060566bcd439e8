/* SPDX-License-Identifier: MIT */
/* Running SQL on a scratch database: revisions, files, and texts of our own making, statement by
 * statement. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "exec/section.h"
#include "scope/scope.h"
#include "scratch.h"
#include "surroundings_change.h"

#define SCRATCH_FILE_MAX ((size_t)1 << 30)
#define SCRATCH_PACE 32
#define ROLE_REMEDY "a `scratch` server that has the role, and a user who may act for it"
#define SCRATCH_REMEDY "a `scratch` server runs it: scratch = \"private\", or a URL"

/* ------------------------------------------------------------------ statements */

/* What is run, and where. */
struct replay {
	struct scratch *s;
	const char *path;
	bool copies;  /* there are copies of others' things */
	bool was_run; /* what others' things get by it they may have already … */
	bool atomic;
	bool guarded; /* … as by this statement, so that … */
	bool saved;   /* … it may fail, and the transaction goes on */
	struct surroundings_change change;
};

/* It says who may do what: that is not compared, and all else is. */
static int pass_over_role(struct scratch *s, const char *place, const struct wb_error *why,
			  struct wb_error *err)
{
	if (!s->session->conn.privileges)
		return 0;
	atomic_store(&s->session->privileges_differ, true);
	client_log(&s->session->client, WB_LOG_WARNING,
		   "%s: not run on the scratch database, so privileges are not compared: %s", place,
		   why->message);
	return uncompared_add(&s->privileges, "privileges", place,
			      (struct why_not){ why->message, ROLE_REMEDY }, err);
}

/* What reaches out of the database is not run here. That does nothing to this schema, or nobody
 * knows what it does. */
static int pass_over(struct scratch *s, const char *path, const struct statement *statement,
		     int status, struct wb_error *err)
{
	const struct wb_error why = *err;
	AUTO_FREE char *place = text_format("%s:%u", path, (unsigned)statement->line);

	wb_error_clear(err);
	if (!place)
		return wb_error_nomem(err);
	if (status == WB_E_REFUSED)
		return uncompared_add(&s->uncompared, "statement", place,
				      (struct why_not){ why.message, SCRATCH_REMEDY }, err);
	if (status == WB_E_ROLE)
		return pass_over_role(s, place, &why, err);
	client_log(&s->session->client, WB_LOG_WARNING, "%s: not run on the scratch database: %s",
		   place, why.message);
	return 0;
}

static uint32_t effects(const struct scratch *s, const struct statement *statement)
{
	return driver_effects(s->conn->plugin, statement->text + statement->token,
			      statement->len - statement->token);
}

/* The schema that a scratch database was lent, so that names without one have a place, makes room
 * for the statement that makes it. */
static int make_room(struct scratch *s, const struct statement *statement, struct wb_error *err)
{
	const struct wb_object schema = { .size = sizeof(schema),
					  .kind = WB_KIND_NAMESPACE,
					  .name = s->conn->server.schema };
	const struct wb_change change = { .size = sizeof(change),
					  .kind = WB_CHANGE_DROP,
					  .from = &schema };
	struct wb_op op = { .size = sizeof(op), .kind = WB_OP_USER, .id = 1 };
	struct wb_risk risk;
	struct buf sql = { 0 };
	int rc;

	if (!scope_makes(s->session, statement->text, statement->len, schema.name)) {
		/* from the first thing on that may be in it, it stays */
		if (effects(s, statement) & WB_EFFECT_MAKES)
			s->lent = false;
		return 0;
	}
	s->lent = false;
	rc = driver_render(s->conn, &change, &sql, &risk, err);
	op.text = buf_text(&sql);
	op.len = op.full_len = sql.len;
	if (rc == 0)
		rc = driver_execute(s->conn, &op, NULL, err);
	buf_release(&sql);
	return rc;
}

/* What is loaded in one transaction may well say so itself: 1. */
static int is_bracket(const struct scratch *s, const struct statement *statement,
		      struct wb_error *err)
{
	if (!s->keep || !features_atomic(s->conn->server.features) ||
	    !(statement->flags & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END)) ||
	    (statement->flags & WB_PIECE_SAVEPOINT))
		return 0;
	if (effects(s, statement) & WB_EFFECT_UNDOES)
		return wb_error_set(err, WB_E_SQL,
				    "a schema is loaded in one transaction, which this would undo: "
				    "take it out of the file");
	return 1;
}

static int own(const struct replay *r, int32_t what, struct wb_error *err)
{
	const struct wb_args args = { .size = sizeof(args), .name = "whimbrel_copied" };

	return driver_own(r->s->conn, what, &args, NULL, err);
}

/* It changes what is other people's, and on the target it did so before the copy was taken. */
static int guard(struct replay *r, const struct statement *statement, struct wb_error *err)
{
	int rc;

	surroundings_change_release(&r->change);
	r->guarded = r->copies && surroundings_change_find(r->s->session, statement, &r->change);
	r->guarded = r->guarded && (r->was_run || r->change.absent);
	if (!r->guarded || !r->atomic)
		return 0;
	rc = own(r, WB_OWN_SAVEPOINT, err);
	r->saved = rc == 0;
	return rc;
}

static int leave(struct replay *r, bool failed, struct wb_error *err)
{
	const bool saved = r->saved;

	r->guarded = r->saved = false;
	return saved ? own(r, failed ? WB_OWN_ROLLBACK_TO : WB_OWN_RELEASE, err) : 0;
}

/* The copy has it already. */
static int pass_over_copied(struct replay *r, const struct statement *statement,
			    struct wb_error *err)
{
	client_log(&r->s->session->client, WB_LOG_INFO, "%s:%u: passed over on the copy: %s",
		   r->path, (unsigned)statement->line, err->message);
	wb_error_clear(err);
	if (leave(r, true, err) < 0)
		return wb_error_kept(err);
	return surroundings_change_note(r->s, &r->change, err);
}

static int begin(void *ctx, struct wb_error *err)
{
	const struct scratch_watcher *w = ((struct replay *)ctx)->s->watcher;

	return w ? w->begin(w->ctx, err) : 0;
}

static int before(void *ctx, const struct statement *statement, struct wb_error *err)
{
	struct replay *r = ctx;
	struct scratch *s = r->s;
	int rc = is_bracket(s, statement, err);

	if (rc == 0 && s->watcher)
		rc = s->watcher->before(s->watcher->ctx, statement, err);
	if (rc == 0 && s->lent)
		rc = make_room(s, statement, err);
	return rc == 0 ? guard(r, statement, err) : rc;
}

static int after(void *ctx, const struct statement *statement, struct wb_error *err)
{
	struct replay *r = ctx;
	const struct scratch_watcher *w = r->s->watcher;

	if (leave(r, false, err) < 0)
		return wb_error_kept(err);
	return w ? w->after(w->ctx, statement, err) : 0;
}

static int refused(void *ctx, const struct statement *statement, int status, struct wb_error *err)
{
	struct replay *r = ctx;

	if (r->guarded && wb_error_of_statement(status))
		return pass_over_copied(r, statement, err);
	return !r->s->keep && (status == WB_E_REFUSED || status == WB_E_OUTSIDE ||
			       status == WB_E_ROLE)
		       ? pass_over(r->s, r->path, statement, status, err)
		       : status;
}

/* ------------------------------------------------------------------ sections */

/* `was_run`: on the target, so that what others have of it is on the copy. */
static int run_text(struct scratch *s, const struct sql_text *text, bool transaction, bool was_run,
		    struct wb_error *err)
{
	const struct source_settings settings =
		project_source_settings(s->session->project, s->conn->server.lex_mode);
	const bool atomic = transaction && features_atomic(s->conn->server.features);
	struct replay replay = { .s = s,
				 .path = text->path,
				 .copies = !s->keep && s->session->surroundings.sql.len,
				 .was_run = was_run,
				 .atomic = atomic };
	const struct section_policy policy = {
		.transaction = atomic,
		.settles = true,
		.second_look = true,
		/* of a scratch database nobody sees a part, so it may commit on its way */
		.pace = s->in_parts && driver_can(s->conn, CAN_SEND_AHEAD) ? SCRATCH_PACE : 0,
		.ahead = (atomic || s->in_parts) && features_atomic(s->conn->server.features) &&
			 !s->keep && !s->lent && !s->watcher && !replay.copies &&
			 driver_can(s->conn, CAN_SEND_AHEAD),
		.hooks = { .ctx = &replay,
			   .begin = begin,
			   .before = before,
			   .after = after,
			   .refused = refused },
	};
	int rc;

	rc = section_run(s->conn, text, &settings, &policy, err);
	surroundings_change_release(&replay.change);
	return rc;
}

int scratch_run(struct scratch *s, const char *what, const char *sql, bool no_transaction,
		struct wb_error *err)
{
	size_t len = strlen(sql);
	const struct sql_text text = { .path = what,
				       .bytes = sql,
				       .size = len,
				       .end = len,
				       .line = 1,
				       .variables_off = true };

	return run_text(s, &text, !no_transaction, false, err);
}

int scratch_replay(struct scratch *s, struct revision *revision, bool up, struct wb_error *err)
{
	struct section_rules rules = project_section_rules(s->session->project);
	struct problems problems = project_problems(s->session->project);
	struct section_vec sections = { 0 };
	const struct section *section;
	int rc = sections_read(revision, &rules, &problems, &sections, err);

	if (rc == 0)
		rc = problems_check(&problems, err);
	section = rc == 0 ? sections_find(&sections, up ? SECTION_UP : SECTION_DOWN,
					  project_dialect_names(s->session->project))
			  : NULL;
	if (section) {
		const struct sql_text text = section_text(revision, section);

		rc = run_text(s, &text, !section->no_transaction, s->was_run, err);
	} else if (rc == 0 && up) {
		rc = wb_error_set(err, WB_E_REVISION, "%s: there is no `up` for dialect %s",
				  revision->path, s->session->plugin->table.name);
	}
	sections_free(&sections);
	return rc;
}

/* ------------------------------------------------------------------ files of SQL */

/* `-- Variables: off` among the comment lines at the top. */
static bool variables_off(const char *text)
{
	static const char key[] = "-- Variables: off";

	while (strncmp(text, "--", 2) == 0 || *text == '\n' || *text == '\r') {
		if (strncmp(text, key, sizeof(key) - 1) == 0)
			return true;
		text += strcspn(text, "\n");
		text += *text == '\n';
	}
	return false;
}

int scratch_load_text(struct scratch *s, const char *path, struct buf *text, bool variables,
		      struct wb_error *err)
{
	struct sql_text sql = { .path = path, .line = 1 };
	size_t bad = text_check_utf8(buf_text(text), text->len);

	if (buf_check(text, err) < 0)
		return wb_error_nomem(err);
	if (bad < text->len)
		return wb_error_set(err, WB_E_FILE, "%s:%zu: this is not UTF-8, or a NUL byte",
				    path, text_lines(text->data, bad) + 1);
	if (strncmp(buf_text(text), "\xef\xbb\xbf", 3) == 0)
		buf_consume(text, 3);
	sql.bytes = buf_text(text);
	sql.size = sql.end = text->len;
	sql.variables_off = !variables || variables_off(buf_text(text));
	return run_text(s, &sql, s->keep, !s->keep, err);
}

int scratch_load_file(struct scratch *s, const char *path, struct wb_error *err)
{
	struct buf text = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	if (file_read(path, SCRATCH_FILE_MAX, &text, &why) < 0)
		return wb_error_set(err, why.status, "%s: %s", path, why.message);
	rc = scratch_load_text(s, path, &text, true, err);
	buf_release(&text);
	return rc;
}
