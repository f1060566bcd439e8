/* SPDX-License-Identifier: MIT */
#include "scratch.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "../error.h"
#include "../file.h"
#include "../plan.h"
#include "../text.h"
#include "../url.h"

#define SCRATCH_PREFIX "whimbrel_scratch_"
#define SCRATCH_FILE_MAX ((size_t)1 << 30)
/* A scratch database that nobody is connected to for so long was left behind by a run that was killed. */
#define SCRATCH_LEFT_S 600

/* ------------------------------------------------------------------ making and dropping */

struct leftovers {
	struct string_vec names;
};

/* The name tells when it was made: whimbrel_scratch_TIME_RANDOM. */
static int take_left(void *ctx, const struct wb_value *values, size_t count)
{
	struct leftovers *left = ctx;
	unsigned long long made;
	char *end;

	if (count < 2 || !values[0].data || values[0].len <= strlen(SCRATCH_PREFIX) || !values[1].data || values[1].data[0] != '0')
		return 0;
	made = strtoull(values[0].data + strlen(SCRATCH_PREFIX), &end, 16);
	if (*end == '_' && made + SCRATCH_LEFT_S < (unsigned long long)time(NULL))
		string_vec_add_len(&left->names, values[0].data, values[0].len);
	return 0;
}

/* Failing to clear up what others left is no failure of ours. */
static void clear_left(struct scratch *s)
{
	struct leftovers left = { { 0 } };
	struct wb_rows rows = { take_left, &left };
	struct wb_error ignored = WB_ERROR_INIT;

	if (driver_scratch_list(s->server, SCRATCH_PREFIX, &rows, &ignored) == 0)
		for (size_t i = 0; i < left.names.count; i++) {
			wb_error_clear(&ignored);
			if (driver_scratch_drop(s->server, left.names.items[i], &ignored) == 0)
				client_log(&s->session->client, WB_LOG_NOTICE, "dropped scratch database %s, which a run left behind",
					   left.names.items[i]);
		}
	string_vec_free(&left.names);
}

static int connect_own(struct scratch *s, struct wb_error *err)
{
	struct wb_project *project = s->session->project;
	struct target target = project->setup.target;
	struct buf url = { .secret = true };
	int rc = config_expand(&project->setup.config, target.scratch, &url, err);

	memset(&target.url, 0, sizeof(target.url));
	if (rc == 0)
		rc = url_parse(buf_text(&url), &target.url, err);
	if (rc == 0)
		rc = driver_connect(s->session->plugin, &target, s->session->run_id, 0, &s->session->client, &s->own_server, err);
	url_release(&target.url);
	buf_release(&url);
	if (rc < 0)
		return wb_error_prefix(err, "scratch");
	s->server = &s->own_server;
	return 0;
}

static int find_server(struct scratch *s, struct wb_error *err)
{
	const struct target *target = &s->session->project->setup.target;

	s->server = &s->session->conn;
	if (!driver_can(s->server, WB_F_SCRATCH))
		return wb_error_set(err, WB_E_UNSUPPORTED, "dialect %s can't make scratch databases",
				    s->session->plugin->table.name);
	if (target->scratch && *target->scratch)
		return connect_own(s, err);
	/* a database that is a file has no server that could come to harm */
	if (target->protected && !driver_can(s->server, WB_F_DATABASE_IS_PATH))
		return wb_error_set(err, WB_E_REFUSED,
				    "target %s is protected: give it a `scratch` URL, a server where scratch databases may be made",
				    target->name);
	return 0;
}

int scratch_open(struct wb_session *session, struct scratch *out, struct wb_error *err)
{
	struct scratch s = { .session = session };
	char digits[9];
	int rc;

	*out = s;
	out->session = session;
	rc = find_server(out, err);
	if (rc == 0)
		rc = text_random_hex(digits, 8, err);
	if (rc == 0) {
		snprintf(out->name, sizeof(out->name), SCRATCH_PREFIX "%llx_%s", (unsigned long long)time(NULL), digits);
		clear_left(out);
		rc = driver_scratch_open(out->server, out->name, &out->conn, err);
	}
	if (rc < 0)
		driver_close(&out->own_server);
	return rc;
}

void scratch_close(struct scratch *s)
{
	struct wb_error why = WB_ERROR_INIT;

	if (s->conn.handle) {
		driver_close(&s->conn);
		if (driver_scratch_drop(s->server, s->name, &why) < 0)
			client_log(&s->session->client, WB_LOG_WARNING, "scratch database %s stays: %s", s->name, why.message);
	}
	driver_close(&s->own_server);
}

/* ------------------------------------------------------------------ statements */

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

static int run_statement(struct scratch *s, struct source *source, const struct statement *statement, struct wb_error *err)
{
	struct copying copying = { .source = source, .err = err };
	struct wb_op *op = &copying.op;
	const struct wb_ops ops = { .size = sizeof(ops), .ctx = &copying, .next = copy_next, .data = copy_data, .row = copy_row,
				    .done = copy_done };

	*op = (struct wb_op){ .size = sizeof(*op), .kind = WB_OP_USER, .id = 1, .text = statement->text, .len = statement->len,
			      .full_len = statement->full_len, .facts = statement->flags };
	return statement->flags & WB_PIECE_COPY_IN ? driver_run(&s->conn, &ops, err) : driver_execute(&s->conn, op, NULL, err);
}

/* What reaches out of the database is passed over: what it does is no part of this schema. */
static int pass_over(struct scratch *s, const char *path, const struct statement *statement, struct wb_error *err)
{
	client_log(&s->session->client, WB_LOG_WARNING, "%s:%u: not run on the scratch database: %s", path,
		   (unsigned)statement->line, err->message);
	wb_error_clear(err);
	return 0;
}

