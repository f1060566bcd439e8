/* SPDX-License-Identifier: MIT */
/* A fingerprint is a digest of everything, a dash, and a byte of the digest of each part, for the message that
 * tells which of them has changed. */
#include "approval.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "calls.h"

#define MOST_OF_A_FILE ((size_t)1 << 30)
#define ALL_DIGITS 32

enum part { PART_FILES, PART_VARIABLES, PART_APPLIED, PART_SCHEMA, PART_CONFIG, PART_COUNT };

static const char *const part_words[PART_COUNT] = { "the files", "the variables", "what is applied",
						    "the schema", "the config" };

struct parts {
	struct digest digests[PART_COUNT];
};

static int add_step(struct parts *parts, const struct wb_session *s, const struct step *step,
		    struct wb_error *err)
{
	const struct revision *r = step->revision;
	struct buf read = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	const char *text = r->text;
	int rc = 0;

	if (!text && file_read(r->path, MOST_OF_A_FILE, &read, &why) < 0)
		rc = wb_error_set(err, why.status, "%s: %s", r->path, why.message);
	if (!text)
		text = buf_text(&read);
	if (rc == 0) {
		digest_text(&parts->digests[PART_FILES], r->id);
		digest_text(&parts->digests[PART_FILES], step->pub.direction);
		digest_text(&parts->digests[PART_FILES], text);
		if (digest_values(&parts->digests[PART_VARIABLES], text, &s->project->variables) <
		    0)
			rc = wb_error_nomem(err);
	}
	buf_release(&read);
	return rc;
}

/* They are run as well. */
static void add_hooks(struct parts *parts, const struct wb_session *s)
{
	struct digest *digest = &parts->digests[PART_CONFIG];

	for (int i = 0; i < HOOK_COUNT; i++) {
		const struct setup *setup = &s->project->setup;
		const struct hook *hook =
			config_hook(&setup->config, setup->target.name, (enum hook_kind)i);

		for (size_t k = 0; k < hook->command.count; k++)
			digest_text(digest, hook->command.items[k]);
		for (size_t k = 0; k < hook->sql.count; k++) {
			digest_text(digest, hook->sql.items[k].name);
			digest_text(digest, hook->sql.items[k].value);
		}
		digest_text(digest, NULL);
	}
}

/* A path is in full, whether the file is there or not. */
static int find_database(const struct wb_session *s, char **out)
{
	const char *database = s->project->setup.target.url.database, *name;
	AUTO_FREE char *folder = database ? file_directory(database) : NULL, *full = NULL;

	if (!database)
		return 0;
	if (folder && s->plugin->table.features & WB_F_DATABASE_IS_PATH)
		full = realpath(folder, NULL);
	name = strrchr(database, '/');
	*out = full ? text_format("%s/%s", full, name ? name + 1 : database)
		    : text_dup(database, strlen(database));
	return folder && *out ? 0 : -1;
}

/* Which database it is, whoever comes to it and from where, and what a run does there by its settings. */
static int add_config(struct parts *parts, const struct wb_session *s, struct wb_error *err)
{
	struct digest *digest = &parts->digests[PART_CONFIG];
	const struct target *target = &s->project->setup.target;
	AUTO_FREE char *database = NULL;

	if (find_database(s, &database) < 0)
		return wb_error_nomem(err);
	digest_text(digest, target->url.scheme);
	digest_text(digest, target->url.host);
	digest_text(digest, target->url.port);
	digest_text(digest, database);
	digest_text(digest, target->version_schema);
	digest_text(digest, target->mirror);
	digest_number(digest, target->drift);
	add_hooks(parts, s);
	return 0;
}

