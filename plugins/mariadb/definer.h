/* SPDX-License-Identifier: MIT */
/* DEFINER: the account that a view, trigger, routine or event acts as. */
#ifndef WB_MARIA_DEFINER_H
#define WB_MARIA_DEFINER_H

#include "schema.h"

/* `user@host` as the server's lists have it. */
void maria_account_of(const char *listed, struct maria_account *out);
/* Does a statement name another account than CURRENT_USER? */
bool maria_says_definer(const char *text, size_t len, uint32_t mode);
/* The statement without it, if it says one. */
void maria_without_definer(const struct maria_conn *c, const char *text, size_t len,
			   struct kit_text *out);
/* CREATE … IF NOT EXISTS of what has a definer. */
bool maria_makes_unless_there(const struct maria_conn *c, const char *text, size_t len);
/* A statement was run on a scratch database: keep what it said. */
int maria_follow_definer(struct maria_conn *c, const char *text, size_t len, struct wb_error *err);
void maria_definers_release(struct maria_conn *c);
/* Take it out of what SHOW CREATE says: the caller's to free, or NULL when there is no memory. */
char *maria_take_definer(char *text);
/* As an attribute; NULL: nobody asked, or it is who migrates. `word`: "VIEW", …; `shown`: what the server
 * says of it. Lives as long as `shown` and the connection. */
const char *maria_definer(const struct maria_reading *r, const char *word, const char *name,
			  const char *shown);

#endif
