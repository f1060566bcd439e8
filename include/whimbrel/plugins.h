/* SPDX-License-Identifier: MIT */
/** The dialects that are installed, and whether they keep what they promise. Part of <whimbrel/whimbrel.h>, which includes
 *  this page. */
#ifndef WHIMBREL_PLUGINS_H
#define WHIMBREL_PLUGINS_H

#ifndef WHIMBREL_WHIMBREL_H
#error "include <whimbrel/whimbrel.h>"
#endif

#include <stdint.h>

#include <whimbrel/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#pragma GCC visibility push(default)
#endif

/** A dialect that was found. */
struct wb_plugin_info {
	uint32_t size;
	uint32_t abi; /**< 0: not known */
	const char *name, *path;
	const char *version, *description, *client_library; /**< NULL: not known */
	struct wb_names schemes, features;
	const char *trouble; /**< why it can't be used; NULL: it can */
};

/** Every dialect that is found, those that can't be used included, by folder and name. */
int wb_plugins(struct wb_project *project,
	       int (*take)(void *ctx, const struct wb_plugin_info *plugin), void *ctx,
	       struct wb_error *err);
/** Write into a dialect's file the checksum of what is loaded of it: from now on it is refused where
 *  it differs. */
int wb_plugin_seal(const char *path, struct wb_error *err);

/** One finding of the conformance suite. The first one has the id "upgrade": is a run possible at all? */
struct wb_conformance {
	uint32_t size;
	int32_t result; /**< 1: it holds; 0: it does not; -1: it was left out */
	const char *id; /**< "lock.second" */
	const char *slot;
	const char *title;  /**< the promise */
	const char *detail; /**< why it was left out; "" */
	/** of a promise that does not hold; "": there is none */
	const char *sql, *expected, *seen;
	const char *manual; /**< where it is written down */
};

struct wb_conformance_options {
	uint32_t size;
	uint32_t timeout_ms; /**< of each case; 0: a minute */
	const char *only;    /**< a slot, or a pattern of ids; NULL: all */
};

/** Try every promise that the dialect of the project's target makes, each in a process of its own, on a real database
 *  that has no applied revisions (it gets whimbrel's tables, and keeps no version row of the trial). Returns how many promises
 *  were broken, or a negative status. */
int wb_conformance_run(struct wb_project *project, const struct wb_conformance_options *options,
		       void (*take)(void *ctx, const struct wb_conformance *finding), void *ctx,
		       struct wb_error *err);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
