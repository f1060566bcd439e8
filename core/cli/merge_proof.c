/* SPDX-License-Identifier: MIT */
#include "merge_proof.h"

#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "signals.h"

struct making {
	struct cli *cli;
	const struct merge_claim *claim;
	struct merge_proof *proof;
	json_t *now; /* the dialect at hand */
	char others[MERGE_DIALECTS][64];
	size_t other_count;
};

static json_t *add_dialect(struct making *m, const char *dialect)
{
	json_t *object = json_object();

	json_put(object, "dialect", json_text(dialect));
	json_put(object, "equal", json_false());
	json_put(object, "differs", json_array());
	json_put(object, "unproved", json_array());
	json_put(object, "notes", json_array());
	json_array_append_new(m->proof->dialects, object);
	return object;
}

static int take_finding(void *ctx, const struct wb_merge_finding *finding)
{
	const struct making *m = ctx;
	const char *key = finding->kind == WB_MERGE_DIFFERS    ? "differs"
			  : finding->kind == WB_MERGE_UNPROVED ? "unproved"
							       : "notes";

	return json_array_append_new(json_object_get(m->now, key), json_text(finding->text));
}

static void doubt(json_t *dialect, const char *why)
{
	json_array_append_new(json_object_get(dialect, "unproved"), json_text(why));
}

/* ------------------------------------------------------------------ each dialect */

static int ask(struct making *m, struct wb_session *session, struct wb_error *err)
{
	struct wb_server_info server = { .size = sizeof(server) };
	struct wb_error why = WB_ERROR_INIT;
	int rc = wb_session_server(session, &server, err);

	if (rc < 0)
		return rc;
	json_put(m->now, "dialect", json_text(server.dialect));
	signals_watch(session, true);
	rc = m->claim->prove(session, m->claim, take_finding, m, &why);
	signals_watch(NULL, true);
	if (rc == 0)
		json_put(m->now, "equal", json_true());
	if (rc >= 0)
		return 0;
	/* that there is nothing to join is told by who joins */
	if (rc == WB_E_CANCELLED || rc == WB_E_NOMEM || rc == WB_E_USAGE)
		return cli_fail(err, rc, "%s", why.message);
	doubt(m->now, why.message);
	return 0;
}

static int ask_project(struct making *m, struct wb_project *project, struct wb_error *err)
{
	struct wb_session *session = NULL;
	struct wb_error why = WB_ERROR_INIT;
	int rc = signals_start(err);

	if (rc < 0)
		return rc;
	if (wb_session_open(project, WB_SESSION_READ, &session, &why) < 0)
		doubt(m->now, why.message);
	else
		rc = ask(m, session, err);
	wb_session_close(session);
	return rc;
}

static int take_other(void *ctx, const char *dialect, const char *target)
{
	struct making *m = ctx;
	const char *own = wb_project_dialect(m->cli->project);

	if (own && strcmp(dialect, own) == 0)
		return 0;
	if (!target || m->other_count == MERGE_DIALECTS - 1) {
		doubt(add_dialect(m, dialect), "no target of the config is of this dialect, or "
					       "its URL is not set");
		return 0;
	}
	snprintf(m->others[m->other_count++], sizeof(m->others[0]), "%s", target);
	return 0;
}

static int ask_other(struct making *m, const char *target, struct wb_error *err)
{
	struct wb_project *project = NULL;
	struct wb_error why = WB_ERROR_INIT;
	int rc = cli_open_other(m->cli, target, &project, &why);

	if (rc < 0) {
		m->now = add_dialect(m, target);
		doubt(m->now, why.message);
		return 0;
	}
	m->now = add_dialect(m, wb_project_dialect(project));
	rc = ask_project(m, project, err);
	wb_project_free(project);
	return rc;
}

int merge_proof_make(struct cli *cli, const struct merge_claim *claim, struct merge_proof *out,
		     struct wb_error *err)
{
	struct making m = { .cli = cli, .claim = claim, .proof = out };
	bool named = cli->args.target || cli->args.url;
	int rc = 0;

