/* SPDX-License-Identifier: MIT */
/* The SQLite dialect: what its files share. */
#ifndef WB_SQLITE_H
#define WB_SQLITE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <whimbrel/dialect.h>
#include <whimbrel/kit/lock_file.h>
#include <whimbrel/kit/lost.h>
#include <whimbrel/kit/slots.h>
#include <whimbrel/kit/text.h>
#include <whimbrel/kit/words.h>

#define SQLITE_FEATURES \
	(WB_F_TRANSACTIONAL_DDL | WB_F_SHARED_COMMIT | WB_F_DATABASE_IS_PATH | WB_F_STOPS)
#define SQLITE_LEXICAL (WB_LEX_BRACKET | WB_LEX_BACKTICK)

/* The engine's services, from `load`. */
extern const struct wb_host *sqlite_host;

/* The PRAGMAs that are put back are counted in session.c; their bits fit here. */
struct sqlite_session {
	uint64_t touched; /* bit i: a statement may have set PRAGMA i */
	char *values[64]; /* what they were before the first one was touched; NULL: not asked yet */
	bool known;       /* `values` is filled in */
	bool attached;    /* a statement attached a database … */
	bool temporary;   /* … made something that is the connection's … */
	bool journal;     /* … set how the connection keeps its journal … */
	bool query_only;  /* … and whether it may write */
};

struct sqlite_foreign;

enum sqlite_definitions { SQLITE_NOT_LOOKED, SQLITE_ASK_NOTHING, SQLITE_MAY_ASK };

/* Rows of ours that are to be written: see own_rows.c. */
struct sqlite_rows {
	char *text; /* an INSERT of all of them */
	size_t len, room;
	size_t prefix; /* of the text: what stands before the first row */
	size_t mark;   /* its length when the step began */
	size_t written; /* so much of it is in the table, for as long as the step is not taken back */
};

/* A connection. */
struct sqlite_conn {
	sqlite3 *db;
	struct wb_client *client;
	char *path;   /* as it was given */
	bool memory;  /* no file stands behind it */
	bool track;   /* a user's statement is being prepared or run: the authorizer looks at it */
	bool renames; /* and that statement renames a table … */
	bool wrote_attached; /* … or writes a file that is attached */
	bool wrote;          /* … or writes rows at all … */
	bool wrote_schema;   /* … or the schema as a table … */
	bool asks;           /* … or asks for changes() … */
	bool ours;           /* … or may look at our tables */
	const char *text;    /* its text, for the authorizer */
	size_t text_len;
	struct kit_words first; /* of the text that came last, at its first word */
	uint32_t busy_ms;       /* how long a statement waits for other connections' locks */
	uint32_t timeout_ms;    /* how long a statement may take; 0 = for ever */
	int64_t busy_deadline;  /* until when the statement that runs may wait, by kit_clock_ms */
	int64_t statement_deadline; /* until when it may run; 0 = for ever */
	bool timed_out;
	bool stepped; /* the user's statement that came last was begun */
	bool settled; /* the step is over: its COMMIT puts the session back */
	bool scratch; /* no file may be reached from here */
	struct kit_lock_file lock;
	struct sqlite_session session;
	struct kit_lost *lost;
	bool wrote_temporary; /* temporary tables are others than … */
	bool kept;            /* … those that are kept: see kept.c */
	bool keeps;           /* the step may have made the table for that */
	bool unkeepable; /* a PRAGMA that comes again would take them away, or a copy is not whole */
	char temp_store[16];                 /* what the step has set that PRAGMA to; "" */
	int64_t changes;                     /* what changes() gives to users' statements */
	enum sqlite_definitions definitions; /* may one of the schema ask for it? */
	bool looked;           /* no other connection has changed them since `data_version` */
	char data_version[24]; /* as SQLite gave it then */
	int64_t total;         /* what total_changes() does … */
	int total_before;      /* … and how many had been made when the one that runs began */
	struct sqlite_foreign *foreign;
	struct sqlite_rows rows[2]; /* of versions and of the log … */
	bool in_step;               /* … which wait for others' in this transaction */
};

/* ------------------------------------------------------------------ connect.c, busy.c */

