/* SPDX-License-Identifier: MIT */
/* What must come again when a step that was interrupted is taken up: remember.c says what is remembered,
 * recall.c brings it back. */
#ifndef WB_MARIA_RESUME_H
#define WB_MARIA_RESUME_H

#include <whimbrel/kit/hex.h>

#include "session.h"

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

/* A lock of GET_LOCK, a handler: see resume_locks.c. */
struct maria_held {
	struct maria_held *next;
	int count; /* how many times it was taken */
	char kind;
	bool lost; /* with the session before */
	char name[1];
};

/* A temporary table, and the SQL of what is remembered of it. */
struct maria_temporary {
	struct maria_name name;
	char *sql;
	struct maria_temporary *next;
};

/* A table whose engine takes nothing back (p), a sequence (s); a view (v), a routine (r), a table
 * with triggers (t) that may reach one; a function (f); or what is about GET_LOCK (l). */
struct maria_lasting {
	char kind;
	bool lasts;
	bool calls;   /* a view that does so when it is read */
	bool session; /* it may take a lock, set @@name or make a temporary table, … */
	char *body;   /* … by this text */
	bool visited; /* in a walk over these */
	char name[64 * 4 + 1];
	struct maria_lasting *next;
};

/* Variables of the server's that no SET of the file has set: see set_inside.c. */
struct maria_set_inside {
	bool any, changed;     /* … since they were asked for */
	bool due;              /* the next message begins with `again` */
	struct kit_text lines; /* of what is remembered */
	struct kit_text again;
};

struct maria_resume {
	struct maria_name touched[MARIA_TOUCHED]; /* tables whose rows are changed … */
	size_t touched_count;
	/* tables that this step has made, which count nothing and have no triggers */
	struct maria_name made[MARIA_MADE];
	size_t made_count;
	bool touched_all; /* … or those of the whole database */
	bool covered;     /* … and remembered at the beginning of the transaction */
	bool keeps_id, keeps_variables, keeps_role;
	bool role_lost; /* the session that was interrupted had one that is gone */
	/* CREATE … SELECT was done in a session that is gone, and the id that it has left is not known */
	bool id_lost;
	struct kit_names variables; /* names of the user's, in small letters */
	/* … and those that texts of the step may make, whenever they are run */
	struct maria_temporary *temporary, *temporary_texts;
	bool made_up,
		made_up_lost; /* one whose name is not known; it went with the session before */
	struct maria_prepared *prepared;
	struct maria_held *held;
	struct maria_set_inside inside;
	char *locked; /* the LOCK TABLES of the user's that was read last */
	/* what no rollback takes back: see lasting.c */
	struct maria_lasting *lasting;
	bool lasting_known, any_lasting, any_session;
	/* ROW_COUNT() and FOUND_ROWS() behind the user's last statement */
	int64_t row_count, found_rows;
	bool counts_known;
	bool queried;                                              /* … which is a query */
	enum { MARIA_COUNTED, MARIA_RECALLED, MARIA_LOST } counts; /* of another session */
	bool resumed; /* a step that another session has begun is taken up, and no number of a sequence was taken … */
	bool taken_up; /* … or it was */
};

/* ------------------------------------------------------------------ remember.c, recall.c */

int maria_remember(void *conn, const struct kit_statement *statement, bool fresh,
		   struct wb_text *out_sql, struct wb_error *err);
int maria_recall(void *conn, const char *memory, int32_t undone, struct wb_error *err);
/* A variable of the user's that the session has. */
void maria_variable_add(struct maria_conn *c, const char *name);

/* ------------------------------------------------------------------ set_inside.c */

/* In front of what is remembered: 1, it is another than it was. */
int maria_set_inside_learn(struct maria_conn *c, struct wb_error *err);
void maria_set_inside_remember(const struct maria_conn *c, struct kit_text *out);
int maria_set_inside_recall(struct maria_conn *c, const char *line, struct wb_error *err);
/* What sets them again; NULL: nothing, or not yet. */
const char *maria_set_inside_due(const struct maria_conn *c);
void maria_set_inside_done(struct maria_conn *c);
void maria_set_inside_release(struct maria_conn *c);

/* ------------------------------------------------------------------ touched_tables.c */

enum maria_touch { MARIA_TOUCHES_NOTHING, MARIA_TOUCHES_KNOWN, MARIA_TOUCHES_NEW };

/* Notes the tables that a statement puts rows into, by what it names and by functions that it calls. */
enum maria_touch maria_touches(struct maria_conn *c, const char *text, size_t len, uint32_t facts);
/* Notes the table that it makes, if that counts nothing. */
void maria_made_learn(struct maria_conn *c, const char *text, size_t len);
/* A step ends: the tables of the next one are others. */
void maria_forget_touched(struct maria_conn *c);

/* ------------------------------------------------------------------ resume_prepared.c */

