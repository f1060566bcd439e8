/* SPDX-License-Identifier: MIT */
/* The MariaDB dialect: what its files share. MySQL is the same dialect with fewer means. */
#ifndef WB_MARIA_H
#define WB_MARIA_H

#include <mysql.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <whimbrel/dialect.h>

/* The engine's services, from `load`. */
extern const struct wb_host *maria_host;

/* What struct wb_lex.mode holds; the byte above keeps what it was before the text changed it. */
#define MARIA_NO_BACKSLASH 1U
#define MARIA_ANSI_QUOTES 2U
#define MARIA_ORACLE 4U
#define MARIA_MODES 7U
#define MARIA_SAVED_SHIFT 8
#define MARIA_SAVED 0x10000U

/* A variable of the session that a statement has set. */
struct maria_dirty {
	char name[64];
	struct maria_dirty *next;
};

struct maria_name {
	char schema[64 * 4 + 1], name[64 * 4 + 1];
};

/* Each costs a statement a third of a millisecond. */
#define MARIA_TOUCHED 4
#define MARIA_MADE 8

/* A prepared statement: its text, or the name of the variable that has it. */
struct maria_prepared {
	char name[256], schema[256]; /* the database that its names mean */
	char sql_mode[512];          /* how its text is read; "" = as the session begins */
	char *text;
	bool variable;
	struct maria_prepared *next;
};

/* A temporary table, and the SQL of what is remembered of it. */
struct maria_temporary {
	struct maria_name name;
	char *sql;
	struct maria_temporary *next;
};

/* A table whose engine takes nothing back (p), a sequence (s); a view (v), a routine (r), a table
 * with triggers (t) that may reach one; or a function (f). */
struct maria_lasting {
	char kind;
	bool lasts;
	char name[64 * 4 + 1];
	struct maria_lasting *next;
};

/* A text of our own making; out of memory sticks. */
struct maria_text {
	char *data;
	size_t len, room;
	bool failed;
};

#define MARIA_USER_NAME (128 + 1)

/* An account or role as SQL names it; "" = none. */
struct maria_account {
	char sql[400];
};

struct maria_definer;
struct maria_runner;

/* A connection. */
struct maria_conn {
	MYSQL *db;
	struct wb_client *client;
	struct maria_target *target; /* to connect once more: for `cancel` */
	bool watcher;
	uint32_t statement_timeout_ms, lock_timeout_ms;
	uint64_t wait;    /* what host->wait_begin said; 0: nothing ends what waits now */
	uint32_t wait_ms; /* after so long */
	uint64_t thread;  /* the connection's id at the server, where `cancel` reads it */
	unsigned long version;
	bool mysql; /* it is MySQL */
	bool galera;
	bool sees_processes; /* PROCESS */
	bool sees_users;     /* may read mysql.global_priv */
	bool rolls_back_on_timeout;
	uint32_t lex_mode;
	size_t max_packet;
	char database[256], home[256], role[256];
	struct maria_account account; /* CURRENT_USER */
	char current[256];            /* the database that names without one are in now */
	char init[1024];        /* what was set behind connecting, and is set again after a step */
	char lock[65];          /* the name of the lock that is held; "" = none */
	int64_t log_id;         /* of the next log row; 0: not known */
	char *next_transaction; /* a SET TRANSACTION that none has begun behind yet */
	char *outside_due;      /* what puts variables back behind the COMMIT that comes */
	/* the session, since it was put back last */
	struct maria_dirty *dirty;
	/* a user's statement is answered: what the server says of the session is his doing */
	bool tracking;
	bool other_database, other_names, other_role, tables_locked;
	bool autocommit_off, users_autocommit_off;
	char names[64]; /* the connection's own character set */
	struct maria_shielded {
		char value[256];
		bool known;
	} shielded[4]; /* what our own shield changes for a moment, as the server reports it */
	bool learning;
	/* what is remembered: see memory.c */
	struct maria_name touched[MARIA_TOUCHED]; /* tables whose rows are changed … */
	size_t touched_count;
	/* tables that this step has made, which count nothing and have no triggers */
	struct maria_name made[MARIA_MADE];
	size_t made_count;
	bool touched_all; /* … or those of the whole database */
	bool covered;     /* … and remembered at the beginning of the transaction */
	bool keeps_id, keeps_variables;
	struct maria_dirty *variables; /* names of the user's */
	struct maria_temporary *temporary;
	struct maria_prepared *prepared;
	char *locked; /* the LOCK TABLES of the user's that was read last */
	/* what no rollback takes back: see lasting.c */
	struct maria_lasting *lasting;
	bool lasting_known, any_lasting;
	/* ROW_COUNT() and FOUND_ROWS() behind the user's last statement */
	int64_t row_count, found_rows;
	bool counts_known;
	enum { MARIA_COUNTED, MARIA_RECALLED, MARIA_LOST } counts; /* of another session */
	bool resumed;                /* a step that another session has begun is taken up */
	char sql_mode[512];          /* that the user has set; "" = none */
	struct maria_runner *runner; /* while `run` runs … */
	void (*finish)(
		struct maria_runner *runner); /* … this reads all answers that are under way */
	bool scratch;                         /* the database is a scratch one … */
	bool filtered;                        /* … the user may do nothing outside of it … */
	struct maria_target *lender;          /* who lends him a right; NULL */
	char target_database[256];            /* whose schema is tried out in it … */
	char target_role[256];                /* … by whom */
	struct maria_account target_account;
	struct maria_definer *definers; /* see definer.c */
	char others
		/* … but in these databases, which are everybody's: their names, a line each */
		[1024];
};

