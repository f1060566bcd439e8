/* SPDX-License-Identifier: MIT */
/* The PostgreSQL dialect: what its files share. */
#ifndef WB_POSTGRESQL_H
#define WB_POSTGRESQL_H

#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <whimbrel/dialect.h>
#include <whimbrel/kit/lost.h>
#include <whimbrel/kit/slots.h>
#include <whimbrel/kit/text.h>
#include <whimbrel/kit/wait.h>
#include <whimbrel/kit/words.h>

/* The lexical rules while standard_conforming_strings is on, as it is wherever nobody turned it
 * off. */
#define PG_FEATURES (WB_F_TRANSACTIONAL_DDL | WB_F_LEASE | WB_F_SERVER_CLOCK | WB_F_SETTINGS)
#define PG_LEXICAL (WB_LEX_E_STRING | WB_LEX_DOLLAR | WB_LEX_NESTED)
/* Of wb_lex.mode: the setting is off, and a backslash escapes in plain strings too. */
#define PG_MODE_BACKSLASH UINT32_C(1)

/* Names a session for ever: process ids come again. */
#define PG_SESSION "pid || '/' || extract(epoch FROM backend_start)"

/* The engine's services, from `load`. */
extern const struct wb_host *pg_host;

/* A connection. */
struct pg_conn {
	PGconn *db;
	PGcancel *cancel;      /* made at once: PGconn is not for two threads */
	atomic_bool abandoned; /* a statement could not be cancelled in time */
	struct wb_client *client;
	char *version_schema; /* as it was given; NULL */
	char home[256];       /* the schema of our tables */
	struct kit_wait wait;
	bool no_timeout; /* statements may take as long as they want, whatever a role says */
	bool watcher;    /* a second connection: no settings */
	bool reads;      /* no user's statement will be run */
	bool pooled;  /* a proxy stands between, and hands each transaction to any server session */
	bool own;     /* one of our own statements runs: what the server remarks on it is noise */
	bool sending; /* `run` is at work */
	bool no_check;     /* the server can't tell when its client is gone */
	bool any_text;     /* the database's encoding has every character */
	bool backslash;    /* standard_conforming_strings is off where a session begins */
	bool scratch;      /* a scratch database … */
	bool filtered;     /* … where what reaches out of it is refused */
	bool home_missing; /* the schema for our tables is not there yet */
	bool tables;       /* they are there, as far as is known */
	char *roles; /* on a scratch server: those of the target's, as an array; NULL: none is missed */
	char *reaching;    /* on scratch: routines that would reach out of it if called, on lines */
	char lock_key[24]; /* the held lock's number; "": none is held */
	bool resumed;      /* a step that another session has begun is taken up: see lost.c */
	/* a step that no transaction holds may have set its role, who it is, or that it only reads */
	bool sets_role, sets_user, sets_reading;
	/* what a setting with a dot, or without, is now may not be what it is to be again: see lost.c … */
	bool set_apart, set_plain_apart;
	bool again_due; /* … before the next message */
	struct kit_text again;
	struct kit_lost *lost, *looked_up;
	struct kit_lost *temporary; /* tables that are kept: see kept.c … */
	bool keep_all;              /* … whether they were changed or not */
	bool keeps;                 /* there may be copies */
	bool bare; /* nothing but PostgreSQL's own code is in the database: see stateless.c … */
	bool bare_known; /* … and that was asked */
	bool ran_users;  /* a statement of a user's was run */
	unsigned left;   /* on scratch: what its statements may have left, an enum pg_leaves */
	/* a step has taken locks of the session; a step has said what later sessions begin with */
	bool left_locks, left_defaults,
		left_custom, /* … or made settings that had not been there */
		left_links;  /* … or opened connections of the session's to other servers */
	bool hides_locks, hides_defaults, hides_links, hides_custom; /* a routine may do so */
	bool elsewhere; /* something in the database may act outside of it: see elsewhere.c … */
	bool elsewhere_found; /* … and what that is was looked up */
	bool links;           /* the step that no transaction holds may have opened one */
	char session[64];     /* as PG_SESSION has it; "": it is not known */
	/* what its database and its role gave it, as pg_begins_with tells that; NULL … */
	char *began_with;
	struct kit_lost *resets; /* what leads to a RESET in a routine, where that matters … */
	bool resets_hidden;      /* … and one was made since */
	char *began_before; /* … and what the session began with whose step is taken up; NULL: the same */
	/* the next step needs a session that begins now: see renew.c */
	enum { RENEW_NO, RENEW_ASK, RENEW_SURE } renew;
	bool custom_due; /* … if a routine has made settings that had not been there */
	bool leased;     /* it has a lease, or tried to get one */
	pthread_mutex_t
		renewal;  /* held while `db` and `cancel` are used from outside, or exchanged */
	char started[72]; /* the revision whose begin the journal has, for its duration; "" */
};

