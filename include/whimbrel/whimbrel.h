/* SPDX-License-Identifier: MIT */
/** libwhimbrel: schema migrations for programs that carry their own schema. The program `whimbrel`
 * is a client of this page.
 *
 *	struct wb_settings settings = WB_SETTINGS_INIT;
 *	struct wb_error err = WB_ERROR_INIT;
 *	struct wb_project *project = NULL;
 *	struct wb_session *session = NULL;
 *
 *	settings.url = "sqlite:app.db";
 *	settings.migrations = (const char *[]){ "migrations" };
 *	settings.migration_count = 1;
 *	if (wb_project_open(&settings, &project, &err) < 0 ||
 *	    wb_session_open(project, 0, &session, &err) < 0 ||
 *	    wb_upgrade(session, "head", NULL, &err) < 0)
 *		fprintf(stderr, "%s\n", err.message);
 *	wb_session_close(session);
 *	wb_project_free(project);
 *
 *  A project is the config and the revision files, read once. A session is one connection to one
 *  target.
 *
 *  - Errors: functions return 0 or a negative `enum wb_status` with `err` set; those that return something else say so. `err`
 *    may be NULL, and what it held before does not matter. Whether a call failed is what it returned; then nothing
 *    is in `*out`.
 *  - Memory: what is handed in is borrowed for the call. What is returned as `const` is borrowed from the object that it was
 *    asked of, and lives as long; an index behind the last gives NULL. Free functions accept NULL. Sessions, plans and
 *    squashes end before the project that they are of.
 *  - Texts are UTF-8, end with NUL where no length goes with them, and are not NULL where that is not said to mean something.
 *    Relative paths are relative to the working directory.
 *  - Structs begin with their size, which whoever fills one in sets, with zeroes in what he does not use.
 *  - Threads: a project and its sessions are used by one thread at a time, other projects by others; wb_interrupt alone may be
 *    called from any.
 *  - Callbacks are called on the thread that called, while the call lasts, and what they get is borrowed for that time. They may
 *    look at what they got and at the project, and call wb_interrupt; no other call on the same project or session. One that
 *    returns an int returns 0 to go on; a negative `enum wb_status` ends the call, which fails.
 *
 *  The library prints nothing, ends no process, and changes no signal handler.
 */
#ifndef WHIMBREL_WHIMBREL_H
#define WHIMBREL_WHIMBREL_H

#include <stddef.h>
#include <stdint.h>

#include <whimbrel/error.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#pragma GCC visibility push(default) /* all else in the library is hidden */
#endif

struct wb_project;
struct wb_session;
struct wb_plan;

/** The library's version, as "1.2.3". */
const char *wb_version(void);

/** Forget what it says. Every call that takes an error does so first, so that one can be used again; it is for those
 *  who keep errors. */
void wb_error_clear(struct wb_error *err);

/* ------------------------------------------------------------------ listening */

enum wb_event_kind {
	WB_EVENT_BEGIN = 1,    /**< a run begins: `steps` is how many it has */
	WB_EVENT_STEP = 2,     /**< a step begins */
	WB_EVENT_APPLIED = 3,  /**< an up step is committed */
	WB_EVENT_REVERTED = 4, /**< a down step is committed */
	WB_EVENT_STAMPED = 5,
	WB_EVENT_ERASED = 6, /**< `stamp` took a revision out */
	WB_EVENT_REPAIRED = 7,
	/** an interrupted step was taken up; `message` says what was found */
	WB_EVENT_RECOVERED = 8,
	WB_EVENT_VERIFIED = 9,
	WB_EVENT_WAITING = 10,  /**< for the lock; `message` says who holds it */
	WB_EVENT_FAILED = 11,   /**< the run failed; see struct wb_failure */
	WB_EVENT_END = 12,      /**< the run ended well: `step` steps were done */
	WB_EVENT_DURABLE = 13,  /**< a step that was told to be committed is now on disk */
	WB_EVENT_HOOK = 14,     /**< the hook `title` printed the line `message` */
	WB_EVENT_SAVED = 15,    /**< the database was saved to `path` */
	WB_EVENT_RESTORED = 16, /**< it was brought back from there */
	WB_EVENT_RETIRED = 17,  /**< an older backup was removed */
	WB_EVENT_SEEDED = 18,   /**< the seed `title`, in the file `path`, was put in */
	WB_EVENT_PURGED = 19    /**< what the revision had kept in the table `message` is gone */
};