static int run_statements(struct scratch *s, const char *path, struct source *source, struct wb_error *err)
{
	struct statement statement;
	int rc;

	while ((rc = source_next(source, &statement, err)) == 1) {
		if (atomic_load(&s->session->client.stopping))
			return wb_error_set(err, WB_E_CANCELLED, "interrupted");
		rc = run_statement(s, source, &statement, err);
		if (rc == WB_E_REFUSED)
			rc = pass_over(s, path, &statement, err);
		if (rc < 0) {
			wb_error_prefix(err, "%s:%u", path, (unsigned)statement.line);
			return rc;
		}
	}
	return rc < 0 ? wb_error_prefix(err, "%s:%u", path, (unsigned)err->line) : 0;
}

/* ------------------------------------------------------------------ sections */

static int own(struct scratch *s, int32_t what, struct wb_error *err)
{
	const struct wb_args args = { .size = sizeof(args) };

	return driver_own(&s->conn, what, &args, NULL, err);
}

struct part_of_file {
	const struct revision *revision;
	const struct section *section;
	bool variables, transaction;
};

static int run_once(struct scratch *s, const struct part_of_file *part, struct wb_error *err)
{
	struct source_settings settings =
		project_source_settings(s->session->project, part->revision, s->conn.server.lex_mode);
	struct wb_error ignored = WB_ERROR_INIT;
	struct source *source = NULL;
	int rc;

	if (!part->variables)
		settings.variables = NULL;
	rc = source_open(part->revision, part->section, &settings, &source, err);
	if (rc == 0 && part->transaction)
		rc = own(s, WB_OWN_BEGIN, err);
	if (rc == 0)
		rc = run_statements(s, part->revision->path, source, err);
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

	part.transaction = part.transaction && driver_can(&s->conn, WB_F_TRANSACTIONAL_DDL);
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

int scratch_run(struct scratch *s, const char *what, const char *sql, bool no_transaction, struct wb_error *err)
{
	size_t len = strlen(sql);
	AUTO_FREE char *text = text_dup(sql, len), *path = text_dup(what, strlen(what));
	struct revision revision = { .path = path, .text = text, .size = len, .variables_off = true };
	struct section section = { .begin = 0, .end = len };

	if (!text || !path)
		return wb_error_nomem(err);
	return run_part(s, (struct part_of_file){ &revision, &section, false, !no_transaction }, err);
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
	section = rc == 0 ? sections_find(&sections, up ? SECTION_UP : SECTION_DOWN, project_dialect_names(s->session->project))
			  : NULL;
	if (section)
		rc = run_part(s, (struct part_of_file){ revision, section, true, !section->no_transaction }, err);
	else if (rc == 0 && up)
		rc = wb_error_set(err, WB_E_REVISION, "%s: there is no `up` for dialect %s", revision->path,
				  s->session->plugin->table.name);
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

static int load_file(struct scratch *s, const char *path, struct wb_error *err)
{
	AUTO_FREE char *own_path = text_dup(path, strlen(path));
	struct buf text = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	struct revision revision = { .path = own_path };
	struct section section = { 0 };
	size_t bad;
	int rc;

	if (!own_path)
		return wb_error_nomem(err);
	if (file_read(path, SCRATCH_FILE_MAX, &text, &why) < 0)
		return wb_error_set(err, why.status, "%s: %s", path, why.message);
	bad = text_check_utf8(buf_text(&text), text.len);
	if (bad < text.len) {
		rc = wb_error_set(err, WB_E_FILE, "%s:%zu: this is not UTF-8, or a NUL byte", path,
				  text_lines(text.data, bad) + 1);
		buf_release(&text);
		return rc;
	}
	if (strncmp(buf_text(&text), "\xef\xbb\xbf", 3) == 0)
		buf_consume(&text, 3);
	revision.text = text.data ? text.data : own_path;
	revision.size = section.end = text.len;
	revision.variables_off = variables_off(buf_text(&text));
	rc = run_part(s, (struct part_of_file){ &revision, &section, true, s->keep }, err);
	buf_release(&text);
	return rc;
}

static int wanted(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return entry->d_name[0] != '.' && len > 4 && strcmp(entry->d_name + len - 4, ".sql") == 0;
}

static int load_folder(struct scratch *s, const char *path, struct wb_error *err)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, wanted, alphasort), rc = 0;

	if (count < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
	for (int i = 0; i < count; i++) {
		AUTO_FREE char *file = text_format("%s/%s", path, entries[i]->d_name);

		if (rc == 0)
			rc = file ? load_file(s, file, err) : wb_error_nomem(err);
		free(entries[i]);
	}
	free(entries);
	return rc;
}

int scratch_load(struct scratch *s, const char *path, struct wb_error *err)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return wb_error_set(err, WB_E_FILE, "%s: %s", path, strerror(errno));
	return S_ISDIR(st.st_mode) ? load_folder(s, path, err) : load_file(s, path, err);
}

int scratch_load_desired(struct scratch *s, struct wb_error *err)
{
	const struct config *config = &s->session->project->setup.config;

	if (!config->schema.count)
		return wb_error_set(err, WB_E_CONFIG,
				    "the config names no desired schema: schema = [ \"schema.sql\" ];, files or folders of files");
	for (size_t i = 0; i < config->schema.count; i++)
		if (scratch_load(s, config->schema.items[i], err) < 0)
			return err->status;
	return 0;
}

int scratch_read_desired(struct wb_session *session, struct model *out, struct wb_error *err)
{
	struct scratch s;
	int rc = scratch_open(session, &s, err);

	if (rc < 0)
		return rc;
	rc = scratch_load_desired(&s, err);
	if (rc == 0)
		rc = model_read(&s.conn, out, err);
	scratch_close(&s);
	return rc;
}
