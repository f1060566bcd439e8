/* SPDX-License-Identifier: MIT */
#include "calls.h"
#include "session.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "exec/own.h"
#include "base/error.h"
#include "import/live.h"
#include "version_rows.h"
#include "run.h"
#include "base/text.h"

/* user@host of this process */
static char *who(void)
{
	char host[256] = "localhost", entry[1024];
	struct passwd record, *found = NULL;

	gethostname(host, sizeof(host) - 1);
	if (getpwuid_r(geteuid(), &record, entry, sizeof(entry), &found) == 0 && found)
		return text_format("%s@%s", found->pw_name, host);
	return text_format("%u@%s", (unsigned)geteuid(), host);
}

/* A step of which nothing was done, and whose file is gone, is not unfinished: there is nothing to be
 * taken up. */
static bool never_began(const struct wb_session *s, const struct journal *j)
{
	return journal_count(j) == 0 && !j->intent &&
	       !graph_find(s->project->graph, j->revision, strlen(j->revision));
}

int session_refresh(struct wb_session *s, struct wb_error *err)
{
	struct applied applied = { 0 };
	struct journal journal = { 0 };
	struct view *view = NULL;
	const struct applied_row *last = NULL;
	const struct applied_walk walk = { &applied, &last };
	bool there = s->conn.server.tables == WB_TABLES_PRESENT;
	int rc = there ? applied_read(&s->conn, &applied, err) : 0;

	if (rc == 0 && there)
		rc = journal_read(&s->conn, &journal, err);
	if (rc == 0 && journal.open && never_began(s, &journal))
		journal_release(&journal);
	if (rc == 0)
		rc = view_new(s->project->graph, applied_walk_has, &walk, &view, err);
	if (rc < 0) {
		applied_release(&applied);
		journal_release(&journal);
		return rc;
	}
	applied_release(&s->applied);
	journal_release(&s->journal);
	view_free(s->view);
	known_free(s->known);
	s->known = NULL;
	s->applied = applied;
	s->journal = journal;
	s->view = view;
	s->stale = false;
	return 0;
}

int session_fresh(struct wb_session *s, struct wb_error *err)
{
	return s->stale ? session_refresh(s, err) : 0;
}

/* A process with one thread is spared what locking costs in its libraries. */
static int start_link(struct wb_session *s, struct wb_error *err)
{
	if (driver_can(&s->conn, WB_F_STOPS) && !driver_can(&s->conn, CAN_OBSERVE) &&
	    !driver_can(&s->conn, CAN_LEASE))
		return 0;
	return link_start(&s->link) < 0
		       ? wb_error_set(err, WB_E_NOMEM, "no thread could be started")
		       : 0;
}

static int connect_target(struct wb_session *s, uint32_t flags, struct wb_error *err)
{
	const struct target *target = &s->project->setup.target;
	const struct login login = { .target = target,
				     .run_id = s->run_id,
				     .flags = flags & WB_SESSION_READ ? WB_CONNECT_READ_ONLY : 0,
				     .client = &s->client };
	int rc;

	if (!target->known)
		return wb_error_set(err, WB_E_CONFIG,
				    "no database is named: give --url, or -t with a target of the "
				    "config, or set WHIMBREL_URL or "
				    "DATABASE_URL");
	if (project_dialect_to_connect(s->project, &s->plugin, err) < 0)
		return wb_error_kept(err);
	rc = driver_connect(s->plugin, &login, &s->conn, err);
	if (rc < 0)
		return target->name[0] ? wb_error_prefix(err, "target %s", target->name) : rc;
	s->project->quoting = composer_of(&s->conn);
	link_join(&s->link, &s->conn);
	return start_link(s, err);
}

int session_open(struct wb_project *project, uint32_t flags, struct wb_session **out,
		 struct wb_error *err)
{
	struct wb_session *s = calloc(1, sizeof(*s));
	int rc;

	if (!s)
		return wb_error_nomem(err);
	s->project = project;
	s->client.listener = project->client.listener;
	s->client.caller = project->client.caller;
	s->client.progress.size = sizeof(s->client.progress);
	s->applied_by = who();
	if (link_init(&s->link, &s->client) < 0 || observer_init(&s->observer) < 0 ||
	    !s->applied_by) {
		free(s->applied_by);
		free(s);
		return wb_error_nomem(err);
	}
	rc = text_random_hex(s->run_id, 16, err);
	if (rc == 0)
		rc = import_leave_alone(s->project, &s->project->setup.target.exclude, err);
	if (rc == 0)
		rc = connect_target(s, flags, err);
	s->conn.privileges = project_privileges(project) != PRIVILEGES_NO;
	if (rc == 0)
		rc = session_refresh(s, err);
	if (rc < 0) {
		wb_session_close(s);
		return rc;
	}
	*out = s;
	return 0;
}

