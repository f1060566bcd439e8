/* SPDX-License-Identifier: MIT */
/* Running SQL on a scratch database: revisions, files, and texts of our own making, statement by
 * statement. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "scope.h"
#include "scratch.h"

#define SCRATCH_FILE_MAX ((size_t)1 << 30)
#define SCRATCH_PACE 32
#define ROLE_REMEDY "a `scratch` server that has the role, and a user who may act for it"
#define SCRATCH_REMEDY "a `scratch` server runs it: scratch = \"private\", or a URL"

/* ------------------------------------------------------------------ statements */

struct part_of_file {
	struct sql_text text;
	bool transaction;
	bool plain;    /* nothing but DDL so far, and it may be committed in parts … */
	unsigned made; /* … of these */
};

/* A statement whose data follow is a queue of one. */
struct copying {
	struct source *source;
	struct wb_op op;
	bool given;
	struct wb_error *err;
};

static int copy_next(void *ctx, struct wb_op *out, struct wb_error *err)
{
	struct copying *c = ctx;

	(void)err;
	if (c->given)
		return 0;
	c->given = true;
	*out = c->op;
	return 1;
}

static int copy_data(void *ctx, const char **out_data, size_t *out_len, struct wb_error *err)
{
	return source_data(((struct copying *)ctx)->source, out_data, out_len, err);
}

static int copy_done(void *ctx, uint64_t id, int32_t outcome, const struct wb_error *err)
{
	struct copying *c = ctx;

	(void)id;
	if (outcome != WB_DONE && err && c->err && !c->err->status)
		*c->err = *err;
	return 0;
}

static int copy_row(void *ctx, const struct wb_value *values, size_t count)
{
	(void)ctx;
	(void)values;
	(void)count;
	return 1;
}

static int run_statement(struct scratch *s, struct source *source,
			 const struct statement *statement, struct wb_error *err)
{
	struct copying copying = { .source = source, .err = err };
	struct wb_op *op = &copying.op;
	const struct wb_ops ops = { .size = sizeof(ops),
				    .ctx = &copying,
				    .next = copy_next,
				    .data = copy_data,
				    .row = copy_row,
				    .done = copy_done };

	*op = (struct wb_op){ .size = sizeof(*op),
			      .kind = WB_OP_USER,
			      .id = 1,
			      .text = statement->text,
			      .len = statement->len,
			      .full_len = statement->full_len,
			      .facts = statement->flags };
	return statement->flags & WB_PIECE_COPY_IN ? driver_run(s->conn, &ops, err)
						   : driver_execute(s->conn, op, NULL, err);
}

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
	return uncompared_add(&s->privileges, "privileges", place, why->message, ROLE_REMEDY, err);
}

/* What reaches out of the database is not run here. That does nothing to this schema, or nobody
 * knows what it does. */
static int pass_over(struct scratch *s, const char *path, const struct statement *statement,
		     struct wb_error *err)
{
	const struct wb_error why = *err;
	AUTO_FREE char *place = text_format("%s:%u", path, (unsigned)statement->line);

	wb_error_clear(err);
	if (!place)
		return wb_error_nomem(err);
	if (why.status == WB_E_REFUSED)
		return uncompared_add(&s->uncompared, "statement", place, why.message,
				      SCRATCH_REMEDY, err);
	if (why.status == WB_E_ROLE)
		return pass_over_role(s, place, &why, err);
	client_log(&s->session->client, WB_LOG_WARNING, "%s: not run on the scratch database: %s",
		   place, why.message);
	return 0;
}

static int watch(struct scratch *s, const struct statement *statement, bool done,
		 struct wb_error *err)
{
	const struct scratch_watcher *w = s->watcher;

	return w ? (done ? w->after : w->before)(w->ctx, statement, err) : 0;
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

	if (!scope_makes(s->session->project, statement->text, statement->len, schema.name)) {
		/* from the first thing on that may be in it, it stays */
		if (strncasecmp(statement->text + statement->token, "create", 6) == 0)
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
	const char *word = statement->text + statement->token;

	if (!s->keep || !driver_can(s->conn, WB_F_TRANSACTIONAL_DDL) ||
	    !(statement->flags & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END)))
		return 0;
	if (strncasecmp(word, "rollback", 8) == 0 || strncasecmp(word, "abort", 5) == 0)
		return wb_error_set(err, WB_E_SQL,
				    "a schema is loaded in one transaction, which this would undo: "
				    "take it out of the file");
	return 1;
}

static int own(struct scratch *s, int32_t what, struct wb_error *err)
{
	const struct wb_args args = { .size = sizeof(args) };

	return driver_own(s->conn, what, &args, NULL, err);
}