int sqlite_connect(const struct wb_params *params, void **out, struct wb_error *err);
int sqlite_database(const struct wb_params *params, int32_t what,
		    struct wb_error *err); /* database.c */
int sqlite_backup(void *conn, const struct wb_backup *what, struct wb_rows *rows,
		  struct wb_error *err); /* backup.c */
void sqlite_close(void *conn);
int sqlite_describe(void *conn, struct wb_server *out, struct wb_error *err);
int sqlite_cancel(void *conn, struct wb_error *err);
/* SQLite's own way to wait for locks, but asking whether the run is to stop. */
void sqlite_set_busy(struct sqlite_conn *c);
/* Statements end when their time is over, or the run is to stop. */
void sqlite_set_ticks(struct sqlite_conn *c);
extern const struct wb_option sqlite_options[];

/* ------------------------------------------------------------------ execute.c */

int sqlite_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err);

/* ------------------------------------------------------------------ own_rows.c */

bool sqlite_is_ours(const char *name);
/* Keep the row that an operation writes, if it may wait: 1, or 0. */
int sqlite_rows_keep(struct sqlite_conn *c, const struct wb_op *op, struct wb_error *err);
/* Write those that wait, before something looks at them. */
int sqlite_rows_write(struct sqlite_conn *c, struct wb_error *err);
/* A step that shares its commit begins, is done, or is taken back, alone or with all of the transaction. */
void sqlite_rows_begin(struct sqlite_conn *c);
void sqlite_rows_end(struct sqlite_conn *c);
void sqlite_rows_undo(struct sqlite_conn *c, bool all);
void sqlite_rows_release(struct sqlite_conn *c);

/* ------------------------------------------------------------------ query.c */

/* The statement of a text, NULL in one of comments alone; and all its rows, which are dropped where `rows` is NULL. */
int sqlite_prepare(struct sqlite_conn *c, const char *text, size_t len, sqlite3_stmt **out,
		   struct wb_error *err);
int sqlite_step(struct sqlite_conn *c, sqlite3_stmt *stmt, struct wb_rows *rows,
		struct wb_error *err);
/* Run one statement; `rows` NULL: its rows are dropped. */
int sqlite_run_text(struct sqlite_conn *c, const char *text, size_t len, struct wb_rows *rows,
		    struct wb_error *err);
/* Run one of our own statements; `sql` NUL-terminated. `first` gets the first column of the first
 * row, cut to fit; NULL: none. */
int sqlite_simple(struct sqlite_conn *c, const char *sql, char *first, size_t first_size,
		  struct wb_error *err);
/* Say what `rc` means. Always returns a failure. */
int sqlite_fail(struct sqlite_conn *c, int rc, struct wb_error *err);
/* The class of the standard that a result code stands for. */
void sqlite_set_sqlstate(int rc, struct wb_error *err);

/* ------------------------------------------------------------------ split.c */

int sqlite_split(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
		 struct wb_error *err);
int sqlite_probe(void *conn, const struct kit_statement *statement, struct wb_text *out_sql,
		 int32_t *out_fate, struct wb_error *err);
int sqlite_judge(void *conn, const struct wb_intent *intent, struct kit_judgement *out,
		 struct wb_error *err);

/* A token as sqlite3_complete() sees it. */
enum sqlite_token { TOKEN_END, TOKEN_WORD, TOKEN_SEMICOLON, TOKEN_QUOTED, TOKEN_OTHER };

struct sqlite_word {
	enum sqlite_token token;
	size_t begin, end;
	bool cut; /* the end of the text may have cut it off */
};

/* The token behind blanks and comments at `from`. */
void sqlite_next(const char *text, size_t len, size_t from, struct sqlite_word *out);

/* The length of a word that is written here is known as it is compiled: nearly all others are told apart by it and by the
 * first letter, which differs in one bit between its cases. */
static inline bool sqlite_word_is(const char *text, const struct sqlite_word *w, const char *word)
{
	size_t len;

	/* most words differ in their first letter */
	if (w->token != TOKEN_WORD || ((text[w->begin] ^ word[0]) & ~0x20))
		return false;
	len = strlen(word);
	return w->end - w->begin == len && sqlite3_strnicmp(text + w->begin, word, (int)len) == 0;
}

bool sqlite_one_of(const char *text, const struct sqlite_word *w, const char *const *words);
bool sqlite_is_blank(char c);

