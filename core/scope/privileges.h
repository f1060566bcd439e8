/* SPDX-License-Identifier: MIT */
/* Whose objects are, and who may do what with them: when that is compared, and when what is made anew only
 * gets back what it had (DESIGN 6.6). */
#ifndef WB_CORE_SCOPE_PRIVILEGES_H
#define WB_CORE_SCOPE_PRIVILEGES_H

#include "model/model.h"
#include "run/session.h"

/* Stands in front of a section of a revision that says nothing of its own of privileges. */
#define PRIVILEGES_GIVEN_BACK "whimbrel:given-back"

/* Let both differ by no more than is to be compared: `to` has what `from` has where nobody says anything
 * of it. `*out_given_back`: nobody does, so what is made anew gets back what it had. */
int privileges_align(struct wb_session *session, struct model *from, struct model *to,
		     bool *out_given_back, struct wb_error *err);
/* Say so in front of SQL that gives back, if it does. */
int privileges_mark(struct wb_session *session, struct buf *sql, struct wb_error *err);
/* Does it stand in front of what applies a revision? */
bool privileges_given_back(struct wb_session *session, struct revision *revision);
/* Does a dump say them? */
bool privileges_dumped(struct wb_session *session);
/* They can't be had on the scratch server: neither model has any from now on. */
void privileges_forget(struct wb_session *session, struct model *from, struct model *to);

#endif
