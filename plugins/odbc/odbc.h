/* SPDX-License-Identifier: MIT */
/* A dialect for whatever has an ODBC driver. What a database is like comes from the driver (SQLGetInfo) where it
 * tells, else from a profile of its kind, and from the target's options where both are wrong. */
#ifndef WB_ODBC_H
#define WB_ODBC_H

#include <stdbool.h>

#include <sql.h>
#include <sqlext.h>
#include <sqlucode.h>

#include <whimbrel/kit/lock_file.h>
#include <whimbrel/kit/running.h>
#include <whimbrel/kit/slots.h>
#include <whimbrel/kit/text.h>
#include <whimbrel/kit/words.h>

#define ODBC_FEATURES (WB_F_TRANSACTIONAL_DDL)

/* Bits of wb_lex.mode: lexical rules (WB_LEX_…), and from here on ours. */
#define ODBC_MODE_SET UINT32_C(0x80000000)      /**< there is, or was, a connection */
#define ODBC_MODE_GO UINT32_C(0x40000000)       /**< GO on a line of its own ends a batch */
#define ODBC_MODE_SLASH UINT32_C(0x20000000)    /**< / on a line of its own ends a block */
#define ODBC_MODE_BLOCKS UINT32_C(0x10000000)   /**< BEGIN … END in what CREATE makes */
#define ODBC_MODE_COMPOUND UINT32_C(0x08000000) /**< BEGIN begins statements, no transaction */
#define ODBC_MODE_PROFILE 16                    /**< from this bit on: which profile, 4 bits */
#define ODBC_MODE_RULES UINT32_C(0xffff)

/* One of three bytes and one of four. */
#define ODBC_LETTERS "\xe2\x82\xac\xf0\x9f\x90\xa6"

/* What kind of database it is. */
struct odbc_profile {
	const char *name;
	const char *dbms; /* how what SQLGetInfo(SQL_DBMS_NAME) says begins; NULL: any */
	uint32_t mode;    /* ODBC_MODE_…, WB_LEX_… */
	bool tested;
	bool file;     /* the database is a file: its lock is one as well */
	bool catalogs; /* the current database takes the place of a schema */
	int32_t ddl;   /* 1: DDL can be rolled back, 0: it commits; -1: as the driver says */
	/* sets how long a statement waits for locks: # stands for the number of milliseconds; NULL: nothing does */
	const char *lock_timeout;
	/* catalog.sql: queries where drivers lose some of what there is; NULL: what the driver tells */
	const char *columns, *keys, *foreign_keys;
	const char *tables; /* likewise, of what no driver tells of them */
	const char *untold; /* NULL: nobody knows what else there is */
	bool comment_on;    /* COMMENT ON TABLE, COMMENT ON COLUMN */
	bool no_keep;       /* no CREATE TABLE … AS SELECT */
	/* a key of the connection string whose value is a number of milliseconds: the same as `lock_timeout` */
	const char *lock_timeout_key;
	/* a query of (database, 1 if somebody is connected to it, else 0); NULL: databases are not made here */
	const char *databases;
	const char *schema; /* a query of the current schema; NULL: there are none */
	/* a query of the bytes of ODBC_LETTERS in UTF-8, as the database got them, in hexadecimal; NULL: none */
	const char *hex_of_letters;
	const char *const
		*no_tx; /* beginnings of statements that refuse a transaction; NULL ends them */
	struct wb_portable portable;
};

struct odbc_conn {
	struct wb_client *client;
	SQLHENV env;
	SQLHDBC dbc;
	bool connected, lost;
	bool offline;  /* stands for a connection where there is none */
	bool named;    /* the profile: by the target, not by the driver */
	bool bytes;    /* the driver has no wide functions: SQL goes to it as UTF-8 */
	bool one_line; /* the driver makes one line of a statement: comments.c */
	const struct odbc_profile *profile;
	struct odbc_profile own; /* the profile, with what the options change */
	char *options[16];       /* texts of `own` */
	size_t option_count;
	bool in_transaction;    /* ours: autocommit is off */
	bool users_transaction; /* perhaps: a statement may have begun one */
	bool ddl_rolls_back;
	bool lease_table, any_case;
	SQLSMALLINT usual_case; /* SQL_IC_… of names without quotes */
	uint32_t connect_timeout_ms, lease_ms;
	char quote;
	char *home, *password, *database;
	struct kit_text way;  /* the connection string: a secret */
	bool scratch;         /* is a scratch database: nothing outside of it is touched */
	bool scratch_allowed; /* others may be made on its server */
	char *schema;         /* the current one, and "" where there are none */
	struct kit_lock_file lock;
	bool locked; /* also in memory, where there is no file */

	SQLHSTMT statement; /* what `running` is about */
	struct kit_running running;
};

extern const struct wb_host *odbc_host;
extern const struct wb_option odbc_options[];
extern const struct kit_dialect odbc_kit;

/* catalog.sql */
extern const char odbc_untold_postgresql[], odbc_untold_mariadb[], odbc_untold_sqlite[];
extern const char odbc_keys_mariadb[], odbc_keys_sqlite[];
extern const char odbc_columns_postgresql[], odbc_columns_mariadb[], odbc_columns_sqlite[];
extern const char odbc_tables_postgresql[], odbc_tables_mariadb[], odbc_tables_sqlite[];
extern const char odbc_foreign_keys_postgresql[], odbc_foreign_keys_mariadb[],
	odbc_foreign_keys_sqlite[];

/* profile.c */
const struct odbc_profile *odbc_profile_named(const char *name);
const struct odbc_profile *odbc_profile_at(uint32_t index);
uint32_t odbc_profile_index(const char *name);
/* By what the driver calls its database; never NULL. */
const struct odbc_profile *odbc_profile_of(const char *dbms);

