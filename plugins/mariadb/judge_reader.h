/* SPDX-License-Identifier: MIT */
/* Reading what a statement is about, word by word: what the files judge_*.c share. */
#ifndef WB_MARIA_JUDGE_READER_H
#define WB_MARIA_JUDGE_READER_H

#include "maria.h"

#define MARIA_USERS_WHY "users and grants can be looked at only with SELECT on the database mysql"

struct maria_reader {
	const struct maria_conn *c;
	const char *schema;
	struct maria_scan scan;
	struct maria_targets *out;
};

static inline bool reader_word(struct maria_reader *r, const char *what)
{
	if (!maria_is(&r->scan, what))
		return false;
	maria_next(&r->scan);
	return true;
}

static inline bool reader_mark(struct maria_reader *r, char what)
{
	if (!maria_mark(&r->scan, what))
		return false;
	maria_next(&r->scan);
	return true;
}

static inline void reader_unknown(struct maria_reader *r, const char *why)
{
	r->out->fate = WB_FATE_UNKNOWN;
	r->out->why = why;
}

static inline void reader_probe(struct maria_reader *r, enum maria_how how)
{
	r->out->fate = WB_FATE_PROBE;
	r->out->how = how;
}

/* 'u'@'h', u@h, u@`h`, u. */
void maria_read_user(struct maria_reader *r, char user[256], char host[256], bool role);
/* False when there is no memory. */
bool maria_add_name(struct maria_reader *r, const struct maria_name *name);
/* ALTER, RENAME TABLE and RENAME USER, behind their first word. */
void maria_judge_alter(struct maria_reader *r);
void maria_judge_rename(struct maria_reader *r);
/* ",(SELECT COUNT(*) FROM information_schema.view WHERE schema_column=… AND name_column=…)";
 * schemas (NULL) are in none. */
void maria_count_in(struct maria_reader *r, const char *view, const char *schema_column,
		    const char *name_column, const struct maria_name *name);

#endif
