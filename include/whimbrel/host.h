/* SPDX-License-Identifier: MIT */
/** The engine's services: what a dialect is handed at `load`, so that it needs no symbol of
 * libwhimbrel.
 *
 *  Part of the dialect ABI; dialect.h, which includes this page, is where to begin.
 */
#ifndef WHIMBREL_HOST_H
#define WHIMBREL_HOST_H

#include <stddef.h>
#include <stdint.h>

#include <whimbrel/error.h>
#include <whimbrel/schema.h>

#ifdef __cplusplus
extern "C" {
#endif

struct wb_lex;
struct wb_piece;
struct wb_args;
struct wb_client; /**< whom a connection works for: handed to log, progress and stopping */
struct wb_text;   /**< a growing text that the engine owns */
struct wb_rows;   /**< a taker of result rows that the engine owns */
struct wb_schema; /**< a taker of schema objects that the engine owns */

/** One value of a row: `data` NULL is SQL's null, else `len` bytes as text. */
struct wb_value {
	const char *data;
	size_t len;
};

enum wb_log_level {
	WB_LOG_ERROR = 0,
	WB_LOG_WARNING = 1,
	WB_LOG_NOTICE = 2,
	WB_LOG_INFO = 3,
	WB_LOG_DEBUG = 4
};

/** The lexical rules of a dialect: which of the usual ones hold. They serve the engine's scanner,
 *  which splits sections for dialects without a `split` and tells everywhere whether a line is
 *  inside a string or a comment. A `--` comment, a block comment, a string in single quotes and a
 *  name in double quotes, each with the quote doubled inside, are known without any flag. */
#define WB_LEX_BACKSLASH UINT32_C(0x01) /**< a backslash escapes in '…' and "…" */
#define WB_LEX_E_STRING UINT32_C(0x02)  /**< a backslash escapes in E'…' */
#define WB_LEX_DOLLAR UINT32_C(0x04)    /**< $tag$ … $tag$ */
#define WB_LEX_NESTED UINT32_C(0x08)    /**< block comments nest */
#define WB_LEX_HASH UINT32_C(0x10)      /**< # begins a comment */
/** -- begins a comment only before a blank or a control character, or at the end */
#define WB_LEX_DASH_SPACE UINT32_C(0x20)
#define WB_LEX_BRACKET UINT32_C(0x40)     /**< [name] */
#define WB_LEX_BACKTICK UINT32_C(0x80)    /**< `name` */
#define WB_LEX_EXECUTABLE UINT32_C(0x100) /**< a block comment that begins with ! or M! is code */
/** nothing escapes in r'…' and r"…", and no quote is doubled there */
#define WB_LEX_RAW UINT32_C(0x200)
/** q'[…]' and nq'!…!': what stands behind the quote ends it in front of the next quote, a bracket by its partner */
#define WB_LEX_Q_STRING UINT32_C(0x400)
#define WB_LEX_SLASH_COMMENT UINT32_C(0x800) /**< // begins a comment */

/** A token of the engine's scanner. */
enum wb_token {
	WB_TOKEN_END = 0, /**< nothing is left */
	/** the text ends inside this token and more may come: call again with more text from
	 * `begin` on */
	WB_TOKEN_MORE = 1,
	WB_TOKEN_SPACE = 2,
	WB_TOKEN_COMMENT = 3,
	/** a bare word: a letter, underscore or byte over 127, then those, digits and $ */
	WB_TOKEN_WORD = 4,
	WB_TOKEN_STRING = 5, /**< '…', E'…', $$…$$ */
	WB_TOKEN_NAME = 6,   /**< "…", `…`, […] */
	WB_TOKEN_NUMBER = 7,
	WB_TOKEN_MARK = 8, /**< one other byte */
	WB_TOKEN_TORN = 9  /**< a string, name or comment that the end of the text cut off */
};

/** What `host->portable` needs to know of a database. Texts are SQL; all are static. */
struct wb_portable {
	uint32_t size;
	uint32_t flags; /**< WB_PORTABLE_… */
	/** type and constraint of an ascending key: "INTEGER PRIMARY KEY AUTOINCREMENT" */
	const char *id_column;
	/** a text of up to 64 bytes, compared byte for byte, fit for a key: "VARCHAR(64)" */
	const char *name_type;
	const char *text_type;    /**< a text of any length: "TEXT" */
	const char *integer_type; /**< 64 bits: "BIGINT" */
	const char *time_type;    /**< a UTC time: "TIMESTAMP" */
	/** the server's clock in UTC, as an expression of `time_type` */
	const char *now;
	const char *user; /**< the session's user, as a text expression */
	/** milliseconds since the step began by the server's clock; NULL: none known */
	const char *duration;
	const char *table_suffix; /**< after the closing parenthesis of CREATE TABLE; "" */
	/** "BEGIN"; NULL: a call of the client library does it, when `execute` is handed the operation */
	const char *begin;
	/** Around a number of milliseconds: the time that long from now, "(now() + interval '1
	 *  millisecond' * " and ")". NULL: the LEASE_… operations are refused. */
	const char *after, *after_end;

	/* From here on NULL means what the standard has. */

	/** what makes a table where there is none: "CREATE TABLE IF NOT EXISTS". NULL: "CREATE TABLE", and
	 * `execute` tells that it is there already by WB_E_EXISTS, which is no error then */
	const char *create_table;
	/** around the number of rows that are wanted, at the end of a query: " LIMIT " and "". NULL: the
	 * query gives them all, and the engine keeps the last ones */
	const char *limit, *limit_end;
	/** what a SELECT of nothing but constants selects from: " FROM DUAL". NULL: "". For scripts: what
	 * is sent to the server needs none */
	const char *from_nothing;
	/** the two characters around a name, the second doubled inside: "[]", "``". NULL: by `flags` */
	const char *name_quotes;
	/** behind the type of a column that may be null: " NULL". NULL: "" */
	const char *nullable;
	/** in front of a new column: "ADD COLUMN ". NULL: "ADD " */
	const char *add_column;
	const char *commit, *rollback; /**< NULL: "COMMIT", "ROLLBACK" */
	/** in front of its name; NULL: "SAVEPOINT ", "RELEASE SAVEPOINT ", "ROLLBACK TO SAVEPOINT ".
	 * `release` "": there is no such statement, and none is needed */
	const char *savepoint, *release, *rollback_to;
	/** around a column of `time_type`, so that it comes out as text "2026-01-31 09:00:00.000": "CAST("
	 * and " AS VARCHAR(24))". NULL: `execute` hands it out so */
	const char *time_text, *time_text_end;
	/** what ends a statement in an offline script; NULL: ";\n" */
	const char *terminator;
	/** bytes of the longest literal, 0 = any: what is longer is null, and so not kept (a way back, a message) */
	uint32_t literal_max;
	uint32_t reserved;
	/** settings of the client that runs an offline script, which make it stop at the first error:
	 * ".bail on\n". NULL: scripts are refused */
	const char *script_head;
	/** around a statement of a script that holds a semicolon: "DELIMITER //\n" and
	 *  "\n//\nDELIMITER ;\n". NULL: the client knows by itself where such a one ends */
	const char *block_begin, *block_end;
};

#define WB_PORTABLE_BACKSLASH UINT32_C(1) /**< a backslash in a literal must be doubled */
#define WB_PORTABLE_BACKTICK UINT32_C(2)  /**< names are quoted `so`, not "so" */
/** a literal with a backslash is written E'…', which means the same in every session */
#define WB_PORTABLE_E_STRING UINT32_C(4)
/** rows of the log come with their ids: what the column's default counts would be the last id of
 * the session, which is the user's */
#define WB_PORTABLE_COUNTED UINT32_C(8)
/** names without quotes are in capitals: so are those that we have to quote (at, session) */
#define WB_PORTABLE_UPPER UINT32_C(16)
/** an empty text is null: it is written as one blank, and the dialect gives it back as none */
#define WB_PORTABLE_EMPTY_IS_NULL UINT32_C(32)

/** The engine's services. Valid from `load` until the process ends, from any thread. */
struct wb_host {
	uint32_t abi_version, struct_size;

	/** Say something to the user: the server's notices, a workaround taken. One line; no
	 * secret. */
	void (*log)(struct wb_client *client, int32_t level, const char *message);
	/** Long work goes on: `done` of `total` (0 = unknown) of something called `phase`. Cheap;
	 * call it as often as you like. */
	void (*progress)(struct wb_client *client, const char *phase, uint64_t done,
			 uint64_t total);
	/** 1 once the run is to stop. Ask while you wait for something of your own accord. */
	int (*stopping)(struct wb_client *client);

	/** Append to a text. Out of memory sticks, and the engine finds it: there is nothing to
	 * check. */
	void (*append)(struct wb_text *text, const char *data, size_t len);
	/** Hand over one row. Returns 0; 1 when the engine wants no more rows of this result. */
	int (*row)(struct wb_rows *rows, const struct wb_value *values, size_t count);
	/** Hand over one schema object. */
	int (*object)(struct wb_schema *sink, const struct wb_object *object);
	/** Say that the object `from` needs the object `to` (its place in the order of changes):
	 *  `edge_as` with WB_EDGE_NEEDS. */
	int (*edge)(struct wb_schema *sink, const struct wb_object *from,
		    const struct wb_object *to);

	/** Set an error, printf-like, and return `status`. The first error wins. */
	int (*fail)(struct wb_error *err, int32_t status, const char *format, ...)
#if defined(__GNUC__)
		__attribute__((format(printf, 3, 4)))
#endif
		;
	/** The `enum wb_status` that an SQLSTATE (SQL:2016 part 2, 24.1; PostgreSQL appendix A)
	 * stands for. */
	int32_t (*sqlstate_status)(const char *sqlstate);

	/** The token of `text` that begins at `begin`, by the lexical rules `rules`. `last`: no
	 *  text follows this. Sets `out_end` to where it ends. */
	int32_t (*scan)(uint32_t rules, const char *text, size_t len, size_t begin, int32_t last,
			size_t *out_end);
	/** Skip from `begin` over everything that is no `stop` byte at the top level: strings,
	 *  names and comments are passed whole. Returns WB_TOKEN_MARK with `out_at` on the stop
	 *  byte, WB_TOKEN_END or WB_TOKEN_TORN at the end of a last text, or WB_TOKEN_MORE with
	 *  `out_at` where to go on with more text. Many times faster than `scan`. */
	int32_t (*skip)(uint32_t rules, char stop, const char *text, size_t len, size_t begin,
			int32_t last, size_t *out_at);
	/** Split by the lexical rules alone: what the engine does for a dialect that has no
	 * `split`. */
	int (*split)(uint32_t rules, struct wb_lex *state, const char *text, size_t len,
		     int32_t last, struct wb_piece *out, struct wb_error *err);
	/** Compose version tracking in SQL that most databases understand; `how` fills the gaps.
	 * For use in `compose`. */
	int (*portable)(const struct wb_portable *how, int32_t what, const struct wb_args *args,
			struct wb_text *out, struct wb_error *err);

	/** A call of a client library begins that waits for its peer: unless wait_end comes within
	 *  `timeout_ms`, the socket `fd` is shut down, so that the call returns as if the peer had
	 *  gone, also where the peer sends for ever. Returns what wait_end wants; 0 when `fd` is
	 *  negative or `timeout_ms` is 0: then nothing ends it. */
	uint64_t (*wait_begin)(int fd, uint32_t timeout_ms);
	/** It has returned: 1 if the time was over. Before the socket is closed. */
	int (*wait_end)(uint64_t wait);

	/** Say how the object `from` is tied to the object `to`: `flavour` is an enum wb_edge. */
	int (*edge_as)(struct wb_schema *sink, int32_t flavour, const struct wb_object *from,
		       const struct wb_object *to);

	/** A secret that the dialect found by itself, as in a file of its client library's or what a service gave it: from
	 *  now on it is masked in errors and logs. Those of URLs, of the options that are secret, and of variables in the
	 *  config the engine knows. It may be told as often as you like. */
	void (*hide)(const char *secret);
};

#ifdef __cplusplus
}
#endif

#endif