/* ------------------------------------------------------------------ text.c: writing SQL */

void maria_add(struct wb_text *out, const char *text);
/* Like printf with nothing but %s, %d (int64_t), %n (a name), %l (a literal, NULL is null) and %t
 * (one of our tables). */
void maria_write(struct wb_text *out, const char *home, const char *format, ...);
/* A literal that means the same whatever the session's sql_mode and character set are. */
void maria_literal(struct wb_text *out, const char *text, size_t len);
void maria_name(struct wb_text *out, const char *text, size_t len);
int maria_quote(void *conn, int32_t literal, const char *text, size_t len, struct wb_text *out,
		struct wb_error *err);

/* ------------------------------------------------------------------ token.c */

enum maria_kind {
	MARIA_END,
	MARIA_MORE, /* the end of the text cut it off, and more may come */
	MARIA_TORN, /* a string, name or comment without an end */
	MARIA_WORD, /* also numbers and @variables */
	MARIA_STRING,
	MARIA_NAME, /* in quotes */
	MARIA_MARK,
	MARIA_CLOSE,  /* what the caller looks for: the delimiter */
	MARIA_ESCAPE, /* a backslash outside of quotes */
};

/* A place in a text, and how it is read. */
struct maria_scan {
	const char *text;
	size_t len;
	uint32_t mode;
	const char *delimiter; /* NULL: there is none */
	bool last;             /* no text follows */
	bool code;             /* inside an executable comment */
	/* the token */
	enum maria_kind kind;
	size_t begin,
		/* `begin` stands on the comment's beginning if it is the first in an executable
		 * one */
		end;
	size_t word; /* where it begins without that */
};

/* The token behind blanks and comments at `scan->end`. */
enum maria_kind maria_next(struct maria_scan *scan);
bool maria_is(const struct maria_scan *scan, const char *word);
bool maria_one_of(const struct maria_scan *scan, const char *const *words);
bool maria_mark(const struct maria_scan *scan, char mark);
/* The text of a token without its quotes; cut to fit. */
void maria_unquote(const struct maria_scan *scan, char *out, size_t size);

/* ------------------------------------------------------------- split.c, body.c, facts.c, mode.c */

int maria_split(struct wb_lex *state, const char *text, size_t len, int32_t last,
		struct wb_piece *out, struct wb_error *err);
/* Where the statement's words stand with regard to blocks: `state` are two slots. True if a
 * semicolon here ends the statement. */
struct maria_body {
	int64_t *depth;  /* open blocks … */
	int64_t *kinds;  /* … and two bits about each */
	int64_t *before; /* what came before the token: enum maria_before, and the head's state */
};
void maria_body_take(struct maria_body *body, const struct maria_scan *token);
bool maria_body_open(const struct maria_body *body);
/* WB_PIECE_… of a whole statement. */
uint32_t maria_facts(const char *text, size_t len, uint32_t mode);
/* A statement that sets sql_mode changes how the rest is read. */
void maria_follow_mode(struct wb_lex *state, const char *text, size_t len);
uint32_t maria_mode_of(const char *sql_mode, size_t len);

