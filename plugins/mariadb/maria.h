/* SPDX-License-Identifier: MIT */
/* The MariaDB dialect: what its files share. MySQL is the same dialect with fewer means. */
#ifndef WB_MARIA_H
#define WB_MARIA_H

#include <mysql.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <whimbrel/dialect.h>

#include "link.h"
#include "resume.h"
#include "session.h"
#include "sql.h"

/* The engine's services, from `load`. */
extern const struct wb_host *maria_host;

/* What struct wb_lex.mode holds; the byte above keeps what it was before the text changed it. */
#define MARIA_FEATURES (WB_F_LEASE | WB_F_SERVER_CLOCK | WB_F_SETTINGS)
#define MARIA_NO_BACKSLASH 1U
#define MARIA_ANSI_QUOTES 2U
#define MARIA_ORACLE 4U
#define MARIA_MODES 7U
#define MARIA_SAVED_SHIFT 8
#define MARIA_SAVED 0x10000U

#define MARIA_USER_NAME (128 + 1)

/* An account or role as SQL names it; "" = none. */
struct maria_account {
	char sql[400];
};

struct maria_definer;

/* Of a scratch database. */
struct maria_trial {
	bool filtered;               /* the user may do nothing outside of it … */
	struct maria_target *lender; /* who lends him a right; NULL */
	/* … but in these databases, which are everybody's: their names, a line each */
	char others[1024];
	/* whose schema is tried out, and by whom */
	char target_database[256], target_role[256];
	struct maria_account target_account;
	struct maria_definer *definers; /* see definer.c */
};

/* A connection. */
struct maria_conn {
	struct maria_link link;
	struct maria_session session;
	struct maria_resume resume;
	struct maria_trial trial;
	bool scratch; /* the database is a scratch one */
	bool watcher;
	/* the server, and what this user may see of it */
	unsigned long version;
	bool mysql; /* it is MySQL */
	bool galera;
	bool sees_processes; /* PROCESS */
	bool sees_users;     /* may read mysql.global_priv */
	bool rolls_back_on_timeout;
	uint32_t lex_mode;
	char database[256], home[256], role[256];
	struct maria_account account; /* CURRENT_USER */
	char lock[65];                /* the name of the lock that is held; "" = none */
	bool asked_for_lock;          /* others may have held it since this session began */
	int64_t log_id;               /* of the next log row; 0: not known */
	char step[65];                /* the revision of which rows are written … */
	int64_t step_id;              /* … of which this is the first one's id, or less */
	bool bare;                    /* our tables were not there */
};

/* ------------------------------------------------------------------ connect.c, execute.c, own.c */

int maria_connect(const struct wb_params *params, void **out, struct wb_error *err);
int maria_database(const struct wb_params *params, int32_t what,
		   struct wb_error *err); /* database.c */
int maria_backup(void *conn, const struct wb_backup *what, struct wb_rows *rows,
		 struct wb_error *err); /* backup.c */
void maria_close(void *conn);
int maria_describe(void *conn, struct wb_server *out, struct wb_error *err);
int maria_cancel(void *conn, struct wb_error *err);
int maria_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err);
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

/* ------------------------------------------------------------- split.c, body.c, facts.c, mode.c */

int maria_split(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
		struct wb_error *err);
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
/* Does a SET take its value from rows? */
/* Why a SET is refused. */
enum maria_refused { MARIA_REFUSED_OTHERS, MARIA_REFUSED_CHAINS, MARIA_REFUSED_BLINDS };
enum maria_refused maria_refused_set(const char *text, size_t len, uint32_t mode);
bool maria_sets_from_rows(const char *text, size_t len, uint32_t mode);
/* A statement that sets sql_mode changes how the rest is read. */
void maria_follow_mode(struct wb_lex *state, const char *text, size_t len);
uint32_t maria_mode_of(const char *sql_mode, size_t len);

/* ------------------------------------------------------------------ run.c, statement.c */

