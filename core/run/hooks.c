/* SPDX-License-Identifier: MIT */
#include "hooks.h"

#include <string.h>

#include "base/child.h"
#include "base/error.h"
#include "base/text.h"
#include "exec/section.h"
#include "hook_facts.h"

#define SHOWN_MOST ((size_t)64 << 10)
#define CANCELLED_LIMIT_MS 5000

/* ------------------------------------------------------------------ programs */

static bool stopping(void *ctx)
{
	return link_stopping(ctx);
}

/* Line by line, as people may see it. */
static void show(struct wb_session *s, enum hook_kind kind, const struct buf *printed)
{
	const char *text = buf_text(printed), *end = text + printed->len;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t len = (size_t)((stop ? stop : end) - text);
		struct wb_event event = { .size = sizeof(event),
					  .kind = WB_EVENT_HOOK,
					  .title = hook_name(kind),
					  .duration_ms = -1 };
		AUTO_FREE char *line = text_dup(text, len);

		for (size_t i = 0; line && i < len; i++)
			if (!line[i])
				line[i] = '?';
		event.message = line;
		if (line)
			session_event(s, &event);
		text += len + 1;
	}
}

static int run_program(struct wb_session *s, enum hook_kind kind, const struct hook *hook,
		       const struct hook_facts *facts, struct wb_error *err)
{
	const struct config *config = &s->project->setup.config;
	struct string_vec words = { 0 }, settings = { 0 };
	struct buf input = { 0 }, out = { 0 }, said = { 0 };
	struct child child = { .directory = config->directory,
			       .limit_ms = (uint32_t)hook->timeout_ms,
			       .most = SHOWN_MOST,
			       .cuts = true,
			       .leaves = true,
			       .input = &input,
			       .stopping = stopping,
			       .ctx = &s->link };
	int rc = hook_environment(s, kind, facts, &settings, err);

	hook_json(s, kind, facts, &input);
	if (facts->error && facts->error->status == WB_E_CANCELLED &&
	    child.limit_ms > CANCELLED_LIMIT_MS)
		child.limit_ms = CANCELLED_LIMIT_MS;
	for (size_t i = 0; rc == 0 && i < hook->command.count; i++)
		rc = string_vec_add(&words, hook->command.items[i]);
	if (rc < 0 || string_vec_push(&words, NULL) < 0 || string_vec_push(&settings, NULL) < 0 ||
	    input.failed)
		rc = wb_error_nomem(err);
	child.words = words.items;
	child.settings = (const char *const *)settings.items;
	if (rc == 0)
		rc = child_run(&child, &out, &said, err);
	show(s, kind, &out);
	show(s, kind, &said);
	string_vec_free(&words);
	string_vec_free(&settings);
	buf_release(&input);
	buf_release(&out);
	buf_release(&said);
	return rc;
}

/* ------------------------------------------------------------------ SQL */

static const char *sql_for(const struct wb_session *s, const struct hook *hook)
{
	const char *const *names = project_dialect_names(s->project);
	const char *any = NULL;

	for (size_t i = 0; i < hook->sql.count; i++) {
		if (!hook->sql.items[i].name[0])
			any = hook->sql.items[i].value;
		for (size_t k = 0; names[k]; k++)
			if (strcmp(names[k], hook->sql.items[i].name) == 0)
				return hook->sql.items[i].value;
	}
	return any;
}

/* Read all of it before any of it is run. `*out_alone`: a statement refuses to run inside a transaction. */
static int look(const struct sql_text *text, const struct source_settings *settings,
		bool *out_alone, struct wb_error *err)
{
	struct source *source = NULL;
	struct statement statement = { 0 };
	int rc = source_open(text, settings, &source, err);

	*out_alone = false;
	while (rc == 0 && (rc = source_next(source, &statement, err)) == 1) {
		*out_alone = *out_alone || (statement.flags & WB_PIECE_NO_TX);
		rc = 0;
		if (statement.flags & (WB_PIECE_TX_BEGIN | WB_PIECE_TX_END))
			rc = wb_error_set(err, WB_E_REVISION,
					  "%s:%u: transaction control does not belong here: leave "
					  "it out",
					  text->path, (unsigned)statement.line);
	}
	source_close(source);
	return rc;
}

/* All of it or nothing where that can be, and the session is afterwards what it was. */
static int run_sql(struct wb_session *s, enum hook_kind kind, const char *sql, struct wb_error *err)
{
	struct sql_text text = { .path = hook_name(kind),
				 .bytes = sql,
				 .size = strlen(sql),
				 .end = strlen(sql),
				 .line = 1 };
	struct source_settings settings =
		project_source_settings(s->project, s->conn.server.lex_mode);
	struct section_policy policy = { .transaction = false };
	bool alone = false;
	int rc = look(&text, &settings, &alone, err);

	policy.transaction = policy.settles = !alone && features_atomic(s->conn.server.features);
	return rc == 0 ? section_run(&s->conn, &text, &settings, &policy, err) : rc;
}

/* ------------------------------------------------------------------ both */

static const struct hook *find(const struct wb_session *s, enum hook_kind kind)
{
	const struct setup *setup = &s->project->setup;

	return config_hook(&setup->config, setup->target.name, kind);
}

static bool is_there(const struct wb_session *s, enum hook_kind kind)
{
	return find(s, kind)->command.count || sql_for(s, find(s, kind));
}

bool hooks_at_steps(const struct wb_session *s)
{
	return is_there(s, HOOK_BEFORE_STEP) || is_there(s, HOOK_AFTER_STEP);
}

static int run_hook(struct wb_session *s, enum hook_kind kind, const struct hook_facts *facts,
		    struct wb_error *err)
{
	const struct hook *hook = find(s, kind);
	const char *sql = sql_for(s, hook);
	int rc = 0;

	if (hook->command.count)
		rc = run_program(s, kind, hook, facts, err);
	if (rc == 0 && sql)
		rc = run_sql(s, kind, sql, err);
	return rc;
}

int hooks_before(struct wb_session *s, enum hook_kind kind, const struct hook_facts *facts,
		 struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int rc = run_hook(s, kind, facts, &why);

	if (rc == 0 || rc == WB_E_CANCELLED || rc == WB_E_NOMEM || rc == WB_E_LOST) {
		if (rc < 0)
			wb_error_take(err, &why);
		return rc;
	}
	wb_error_set(err, WB_E_HOOK, "the hook %s stopped the run: %s", hook_name(kind),
		     why.message);
	wb_error_detail(err, "%s", why.detail);
	return WB_E_HOOK;
}

void hooks_after(struct wb_session *s, enum hook_kind kind, const struct hook_facts *facts)
{
	struct wb_error why = WB_ERROR_INIT;

	link_shield(&s->link);
	if (run_hook(s, kind, facts, &why) < 0)
		client_log(&s->client, WB_LOG_WARNING,
			   "the hook %s failed, which changes nothing: %s", hook_name(kind),
			   why.message);
	link_unshield(&s->link);
}
