/* SPDX-License-Identifier: MIT */
/* Where PostgreSQL's programs are on this machine: those that save and restore, and the server's. */
#ifndef WHIMBREL_POSTGRESQL_PROGRAMS_H
#define WHIMBREL_POSTGRESQL_PROGRAMS_H

#include <stdbool.h>

#define PG_PROGRAMS_MOST 512

struct pg_programs {
	char folder[PG_PROGRAMS_MOST]; /* "": none were found */
	long version;                  /* the major one, by the folder's name; 0: it does not say */
};

struct pg_search {
	const char *program; /* that must be in the folder */
	long wanted;         /* version */
	/* Whether `one` serves better than `best`, which may be none. */
	bool (*better)(const struct pg_programs *one, const struct pg_programs *best, long wanted);
};

/* Look in PATH, and then where systems keep them. False: nowhere. */
bool pg_find_programs(const struct pg_search *search, struct pg_programs *out);

#endif
