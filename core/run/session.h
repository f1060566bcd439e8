/* SPDX-License-Identifier: MIT */
/* A session: one connection to a project's target, and what was read through it. */
#ifndef WB_CORE_SESSION_H
#define WB_CORE_SESSION_H

#include <stdbool.h>

#include "applied.h"
#include "base/digest.h"
#include "base/uncompared.h"
#include "dialect/driver.h"
#include "exec/journal.h"
#include "known_graph.h"
#include "exec/private_server.h"
#include "lock.h"
#include "observer.h"
#include "project/project.h"
#include "exec/link.h"

/* What the target has out of scope and scratch databases need. */
struct surroundings {
	bool known;     /* it was looked for */
	struct buf sql; /* that makes it; empty: nothing is needed */
	struct string_vec namespaces;
};

struct wb_session {
	struct wb_project *project;
	const struct plugin *plugin;
	struct wb_client client;
	struct connection conn;
	struct link link;
	struct lock lock;
	struct observer observer;
	struct applied applied;
	struct journal journal;
	struct view *view;
	struct known *known; /* with what no file defines; NULL: nobody asked, or there is none */
	struct private_server *private_server; /* NULL: nobody needed one yet */
	unsigned private_used;                 /* scratch databases on it now */
	bool scratch_cleared; /* what killed runs have left on the server was looked for */
	struct uncompared_vec uncompared; /* of what was asked last of the schema */
	struct surroundings surroundings;
	char run_id[17];
	char *applied_by; /* user@host */
	atomic_bool
		privileges_differ; /* a scratch server lacks roles: privileges are not compared */
	bool stale;                /* a run has changed what was read since */
	/* the name of its schema is no part of what is compared, though it is the usual one */
	bool nameless;
	/* asked under the lock before anything is run, and where nothing is to be run; NULL: nobody is */
	int (*guard)(struct wb_session *session, struct wb_error *err);
	/* told of the end of a run that it let pass, under the same lock; `plan` NULL: it failed */
	void (*guarded)(struct wb_session *session, const struct wb_plan *plan);
	struct guarded *before; /* what the guard has seen; NULL: nothing */
	/* a digest of the target's schema, which a folder behind this one knows to read; NULL */
	int (*schema_digest)(struct wb_session *s, char out[DIGEST_HEX_SIZE], struct wb_error *err);
	/* end what an interrupted run left on the server, instead of waiting for it */
	bool end_dead;
};

/* Other people's locks: how often something that can be repeated is tried. */
#define BUSY_TRIES 5
/* Wait before the next try, longer each time. False: the wait was interrupted. */
bool session_pause(struct wb_session *s, unsigned tries);
/* Do something that other people's locks may stop, as often and as patiently as a run does. It must leave
 * nothing when it fails. */
int session_retry_busy(struct wb_session *s, int (*work)(void *ctx, struct wb_error *err),
		       void *ctx, struct wb_error *err);
/* Read the applied set and the journal anew. */
int session_refresh(struct wb_session *s, struct wb_error *err);
/* The same, if a run has changed them since. */
int session_fresh(struct wb_session *s, struct wb_error *err);
/* Take over what a caller asks of a run. */
int session_options(struct wb_session *s, const struct wb_run_options *options,
		    struct wb_error *err);
/* Tell the listener. */
void session_event(struct wb_session *s, const struct wb_event *event);
/* One log row and nothing else, in a transaction of its own that is on disk when this returns. */
int session_log(struct wb_session *s, const struct wb_args *row, struct wb_error *err);
/* … in the transaction of the caller's. */
int session_log_in(struct wb_session *s, const struct wb_args *row, struct wb_error *err);
/* An event of a revision that takes no time. */
void session_tell(struct wb_session *s, int kind, const char *id, const char *title,
		  const char *message);
/* Begin something that changes the database: take the lock, make our tables, read what is there. */
int session_begin(struct wb_session *s, struct wb_error *err);
/* End it: release the lock. Keeps an error that is set. */
int session_end(struct wb_session *s, int rc, struct wb_error *err);

#endif
