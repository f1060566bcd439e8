/* SPDX-License-Identifier: MIT */
/* Calls of GET_LOCK and RELEASE_LOCK in a text. */
#ifndef WB_MARIA_LOCK_CALLS_H
#define WB_MARIA_LOCK_CALLS_H

#include "sql.h"

/* How it names the lock: by a name that is written there, or by what makes one. */
#define MARIA_LOCK_WRITTEN 'g'
#define MARIA_LOCK_MADE 'u'

/* A call of one of the two: what it names, as a lock's name or as a text. */
struct maria_lock_call {
	bool takes;
	char kind;
	char *name; /* the caller's to free */
	bool alone; /* the statement does nothing else */
};

/* The next call; 0: there is none, negative: memory ended. */
int maria_next_lock_call(struct maria_scan *scan, struct maria_lock_call *out);
/* Quicker than that. */
bool maria_may_lock(const char *text, size_t len);
/* CREATE and ALTER of what has a body, which is not run by that. */
bool maria_makes_body(struct maria_scan scan);
/* Its strings may be prepared, now or later. */
bool maria_prepares(const struct maria_scan *scan);
/* Does it call RELEASE_ALL_LOCKS, which lets go of the run's own lock as well? In strings, too? */
bool maria_lets_go_of_all(const char *text, size_t len, uint32_t mode, bool strings);
/* … by itself. */
bool maria_statement_lets_go(const char *text, size_t len, uint32_t mode);

#endif
