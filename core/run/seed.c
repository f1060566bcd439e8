/* SPDX-License-Identifier: MIT */
/* Seeds: files of SQL that put rows into a database, each once, and again when it has changed and that is asked for. What was
 * put in is known by the journal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "calls.h"
#include "exec/own.h"
#include "exec/section.h"
#include "read/body.h"
#include "read/checksum.h"

#define SEED_EVENT "seeded"

struct seed {
	char *name, *path;
	bool special;             /* it is for this dialect alone */
	char sum[CHECKSUM_SIZE];  /* of the file */
	char last[CHECKSUM_SIZE]; /* of what was put in last; "": it never was */
	bool wanted;
};

VEC(struct seed, seed_vec);

static void release(struct seed_vec *seeds)
{
	for (size_t i = 0; i < seeds->count; i++) {
		free(seeds->items[i].name);
		free(seeds->items[i].path);
	}
	seed_vec_release(seeds);
}

static struct seed *find(const struct seed_vec *seeds, const char *name)
{
	for (size_t i = 0; i < seeds->count; i++)
		if (strcmp(seeds->items[i].name, name) == 0)
			return &seeds->items[i];
	return NULL;
}

/* ------------------------------------------------------------------ files */

/* NAME.sql, or NAME.DIALECT.sql. 1: it is for another dialect. */
static int read_name(const struct wb_session *s, const char *path, struct seed *out)
{
	const char *slash = strrchr(path, '/');
	const char *last = slash ? slash + 1 : path;
	char own[DIALECT_SIZE] = "", *dot;

	out->name = text_dup(last, strlen(last) - strlen(".sql"));
	if (!out->name)
		return -1;
	dot = strrchr(out->name, '.');
	if (!dot || plugin_known(&s->project->plugins, dot + 1, own, sizeof(own)) != 1)
		return 0;
	*dot = '\0';
	out->special = strcmp(own, s->plugin->table.name) == 0;
	return !out->special;
}

static int digest_file(struct seed *seed, struct wb_error *err)
{
	struct checksum sum;
	struct buf text = { 0 };
	int rc = file_read(seed->path, BUF_MAX, &text, err);

	if (rc < 0)
		wb_error_prefix(err, "%s", seed->path);
	checksum_init(&sum);
	checksum_add(&sum, buf_text(&text), text.len);
	checksum_final(&sum, seed->sum);
	buf_release(&text);
	return rc;
}

/* A dialect's own file takes the place of the one for all; else each name is there once. */
static int add_seed(struct wb_session *s, const char *path, struct seed_vec *out,
		    struct wb_error *err)
{
	struct seed seed = { .path = text_dup(path, strlen(path)) }, *twin;
	int rc = seed.path ? read_name(s, path, &seed) : -1;

	if (rc < 0) {
		wb_error_nomem(err);
	} else if (rc == 0) {
		twin = find(out, seed.name);
		if (!twin)
			rc = seed_vec_push(out, seed) < 0 ? wb_error_nomem(err) : 2;
		else if (strcmp(twin->path, path) == 0)
			rc = 0; /* its folder was named twice */
		else if (twin->special == seed.special)
			rc = wb_error_set(err, WB_E_REVISION, "%s and %s are seeds of one name",
					  twin->path, path);
		else if (seed.special) {
			free(twin->path);
			twin->path = seed.path;
			twin->special = true;
			seed.path = NULL;
		}
	}
	if (rc != 2) {
		free(seed.name);
		free(seed.path);
	}
	return rc < 0 ? wb_error_kept(err) : 0;
}

static int read_folder(struct wb_session *s, const char *folder, struct seed_vec *out,
		       struct wb_error *err)
{
	struct string_vec paths = { 0 };
	struct stat st;
	int rc = 0;

	if (stat(folder, &st) < 0)
		return wb_error_set(err, WB_E_FILE,
				    "%s: there is no such folder of seeds: the "
				    "config's `seeds` names them",
				    folder);
	rc = directory_list(folder, &paths, err);
	for (size_t i = 0; rc == 0 && i < paths.count; i++)
		rc = add_seed(s, paths.items[i], out, err);
	string_vec_free(&paths);
	return rc;
}

static int read_files(struct wb_session *s, struct seed_vec *out, struct wb_error *err)
{
	const struct string_vec *folders = &s->project->setup.target.seeds;
	AUTO_FREE char *usual = file_join(s->project->setup.config.directory, "seeds");
	int rc = usual ? 0 : wb_error_nomem(err);

	if (rc == 0 && !folders->count)
		rc = read_folder(s, usual, out, err);
	for (size_t i = 0; rc == 0 && i < folders->count; i++)
		rc = read_folder(s, folders->items[i], out, err);
	for (size_t i = 0; rc == 0 && i < out->count; i++)
		rc = digest_file(&out->items[i], err);
	return rc;
}

/* ------------------------------------------------------------------ what was put in */

static int take_row(void *ctx, const struct wb_log_row *row)
{
	struct seed_vec *seeds = ctx;
	struct seed *seed;

	if (!row->event || strcmp(row->event, SEED_EVENT) != 0 || !row->detail || !row->hash)
		return 0;
	seed = find(seeds, row->detail);
	if (seed)
		snprintf(seed->last, sizeof(seed->last), "%s", row->hash);
	return 0;
}

