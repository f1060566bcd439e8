/* SPDX-License-Identifier: MIT */
/** Statements and operations: what the engine hands to a dialect, and what became of it.
 *
 *  Part of the dialect ABI; dialect.h, which includes this page, is where to begin.
 */
#ifndef WHIMBREL_OPERATION_H
#define WHIMBREL_OPERATION_H

#include <stddef.h>
#include <stdint.h>

#include <whimbrel/error.h>
#include <whimbrel/host.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ------------------------------------------------------------------ statements */

/** Where splitting stands. Plain data, owned by the engine, zeroed at the beginning of a section
 *  except `mode`. A dialect keeps what it likes in `slot` and `word`; the engine only carries
 *  it. */
struct wb_lex {
	uint32_t size;
	/** from `wb_server.lex_mode`, 0 without a connection; `split` updates it as the text
	 * changes settings */
	uint32_t mode;
	/** bytes from the text's beginning that an earlier call has seen in vain; the engine resets
	 * it */
	uint64_t scanned;
	int64_t slot[8];
	char word[64];
};

#define WB_PIECE_NO_TX UINT32_C(0x001)    /**< refuses to run inside a transaction block */
#define WB_PIECE_TX_BEGIN UINT32_C(0x002) /**< opens a transaction */
#define WB_PIECE_TX_END UINT32_C(0x004)   /**< ends one */
/** changes nothing but the session: repeated when an interrupted step is taken up */
#define WB_PIECE_SESSION UINT32_C(0x008)
/** a command of the native client, not of the server: an error, `hint` says what */
#define WB_PIECE_META UINT32_C(0x010)
#define WB_PIECE_COPY_IN UINT32_C(0x020) /**< data follow as pieces of their own */
/** not a statement: a part of those data, of any size */
#define WB_PIECE_DATA UINT32_C(0x040)
#define WB_PIECE_DATA_END UINT32_C(0x080) /**< with DATA: the last part (it may be empty) */
/** changes or reads rows only: may share a transaction with its like */
#define WB_PIECE_ROWS UINT32_C(0x100)
#define WB_PIECE_IGNORE UINT32_C(0x200) /**< to be passed over in silence */
/** the text ends inside it: an open string, comment or block */
#define WB_PIECE_TORN UINT32_C(0x400)
#define WB_PIECE_COPY_OUT UINT32_C(0x800) /**< sends data to the client */
/** reads what the statement before it left in the session: shares its transaction */
#define WB_PIECE_TIED UINT32_C(0x1000)
/** may end transactions itself (a procedure): outside of a step's it runs alone */
#define WB_PIECE_CALLS UINT32_C(0x2000)
/** outside of a step's transaction nobody could bring back, or tell, what an interruption leaves of
 * it: an error before anything runs, `hint` says why and what to write instead */
#define WB_PIECE_REFUSED UINT32_C(0x4000)

/** says who may do what, or whose something is */
#define WB_PIECE_PRIVILEGES UINT32_C(0x8000)
/** marks a point in a transaction, goes back to one, or forgets it. With TX_BEGIN: there is none, and it
 * opens one; with TX_END: it ends the one that such a statement opened. Elsewhere than in a step's own
 * transaction, where it stays inside */
#define WB_PIECE_SAVEPOINT UINT32_C(0x10000)
/** the transaction that it opens, or stands in, may only read */
#define WB_PIECE_READS UINT32_C(0x20000)
/** changes nothing at all; only asked for with WB_F_NO_ROLLBACK */
#define WB_PIECE_LOOKS UINT32_C(0x40000)
/** says of the transaction that it opens, or stands in, what can't be said once anything has run in it, as how it is
 * isolated: not in a step's own */
#define WB_PIECE_MODE UINT32_C(0x80000)

/** One statement of a text. Offsets are bytes from the text's beginning. */
struct wb_piece {
	uint32_t size;
	uint32_t flags; /**< WB_PIECE_… */
	size_t begin;   /**< what is sent: from here, comments in front included … */
	size_t token;   /**< (the first byte that is no blank and no comment) */
	size_t end;     /**< … to here, without what ended it */
	size_t next;    /**< where the text goes on: behind what ended it */
	/** static: for META and TORN, what it is and what to do; for NO_TX its name, "VACUUM";
	 * NULL: nothing to add */
	const char *hint;
};

/** What a statement does to what is there: see wb_dialect.effects. */
#define WB_EFFECT_MAKES UINT32_C(1) /**< makes an object */
/** … and nothing else: nothing that is there changes, and nobody waits for it */
#define WB_EFFECT_ADDS UINT32_C(2)
#define WB_EFFECT_RENAMES UINT32_C(4) /**< may give something another name */
#define WB_EFFECT_COPIES UINT32_C(8)  /**< may put rows of tables into others */
/** makes, changes or drops objects and nothing else: a transaction may end before or behind it */
#define WB_EFFECT_PLAIN UINT32_C(16)
#define WB_EFFECT_UNDOES UINT32_C(32) /**< takes back what its transaction has done */
/** a query: what it names it reads, and changes none of it but by what it calls */
#define WB_EFFECT_READS UINT32_C(64)