/** Something that a run did. Borrowed for the call. */
struct wb_event {
	uint32_t size;
	int32_t kind;         /**< enum wb_event_kind */
	const char *revision; /**< NULL: of no one */
	const char *title;
	const char *direction; /**< "up" or "down"; NULL */
	const char *run_id;
	const char *message;
	uint32_t step, steps; /**< 1-based */
	int64_t duration_ms;  /**< -1: not known */
	/** for APPLIED and REVERTED: 1 once it is on disk; 0: a crash of the server may still take it,
	 * and DURABLE comes later */
	int32_t durable;
	int32_t reserved;
	const char *path;     /**< of SAVED, RESTORED, RETIRED and SEEDED; NULL */
	const char *checksum; /**< of that file, SHA-256 in hexadecimal; NULL */
	uint64_t bytes;       /**< how large it is */
};

/** Everything about a failure that is not in the error. Borrowed for the call. */
struct wb_failure {
	uint32_t size;
	uint32_t line; /**< of the statement, in `path` */
	const char *revision;
	const char *path;
	const char *direction;
	const char *statement; /**< its text, NULL: none concerned */
	size_t statement_len;
	uint32_t statement_number;
	uint32_t steps_kept, steps; /**< the first `steps_kept` of `steps` are done and stay */
	const char *state;          /**< what the database is like now */
	const char *next;           /**< what to do */
	const struct wb_error *error;
	const char *section; /**< "require", "up", "down" or "verify"; NULL: none concerned */
};

/** Where a run stands. Borrowed for the call. */
struct wb_progress {
	uint32_t size;
	uint32_t step, steps;
	uint32_t reserved;
	const char *revision;
	uint64_t statement, statements; /**< 0: not known */
	const char *phase;              /**< the server's own words; NULL: none */
	uint64_t done, total;           /**< the server's own progress; total 0: not known */
};

/** A user's statement that is done. Borrowed for the call. */
struct wb_statement_event {
	uint32_t size;
	uint32_t line; /**< in `path` */
	const char *revision;
	const char *path;
	const char *section; /**< "require", "up", "down" or "verify" */
	const char *text;    /**< as people may see it; not NUL-terminated */
	size_t len;
	uint32_t number;     /**< within its section */
	int64_t duration_ms; /**< from when the server could begin with it to its answer */
};

/** Where the library reports to. Any function may be NULL. They are called on the thread that
 *  called the library, one at a time, while that call lasts. */
struct wb_listener {
	uint32_t size;
	/** what `log` gets besides errors, warnings and notices: 1 our own statements, as information,
	 *  2 the operations as well, as debugging */
	uint32_t trace;
	void *ctx;
	/** One problem of a config or revision file: `message` is `file:line: what`.
	 * wb_project_open reports all of them. */
	void (*problem)(void *ctx, const char *message);
	/** `level` is 0 error, 1 warning, 2 notice of the server, 3 information, 4 debugging. */
	void (*log)(void *ctx, int level, const char *message);
	void (*event)(void *ctx, const struct wb_event *event);
	void (*failure)(void *ctx, const struct wb_failure *failure);
	void (*progress)(void *ctx, const struct wb_progress *progress);
	void (*statement)(void *ctx, const struct wb_statement_event *statement);
};

/* ------------------------------------------------------------------ projects */

/** look at no environment variable but those that the config names */
#define WB_SETTINGS_NO_ENVIRONMENT UINT32_C(1)
#define WB_SETTINGS_NO_CONFIG UINT32_C(2) /**< read no config unless `config` names one */
#define WB_SETTINGS_NO_FILES UINT32_C(4)  /**< read no revision files: the project has none */
/** the process ends with the project: wb_project_free leaves to the system what the revisions hold in memory */
#define WB_SETTINGS_LEAVE UINT32_C(8)
/** the first folder of revisions is made where it is not there, but not where nobody names one and there is no config */
#define WB_SETTINGS_MAKE_FOLDER UINT32_C(16)
/** only the headers of revisions are going to be asked for: no file's text is kept in memory, and who wants one all the
 * same has it read again */
#define WB_SETTINGS_HEADERS UINT32_C(32)
/** a folder of revisions that is not there has none, as in a container that only waits */
#define WB_SETTINGS_ANY_FILES UINT32_C(64)

