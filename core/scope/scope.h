/* SPDX-License-Identifier: MIT */
/* What of a database is ours: the one place that knows (DESIGN 6.6). */
#ifndef WB_CORE_SCOPE_SCOPE_H
#define WB_CORE_SCOPE_SCOPE_H

#include "model/model.h"
#include "run/session.h"

/* Read what is ours of a connection's database: the session's own, or a scratch database of its
 * target. */
int scope_read(struct wb_session *session, struct connection *conn, struct model *out,
	       struct wb_error *err);
/* Read all that the target has. */
int scope_read_all(struct wb_session *session, struct model *out, struct wb_error *err);
/* The namespaces of the target that are not ours and would be if our files made them. */
int scope_others(struct wb_session *session, struct string_vec *out, struct wb_error *err);
/* Find out what the files say about it. Whoever reads from several threads does this before. */
int scope_prepare(struct wb_session *session, struct wb_error *err);
/* What the files make that is ours on tables that are or may be others', for whoever compares lists. */
int scope_made_on(struct wb_session *session, struct string_vec *out, struct wb_error *err);
/* What was made on a scratch database is ours as well: if something was not known yet, the target is
 * read again. */
int scope_widen(struct wb_session *session, const struct model *made, struct model *target,
		struct wb_error *err);
/* What the files change that is not ours is not compared: note it. */
int scope_note_changed(struct wb_session *session, struct wb_error *err);
/* Does this statement make the schema? */
bool scope_makes(const struct wb_session *session, const char *text, size_t len,
		 const char *schema);

#endif