/* ------------------------------------------------------------------ operations */

/** whimbrel's own operations. For each the engine asks `compose` for SQL, and hands that to
 *  `execute` or `run` together with the number and the arguments, so that a dialect without SQL can
 *  act on those. The numbers are fixed. host->portable knows them all.
 *
 *  With each stand the members of wb_args that it reads. All read `home` and `part`, and no other member
 *  means anything to it. A member is NULL where the row shall have SQL's null, unless it says otherwise.
 *
 *  Where an operation reads one of our tables that is not there it fails with WB_E_NO_TABLES; the engine
 *  also takes SQLSTATE 42S02 or 42P01 for that.
 *
 *  Columns of what is read, in this order, all as text, times as "2026-01-31 09:00:00.000" in UTC:
 *  - READ: revision, title, checksum, applied_at, applied_by, duration_ms, run_id, format, parents,
 *    depends; the latter two only where `wb_args.format` is not 1.
 *  - READ_DOWN: revision, down.
 *  - JOURNAL and LOG_READ: id, run_id, at, revision, direction, event, statement, statements, hash,
 *    session, probe, detail, format.
 *  - LEASE_READ: owner, since, expires, and 1 or 0: is it expired by the server's clock? Where there
 *    are both kinds of lock, a fifth: who holds the one that `lock` takes, in words for people, null
 *    for nobody; there is a row then without a lease as well, and its owner is null. */
enum wb_own {
	/** Make whimbrel_log, then whimbrel_version (which is the one that is looked for), where they are
	 *  absent; in a transaction where DDL is transactional, else outside of any. Twice is no error.
	 *  Reads: present_count (of a script: where there are any, the tables are there). */
	WB_OWN_ENSURE = 1,
	/** The applied set, by revision. Reads: format. With 1 it names no column that a table of format 1
	 *  has not; the engine asks that way after a READ that failed with WB_E_SQL. */
	WB_OWN_READ = 2,
	/** The log behind its last applied, reverted or stamped row, by id. */
	WB_OWN_JOURNAL = 3,
	/** The newest `limit` rows of the log (0 = all), oldest first. Reads: limit. More rows are no
	 *  error: the engine keeps the last ones. */
	WB_OWN_LOG_READ = 4,
	/** Insert a version row. An error if there is one. Reads: revision, title (NULL: ""), checksum,
	 *  applied_by (NULL: the session's user), duration_ms, run_id (NULL: ""), parents, depends, down.
	 *  With a duration of -1 it gives a row, in `run` through `ops->row`: the milliseconds that the step
	 *  took by the server's clock, as the row has them. */
	WB_OWN_RECORD = 5,
	/** Delete a version row; none is no error. Gives the step's duration likewise. Reads: revision,
	 *  duration_ms. */
	WB_OWN_ERASE = 6,
	/** Set a version row's checksum, title, parents, depends, down, and its format to 2. Reads:
	 *  revision, checksum, title, parents, depends, down. */
	WB_OWN_AMEND = 7,
	/** Append a row to the log, with an id above all others. Reads: log_id, run_id (NULL: ""), revision,
	 *  direction, event, statement, statements, hash, session, probe_sql, detail. */
	WB_OWN_LOG = 8,
	/** Bring whimbrel_version up from format 1: add the columns parents, depends and down, null
	 *  in the rows that are there. Inside a transaction where DDL is transactional; elsewhere
	 *  it must be fit to be repeated after it broke off. */
	WB_OWN_RAISE = 9,
	WB_OWN_BEGIN =
		10, /**< begin a transaction; where DDL commits, one that is open is committed */
	WB_OWN_COMMIT = 11,   /**< end it; where DDL commits, not an error where there is none */
	WB_OWN_ROLLBACK = 12, /**< end any transaction; not an error where there is none */
	WB_OWN_SAVEPOINT =
		13,          /**< Reads: name. This one and the next two only with SHARED_COMMIT */
	WB_OWN_RELEASE = 14, /**< Reads: name */
	/** and release it; an error where it is not there (the transaction is gone). Reads: name */
	WB_OWN_ROLLBACK_TO = 15,
	/** A step's SQL is done: check what must hold at its end (deferred constraints, …), put the
	 *  session back as it was. Fails the step, or returns WB_E_AGAIN once if it needs the step
	 *  rolled back and run again to tell what was there before. Nothing to do is fine. */
	WB_OWN_SETTLE = 16,
	/** Fail with WB_E_LOCK_LOST unless this run still holds its lock. Reads: name, owner; `owner` NULL:
	 *  the lock is that of `lock`. From `execute` an answer that has no row means the same: "SELECT 1
	 *  FROM whimbrel_lock WHERE …" is enough. Nothing, for a lock that ends with the connection alone. */
	WB_OWN_GUARD = 17,
	/** What takes revisions back, of those that have a version row. Reads: present. */
	WB_OWN_READ_DOWN = 18,
	/** Reads: name, key (what `lock` would be called with). No table is as good as no row. */
	WB_OWN_LEASE_READ = 20,
	/** Make whimbrel_lock where it is absent, and take the lease for `owner` if it is free or expired;
	 *  then READ tells whose it is. Of two at once one gets it: an integrity violation (SQLSTATE 23…) of
	 *  a part is no error, and WB_E_BUSY says that somebody else is just taking it. Reads: name, owner,
	 *  ttl_ms. */
	WB_OWN_LEASE_TAKE = 21,
	/** Set its end to `ttl_ms` from now, if it is ours and not expired. Reads: name, owner, ttl_ms. */
	WB_OWN_LEASE_RENEW = 22,
	WB_OWN_LEASE_DROP = 23, /**< Reads: name, owner. Not an error where it is not ours */
	/* For offline scripts: text for the native client alone, each statement with what ends it.
	 * UNSUPPORTED by HEAD: this dialect writes no scripts. */
	WB_OWN_SCRIPT_HEAD = 30, /**< settings of the client: stop at the first error, … */
	/** Stop unless all of `present` are applied and none of `absent`, and, where `known` is
	 * given, nothing that is not in it. Reads: present, absent, known. */
	WB_OWN_SCRIPT_GUARD = 31,
	/** A user's statement in the client's form, with what ends it. Reads: text, text_len, facts. */
	WB_OWN_SCRIPT_STATEMENT = 32,
	WB_OWN_SCRIPT_LOCK = 33,   /**< may be empty */
	WB_OWN_SCRIPT_UNLOCK = 34, /**< may be empty */
	/** Stop with the message `name` unless the query `text` gives what `expect` asks; or
	 * UNSUPPORTED. Reads: text, text_len, expect, detail, name. */
	WB_OWN_SCRIPT_EXPECT = 35,
	/** as RAISE, in a script, which does not know whether the table is of format 1 */
	WB_OWN_SCRIPT_RAISE = 36
};