/* ------------------------------------------------------------------ connect.c, settings.c, describe.c */

extern struct wb_option pg_options[];
/* Fill in pg_options from what this libpq knows. */
int pg_load_options(struct wb_error *err);
int pg_connect(const struct wb_params *params, void **out, struct wb_error *err);
/* One more connection to where `c` is, as it was made, to another database if one is named; and its end. */
int pg_connect_again(const struct pg_conn *c, const char *database, struct pg_conn *out,
		     struct wb_error *err);
void pg_disconnect(struct pg_conn *c);
void pg_close(void *conn);
/* database.c */
int pg_database(const struct wb_params *params, int32_t what, struct wb_error *err);
/* backup.c */
int pg_backup(void *conn, const struct wb_backup *what, struct wb_rows *rows, struct wb_error *err);
/* The server's remarks go to the log from now on. */
void pg_take_notices(struct pg_conn *c);
int pg_cancel(void *conn, struct wb_error *err);
int pg_describe(void *conn, struct wb_server *out, struct wb_error *err);
/* A dead client can be noticed by the server. */
bool pg_can_check(const struct pg_conn *c);
/* SQL that makes our settings again after a RESET ALL; `local`: for this transaction alone. ""
 * where there are none. */
void pg_settings_sql(const struct pg_conn *c, bool local, char *out, size_t size);

/* ------------------------------------------------------------------ execute.c */

int pg_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err);

/* ------------------------------------------------------------------ leftovers.c */

/* A user's statement is about to be sent. Does it leave what no reset takes away? */
bool pg_left_learn(struct pg_conn *c, const char *text, size_t len);
/* SQL number 0, 1, … that takes that away, in front of the last of a step's resets; empty: there is none of this
 * number. False: of no further one. */
bool pg_left_sql(struct pg_conn *c, int number, struct kit_text *out);
/* What it has of the settings that later sessions begin with: one that takes the step up is a later one. */
void pg_left_remember(const struct pg_conn *c, struct wb_text *out);
bool pg_is_settled(const struct wb_op *op);
/* The names of what its database and its role gave the session, with commas. */
const char *pg_began_with(const struct pg_conn *c);
/* The step has ended: does the next one need another session? */
void pg_left_renews(struct pg_conn *c);
/* ------------------------------------------------------------------ renew.c */

/* An expression: a hash of what a session that begins now is given by its database and its role, a space, and the names of
 * these settings with commas. */
#define PG_SETTINGS                                                                    \
	"pg_catalog.pg_db_role_setting d, pg_catalog.unnest(d.setconfig) c WHERE "     \
	"d.setdatabase IN (0,(SELECT oid FROM pg_catalog.pg_database WHERE datname = " \
	"pg_catalog.current_database())) AND d.setrole IN (0,(SELECT oid FROM "        \
	"pg_catalog.pg_roles WHERE rolname = session_user))"
#define PG_BEGINS_WITH                                                                            \
	"(SELECT pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to("                      \
	"pg_catalog.string_agg(pg_catalog.concat_ws(' ',d.setdatabase,d.setrole,c),E'\\n' ORDER " \
	"BY d.setdatabase,d.setrole,c),'UTF8')),'hex') || ' ' || pg_catalog.string_agg("          \
	"pg_catalog.split_part(c,'=',1),',') FROM " PG_SETTINGS ")"

