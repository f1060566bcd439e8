/* SPDX-License-Identifier: MIT */
/** Runs that somebody has approved. Part of <whimbrel/whimbrel.h>, which includes this page. */
#ifndef WHIMBREL_APPROVAL_H
#define WHIMBREL_APPROVAL_H

#ifndef WHIMBREL_WHIMBREL_H
#error "include <whimbrel/whimbrel.h>"
#endif

#include <stddef.h>
#include <stdint.h>

#include <whimbrel/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

#define WB_FINGERPRINT_SIZE 48
/** What decides what a run of this plan does, in one word of less than WB_FINGERPRINT_SIZE bytes: the files,
 *  the values of their variables, what is applied, the schema. wb_run_options.approve takes it. */
int wb_plan_fingerprint(struct wb_session *session, const struct wb_plan *plan, char *out,
			size_t size, struct wb_error *err);

/** 1: a run on the target needs an approval: wb_run_options.approve. */
int wb_project_approves(const struct wb_project *project);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
