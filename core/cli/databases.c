/* SPDX-License-Identifier: MIT */
#include "databases.h"

#include <string.h>

#include "cli.h"
#include "status_rows.h"
#include "signals.h"

struct asking {
	struct cli *cli;
	const struct revision_list *list;
	json_t *not_asked;
	const char *target; /* its name, or its URL without secrets */
	char found[512];    /* "": nothing */
	size_t known;
};

static int take_row(void *ctx, const struct wb_status_row *row)
{
	struct asking *a = ctx;

	if (row->state == WB_STATE_PENDING || a->found[0])
		return 0;
	for (size_t i = 0; i < a->list->count; i++)
		if (strcmp(a->list->items[i]->id, row->id) == 0)
			snprintf(a->found, sizeof(a->found), "revision %s is %s in %s%s%s", row->id,
				 state_word(row->state), a->target,
				 row->applied_at ? " since " : "",
				 row->applied_at ? row->applied_at : "");
	return 0;
}

static int ask(struct asking *a, struct wb_project *project, struct wb_error *err)
{
	struct wb_session *session = NULL;
	int rc = signals_start(err);

	if (rc == 0)
		rc = wb_session_open(project, WB_SESSION_READ, &session, err);
	if (rc == 0) {
		signals_watch(session, true);
		rc = wb_status(session, WB_STATUS_NO_BODIES, take_row, a, err);
		signals_watch(NULL, true);
	}
	wb_session_close(session);
	return rc;
}

/* Not to know is not to have nothing. */
static int conclude(struct asking *a, int rc, const struct wb_error *why, struct wb_error *err)
{
	json_t *entry;

	if (rc == WB_E_CANCELLED || rc == WB_E_NOMEM)
		return cli_fail(err, rc, "%s", why->message);
	if (a->found[0])
		return cli_fail(err, WB_E_REFUSED,
				"%s: what a database has keeps its place. Take it back there, or "
				"join the heads with `whimbrel merge`",
				a->found);
	a->known++;
	if (rc == 0)
		return 0;
	entry = json_object();
	json_put(entry, "target", json_text(a->target));
	json_put(entry, "reason", json_text(why->message));
	json_array_append_new(a->not_asked, entry);
	say(stderr, "whimbrel: not asked: %s: %s\n", a->target, why->message);
	return 0;
}

static int ask_own(struct asking *a, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	const char *name = wb_project_target(a->cli->project);

	a->target = *name ? name : wb_project_url(a->cli->project);
	return conclude(a, ask(a, a->cli->project, &why), &why, err);
}

static int ask_target(struct asking *a, const char *name, struct wb_error *err)
{
	struct wb_project *project = NULL;
	struct wb_error why = WB_ERROR_INIT;
	int rc;

	a->target = name;
	rc = cli_open_other(a->cli, name, &project, &why);
	if (rc == 0)
		rc = ask(a, project, &why);
	wb_project_free(project);
	return conclude(a, rc, &why, err);
}

static int ask_all(struct asking *a, struct wb_error *err)
{
	const struct wb_project *project = a->cli->project;
	bool own = wb_project_url(project) != NULL;
	const char *name;
	int rc = own ? ask_own(a, err) : 0;

	for (size_t i = 0; rc == 0 && (name = wb_project_target_name(project, i)); i++)
		if (!own || a->cli->args.url || strcmp(name, wb_project_target(project)) != 0)
			rc = ask_target(a, name, err);
	return rc;
}

int databases_lack(struct cli *cli, const struct revision_list *list, json_t *not_asked,
		   struct wb_error *err)
{
	struct asking a = { .cli = cli, .list = list, .not_asked = not_asked };
	int rc = ask_all(&a, err);

	if (rc < 0 || (a.known && !json_array_size(not_asked)))
		return rc;
	return cli_confirm(cli,
			   a.known ? "Not every database could be asked whether it has them. "
				     "Are you sure that none has?"
				   : "No database is known that could be asked whether it has "
				     "them. Are you sure that none has?",
			   err);
}
