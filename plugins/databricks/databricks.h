/* SPDX-License-Identifier: MIT */
/* The Databricks dialect: what its files share. SQL goes over the SQL Statement Execution API: a statement is
 * a request, and there is no session. What one would keep (the catalog and the schema that names are looked
 * up in) is kept here and sent with each. */
#ifndef WB_DATABRICKS_H
#define WB_DATABRICKS_H

#include <jansson.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <whimbrel/dialect.h>
#include <whimbrel/kit/slots.h>
#include <whimbrel/kit/text.h>
#include <whimbrel/kit/words.h>

#include "login.h"

#define BRICK_LEXICAL (WB_LEX_BACKSLASH | WB_LEX_NESTED | WB_LEX_BACKTICK | WB_LEX_RAW)
extern const struct kit_dialect brick_sql;
extern const struct wb_option brick_options[];

/* A warehouse takes seconds for what a database does at once. */
#define BRICK_LEASE_MS 120000
#define BRICK_LEASE_POLL_MS 2000

/* Whose lease it is, as the guard says: "" = nobody's. */
struct brick_lease {
	char name[65], owner[256];
	uint32_t ttl_ms;
};

/* A connection. */
struct brick_conn {
	struct wb_client *client;
	struct brick_login login;
	void *curl; /* CURL: one, so that connections are kept */
	/* where the names in users' statements are looked up: they follow USE; NULL: as the login has it,
	 * "" the catalog's own default */
	char *used_catalog, *used_schema;
	char home[256];
	json_t *description; /* what `connect` was told of it: a row */
	bool described;
	char run_id[64];
	unsigned number; /* of the connection, in this process */
	uint32_t statement_timeout_ms;
	uint64_t sequence; /* of users' statements, for their tags */
	bool answered;     /* the warehouse has */
	bool told_start;   /* that the warehouse is starting */
	int64_t log_rows;  /* that were written in this run; -1: not known any more */
	bool lazy; /* the statement that `probe` saw last may be repeated together with others */
	struct brick_lease lease;
	/* of a scratch connection: whose schema is tried out; NULL: it is none */
	char *target_catalog, *target_schema;
	json_t *made; /* … and the schemas that were made beside it */
	atomic_bool cancelled;
};

/* ------------------------------------------------------------------ http.c, token.c, cli.c */
struct brick_call {
	const char *method, *path; /* below the host */
	const char *url;           /* or a whole one, which is asked without a token */
	json_t *body;              /* NULL: none; borrowed */
	bool repeats;             /* changes nothing: may be asked again when the answer was lost */
	const char *form, *basic; /* of the request for a token */
	const char *token;        /* brick_call's own */
};

/* Ask in our name; `*out` is the answer. WB_E_LOST when no answer came: `*out_sent` tells whether the request may have
 * arrived. 429 and 503 are asked again. */
int brick_call(struct brick_conn *c, const struct brick_call *call, json_t **out, bool *out_sent,
	       struct wb_error *err);
/* What reads. */
int brick_get(struct brick_conn *c, const char *path, json_t **out, struct wb_error *err);
#define BRICK_STATEMENTS "/api/2.0/sql/statements"
/* Ask the service to end one; whether it was in time the next look tells. */
int brick_cancel_statement(struct brick_conn *c, const char *id, struct wb_error *err);
/* The same as it stands. */
int brick_http(struct brick_conn *c, const struct brick_call *call, json_t **out, bool *out_sent,
	       struct wb_error *err);
/* May the first request be one that is answered late? */
bool brick_waits_first(const struct brick_conn *c);
/* Sleep, unless somebody wants us to stop: then WB_E_CANCELLED. */
int brick_pause(struct brick_conn *c, uint32_t ms, struct wb_error *err);
/* Another writer was faster: wait before try number `try` is followed by the next, each time twice as long.
 * WB_E_BUSY when there were enough of them. */
int brick_give_way(struct brick_conn *c, uint32_t try, struct wb_error *err);
bool brick_stopping(struct brick_conn *c);
/* Ask the program `databricks` for a token, into login.access. */
int brick_cli_token(struct brick_conn *c, int64_t *out_lasts_s, struct wb_error *err);

/* ------------------------------------------------------------------ statement.c */
enum { BRICK_OWN = 1, BRICK_USERS = 2 };
#define BRICK_ID_MARKS "0123456789abcdefABCDEF-"

struct brick_statement {
	const char *text;
	size_t len;
	int whose; /* BRICK_… */
	/* what a place in an error message is a place in; NULL: in `text` */
	const char *about;
	size_t about_len;
	int (*take)(void *ctx, json_t *row); /* 1 = enough; NULL: no rows are wanted */
	void *ctx;
	bool later; /* its answer is not waited for at once: brick_run_together */
};

/* Questions that don't need each other: many are under way before the first one is waited for. */
int brick_run_together(struct brick_conn *c, const struct brick_statement *s, size_t count,
		       struct wb_error *err);
/* Run a statement to its end. Sets `*out_sent` where it failed and may have been carried out all the same. */
int brick_run_statement(struct brick_conn *c, const struct brick_statement *s, bool *out_sent,
			struct wb_error *err);
/* The same again and again while another writer is faster, which has changed nothing. */
int brick_run_again(struct brick_conn *c, const struct brick_statement *s, bool *out_sent,
		    struct wb_error *err);
/* An own statement that was written with kit_text_write; `sql` is released. */
int brick_query(struct brick_conn *c, struct kit_text *sql, int (*take)(void *ctx, json_t *row),
		void *ctx, struct wb_error *err);
