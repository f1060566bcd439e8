/* SPDX-License-Identifier: MIT */
/* Making and dropping the target's database, and asking whether a revision is in. */
#include <string.h>

#include "base/error.h"
#include "calls.h"
#include "graph/graph.h"
#include "read/revision.h"

static int change(struct wb_project *project, int32_t what, struct wb_error *err)
{
	const struct target *target = &project->setup.target;
	const struct plugin *plugin;

	if (!target->known)
		return wb_error_set(err, WB_E_CONFIG,
				    "no database is named: give --url, or -t with a target of the "
				    "config");
	if (project_dialect_to_connect(project, &plugin, err) < 0)
		return wb_error_kept(err);
	return driver_database(plugin, target, what, &project->client, err);
}

int database_create(struct wb_project *project, struct wb_error *err)
{
	return change(project, WB_DATABASE_CREATE, err);
}

/* Not from under a run. A database that can't be connected to may be one that is not there. */
static int check_lock(struct wb_project *project, struct wb_error *err)
{
	struct wb_session *session = NULL;
	struct wb_error why = WB_ERROR_INIT;
	char holder[512] = "";
	int rc = session_open(project, WB_SESSION_READ, &session, &why);

	if (rc == 0)
		rc = look_lock_holder(session, holder, sizeof(holder), &why);
	wb_session_close(session);
	if (rc == 1)
		return wb_error_set(err, WB_E_LOCKED,
				    "the database is not dropped: a run is at work on it (%s)",
				    holder);
	if (rc == WB_E_NOMEM)
		*err = why;
	return rc == WB_E_NOMEM ? rc : 0;
}

int database_drop(struct wb_project *project, uint32_t flags, struct wb_error *err)
{
	const struct target *target = &project->setup.target;

	if (target->protected)
		return wb_error_set(err, WB_E_REFUSED,
				    "target %s is protected: its database is not dropped",
				    target->name);
	if (!(flags & WB_RUN_YES))
		return wb_error_set(err, WB_E_REFUSED, "dropping a database needs --yes");
	if (check_lock(project, err) < 0)
		return wb_error_kept(err);
	return change(project, WB_DATABASE_DROP, err);
}

/* Without files nobody can say what a tag, a label or `head` means; an id, which a row has as it is,
 * may still come. */
static int not_yet(const char *target, struct wb_error *err)
{
	if (revision_id_valid(target, strlen(target)) && !name_reserved(target))
		return 0;
	return wb_error_set(err, WB_E_USAGE,
			    "there are no revision files here to tell what %s is: "
			    "without them name a revision by its whole id",
			    target);
}

int look_has(struct wb_session *s, const char *target, struct wb_error *err)
{
	struct revision_vec missing = { 0 };
	bool repeat;
	int rc = session_refresh(s, err);

	/* one that is newer than the files at hand is known by its row alone */
	if (rc == 0 && applied_has(&s->applied, target))
		return 1;
	if (rc == 0 && s->project->revisions.count == 0)
		return not_yet(target, err);
	if (rc == 0)
		rc = resolve_upgrade(s->view, target, &missing, &repeat, err);
	if (rc == 0)
		rc = missing.count == 0;
	revision_vec_release(&missing);
	return rc;
}