int maria_run(void *conn, const struct wb_ops *ops, struct wb_error *err);
/* Does it change rows, and send none? Then it can be sent before the answer to the one before has
 * come. */
bool maria_sends_nothing(const char *text, size_t len, uint32_t mode);
/* Behind which byte of LOCK TABLES its list begins; 0: it is another statement. */
size_t maria_lock_tables(const char *text, size_t len, uint32_t mode);
/* The outcome of a statement that failed with `err`, which is set. */
int32_t maria_outcome(struct maria_conn *c, uint32_t facts, const char *text, size_t len,
		      const struct wb_error *err);

/* ------------------------------------------------------------------ compose.c, script.c */

int maria_compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		  struct wb_error *err);
int maria_script(int32_t what, const struct wb_args *args, struct wb_text *out,
		 struct wb_error *err);
/* For the client: one that the text has not. */
const char *maria_delimiter(const char *text, size_t len);
/* A row of the log that reads the log knows it by another name: LOCK TABLES wants one for each. */
#define MARIA_TABLE_FORMAT 2 /* of whimbrel_version */
#define MARIA_LAST "whimbrel_last"
/* Makes our statements independent of the session; MySQL reads it as a comment. */
#define MARIA_SHIELD                                                                    \
	"/*M! SET STATEMENT "                                                           \
	"sql_mode='STRICT_ALL_TABLES',sql_big_selects=1,group_concat_max_len=16777216," \
	"sql_select_limit=18446744073709551615,sql_quote_show_create=1,"                \
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

/* ---------------------------------------------- sql_text.c, judge_targets.c, judge_state.c, judge.c, crashed_tables.c */

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

struct maria_targets {
	int32_t fate; /* enum wb_fate */
	enum maria_how how;
	struct kit_text sql;      /* fields of CONCAT_WS, each with a comma in front */
	struct maria_name *names; /* for MARIA_EACH, and of `tables` */
	size_t count;
	const char *kind; /* "TABLE", … for MARIA_EACH */
	const char *why;  /* for WB_FATE_UNKNOWN: static words, or NULL */
	bool stays;       /* it neither commits nor can be taken back */
	enum maria_tables tables;
};

/* How a statement is told to be done; `schema` is the current database. */
int maria_find_targets(const struct maria_conn *c, const char *schema, const char *text, size_t len,
		       struct maria_targets *out);
void maria_targets_release(struct maria_targets *subject);
/* The fields that tell of a table for ALTER: those that its text, from this token on, can
 * change. */
void maria_table_state(struct kit_text *sql, const struct maria_name *table,
		       const struct maria_scan *scan, bool mysql);
void maria_table_exists(struct kit_text *sql, const struct maria_name *table);
/* Its identity, which survives renaming; needs PROCESS and a name of plain letters. */
bool maria_table_identity(const struct maria_conn *c, struct kit_text *sql,
			  const struct maria_name *table);
void maria_user_state(struct kit_text *sql, const char *user, const char *host, bool grants);

/* What is judged, and where the answer goes. */
struct maria_judging {
	struct maria_conn *c;
	const struct maria_targets *subject;
	struct kit_judgement *out;
};

int maria_probe(void *conn, const struct kit_statement *statement, struct wb_text *out_sql,
		int32_t *out_fate, struct wb_error *err);
int maria_judge(void *conn, const struct wb_intent *intent, struct kit_judgement *out,
		struct wb_error *err);
/* What a server that died has left of its tables: partitions of one that it made or dropped are to
 * be dropped, and of one that can't be opened any more nobody can tell. */
int maria_judge_crashed_tables(const struct maria_judging *judging, struct wb_error *err);

/* ------------------------------------------------------------------ outcome.c */

/* Are these several statements, between delimiters of the user's own? */
bool maria_is_several(const char *text, size_t len, uint32_t mode);
/* May a statement that fails have done a part all the same? */
bool maria_in_parts(const char *text, size_t len, uint32_t mode);

#endif
