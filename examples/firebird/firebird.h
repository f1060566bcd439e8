/* SPDX-License-Identifier: MIT */
/* Firebird 3 and later, by its client library. DDL is a part of transactions here, but what it made can't be used
 * before the commit: every statement commits alone, with its row of the journal (WB_F_COMMIT_EACH). */
#ifndef FIREBIRD_H
#define FIREBIRD_H

#include <stdbool.h>

#include <ibase.h>

#include <whimbrel/kit/running.h>
#include <whimbrel/kit/text.h>

struct conn {
	struct wb_client *client;
	isc_db_handle db;
	isc_tr_handle tx;    /* what is open; 0: every statement commits by itself */
	isc_tr_handle locks; /* holds the lock of a run; see lock.c */
	uint32_t lock_timeout_ms;
	bool lost, scratch;
	char *place;    /* as the client library takes it: path, or host/port:path */
	char dpb[1024]; /* who we are, and how */
	short dpb_len;
	struct kit_running running;
};

extern const struct wb_host *fb_host;
extern const struct wb_portable fb_portable;

/* Who takes rows: returns 1 when no more are wanted. NULL: nobody. */
struct fb_sink {
	int (*take)(void *ctx, const struct wb_value *values, size_t count);
	void *ctx;
};

/* error.c: what the status vector says. */
int fb_fail(struct conn *c, const ISC_STATUS *status, struct wb_error *err);
bool fb_failed(const ISC_STATUS *status);

/* connect.c */
int fb_connect(const struct wb_params *params, void **out, struct wb_error *err);
void fb_close(void *conn);
/* To connect to c->place, or to make it, with what is in the dpb. */
struct conn *fb_new(struct wb_client *client);
int fb_open(struct conn *c, bool create, struct wb_error *err);
int fb_describe(void *conn, struct wb_server *out, struct wb_error *err);
int fb_database(const struct wb_params *params, int32_t what, struct wb_error *err);

/* execute.c */
int fb_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err);
int fb_cancel(void *conn, struct wb_error *err);
void fb_stop(void *conn);
/* Waits `seconds` for whoever is in the way; 0: for ever, -1: not at all. `table`: is reserved. */
int fb_start(struct conn *c, isc_tr_handle *out, const char *table, int seconds, struct wb_error *);
/* A statement of ours, in what is open or by itself. */
int fb_run(struct conn *c, const char *sql, const struct fb_sink *rows, struct wb_error *err);
/* The first value of its first row; "" for none. */
int fb_ask(struct conn *c, const char *sql, char *out, size_t size, struct wb_error *err);

/* rows.c: one statement in a transaction, with what it gives. */
int fb_statement(struct conn *c, isc_tr_handle *tx, const char *text, size_t len,
		 const struct fb_sink *rows, struct wb_error *err);
/* For those that the engine wants: NULL where it wants none. */
const struct fb_sink *fb_sink_of(struct wb_rows *rows, struct fb_sink *room);

/* lock.c */
int fb_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err);
int fb_unlock(void *conn, const char *key, struct wb_error *err);

/* split.c */
int fb_split(struct wb_lex *state, const char *text, size_t len, int32_t last, struct wb_piece *out,
	     struct wb_error *err);

#endif