/** What a project is opened with: the strongest settings. NULL and 0: not given. */
struct wb_settings {
	uint32_t size;
	uint32_t flags; /**< WB_SETTINGS_… */
	/** path; NULL: WHIMBREL_CONFIG, else whimbrel.cfg in the working directory if it is
	 * there */
	const char *config;
	const char *target; /**< name in the config */
	const char *url;
	const char *dialect; /**< for offline work: its name, where no target or URL tells */
	const char *const *migrations;
	size_t migration_count;
	const char *const *variables; /**< "NAME=VALUE" */
	size_t variable_count;
	const char *const *plugin_paths;
	size_t plugin_path_count;
	const struct wb_listener *listener; /**< copied */
};

/* clang-format off */
#define WB_SETTINGS_INIT { .size = sizeof(struct wb_settings) }
/* clang-format on */

/** Read the config and the headers of all revision files. All their problems go to the listener;
 * `err` says how many. */
int wb_project_open(const struct wb_settings *settings, struct wb_project **out,
		    struct wb_error *err);

void wb_project_free(struct wb_project *project);

/** The config's path, NULL if there is none; the first migrations directory; the target's name (""
 *  = anonymous) and its URL without secrets (NULL: no target is known); the dialect's name as far
 *  as the settings tell (NULL: not at all). */
const char *wb_project_config(const struct wb_project *project);
const char *wb_project_directory(const struct wb_project *project);
const char *wb_project_target(const struct wb_project *project);
const char *wb_project_url(const struct wb_project *project);
const char *wb_project_dialect(const struct wb_project *project);
/** The targets of the config, in its order; NULL behind the last one. */
const char *wb_project_target_name(const struct wb_project *project, size_t index);
/** 1: the target is protected, and what destroys needs a yes. */
int wb_project_protected(const struct wb_project *project);

#define WB_REVISION_BASE UINT32_C(1)
#define WB_REVISION_HEAD UINT32_C(2)
#define WB_REVISION_BRANCHPOINT UINT32_C(4)
#define WB_REVISION_MERGE UINT32_C(8)
/** no node of the graph: run again whenever it changed */
#define WB_REVISION_REPEAT UINT32_C(16)
#define WB_REVISION_REPLACED UINT32_C(32)  /**< a squash stands for it */
#define WB_REVISION_REAL_HEAD UINT32_C(64) /**< a head that no other revision depends on */

/** A list of names. */
struct wb_names {
	const char *const *items;
	size_t count;
};

struct wb_header_line {
	const char *key;
	const char *value;
};

/** A revision as its header tells. */
struct wb_revision {
	uint32_t size;
	uint32_t flags; /**< WB_REVISION_… */
	const char *id;
	const char *title; /**< "" if it has none */
	const char *path;
	struct wb_names parents; /**< `Revises`, squashes resolved */
	struct wb_names depends;
	struct wb_names children;
	struct wb_names branches; /**< its own labels */
	struct wb_names labels;   /**< its own and those that it inherits */
	struct wb_names tags;
	struct wb_names replaces;
	const char *date, *author, *purpose; /**< as written; NULL */
	const struct wb_header_line *header; /**< every key, in the file's order */
	size_t header_count;
};

/** The revisions, parents before children, in the order in which `upgrade heads` would run them;
 * repeatable ones last. */
size_t wb_project_revision_count(const struct wb_project *project);
const struct wb_revision *wb_project_revision(const struct wb_project *project, size_t index);
/** By id alone; NULL: there is none. */
const struct wb_revision *wb_project_find(const struct wb_project *project, const char *id);
/** Every form of target that needs no database (heads, ids, tags, labels, prefixes, arithmetic on
 *  ids): calls `take` for each revision meant. `base` means none. */
int wb_project_resolve(const struct wb_project *project, const char *target,
		       void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		       struct wb_error *err);
/** The revisions of a range "A:B" (either side may be empty), parents first. */
int wb_project_range(const struct wb_project *project, const char *range,
		     void (*take)(void *ctx, const struct wb_revision *revision), void *ctx,
		     struct wb_error *err);
/** Read and check every body as well: sections, options, variables, statements. Problems go to the
 *  listener. Returns how many there were (0 = none), or a negative status if it could not be
 *  done. */