/* result.c: the rows of a statement that is over go to its `take`. */
int brick_give_result(struct brick_conn *c, const struct brick_statement *s, json_t *answer,
		      struct wb_error *err);
/* A column of a row as text; NULL is SQL's null. */
const char *brick_column(json_t *row, size_t i);
/* For brick_query: the first column of the first row, into an int64_t; -1: null. */
int brick_take_number(void *ctx, json_t *row);
/* … and all rows, into a json_t that is a list. */
int brick_keep_row(void *ctx, json_t *row);

/* ------------------------------------------------------------------ error.c */
/* What the service says of a statement that failed … */
int brick_statement_failed(const char *text, size_t len, json_t *status, struct wb_error *err);
/* … and of a request that it refused, with `*answer`, which is released; NULL: it is no JSON. */
int brick_refused(const struct brick_conn *c, const struct brick_call *call, long http,
		  json_t **answer, struct wb_error *err);
/* Did a statement fail since a table or view, or what it is in, is not there? */
bool brick_is_absent(const struct wb_error *err);
/* A statement that failed with this has made its commit all the same. */
#define BRICK_BEHIND_COMMIT "DELTA_POST_COMMIT_HOOK_FAILED"

/* ------------------------------------------------------------------ connect.c */
/* A connection that has asked for nothing yet; NULL with `err` set. */
struct brick_conn *brick_open(const struct wb_params *params, struct wb_error *err);
/* A connection to an empty schema of the same catalog is known without a question. */
int brick_learn_like(struct brick_conn *c, const struct brick_conn *like, struct wb_error *err);
int brick_connect(const struct wb_params *params, void **out, struct wb_error *err);
void brick_close(void *conn);
/* Is a connection of this process that is known by this number open? */
bool brick_is_open(unsigned number);
int brick_describe(void *conn, struct wb_server *out, struct wb_error *err);
int brick_cancel(void *conn, struct wb_error *err);
int brick_quote(void *conn, bool literal, struct kit_part text, struct wb_text *out,
		struct wb_error *err);
int brick_database(const struct wb_params *params, int32_t what, struct wb_error *err);

/* ------------------------------------------------------------------ split.c, execute.c */
int brick_split(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
		struct wb_error *err);
/* The token that begins at `i`, of a text that ends there. */
int32_t brick_token(const char *text, size_t len, size_t i, size_t *out_end);
/* BEGIN … END, perhaps with a label? */
bool brick_is_block(const char *text, size_t len);
uint32_t brick_facts(const char *text, size_t len, const char **out_hint);
/* USE CATALOG, USE SCHEMA and their like were done: what follows is looked up there. */
int brick_follow(struct brick_conn *c, const char *text, size_t len, struct wb_error *err);
void brick_unfollow(struct brick_conn *c);
/* `value` is the field's now. */
int brick_replace(char **field, char *value, struct wb_error *err);

/* scratch_bounds.c: on a scratch connection, the statement as it may be run there. */
int brick_within(const struct brick_conn *c, const char *text, size_t len, struct kit_text *out,
		 struct wb_error *err);

/* ------------------------------------------------------------------ compose.c */
int brick_compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		  struct wb_error *err);
/* "a SELECT without FROM": a row of the log but for its number. */
void brick_log_row(struct kit_text *out, const struct wb_args *args);
/* own.sql */
extern const char brick_make_log[], brick_make_version[], brick_read_versions[],
	brick_read_journal[], brick_read_log[], brick_record[], brick_amend[], brick_append_log[],
	brick_lease_read[], brick_lease_take[], brick_lease_renew[], brick_lease_drop[],
	brick_proof[], brick_rows_begin[], brick_rows_held[], brick_rows_end[], brick_who[],
	brick_count_keys[];
/* What the proof of a lock fails with that is gone. */
#define BRICK_LOCK_GONE "whimbrel: the lock is gone"

/* ------------------------------------------------------------------ execute.c, run.c */
int brick_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err);
int brick_run(void *conn, const struct wb_ops *ops, struct wb_error *err);
/* Where the rows of a user's statement go; `take` may be NULL. */
struct brick_rows {
	int (*take)(void *ctx, json_t *row);
	void *ctx;
};
int brick_run_users(struct brick_conn *c, const struct wb_op *op, struct brick_rows rows,
		    bool *out_sent, struct wb_error *err);
#define BRICK_VALUES 64
/* May it have done a part when it fails? Then it is not tried again. */
bool brick_in_parts(const char *text, size_t len);
/* A row's columns; returns how many. */
size_t brick_values(json_t *row, struct wb_value *values, size_t room);
/* lease.c */
void brick_lease_renewed(const char *owner);
void brick_lease_writers(int more); /* 1: one begins, -1: it is over */
bool brick_lease_is_fresh(const char *owner);
/* What an error of an own operation means to the engine. */
int brick_own_failed(int32_t what, struct wb_error *err);

/* ------------------------------------------------------------------ judge_target.c, judge.c, query_history.c */
int brick_probe(void *conn, const struct kit_statement *statement, struct wb_text *out_sql,
		int32_t *out_fate, struct wb_error *err);
int brick_judge(void *conn, const struct wb_intent *intent, struct kit_judgement *out,
		struct wb_error *err);
int brick_restore_point(void *conn, const char *table, struct wb_text *out_sql,
			struct wb_error *err);
int brick_observe(void *conn, const char *session, struct wb_activity *out,
		  struct wb_rows *blockers, struct wb_error *err);
int brick_end_session(void *conn, const char *session, int32_t gently, struct wb_error *err);

#endif
