/* SPDX-License-Identifier: MIT */
/* Objects that can be read and not made again (a type with functions of its own, an operator class, a view that reads
 * itself), or not be read whole, and what needs them: such a one stops
 * nothing but itself. */
#ifndef WB_CORE_SCOPE_UNSUPPORTED_H
#define WB_CORE_SCOPE_UNSUPPORTED_H

#include "model/model.h"
#include "run/session.h"

/* Leave out of `model` what can't be made; each is told as not compared. */
int unsupported_leave_out(struct wb_session *session, struct model *model, struct wb_error *err);
/* Out of both: what is in both. WB_E_UNSUPPORTED for what is in one alone or another one in the other, since that
 * is a difference for which there is no SQL. What such an object needs may change in place and nothing else:
 * difference_render_all. */
int unsupported_leave_out_both(struct wb_session *session, struct model *a, struct model *b,
			       struct wb_error *err);
/* Out of both: what is in both, and can't be read whole in one. */
int unsupported_leave_out_unseen(struct wb_session *session, struct model *a, struct model *b,
				 struct wb_error *err);
/* Out of both, without a word: what is in both, can't be made and is the same. */
void unsupported_leave_out_alike(struct model *a, struct model *b);
/* What is left out of `from` is left out of `to`, and hangs there on what it needs, though a database that was made
 * without it has it not. */
int unsupported_carry(const struct model *from, struct model *to, struct wb_error *err);

/* Say what was left as it is, or out. */
void unsupported_tell(struct wb_session *session, const char *word);

#endif
