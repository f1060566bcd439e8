/* SPDX-License-Identifier: MIT */
/* The service's list of queries, in which each of ours has the run and a number as tags. */
#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge_target.h"

#define HISTORY "/api/2.0/sql/history/queries"
/* What a run left behind is among the newest; whoever waited longer finds nothing, and is told so. */
#define PAGES 20
#define STATUS "&filter_by.statuses="
#define RUNNING \
	STATUS "RUNNING" STATUS "QUEUED" STATUS "STARTED" STATUS "COMPILING" STATUS "COMPILED"

static bool has_tag(json_t *query, const char *key, const char *value)
{
	json_t *tags = json_object_get(query, "query_tags"), *tag;
	size_t i;

	json_array_foreach(tags, i, tag)
	{
		const char *k = json_string_value(json_object_get(tag, "key"));
		const char *v = json_string_value(json_object_get(tag, "value"));

		if (k && v && strcmp(k, key) == 0 && strcmp(v, value) == 0)
			return true;
	}
	return false;
}

/* What is looked for among the statements of a run. */
struct search {
	const char *run;
	const char *filter;                           /* behind the path */
	int (*each)(struct search *s, json_t *query); /* the newest first; 1, or none: enough */
	const char *step;
	enum brick_told told;
	json_t *running; /* ids */
	json_t *first;   /* one that runs */
	bool seen;       /* there is any */
};

static int find(struct brick_conn *c, struct search *s, struct wb_error *err)
{
	char *token = NULL;
	bool enough = false;

	for (int page = 0; !enough && page < PAGES; page++) {
		char *path = kit_text_make(HISTORY "?max_results=1000%s%s%s", s->filter,
					   token ? "&page_token=" : "", token ? token : "");
		json_t *answer = NULL, *query;
		int rc = path ? brick_get(c, path, &answer, err) : kit_no_memory(err);
		const char *next;
		size_t i;

		free(path);
		curl_free(token);
		if (rc < 0)
			return rc;
		json_array_foreach(json_object_get(answer, "res"), i, query)
		{
			if (enough || !has_tag(query, "whimbrel_run", s->run))
				continue;
			s->seen = true;
			enough = !s->each || s->each(s, query) != 0;
		}
		next = json_string_value(json_object_get(answer, "next_page_token"));
		token = next && *next && json_is_true(json_object_get(answer, "has_next_page"))
				? curl_easy_escape(c->curl, next, 0)
				: NULL;
		enough |= !token;
		json_decref(answer);
	}
	curl_free(token);
	return 0;
}

/* What was in another writer's way is tried again under the same number, and the newer try may not be listed yet; a hook
 * fails behind the commit. */
static bool failed_for_good(json_t *query)
{
	static const char *const words[] = { "DELTA_CONCURRENT_",      "DELTA_METADATA_CHANGED",
					     "DELTA_PROTOCOL_CHANGED", "2D521",
					     BRICK_BEHIND_COMMIT,      NULL };
	const char *why = json_string_value(json_object_get(query, "error_message"));

	for (size_t i = 0; why && words[i]; i++)
		if (strstr(why, words[i]))
			return false;
	return why != NULL;
}

/* Of what was cancelled the commit may have been done already. */
static enum brick_told told(json_t *query)
{
	static const char running[] = "RUNNING QUEUED STARTED COMPILING COMPILED";
	const char *status = json_string_value(json_object_get(query, "status"));

	if (!status)
		return BRICK_UNTOLD;
	if (strcmp(status, "FINISHED") == 0)
		return BRICK_FINISHED;
	if (strcmp(status, "FAILED") == 0)
		return failed_for_good(query) ? BRICK_FAILED : BRICK_UNTOLD;
	return kit_mentions(running, sizeof(running) - 1, status) ? BRICK_RUNNING : BRICK_UNTOLD;
}

static int take_step(struct search *s, json_t *query)
{
	if (!has_tag(query, "whimbrel_step", s->step))
		return 0;
	s->told = told(query);
	return 1;
}

int brick_history(struct brick_conn *c, const char *run_id, const char *step, enum brick_told *out,
		  struct wb_error *err)
{
	struct search s = { .run = run_id, .filter = "", .each = take_step, .step = step };
	int rc = find(c, &s, err);

	if (rc == 0)
		*out = s.told;
	return rc;
}

/* ------------------------------------------------------------------ a run that is gone */

static int take_running(struct search *s, json_t *query)
{
	if (told(query) != BRICK_RUNNING)
		return 0;
	json_array_append(s->running, json_object_get(query, "query_id"));
	if (!s->first)
		s->first = json_incref(query);
	return 0;
}

/* "run RUN connection 2": what it has sent carries the run's tag. */
void brick_run_of(const char *session, char out[BRICK_RUN_SIZE])
{
	const char *run = strncmp(session, "run ", 4) == 0 ? session + 4 : session;

	snprintf(out, BRICK_RUN_SIZE, "%.*s", (int)strcspn(run, " "), run);
}

/* What others have run not everybody may see, and of old ones nothing is kept. */
static int find_running(struct brick_conn *c, const char *run, struct search *s,
			struct wb_error *err)
{
	char message[200];

	*s = (struct search){
		.run = run, .filter = RUNNING, .each = take_running, .running = json_array()
	};
	if (!s->running)
		return kit_no_memory(err);
	if (find(c, s, err) < 0)
		return kit_failed(err);
	if (s->seen)
		return 0;
	s->filter = "";
	s->each = NULL;
	if (find(c, s, err) < 0)
		return kit_failed(err);
	snprintf(message, sizeof(message),
		 "the query history shows nothing of run %s, as of another user's: whether a "
		 "statement of it still runs can't be told",
		 run);
	if (!s->seen)
		kit_host->log(c->client, WB_LOG_WARNING, message);
	return 0;
}

static void release(struct search *s)
{
	json_decref(s->running);
	json_decref(s->first);
}

/* There is no session, but what a run has sent may go on after it has died. */
int brick_observe(void *conn, const char *session, struct wb_activity *out,
		  struct wb_rows *blockers, struct wb_error *err)
{
	const struct brick_conn *c = conn;
	struct search s;
	char run[BRICK_RUN_SIZE];
	const char *text;
	int rc;

	brick_run_of(session, run);
	(void)blockers; /* nothing waits for locks here */
	/* of our own we know, though nothing of its progress */
	if (strcmp(run, c->run_id) == 0) {
		unsigned number;

		out->alive = sscanf(session, "run %*s connection %u", &number) != 1 || !number ||
			     brick_is_open(number);
		out->elapsed_ms = -1;
		return 0;
	}
	rc = find_running(conn, run, &s, err);
	if (rc == 0) {
		out->alive = json_array_size(s.running) > 0;
		out->elapsed_ms = -1;
		text = json_string_value(json_object_get(s.first, "query_text"));
		snprintf(out->statement, sizeof(out->statement), "%s", text ? text : "");
	}
	release(&s);
	return rc;
}

int brick_end_session(void *conn, const char *session, int32_t gently, struct wb_error *err)
{
	struct search s;
	char run[BRICK_RUN_SIZE];
	json_t *id;
	size_t i;
	int rc;

	(void)gently;
	brick_run_of(session, run);
	rc = find_running(conn, run, &s, err);
	json_array_foreach(s.running, i, id)
	{
		const char *text = json_string_value(id);

		if (rc == 0 && text && strlen(text) <= 100 &&
		    strspn(text, BRICK_ID_MARKS) == strlen(text))
			rc = brick_cancel_statement(conn, text, err);
	}
	release(&s);
	return rc;
}
