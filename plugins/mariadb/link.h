/* SPDX-License-Identifier: MIT */
/* The link to the server: connecting (options.c, open.c), asking (link.c), what errors mean (error.c). */
#ifndef WB_MARIA_LINK_H
#define WB_MARIA_LINK_H

#include <whimbrel/kit/slots.h>
#include <whimbrel/kit/wait.h>
#include <whimbrel/kit/words.h>
#include <mysql.h>

#include "sql.h"

struct maria_conn;
struct maria_runner;
struct maria_target;

struct maria_link {
	MYSQL *db;
	struct wb_client *client;
	struct maria_target *target; /* to connect once more: for `cancel` */
	struct kit_wait wait;
	bool endless;    /* it was given up in the midst of an answer to a question of ours */
	uint64_t thread; /* the connection's id at the server, where `cancel` reads it */
	/* cancel's: since when the server takes no request to cancel; the connection was given up for that */
	int64_t deaf_ms;
	bool given_up;
	size_t max_packet;
	struct maria_runner *runner; /* while `run` runs … */
	/* … this reads all answers that are under way */
	void (*finish)(struct maria_runner *runner);
};

extern const struct wb_option maria_options[];
struct maria_target *maria_target_new(const struct wb_params *params, struct wb_error *err);
void maria_target_free(struct maria_target *target);
/* How the server's own programs reach the same server, as their [client] section has it. */
void maria_target_write(const struct maria_target *target, const MYSQL *db, struct kit_text *out);
/* The same server with another user and database; NULL when there is no memory. */
struct maria_target *maria_target_like(const struct maria_target *target, const char *user,
				       const char *password, const char *database);
/* A handle that is connected, or NULL. */
MYSQL *maria_open(const struct maria_target *target, struct wb_client *client,
		  struct wb_error *err);
/* Say what went wrong on a handle. Always returns a failure. */
/* What the server or the library says of the last failure, and nothing else. */
const char *maria_said(MYSQL *db);
int maria_fail(MYSQL *db, struct wb_error *err);
/* … of a statement of the user's that needs what went with the session before, in a step that is taken up. */
void maria_fail_taken_up(const struct maria_conn *c, struct wb_error *err);
/* A server that was sent too much says so, or only hangs up. */
void maria_explain_size(const struct maria_conn *c, size_t len, struct wb_error *err);
bool maria_lost(unsigned code);
/* What the server said is no answer to what it was asked. Returns the failure. */
int maria_no_answer(struct wb_error *err);

/* Run SQL of ours; the first column of the first row goes to `first`, cut to fit ("" for none and
 * null). */
int maria_simple(struct maria_conn *c, const char *sql, char *first, size_t first_size,
		 struct wb_error *err);
/* The same with all rows: as many texts each as are read. `take` may be NULL. */
typedef void (*maria_take)(void *ctx, MYSQL_ROW row);
int maria_query(struct maria_conn *c, const char *sql, maria_take take, void *ctx,
		struct wb_error *err);
/* The same two with a text that was made for it, and is released. */
int maria_ask(struct maria_conn *c, struct kit_text *sql, maria_take take, void *ctx,
	      struct wb_error *err);
int maria_ask_first(struct maria_conn *c, struct kit_text *sql, char *first, size_t first_size,
		    struct wb_error *err);
/* With the lengths of the values, and their count. */
typedef void (*maria_take_all)(void *ctx, MYSQL_ROW row, const unsigned long *lengths,
			       unsigned columns);
int maria_query_all(struct maria_conn *c, const struct kit_part *sql, maria_take_all take,
		    void *ctx, struct wb_error *err);
/* A call into the client library that waits for the server begins, for a query of ours or what
 * users asked for; and has returned: 1 with `err` set anew if it was ended, and the connection with
 * it. */
void maria_wait_begin(struct maria_conn *c, bool users);
int maria_wait_end(struct maria_conn *c, struct wb_error *err);
/* Rows as the engine takes them, until `row` says that it is enough; `values` are for free(). */
struct maria_relay {
	void *ctx;
	int (*row)(void *ctx, const struct wb_value *values, size_t count);
	struct wb_value *values;
	unsigned room;
	bool full;
};
void maria_relay(void *ctx, MYSQL_ROW row, const unsigned long *lengths, unsigned columns);
/* SQL is sent; read one result, hand over its rows. */
int maria_read_result(struct maria_conn *c, maria_take_all take, void *ctx);
/* Read all answers that are under way, so that the connection can be asked something. */
void maria_drain(struct maria_conn *c);

/* ------------------------------------------------------------------ queries.sql */

extern const char maria_lasting_names_sql[], maria_lasting_bodies_sql[], maria_objects_sql[],
	maria_triggers_sql[], maria_events_sql[], maria_clear_sql[];

#endif