static int compare_rows(const void *a, const void *b)
{
	const struct applied_row *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

/* In an order of its own: that in which they were applied is no part of it. */
static int add_applied(struct parts *parts, const struct wb_session *s, struct wb_error *err)
{
	struct digest *digest = &parts->digests[PART_APPLIED];
	size_t count = HASH_COUNT(s->applied.rows), i = 0;
	const struct applied_row **rows = count ? calloc(count, sizeof(*rows)) : NULL;

	if (count && !rows)
		return wb_error_nomem(err);
	for (const struct applied_row *row = s->applied.rows; row; row = row->hh.next)
		rows[i++] = row;
	if (count)
		qsort(rows, count, sizeof(*rows), compare_rows);
	for (i = 0; i < count; i++) {
		digest_text(digest, rows[i]->id);
		digest_text(digest, rows[i]->checksum);
	}
	digest_text(digest, s->journal.open ? s->journal.revision : NULL);
	digest_number(digest, s->journal.open ? (uint64_t)journal_count(&s->journal) : 0);
	free(rows);
	return 0;
}

static int add_schema(struct parts *parts, struct wb_session *s, struct wb_error *err)
{
	char schema[DIGEST_HEX_SIZE] = "";
	int rc = s->schema_digest ? s->schema_digest(s, schema, err) : 0;

	if (rc < 0)
		return wb_error_prefix(err, "the fingerprint of the schema");
	digest_text(&parts->digests[PART_SCHEMA], schema);
	return 0;
}

static void write_out(struct parts *parts, const struct wb_session *s, char out[APPROVAL_SIZE])
{
	char part[PART_COUNT][DIGEST_HEX_SIZE], all[DIGEST_HEX_SIZE];
	struct digest digest;

	digest_init(&digest);
	digest_text(&digest, s->plugin->table.name);
	digest_text(&digest, s->project->setup.target.name);
	for (int i = 0; i < PART_COUNT; i++) {
		digest_hex(&parts->digests[i], part[i]);
		digest_text(&digest, part[i]);
	}
	digest_hex(&digest, all);
	snprintf(out, APPROVAL_SIZE, "%.*s-%.2s%.2s%.2s%.2s%.2s", ALL_DIGITS, all, part[PART_FILES],
		 part[PART_VARIABLES], part[PART_APPLIED], part[PART_SCHEMA], part[PART_CONFIG]);
}

/* What decides what a run of this plan would do: the files of its steps, the values of their variables,
 * what is applied and half done, the schema that is there, which database it is, and settings. */
static int approval_fingerprint(struct wb_session *s, const struct wb_plan *plan,
				char out[APPROVAL_SIZE], struct wb_error *err)
{
	struct parts parts;
	int rc = 0;

	for (int i = 0; i < PART_COUNT; i++)
		digest_init(&parts.digests[i]);
	rc = add_config(&parts, s, err);
	for (size_t i = 0; rc == 0 && i < plan->steps.count; i++)
		rc = add_step(&parts, s, &plan->steps.items[i], err);
	if (rc == 0)
		rc = add_applied(&parts, s, err);
	if (rc == 0)
		rc = add_schema(&parts, s, err);
	if (rc == 0)
		write_out(&parts, s, out);
	return rc;
}

int plan_fingerprint(struct wb_session *s, const struct wb_plan *plan, char *out, size_t size,
		     struct wb_error *err)
{
	char text[APPROVAL_SIZE];
	int rc = approval_fingerprint(s, plan, text, err);

	if (rc < 0)
		return rc;
	if (size < sizeof(text))
		return wb_error_set(err, WB_E_USAGE, "a fingerprint needs room for %zu bytes",
				    sizeof(text));
	memcpy(out, text, sizeof(text));
	return 0;
}

/* How the plan of this way is looked at. */
static const char *look(int way)
{
	return way == WB_WAY_UP     ? "plan"
	       : way == WB_WAY_DOWN ? "downgrade --dry-run"
				    : "switch --dry-run";
}

/* Which parts are not what they were; a digest of another form tells nothing. */
static int refuse_other(const struct wb_plan *plan, const char *approved, const char *now,
			struct wb_error *err)
{
	struct buf changed = { 0 };
	int rc;

	for (int i = 0; i < PART_COUNT && strlen(approved) == strlen(now); i++) {
		size_t at = ALL_DIGITS + 1 + 2 * (size_t)i;

		if (approved[ALL_DIGITS] == '-' && strncmp(approved + at, now + at, 2) != 0)
			buf_printf(&changed, "%s%s", changed.len ? ", " : "", part_words[i]);
	}
	rc = wb_error_set(err, WB_E_REFUSED,
			  "this is not the plan that was approved%s%s%s: nothing was run; read it "
			  "again with `whimbrel %s`",
			  changed.len ? " (changed since: " : "", buf_text(&changed),
			  changed.len ? ")" : "", look(plan->way));
	buf_release(&changed);
	return rc;
}

int approval_check(struct wb_session *s, const struct wb_plan *plan, const char *approved,
		   struct wb_error *err)
{
	char now[APPROVAL_SIZE];
	int rc;

	if (!plan->steps.count && !s->journal.open)
		return 0;
	if (!approved)
		return wb_error_set(err, WB_E_REFUSED,
				    "target %s asks for an approval: nothing was run; `whimbrel -t "
				    "%s %s` shows what would run and its fingerprint, which "
				    "--approve takes",
				    s->project->setup.target.name, s->project->setup.target.name,
				    look(plan->way));
	rc = approval_fingerprint(s, plan, now, err);
	if (rc == 0 && strcmp(now, approved) != 0)
		rc = refuse_other(plan, approved, now, err);
	return rc;
}
