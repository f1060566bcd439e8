/* SPDX-License-Identifier: MIT */
/* Behind its other sections a squash may have the files of what it replaces, one in each section `replaced ID`, every
 * line of it a comment: with those a database that stands between them finds its way, be the files deleted. */
#ifndef WB_CORE_REPLACED_H
#define WB_CORE_REPLACED_H

#include "revision.h"

struct buf;
struct wb_error;

#define REPLACED_PREFIX "-- |"

/* Write a file as the text of such a section. */
void replaced_write(const char *text, size_t len, struct buf *out);
/* Where in such a text the first line begins that is none of a copy; `len`: all are. */
size_t replaced_check(const char *text, size_t len);
/* Add to all revisions those that have no file and a copy in the squash that replaces them. */
int replaced_add(struct revision_vec *all, struct problems *problems, struct wb_error *err);
/* The whole text of a revision, appended. */
int revision_whole(const struct revision *revision, size_t max, struct buf *out,
		   struct wb_error *err);

#endif