	out->dialects = json_array();
	if (wb_project_url(cli->project)) {
		m.now = add_dialect(&m, wb_project_dialect(cli->project));
		rc = ask_project(&m, cli->project, err);
	}
	if (rc == 0 && !named)
		rc = wb_schema_dialects(cli->project, take_other, &m, err);
	for (size_t i = 0; rc == 0 && i < m.other_count; i++)
		rc = ask_other(&m, m.others[i], err);
	if (rc == 0 && !json_array_size(out->dialects))
		doubt(add_dialect(&m, NULL), "no database is named: give --url, or -t with a "
					     "target of the config");
	return rc;
}

void merge_proof_release(struct merge_proof *proof)
{
	json_decref(proof->dialects);
	for (size_t i = 0; i < proof->body_count; i++)
		free(proof->bodies[i]);
}

/* ------------------------------------------------------------------ what is written */

static const char *text_of(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static char *compose(const json_t *dialect)
{
	const json_t *lines = json_object_get(dialect, "differs");
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	say(out, "-- Decide: what these branches end with depends on which of them runs first.\n");
	for (size_t i = 0; i < json_array_size(lines); i++)
		say(out, "--   %s\n", json_string_value(json_array_get(lines, i)));
	say(out, "-- Write what makes both the same, and take the word `undecided` away.\n");
	if (fclose(out) == 0)
		return text;
	free(text);
	return NULL;
}

static int add_section(struct merge_proof *p, const json_t *dialect, bool alone,
		       struct wb_error *err)
{
	size_t at = p->body_count;

	if (at == MERGE_DIALECTS)
		return cli_fail(err, WB_E_UNSUPPORTED, "over %d dialects", MERGE_DIALECTS);
	p->bodies[at] = compose(dialect);
	if (!p->bodies[at])
		return cli_fail(err, WB_E_NOMEM, "out of memory");
	p->body_count++;
	if (alone)
		snprintf(p->options[at], sizeof(p->options[at]), "undecided");
	else
		snprintf(p->options[at], sizeof(p->options[at]), "dialect:%s undecided",
			 text_of(dialect, "dialect"));
	p->sections[p->section_count++] = (struct wb_new_section){ .name = "up",
								   .options = p->options[at],
								   .body = p->bodies[at] };
	return 0;
}

int merge_proof_sections(struct merge_proof *p, struct wb_error *err)
{
	bool alone = json_array_size(p->dialects) == 1;

	for (size_t i = 0; i < json_array_size(p->dialects); i++) {
		const json_t *dialect = json_array_get(p->dialects, i);

		if (json_array_size(json_object_get(dialect, "differs")) &&
		    add_section(p, dialect, alone, err) < 0)
			return err->status;
	}
	if (!p->section_count)
		return 0;
	if (!alone)
		p->sections[p->section_count++] = (struct wb_new_section){ .name = "up" };
	p->sections[p->section_count++] = (struct wb_new_section){ .name = "down" };
	return 0;
}

/* ------------------------------------------------------------------ what is told */

static void print_lines(const json_t *dialect, const char *key, const char *word)
{
	const json_t *lines = json_object_get(dialect, key);
	const char *name = text_of(dialect, "dialect");

	for (size_t i = 0; i < json_array_size(lines); i++)
		say(stderr, "whimbrel: %s%s%s: %s\n", name ? name : "", name ? ": " : "", word,
		    json_string_value(json_array_get(lines, i)));
}

bool merge_proof_has(const struct merge_proof *p, const char *kind)
{
	for (size_t i = 0; i < json_array_size(p->dialects); i++)
		if (json_array_size(json_object_get(json_array_get(p->dialects, i), kind)))
			return true;
	return false;
}

void merge_proof_print(const struct cli *cli, const struct merge_proof *p, const char *equal)
{
	for (size_t i = 0; i < json_array_size(p->dialects); i++) {
		const json_t *dialect = json_array_get(p->dialects, i);

		print_lines(dialect, "differs", "differs");
		print_lines(dialect, "unproved", "not proved");
		if (cli->args.quiet)
			continue;
		print_lines(dialect, "notes", "note");
		if (json_is_true(json_object_get(dialect, "equal")))
			say(stderr, "whimbrel: %s: %s\n", text_of(dialect, "dialect"), equal);
	}
}