/* Nothing in it holds for a transaction, and nothing for its end. */
static bool is_plain(const struct statement *statement)
{
	static const char *const words[] = { "CREATE ", "ALTER ", "COMMENT ", "DROP ", "GRANT " };
	const char *text = statement->text + statement->token;

	for (size_t i = 0;
	     !(statement->flags & ~WB_PIECE_PRIVILEGES) && i < sizeof(words) / sizeof(words[0]);
	     i++)
		if (strncasecmp(text, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* The longer a transaction makes objects, the slower a server does: half as slow again at 2,000
 * statements. Of a scratch database nobody sees a part, so it may commit on its way. */
static int commit_plain(struct scratch *s, struct part_of_file *part,
			const struct statement *statement, struct wb_error *err)
{
	int rc;

	part->plain = part->plain && is_plain(statement);
	if (!part->plain || !part->transaction || ++part->made % SCRATCH_PACE)
		return 0;
	rc = own(s, WB_OWN_COMMIT, err);
	return rc == 0 ? own(s, WB_OWN_BEGIN, err) : rc;
}

static int run_statements(struct scratch *s, struct part_of_file *part, struct source *source,
			  struct wb_error *err)
{
	const char *path = part->text.path;
	struct statement statement;
	int rc;

	while ((rc = source_next(source, &statement, err)) == 1) {
		if (atomic_load(&s->session->client.stopping))
			return wb_error_set(err, WB_E_CANCELLED, "interrupted");
		rc = is_bracket(s, &statement, err);
		if (rc == 1)
			continue;
		if (rc == 0)
			rc = watch(s, &statement, false, err);
		if (rc == 0 && s->lent)
			rc = make_room(s, &statement, err);
		if (rc == 0)
			rc = run_statement(s, source, &statement, err);
		if (!s->keep && (rc == WB_E_REFUSED || rc == WB_E_OUTSIDE || rc == WB_E_ROLE))
			rc = pass_over(s, path, &statement, err);
		if (rc == 0)
			rc = watch(s, &statement, true, err);
		if (rc == 0)
			rc = commit_plain(s, part, &statement, err);
		if (rc < 0) {
			err->line = statement.line;
			return wb_error_prefix(err, "%s:%u", path, (unsigned)statement.line);
		}
	}
	return rc < 0 ? wb_error_prefix(err, "%s:%u", path, (unsigned)err->line) : 0;
}

/* ------------------------------------------------------------------ sections */

static int run_once(struct scratch *s, struct part_of_file *part, struct wb_error *err)
{
	struct source_settings settings =
		project_source_settings(s->session->project, s->conn->server.lex_mode);
	struct wb_error ignored = WB_ERROR_INIT;
	struct source *source = NULL;
	int rc = source_open(&part->text, &settings, &source, err);

	if (rc == 0 && part->transaction)
		rc = own(s, WB_OWN_BEGIN, err);
	if (rc == 0 && s->watcher)
		rc = s->watcher->begin(s->watcher->ctx, err);
	if (rc == 0)
		rc = run_statements(s, part, source, err);
	if (rc == 0)
		rc = own(s, WB_OWN_SETTLE, err);
	if (rc == 0 && part->transaction)
		rc = own(s, WB_OWN_COMMIT, err);
	else if (rc < 0)
		own(s, WB_OWN_ROLLBACK, &ignored);
	source_close(source);
	return rc;
}

static int run_part(struct scratch *s, struct part_of_file part, struct wb_error *err)
{
	int rc;

	part.transaction = part.transaction && driver_can(s->conn, WB_F_TRANSACTIONAL_DDL);
	part.plain = s->in_parts && driver_can(s->conn, WB_F_SEND_AHEAD);
	rc = run_once(s, &part, err);
	/* a dialect that needs to know what was there before gets its second look, as in a run */
	if (rc == WB_E_AGAIN && part.transaction) {
		wb_error_clear(err);
		rc = run_once(s, &part, err);
	}
	if (rc == WB_E_AGAIN) {
		wb_error_clear(err);
		rc = 0;
	}
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

	return run_part(s, (struct part_of_file){ .text = text, .transaction = !no_transaction },
			err);
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
	if (section)
		rc = run_part(s,
			      (struct part_of_file){ .text = section_text(revision, section),
						     .transaction = !section->no_transaction },
			      err);
	else if (rc == 0 && up)
		rc = wb_error_set(err, WB_E_REVISION, "%s: there is no `up` for dialect %s",
				  revision->path, s->session->plugin->table.name);
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
	return run_part(s, (struct part_of_file){ .text = sql, .transaction = s->keep }, err);
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