/** What is asked of the first row of a query. */
enum wb_expect {
	WB_EXPECT_VALUE = 1, /**< its first column, as text, is `detail` */
	WB_EXPECT_NULL = 2,  /**< it is null */
	WB_EXPECT_ROWS = 3,  /**< there is one */
	WB_EXPECT_NO_ROWS = 4
};

/** The arguments of own operations: enum wb_own says which reads which. What an operation does not need is
 * NULL or 0. */
struct wb_args {
	uint32_t size;
	/** of an operation of several statements: which one to compose, from 0 */
	uint32_t part;
	const char *home; /**< wb_server.home; NULL or "": not qualified */
	const char *run_id, *revision, *title, *checksum, *applied_by;
	const char *direction, *event, *hash, *session, *detail;
	/** for LOG: what `probe` wrote, an SQL scalar that the server shall compute into the column `probe`
	 *  (or a text that only the dialect's own `compose` understands); NULL: SQL's null */
	const char *probe_sql;
	int64_t log_id;                /**< for LOG: the row's id; 0: the next one */
	int64_t statement, statements; /**< for LOG; 0: null */
	/** for RECORD; -1: by the server's clock, or 0 where it has none */
	int64_t duration_ms;
	const char *name;                           /**< of a savepoint, of a lease */
	const char *owner;                          /**< of a lease */
	uint32_t ttl_ms;                            /**< of a lease */
	uint32_t limit;                             /**< for LOG_READ */
	const char *const *present, *const *absent; /**< for SCRIPT_GUARD */
	size_t present_count, absent_count;
	const char *text; /**< for SCRIPT_STATEMENT */
	size_t text_len;
	uint32_t facts; /**< for SCRIPT_STATEMENT: the piece's flags */
	int32_t expect; /**< for SCRIPT_EXPECT: enum wb_expect */
	/** For RECORD and AMEND: ids with commas between them ("" = none, NULL = not known), "*" as
	 *  `parents` of a repeatable revision; and the text that would take it back, marker line
	 *  included ("" = there is none, NULL = not known). */
	const char *parents, *depends, *down;
	const char *const *known; /**< for SCRIPT_GUARD */
	size_t known_count;
	int32_t format;  /**< for READ: of the table; 0: the newest */
	const char *key; /**< for LEASE_READ: what `lock` would be called with */
};

