/* SPDX-License-Identifier: MIT */
/* The public functions of this folder, behind the border: core/api/ calls them with an `err` that is clear and never
 * NULL, and with structs of our size. whimbrel.h says what they do. */
#ifndef WB_CORE_PROJECT_CALLS_H
#define WB_CORE_PROJECT_CALLS_H

#include "project.h"

int project_open(const struct wb_settings *settings, struct wb_project **out, struct wb_error *err);
int project_resolve(const struct wb_project *project, const char *target,
		    void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		    struct wb_error *err);
int project_range(const struct wb_project *project, const char *range,
		  void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		  struct wb_error *err);
int project_init(const char *directory, const char *url,
		 void (*take)(void *ctx, const char *path, int made), void *ctx,
		 struct wb_error *err);
int project_new_revision(struct wb_project *project, const struct wb_new_revision *what,
			 const char **out_path, struct wb_error *err);

/* Which revision is put behind which; flags: WB_REBASE_… */
struct rebasing {
	const char *revision, *onto;
	uint32_t flags;
};

int project_rebase(struct wb_project *project, const struct rebasing *what,
		   void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		   struct wb_error *err);
int project_squash(struct wb_project *project, const struct wb_squash_options *options,
		   struct wb_squash **out, struct wb_error *err);
/* What it stands for, in order. */
void squash_each(const struct wb_squash *squash,
		 void (*take)(void *ctx, const struct wb_revision *revision), void *ctx);
int squash_write(struct wb_squash *squash, const char **out_path, struct wb_error *err);
int project_plugins(struct wb_project *project,
		    int (*take)(void *ctx, const struct wb_plugin_info *plugin), void *ctx,
		    struct wb_error *err);

#endif
