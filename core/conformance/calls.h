/* SPDX-License-Identifier: MIT */
/* The public functions of this folder, behind the border: see run/calls.h. */
#ifndef WB_CORE_CONFORMANCE_CALLS_H
#define WB_CORE_CONFORMANCE_CALLS_H

#include <whimbrel/whimbrel.h>

int conformance_run(struct wb_project *project, const struct wb_conformance_options *options,
		    void (*take)(void *ctx, const struct wb_conformance *finding), void *ctx,
		    struct wb_error *err);

#endif