/* ---------------------------------------------------------------- connect.c, options.c, error.c */

extern const struct wb_option maria_options[];
struct maria_target *maria_target_new(const struct wb_params *params, struct wb_error *err);
void maria_target_free(struct maria_target *target);
/* The same server with another user and database; NULL when there is no memory. */
struct maria_target *maria_target_like(const struct maria_target *target, const char *user,
				       const char *password, const char *database);
/* A handle that is connected, or NULL. */
MYSQL *maria_open(const struct maria_target *target, struct wb_client *client,
		  struct wb_error *err);
int maria_connect(const struct wb_params *params, void **out, struct wb_error *err);
void maria_close(void *conn);
int maria_describe(void *conn, struct wb_server *out, struct wb_error *err);
int maria_cancel(void *conn, struct wb_error *err);
/* Say what went wrong on a handle. Always returns a failure. */
/* A server that was sent too much says so, or only hangs up. */
void maria_explain_size(const struct maria_conn *c, size_t len, struct wb_error *err);
int maria_fail(MYSQL *db, struct wb_error *err);
bool maria_lost(unsigned code);

/* ------------------------------------------------------------------ execute.c, link.c, own.c */

int maria_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err);
/* Run SQL of ours; the first column of the first row goes to `first`, cut to fit ("" for none and
 * null). */
int maria_simple(struct maria_conn *c, const char *sql, char *first, size_t first_size,
		 struct wb_error *err);
/* The same with all rows. `take` may be NULL. */
typedef void (*maria_take)(void *ctx, MYSQL_ROW row, const unsigned long *lengths,
			   unsigned columns);
/* A call into the client library that waits for the server begins, for a query of ours or what
 * users asked for; and has returned: 1 with `err` set anew if it was ended, and the connection with
 * it. */
void maria_wait_begin(struct maria_conn *c, bool users);
int maria_wait_end(struct maria_conn *c, struct wb_error *err);
int maria_query(struct maria_conn *c, const char *sql, size_t len, maria_take take, void *ctx,
		struct wb_error *err);
/* SQL is sent; read one result, hand over its rows. */
int maria_read_result(struct maria_conn *c, maria_take take, void *ctx);
/* Which id the next log row gets; only while the lock is held. */
int maria_learn_log_id(struct maria_conn *c, struct wb_error *err);
/* What an own operation is sent as: its text may depend on the session. NULL: as it stands. */
const char *maria_own_text(const struct maria_conn *c, const struct wb_op *op);
/* Is autocommit off that neither the user's table locks nor the user wants so? */
bool maria_autocommit_due(const struct maria_conn *c);
/* An own operation is done. */
void maria_own_done(struct maria_conn *c, int32_t what);
/* What a failure of an own operation means. */
int maria_own_failed(struct maria_conn *c, int32_t what, struct wb_error *err);

/* ------------------------------------------------------------------ run.c, statement.c */

int maria_run(void *conn, const struct wb_ops *ops, struct wb_error *err);
/* Does it change rows, and send none? Then it can be sent before the answer to the one before has
 * come. */
bool maria_sends_nothing(const char *text, size_t len, uint32_t mode);
/* Read all answers that are under way, so that the connection can be asked something. */
void maria_drain(struct maria_conn *c);
/* The outcome of a statement that failed with `err`, which is set. */
int32_t maria_outcome(struct maria_conn *c, uint32_t facts, const char *text, size_t len,
		      const struct wb_error *err);

/* ------------------------------------------------------------------ session.c, track.c */

/* Note what the answer that was just read says of the session. */
void maria_track(struct maria_conn *c);
/* Know by name all that a step may have left in the session. */
int maria_learn_session(struct maria_conn *c, struct wb_error *err);
/* The next SQL that puts the session back, from number `*part` on; false when there is no more. */
/* The same of what can't be put back inside a transaction, for behind the step's COMMIT; NULL where
 * there is nothing. The caller's to free. */
char *maria_restore_outside(const struct maria_conn *c);
bool maria_restore(const struct maria_conn *c, size_t *part, struct maria_text *sql);
/* Did the step leave what statements name: tables, variables, the database that names are in? What
 * is made for the next one beforehand must not know of it any more. */