/* The database that it is in, what it has prepared, which tables it has locked. */
void maria_prepared_learn(struct maria_conn *c, const char *text, size_t len);
void maria_prepared_remember(const struct maria_conn *c, struct kit_text *out);
/* Their lines, behind the letter. */
int maria_use_again(struct maria_conn *c, const char *line, struct wb_error *err);
/* Tables were dropped, behind whose first word the scan stands: true where none that was locked is left, and the server has let go of
 * all. */
bool maria_locked_dropped(struct maria_conn *c, struct maria_scan drop);
/* LOCK TABLES with what is still there of it; nothing where none is. */
int maria_locked_still(struct maria_conn *c, const char *line, struct kit_text *out,
		       struct wb_error *err);
int maria_prepare_again(struct maria_conn *c, const char *line, struct wb_error *err);
void maria_prepared_release(struct maria_conn *c);

/* ------------------------------------------------------------------ resume_locks.c */

/* Does the statement need what went with the session before? */
int maria_held_check(struct maria_conn *c, const char *text, size_t len, struct wb_error *err);
/* … it is about to be run. */
int maria_held_learn(struct maria_conn *c, const char *text, size_t len, struct wb_error *err);
void maria_held_remember(const struct maria_conn *c, struct kit_text *out);
/* SQL that lets go of all locks; close all handlers. */
void maria_held_let_go(const struct maria_conn *c, struct kit_text *sql);
int maria_held_close(struct maria_conn *c, struct wb_error *err);
/* Let go of all in this session. */
int maria_held_forget(struct maria_conn *c, struct wb_error *err);
int maria_held_recall(struct maria_conn *c, char kind, const char *line, struct wb_error *err);
void maria_held_release(struct maria_conn *c);

/* ------------------------------------------------------------------ temporary.c */

/* CREATE was carried out; the scan stands on the word behind it. */
void maria_temporary_made(struct maria_conn *c, struct maria_scan scan);
/* ALTER or RENAME was carried out; the scan stands on that word. */
void maria_temporary_renamed(struct maria_conn *c, struct maria_scan scan);
/* Each that a program, or a string in it, may make: whether there is one is asked when it is remembered. */
void maria_temporary_within(struct maria_conn *c, const char *text, size_t len);
/* Does the statement need what went with the session before? */
int maria_temporary_check(struct maria_conn *c, const char *text, size_t len, struct wb_error *err);
/* One of them may be another now, or gone. */
void maria_temporary_changed(struct maria_conn *c);
/* DROP for all of them; false: there are none. */
bool maria_temporary_drop(const struct maria_conn *c, struct kit_text *out);
/* Add the fields that remember them; `look`: they may have changed since. */
void maria_temporary_remember(struct maria_conn *c, bool look, struct kit_text *out);
int maria_temporary_recall(struct maria_conn *c, const char *line, struct wb_error *err);
void maria_temporary_release(struct maria_conn *c);

/* ------------------------------------------------------------------ lasting.c */

/* May the statement do what no rollback takes back? What it reaches is in `out`. */
bool maria_lasts(struct maria_conn *c, const char *text, size_t len, char *out, size_t size);
/* … CREATE … SELECT, by what it reads? */
bool maria_fill_lasts(struct maria_conn *c, const char *text, size_t len, char *out, size_t size);
/* Is there anything of that kind at all? */
bool maria_any_lasting(struct maria_conn *c);
/* Does the text name a function, which may do anything? Only what is known is looked at. */
bool maria_calls_function(const struct maria_conn *c, const char *text, size_t len);
/* The same, and whoever could is looked for first. */
bool maria_may_call(struct maria_conn *c, const char *text, size_t len);
/* A SET that does: asks, where that is not known yet. */
bool maria_sets_by_function(struct maria_conn *c, const char *text, size_t len);
/* Calls `take` for the text of each routine and trigger about GET_LOCK that the text reaches; negative: it
 * returned that. */
typedef int (*maria_take_body)(void *ctx, const char *name, const char *body);
int maria_lock_bodies(struct maria_conn *c, const char *text, size_t len, maria_take_body take,
		      void *ctx);
/* … of those that are known already. */
void maria_each_body(struct maria_conn *c, const char *text, size_t len, maria_take_body take,
		     void *ctx);
/* All must be looked at again: the engines of tables may be others now. */
void maria_forget_lasting(struct maria_conn *c);

/* ------------------------------------------------------------------ counts.c */

/* ROW_COUNT() and FOUND_ROWS() of the statement before, for one that reads them: our own come in
 * between. 1: it does. */
int maria_counts_learn(struct maria_conn *c, const char *text, size_t len, struct wb_error *err);
/* This statement is sent. */
void maria_counts_query(struct maria_conn *c, const char *text, size_t len);
/* The statement with them as numbers, where it reads them and they are known. */
void maria_counts_fill(const struct maria_conn *c, const char *text, size_t len,
		       struct kit_text *out);
/* A statement of the user's is sent; `fresh`: the session is as good as new. */
void maria_counts_forget(struct maria_conn *c, bool fresh);

#endif