/* ------------------------------------------------------------------ counters.c */

int sqlite_counters_init(struct sqlite_conn *c, struct wb_error *err);
/* A user's statement comes, which is prepared and tells what it does, and is done. */
int sqlite_counters_before(struct sqlite_conn *c, struct wb_error *err);
void sqlite_counters_after(struct sqlite_conn *c);

/* ------------------------------------------------------------------ lost.c */

/* Run a statement that sets up the connection as it was. */
int sqlite_unseen(struct sqlite_conn *c, const char *sql, struct wb_error *err);

int sqlite_remember(void *conn, const struct kit_statement *statement, bool fresh,
		    struct wb_text *out_sql, struct wb_error *err);
int sqlite_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err);
/* The step is over. */
void sqlite_lost_release(struct sqlite_conn *c);

/* ------------------------------------------------------------------ kept.c */

int sqlite_keep(struct sqlite_conn *c, struct wb_error *err);
int sqlite_keep_recall(struct sqlite_conn *c, struct wb_error *err);
int sqlite_keep_end(struct sqlite_conn *c, struct wb_error *err);

/* ------------------------------------------------------------------ session.c */

/* Which statements set what is watched by the authorizer. */
int sqlite_watch(struct sqlite_conn *c, struct wb_error *err);
/* A user's statement comes, whose first word this is: remember settings before the first one that could
 * change them. */
int sqlite_before(struct sqlite_conn *c, const struct kit_words *first, struct wb_error *err);
/* Put the session back as it was. What can't be done inside a transaction waits until it has
 * ended. */
int sqlite_restore(struct sqlite_conn *c, struct wb_error *err);
/* What is the connection's own ends with the step: behind the check of foreign keys, which may have to
 * look at it. */
int sqlite_drop_temporary(struct sqlite_conn *c, struct wb_error *err);
void sqlite_session_release(struct sqlite_session *s);

/* ------------------------------------------------------------------ foreign.c, foreign_check.c */

#define SQLITE_WROTE_INSERT 1U
#define SQLITE_WROTE_DELETE 2U
#define SQLITE_WROTE_SCHEMA 4U   /* its foreign keys may be others now */
#define SQLITE_WROTE_DROP 8U     /* the name went away, for a while at least */
#define SQLITE_WROTE_REPLACE 16U /* a write that may delete other rows */
#define SQLITE_WROTE_ALL 32U     /* an update of no column in particular */
#define SQLITE_WROTE_ALTER 64U   /* a column was added, and its default is in every row */

/* Note that a statement writes the table; `column` NULL unless it is an UPDATE of it. */
void sqlite_wrote(struct sqlite_conn *c, const char *table, unsigned how, const char *column);
/* A table was renamed by the statement that ran last. */
void sqlite_renamed(struct sqlite_conn *c, const char *text, size_t len);
/* The statement being prepared renames a column of the table that was written last. */
void sqlite_column_renamed(struct sqlite_conn *c);
/* A table now may have ON CONFLICT REPLACE. */
void sqlite_replaces(struct sqlite_conn *c);
/* What was written so far can't be rolled back any more. */
void sqlite_foreign_commit(struct sqlite_conn *c);
/* A savepoint or a transaction begins. */
int sqlite_foreign_begin(struct sqlite_conn *c, struct wb_error *err);
/* It was rolled back. */
void sqlite_foreign_undo(struct sqlite_conn *c);
/* The step is done. */
int sqlite_foreign_check(struct sqlite_conn *c, struct wb_error *err);
void sqlite_foreign_free(struct sqlite_foreign *f);

/* ------------------------------------------------------------------ lock.c */

int sqlite_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err);
int sqlite_unlock(void *conn, const char *key, struct wb_error *err);
int sqlite_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
		  struct wb_error *err);
/* WB_OWN_GUARD */
int sqlite_guard(struct sqlite_conn *c, struct wb_error *err);

/* ------------------------------------------------------------------ script.c */

int sqlite_compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		   struct wb_error *err);
/* How names and literals are written. */
extern const struct kit_dialect sqlite_kit;
int sqlite_quote(void *conn, bool literal, struct kit_part text, struct wb_text *out,
		 struct wb_error *err);

#endif
