/* SPDX-License-Identifier: MIT */
/* What a case works with, and how it says what it wanted and what it saw. The first thing that is not as it should be
 * ends it: steps are joined by &&. */
#ifndef WB_CORE_TRIAL_H
#define WB_CORE_TRIAL_H

#include <stdarg.h>

#include "dialect/driver.h"
#include "project/project.h"
#include "suite.h"

#define TRIAL_NAMES 64

enum result { RESULT_LEFT_OUT = -1, RESULT_BROKEN = 0, RESULT_HOLDS = 1 };

/* What comes back from a case's process: memory that both share. */
struct outcome {
	int result;
	char sql[2048], expected[512], seen[1536], reason[512];
	char folder[64]; /* of its files; "" */
	/* tables that it may have left, and views beside them */
	char names[TRIAL_NAMES][48];
	unsigned name_count;
	unsigned beats; /* of a long work: it gets on */
	int rows;       /* version rows that it has recorded and not erased */
	/* what the first case finds out */
	bool known, unused, offline, shared;
	uint64_t features;
	int words; /* which of them; -1: none fits */
};

/* A user's statements; @ is a table, # a number. NULL: there is no such statement. */
struct words {
	const char *title;
	const char *make, *change, *look, *drop, *drop_view, *slow, *wrong;
	bool sql;
};

extern const struct words trial_words[];
extern const int trial_words_count;

struct trial {
	struct wb_project *project;
	const struct plugin *plugin;
	const struct target *target;
	const struct words *words;
	bool offline; /* it writes scripts */
	const struct check_case *check;
	struct wb_client client;
	struct connection a, b; /* a is open; b is once it was asked for */
	struct wb_error err;
	struct outcome *out;
	struct buf logged; /* what was logged */
	char table[48];    /* a name of this case's own */
	char revision[48]; /* a revision that is nowhere … */
	char run_id[17];   /* … and a run */
	uint32_t statement_timeout_ms, lock_timeout_ms;
};

/* ------------------------------------------------------------------ saying */

/* False, with what was expected and what was seen instead. The first one stays. */
bool trial_broken(struct trial *t, const char *expected, const char *seen, ...)
	__attribute__((format(printf, 3, 4)));
/* False: it can't be tried, and why. */
bool trial_left(struct trial *t, const char *reason, ...) __attribute__((format(printf, 2, 3)));
/* False with what `t->err` says. */
bool trial_failed(struct trial *t, const char *expected);
/* True if it is; else what was expected is said. */
bool trial_is(struct trial *t, bool is, const char *expected, const char *seen);
const char *trial_status_name(int status);

/* ------------------------------------------------------------------ connections */

bool trial_open(struct trial *t, struct connection *out, uint32_t flags);
/* The second one. */
bool trial_second(struct trial *t);
/* What the engine would call the lock of this database. */
const char *trial_lock_key(const struct trial *t);

/* ------------------------------------------------------------------ statements */

/* A user's statement as it stands. Status. */
int trial_execute(struct trial *t, struct connection *c, const char *sql);
/* The same with what the dialect's splitting tells of it. */
int trial_execute_told(struct trial *t, struct connection *c, const char *sql, uint32_t *facts);
/* The same with @ and # filled in; true if it was done. */
bool trial_user(struct trial *t, struct connection *c, const char *sql, int number);
bool trial_refused(struct trial *t, struct connection *c, const char *sql, int status);
/* The first value of the first row is this; NULL: SQL's null. */
bool trial_sees(struct trial *t, struct connection *c, const char *sql, const char *value);
bool trial_sees_as_is(struct trial *t, struct connection *c, const char *sql, const char *value);
/* The first value into `out`: 1, 0 for no row or SQL's null, or negative. */
int trial_ask(struct trial *t, struct connection *c, const char *sql, struct buf *out);
bool trial_make(struct trial *t, struct connection *c);
bool trial_change(struct trial *t, struct connection *c, int number);
bool trial_look(struct trial *t, struct connection *c, const char *sum);
bool trial_drop(struct trial *t, struct connection *c);
/* A statement that takes longer than anybody waits. */
bool trial_slow(struct trial *t, struct buf *out);
/* Does the words' look fail? */
bool trial_gone(struct trial *t, struct connection *c);
/* Fill in @ and #. */
void trial_fill(const struct trial *t, const char *sql, int number, struct buf *out);
/* A name of this case's own that is cleared away in any case. */
void trial_name(struct trial *t, const char *more, char *out, size_t size);

/* ------------------------------------------------------------------ introspection */

/* For wb_schema and wb_scope where edges are of no interest, and nothing is left out. */
int trial_pass_edge(void *ctx, int32_t flavour, const struct wb_object *from,
		    const struct wb_object *to);
int32_t trial_leaves_nothing(const struct wb_scope *scope, const struct wb_object *object);

/* ------------------------------------------------------------------ own operations */

struct wb_args trial_args(const struct trial *t);
bool trial_own(struct trial *t, struct connection *c, int32_t what);
bool trial_own_args(struct trial *t, struct connection *c, int32_t what,
		    const struct wb_args *args);
/* Its rows as text: values with | between them, NULL for null, a line a row. */
bool trial_read(struct trial *t, struct connection *c, int32_t what, const struct wb_args *args,
		struct buf *out);
/* It fails, with this status (0: any). */
bool trial_own_fails(struct trial *t, struct connection *c, int32_t what,
		     const struct wb_args *args, int status);
/* Is the trial's version row there? */
bool trial_row(struct trial *t, struct connection *c, bool wanted, const char *when);
bool trial_ensure(struct trial *t);
/* The SQL of an operation without a connection, or with one. */
bool trial_compose(struct trial *t, struct connection *c, int32_t what, const struct wb_args *args,
		   struct buf *out);

#endif
