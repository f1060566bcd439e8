/* SPDX-License-Identifier: MIT */
/* The one place that calls a dialect's table: it fills in what a dialect leaves out, checks what
 * comes back, and traces. All other code sees a dialect with every function present. */
#ifndef WB_CORE_DRIVER_H
#define WB_CORE_DRIVER_H

#include <stdatomic.h>
#include <stdbool.h>

#include <whimbrel/dialect.h>

#include "base/buf.h"
#include "features.h"
#include "host.h"
#include "loader.h"
#include "read/source.h"

struct target;

/* A connection through a dialect. */
struct connection {
	const struct plugin *plugin;
	void *handle;
	struct wb_client *client;
	struct wb_server server;
	atomic_int in_slot;            /* a slot runs: cancelling makes sense */
	atomic_flag in_cancel;         /* one at a time */
	uint32_t statement_timeout_ms; /* of what users wrote; 0: for ever */
	bool lacks_log;                /* whimbrel_log was not there when it was read last */
	bool privileges; /* whose objects are, and who may do what with them, is read as well */
};

/* Who connects, to what. */
struct login {
	const struct target *target;
	const char *run_id;
	uint32_t flags; /* WB_CONNECT_… */
	struct wb_client *client;
};

int driver_connect(const struct plugin *plugin, const struct login *login, struct connection *out,
		   struct wb_error *err);
/* Make (WB_DATABASE_CREATE) or drop the database that the target names; 1: it was so already. */
int driver_database(const struct plugin *plugin, const struct target *target, int32_t what,
		    struct wb_client *client, struct wb_error *err);
/* What stands for a connection where there is none; `login->run_id` and flags do not matter. */
int driver_offline(const struct plugin *plugin, const struct login *login, struct connection *out,
		   struct wb_error *err);
void driver_close(struct connection *c);
int driver_describe(struct connection *c, struct wb_server *out, struct wb_error *err);
static inline bool driver_can(const struct connection *c, uint64_t features)
{
	return (c->server.features & features) == features;
}

/* Without a connection. */
int driver_split(const struct plugin *plugin, struct wb_lex *state, const struct lex_text *text,
		 struct wb_piece *out, struct wb_error *err);

/* Who writes SQL: a dialect, for a connection of its own, or what stands for one. */
struct composer {
	const struct plugin *plugin;
	void *handle;
};

static inline struct composer composer_of(const struct connection *c)
{
	return (struct composer){ c->plugin, c->handle };
}

int driver_quote_name(struct composer by, const char *text, size_t len, struct buf *out,
		      struct wb_error *err);
int driver_quote_literal(struct composer by, const char *text, size_t len, struct buf *out,
			 struct wb_error *err);
/* Write part args->part; 1: there is another part. A dialect without `compose` writes nothing. */
int driver_compose(struct composer by, int32_t what, const struct wb_args *args, struct buf *out,
		   struct wb_error *err);
/* What an interruption can leave (enum wb_fate), and the probe's SQL. */
int driver_probe(struct composer by, const struct statement *statement, struct buf *out_sql,
		 int32_t *out_fate, struct wb_error *err);
/* The statement that will bring a table back to what it is now. */
int driver_restore_point(struct composer by, const char *table, struct buf *out_sql,
			 struct wb_error *err);
/* What must be remembered before a statement; 1: it must be committed before it. */
int driver_remember(struct composer by, const struct statement *statement, bool fresh,
		    struct buf *out_sql, struct wb_error *err);

/* WB_EFFECT_… of a statement, which begins with its first token. */
uint32_t driver_effects(const struct plugin *plugin, const char *text, size_t len);
/* What it makes, changes and drops: nothing, where the dialect can't tell. */
int driver_defines(const struct plugin *plugin, const char *text, size_t len,
		   struct wb_definitions *out);

/* With one. */
int driver_execute(struct connection *c, const struct wb_op *op, struct wb_rows *rows,
		   struct wb_error *err);
/* An own operation, all its parts. */
int driver_own(struct connection *c, int32_t what, const struct wb_args *args, struct wb_rows *rows,
	       struct wb_error *err);
int driver_run(struct connection *c, const struct wb_ops *ops, struct wb_error *err);
int driver_cancel(struct connection *c, struct wb_error *err);
/* 1: it is taken, and there may be a lease. */
int driver_lock(struct connection *c, const char *key, uint32_t timeout_ms, struct wb_error *err);
int driver_unlock(struct connection *c, const char *key, struct wb_error *err);
int driver_holder(struct connection *c, const char *key, struct buf *out, struct buf *out_session,
		  struct wb_error *err);
int driver_observe(struct connection *c, const char *session, struct wb_activity *out,
		   struct wb_rows *blockers, struct wb_error *err);
int driver_end_session(struct connection *c, const char *session, bool gently,
		       struct wb_error *err);

/* What became of a statement: a verdict, what there is to be seen of it in words, and (to whom it
 * is handed) what repairs it. */
struct judgement {
	int32_t verdict; /* enum wb_verdict */
	struct buf *seen;
	struct wb_rows *repairs;
};

int driver_judge(struct connection *c, const struct wb_intent *intent, struct judgement *out,
		 struct wb_error *err);
/* Put back what was remembered; `undone`: nothing was committed since. */
int driver_recall(struct connection *c, const char *memory, bool undone, struct wb_error *err);
int driver_introspect(struct connection *c, const struct wb_scope *scope, struct wb_schema *sink,
		      struct wb_error *err);
int driver_render(struct connection *c, const struct wb_change *change, struct buf *out,
		  struct wb_risk *risk, struct wb_error *err);

/* A column, and its type where that is an object. */
struct sampled {
	const struct wb_object *column, *type;
	int32_t every; /* all values that it may hold are told */
};

/* The `n`th value that a column may well hold; 1: there is one. */
int driver_sample(struct connection *c, struct sampled *of, uint32_t n, struct buf *out,
		  struct wb_error *err);
/* A connection to a new scratch database; `out` is the caller's to close. `like`: the target, where
 * `c` is a server for this purpose; NULL: `c` is the target. */
int driver_scratch_open(struct connection *c, const char *name, const struct connection *like,
			struct connection *out, struct wb_error *err);
int driver_scratch_drop(struct connection *c, const char *name, struct wb_error *err);
/* On a private server: drop all that a script made beside it. */
int driver_scratch_clear(struct connection *c, struct wb_error *err);
/* How a private server is started: dialect.h has the words of the rows. */
int driver_serve(struct connection *c, const char *folder, struct wb_rows *rows,
		 struct wb_error *err);
/* Save the database, or bring it back; what the rows say, see dialect.h. */
int driver_backup(struct connection *c, const struct wb_backup *what, struct wb_rows *rows,
		  struct wb_error *err);
int driver_scratch_list(struct connection *c, const char *prefix, struct wb_rows *rows,
			struct wb_error *err);

#endif