int wb_project_validate(struct wb_project *project, struct wb_error *err);

/* ------------------------------------------------------------------ sessions */

#define WB_SESSION_READ UINT32_C(1) /**< to look only: nothing is created */

/** Connect to the project's target. */
int wb_session_open(struct wb_project *project, uint32_t flags, struct wb_session **out,
		    struct wb_error *err);
void wb_session_close(struct wb_session *session);
/** Stop the call that is under way on this session, from any thread or signal handler: its statement is
 *  cancelled on the server, what it began is rolled back and journalled, its scratch databases are dropped,
 *  and it returns WB_E_CANCELLED. Where none is under way, the next one is stopped; a run that was done when it
 *  was asked stays done, and forgets it. Calling it again changes nothing. */
void wb_interrupt(struct wb_session *session);

/** What the session is connected to, in the server's words; "": it does not tell. */
struct wb_server_info {
	uint32_t size;
	uint32_t reserved;
	const char *dialect, *product, *version, *database, *schema, *user, *session;
};
int wb_session_server(struct wb_session *session, struct wb_server_info *out, struct wb_error *err);

#define WB_RUN_STRICT UINT32_C(1) /**< applied revisions without a file are an error */
#define WB_RUN_YES UINT32_C(2)    /**< a protected target may be downgraded */
/** end what an interrupted run left on the server, instead of waiting for it */
#define WB_RUN_END_DEAD UINT32_C(4)
/** of downgrades: bring back what the log has restore points of, rows written since included */
#define WB_RUN_RESTORE UINT32_C(8)

/** How to run. NULL instead of it: all defaults. */
struct wb_run_options {
	uint32_t size;
	uint32_t flags;         /**< WB_RUN_… */
	const char *applied_by; /**< NULL: user@host of this process */
	const char *approve; /**< run the plan that has this fingerprint, or nothing; NULL: any */
	/** save the database into this folder before the first step; NULL: don't */
	const char *backup;
	uint32_t backup_retain; /**< how many of those are kept; 0: all */
	uint32_t reserved;
};

/** Apply what `target` (NULL = "head") means and needs. */
int wb_upgrade(struct wb_session *session, const char *target, const struct wb_run_options *options,
	       struct wb_error *err);
/** Take back what stands on `target` (NULL = "-1"). */
int wb_downgrade(struct wb_session *session, const char *target,
		 const struct wb_run_options *options, struct wb_error *err);

/** Take back what no file defines, and what stands on that, by the way that the database keeps; then
 * apply what `target` (NULL = "head") means and needs. */
int wb_switch(struct wb_session *session, const char *target, const struct wb_run_options *options,
	      struct wb_error *err);

#define WB_STAMP_PURGE UINT32_C(1) /**< empty the applied set first, unknown revisions included */

/** Record without running: what `targets` need is in, what stands on them is out. */
int wb_stamp(struct wb_session *session, const char *const *targets, size_t count, uint32_t flags,
	     const struct wb_run_options *options, struct wb_error *err);

enum wb_repair { WB_REPAIR_ACCEPT = 0, WB_REPAIR_DONE = 1, WB_REPAIR_NOT_DONE = 2 };

/** Accept edited files as they are (no ids: all that are edited); or say of one revision whose
 *  statement's fate could not be told that it was done, or was not. Returns how many were repaired,
 *  or a negative status. */
int wb_repair(struct wb_session *session, const char *const *ids, size_t count, int what,
	      const struct wb_run_options *options, struct wb_error *err);
/** Run the verify sections of what is applied in a transaction that is rolled back. Every one that
 *  fails goes to `listener->failure`, every one that holds is an event. Returns how many failed, or
 *  a negative status. */
int wb_verify(struct wb_session *session, struct wb_error *err);

/* ------------------------------------------------------------------ plans and offline SQL */

struct wb_plan_step {
	uint32_t size;
	uint32_t reserved;
	const struct wb_revision *revision;
	const char *direction; /**< "up" or "down" */
};

enum wb_way { WB_WAY_UP = 0, WB_WAY_DOWN = 1, WB_WAY_SWITCH = 2 };

/** What wb_upgrade, wb_downgrade or wb_switch (`way`: enum wb_way) would do now. All preflight checks
 *  are made. */
int wb_plan_make(struct wb_session *session, const char *target, int way,
		 const struct wb_run_options *options, struct wb_plan **out, struct wb_error *err);
