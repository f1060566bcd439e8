/* SPDX-License-Identifier: MIT */
#include "fingerprint.h"

#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "desired/schema_command.h"
#include "desired/schema_files.h"
#include "scope/scope.h"
#include "scratch/replay_revisions.h"

#define MOST_OF_A_FILE ((size_t)1 << 30)

/* ------------------------------------------------------------------ a schema */

void fingerprint_model(const struct model *model, struct fingerprint *out)
{
	struct digest digest;

	digest_init(&digest);
	for (size_t i = 0; i < model->objects.count; i++) {
		const struct object *o = model->objects.items[i];

		if (!object_counts(o))
			continue;
		digest_text(&digest, o->key);
		for (size_t j = 0; j < o->pub.attribute_count; j++) {
			const struct wb_attribute *a = &o->pub.attributes[j];

			if (a->flags & WB_ATTRIBUTE_SILENT)
				continue;
			digest_text(&digest, a->key);
			digest_text(&digest, a->value);
		}
		digest_text(&digest, NULL);
	}
	digest_hex(&digest, out->text);
}

/* ------------------------------------------------------------------ what it should be */

static int add_file(struct digest *digest, struct wb_project *project, const char *path,
		    const char *text, struct wb_error *err)
{
	struct buf read = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	int rc = 0;

	if (!text && file_read(path, MOST_OF_A_FILE, &read, &why) < 0)
		rc = wb_error_set(err, why.status, "%s: %s", path, why.message);
	if (!text)
		text = buf_text(&read);
	if (rc == 0) {
		digest_text(digest, text);
		if (digest_values(digest, text, &project->variables) < 0)
			rc = wb_error_nomem(err);
	}
	buf_release(&read);
	return rc;
}

static void add_list(struct digest *digest, const struct string_vec *list)
{
	for (size_t i = 0; i < list->count; i++)
		digest_text(digest, list->items[i]);
	digest_text(digest, NULL);
}

static void add_database(struct digest *digest, const struct wb_session *s, unsigned what)
{
	const struct wb_server *server = &s->conn.server;
	const struct target *target = &s->project->setup.target;

	digest_text(digest, PACKAGE_VERSION);
	digest_text(digest, s->plugin->table.name);
	digest_text(digest, s->plugin->table.version);
	digest_text(digest, s->plugin->table.client_library);
	digest_text(digest, server->product);
	digest_text(digest, server->version);
	digest_number(digest, server->features);
	digest_number(digest, server->lex_mode);
	if (!(what & FINGERPRINT_STORED)) {
		digest_text(digest, target->url.host);
		digest_text(digest, target->url.port);
	}
	digest_text(digest, server->database);
	digest_text(digest,
		    strcmp(server->schema, server->usual_schema) == 0 ? server->schema : NULL);
	digest_text(digest, server->user);
	digest_text(digest, target->scratch);
	add_list(digest, &target->schemas);
	add_list(digest, &target->exclude);
	digest_text(digest, project_privileges(s->project) == PRIVILEGES_YES  ? "privileges"
			    : project_privileges(s->project) == PRIVILEGES_NO ? "no privileges"
									      : "");
}

static void add_applied(struct digest *digest, const struct wb_session *s)
{
	for (const struct applied_row *row = s->applied.rows; row; row = row->hh.next) {
		digest_text(digest, row->id);
		digest_text(digest, row->checksum);
	}
	digest_text(digest, NULL);
}

/* Their order, and what others say of it, is in the files. */
static int add_revisions(struct digest *digest, const struct wb_session *session, bool all,
			 struct wb_error *err)
{
	struct wb_project *project = session->project;
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < graph_count(project->graph); i++) {
		const struct revision *r = graph_at(project->graph, i);

		if (all || history_was_run(session, r))
			rc = add_file(digest, project, r->path, r->text, err);
	}
	digest_text(digest, NULL);
	return rc;
}

static int add_desired(struct digest *digest, struct wb_session *session, struct wb_error *err)
{
	struct wb_project *project = session->project;
	const struct buf *printed = NULL;
	struct string_vec files = { 0 };
	int rc = project->setup.config.schema.count ? desired_files(project, &files, err) : 0;

	for (size_t i = 0; rc == 0 && i < files.count; i++)
		rc = add_file(digest, project, files.items[i], NULL, err);
	if (rc == 0)
		rc = desired_command(session, &printed, err);
	digest_text(digest, printed ? buf_text(printed) : NULL);
	string_vec_free(&files);
	return rc;
}

int fingerprint_expected(struct wb_session *session, unsigned what, struct fingerprint *out,
			 struct wb_error *err)
{
	const bool desired = what & FINGERPRINT_DESIRED;
	struct string_vec made_on = { 0 };
	struct digest digest;
	int rc = scope_made_on(session, &made_on, err);

	digest_init(&digest);
	add_database(&digest, session, what);
	add_applied(&digest, session);
	/* the schemas that any file makes are in scope, and what it makes on tables that are not */
	add_list(&digest, &session->project->made);
	add_list(&digest, &made_on);
	string_vec_free(&made_on);
	if (rc == 0)
		rc = add_revisions(&digest, session, desired, err);
	digest_text(&digest, desired ? "desired" : NULL);
	if (rc == 0 && desired)
		rc = add_desired(&digest, session, err);
	digest_hex(&digest, out->text);
	return rc;
}

int fingerprint_target(struct wb_session *session, char out[DIGEST_HEX_SIZE], struct wb_error *err)
{
	struct fingerprint print;
	struct model model = { 0 };
	int rc;

	if (!driver_can(&session->conn, CAN_INTROSPECT)) {
		*out = '\0';
		return 0;
	}
	rc = scope_read(session, &session->conn, &model, err);
	if (rc == 0) {
		fingerprint_model(&model, &print);
		memcpy(out, print.text, sizeof(print.text));
	}
	model_release(&model);
	return rc;
}