/* options.c */
const char *odbc_option(const struct wb_params *params, const char *name);
/* What the options change of the profile. */
int odbc_override(struct odbc_conn *c, const struct wb_params *params, struct wb_error *err);

/* connect.c */
int odbc_connect(const struct wb_params *params, void **out, struct wb_error *err);
void odbc_close(void *conn);

/* connect_thread.c: connect c->dbc by the connection string c->way, within connect_timeout. */
int odbc_open(struct odbc_conn *c, struct wb_error *err);

/* The profile that the options name, or else that of `dbms`, and what the options change of it. */
int odbc_choose_profile(struct odbc_conn *c, const struct wb_params *params, const char *dbms,
			struct wb_error *err);

/* Another connection like `like`, to another database of its server. */
int odbc_connect_to(const struct odbc_conn *like, const char *database, void **out,
		    struct wb_error *err);

/* scratch.c */
int odbc_scratch_open(void *conn, void *like, const char *name, void **out, struct wb_error *err);
int odbc_scratch_drop(void *conn, const char *name, struct wb_error *err);
int odbc_scratch_list(void *conn, const char *prefix, struct wb_rows *rows, struct wb_error *err);

/* describe.c */
int odbc_describe(void *conn, struct wb_server *out, struct wb_error *err);
uint64_t odbc_features(const struct odbc_conn *c);
uint32_t odbc_lex_mode(const struct odbc_conn *c);
/* What the driver says of itself; "" where it says nothing. */
void odbc_info(const struct odbc_conn *c, SQLUSMALLINT what, char *out, size_t size);
/* Is there this table in our home? */
int odbc_has_table(struct odbc_conn *c, const char *table, bool *out, struct wb_error *err);

/* utf.c */
/* For free(); NULL: no memory. `*out_len` is in characters. */
SQLWCHAR *odbc_wide(const char *text, size_t len, size_t *out_len);
void odbc_narrow(struct kit_text *out, const SQLWCHAR *wide, size_t len);
/* SQL_ERROR without a record behind it: out of memory. */
SQLRETURN odbc_exec(struct odbc_conn *c, SQLHSTMT stmt, const char *sql, size_t len);
bool odbc_is_ascii(const char *text);
/* comments.c: the SQL with its comments in dashes as such in slashes and stars. */
void odbc_block_comments(const char *sql, size_t len, struct kit_text *out);
/* encoding.c: how this driver takes comments, and letters outside of ASCII, by trying: an error if it does not take
 * those. */
int odbc_prove_letters(struct odbc_conn *c, struct wb_error *err);

/* error.c */
int odbc_fail(struct odbc_conn *c, SQLSMALLINT type, SQLHANDLE handle, struct wb_error *err);

/* execute.c */
int odbc_execute(void *conn, const struct wb_op *op, struct wb_rows *rows, struct wb_error *err);
int odbc_cancel(void *conn, struct wb_error *err);
void odbc_stop(void *conn);

/* rows.c */
/* A statement for catalog functions and queries. */
int odbc_statement(struct odbc_conn *c, SQLHSTMT *out, struct wb_error *err);
/* Appends one value of the row. 1: it is NULL. */
int odbc_value(struct odbc_conn *c, SQLHSTMT stmt, SQLUSMALLINT column, struct kit_text *out,
	       struct wb_error *err);
/* The first value of a query's first row; "" for none. */
int odbc_ask(struct odbc_conn *c, const char *sql, char *out, size_t size, struct wb_error *err);

/* compose.c */
int odbc_compose(void *conn, int32_t what, const struct wb_args *args, struct wb_text *out,
		 struct wb_error *err);
int odbc_quote(void *conn, bool literal, struct kit_part text, struct wb_text *out,
	       struct wb_error *err);

/* offline.c */
int odbc_offline(const struct wb_params *params, struct wb_server *out_server, void **out,
		 struct wb_error *err);
int odbc_script(const struct odbc_conn *c, int32_t what, const struct wb_args *args,
		struct wb_text *out, struct wb_error *err);

/* split.c */
int odbc_split(struct wb_lex *state, const struct kit_input *input, struct wb_piece *out,
	       struct wb_error *err);

/* lock.c */
int odbc_lock(void *conn, const char *key, uint32_t timeout_ms, struct wb_error *err);
int odbc_unlock(void *conn, const char *key, struct wb_error *err);
int odbc_holder(void *conn, const char *key, struct wb_text *out, struct wb_text *out_session,
		struct wb_error *err);

/* grid.c: some columns of all rows that a catalog function gives; NULL is null. */
struct odbc_grid {
	char **cells;
	size_t width, count, room;
};

/* From a statement on which the function was called, and succeeded or not (`said`). Frees the statement. */
int odbc_grid_read(struct odbc_conn *c, SQLHSTMT stmt, SQLRETURN said, const SQLUSMALLINT *columns,
		   struct odbc_grid *out, struct wb_error *err);
/* The same of a query. */
int odbc_grid_query(struct odbc_conn *c, const char *sql, const SQLUSMALLINT *columns,
		    struct odbc_grid *out, struct wb_error *err);
const char *odbc_cell(const struct odbc_grid *grid, size_t row, size_t column);
void odbc_grid_release(struct odbc_grid *grid);

/* introspect.c */
int odbc_introspect(void *conn, const struct wb_scope *scope, struct wb_schema *sink,
		    struct wb_error *err);

/* render.c */
int odbc_render(void *conn, const struct wb_change *change, struct wb_text *out,
		struct wb_risk *risk, struct wb_error *err);

#endif
