/* SPDX-License-Identifier: MIT */
#include "fingerprint.h"

#include <sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "command.h"
#include "desired.h"

#define MOST_OF_A_FILE ((size_t)1 << 30)

/* Texts with their ends, so that no two lists of them are the same bytes. */
static void add(SHA2_CTX *sha, const char *text)
{
	SHA256Update(sha, (const uint8_t *)(text ? text : "\x01"), text ? strlen(text) + 1 : 1);
}

static void add_number(SHA2_CTX *sha, uint64_t number)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)number);
	add(sha, text);
}

static void finish(SHA2_CTX *sha, struct fingerprint *out)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];

	SHA256Final(digest, sha);
	text_hex(digest, sizeof(digest), out->text);
}

/* ------------------------------------------------------------------ a schema */

void fingerprint_model(const struct model *model, struct fingerprint *out)
{
	SHA2_CTX sha;

	SHA256Init(&sha);
	for (size_t i = 0; i < model->objects.count; i++) {
		const struct object *o = model->objects.items[i];

		if (!object_counts(o))
			continue;
		add(&sha, o->key);
		for (size_t j = 0; j < o->pub.attribute_count; j++) {
			const struct wb_attribute *a = &o->pub.attributes[j];

			if (a->flags & WB_ATTRIBUTE_SILENT)
				continue;
			add(&sha, a->key);
			add(&sha, a->value);
		}
		add(&sha, NULL);
	}
	finish(&sha, out);
}

/* ------------------------------------------------------------------ what it should be */

/* The values that a text is filled in with. */
static int add_values(SHA2_CTX *sha, const char *text, const struct variables *variables)
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
		add(sha, buf_text(&value));
		failed = value.failed;
	}
	buf_release(&value);
	return failed ? -1 : 0;
}

static int add_file(SHA2_CTX *sha, struct wb_project *project, const char *path, const char *text,
		    struct wb_error *err)
{
	struct buf read = { 0 };
	struct wb_error why = WB_ERROR_INIT;
	int rc = 0;

	if (!text && file_read(path, MOST_OF_A_FILE, &read, &why) < 0)
		rc = wb_error_set(err, why.status, "%s: %s", path, why.message);
	if (!text)
		text = buf_text(&read);
	if (rc == 0) {
		add(sha, text);
		if (add_values(sha, text, &project->variables) < 0)
			rc = wb_error_nomem(err);
	}
	buf_release(&read);
	return rc;
}

static void add_list(SHA2_CTX *sha, const struct string_vec *list)
{
	for (size_t i = 0; i < list->count; i++)
		add(sha, list->items[i]);
	add(sha, NULL);
}

static void add_database(SHA2_CTX *sha, const struct wb_session *s)
{
	const struct wb_server *server = &s->conn.server;
	const struct target *target = &s->project->setup.target;

	add(sha, PACKAGE_VERSION);
	add(sha, s->plugin->table.name);
	add(sha, s->plugin->table.version);
	add(sha, s->plugin->table.client_library);
	add(sha, server->product);
	add(sha, server->version);
	add_number(sha, server->features);
	add_number(sha, server->lex_mode);
	add(sha, target->url.host);
	add(sha, target->url.port);
	add(sha, server->database);
	add(sha, strcmp(server->schema, server->usual_schema) == 0 ? server->schema : NULL);
	add(sha, server->user);
	add(sha, target->scratch);
	add_list(sha, &target->schemas);
	add_list(sha, &target->exclude);
	add(sha, project_privileges(s->project) == PRIVILEGES_YES  ? "privileges"
		 : project_privileges(s->project) == PRIVILEGES_NO ? "no privileges"
								   : "");
}

static void add_applied(SHA2_CTX *sha, const struct wb_session *s)
{
	for (const struct applied_row *row = s->applied.rows; row; row = row->hh.next) {
		add(sha, row->id);
		add(sha, row->checksum);
	}
	add(sha, NULL);
}

int fingerprint_expected(struct wb_session *session, bool desired, struct fingerprint *out,
			 struct wb_error *err)
{
	struct wb_project *project = session->project;
	const struct buf *printed = NULL;
	struct string_vec files = { 0 };
	SHA2_CTX sha;
	int rc = 0;

	SHA256Init(&sha);
	add_database(&sha, session);
	add_applied(&sha, session);
	for (size_t i = 0; rc == 0 && i < graph_count(project->graph); i++) {
		const struct revision *r = graph_at(project->graph, i);

		/* the graph's order, and what others say of it, is in the files */
		rc = add_file(&sha, project, r->path, r->text, err);
	}
	add(&sha, desired ? "desired" : NULL);
	if (rc == 0 && desired && project->setup.config.schema.count)
		rc = desired_files(project, &files, err);
	for (size_t i = 0; rc == 0 && i < files.count; i++)
		rc = add_file(&sha, project, files.items[i], NULL, err);
	if (rc == 0 && desired)
		rc = desired_command(session, &printed, err);
	add(&sha, printed ? buf_text(printed) : NULL);
	string_vec_free(&files);
	finish(&sha, out);
	return rc;
}
