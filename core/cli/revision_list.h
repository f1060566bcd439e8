/* SPDX-License-Identifier: MIT */
/* A list of revisions, and what every command that shows some does with one. */
#ifndef WB_CLI_REVISION_LIST_H
#define WB_CLI_REVISION_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include <whimbrel/whimbrel.h>

struct cli;

/* Zero-initialised is empty. */
struct revision_list {
	const struct wb_revision **items;
	size_t count, room;
	bool failed; /* something was lost for want of memory */
};

/* For wb_project_resolve and wb_project_range: `ctx` is the list. */
void revision_list_take(void *ctx, const struct wb_revision *revision);
/* 0, or WB_E_NOMEM if something was lost. */
int revision_list_check(const struct revision_list *list, struct wb_error *err);
void revision_list_release(struct revision_list *list);
/* {"revisions":[…]} */
int revision_list_json(const struct revision_list *list, struct wb_error *err);
/* The long form of each, a blank line between them. */
void revision_list_long(const struct cli *cli, const struct revision_list *list);

#endif
