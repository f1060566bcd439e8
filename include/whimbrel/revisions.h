/* SPDX-License-Identifier: MIT */
/** Writing files of a project: new ones, and changes to those that are there. Part of <whimbrel/whimbrel.h>,
 *  which includes this page.
 */
#ifndef WHIMBREL_REVISIONS_H
#define WHIMBREL_REVISIONS_H

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

/** Write whimbrel.cfg, with the target "dev" at `url`, and migrations/ into `directory`, never over
 *  an existing file. `take` gets each path, made or found. */
int wb_init(const char *directory, const char *url,
	    void (*take)(void *ctx, const char *path, int made), void *ctx, struct wb_error *err);

#define WB_NEW_SPLICE UINT32_C(1) /**< the parent may have children already */
#define WB_NEW_MERGE UINT32_C(2)  /**< join `parents`; all heads if there are none */
/** the sections are as a file has them: their `${…}` are variables. Without it they are text */
#define WB_NEW_VARIABLES UINT32_C(4)
/** run again whenever it changes: it has no parents; without `depends` it depends on all heads */
#define WB_NEW_REPEAT UINT32_C(8)

/** A section to write. */
struct wb_new_section {
	const char *name;    /**< "up", "down", "verify", … */
	const char *options; /**< "dialect:a transaction:false"; NULL: none */
	const char *body;
};

/** A revision to write. */
struct wb_new_revision {
	uint32_t size;
	uint32_t flags; /**< WB_NEW_… */
	const char *title;
	const char *id;             /**< NULL: a random one */
	const char *const *parents; /**< targets; none: the one head; "base": none */
	size_t parent_count;
	const char *const *depends;
	size_t depend_count;
	const char *branch;                    /**< NULL: no label */
	const char *directory;                 /**< NULL: the first migrations directory */
	const char *up, *down;                 /**< bodies; NULL: empty */
	const struct wb_new_section *sections; /**< instead of `up` and `down` */
	size_t section_count;
	const char *header; /**< more lines of its header, "-- Key: value\n" each; NULL: none */
	const char *date;   /**< NULL: now */
};

/** Write a revision file. `*out_path` is the project's, until the next call. */
int wb_project_new_revision(struct wb_project *project, const struct wb_new_revision *what,
			    const char **out_path, struct wb_error *err);

#define WB_REBASE_LOOK UINT32_C(1) /**< check it, and write nothing */

/** Let one revision follow another (`base`: none): its file gets another `Revises`, at once or not at all,
 *  once the graph is known to be right with it. `take` gets what moves: the revision, and all that stands
 *  on it. No database may have any of it: that is for the caller to ask. The project is as it was read. */
int wb_project_rebase(struct wb_project *project, const char *revision, const char *onto,
		      uint32_t flags, void (*take)(void *ctx, const struct wb_revision *revision),
		      void *ctx, struct wb_error *err);

#define WB_SQUASH_FROM_SCHEMA UINT32_C(1) /**< the schema's own DDL instead of their bodies */

/** Revisions to join into one. */
struct wb_squash_options {
	uint32_t size;
	uint32_t flags;    /**< WB_SQUASH_… */
	const char *range; /**< "FROM:TO", both included; either may be empty */
	const char *title;
	const char *id; /**< NULL: a random one */
};

/** A revision that is to stand for others, and is not written yet. */
struct wb_squash;

/** Join revisions. WB_E_USAGE where one can't stand for them, with the reason. `take` gets each, in order.
 *  Nothing is written. The project must outlive it. */
int wb_squash_new(struct wb_project *project, const struct wb_squash_options *options,
		  void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		  struct wb_squash **out, struct wb_error *err);
/** What a person should know of it, "" behind the last. Borrowed. */
const char *wb_squash_note(const struct wb_squash *squash, size_t index);
/** Write it, and move the files of what it stands for to the folder archive/ beside them, where they are still
 *  read: databases that stand among them go through them. `*out_path` is the squash's. */
int wb_squash_write(struct wb_squash *squash, const char **out_path, struct wb_error *err);
/** Before its project. */
void wb_squash_free(struct wb_squash *squash);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
