/* SPDX-License-Identifier: MIT */
/* The border of core/schema/. */
#include "call.h"
#include "diagram/calls.h"
#include "lint/calls.h"
#include "prove/calls.h"
#include "schema/calls.h"

/* Begin a call that sees what is applied now: a run may have changed it since it was read. */
static int begin_fresh(struct call *call, struct wb_session *session, struct wb_error *err)
{
	call_begin(call, session, err);
	return session_fresh(session, &call->err);
}

int wb_schema_generate(struct wb_session *session, const struct wb_schema_options *options,
		       struct wb_generated **out, struct wb_error *err)
{
	struct call call;
	struct wb_schema_options own;
	int rc = begin_fresh(&call, session, err);

	options = sized_in(&own, sizeof(own), options);
	if (rc == 0)
		rc = schema_generate(session, options, out, &call.err);
	return call_end(&call, rc);
}

int wb_schema_diff(struct wb_session *session, struct wb_session *other,
		   const struct wb_schema_options *options, wb_write write, void *ctx,
		   struct wb_error *err)
{
	struct call call;
	struct wb_schema_options own;
	int rc = begin_fresh(&call, session, err);

	options = sized_in(&own, sizeof(own), options);
	if (rc == 0)
		rc = schema_diff(session, other, options, (struct writing){ write, ctx },
				 &call.err);
	return call_end(&call, rc);
}

int wb_schema_check(struct wb_session *session, uint32_t flags,
		    int (*take)(void *ctx, const struct wb_drift *drift), void *ctx,
		    struct wb_error *err)
{
	struct call call;
	int rc = begin_fresh(&call, session, err);

	if (rc == 0)
		rc = schema_check(session, flags, take, ctx, &call.err);
	return call_end(&call, rc);
}

int wb_schema_guard(struct wb_session *session, struct wb_error *err)
{
	struct call call;
	int rc = begin_fresh(&call, session, err);

	if (rc == 0)
		rc = schema_guard(session, &call.err);
	return call_end(&call, rc);
}

int wb_schema_not_compared(struct wb_session *session,
			   int (*take)(void *ctx, const struct wb_not_compared *what), void *ctx,
			   struct wb_error *err)
{
	struct call call;

	call_begin(&call, session, err);
	return call_end(&call, schema_not_compared(session, take, ctx, &call.err));
}

int wb_schema_dump(struct wb_session *session, wb_write write, void *ctx, struct wb_error *err)
{
	struct call call;
	int rc = begin_fresh(&call, session, err);

	if (rc == 0)
		rc = schema_dump(session, write, ctx, &call.err);
	return call_end(&call, rc);
}

int wb_schema_load(struct wb_session *session, const char *const *paths, size_t count,
		   struct wb_error *err)
{
	struct call call;
	int rc = begin_fresh(&call, session, err);

	if (rc == 0)
		rc = schema_load(session, paths, count, &call.err);
	return call_end(&call, rc);
}

int wb_schema_refresh(struct wb_session *session, struct wb_error *err)
{
	struct call call;
	int rc;

	/* what is applied does not matter here, so it is not read again */
	call_begin(&call, session, err);
	rc = schema_refresh(session, &call.err);
	return call_end(&call, rc);
}

int wb_schema_diagram(struct wb_session *session, const struct wb_diagram_options *options,
		      wb_write write, void *ctx, struct wb_error *err)
{
	struct call call;
	struct wb_diagram_options own;
	int rc = begin_fresh(&call, session, err);

	options = sized_in(&own, sizeof(own), options);
	if (rc == 0)
		rc = schema_diagram(session, options, write, ctx, &call.err);
	return call_end(&call, rc);
}

int wb_schema_test(struct wb_session *session, const char *const *targets, size_t count,
		   int (*take)(void *ctx, const struct wb_test_result *result), void *ctx,
		   struct wb_error *err)
{
	struct call call;
	int rc = begin_fresh(&call, session, err);

	if (rc == 0)
		rc = schema_test(session, (struct wb_names){ targets, count }, take, ctx,
				 &call.err);
	return call_end(&call, rc);
}

int wb_schema_merge(struct wb_session *session, const char *const *heads, size_t count,
		    int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		    struct wb_error *err)
{
	struct call call;
	int rc = begin_fresh(&call, session, err);

	if (rc == 0)
		rc = schema_merge(session, (struct wb_names){ heads, count }, take, ctx, &call.err);
	return call_end(&call, rc);
}

int wb_schema_squash(struct wb_session *session, struct wb_squash *squash,
		     int (*take)(void *ctx, const struct wb_merge_finding *finding), void *ctx,
		     struct wb_error *err)
{
	struct call call;
	int rc = begin_fresh(&call, session, err);

	if (rc == 0)
		rc = schema_squash(session, squash, take, ctx, &call.err);
	return call_end(&call, rc);
}

int wb_schema_dialects(struct wb_project *project,
		       int (*take)(void *ctx, const char *dialect, const char *target), void *ctx,
		       struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, schema_dialects(project, take, ctx, &call.err));
}

int wb_schema_outline(struct wb_session *session, int (*take)(void *ctx, const char *line),
		      void *ctx, struct wb_error *err)
{
	struct call call;
	int rc = begin_fresh(&call, session, err);

	if (rc == 0)
		rc = schema_outline(session, take, ctx, &call.err);
	return call_end(&call, rc);
}

int wb_schema_lint(struct wb_session *session, const char *const *targets, size_t count,
		   int (*take)(void *ctx, const struct wb_finding *finding), void *ctx,
		   struct wb_error *err)
{
	struct call call;
	int rc = begin_fresh(&call, session, err);

	if (rc == 0)
		rc = schema_lint(session, (struct wb_names){ targets, count }, take, ctx,
				 &call.err);
	return call_end(&call, rc);
}
