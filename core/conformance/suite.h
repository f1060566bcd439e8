/* SPDX-License-Identifier: MIT */
/* The conformance suite: what the engine relies on, one promise a case, tried on a real database. Each case runs in a
 * process of its own, so that none can hang or crash the others. */
#ifndef WB_CORE_SUITE_H
#define WB_CORE_SUITE_H

#include <stdbool.h>
#include <stdint.h>

struct trial;

/* What a case needs besides slots: what a user's statement is here is known. */
#define NEEDS_WORDS 1U      /* make, change, look at, drop a table */
#define NEEDS_SQL 2U        /* … in SQL */
#define NEEDS_COMPOSE 4U    /* own operations are texts */
#define NEEDS_UNUSED 8U     /* no table of whimbrel's is there yet */
#define NEEDS_HOST 16U      /* the database is reached by a host */
#define NEEDS_NATIVE 64U    /* `lock` holds on this connection */
#define NEEDS_OFFLINE 128U  /* it writes scripts */
#define NEEDS_UPGRADE 1024U /* a run is possible */
#define NEEDS_SHARED 512U   /* other processes see the same database */
#define NEEDS_NOBODY 256U   /* no connection */
/* no connection before its processes have begun: a client library with threads, or an engine of its own, is broken in
 * the child of a process that has used it */
#define NEEDS_LATER 2048U
#define NEEDS_ROLLBACK 4096U /* rows can be taken back */

struct check_case {
	const char *id;      /* "lock.second", by which it is asked for */
	const char *slot;    /* whom it is about: a slot, and a section of the manual */
	const char *promise; /* one sentence */
	/* true: it holds. False: the trial says why not, or why it was left out. */
	bool (*run)(struct trial *t);
	uint64_t features; /* that the connection must have … */
	uint32_t needs;    /* … and NEEDS_… */
	int32_t arg;
	const char *text;  /* the case's own … */
	const char *text2; /* … and another one */
};

/* depends.c: the id of a case, a broken one by `is_broken`, without which this one says nothing; NULL: there is none. */
const char *depends_on(const char *id, bool (*is_broken)(void *ctx, const char *id), void *ctx);

/* The groups, each ends with a NULL id. */
extern const struct check_case table_cases[], connect_cases[], quote_cases[], split_cases[],
	own_cases[], log_cases[], execute_cases[], transaction_cases[], run_cases[], lock_cases[],
	lease_cases[], observe_cases[], resume_cases[], offline_cases[], schema_cases[],
	scratch_cases[], project_cases[], hostile_cases[], database_cases[], sample_cases[],
	copy_cases[], change_cases[], kind_cases[];

#endif
