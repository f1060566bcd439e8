/* SPDX-License-Identifier: MIT */
#include "conformance/calls.h"

#include "call.h"

int wb_conformance_run(struct wb_project *project, const struct wb_conformance_options *options,
		       void (*take)(void *ctx, const struct wb_conformance *finding), void *ctx,
		       struct wb_error *err)
{
	struct wb_conformance_options own;
	struct call call;

	call_begin(&call, NULL, err);
	return call_end(&call, conformance_run(project, sized_in(&own, sizeof(own), options), take,
					       ctx, &call.err));
}