/* The next step is about to begin, outside of a transaction and with nothing under way. Where sessions that begin now begin
 * with something else than this one did, the connection is exchanged for such a one, which has the lock. 1: it was. */
int pg_renew(struct pg_conn *c, struct wb_error *err);
/* observe.c: a session took the place of another one, which the engine goes on to ask for. */
void pg_session_renewed(const char *was, const char *now);

/* ------------------------------------------------------------------ hidden_settings.c */

/* A query of the tables and views that call a routine of this name: by triggers, defaults, rules. */
#define PG_CALLERS(routine)                                                                     \
	"SELECT c.relname::text FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_trigger t ON "     \
	"t.tgfoid = p.oid JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid WHERE p.proname "     \
	"= " routine "::name UNION ALL SELECT c.relname::text FROM pg_catalog.pg_proc p JOIN "  \
	"pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass "   \
	"AND d.refobjid = p.oid AND d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass "  \
	"JOIN pg_catalog.pg_attrdef a ON a.oid = d.objid JOIN pg_catalog.pg_class c ON c.oid "  \
	"= a.adrelid WHERE p.proname = " routine "::name UNION ALL SELECT c.relname::text "     \
	"FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_depend d ON d.refclassid = "              \
	"'pg_catalog.pg_proc'::pg_catalog.regclass AND d.refobjid = p.oid AND d.classid = "     \
	"'pg_catalog.pg_rewrite'::pg_catalog.regclass JOIN pg_catalog.pg_rewrite r ON r.oid "   \
	"= d.objid JOIN pg_catalog.pg_class c ON c.oid = r.ev_class WHERE p.proname = " routine \
	"::name"

/* What a routine has set for the session. */
/* Has one made a setting with a dot that is not among those that are `known`, or may have? 1: it has. */
int pg_hidden_custom(struct pg_conn *c, const char *known, struct wb_error *err);
void pg_hidden_remember(const struct pg_conn *c, const char *text, size_t len, struct wb_text *out);

/* ------------------------------------------------------------------ query.c, error.c */

/* A user's statement, alone in its message. */
int pg_run_user(struct pg_conn *c, const struct wb_op *op, struct wb_rows *rows,
		struct wb_error *err);
/* The first error wins. */
int pg_first_error(struct wb_error *err, const struct wb_error *why);
/* Run one statement; `rows` NULL: its rows are dropped. `params` are texts, `count` of them. */
int pg_query(struct pg_conn *c, const char *sql, struct wb_rows *rows, struct wb_error *err);
/* The same for a query of one row at most: a result, or NULL with `err` set. */
PGresult *pg_row(struct pg_conn *c, const char *sql, const char *const *params, int count,
		 struct wb_error *err);
/* The rows of several statements in one message, which have the same columns. */
PGresult *pg_rows(struct pg_conn *c, const char *sql, struct wb_error *err);
/* Is it there, with so many columns and rows at least? If not, it is freed, NULL, and `err` set: a
 * server that answers something else than it was asked is none. */
bool pg_shape(PGresult **result, int columns, int rows, struct wb_error *err);
/* Is it the beginning of a COPY? */
bool pg_copies(ExecStatusType what);
/* Wait for the server, or to be able to send: 1 when there is something to do, 0 after the time. */
int pg_ready(struct pg_conn *c, bool send, int timeout_ms);
/* Hand a row of a result over: what host->row returns. */
int pg_give_row(const PGresult *result, int row, struct wb_rows *rows);

/* Say what a result, or with NULL the connection, has to complain of. `text` is the statement, for
 * its position; NULL: none. Returns the status. */
int pg_fail(struct pg_conn *c, const PGresult *result, const char *text, struct wb_error *err);
/* What the failure of an own operation means: a failed guard is a lost lock. */
int pg_fail_own(const struct wb_op *op, struct wb_error *err);

/* ------------------------------------------------------------------ run.c, copy.c */

