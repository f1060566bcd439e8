/* SPDX-License-Identifier: MIT */
/* What an interruption leaves of a statement, and how that can be told. */
#ifndef WB_DATABRICKS_JUDGE_TARGET_H
#define WB_DATABRICKS_JUDGE_TARGET_H

#include "databricks.h"

enum brick_way {
	BRICK_REPEAT,  /* it may be run again … */
	BRICK_LAZY,    /* … and so may it together with the likes of it that follow */
	BRICK_THERE,   /* it makes something: is it there? */
	BRICK_GONE,    /* it drops something */
	BRICK_VERSION, /* it writes a new version of a Delta table */
	BRICK_RENAME,  /* the table with that id has another name */
	BRICK_BLIND    /* nothing tells */
};

/* What a statement is about. */
struct brick_fate {
	enum brick_way way;
	const char *kind; /* "TABLE", "SCHEMA", … */
	char *name;       /* in full, as SQL has it */
	char *to;         /* for RENAME: the new name */
	/* for VERSION: what DESCRIBE HISTORY will call it, or its beginning; "" = any that is none of rows, NULL = any */
	const char *operation;
	bool rows; /* … which is an operation of rows, as an application has them too */
	bool keys; /* … or one of keys that nobody enforces, which make no version */
};

int brick_fate(const struct brick_conn *c, const char *text, size_t len, struct brick_fate *out,
	       struct wb_error *err);
void brick_fate_release(struct brick_fate *fate);

/* A name in full: what is looked at later must not depend on USE. NULL: no memory. */
char *brick_full_name(const struct brick_conn *c, const char *kind, struct kit_part name);

/* judge_state.c: what is there now. */
struct brick_look {
	bool there;
	char id[64];     /* a table's, which survives renaming; "" = not told */
	int64_t version; /* of a Delta table; -1 = it has none */
	int64_t keys;    /* how many the table has that nobody enforces; -1 = not told */
};
int brick_look(struct brick_conn *c, const char *kind, const char *name, struct brick_look *out,
	       struct wb_error *err);
/* The version of the table that was looked at, if there is one. */
int brick_look_version(struct brick_conn *c, const char *name, struct brick_look *look,
		       struct wb_error *err);
/* … and its keys. */
int brick_look_keys(struct brick_conn *c, const char *name, struct brick_look *look,
		    struct wb_error *err);

/* query_history.c: whose run a session is of; and what the service's list of queries says of a statement of ours. */
enum brick_told { BRICK_UNTOLD, BRICK_FINISHED, BRICK_FAILED, BRICK_RUNNING };
#define BRICK_RUN_SIZE 64
void brick_run_of(const char *session, char out[BRICK_RUN_SIZE]);
int brick_history(struct brick_conn *c, const char *run_id, const char *step, enum brick_told *out,
		  struct wb_error *err);

#endif
