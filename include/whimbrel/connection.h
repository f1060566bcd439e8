/* SPDX-License-Identifier: MIT */
/** Connections: what the URL and the config say of one, what a dialect claims of it, and what it is like.
 *
 *  Part of the dialect ABI; dialect.h, which includes this page, is where to begin.
 */
#ifndef WHIMBREL_CONNECTION_H
#define WHIMBREL_CONNECTION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wb_client; /**< whom a connection works for: see host.h */

/* ------------------------------------------------------------------ what is given */

enum wb_option_type {
	WB_OPTION_TEXT = 0,
	WB_OPTION_NUMBER = 1,
	WB_OPTION_FLAG = 2,
	WB_OPTION_PATH = 3
};
#define WB_OPTION_SECRET UINT32_C(1) /**< its value is never shown */
#define WB_OPTION_REQUIRED UINT32_C(2)

/** A parameter that the URL's query or the target's `options` may carry. A table of them ends with
 * a NULL name. */
struct wb_option {
	const char *name;
	int32_t type;   /**< enum wb_option_type */
	uint32_t flags; /**< WB_OPTION_… */
	const char *fallback;
	const char *help;
	/** all that it may be, ends with NULL: the engine refuses others and names these. NULL: anything */
	const char *const *values;
};

struct wb_pair {
	const char *name;
	const char *value;
};

/** Create nothing: a database that is not there is shown as an empty one. Set for commands that
 * only read. */
#define WB_CONNECT_READ_ONLY UINT32_C(1)
/** A second connection, for `observe`, `end_session` and leases: it needs no session settings. */
#define WB_CONNECT_WATCHER UINT32_C(2)

/** `statement_timeout_ms` is 0 because the user wants none, whatever the server or a role says;
 * without this flag 0 leaves the server's own. */
#define WB_CONNECT_NO_STATEMENT_TIMEOUT UINT32_C(4)

/** Where and how to connect. Texts are percent-decoded; NULL: not given. */
struct wb_params {
	uint32_t size;
	uint32_t flags; /**< WB_CONNECT_… */
	struct wb_client *client;
	const char *scheme; /**< as the URL has it, without `+driver` */
	const char *user;
	const char *password;
	const char *host; /**< several hosts as the URL has them: "a:1,b:2" */
	const char *port;
	/** name or path; a relative path is already relative to the working directory */
	const char *database;
	const struct wb_pair *options; /**< checked against the table of options */
	size_t option_count;
	/** where whimbrel's own tables shall live; NULL: see `describe` */
	const char *version_schema;
	const char *run_id;          /**< for application_name and the like: "whimbrel:" and this */
	uint32_t connect_timeout_ms; /**< 0 = the client library's own */
	uint32_t statement_timeout_ms; /**< 0 = see WB_CONNECT_NO_STATEMENT_TIMEOUT */
	/** how long one statement waits for other people's locks; 0 = as the server has it */
	uint32_t statement_lock_timeout_ms;
	uint32_t reserved;
};

/* ------------------------------------------------------------------ what it is like */

/* What no slot tells of a dialect or of a connection. What a dialect can do the engine sees from the slots
 * that it fills: there is no bit for that. */
/** DDL can be rolled back: a step and its version row commit together. Without it DDL commits by itself,
 * and what was open before it: whimbrel-dialect(3), MODELS OF TRANSACTIONS */
#define WB_F_TRANSACTIONAL_DDL UINT64_C(0x0001)
/** a commit is dear and savepoints hold DDL: several steps share one */
#define WB_F_SHARED_COMMIT UINT64_C(0x0002)
/** `lock` and `compose` both: `compose` knows the WB_OWN_LEASE_… too, a target may ask for a lease, and
 * whoever holds the one kind heeds the other. Where there is no `lock` the lease is used anyway */
#define WB_F_LEASE UINT64_C(0x0010)
#define WB_F_SERVER_CLOCK UINT64_C(0x4000) /**< RECORD computes durations itself */
/** wb_params.database is a file's path: the config's are relative to it, and the engine refuses a URL
 * with a host, a user, a password or a port */
#define WB_F_DATABASE_IS_PATH UINT64_C(0x8000)
/** `execute` and `run` ask host->stopping by themselves while a statement runs: no thread
 * cancels */
#define WB_F_STOPS UINT64_C(0x10000)
/** `render` knows WB_CHANGE_SETTINGS and WB_CHANGE_SETTINGS_BACK */
#define WB_F_SETTINGS UINT64_C(0x20000)
/** with TRANSACTIONAL_DDL: it can be rolled back, but what it made can't be used before it is committed.
 * Every statement commits alone, together with its row of the journal */
#define WB_F_COMMIT_EACH UINT64_C(0x40000)
/** of a connection alone: what `lock` takes would not hold on it (a pooling proxy, a cluster), or its user
 * may not take it: a lease is used. Two users of one database must be told the same: a lease and a lock heed
 * each other with WB_F_LEASE alone */
#define WB_F_NO_LOCK UINT64_C(0x80000)
/** nothing can be rolled back, changes of rows neither: `require` and `verify` may have statements alone that
 * WB_PIECE_LOOKS or WB_PIECE_SESSION is said of */
#define WB_F_NO_ROLLBACK UINT64_C(0x100000)
/** there are no unique indexes, and UPDATE can't look into another table: what `-- whimbrel:keep` stands
 * for is written with MERGE, which fails where two rows want to change the same one */
#define WB_F_KEEP_BY_MERGE UINT64_C(0x200000)
/** there is no CREATE TABLE … AS SELECT …, which `-- whimbrel:keep` stands for: such a line is refused before
 * anything runs. Of the table of the dialect, or what `offline` says */
#define WB_F_NO_KEEP UINT64_C(0x400000)

enum wb_tables { WB_TABLES_ABSENT = 0, WB_TABLES_PRESENT = 1 };

/** What a connection is like, right now. */
struct wb_server {
	uint32_t size;
	int32_t tables; /**< enum wb_tables: are whimbrel's tables in `home`? */
	/** WB_F_… of this connection: of the dialect's those that hold behind a proxy, on a cluster, … */
	uint64_t features;
	/** the dialect's own bits for `struct wb_lex`: server settings that change how SQL is
	 * read */
	uint32_t lex_mode;
	uint32_t reserved;
	char product[64]; /**< "SQLite" */
	char version[64]; /**< "3.40.1" */
	/** as people know it: name or path */
	char database[256];
	char schema[256]; /**< the current one; "" where there are none */
	/** where whimbrel's tables are or would be made; "" where there are no schemas */
	char home[256];
	char user[256];
	/** names this session to `observe`, also after the client has died */
	char session[128];
	char warning[512]; /**< something that the user should know of this connection; "" */
	/** the schema that names without one are in where nobody said otherwise; "" where there are
	 * no schemas */
	char usual_schema[64];
	/** What the server itself knows this database by, where `database` says only how this connection
	 *  came to it (an alias, a path of several): runs with the same one and `home` exclude each other.
	 *  "": `database` is what it is known by */
	char identity[256];
	/** hints for a lease where each statement is dear; 0: the engine's own */
	uint32_t lease_ms;      /**< a dead holder is in the way for so long */
	uint32_t lease_poll_ms; /**< whoever waits asks so often, and less the longer it lasts */
};

#ifdef __cplusplus
}
#endif

#endif
