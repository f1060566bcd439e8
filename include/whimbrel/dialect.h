/* SPDX-License-Identifier: MIT */
/** The dialect ABI: how whimbrel talks to one kind of database.
 *
 *  A dialect is a shared object NAME.so that exports one symbol, whimbrel_dialect(), which returns
 *  a table of functions. The engine knows no database, and a dialect knows nothing of revisions: it
 *  connects, says what the connection is like, splits a text into statements, runs what it is
 *  handed, in order, and reports what became of it.
 *
 *  The smallest dialect fills `load`, `connect`, `close`, `describe`, `quote`, `execute`, `portable` or
 *  `compose`, and either `lexical` or `split`, and can upgrade with that: a lease locks. All others are
 *  optional, and the engine has a default or a clear refusal for each. `whimbrel plugins new NAME` writes
 *  one to begin with, `whimbrel plugins check` says what is missing and what is wrong, and
 *  whimbrel-dialect(3) is the book.
 *
 *	static const struct wb_dialect dialect = {
 *		WB_DIALECT_HEADER,
 *		.name = "mydb",
 *		.connect = mydb_connect,
 *		…
 *	};
 *	WB_REGISTER_DIALECT(dialect)
 *
 *  Rules for every function here, unless its own text says otherwise:
 *
 *  - What comes in is borrowed for the call: copy what you keep. What goes out goes into sinks
 *    (`struct wb_text`, `struct wb_rows`) that the engine owns, through the services in `struct
 *    wb_host`. No memory is ever freed on the other side.
 *  - Texts are UTF-8. `const char *` alone is NUL-terminated; with a length it need not be.
 *  - Return 0, or a negative `enum wb_status` with `err` set by `host->fail`; copy the database's
 *    own code, SQLSTATE, position, detail and hint into `err` at once after the failing call. Never
 *    print, exit or abort. No message may contain a password.
 *  - One connection is used by one thread at a time, not always the same one. `cancel` alone is
 *    called while another slot runs.
 *  - Structures that cross begin with their size. Whoever receives one reads no member past it:
 *    WB_HAS(pointer, member) tells whether one is there.
 *
 *  Versions: a different `abi_version` is refused. Slots and members are only ever appended; the
 *  table's `struct_size` tells which are there, so a dialect that was built for an older minor
 *  version keeps working.
 */
#ifndef WHIMBREL_DIALECT_H
#define WHIMBREL_DIALECT_H

#include <stddef.h>
#include <stdint.h>

#include <whimbrel/connection.h>
#include <whimbrel/error.h>
#include <whimbrel/host.h>
#include <whimbrel/operation.h>
#include <whimbrel/schema.h>
#include <whimbrel/seal.h>

