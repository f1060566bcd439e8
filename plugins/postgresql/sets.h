/* SPDX-License-Identifier: MIT */
/* What of its session a statement sets: by its command (SET, RESET, DISCARD) and by the functions that it calls. */
#ifndef WB_PG_SETS_H
#define WB_PG_SETS_H

#include <whimbrel/kit/words.h>

#define PG_SETS_ROLE UINT32_C(1)
#define PG_SETS_USER UINT32_C(2)    /* whose session it is */
#define PG_SETS_READING UINT32_C(4) /* whether transactions may only read */
#define PG_SETS_SEED UINT32_C(8)    /* of random numbers */
#define PG_SETS_LOCAL UINT32_C(16)  /* something, for as long as the transaction lasts */
#define PG_SETS_CUSTOM UINT32_C(32) /* a setting with a dot in its name */
#define PG_SETS_ANY UINT32_C(63)

uint32_t pg_sets(const char *text, size_t len);

/* A call of set_config(). */
struct pg_set_call {
	const char *name; /* "": what it sets is not written there */
	/* for the session, for the transaction alone, as the third argument says; neither: nobody knows */
	bool lasts, local;
	bool valued; /* what it is set to is written there; else it may be null, which resets */
};

/* Is this setting, and nothing else, given a value by the statement? */
bool pg_sets_it(const char *text, size_t len, const char *name);

/* Does it make a setting with a dot in its name, which then stays with the session, and empty at the least? `known` are the
 * names, with commas, of those that are there. */
bool pg_makes_setting(const char *text, size_t len, const char *known);

/* Does it make a routine, a view or a default that does so, now or later? */
bool pg_hides_setting(const char *text, size_t len);

/* Does it say what later sessions begin with: ALTER DATABASE … SET, ALTER ROLE … RESET, or a program with one? */
bool pg_sets_defaults(const char *text, size_t len);
/* … or a text within it, of a routine that it makes? */
bool pg_holds_defaults(const char *text, size_t len);

/* Does it give settings back what the session began with? */
bool pg_resets(const char *text, size_t len);

/* Each of them, also in the texts that a program runs; what `take` returns ends it unless that is 0. */
int pg_each_set_call(const char *text, size_t len,
		     int (*take)(void *ctx, const struct pg_set_call *call), void *ctx);
/* The same for the text of a program, which stands in a literal. */
int pg_each_set_within(const char *text, size_t len,
		       int (*take)(void *ctx, const struct pg_set_call *call), void *ctx);
/* The setting that the words stand on, with its dots, for free(). */
char *pg_setting_take(struct kit_words *w);
/* DO: the text in its literal is a program. Does it end transactions, or call what may? */
bool pg_program_commits(const struct kit_words *at);
/* Does it have another session do something, which no rollback of this one takes back? */
bool pg_acts_elsewhere(const char *text, size_t len);

#endif