enum wb_op_kind {
	WB_OP_OWN = 1,   /**< whimbrel's own; `what` says which */
	WB_OP_USER = 2,  /**< a user's statement; results are dropped */
	WB_OP_EXPECT = 3 /**< a user's statement whose first row is asked for */
};

#define WB_OP_DURABLE UINT32_C(1) /**< with COMMIT: it must be on disk before this is done */
/** must run outside any transaction, in a message of its own */
#define WB_OP_ALONE UINT32_C(2)
#define WB_OP_WITH_NEXT UINT32_C(4) /**< may share a message with the operation after it */
/** a person watches: who sends ahead has the server answer as soon as it is done */
#define WB_OP_WATCHED UINT32_C(8)

/** One operation. Borrowed until the next one is asked for. */
struct wb_op {
	uint32_t size;
	int32_t kind;     /**< enum wb_op_kind */
	uint64_t id;      /**< ascending */
	int32_t what;     /**< enum wb_own, for WB_OP_OWN */
	uint32_t flags;   /**< WB_OP_… */
	const char *text; /**< the SQL; not NUL-terminated */
	size_t len;       /**< without what ended it … */
	size_t full_len;  /**< … and with it, as it stands in the file */
	uint32_t facts;   /**< for USER and EXPECT: the piece's flags */
	uint32_t reserved;
	const struct wb_args *args; /**< for OWN */
};

enum wb_outcome {
	WB_DONE = 1,
	WB_FAILED = 2,     /**< without effect; what its transaction did before is still there */
	WB_SKIPPED = 3,    /**< did not run, because of an earlier failure */
	WB_UNKNOWN = 4,    /**< was sent, and no answer came */
	WB_FAILED_ALL = 5, /**< and its whole transaction was rolled back with it */
	/** and may have left something behind all the same: its intent stays open, to be judged */
	WB_FAILED_PARTLY = 6
};

/** A queue of operations that `run` empties. When `run` returns, the transaction that failed is
 *  still to be rolled back: the engine does that. */
struct wb_ops {
	uint32_t size;
	uint32_t reserved;
	void *ctx;
	/** The next operation: 1, or 0 when there are no more, or negative to stop (the engine's
	 * own trouble; return it). */
	int (*next)(void *ctx, struct wb_op *out, struct wb_error *err);
	/** The next data of the COPY_IN statement that was handed out last: 1, or 0 at their end,
	 * or negative. */
	int (*data)(void *ctx, const char **out_data, size_t *out_len, struct wb_error *err);
	/** One row of the result of an EXPECT, a RECORD or an ERASE. */
	int (*row)(void *ctx, const struct wb_value *values, size_t count);
	/** What became of an operation: once for each, in order. `err` with FAILED and UNKNOWN. For
	 *  an EXPECT it is called before the next `next`. Negative: stop as after a failure. DONE
	 *  of a COMMIT that is not DURABLE holds as long as the server lives; a later DURABLE one
	 *  makes it last. */
	int (*done)(void *ctx, uint64_t id, int32_t outcome, const struct wb_error *err);
};

/* ------------------------------------------------------------------ interrupted statements */

/** What an interruption can leave of a statement. */
enum wb_fate {
	WB_FATE_TRANSACTION = 1, /**< nothing, as long as its transaction did not commit */
	WB_FATE_REPEAT = 2,      /**< it may simply be run again */
	WB_FATE_PROBE = 3,       /**< the probe tells */
	WB_FATE_UNKNOWN = 4,     /**< nothing tells */
	/** it neither commits by itself nor is it taken back: its intent must be committed before it,
	 *  or before the transaction of the user's that it may be in */
	WB_FATE_STAYS = 5
};

/** A statement that was begun and has no end in the journal. */
struct wb_intent {
	uint32_t size;
	uint32_t facts;
	const char *text; /**< the statement */
	size_t len;
	const char *probe;   /**< what the server computed before; NULL: null */
	const char *session; /**< wb_server.session of whoever began it; NULL: null */
};

enum wb_verdict {
	WB_VERDICT_DONE = 1,
	WB_VERDICT_NOT_DONE = 2,
	WB_VERDICT_REPAIR = 3, /**< run the repairs, then the statement */
	WB_VERDICT_UNKNOWN = 4,
	WB_VERDICT_FINISH = 5 /**< run the repairs; then the statement is done */
};

/** What a session is doing. */
struct wb_activity {
	uint32_t size;
	int32_t alive;        /**< 0: there is no such session, or it has nothing under way */
	int64_t elapsed_ms;   /**< of its statement; -1 = unknown */
	uint64_t done, total; /**< progress; total 0 = unknown */
	char phase[128];
	char statement[512];
	char waits_for[128]; /**< "" = it does not wait */
};

#ifdef __cplusplus
}
#endif

#endif