#ifdef __cplusplus
extern "C" {
#endif

#define WB_ABI_VERSION UINT32_C(1)

/** What `backup` is to do. */
struct wb_backup {
	uint32_t size;
	int32_t restore;    /**< 0: save; 1: bring back */
	const char *path;   /**< absolute; an empty file to save to, or the one to read */
	const char *folder; /**< an empty folder that nobody else may look into, gone afterwards */
};

/* ------------------------------------------------------------------ the table */

#define WB_DIALECT_HEADER .abi_version = WB_ABI_VERSION, .struct_size = sizeof(struct wb_dialect)

/** A dialect. Static for as long as the shared object is loaded. */
struct wb_dialect {
	uint32_t abi_version, struct_size;

	const char *name;        /**< `[a-z][a-z0-9_]*`, and the file is NAME.so */
	const char *version;     /**< of the dialect itself */
	const char *description; /**< one line */
	/** its name and version at run time, filled in by `load` at the latest; NULL: none */
	const char *client_library;
	/** URL schemes and other names, the own name included; ends with NULL */
	const char *const *schemes;
	const struct wb_option *options; /**< ends with a NULL name; NULL: none */
	uint64_t features;               /**< WB_F_…: what a connection may have at most */
	uint32_t lexical;                /**< WB_LEX_… */
	uint32_t reserved;

	/** Called once, before any other function, with services that stay valid. Keep the pointer.
	 *
	 *  Required. An error makes the dialect unusable, and is shown. */
	int (*load)(const struct wb_host *host, struct wb_error *err);

	/** Open a connection. Required.
	 *
	 *  On success `*out` is the dialect's own. WB_E_CONNECT when there is no way to the
	 *  database; WB_E_CONFIG when `params` are wrong. Never wait longer than
	 *  connect_timeout_ms; ask `host->stopping` now and then. */
	int (*connect)(const struct wb_params *params, void **out, struct wb_error *err);

	/** Close a connection, whatever its state, and free it. Required. NULL is allowed and does
	 * nothing. */
	void (*close)(void *conn);

	/** Say what this connection is like. Required; called once after `connect`, and again after
	 * a reconnection.
	 *
	 *  `home`: `version_schema` if it was given; else the one schema of the search path that
	 *  has whimbrel_version (several: WB_E_CONFIG, naming them); else the current schema. */
	int (*describe)(void *conn, struct wb_server *out, struct wb_error *err);

	/** Find the next statement of `text`, which begins where the last piece ended. Optional;
	 * NULL: by `lexical` alone.
	 *
	 *  `conn` is not needed. `last`: nothing follows `text`. Returns 1 with `out` set; 0 when
	 *  there is no whole statement in `text`: with `last`, only blanks and comments are left;
	 *  without, more text is needed, and `state->scanned` may say how much of this one need not
	 *  be looked at again. Split exactly as the database's own client would. The piece behind
	 *  COPY_IN statements is DATA. A statement that the end cuts off is a piece with
	 *  WB_PIECE_TORN. */
	int (*split)(struct wb_lex *state, const char *text, size_t len, int32_t last,
		     struct wb_piece *out, struct wb_error *err);

	/** Write `text` as an identifier (`literal` 0) or as a string literal (1). Required. `conn`
	 *  may be NULL. WB_E_UNSUPPORTED for what the database can't have there (a NUL byte, a name
	 *  that is too long). */
	int (*quote)(void *conn, int32_t literal, const char *text, size_t len, struct wb_text *out,
		     struct wb_error *err);

	/** Write the SQL of an own operation. Optional; NULL: by `portable`, or else operations come with
	 *  their arguments alone, and scripts are refused. For a script `conn` is NULL, or what `offline` made.
	 *  Appends the SQL of part `args->part`, without a terminator but for SCRIPT_… operations. Returns 0
	 *  when this was the last part; 1 when there is another one. No SQL needed: appends none. */
	int (*compose)(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		       struct wb_error *err);

	/** Run one operation to its end. Required. `rows` is NULL where no rows are wanted.
	 *
	 *  Without `run` every operation comes here. WB_E_BUSY, WB_E_TIMEOUT, WB_E_CANCELLED and
	 *  WB_E_LOST are told from WB_E_SQL, since the engine acts on them. WB_E_UNCERTAIN for a
	 *  commit whose answer did not come. */
	int (*execute)(void *conn, const struct wb_op *op, struct wb_rows *rows,
		       struct wb_error *err);

	/** Empty a queue of operations, sending ahead. Optional; NULL: `execute` one by one.
	 *
	 *  Returns 0 when all were done, else the first failure's status. Every operation that was
	 *  handed out is reported by `done`, in order. A statement stands alone in its message, or
	 *  last, so that none can swallow another and the failing one is known. Read answers while
	 *  you send, lest buffers fill up; bound what is under way. On scratch refuse as `execute`. */
	int (*run)(void *conn, const struct wb_ops *ops, struct wb_error *err);

	/** Stop what the connection is doing: the slot that runs returns WB_E_CANCELLED, or
	 * succeeds if it was too late. Optional.
	 *
	 *  The only function that is called while another one runs on `conn`, from another thread
	 *  (never from a signal handler), and again every 200 ms until that one has returned. With it
	 *  `execute` need not know of statement_timeout: the engine cancels what takes longer. */
	int (*cancel)(void *conn, struct wb_error *err);

	/** Take the lock that lets one run at a time work on `key`, or give up. Optional, together
	 * with `unlock`; NULL: a lease.
	 *
	 *  Called outside any transaction. `timeout_ms` counts from the call; 0 tries once. Must not
	 *  hold a transaction or a snapshot open while it waits; asks `host->stopping`. The lock
	 *  ends with the connection at the latest. `key` names database and `home` as `describe`
	 *  did: whatever name and way a connection came by, two on one set of whimbrel's tables
	 *  must exclude each other, so use what the server or the file itself is known by.
	 *
	 *  Returns 0; 1 if it is taken, and behind that whimbrel_lock was seen to exist, so that
	 *  the engine looks for a lease in it; WB_E_LOCKED after the time, with the holder (user,
	 *  process, since when) in `err->detail` as far as it can be told. */
	int (*lock)(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err);

	/** Release it. An error when it was not held: somebody else may have run meanwhile. */
	int (*unlock)(void *conn, const char *key, struct wb_error *err);

	/** Who holds the lock: 1, with words for people in `out` and, where it is a session, its
	 *  name in `out_session`; 0 when nobody does. Optional. */
	int (*holder)(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
		      struct wb_error *err);

	/** What `session` is doing and, as rows of (session, user, application, waiting for
	 *  seconds, statement), who blocks it. Optional, with `end_session`. `conn` is another
	 *  connection. */
	int (*observe)(void *conn, const char *session, struct wb_activity *out,
		       struct wb_rows *blockers, struct wb_error *err);

	/** End a session (`gently` 0) or its statement (1). */
	int (*end_session)(void *conn, const char *session, int32_t gently, struct wb_error *err);

	/** What can an interruption leave of this statement, and what shall be looked at before it?
	 * Optional, with `judge`.
	 *
	 *  Sets `*out_fate` (enum wb_fate) and for WB_FATE_PROBE appends an SQL scalar that the
	 *  intent's row will hold; for WB_FATE_STAYS it may. `conn` may be NULL. */
	int (*probe)(void *conn, const char *text, size_t len, uint32_t facts,
		     struct wb_text *out_sql, int32_t *out_fate, struct wb_error *err);

	/** What became of a statement that was begun. Called when its session is gone, also for
	 *  WB_FATE_REPEAT, whose interruption may have left something to be repaired. Sets
	 *  `*out_verdict` (enum wb_verdict); hands over what must be run to repair as rows of (SQL,
	 *  "1" if it refuses a transaction, else "0"), in order; and appends in words for people
	 *  what was seen. */
	int (*judge)(void *conn, const struct wb_intent *intent, int32_t *out_verdict,
		     struct wb_rows *repairs, struct wb_text *seen, struct wb_error *err);

	/** Report the objects in `scope` through `host->object`, in any order, and through
	 * `host->edge` which needs which. Optional.
	 *
	 *  schema.h says what an object is and how it is compared. Everything that the database has
	 *  is reported: what can be read but not changed with WB_OBJECT_READ_ONLY. An edge (from,
	 *  to) says that `from` cannot be made before `to`, nor stay when `to` is dropped: a view
	 *  and the tables *and* the columns that it reads, a foreign key and the table and key that
	 *  it refers to; `host->edge_as` says more of it (enum wb_edge). Only kind, namespace_,
	 *  parent, name and signature of the two count; an edge to something that is not reported
	 *  is ignored; a child needs its parent without being told. Edges may come before objects.
	 *
	 *  A constant number of queries, however many tables there are. Changes nothing in the
	 *  database, and is not disturbed by other sessions' DDL: one snapshot where there is one.
	 *  Return what `object` and `edge` return when that is negative. */
	int (*introspect)(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
			  struct wb_error *err);

	/** Write the SQL of one change, and what it risks. Optional, with `introspect`.
	 *
	 *  Appends statements as they stand in a revision file: each with what ends it (`;`, or a
	 *  DELIMITER of its own around it) and a line feed. `conn` may be NULL: everything that is
	 *  needed is in `change`. The engine has put the change into an order in which all that
	 *  `to` needs is there. `risk->flags` may ask for another way (WB_RENDER_…); then no SQL is
	 *  written. WB_E_UNSUPPORTED, with the reason, where there is no SQL for it: the engine
	 *  then refuses the whole difference. Never write SQL that does less than the change. The
	 *  engine calls it more than once for one change. */
	int (*render)(void *conn, const struct wb_change *change, struct wb_text *out,
		      struct wb_risk *risk, struct wb_error *err);

	/** Scratch databases: open one named `name`, drop it, list those that are left over (enum
	 *  wb_scratch says how). Optional, with `introspect`.
	 *
	 *  `conn` is a connection to the server: the target's, or that of the target's `scratch`
	 *  URL. It must be usable afterwards, and for as long as the scratch database is in use.
	 *  `name` is an identifier of at most 48 bytes, [a-z0-9_]; where databases have no names (a
	 *  file, memory) it may be ignored. */
	int (*scratch)(void *conn, int32_t what, const char *name, void **out, struct wb_rows *rows,
		       struct wb_error *err);

	/** Create or drop the database that `params` name (enum wb_database), from a connection to
	 *  another one where that takes one. Nobody is connected to it. Optional.
	 *
	 *  Returns 0, 1 when it was there, or gone, already, or an error. WB_DATABASE_WAIT is not asked for: the
	 *  engine waits by connecting. */
	int (*database)(const struct wb_params *params, int32_t what, struct wb_error *err);

	/** Save the database to a file, or bring it back from one. Optional.
	 *
	 *  The dialect does it within this call, with host->progress, and gives no rows; or it gives rows
	 *  that say which programs do it, whose first value is a word:
	 *  - "file", NAME, TEXT: a file of `folder` that nobody else may read: where a password goes;
	 *  - "set", NAME, VALUE: a variable for the programs, which others may see: no secret;
	 *  - "version", PROGRAM, LEAST, MARK...: what `PROGRAM --version` prints behind the first MARK that is
	 *    there must be no less than LEAST ("15", "10.11");
	 *  - "input", PATH: what the next program reads;
	 *  - "run", PROGRAM, ARGUMENT...: one that is to be run to its end, in this order;
	 *  - "always", PROGRAM, ARGUMENT...: as "run", also when one before it has failed, or the user has given up;
	 *  - "append", TEXT: goes behind what was saved.
	 *  Restored means equal: rows, counters, grants; what was there before is gone. Other sessions may write
	 *  meanwhile: what is saved is as it was at one time. A restore that fails leaves what was there
	 *  wherever the database can do that. The lock is held, and `conn` stays open while the programs run,
	 *  as may a second connection that watches the lock. */
	int (*backup)(void *conn, const struct wb_backup *what, struct wb_rows *rows,
		      struct wb_error *err);

	/** What must be remembered, so that an interrupted step goes on as if nothing had happened?
	 *  Optional, with `recall`: what a transaction or a session takes with it need not be.
	 *
	 *  Called before each statement of a step that no transaction holds. Appends an SQL scalar,
	 *  which the server computes into the journal's row of the end of the statement before: what
	 *  later statements may read of the session (variables, the last id), and what no rollback
	 *  takes back of the statements that follow (counters of ids). `fresh` is 0 when the
	 *  statement is to share the transaction of those before it; then nothing appended means
	 *  that it is as it was. 1: such a row must be
	 *  committed before this statement, since the last one says nothing of what it changes; 0:
	 *  the scalar only goes with a row that is written anyway. */
	int (*remember)(void *conn, const char *text, size_t len, uint32_t facts, int32_t fresh,
			struct wb_text *out_sql, struct wb_error *err);

	/** Put back what was remembered last, in a new session, or behind a rollback in the same.
	 *  `undone` 1: nothing was committed since. */
	int (*recall)(void *conn, const char *memory, int32_t undone, struct wb_error *err);

	/** The `n`th value, from 0, that `column` may well hold: an SQL expression that can stand in
	 *  INSERT … VALUES. Optional, with `introspect`: proofs are run with a few made-up rows in
	 *  every table, so that what fails, or loses something, only with rows is found.
	 *
	 *  `type` is the object that the column has an edge to if that is a type, else NULL. Returns
	 *  1 with the value appended; 0 when there is none any more. No values at all: the server
	 *  fills the column in by itself (it is generated, an identity that may not be given), or
	 *  nothing is known of its type; then rows leave it out. Values of one column should differ,
	 *  in length as well, and be such as other types also take (digits for a text). Sets
	 *  `*out_every` to 1 if each of them deserves a row: the labels of an enum. */
	int (*sample)(void *conn, const struct wb_object *column, const struct wb_object *type,
		      uint32_t n, struct wb_text *out, int32_t *out_every, struct wb_error *err);

	/** How a private server of this kind, for scratch databases, is made and started from the
	 *  programs on this machine. Optional, with `scratch`.
	 *
	 *  `conn` is the target, whose version and settings it should have as far as can be.
	 *  `folder` is an empty folder of the server's own, an absolute path of at most 90 bytes.
	 *  Gives rows whose first value is a word:
	 *  - "user", NAME: as whom the programs run if we are root, the first that there is;
	 *  - "run", PROGRAM, ARGUMENT…: to be run to its end, in this order;
	 *  - "start", PROGRAM, ARGUMENT…: the server, which must stay in the foreground;
	 *  - "stop", NUMBER: the signal that ends it at once, 9 if none is named;
	 *  - "url", URL: how to connect once it answers, as a user who may do everything.
	 *  It must listen to nobody else (a socket in the folder) and need not wait for the disk.
	 *  WB_E_UNSUPPORTED where the programs are not there. */
	int (*serve)(void *conn, const char *folder, struct wb_rows *rows, struct wb_error *err);

	/** What a statement does to what is there, as far as its words tell: WB_EFFECT_….
	 *
	 *  Optional, like `split` without a connection; NULL: nothing is known of any, and each may do
	 *  all but add or stand alone. `text` begins with its first token. Asked of what runs on scratch
	 *  databases and of what is loaded as a schema, never in a run. */
	uint32_t (*effects)(const char *text, size_t len);

	/** Gaps of the portable SQL, for a dialect without a `compose`: the engine then writes its own
	 *  operations by host->portable with these, and an operation that needs no SQL does not reach
	 *  `execute`. Optional; a dialect whose connections differ calls host->portable in its `compose`
	 *  instead. */
	const struct wb_portable *portable;

	/** What the name of a saved database ends in: ".sql". NULL: ".backup". */
	const char *backup_suffix;

	/** For lines `-- whimbrel:restore-point TABLE`: the statement that will bring `table`, as users write
	 *  it, back to what it is now. Optional, for databases that keep older versions of a table.
	 *
	 *  Called at the beginning of a step that no transaction holds; the statement is kept in the log, and run,
	 *  perhaps more than once, by `downgrade --restore`. WB_E_SQL when there is no such table, or it keeps no
	 *  versions. */
	int (*restore_point)(void *conn, const char *table, struct wb_text *out_sql,
			     struct wb_error *err);

	/** What stands for a connection where there is none, for scripts and to check files; it connects to
	 *  nothing. Optional, for a dialect whose SQL depends on what the target says; NULL: `conn` is
	 *  NULL there. Fills in what is known without a server: `features` and `lex_mode`. `*out` goes to
	 *  `compose`, `quote`, `probe`, `remember` and `close` alone. */
	int (*offline)(const struct wb_params *params, struct wb_server *out_server, void **out,
		       struct wb_error *err);

	/** What does a text make, change and drop, as far as its words tell without running it? The engine finds out
	 *  by that what of a database is ours: a namespace that a file makes, a trigger on a table of others.
	 *
	 *  Optional, like `split` without a connection; NULL: nothing is known. `text` is any part of a file, with
	 *  several statements, and the data of a COPY among them; some may be of another dialect. What stands in
	 *  strings may be run, and counts. To say: namespaces, tables, views, routines, types and sequences that are
	 *  made; what is made on a table; what is on none and in no namespace; tables and views that are dropped.
	 *  And tables that are changed, and whose privileges change, where they are named with their namespace.
	 *  WB_DEFINITIONS_ITSELF asks for one statement: schema.h says what is told then.
	 *
	 *  Returns 0, or what `add` returned if that is negative. */
	int (*defines)(const char *text, size_t len, struct wb_definitions *out);

	/** What people call the kinds of objects that are the dialect's own, and other words for the engine's: "publication",
	 *  "function". In small letters, singular, ended by NULL; NULL: there are none. An object's `class` is
	 *  one of them in any case, or ends in " OF " and one. `exclude` in a config takes these words. */
	const char *const *kinds;
};

enum wb_database { WB_DATABASE_CREATE = 1, WB_DATABASE_DROP = 2, WB_DATABASE_WAIT = 3 };

#define WB_DIALECT_SYMBOL "whimbrel_dialect"

#if defined(__GNUC__)
#define WB_EXPORT __attribute__((visibility("default")))
#else
#define WB_EXPORT
#endif

/** The one exported symbol, and what writes it. */
WB_EXPORT const struct wb_dialect *whimbrel_dialect(void);
#define WB_REGISTER_DIALECT(table)                      \
	WB_SEAL_ROOM                                    \
	const struct wb_dialect *whimbrel_dialect(void) \
	{                                               \
		return &(table);                        \
	}

#ifdef __cplusplus
}
#endif

#endif