bool maria_leaves_names(const struct maria_conn *c);
void maria_forget_names(struct maria_conn *c);
void maria_restored(struct maria_conn *c);
void maria_session_release(struct maria_conn *c);
/* A user's statement, as it is sent; `out` is allocated if it differs from the text. 1: it
 * differs. */
int maria_before(struct maria_conn *c, const char *text, size_t len, char **out, size_t *out_len,
		 struct wb_error *err);
/* Behind which byte of LOCK TABLES its list begins; 0: it is another statement. */
size_t maria_lock_tables(const char *text, size_t len, uint32_t mode);
/* It was carried out. */
void maria_after(struct maria_conn *c, const char *text, size_t len);

/* ------------------------------------------------------------------ compose.c, script.c */

int maria_compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		  struct wb_error *err);
int maria_script(int32_t what, const struct wb_args *args, struct wb_text *out,
		 struct wb_error *err);
/* A row of the log that reads the log knows it by another name: LOCK TABLES wants one for each. */
#define MARIA_TABLE_FORMAT 2 /* of whimbrel_version */
#define MARIA_LAST "whimbrel_last"
/* Makes our statements independent of the session; MySQL reads it as a comment. */
#define MARIA_SHIELD                                                                    \
	"/*M! SET STATEMENT "                                                           \
	"sql_mode='STRICT_ALL_TABLES',sql_big_selects=1,group_concat_max_len=16777216," \
	"max_statement_time=0 FOR */ "

/* ------------------------------------------------------------------ outside.c */

/* Does the server refuse this statement inside a transaction? ONCE: it sets something of the next
 * transaction. */
enum { MARIA_INSIDE, MARIA_OUTSIDE, MARIA_OUTSIDE_ONCE };
int maria_outside(const char *text, size_t len, uint32_t mode);
/* Is this a variable that can't be set inside one? */
bool maria_is_outside(const char *name);

/* ------------------------------------------------------------------ lock.c, observe.c */

/* Room for the expression that names a lock. */
#define MARIA_LOCK_NAME 640
void maria_lock_name(const char *home, char out[MARIA_LOCK_NAME]);
void maria_lease_name(const char *key, char out[65]);
/* WB_OWN_LEASE_READ with a key. */
int maria_read_lease(const struct wb_portable *how, const struct wb_args *args, struct wb_text *out,
		     struct wb_error *err);
int maria_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err);
int maria_unlock(void *conn, const char *key, struct wb_error *err);
int maria_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
		 struct wb_error *err);
int maria_observe(void *conn, const char *session, struct wb_activity *out,
		  struct wb_rows *blockers, struct wb_error *err);
int maria_end_session(void *conn, const char *session, int32_t gently, struct wb_error *err);

/* ---------------------------------------------- sql_text.c, subject.c, state.c, judge.c, leftover.c */

