/* SPDX-License-Identifier: MIT */
/* What every public call does on its way in and out. Nothing that a caller left in `err` decides anything; whether a
 * call failed is what it returns. */
#ifndef WB_CORE_CALL_H
#define WB_CORE_CALL_H

#include <stddef.h>

#include <whimbrel/whimbrel.h>

struct call {
	struct wb_error err; /* what the call reports to */
	struct wb_error *callers;
	struct wb_session *session;
};

/* Clear what the caller has; `err` may be NULL. `session`: the one that is worked on; NULL: none. */
void call_begin(struct call *call, struct wb_session *session, struct wb_error *err);
/* Give the caller the error, as much of it as he knows. Returns `rc`, or WB_E_CANCELLED if it failed since somebody
 * asked to stop. */
int call_end(struct call *call, int rc);

/* A struct of a caller's, who may know less of it or more than we do: `own` is filled with what both know, and
 * zeroes. Its first member is its size. NULL stays NULL. */
void *sized_in(void *own, size_t size, const void *callers);
/* The other way: as much of `own` as the caller has room for; his size stays. */
void sized_out(void *callers, const void *own, size_t size);

#endif