int pg_run(void *conn, const struct wb_ops *ops, struct wb_error *err);
/* The answers to one command outside the pipeline, data to and from the client included. 0, or a
 * failure. */
int pg_copy(struct pg_conn *c, const char *sql, const struct wb_ops *ops, struct wb_error *err);
/* Can a statement that failed like this have left something, though it ran outside a
 * transaction? */
bool pg_may_have_left(const struct wb_error *err);

/* ------------------------------------------------------------------ lost.c */

int pg_remember(void *conn, const struct kit_statement *statement, bool fresh,
		struct wb_text *out_sql, struct wb_error *err);
int pg_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err);
/* A change of the schema was done in a session that is gone, and no row tells what its event triggers have left there:
 * may one have left something? 1: it is in `seen`. */
int pg_lost_with_listener(struct pg_conn *c, struct wb_text *seen, struct wb_error *err);
/* The step is over. */
void pg_lost_release(struct pg_conn *c);

/* ------------------------------------------------------------------ kept.c */

/* A statement is about to be run. */
int pg_kept_learn(struct pg_conn *c, const char *text, size_t len, uint32_t facts,
		  struct wb_error *err);
/* Copy what has changed; none of them is left where no names are known. */
void pg_keep_sql(struct pg_conn *c, const char *home, struct wb_text *out);
/* Queries of their lines, and of their numbers. */
extern const char pg_kept_lines[], pg_kept_tables[];
/* The SQL of a line: the table is there again. */
int pg_kept_again(struct pg_conn *c, const char *name, const char *sql, struct wb_error *err);
void pg_kept_release(struct pg_conn *c);

/* ------------------------------------------------------------------ split.c, facts.c */

void pg_load_split(void);
int pg_split(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
	     struct wb_error *err);

/* What a statement is, from its words. */
struct pg_facts {
	uint32_t flags;
	const char *hint;
	/* it sets standard_conforming_strings: 1 on, -1 off, 2 as it was; 0 not at all */
	int strings;
};
void pg_facts(const char *text, size_t len, size_t token, struct pg_facts *out);

/* ------------------------------------------------------------------ sql.c, compose.c, script.c */

/* How names and literals are written. */
extern const struct kit_dialect pg_kit;

int pg_compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
	       struct wb_error *err);
int pg_quote(void *conn, bool literal, struct kit_part text, struct wb_text *out,
	     struct wb_error *err);
/* SCRIPT_…: 1 or 0 as compose returns, or WB_E_UNSUPPORTED. */
int pg_script(int32_t what, const struct wb_args *args, struct wb_text *out, struct wb_error *err);
void pg_raise_format(const struct wb_args *args, struct wb_text *out);

/* ------------------------------------------------------------------ lock.c, observe.c, judge.c */

/* The number of the lock that `key` (an SQL expression of a text) stands for, as an expression. All
 * clients compute it so. */
#define PG_LOCK_NUMBER(key)                                                  \
	"('x' || encode(substr(sha256(convert_to(" key ", 'UTF8')), 1, 8), " \
	"'hex'))::bit(64)::bigint"

int pg_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err);
/* WB_OWN_LEASE_READ with a key. */
int pg_read_lease(const struct wb_portable *how, const struct wb_args *args, struct wb_text *out,
		  struct wb_error *err);
int pg_unlock(void *conn, const char *key, struct wb_error *err);
int pg_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
	      struct wb_error *err);
int pg_observe(void *conn, const char *session, struct wb_activity *out, struct wb_rows *blockers,
	       struct wb_error *err);
int pg_end_session(void *conn, const char *session, int32_t gently, struct wb_error *err);
/* queries.sql */
extern const char pg_judge_made_sql[], pg_judge_reindexed_sql[], pg_judge_detached_sql[],
	pg_clear_sql[];
int pg_probe(void *conn, const struct kit_statement *statement, struct wb_text *out_sql,
	     int32_t *out_fate, struct wb_error *err);
int pg_judge(void *conn, const struct wb_intent *intent, struct kit_judgement *out,
	     struct wb_error *err);

#endif
