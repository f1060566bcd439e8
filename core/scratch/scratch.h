/* SPDX-License-Identifier: MIT */
/* A scratch database: SQL is tried out there, and nowhere else (DESIGN 6.6). */
#ifndef WB_CORE_SCRATCH_SCRATCH_H
#define WB_CORE_SCRATCH_SCRATCH_H

#include "model/model.h"
#include "read/source.h"
#include "run/session.h"

/* Who wants to know of each statement of a section. */
struct scratch_watcher {
	void *ctx;
	/* the section begins, perhaps not for the first time: a dialect may want a second look */
	int (*begin)(void *ctx, struct wb_error *err);
	int (*before)(void *ctx, const struct statement *statement, struct wb_error *err);
	int (*after)(void *ctx, const struct statement *statement, struct wb_error *err);
};

struct scratch {
	struct wb_session *session;
	struct connection *server;    /* through which it was made: the session's, or … */
	struct connection own_server; /* … that of the target's `scratch` URL */
	bool is_private;              /* … or of a private one */
	struct connection *conn;      /* to it */
	struct connection own;        /* … if it was made here */
	char name[64];
	bool lent; /* its current schema was made with it: whoever makes that gets it out of the way */
	/* it is no scratch database: what is loaded shall be loaded whole or not at all */
	bool keep;
	bool in_parts; /* a failure ends its use, so that a transaction of DDL need not be whole */
	const struct scratch_watcher *watcher; /* NULL: none */
	/* statements that were not run and may make something: its schema is not known */
	struct uncompared_vec uncompared;
	/* those that were not run and say who may do what, and nothing else */
	struct uncompared_vec privileges;
	/* what is replayed was run on the target: what it does to others' things is there before it */
	bool was_run;
	/* others' things, which such a statement changes */
	struct uncompared_vec others;
};

int scratch_open(struct wb_session *session, struct scratch *out, struct wb_error *err);
/* Drop it, if it is still there. What was not run there, the session then knows. */
void scratch_close(struct scratch *scratch);
/* WB_E_UNSUPPORTED where its schema is not known. */
int scratch_known(const struct scratch *scratch, struct wb_error *err);

/* Run SQL of our own making as a section runs: in a transaction unless told otherwise. `what` names
 * it in errors. */
int scratch_run(struct scratch *scratch, const char *what, const char *sql, bool no_transaction,
		struct wb_error *err);
/* Run the `up` or `down` of a revision. */
int scratch_replay(struct scratch *scratch, struct revision *revision, bool up,
		   struct wb_error *err);
/* Load a text of SQL, statement by statement. `path` names it in errors; `variables`: they are filled
 * in. */
int scratch_load_text(struct scratch *scratch, const char *path, struct buf *text, bool variables,
		      struct wb_error *err);
/* Load a file of SQL. */
int scratch_load_file(struct scratch *scratch, const char *path, struct wb_error *err);
/* The same, or all the .sql files of a folder. */
int scratch_load(struct scratch *scratch, const char *path, struct wb_error *err);
/* Load what the config's `schema` names, and what its `schema_command` prints. */
int scratch_load_desired(struct scratch *scratch, struct wb_error *err);
/* The desired schema, on a scratch database of its own that stays open. */
int scratch_read_desired(struct wb_session *session, struct scratch *made, struct model *out,
			 struct wb_error *err);

#endif
