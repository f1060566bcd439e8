/* SPDX-License-Identifier: MIT */
/** Coming from another tool: its files as revisions. Part of <whimbrel/whimbrel.h>, which includes this page. */
#ifndef WHIMBREL_IMPORTS_H
#define WHIMBREL_IMPORTS_H

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

/** What to read. */
struct wb_import_source {
	uint32_t size;
	uint32_t flags;
	const char *tool;      /**< see wb_import_tool */
	const char *directory; /**< that has the tool's files */
	const char *
		command; /**< how the tool is called, where it must be asked; NULL: the usual way */
};

/** What another tool's folder holds. */
struct wb_import;

/** The tools that can be read, sorted; NULL behind the last one. */
const char *wb_import_tool(size_t index);
/** Read what such a tool has in a folder, without a database. */
int wb_import_read(const struct wb_import_source *what, struct wb_import **out,
		   struct wb_error *err);
/** The same from what `command`, for /bin/sh, does to the session's database, which must be empty and is scratch: each time it
 *  is run it brings it one step further, until it changes nothing. Both ways of each step are proved; what it did to
 *  rows is undecided. */
int wb_import_replay(struct wb_session *session, const char *command, struct wb_import **out,
		     struct wb_error *err);
void wb_import_free(struct wb_import *import);

#define WB_IMPORTED_WRITTEN \
	UINT32_C(1) /**< else the project had it, and its file is left as it is */

/** One revision that came over; or, without an `id`, what is to be said of all. Borrowed for the call. */
struct wb_imported {
	uint32_t size;
	uint32_t flags; /**< WB_IMPORTED_… */
	const char *id, *title;
	const char *path;   /**< its file */
	const char *source; /**< the tool's, below the folder */
	/** what could not be carried over: the section can't be run until somebody has written it */
	struct wb_names up_undecided, down_undecided;
	struct wb_names notes; /**< what is otherwise than it was */
};

/** Write a file for each revision that the project has not, into its first migrations directory: all of them, or
 *  none. `take` gets each, in the tool's order, and returns 0 to go on. */
int wb_project_import(struct wb_project *project, struct wb_import *import,
		      int (*take)(void *ctx, const struct wb_imported *what), void *ctx,
		      struct wb_error *err);

/** Stamp what `tool` has applied on the session's database by its own table, and nothing else. WB_E_REFUSED where that
 *  table tells of a state that is not clean, of what is no revision here, or of another text than the one that came
 *  over. */
int wb_stamp_from(struct wb_session *session, const char *tool,
		  const struct wb_run_options *options, struct wb_error *err);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
