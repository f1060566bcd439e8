/* SPDX-License-Identifier: MIT */
/* Whose objects are, and who may do what with them: when that is compared, and when what is made anew only
 * gets back what it had (DESIGN 6.6). */
#ifndef WB_CORE_SCHEMA_PRIVILEGES_H
#define WB_CORE_SCHEMA_PRIVILEGES_H

#include "model.h"
#include "run/session.h"

/* Let both differ by no more than is to be compared: `to` has what `from` has where nobody says anything
 * of it. */
int privileges_align(struct wb_session *session, struct model *from, struct model *to,
		     struct wb_error *err);
/* Does a dump say them? */
bool privileges_dumped(struct wb_session *session);
/* They can't be had on the scratch server: neither model has any from now on. */
void privileges_forget(struct wb_session *session, struct model *from, struct model *to);

#endif