static int read_journal(struct wb_session *s, struct seed_vec *seeds, struct wb_error *err)
{
	const struct log_taker taker = { take_row, seeds };

	return s->conn.server.tables == WB_TABLES_PRESENT
		       ? log_read(&s->conn, WB_OWN_LOG_READ, 0, &taker, err)
		       : 0;
}

/* Which of them are to be run. */
static int choose(struct wb_session *s, struct seed_vec *seeds, struct wb_names names,
		  uint32_t flags, struct wb_error *err)
{
	for (size_t i = 0; i < names.count; i++) {
		struct seed *seed = find(seeds, names.items[i]);

		if (!seed)
			return wb_error_set(err, WB_E_USAGE, "there is no seed %s", names.items[i]);
		seed->wanted = true;
	}
	for (size_t i = 0; i < seeds->count; i++) {
		struct seed *seed = &seeds->items[i];
		bool there = seed->last[0] && strcmp(seed->last, seed->sum) == 0;

		seed->wanted = seed->wanted || !names.count;
		if (seed->wanted && seed->last[0] && !there &&
		    !(flags & (WB_SEED_CHANGED | WB_SEED_AGAIN)))
			client_log(&s->client, WB_LOG_WARNING,
				   "%s has changed since it was put in: --changed puts it in again",
				   seed->path);
		if (seed->last[0] && !(flags & WB_SEED_AGAIN) &&
		    (there || !(flags & WB_SEED_CHANGED)))
			seed->wanted = false;
	}
	return 0;
}

/* ------------------------------------------------------------------ putting in */

struct planting {
	struct wb_session *s;
	const struct seed *seed;
};

/* Its row goes with what it did. */
static int note(void *ctx, struct wb_error *err)
{
	const struct planting *p = ctx;
	const struct wb_args row = { .size = sizeof(row),
				     .run_id = p->s->run_id,
				     .event = SEED_EVENT,
				     .hash = p->seed->sum,
				     .detail = p->seed->name };

	return driver_own(&p->s->conn, WB_OWN_LOG, &row, NULL, err);
}

/* Read all of it before any of it is run. `*out_one`: a transaction can hold it. */
static int look(struct wb_session *s, const struct sql_text *text,
		const struct source_settings *settings, bool *out_one, struct wb_error *err)
{
	bool ddl = driver_can(&s->conn, WB_F_TRANSACTIONAL_DDL);
	struct statement statement = { 0 };
	struct source *source = NULL;
	int rc = source_open(text, settings, &source, err);

	*out_one = true;
	while (rc == 0 && (rc = source_next(source, &statement, err)) == 1) {
		rc = 0;
		if ((statement.flags & WB_PIECE_NO_TX) ||
		    (!ddl && !(statement.flags & (WB_PIECE_ROWS | WB_PIECE_SESSION))))
			*out_one = false;
		if (statement.flags & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END))
			rc = wb_error_set(err, WB_E_REVISION,
					  "%s:%u: transaction control does not belong into a seed: "
					  "all of it is one transaction",
					  text->path, (unsigned)statement.line);
	}
	if (rc < 0 && err->line)
		wb_error_prefix(err, "%s:%u", text->path, (unsigned)err->line);
	source_close(source);
	return rc;
}

static int plant(struct wb_session *s, const struct seed *seed, struct wb_error *err)
{
	struct planting planting = { s, seed };
	struct source_settings settings =
		project_source_settings(s->project, s->conn.server.lex_mode);
	struct section_policy policy = { .settles = true,
					 .hooks = { .ctx = &planting, .done = note } };
	struct wb_event event = { .size = sizeof(event),
				  .kind = WB_EVENT_SEEDED,
				  .title = seed->name,
				  .path = seed->path,
				  .duration_ms = -1 };
	struct buf bytes = { 0 };
	struct sql_text text = { .path = seed->path, .line = 1 };
	int rc = file_read(seed->path, BUF_MAX, &bytes, err);

	if (rc < 0)
		wb_error_prefix(err, "%s", seed->path);
	text.bytes = buf_text(&bytes);
	text.size = text.end = bytes.len;
	if (rc == 0)
		rc = look(s, &text, &settings, &policy.transaction, err);
	if (rc == 0)
		rc = section_run(&s->conn, &text, &settings, &policy, err);
	if (rc == 0)
		session_event(s, &event);
	buf_release(&bytes);
	return rc;
}

static int plant_all(struct wb_session *s, const struct seed_vec *seeds, struct wb_error *err)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < seeds->count; i++)
		if (seeds->items[i].wanted)
			rc = plant(s, &seeds->items[i], err);
	return rc;
}

int run_seed(struct wb_session *s, const char *const *names, size_t count, uint32_t flags,
	     struct wb_error *err)
{
	struct seed_vec seeds = { 0 };
	int rc = read_files(s, &seeds, err), done = 0;

	if (rc == 0)
		rc = session_begin(s, err);
	if (rc == 0) {
		rc = read_journal(s, &seeds, err);
		if (rc == 0)
			rc = choose(s, &seeds, (struct wb_names){ names, count }, flags, err);
		if (rc == 0)
			rc = plant_all(s, &seeds, err);
		for (size_t i = 0; i < seeds.count; i++)
			done += seeds.items[i].wanted;
		rc = session_end(s, rc, err);
	}
	release(&seeds);
	return rc < 0 ? rc : done;
}
