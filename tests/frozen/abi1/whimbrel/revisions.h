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

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#endif
