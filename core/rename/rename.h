/* SPDX-License-Identifier: MIT */
/* Renames, which are told and never guessed: by --rename, or by comments in the desired schema. */
#ifndef WB_CORE_RENAME_RENAME_H
#define WB_CORE_RENAME_RENAME_H

#include "scratch/scratch.h"

/* Rename what is on scratch, in order ("old=new", "table.old=new"), or `back`, and append the
 * SQL. */
int rename_all(struct scratch *scratch, struct wb_names renames, bool back, struct buf *out,
	       struct wb_error *err);
/* What something is called from now on. */
struct new_name {
	const struct object *of;
	const char *name;
};

/* rename_on_scratch.c: rename a table or column on scratch and append the SQL. What has the name of the table then,
 * and what needs that, is dropped before, as long as it holds no data: it comes again if it is
 * wanted still. */
int rename_give_name(struct scratch *scratch, const struct model *now, const struct new_name *new,
		     struct buf *out, struct wb_error *err);
/* "name_aside", as short as every database wants it; NULL: there is no memory. */
char *rename_aside_name(const char *name);
/* Append what `-- whimbrel:renamed-from old` above a line of the desired schema's files says, as far as it is still
 * to be done. */
int rename_hints(const struct wb_session *session, const struct model *current,
		 const struct model *desired, struct string_vec *out, struct wb_error *err);

/* Append what may be renames, for a person to judge: one thing vanishes and a like one appears. */
int rename_candidates(struct model *current, struct model *desired, struct string_vec *out,
		      struct wb_error *err);
/* Of those, the ones that differ in nothing but their names, and look like nothing else. */
int rename_evident(struct model *current, struct model *desired, struct string_vec *out,
		   struct wb_error *err);

#endif
