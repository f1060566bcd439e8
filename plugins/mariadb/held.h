/* SPDX-License-Identifier: MIT */
/* The list of what a session holds: what resume_locks.c and learn_locks.c share. */
#ifndef WB_MARIA_HELD_H
#define WB_MARIA_HELD_H

#include "lock_calls.h"
#include "maria.h"

enum maria_held_kind {
	MARIA_HELD_LOCK = MARIA_LOCK_WRITTEN,
	MARIA_HELD_MADE_LOCK = MARIA_LOCK_MADE,
	MARIA_HELD_ROUTINE_LOCK = 'r',
	MARIA_HELD_HANDLER = 'h'
};

/* Where it hangs, or would. */
struct maria_held **maria_held_find(struct maria_conn *c, char kind, const char *name);
void maria_held_remove(struct maria_held **at);
/* Once more; NULL: there is no memory. */
struct maria_held *maria_held_add(struct maria_conn *c, char kind, const char *name);

#endif