void maria_text_add(struct maria_text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* A literal in hex. */
void maria_text_literal(struct maria_text *text, const char *value);
/* A name in quotes; schema.name. */
void maria_text_quoted(struct maria_text *text, const char *name);
void maria_text_name(struct maria_text *text, const char *schema, const char *name);

/* What is looked at, and what it tells. */
enum maria_how {
	MARIA_STATE, /* a difference says that the statement was done */
	/* one field for each of several tables, of which some may be done: DROP TABLE a, b */
	MARIA_EACH,
	MARIA_ONCE,  /* what isn't there may have been, and be gone again */
	MARIA_USERS, /* likewise, and what is left can't be told apart */
};

/* What becomes of the tables `names`. */
enum maria_tables { MARIA_NO_TABLES, MARIA_MAKES_OR_DROPS, MARIA_CHANGES };

struct maria_subject {
	int32_t fate; /* enum wb_fate */
	enum maria_how how;
	struct maria_text sql;    /* fields of CONCAT_WS, each with a comma in front */
	struct maria_name *names; /* for MARIA_EACH, and of `tables` */
	size_t count;
	const char *kind; /* "TABLE", … for MARIA_EACH */
	const char *why;  /* for WB_FATE_UNKNOWN: static words, or NULL */
	bool stays;       /* it neither commits nor can be taken back */
	enum maria_tables tables;
};

/* How a statement is told to be done; `schema` is the current database. */
int maria_subject(const struct maria_conn *c, const char *schema, const char *text, size_t len,
		  struct maria_subject *out);
void maria_subject_release(struct maria_subject *subject);
/* The fields that tell of a table for ALTER: those that its text, from this token on, can
 * change. */
void maria_table_state(struct maria_text *sql, const struct maria_name *table,
		       const struct maria_scan *scan, bool mysql);
void maria_table_exists(struct maria_text *sql, const struct maria_name *table);
/* Its identity, which survives renaming; needs PROCESS and a name of plain letters. */
bool maria_table_identity(const struct maria_conn *c, struct maria_text *sql,
			  const struct maria_name *table);
void maria_user_state(struct maria_text *sql, const char *user, const char *host, bool grants);

int maria_probe(void *conn, const char *text, size_t len, uint32_t facts, struct wb_text *out_sql,
		int32_t *out_fate, struct wb_error *err);
int maria_judge(void *conn, const struct wb_intent *intent, int32_t *out_verdict,
		struct wb_rows *repairs, struct wb_text *seen, struct wb_error *err);
/* What a server that died has left of its tables: partitions of one that it made or dropped are to
 * be dropped, and of one that can't be opened any more nobody can tell. */
int maria_leftovers(struct maria_conn *c, const struct maria_subject *subject, int32_t *verdict,
		    struct wb_rows *repairs, struct wb_text *seen, struct wb_error *err);

/* ------------------------------------------------------------------ memory.c, recall.c */

int maria_remember(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
		   struct wb_text *out_sql, struct wb_error *err);
int maria_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err);
/* A step ends: the tables of the next one are others. */
void maria_forget_touched(struct maria_conn *c);
/* A variable of the user's that the session has. */
void maria_variable_add(struct maria_conn *c, const char *name);
void maria_memory_release(struct maria_conn *c);
/* A field of hex as text; returns what is behind it and one blank. */
const char *maria_read_hex(const char *at, char *out, size_t size);

/* ------------------------------------------------------------------ state of the session: place.c */

/* The database that it is in, what it has prepared, which tables it has locked. */
void maria_place_learn(struct maria_conn *c, const char *text, size_t len);
void maria_place_remember(const struct maria_conn *c, struct maria_text *out);
int maria_place_recall(struct maria_conn *c, const char *line, struct wb_error *err);
void maria_place_release(struct maria_conn *c);
void maria_text_hex(struct maria_text *text, const char *value);

/* ------------------------------------------------------------------ temporary.c */

/* CREATE was carried out; the scan stands on the word behind it. */
void maria_temporary_made(struct maria_conn *c, struct maria_scan scan);
/* DROP for all of them; false: there are none. */
bool maria_temporary_drop(const struct maria_conn *c, struct maria_text *out);
/* Add the fields that remember them; `look`: they may have changed since. */
void maria_temporary_remember(struct maria_conn *c, bool look, struct maria_text *out);
int maria_temporary_recall(struct maria_conn *c, const char *line, struct wb_error *err);
void maria_temporary_release(struct maria_conn *c);

/* ------------------------------------------------------------------ lasting.c */

/* May the statement do what no rollback takes back? What it reaches is in `out`. */
bool maria_lasts(struct maria_conn *c, const char *text, size_t len, char *out, size_t size);
/* Is there anything of that kind at all? */
bool maria_any_lasting(struct maria_conn *c);
/* Does the text name a function, which may do anything? Only what is known is looked at. */
bool maria_calls_function(const struct maria_conn *c, const char *text, size_t len);
/* All must be looked at again: the engines of tables may be others now. */
void maria_forget_lasting(struct maria_conn *c);

/* ------------------------------------------------------------------ counts.c */

/* ROW_COUNT() and FOUND_ROWS() of the statement before, for one that reads them: our own come in
 * between. 1: it does. */
int maria_counts_learn(struct maria_conn *c, const char *text, size_t len, struct wb_error *err);
/* The statement with them as numbers: allocated, or NULL. */
char *maria_counts_fill(const struct maria_conn *c, const char *text, size_t len, size_t *out_len);
/* A statement of the user's is sent; `fresh`: the session is as good as new. */
void maria_counts_forget(struct maria_conn *c, bool fresh);

/* ------------------------------------------------------------------ outcome.c */

/* Are these several statements, between delimiters of the user's own? */
bool maria_is_several(const char *text, size_t len, uint32_t mode);
/* May a statement that fails have done a part all the same? */
bool maria_in_parts(const char *text, size_t len, uint32_t mode);

#endif
