/* SPDX-License-Identifier: MIT */
#include "fingerprint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "command.h"
#include "desired.h"

#define MOST_OF_A_FILE ((size_t)1 << 30)

/* Texts with their ends, so that no two lists of them are the same bytes. */
static void add(struct digest *digest, const char *text)
{
	digest_add(digest, text ? text : "\x01", text ? strlen(text) + 1 : 1);
}

static void add_number(struct digest *digest, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	add(digest, text);
}

/* ------------------------------------------------------------------ a schema */

void fingerprint_model(const struct model *model, struct fingerprint *out)
{
	struct digest digest;

	digest_init(&digest);
	for (size_t i = 0; i < model->objects.count; i++) {
		const struct object *o = model->objects.items[i];

		if (!object_counts(o))
			continue;
		add(&digest, o->key);
		for (size_t j = 0; j < o->pub.attribute_count; j++) {
			const struct wb_attribute *a = &o->pub.attributes[j];

			if (a->flags & WB_ATTRIBUTE_SILENT)
				continue;
			add(&digest, a->key);
			add(&digest, a->value);
		}
		add(&digest, NULL);
	}
	digest_hex(&digest, out->text);
}

/* ------------------------------------------------------------------ what it should be */

/* The values that a text is filled in with. */
static int add_values(struct digest *digest, const char *text, const struct variables *variables)
{
	struct buf value = { .secret = true };
	struct wb_error why = WB_ERROR_INIT;
	bool failed = false;

	for (text = strstr(text, "${"); text && !failed; text = strstr(text + 2, "${")) {
		struct reference ref = { 0 };

		reference_read(text, strlen(text), true, &ref);
		if (!ref.len || ref.escaped)
			continue;
		ref.form = 0;
		buf_clear(&value);
		if (reference_expand(variables, &ref, &value, &why) < 0)
			wb_error_clear(&why);
		add(digest, buf_text(&value));
		failed = value.failed;
	}
	buf_release(&value);
	return failed ? -1 : 0;
}

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
		add(digest, text);
		if (add_values(digest, text, &project->variables) < 0)
			rc = wb_error_nomem(err);
	}
	buf_release(&read);
	return rc;
}

static void add_list(struct digest *digest, const struct string_vec *list)
{
	for (size_t i = 0; i < list->count; i++)
		add(digest, list->items[i]);
	add(digest, NULL);
}

static void add_database(struct digest *digest, const struct wb_session *s)
{
	const struct wb_server *server = &s->conn.server;
	const struct target *target = &s->project->setup.target;

	add(digest, PACKAGE_VERSION);
	add(digest, s->plugin->table.name);
	add(digest, s->plugin->table.version);
	add(digest, s->plugin->table.client_library);
	add(digest, server->product);
	add(digest, server->version);
	add_number(digest, server->features);
	add_number(digest, server->lex_mode);
	add(digest, target->url.host);
	add(digest, target->url.port);
	add(digest, server->database);
	add(digest, strcmp(server->schema, server->usual_schema) == 0 ? server->schema : NULL);
	add(digest, server->user);
	add(digest, target->scratch);
	add_list(digest, &target->schemas);
	add_list(digest, &target->exclude);
	add(digest, project_privileges(s->project) == PRIVILEGES_YES  ? "privileges"
		    : project_privileges(s->project) == PRIVILEGES_NO ? "no privileges"
								      : "");
}

static void add_applied(struct digest *digest, const struct wb_session *s)
{
	for (const struct applied_row *row = s->applied.rows; row; row = row->hh.next) {
		add(digest, row->id);
		add(digest, row->checksum);
	}
	add(digest, NULL);
}

int fingerprint_expected(struct wb_session *session, bool desired, struct fingerprint *out,
			 struct wb_error *err)
{
	struct wb_project *project = session->project;
	const struct buf *printed = NULL;
	struct string_vec files = { 0 };
	struct digest digest;
	int rc = 0;

	digest_init(&digest);
	add_database(&digest, session);
	add_applied(&digest, session);
	for (size_t i = 0; rc == 0 && i < graph_count(project->graph); i++) {
		const struct revision *r = graph_at(project->graph, i);

		/* the graph's order, and what others say of it, is in the files */
		rc = add_file(&digest, project, r->path, r->text, err);
	}
	add(&digest, desired ? "desired" : NULL);
	if (rc == 0 && desired && project->setup.config.schema.count)
		rc = desired_files(project, &files, err);
	for (size_t i = 0; rc == 0 && i < files.count; i++)
		rc = add_file(&digest, project, files.items[i], NULL, err);
	if (rc == 0 && desired)
		rc = desired_command(session, &printed, err);
	add(&digest, printed ? buf_text(printed) : NULL);
	string_vec_free(&files);
	digest_hex(&digest, out->text);
	return rc;
}