/** Without a connection: the way from A to B of "A:B" (for `down` from A down to B). */
int wb_plan_offline(struct wb_project *project, const char *range, int down, struct wb_plan **out,
		    struct wb_error *err);
void wb_plan_free(struct wb_plan *plan);
size_t wb_plan_count(const struct wb_plan *plan);
const struct wb_plan_step *wb_plan_at(const struct wb_plan *plan, size_t index);
/** The statements of one step, `require` and `verify` left out. `take` returns 0 to go on; with anything else that was enough,
 *  and the call has not failed. `sql` need not end with NUL. WB_E_USAGE where there is no such step. */
int wb_plan_statements(const struct wb_plan *plan, size_t index,
		       int (*take)(void *ctx, uint32_t line, const char *sql, size_t len),
		       void *ctx, struct wb_error *err);

/** Takes a part of a text, which need not end with NUL; returns 0, or anything else when it could not be written: the call
 *  that writes fails. */
typedef int (*wb_write)(void *ctx, const char *text, size_t len);

/** Write a plan that was made offline, or for WB_WAY_SWITCH, as a script for the native client. */
int wb_plan_script(const struct wb_plan *plan, wb_write write, void *ctx, struct wb_error *err);
/** `stamp` as a script. */
int wb_stamp_script(struct wb_project *project, const char *const *targets, size_t count,
		    uint32_t flags, wb_write write, void *ctx, struct wb_error *err);

/* ------------------------------------------------------------------ looking */

enum wb_state {
	WB_STATE_APPLIED = 1,
	WB_STATE_PENDING = 2,
	WB_STATE_EDITED = 3,   /**< applied, and the file has changed since */
	WB_STATE_MISSING = 4,  /**< applied, and no file defines it */
	WB_STATE_REPLACED = 5, /**< applied through a squash, or stood for by one */
	WB_STATE_PARTIAL = 6,  /**< begun, interrupted or failed half-way */
	WB_STATE_CHANGED = 7   /**< a repeatable one that will run again */
};

/** One row of `status`. */
struct wb_status_row {
	uint32_t size;
	int32_t state; /**< enum wb_state */
	const char *id;
	const char *title;
	const struct wb_revision *revision;                      /**< NULL: missing */
	const char *applied_at, *applied_by, *run_id, *checksum; /**< NULL: not applied */
	int64_t duration_ms;
	const char *detail; /**< for PARTIAL: how far; NULL */
};

#define WB_STATUS_NO_BODIES UINT32_C(1) /**< don't read bodies: edits are not told */

/** Every revision of the files and of the database, in order. Returns 0 or a negative status. */
int wb_status(struct wb_session *session, uint32_t flags,
	      int (*take)(void *ctx, const struct wb_status_row *row), void *ctx,
	      struct wb_error *err);
/** The heads of what is applied; ids without a file included (`revision` NULL in the row). */
int wb_current(struct wb_session *session, int (*take)(void *ctx, const struct wb_status_row *row),
	       void *ctx, struct wb_error *err);

/** One row of the log. Texts may be NULL. */
struct wb_log_row {
	uint32_t size;
	uint32_t reserved;
	int64_t id, statement, statements;
	const char *run_id, *at, *revision, *direction, *event, *hash, *session, *probe, *detail;
};

/** The newest `limit` rows of the log (0 = all), oldest first. */
int wb_log(struct wb_session *session, uint32_t limit,
	   int (*take)(void *ctx, const struct wb_log_row *row), void *ctx, struct wb_error *err);

/** Who holds the lock: 1 with words in `holder` (cut to `size` bytes with their NUL), 0 when nobody does. */
int wb_lock_holder(struct wb_session *session, char *holder, size_t size, struct wb_error *err);
/** End the holder's hold on the lock. WB_E_UNSUPPORTED with the way out where only the holder
 * can. */
int wb_lock_release(struct wb_session *session, struct wb_error *err);

#if defined(__GNUC__)
#pragma GCC visibility pop
#endif

#ifdef __cplusplus
}
#endif

#include <whimbrel/approval.h>
#include <whimbrel/databases.h>
#include <whimbrel/imports.h>
#include <whimbrel/plugins.h>
#include <whimbrel/revisions.h>
#include <whimbrel/schemas.h>

#endif