void wb_session_close(struct wb_session *s)
{
	struct wb_error ignored = WB_ERROR_INIT;

	if (!s)
		return;
	if (s->lock.held)
		lock_drop(s, &ignored);
	link_release(&s->link);
	observer_release(&s->observer);
	s->project->quoting = composer_of(&s->project->offline);
	driver_close(&s->conn);
	if (!s->project->leave) {
		view_free(s->view);
		known_free(s->known);
		applied_release(&s->applied);
	}
	journal_release(&s->journal);
	lock_release(&s->lock);
	private_server_end(s->private_server);
	uncompared_free(&s->uncompared);
	buf_release(&s->surroundings.sql);
	string_vec_free(&s->surroundings.namespaces);
	free(s->applied_by);
	free(s);
}

void wb_interrupt(struct wb_session *s)
{
	link_interrupt(&s->link);
}

int session_server(struct wb_session *s, struct wb_server_info *out, struct wb_error *err)
{
	(void)err;
	out->dialect = s->plugin->table.name;
	out->product = s->conn.server.product;
	out->version = s->conn.server.version;
	out->database = s->conn.server.database;
	out->schema = s->conn.server.schema;
	out->user = s->conn.server.user;
	out->session = s->conn.server.session;
	return 0;
}

/* In one transaction where that can be: each commit of its own would cost a sync. */
static int make_tables(void *ctx, struct wb_error *err)
{
	struct wb_session *s = ctx;
	static const int32_t together[] = { WB_OWN_BEGIN, WB_OWN_ENSURE, WB_OWN_COMMIT, 0 },
			     alone[] = { WB_OWN_ENSURE, 0 };
	bool transactional = driver_can(&s->conn, WB_F_TRANSACTIONAL_DDL);
	struct wb_args args = { .size = sizeof(args) };
	struct wb_error ignored = WB_ERROR_INIT;
	int rc = own_together(&s->conn, transactional ? together : alone, &args, err);

	if (rc == 0)
		s->conn.server.tables = WB_TABLES_PRESENT;
	else if (transactional)
		own_run(&s->conn, WB_OWN_ROLLBACK, &ignored);
	return rc;
}

int session_begin(struct wb_session *s, struct wb_error *err)
{
	int rc = lock_take(s, err);

	if (rc == 0)
		observer_begin(s);
	if (rc == 0 && s->conn.server.tables == WB_TABLES_ABSENT)
		rc = session_retry_busy(s, make_tables, s, err);
	if (rc == 0)
		rc = session_refresh(s, err);
	/* somebody has dropped it, and what is applied is known all the same */
	if (rc == 0 && s->conn.lacks_log)
		rc = session_retry_busy(s, make_tables, s, err);
	if (rc == 0)
		rc = session_raise(s, err);
	if (rc == 1)
		rc = session_refresh(s, err);
	return rc < 0 ? session_end(s, rc, err) : rc;
}

int session_end(struct wb_session *s, int rc, struct wb_error *err)
{
	struct wb_error why = WB_ERROR_INIT;
	int dropped;

	s->stale = true;
	observer_end(s);
	link_shield(&s->link);
	dropped = lock_drop(s, &why);
	link_unshield(&s->link);
	rc = link_failure(&s->link, rc, err);
	link_forget(&s->link);
	if (rc < 0 && dropped == WB_E_LOST && s->lock.lease)
		client_log(
			&s->client, WB_LOG_WARNING,
			"the lease could not be given back: %s; others wait until it has run out, "
			"or for `whimbrel lock release`",
			why.message);
	if (rc < 0 || dropped == 0)
		return rc;
	wb_error_take(err, &why);
	return dropped;
}

int session_options(struct wb_session *s, const struct wb_run_options *options,
		    struct wb_error *err)
{
	char *name;

	s->end_dead = options && (options->flags & WB_RUN_END_DEAD);
	if (!options || !options->applied_by)
		return 0;
	name = text_dup(options->applied_by, strlen(options->applied_by));
	if (!name)
		return wb_error_nomem(err);
	free(s->applied_by);
	s->applied_by = name;
	return 0;
}
