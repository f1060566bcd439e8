/* SPDX-License-Identifier: MIT */
/* What was changed of the session since it was put back last: as the server reports it (track.c), and
 * putting it back (session.c). */
#ifndef WB_MARIA_SESSION_H
#define WB_MARIA_SESSION_H

#include <whimbrel/kit/names.h>

#include "link.h"

struct maria_session {
	char names[64];         /* the connection's own character set */
	char init[1024];        /* what was set behind connecting, and is set again after a step */
	char current[256];      /* the database that names without one are in now */
	char sql_mode[512];     /* that the user has set; "" = none */
	char *next_transaction; /* a SET TRANSACTION that none has begun behind yet */
	char *outside_due;      /* what puts variables back behind the COMMIT that comes */
	struct kit_names
		dirty; /* variables that a statement has set, to be put back behind the step */
	/* a user's statement is answered: what the server says of the session is his doing */
	bool tracking;
	bool sets_up;  /* … by a statement that is run again when the step is taken up */
	bool learning; /* … and this is as it shall be */
	bool other_database, other_names, other_role, tables_locked;
	bool made_up;       /* a text that was made up and run may have set any */
	bool role_due;      /* the default role may be another one */
	char *init_connect; /* what the server runs in front of all; NULL: nothing */
	bool autocommit_off, users_autocommit_off;
	bool in_transaction; /* behind the user's last statement */
	bool completes;      /* completion_type is another than where a session begins */
	/* what our own shield changes for a moment, as the server reports it */
	struct maria_shielded {
		char value[256], now[256];
		bool known;
	} shielded[4];
};

/* Note what the answer that was just read says of the session. */
void maria_track(struct maria_conn *c);
/* What belongs to a statement or follows from another setting, or can't be set. */
bool maria_is_fleeting(const char *name);
/* What a text that was run has set by SET @@name, of which the server says nothing. */
void maria_track_set(struct maria_conn *c, const char *text, size_t len);
/* A user's statement has set one: see set_inside.c. */
void maria_track_inside(struct maria_conn *c);
/* Know by name all that a step may have left in the session. */
int maria_learn_session(struct maria_conn *c, struct wb_error *err);
/* The next SQL that puts the session back, from number `*part` on; false when there is no more. */
bool maria_restore(const struct maria_conn *c, size_t *part, struct kit_text *sql);
/* The same of what can't be put back inside a transaction, for behind the step's COMMIT; NULL where
 * there is nothing. The caller's to free. */
char *maria_restore_outside(const struct maria_conn *c);
/* Did the step leave what statements name: tables, variables, the database that names are in? What
 * is made for the next one beforehand must not know of it any more. */
bool maria_leaves_names(const struct maria_conn *c);
void maria_forget_names(struct maria_conn *c);
void maria_restored(struct maria_conn *c);
int maria_restore_now(struct maria_conn *c, struct wb_error *err); /* execute.c */

/* ------------------------------------------------------------------ session_begin.c */

/* Those that a SET GLOBAL changes for later sessions, also one in a program: this one keeps what it has to the step's
 * end. 1: there is one. */
int maria_globals_learn(struct maria_conn *c, const char *text, size_t len, struct wb_error *err);
/* Behind what may have set any of them: which are others than the server's? */
int maria_others_learn(struct maria_conn *c, struct wb_error *err);
/* Does it lead to what can't be run? */
int maria_within_check(struct maria_conn *c, const char *text, size_t len, struct wb_error *err);
/* SET DEFAULT ROLE is for later sessions: this one keeps the role that it has, to the step's end. true: it is one. */
bool maria_default_role_learn(struct maria_conn *c, const char *text, size_t len);
int maria_role_recall(struct maria_conn *c, const char *line, struct wb_error *err);
int maria_role_check(const struct maria_conn *c, const char *text, size_t len,
		     struct wb_error *err);
/* The default role, where it may be another one. */
int maria_role_learn(struct maria_conn *c, struct wb_error *err);
/* What the server runs as this user's sessions begin. */
extern const char maria_init_connect_sql[];
void maria_init_connect_take(void *ctx, MYSQL_ROW row);

/* ------------------------------------------------------------------ left_open.c */

/* How it was in front of a program of the user's. */
struct maria_before {
	bool autocommit_off;
	bool marked; /* our transaction, by what is below */
	bool none;   /* no transaction was open */
};

/* What marks our transaction for a program that may begin another one; NULL: it does not. */
const char *maria_open_mark(struct maria_conn *c, const char *text, size_t len);
/* May it roll back? Without a transaction of its own it then takes nothing back of what it did before, and must not be in one of
 * ours. */
bool maria_may_roll_back(struct maria_conn *c, const char *text, size_t len);
/* It was carried out: does what follows begin as it should? */
int maria_open_check(struct maria_conn *c, const struct maria_before *before, struct wb_error *err);

/* ------------------------------------------------------------------ session.c */

/* A user's statement as it is sent, where that is not its text; else `out` stays empty. */
int maria_before(struct maria_conn *c, const char *text, size_t len, struct kit_text *out,
		 struct wb_error *err);
/* It was carried out. */
void maria_after(struct maria_conn *c, const char *text, size_t len);

#endif
