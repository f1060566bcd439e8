/* SPDX-License-Identifier: MIT */
#include "schema_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/child.h"
#include "base/error.h"
#include "base/text.h"

#define USUAL_LIMIT_MS 60000
#define PRINTED_MOST ((size_t)256 << 20)

bool desired_wanted(const struct wb_project *project)
{
	const struct config *config = &project->setup.config;

	return config->schema.count > 0 || config->schema_command.count > 0;
}

static bool stopping(void *ctx)
{
	const struct wb_session *session = ctx;

	return atomic_load(&session->client.stopping);
}

/* What it said, as it ends: the last lines tell why. */
static void tell(struct wb_session *session, const struct buf *said, int status,
		 struct wb_error *err)
{
	const char *text = buf_text(said);
	size_t len = text_trim(&text, said->len), room = sizeof(err->detail) - 1;

	if (!len)
		return;
	if (status < 0)
		snprintf(err->detail, sizeof(err->detail), "%s",
			 text + (len > room ? len - room : 0));
	else
		client_log(&session->client, WB_LOG_INFO, "schema_command: %.*s", (int)len, text);
}

static int run(struct wb_session *session, struct buf *out, struct wb_error *err)
{
	struct wb_project *project = session->project;
	const struct config *config = &project->setup.config;
	AUTO_FREE char *dialect = text_format("WHIMBREL_DIALECT=%s", session->plugin->table.name);
	const char *settings[] = { dialect, NULL };
	struct string_vec words = { 0 };
	struct buf said = { 0 };
	struct child child = { .directory = config->directory,
			       .settings = settings,
			       .limit_ms = USUAL_LIMIT_MS,
			       .most = PRINTED_MOST,
			       .stopping = stopping,
			       .ctx = session };
	int rc = dialect ? 0 : -1;

	if (config->schema_timeout_ms >= 0)
		child.limit_ms = (uint32_t)config->schema_timeout_ms;
	for (size_t i = 0; rc == 0 && i < config->schema_command.count; i++)
		rc = string_vec_add(&words, config->schema_command.items[i]);
	if (rc == 0)
		rc = string_vec_push(&words, NULL);
	if (rc < 0) {
		string_vec_free(&words);
		return wb_error_nomem(err);
	}
	child.words = words.items;
	rc = child_run(&child, out, &said, err);
	if (rc == 0 && buf_text(out)[strspn(buf_text(out), " \t\r\n")] == '\0')
		rc = wb_error_set(err, WB_E_FILE, "%s printed nothing", child.words[0]);
	tell(session, &said, rc, err);
	buf_release(&said);
	string_vec_free(&words);
	return rc < 0 ? wb_error_prefix(err, "schema_command") : buf_check(out, err);
}

int desired_command(struct wb_session *session, const struct buf **out, struct wb_error *err)
{
	struct wb_project *project = session->project;
	int rc = 0;

	*out = NULL;
	if (!project->setup.config.schema_command.count)
		return 0;
	if (!project->desired_known)
		rc = run(session, &project->desired, err);
	if (rc < 0) {
		buf_release(&project->desired);
		project->desired = (struct buf){ 0 };
		return rc;
	}
	project->desired_known = true;
	*out = &project->desired;
	return 0;
}
