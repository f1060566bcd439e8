/* SPDX-License-Identifier: MIT */
/* The border of core/project/. */
#include "call.h"
#include "dialect/seal.h"
#include "project/calls.h"

int wb_project_open(const struct wb_settings *settings, struct wb_project **out,
		    struct wb_error *err)
{
	struct call call;
	struct wb_settings own;
	struct wb_listener listener;

	call_begin(&call, NULL, err);
	settings = sized_in(&own, sizeof(own), settings);
	own.listener = sized_in(&listener, sizeof(listener), own.listener);
	return call_end(&call, project_open(settings, out, &call.err));
}

int wb_project_resolve(const struct wb_project *project, const char *target,
		       void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		       struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, project_resolve(project, target, take, ctx, &call.err));
}

int wb_project_range(const struct wb_project *project, const char *range,
		     void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		     struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, project_range(project, range, take, ctx, &call.err));
}

int wb_init(const char *directory, const char *url,
	    void (*take)(void *ctx, const char *path, int made), void *ctx, struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, project_init(directory, url, take, ctx, &call.err));
}

int wb_project_new_revision(struct wb_project *project, const struct wb_new_revision *what,
			    const char **out_path, struct wb_error *err)
{
	struct call call;
	struct wb_new_revision own;

	call_begin(&call, NULL, err);
	what = sized_in(&own, sizeof(own), what);
	return call_end(&call, project_new_revision(project, what, out_path, &call.err));
}

int wb_project_rebase(struct wb_project *project, const char *revision, const char *onto,
		      uint32_t flags, void (*take)(void *ctx, const struct wb_revision *revision),
		      void *ctx, struct wb_error *err)
{
	struct call call;

	const struct rebasing what = { revision, onto, flags };

	call_begin(&call, NULL, err);
	return call_end(&call, project_rebase(project, &what, take, ctx, &call.err));
}

int wb_squash_new(struct wb_project *project, const struct wb_squash_options *options,
		  void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		  struct wb_squash **out, struct wb_error *err)
{
	struct call call;
	struct wb_squash_options own;
	int rc;

	call_begin(&call, NULL, err);
	options = sized_in(&own, sizeof(own), options);
	rc = project_squash(project, options, out, &call.err);
	if (rc == 0)
		squash_each(*out, take, ctx);
	return call_end(&call, rc);
}

int wb_squash_write(struct wb_squash *squash, const char **out_path, struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, squash_write(squash, out_path, &call.err));
}

int wb_plugins(struct wb_project *project,
	       int (*take)(void *ctx, const struct wb_plugin_info *plugin), void *ctx,
	       struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, project_plugins(project, take, ctx, &call.err));
}

int wb_plugin_seal(const char *path, struct wb_error *err)
{
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, seal_write(path, &call.err));
}
