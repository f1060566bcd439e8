/* SPDX-License-Identifier: MIT */
/** What is around runs: the database itself, its backups and seeds. Part of <whimbrel/whimbrel.h>, which includes this page. */
#ifndef WHIMBREL_DATABASES_H
#define WHIMBREL_DATABASES_H

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

/** Is all applied that `target` means and needs? 1, or 0. Looks anew each time; an id that no file defines is
 *  asked for among what is applied. */
int wb_session_has(struct wb_session *session, const char *target, struct wb_error *err);

/** Make the database that the project's target names: 0, or 1 when it was there already. */
int wb_database_create(struct wb_project *project, struct wb_error *err);
/** Drop it, with all that is in it: 0, or 1 when there was none. Needs WB_RUN_YES in `flags`; a protected target
 *  refuses, and so does one that a run is at work on. */
int wb_database_drop(struct wb_project *project, uint32_t flags, struct wb_error *err);

/** Where a database is saved to. */
struct wb_backup_options {
	uint32_t size;
	uint32_t retain;  /**< of those in `directory` with its name, how many are kept; 0: all */
	const char *path; /**< a file that is not there yet; NULL: named in `directory` */
	const char *directory; /**< NULL: "backups"; made where it is not there */
};

/** Save the database, under the lock, while others write: WB_EVENT_SAVED tells the file, whose SHA-256 stands
 *  beside it, WB_EVENT_RETIRED each older one that is removed. */
int wb_backup(struct wb_session *session, const struct wb_backup_options *options,
	      struct wb_error *err);
/** Replace all that is in the database by what was saved to `path`, and note it in the journal that comes with it:
 *  WB_EVENT_RESTORED. Needs WB_RUN_YES in `flags`. */
int wb_restore(struct wb_session *session, const char *path, uint32_t flags, struct wb_error *err);

#define WB_SEED_CHANGED UINT32_C(1) /**< those as well that have changed since they were put in */
#define WB_SEED_AGAIN UINT32_C(2)   /**< all of them, whether they were put in or not */

/** Put in the project's seeds, or those that are named, each that the journal does not have yet: WB_EVENT_SEEDED.
 *  Returns how many, or a negative status. */
int wb_seed(struct wb_session *session, const char *const *names, size_t count, uint32_t flags,
	    struct wb_error *err);

/** Forget what the steps up of applied revisions (those named, else all) have kept of what they took away:
 *  WB_EVENT_PURGED tells each table that was emptied. Needs WB_RUN_YES in `flags`. Returns how many. */
int wb_purge(struct wb_session *session, const char *const *ids, size_t count, uint32_t flags,
	     struct wb_error *err);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
