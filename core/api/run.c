/* SPDX-License-Identifier: MIT */
/* The border of core/run/. */
#include "call.h"
#include "run/calls.h"
#include "schema/calls.h"
#include "cache/fingerprint.h"

int wb_project_validate(struct wb_project *project, struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, project_validate(project, &call.err));
}

int wb_session_open(struct wb_project *project, uint32_t flags, struct wb_session **out,
		    struct wb_error *err)
{
	struct call call;
	int rc;

	call_begin(&call, NULL, err);
	rc = session_open(project, flags, out, &call.err);
	if (rc == 0)
		(*out)->schema_digest = fingerprint_target;
	return call_end(&call, rc);
}

int wb_session_server(struct wb_session *session, struct wb_server_info *out, struct wb_error *err)
{
	struct call call;
	struct wb_server_info all = { .size = sizeof(all) };
	int rc;

	call_begin(&call, session, err);
	rc = session_server(session, &all, &call.err);
	sized_out(out, &all, sizeof(all));
	return call_end(&call, rc);
}

typedef int (*run_function)(struct wb_session *session, const char *target,
			    const struct wb_run_options *options, struct wb_error *err);

/* What runs plans looks at the target first, if the config asks for it. */
static int run_guarded(struct wb_session *session, run_function run, const char *target,
		       const struct wb_run_options *options, struct wb_error *err)
{
	struct call call;
	struct wb_run_options own;

	call_begin(&call, session, err);
	options = sized_in(&own, sizeof(own), options);
	session->guard = schema_guard;
	session->guarded = schema_guarded;
	return call_end(&call, run(session, target, options, &call.err));
}

int wb_upgrade(struct wb_session *session, const char *target, const struct wb_run_options *options,
	       struct wb_error *err)
{
	return run_guarded(session, run_upgrade, target, options, err);
}

int wb_downgrade(struct wb_session *session, const char *target,
		 const struct wb_run_options *options, struct wb_error *err)
{
	return run_guarded(session, run_downgrade, target, options, err);
}

int wb_switch(struct wb_session *session, const char *target, const struct wb_run_options *options,
	      struct wb_error *err)
{
	return run_guarded(session, run_switch, target, options, err);
}

int wb_stamp(struct wb_session *session, const char *const *targets, size_t count, uint32_t flags,
	     const struct wb_run_options *options, struct wb_error *err)
{
	struct call call;
	struct wb_run_options own;

	call_begin(&call, session, err);
	options = sized_in(&own, sizeof(own), options);
	return call_end(&call, run_stamp(session, (struct wb_names){ targets, count }, flags,
					 options, &call.err));
}

int wb_stamp_from(struct wb_session *session, const char *tool,
		  const struct wb_run_options *options, struct wb_error *err)
{
	struct call call;
	struct wb_run_options own;

	call_begin(&call, session, err);
	options = sized_in(&own, sizeof(own), options);
	return call_end(&call, run_stamp_from(session, tool, options, &call.err));
}

int wb_repair(struct wb_session *session, const char *const *ids, size_t count, int what,
	      const struct wb_run_options *options, struct wb_error *err)
{
	struct call call;
	struct wb_run_options own;

	call_begin(&call, session, err);
	options = sized_in(&own, sizeof(own), options);
	return call_end(&call, run_repair(session, (struct wb_names){ ids, count }, what, options,
					  &call.err));
}

int wb_verify(struct wb_session *session, struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, run_verify(session, &call.err));
}

int wb_plan_make(struct wb_session *session, const char *target, int way,
		 const struct wb_run_options *options, struct wb_plan **out, struct wb_error *err)
{
	struct call call;
	struct wb_run_options own;

	struct aim aim = { .target = target, .way = way };

	call_begin(&call, session, err);
	options = sized_in(&own, sizeof(own), options);
	aim.flags = options ? options->flags : 0;
	return call_end(&call, plan_make(session, &aim, out, &call.err));
}

int wb_plan_offline(struct wb_project *project, const char *range, int down, struct wb_plan **out,
		    struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, plan_offline(project, range, down, out, &call.err));
}

int wb_plan_fingerprint(struct wb_session *session, const struct wb_plan *plan, char *out,
			size_t size, struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, plan_fingerprint(session, plan, out, size, &call.err));
}

int wb_plan_statements(const struct wb_plan *plan, size_t index,
		       int (*take)(void *ctx, uint32_t line, const char *sql, size_t len),
		       void *ctx, struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, plan_statements(plan, index, take, ctx, &call.err));
}

int wb_plan_script(const struct wb_plan *plan, wb_write write, void *ctx, struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, plan_script(plan, (struct writing){ write, ctx }, &call.err));
}

int wb_stamp_script(struct wb_project *project, const char *const *targets, size_t count,
		    uint32_t flags, wb_write write, void *ctx, struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, stamp_script(project, (struct wb_names){ targets, count }, flags,
					    (struct writing){ write, ctx }, &call.err));
}

int wb_status(struct wb_session *session, uint32_t flags,
	      int (*take)(void *ctx, const struct wb_status_row *row), void *ctx,
	      struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, look_status(session, flags, take, ctx, &call.err));
}

int wb_current(struct wb_session *session, int (*take)(void *ctx, const struct wb_status_row *row),
	       void *ctx, struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, look_current(session, take, ctx, &call.err));
}

int wb_log(struct wb_session *session, uint32_t limit,
	   int (*take)(void *ctx, const struct wb_log_row *row), void *ctx, struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, look_log(session, limit, take, ctx, &call.err));
}

int wb_lock_holder(struct wb_session *session, char *holder, size_t size, struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, look_lock_holder(session, holder, size, &call.err));
}

int wb_lock_release(struct wb_session *session, struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, run_lock_release(session, &call.err));
}

int wb_database_create(struct wb_project *project, struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, database_create(project, &call.err));
}

int wb_database_drop(struct wb_project *project, uint32_t flags, struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, database_drop(project, flags, &call.err));
}

int wb_session_has(struct wb_session *session, const char *target, struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, look_has(session, target, &call.err));
}

int wb_backup(struct wb_session *session, const struct wb_backup_options *options,
	      struct wb_error *err)
{
	struct call call;
	struct wb_backup_options own;

	call_begin(&call, session, err);
	options = sized_in(&own, sizeof(own), options);
	return call_end(&call, run_backup(session, options, &call.err));
}

int wb_restore(struct wb_session *session, const char *path, uint32_t flags, struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, run_restore(session, path, flags, &call.err));
}

int wb_seed(struct wb_session *session, const char *const *names, size_t count, uint32_t flags,
	    struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, run_seed(session, names, count, flags, &call.err));
}

int wb_purge(struct wb_session *session, const char *const *ids, size_t count, uint32_t flags,
	     struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, run_purge(session, ids, count, flags, &call.err));
}
